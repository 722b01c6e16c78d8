"""Where trends break: other words or another scale make answers to another question."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from cocreate_server.ground.core.audit import Actor
from cocreate_server.listen.surveys.models import Survey
from cocreate_server.listen.surveys.services import survey_create, survey_draft_save, survey_publish
from cocreate_server.understand.scores.breaks import breaks_of
from cocreate_server.understand.scores.measures import Measure
from cocreate_server.understand.scores.periods import Span
from cocreate_server.understand.scores.questions import Question
from cocreate_surveys.definition import Kind
from drawn.surveys import question, survey

NOBODY = Actor(user_id=None, label="test")
DAYS = [date(2031, month, 1) for month in (1, 2, 3, 4)]
NPS = Measure("nps", 0, 10)
CSAT = Measure("csat", 1, 5)


@pytest.fixture
def reworded(workspace) -> Survey:
    """A survey whose NPS question asks in other words since 15 March."""
    first = survey(question(Kind.NPS, "nps"), question(Kind.CSAT, "csat"))
    made = survey_create(
        workspace, name="After class", definition=first, actor=NOBODY, now=datetime(2031, 1, 1, tzinfo=UTC)
    )
    survey_publish(made, actor=NOBODY, now=datetime(2031, 1, 1, tzinfo=UTC))
    second = survey(
        replace(question(Kind.NPS, "nps"), text={"en": "Would you recommend us?"}),
        question(Kind.CSAT, "csat"),
    )
    at = datetime(2031, 3, 15, 12, tzinfo=UTC)
    survey_draft_save(made, second, revision=1, now=at)
    survey_publish(made, actor=NOBODY, now=at)
    return made


def asked(measure: Measure, last: date = date(2031, 4, 30), **filters: tuple[str, ...]) -> Question:
    return Question(measure, (), Span(DAYS[0], last), "custom", "month", filters)


def test_a_survey_looked_at_alone_breaks(reworded, workspace):
    found = breaks_of(asked(NPS, survey=("After class",)), DAYS, workspace)
    assert found.places == {2}
    assert len(found.sentences) == 1
    assert "After class" in found.sentences[0]


def test_among_several_it_is_only_said(reworded, workspace):
    found = breaks_of(asked(NPS), DAYS, workspace)
    assert found.places == frozenset()
    assert len(found.sentences) == 1


@pytest.mark.parametrize("question_asked", [
    asked(CSAT, survey=("After class",)),
    asked(NPS, survey=("Another",)),
    asked(NPS, last=date(2031, 3, 14), survey=("After class",)),
])  # fmt: skip
def test_what_it_does_not_concern_stays_whole(reworded, workspace, question_asked):
    assert breaks_of(question_asked, DAYS, workspace) == breaks_of(question_asked, [], workspace)
