"""Conditions over answers: what is shown, where a skip leads, which end is reached.

A condition is data, so that the server, the page in the browser and every file format can read the same one. An answer
that was not given fits nothing but `empty`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from enum import StrEnum
from typing import Any

import msgspec

type Answers = Mapping[str, Any]
"""What was answered, by the id of the question; what is not there was not answered."""


class Source(StrEnum):
    """Where a comparison looks."""

    QUESTION = "question"
    TRAIT = "trait"
    SCORE = "score"
    LANGUAGE = "language"


class Operator(StrEnum):
    """How a comparison holds what it finds against what is wanted."""

    IS = "is"
    IS_NOT = "is_not"
    LESS = "less"
    AT_MOST = "at_most"
    MORE = "more"
    AT_LEAST = "at_least"
    AMONG = "among"
    CONTAINS = "contains"
    LACKS = "lacks"
    EMPTY = "empty"
    ANSWERED = "answered"


class Compare(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag="compare"):
    """One comparison.

    Attributes:
        of: The id of a question, or the name of a trait or score. `row` of a matrix stands behind a dot: `rooms.clean`.
        test: How it is compared.
        value: With what; a list for `among`, nothing for `empty` and `answered`.
        source: Where `of` is looked up.
    """

    of: str
    test: Operator
    value: str | float | bool | list[str | float] | None = None
    source: Source = Source.QUESTION


class AllOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="all"):
    """Every part holds."""

    parts: tuple["Condition", ...]


class AnyOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="any"):
    """At least one part holds."""

    parts: tuple["Condition", ...]


class Not(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="not"):
    """The part does not hold."""

    part: "Condition"


type Condition = Compare | AllOf | AnyOf | Not


class Known(msgspec.Struct, frozen=True):
    """What a condition may look at.

    Attributes:
        answers: Answers by question.
        traits: What is known of the respondent.
        scores: Scores by id.
        language: The language they answer in.
    """

    answers: Answers
    traits: Mapping[str, Any] = {}
    scores: Mapping[str, float] = {}
    language: str = ""


NEVER = AnyOf(())


def holds(condition: Condition | None, known: Known) -> bool:
    """Whether a condition holds; none always does."""
    match condition:
        case None:
            return True
        case AllOf(parts):
            return all(holds(part, known) for part in parts)
        case AnyOf(parts):
            return any(holds(part, known) for part in parts)
        case Not(part):
            return not holds(part, known)
        case Compare():
            return _compare(condition, known)


def settled(condition: Condition | None, known: Known, *, open_ids: Collection[str]) -> Condition | None:
    """A condition in which only some questions are still open; all else is worked out.

    What was known before stays on the server, and a page holds only what its own answers decide.

    Args:
        condition: The condition.
        known: What is known.
        open_ids: The questions that are being answered.

    Returns:
        None where it holds whatever is answered; an empty `AnyOf` where it never does.
    """
    left = _settle(condition, known, frozenset(open_ids))
    return None if left is True else NEVER if left is False else left


def comparisons(condition: Condition | None) -> Iterator[Compare]:
    """Every comparison within a condition."""
    match condition:
        case Compare():
            yield condition
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from comparisons(part)
        case Not(part):
            yield from comparisons(part)


def _settle(condition: Condition | None, known: Known, open_ids: frozenset[str]) -> "Condition | bool":
    match condition:
        case None:
            return True
        case Compare():
            is_open = condition.source is Source.QUESTION and (
                condition.of in open_ids or condition.of.rpartition(".")[0] in open_ids
            )
            return condition if is_open else holds(condition, known)
        case Not(part):
            inner = _settle(part, known, open_ids)
            return not inner if isinstance(inner, bool) else Not(inner)
        case AllOf(parts) | AnyOf(parts):
            wins = isinstance(condition, AnyOf)  # the value of a part that decides the whole
            found = [_settle(part, known, open_ids) for part in parts]
            if wins in found:
                return wins
            left = tuple(part for part in found if not isinstance(part, bool))
            return type(condition)(left) if left else not wins


def _compare(wanted: Compare, known: Known) -> bool:
    found = _found(wanted, known)
    if wanted.test is Operator.EMPTY:
        return _is_empty(found)
    if _is_empty(found):
        return False
    return wanted.test is Operator.ANSWERED or TESTS[wanted.test](found, wanted.value)


def _found(wanted: Compare, known: Known) -> Any:
    match wanted.source:
        case Source.TRAIT:
            return known.traits.get(wanted.of)
        case Source.SCORE:
            return known.scores.get(wanted.of)
        case Source.LANGUAGE:
            return known.language
        case Source.QUESTION:
            pass
    if wanted.of in known.answers:
        return known.answers[wanted.of]
    question, _dot, row = wanted.of.rpartition(".")
    whole = known.answers.get(question)
    return whole.get(row) if isinstance(whole, Mapping) else None


def _is_empty(found: Any) -> bool:
    return found is None or (isinstance(found, str | list | tuple | Mapping) and not found)


def _same(found: Any, value: Any) -> bool:
    """Whether an answer is a value: numbers as numbers, words in whatever case, one chosen alone as the choice."""
    if isinstance(found, list | tuple):
        return len(found) == 1 and _same(found[0], value)
    if isinstance(found, bool) or isinstance(value, bool):
        return _truth(found) is _truth(value)
    one, other = _number(found), _number(value)
    if one is not None and other is not None:
        return one == other
    return str(found).strip().casefold() == str(value).strip().casefold()


def _contains(found: Any, value: Any) -> bool:
    if isinstance(found, list | tuple):
        return any(_same(one, value) for one in found)
    if isinstance(found, Mapping):
        return any(_same(one, value) for one in found.values())
    return str(value).casefold() in str(found).casefold()


def _among(found: Any, value: Any) -> bool:
    wanted = value if isinstance(value, list | tuple) else [value]
    return any(_same(found, one) for one in wanted)


def _ordered(holding: Callable[[float, float], bool]) -> Callable[[Any, Any], bool]:
    def compare(found: Any, value: Any) -> bool:
        one, other = _number(found), _number(value)
        if one is not None and other is not None:
            return holding(one, other)
        # days as the pages send them, 2031-05-04, stand in the order of their letters
        if isinstance(found, str) and isinstance(value, str) and found[:1].isdigit() and value[:1].isdigit():
            return holding((found > value) - (found < value), 0)
        return False

    return compare


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _truth(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(
        str(value).strip().casefold()
    )


TESTS: Mapping[Operator, Callable[[Any, Any], bool]] = {
    Operator.IS: _same,
    Operator.IS_NOT: lambda found, value: not _same(found, value),
    Operator.LESS: _ordered(lambda one, other: one < other),
    Operator.AT_MOST: _ordered(lambda one, other: one <= other),
    Operator.MORE: _ordered(lambda one, other: one > other),
    Operator.AT_LEAST: _ordered(lambda one, other: one >= other),
    Operator.AMONG: _among,
    Operator.CONTAINS: _contains,
    Operator.LACKS: lambda found, value: not _contains(found, value),
}
