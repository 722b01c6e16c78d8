"""Answers out of what a form sends: strings by name in, checked values out.

The fields of a question's form start with its id: `nps`, `rooms.clean` (a row), `why.other` (words of one's own),
`card.best`, `idea.functional`. What is checked here is checked again nowhere else; a browser's own checks are a courtesy.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cocreate_surveys.definition import Kind, Limits, Question
from cocreate_surveys.kinds import BEST_WORST_SIDES, KANO_ANSWERS, KANO_SIDES, scale_of, steps_of

type Posted = Mapping[str, Sequence[str]]
"""What a form sent: every value of every name."""

LONGEST_SHORT = 500
LONGEST = 10_000
LONGEST_OTHER = 500
ADDRESS = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}")
LONGEST_ADDRESS = 254
TELEPHONE = re.compile(r"\+?[0-9][0-9 ()./-]{3,24}")
ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹0123456789", "012345678901234567890123456789")
NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an answer cannot be taken.

    Attributes:
        code: Which of the reasons: required, number, whole, low, high, choice, few, many, exclusive, twice, same,
            short, long, day, address, telephone, agreement, rows.
        least: The least that is wanted, where that is the reason.
        most: The most.
    """

    code: str
    least: float | str | None = None
    most: float | str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to one question.

    Attributes:
        value: A number, words, the id of a choice, a list of ids, or values by row; None if nothing was answered.
        other: Words of one's own, where a choice asks for them.
        problem: Why it cannot be taken.
    """

    value: Any = None
    other: str = ""
    problem: Problem | None = None


class Unfit(Exception):
    """An answer that cannot be taken."""

    def __init__(self, code: str, least: float | str | None = None, most: float | str | None = None) -> None:
        super().__init__(code)
        self.problem = Problem(code, least, most)


def answer_of(question: Question, posted: Posted) -> Answer:
    """One question's answer out of a form.

    Args:
        question: The question. Files come another way and are not read here.
        posted: What the form sent.
    """
    try:
        value = READERS[question.kind](question, posted)
    except Unfit as unfit:
        return Answer(problem=unfit.problem)
    if question.required and _is_missing(question, value):
        return Answer(value, problem=Problem("agreement" if question.kind is Kind.CONSENT else "required"))
    return Answer(value, other=_other(question, posted, value))


def _is_missing(question: Question, value: Any) -> bool:
    if question.kind is Kind.STATEMENT:
        return False
    if question.kind is Kind.CONSENT:
        return value is not True
    return value is None


def _first(posted: Posted, name: str) -> str:
    values = posted.get(name) or ("",)
    return values[0].replace("\0", "").strip()


def number_of(text: str) -> float:
    """A number as people write it: 1 234,5 or 1,234.5 or ١٢.

    Raises:
        Unfit: It is none.
    """
    plain = re.sub(r"[\s'_\u00a0\u202f]", "", text.translate(ARABIC_DIGITS))
    if plain.count(",") == 1 and "." not in plain:
        head, tail = plain.split(",")
        plain = (
            head + tail
            if re.fullmatch(r"[0-9]{3}", tail) and re.fullmatch(r"-?[1-9][0-9]{0,2}", head)
            else f"{head}.{tail}"
        )
    else:
        plain = plain.replace(",", "")
    if not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)", plain):
        raise Unfit("number")
    value = float(plain)
    if not math.isfinite(value):
        raise Unfit("number")
    return value


def _scale(question: Question, posted: Posted) -> float | None:
    return _on_scale(question, _first(posted, question.id))


def _on_scale(question: Question, text: str) -> float | None:
    scale = scale_of(question)
    if not text or scale is None:
        return None
    value = number_of(text)
    fits = [step for step in steps_of(scale) if abs(step - value) < NEAR * max(1, abs(step))]
    if not fits:
        raise Unfit("choice")
    return fits[0]


def _number(question: Question, posted: Posted) -> float | None:
    text = _first(posted, question.id)
    if not text:
        return None
    value = number_of(text)
    if question.limits.whole and value != int(value):
        raise Unfit("whole")
    _within(value, question.limits, low="low", high="high")
    return value


def _within(size: float, limits: Limits, *, low: str, high: str) -> None:
    if isinstance(limits.least, int | float) and size < limits.least:
        raise Unfit(low, limits.least, limits.most)
    if isinstance(limits.most, int | float) and size > limits.most:
        raise Unfit(high, limits.least, limits.most)


def _single(question: Question, posted: Posted) -> str | None:
    chosen = _first(posted, question.id)
    return _choice(question, chosen) if chosen else None


def _choice(question: Question, chosen: str) -> str:
    if chosen not in {choice.id for choice in question.choices}:
        raise Unfit("choice")
    return chosen


def _multiple(question: Question, posted: Posted) -> list[str] | None:
    sent = {_choice(question, value) for value in posted.get(question.id, ()) if value}
    chosen = [choice for choice in question.choices if choice.id in sent]
    if not chosen:
        return None
    alone = any(choice.exclusive for choice in chosen)
    if alone and len(chosen) > 1:
        raise Unfit("exclusive")
    if not alone:
        _within(len(chosen), question.limits, low="few", high="many")
    return [choice.id for choice in chosen]


def _other(question: Question, posted: Posted, value: Any) -> str:
    picked = value if isinstance(value, list) else [value]
    if not any(choice.other and choice.id in picked for choice in question.choices):
        return ""
    return _first(posted, f"{question.id}.other")[:LONGEST_OTHER]


def _matrix(question: Question, posted: Posted) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    for row in question.rows:
        text = _first(posted, f"{question.id}.{row.id}")
        if text:
            found[row.id] = _choice(question, text) if question.choices else _on_scale(question, text)
    if question.required and len(found) < len(question.rows):
        raise Unfit("rows")
    return found or None


def _ranking(question: Question, posted: Posted) -> list[str] | None:
    places: dict[int, str] = {}
    for choice in question.choices:
        text = _first(posted, f"{question.id}.{choice.id}")
        if text:
            place = number_of(text)
            if not 1 <= place <= len(question.choices) or place != int(place):
                raise Unfit("choice")
            if int(place) in places:
                raise Unfit("twice")
            places[int(place)] = choice.id
    if question.required and len(places) < len(question.choices):
        raise Unfit("rows")
    return [places[place] for place in sorted(places)] or None


def _best_worst(question: Question, posted: Posted) -> dict[str, str] | None:
    found = {side: _first(posted, f"{question.id}.{side}") for side in BEST_WORST_SIDES}
    chosen = {side: _choice(question, text) for side, text in found.items() if text}
    if len(set(chosen.values())) < len(chosen):
        raise Unfit("same")
    return _both(question, chosen, len(BEST_WORST_SIDES))


def _kano(question: Question, posted: Posted) -> dict[str, str] | None:
    chosen = {side: text for side in KANO_SIDES if (text := _first(posted, f"{question.id}.{side}"))}
    if not set(chosen.values()) <= set(KANO_ANSWERS):
        raise Unfit("choice")
    return _both(question, chosen, len(KANO_SIDES))


def _both(question: Question, chosen: dict[str, str], sides: int) -> dict[str, str] | None:
    if chosen and len(chosen) < sides and question.required:
        raise Unfit("rows")
    return chosen or None


def _text(question: Question, posted: Posted) -> str | None:
    text = _first(posted, question.id).replace("\r\n", "\n").replace("\r", "\n")
    if not text:
        return None
    longest = LONGEST_SHORT if question.kind is Kind.SHORT_TEXT else LONGEST
    _within(len(text), question.limits, low="short", high="long")
    if len(text) > longest:
        raise Unfit("long", question.limits.least, longest)
    return text


def _date(question: Question, posted: Posted) -> str | None:
    text = _first(posted, question.id).translate(ARABIC_DIGITS)
    if not text:
        return None
    parts = re.fullmatch(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", text)
    try:
        day = date(*map(int, parts.groups())).isoformat() if parts else ""
    except ValueError:
        day = ""
    if not day:
        raise Unfit("day")
    least, most = question.limits.least, question.limits.most
    if (isinstance(least, str) and day < least) or (isinstance(most, str) and day > most):
        raise Unfit("low" if isinstance(least, str) and day < least else "high", least, most)
    return day


def _yes_no(question: Question, posted: Posted) -> bool | None:
    text = _first(posted, question.id)
    if text not in {"", "yes", "no"}:
        raise Unfit("choice")
    return {"yes": True, "no": False}.get(text)


def _consent(question: Question, posted: Posted) -> bool | None:
    return _first(posted, question.id) == "yes"


def _email(question: Question, posted: Posted) -> str | None:
    text = _first(posted, question.id)
    if text and (len(text) > LONGEST_ADDRESS or not ADDRESS.fullmatch(text)):
        raise Unfit("address")
    return text or None


def _phone(question: Question, posted: Posted) -> str | None:
    text = _first(posted, question.id).translate(ARABIC_DIGITS)
    if text and not TELEPHONE.fullmatch(text):
        raise Unfit("telephone")
    return text or None


def _nothing(_question: Question, _posted: Posted) -> None:
    return None


READERS: Mapping[Kind, Callable[[Question, Posted], Any]] = {
    Kind.NPS: _scale,
    Kind.CSAT: _scale,
    Kind.CES: _scale,
    Kind.RATING: _scale,
    Kind.SLIDER: _scale,
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.MATRIX: _matrix,
    Kind.RANKING: _ranking,
    Kind.BEST_WORST: _best_worst,
    Kind.KANO: _kano,
    Kind.SHORT_TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.YES_NO: _yes_no,
    Kind.EMAIL: _email,
    Kind.PHONE: _phone,
    Kind.CONSENT: _consent,
    Kind.FILE: _nothing,
    Kind.STATEMENT: _nothing,
}
