"""Forms in, answers out: the two ways are each other's inverse, and nonsense is told from answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate_surveys.definition import Choice, Kind, Limits, Question, Scale
from cocreate_surveys.posted import answer_of
from cocreate_surveys.refill import posted_of
from drawn.surveys import answers_to, question

ANSWERED = [kind for kind in Kind if kind not in {Kind.STATEMENT, Kind.FILE}]


@pytest.mark.parametrize("kind", ANSWERED)
@given(data=st.data())
def test_what_a_form_is_filled_with_is_what_it_sends(kind, data):
    asked = question(kind)
    value = data.draw(answers_to(asked))
    assert answer_of(asked, posted_of(asked, value)).value == value


@pytest.mark.parametrize("kind", Kind)
@given(
    posted=st.dictionaries(
        st.sampled_from(["q", "q.r1", "q.c1", "q.c2", "q.best", "q.worst", "q.functional", "q.other"]),
        st.lists(st.text(max_size=12), max_size=3),
    )
)
def test_no_form_brings_it_down(kind, posted):
    answer = answer_of(question(kind, required=True), posted)
    assert answer.problem is not None or kind is Kind.STATEMENT or answer.value is not None


@pytest.mark.parametrize(("kind", "sent", "problem"), [
    (Kind.NPS, "11", "choice"), (Kind.NPS, "x", "number"), (Kind.NPS, "1.5", "choice"), (Kind.NUMBER, "1e400", "number"),
    (Kind.NUMBER, "nan", "number"), (Kind.SINGLE, "gone", "choice"), (Kind.DATE, "2031-02-30", "day"),
    (Kind.EMAIL, "ada@", "address"), (Kind.PHONE, "no", "telephone"), (Kind.YES_NO, "maybe", "choice"),
])  # fmt: skip
def test_what_is_no_answer_is_told(kind, sent, problem):
    assert answer_of(question(kind), {"q": [sent]}).problem.code == problem


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,5", 1.5), ("1,234", 1234), ("1 234,5", 1234.5), ("1,234,567.8", 1234567.8), ("١٢", 12), ("42", 42)],
)
def test_numbers_as_people_write_them(text, value):
    assert answer_of(question(Kind.NUMBER), {"q": [text]}).value == value


@pytest.mark.parametrize("text", ["2031-05-04", "2031/5/4", "2031年5月4日", "2031.05.04"])
def test_days_as_people_write_them(text):
    assert answer_of(question(Kind.DATE), {"q": [text]}).value == "2031-05-04"


def test_limits_hold():
    several = question(Kind.MULTIPLE, limits=Limits(least=2, most=3))
    assert answer_of(several, {"q": ["c1"]}).problem.code == "few"
    assert answer_of(several, {"q": ["c1", "c2", "c3", "c4"]}).problem.code == "many"
    assert answer_of(several, {"q": ["none"]}).value == ["none"]
    assert answer_of(several, {"q": ["none", "c1"]}).problem.code == "exclusive"
    whole = question(Kind.NUMBER, limits=Limits(least=0, most=12, whole=True))
    assert [answer_of(whole, {"q": [text]}).problem.code for text in ("-1", "13", "1.5")] == [
        "low",
        "high",
        "whole",
    ]


def test_ranks_and_sides_are_given_once():
    assert answer_of(question(Kind.RANKING), {"q.c1": ["1"], "q.c2": ["1"]}).problem.code == "twice"
    assert answer_of(question(Kind.BEST_WORST), {"q.best": ["c1"], "q.worst": ["c1"]}).problem.code == "same"


def test_own_words_need_their_choice():
    asked = Question(id="q", kind=Kind.SINGLE, choices=(Choice(id="a"), Choice(id="o", other=True)))
    assert answer_of(asked, {"q": ["o"], "q.other": ["the smell"]}).other == "the smell"
    assert answer_of(asked, {"q": ["a"], "q.other": ["the smell"]}).other == ""


def test_scales_of_halves():
    asked = question(Kind.RATING)
    halves = Question(id="q", kind=Kind.RATING, scale=Scale(low=0.5, high=5, step=0.5))
    assert answer_of(halves, {"q": ["3.5"]}).value == 3.5
    assert answer_of(asked, {"q": ["3.5"]}).problem.code == "choice"
