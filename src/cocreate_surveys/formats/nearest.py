"""What every form has to be told about our surveys: which kinds are alike, and what stays behind."""

import re
from itertools import pairwise

from cocreate_surveys.definition import Choice, End, Kind, Limits, Question, Row, Scale, Survey
from cocreate_surveys.formats.brought import Ledger
from cocreate_surveys.kinds import BEST_WORST_SIDES, KANO_ANSWERS, KANO_SIDES, scale_of, steps_of
from cocreate_surveys.phrases import PHRASES
from cocreate_surveys.piping import plain
from cocreate_surveys.words import Words

RECOMMENDS = re.compile(r"recommend|\bnps\b|推荐|推薦|weiterempfehl|recomm?end", re.IGNORECASE)
NEAR = 1e-9
USUAL_END = (End(id="thanks"),)


def rating_kind(question_id: str, text: Words, scale: Scale) -> Kind:
    """NPS for recommendation from 0 to 10; else a rating."""
    asked = " ".join([question_id, *text.values()])
    if (scale.low, scale.high, scale.step) == (0, 10, 1) and RECOMMENDS.search(asked):
        return Kind.NPS
    return Kind.RATING


def grid(question: Question) -> tuple[tuple[Row, ...], tuple[Choice, ...]]:
    """Rows and columns of a question that others draw as a grid: matrices, Kano pairs, best and worst."""
    match question.kind:
        case Kind.BEST_WORST:
            return _named(BEST_WORST_SIDES), question.choices
        case Kind.KANO:
            columns = tuple(Choice(id=one, label=PHRASES.get(one, {})) for one in KANO_ANSWERS)
            return _named(KANO_SIDES), columns
    scale = scale_of(question)
    if scale is None:
        return question.rows, question.choices
    return question.rows, tuple(Choice(id=plain(step), label={}) for step in steps_of(scale))


def numbers(values: list[str]) -> Scale | None:
    """The scale that some values make, if they are numbers in even steps."""
    try:
        found = [float(value) for value in values]
    except ValueError:
        return None
    if len(found) < 2 or not all(abs(one) < 1e9 for one in found):  # noqa: PLR2004 - a scale has two ends
        return None
    step = found[1] - found[0]
    even = step > 0 and all(abs(b - a - step) < NEAR for a, b in pairwise(found))
    return Scale(low=found[0], high=found[-1], step=step) if even else None


def tell_of_survey(survey: Survey, ledger: Ledger, *, ends: bool) -> None:
    """Note what no other form says of a survey.

    Args:
        survey: The survey.
        ledger: Takes the notes.
        ends: Whether the form has ends at all.
    """
    for quota in survey.quotas:
        ledger.tell(quota.id, "quota", quota.limit)
    for score in survey.scores:
        ledger.tell(score.id, "score", score.method)
    for name in ("privacy", "phrases", "touchpoint", "channel"):
        if getattr(survey, name):
            ledger.tell("", "setting", name)
    if not ends and survey.ends != USUAL_END:
        for end in survey.ends:
            ledger.tell(end.id, "end", next(iter(end.text.values()), ""))
    for end in survey.ends:
        if ends and end.disqualifies:
            ledger.tell(end.id, "setting", "disqualifies")
    for question in survey.questions:
        _tell_of_question(question, ledger)


def _tell_of_question(question: Question, ledger: Ledger) -> None:
    for name in ("touchpoint", "component", "purpose"):
        if getattr(question, name):
            ledger.tell(question.id, "setting", name)
    for row in question.rows:
        if row.component:
            ledger.tell(question.id, "setting", f"component of {row.id}")
    for choice in question.choices:
        if choice.points is not None:
            ledger.tell(question.id, "setting", f"points of {choice.id}")
    if question.kind is Kind.FILE and question.limits != Limits():
        ledger.tell(question.id, "validation", "file")


def _named(ids: tuple[str, ...]) -> tuple[Row, ...]:
    return tuple(Row(id=one, label=PHRASES.get(one, {})) for one in ids)
