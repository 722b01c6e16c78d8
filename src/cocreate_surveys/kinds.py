"""What there is to know of each kind of question."""

from collections.abc import Mapping
from dataclasses import dataclass

from cocreate_surveys.definition import Kind, Question, Scale

KANO_ANSWERS = ("like", "must_be", "neutral", "live_with", "dislike")
KANO_SIDES = ("functional", "dysfunctional")
BEST_WORST_SIDES = ("best", "worst")
FEWEST_COMPARED = 2


@dataclass(frozen=True, slots=True)
class Nature:
    """What a kind of question is made of.

    Attributes:
        field_type: Of its records; empty where it makes none.
        scale: The usual scale, None where it has none.
        choices: Whether it has choices; `least_choices` says how many it needs.
        rows: Whether it has rows.
        limited: Whether its answers may be limited.
        least_choices: Fewest choices it makes sense with.
    """

    field_type: str
    scale: Scale | None = None
    choices: bool = False
    rows: bool = False
    limited: bool = False
    least_choices: int = 0


NATURES: Mapping[Kind, Nature] = {
    Kind.NPS: Nature("nps", scale=Scale(low=0, high=10)),
    Kind.CSAT: Nature("csat", scale=Scale(low=1, high=5)),
    Kind.CES: Nature("ces", scale=Scale(low=1, high=7)),
    Kind.RATING: Nature("rating", scale=Scale(low=1, high=5, look="stars")),
    Kind.SINGLE: Nature("categorical", choices=True, least_choices=1),
    Kind.MULTIPLE: Nature("categorical", choices=True, limited=True, least_choices=1),
    Kind.MATRIX: Nature("rating", scale=Scale(low=1, high=5), choices=True, rows=True),
    Kind.RANKING: Nature("number", choices=True, least_choices=FEWEST_COMPARED),
    Kind.BEST_WORST: Nature("categorical", choices=True, least_choices=FEWEST_COMPARED),
    Kind.KANO: Nature("categorical"),
    Kind.SLIDER: Nature("number", scale=Scale(low=0, high=100)),
    Kind.SHORT_TEXT: Nature("text", limited=True),
    Kind.LONG_TEXT: Nature("text", limited=True),
    Kind.NUMBER: Nature("number", limited=True),
    Kind.DATE: Nature("date", limited=True),
    Kind.YES_NO: Nature("boolean"),
    Kind.EMAIL: Nature("text"),
    Kind.PHONE: Nature("text"),
    Kind.CONSENT: Nature("boolean"),
    Kind.FILE: Nature("text", limited=True),
    Kind.STATEMENT: Nature(""),
}


def nature(question: Question) -> Nature:
    """What a question is made of."""
    return NATURES[question.kind]


def scale_of(question: Question) -> Scale | None:
    """A question's scale: its own, else the usual one of its kind; None where words are chosen, not numbers."""
    if question.kind is Kind.MATRIX and question.choices:
        return None
    return question.scale or nature(question).scale


def steps_of(scale: Scale) -> tuple[float, ...]:
    """The numbers of a scale, lowest first."""
    count = round((scale.high - scale.low) / scale.step)
    return tuple(scale.low + number * scale.step for number in range(count + 1))


def measures(question: Question) -> bool:
    """Whether the question is a score that measures and drivers can be worked out of."""
    return nature(question).field_type in {"nps", "csat", "ces", "rating"} and scale_of(question) is not None


def asks(question: Question) -> bool:
    """Whether there is anything to answer."""
    return question.kind is not Kind.STATEMENT
