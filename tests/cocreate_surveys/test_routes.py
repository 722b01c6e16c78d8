"""The way through a survey, and one turn after another along it."""

from hypothesis import given
from hypothesis import strategies as st

from cocreate_surveys.answering import Given, left_open, progress_of, resumed, turn
from cocreate_surveys.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Known,
    Not,
    Operator,
    Source,
    holds,
    settled,
)
from cocreate_surveys.definition import End, Flow, Kind, Page, Skip, Survey
from cocreate_surveys.refill import posted_of
from cocreate_surveys.routes import route
from drawn.surveys import answers_to, question, survey

LOW = Compare(of="nps", test=Operator.AT_MOST, value=6)
THANKS, SORRY = End(id="thanks"), End(id="sorry")


def ids(way):
    return [one.id for one in way.questions]


def test_a_skip_leads_past_what_lies_between():
    asked = survey(
        question(Kind.NPS, "nps", skips=(Skip(to="last", when=LOW),)),
        question(Kind.SINGLE, "between"),
        question(Kind.LONG_TEXT, "last"),
    )
    assert ids(route(asked, {"nps": 9})) == ["nps", "between", "last"]
    assert ids(route(asked, {"nps": 3})) == ["nps", "last"]


def test_a_skip_leads_to_an_end():
    asked = survey(
        question(Kind.NPS, "nps", skips=(Skip(to="sorry", when=LOW),)),
        question(Kind.SINGLE, "between"),
        ends=(SORRY, THANKS),
    )
    assert route(asked, {"nps": 3}).end is SORRY
    assert route(asked, {"nps": 9}).end is THANKS


def test_an_answer_off_the_way_decides_nothing():
    asked = survey(
        question(Kind.YES_NO, "came"),
        question(Kind.NPS, "nps", when=Compare(of="came", test=Operator.IS, value=True)),
        question(Kind.LONG_TEXT, "why", when=LOW),
    )
    assert ids(route(asked, {"came": True, "nps": 2})) == ["came", "nps", "why"]
    assert ids(route(asked, {"came": False, "nps": 2})) == ["came"]


def test_ends_by_answer_and_trait():
    asked = survey(
        question(Kind.NPS, "nps"),
        ends=(
            End(id="sorry", when=LOW),
            End(id="vip", when=Compare(of="plan", test=Operator.IS, value="gold", source=Source.TRAIT)),
            THANKS,
        ),
    )
    assert route(asked, {"nps": 2}).end.id == "sorry"
    assert route(asked, {"nps": 9}, traits={"plan": "Gold"}).end.id == "vip"
    assert route(asked, {"nps": 9}).end.id == "thanks"


def test_flows_put_the_same_questions_on_other_screens():
    pages = (
        Page(id="p1", questions=(question(Kind.NPS, "nps"), question(Kind.LONG_TEXT, "why"))),
        Page(id="p2", questions=(question(Kind.SINGLE, "one"),)),
    )
    sizes = {
        flow: [len(list(screen.questions)) for screen in route(Survey(pages=pages, flow=flow), {}).screens]
        for flow in Flow
    }
    assert sizes == {Flow.PAGES: [2, 1], Flow.ONE: [1, 1, 1], Flow.ALL: [3]}


def test_what_an_answer_brings_up_on_the_same_screen_is_asked():
    asked = Survey(
        pages=(
            Page(
                id="p",
                questions=(
                    question(Kind.NPS, "nps"),
                    question(Kind.LONG_TEXT, "why", when=LOW, required=True),
                ),
            ),
        )
    )
    first = turn(asked, Given(), screen_id="p", posted={"nps": ["3"]}, asked={"nps"})
    assert [one.id for one in first.screen.questions] == ["nps", "why"]
    assert not first.problems
    second = turn(asked, first.given, screen_id="p", posted={"nps": ["3"]}, asked={"nps", "why"})
    assert second.problems["why"].code == "required"
    third = turn(asked, second.given, screen_id="p", posted={"nps": ["9"]}, asked={"nps", "why"})
    assert third.screen is None


def test_nobody_gets_past_what_has_to_be_answered_by_naming_a_later_screen():
    asked = survey(question(Kind.NPS, "nps", required=True), question(Kind.LONG_TEXT, "why"))
    taken = turn(asked, Given(), screen_id="p1", posted={"why": ["x"]}, asked={"why"})
    assert taken.screen is None
    assert [one.id for one in left_open(taken.given, taken.route)] == ["nps"]


@given(data=st.data())
def test_a_survey_answered_through_ends_with_what_was_answered(data):
    kinds = data.draw(
        st.lists(
            st.sampled_from([kind for kind in Kind if kind not in {Kind.FILE, Kind.STATEMENT}]),
            min_size=1,
            max_size=5,
        )
    )
    asked = survey(*(question(kind, f"q{place}") for place, kind in enumerate(kinds)))
    values = {one.id: data.draw(answers_to(one), label=one.id) for one in asked.questions}
    given_so_far, screen = Given(), route(asked, {}).screens[0]
    seen = []
    while screen is not None:
        seen.append(progress_of(route(asked, given_so_far.answers), screen.id))
        assert resumed(route(asked, given_so_far.answers), given_so_far) == screen
        posted = {
            name: sent for one in screen.questions for name, sent in posted_of(one, values[one.id]).items()
        }
        taken = turn(
            asked,
            given_so_far,
            screen_id=screen.id,
            posted=posted,
            asked={one.id for one in screen.questions},
        )
        given_so_far, screen = taken.given, taken.screen
    assert given_so_far.answers == values
    assert seen == sorted(seen)


NAMES = st.sampled_from(["a", "b", "c"])
VALUES = st.integers(0, 3) | st.sampled_from(["x", "y"]) | st.booleans()
COMPARES = st.builds(Compare, of=NAMES, test=st.sampled_from(Operator), value=VALUES)


def several(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    lists = st.lists(parts, max_size=3).map(tuple)
    return st.builds(Not, parts) | st.builds(AllOf, lists) | st.builds(AnyOf, lists)


CONDITIONS: st.SearchStrategy[Condition] = st.recursive(COMPARES, several, max_leaves=6)


@given(condition=CONDITIONS, answers=st.dictionaries(NAMES, VALUES), opened=st.sets(NAMES))
def test_a_settled_condition_holds_when_the_whole_one_does(condition, answers, opened):
    known = Known({name: value for name, value in answers.items() if name not in opened})
    left = settled(condition, known, open_ids=opened)
    on_page = Known({name: value for name, value in answers.items() if name in opened})
    assert holds(left, on_page) == holds(condition, Known(answers))
