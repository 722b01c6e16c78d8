"""Surveys and answers drawn at random, for laws."""

from typing import Any

from hypothesis import strategies as st

from cocreate_surveys.definition import Choice, Kind, Page, Question, Row, Scale, Survey
from cocreate_surveys.kinds import KANO_ANSWERS, NATURES, scale_of, steps_of

CHOICES = tuple(Choice(id=f"c{place}", label={"en": f"Choice {place}"}) for place in range(1, 5))
WITH_OTHER = (*CHOICES, Choice(id="o", other=True), Choice(id="none", exclusive=True))
ROWS = (Row(id="r1", label={"en": "First"}), Row(id="r2"))
WORDS = (
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)
    .map(str.strip)
    .filter(bool)
)


def question(kind: Kind, question_id: str = "q", **changes: Any) -> Question:
    """A question of a kind with all it needs."""
    nature = NATURES[kind]
    choices = (WITH_OTHER if kind is Kind.MULTIPLE else CHOICES) if nature.least_choices else ()
    return Question(
        id=question_id, kind=kind, text={"en": "Why?"}, scale=nature.scale, choices=choices,
        rows=ROWS if nature.rows else (), **changes,
    )  # fmt: skip


def survey(*questions: Question, **changes: Any) -> Survey:
    """A survey of one question a page."""
    pages = tuple(Page(id=f"p{place}", questions=(one,)) for place, one in enumerate(questions))
    return Survey(pages=pages, **changes)


def answers_to(asked: Question) -> st.SearchStrategy[Any]:  # noqa: C901, PLR0911, PLR0912 - a case a kind
    """Everything that may be answered to a question."""
    ids = [choice.id for choice in asked.choices]
    scale = scale_of(asked)
    steps = st.sampled_from(steps_of(scale or Scale()))
    match asked.kind:
        case Kind.SINGLE:
            return st.sampled_from(ids)
        case Kind.MULTIPLE:
            loose = [choice.id for choice in asked.choices if not choice.exclusive]
            several = st.sets(st.sampled_from(loose), min_size=1).map(
                lambda picked: [one for one in ids if one in picked]
            )
            return several | st.just(["none"])
        case Kind.MATRIX:
            return st.dictionaries(st.sampled_from([row.id for row in asked.rows]), steps, min_size=1)
        case Kind.RANKING:
            return st.permutations(ids).map(list)
        case Kind.BEST_WORST:
            return st.permutations(ids).map(lambda order: {"best": order[0], "worst": order[1]})
        case Kind.KANO:
            return st.fixed_dictionaries(
                {side: st.sampled_from(KANO_ANSWERS) for side in ("functional", "dysfunctional")}
            )
        case Kind.SHORT_TEXT | Kind.LONG_TEXT:
            return WORDS
        case Kind.NUMBER:
            return st.integers(-(10**9), 10**9).map(float) | st.floats(-1e6, 1e6).map(
                lambda value: round(value, 3)
            )
        case Kind.DATE:
            return st.dates().map(lambda day: day.isoformat())
        case Kind.YES_NO | Kind.CONSENT:
            return st.booleans()
        case Kind.EMAIL:
            return st.just("ada@example.com")
        case Kind.PHONE:
            return st.just("+44 20 7946 0018")
        case _:
            return steps
