"""Templates: each makes sense, in both languages, and can be answered through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate_surveys.answering import Given, turn
from cocreate_surveys.checks import findings_of
from cocreate_surveys.errors import DefinitionError
from cocreate_surveys.refill import posted_of
from cocreate_surveys.routes import route
from cocreate_surveys.templates import TEMPLATES, template
from drawn.surveys import answers_to


@pytest.mark.parametrize("one", TEMPLATES, ids=lambda one: one.code)
def test_a_template_has_nothing_to_mend_in_either_language(one):
    made = one.make()
    assert findings_of(made) == ()
    assert set(made.languages) == {"en", "zh-hans"} == set(one.title) == set(one.about)


@pytest.mark.parametrize("one", TEMPLATES, ids=lambda one: one.code)
@given(data=st.data())
def test_a_template_can_be_answered_through(one, data):
    made = one.make()
    so_far, screen = Given(), route(made, {}).screens[0]
    for _turn in range(50):
        asked = list(screen.questions)
        posted = {
            name: sent
            for each in asked
            for name, sent in posted_of(each, data.draw(answers_to(each))).items()
        }
        taken = turn(made, so_far, screen_id=screen.id, posted=posted, asked={each.id for each in asked})
        assert not taken.problems
        so_far, screen = taken.given, taken.screen
        if screen is None:
            return
    raise AssertionError("it does not end")


def test_codes_are_their_own():
    assert len({one.code for one in TEMPLATES}) == len(TEMPLATES)
    with pytest.raises(DefinitionError, match="relationship_nps"):
        template("gone")
