"""What changed from one version of a survey to the next, and which trends it breaks.

Answers to other words or on another scale are answers to another question: a trend across the change would compare what
cannot be compared. A translation added, a hint reworded or a question moved does no such harm.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cocreate_surveys.definition import Question, Scale, Survey
from cocreate_surveys.kinds import scale_of
from cocreate_surveys.words import Words

What = Literal["added", "removed", "wording", "scale", "kind", "choices", "rows"]
BREAKING: frozenset[What] = frozenset({"wording", "scale", "kind", "choices", "rows"})


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one question.

    Attributes:
        question: Its id.
        what: What about it changed.
    """

    question: str
    what: What

    @property
    def breaks(self) -> bool:
        """Whether a trend of its answers is broken."""
        return self.what in BREAKING


def changes_between(old: Survey, new: Survey) -> tuple[Change, ...]:
    """What changed, question by question, in the order of the newer survey; removed ones last."""
    before = {question.id: question for question in old.questions}
    after = {question.id: question for question in new.questions}
    return (
        *(change for one in after.values() for change in _changes(before.get(one.id), one)),
        *(Change(gone, "removed") for gone in before if gone not in after),
    )


def breaks_between(old: Survey, new: Survey) -> tuple[str, ...]:
    """Ids of the questions whose trends are broken."""
    return tuple(dict.fromkeys(change.question for change in changes_between(old, new) if change.breaks))


def _changes(old: Question | None, new: Question) -> Iterator[Change]:
    if old is None:
        yield Change(new.id, "added")
        return
    if old.kind is not new.kind:
        yield Change(new.id, "kind")
    if _reworded(old, new):
        yield Change(new.id, "wording")
    before, after = scale_of(old), scale_of(new)
    if before != after and (before is None or after is None or _ends(before) != _ends(after)):
        yield Change(new.id, "scale")
    if {choice.id for choice in old.choices} != {choice.id for choice in new.choices}:
        yield Change(new.id, "choices")
    if {row.id for row in old.rows} != {row.id for row in new.rows}:
        yield Change(new.id, "rows")


def _reworded(old: Question, new: Question) -> bool:
    """Whether words that stood there read otherwise now; a language added is no rewording."""
    pairs = [(old.text, new.text)]
    before, now = _labels(old), _labels(new)
    pairs += [(before[part], now[part]) for part in before if part in now]
    return any(
        text.split() != after.get(language, text).split()
        for words, after in pairs
        for language, text in words.items()
    )


def _labels(question: Question) -> dict[str, Words]:
    choices = {choice.id: choice.label for choice in question.choices}
    return choices | {row.id: row.label for row in question.rows}


def _ends(scale: Scale) -> tuple[float, float, float]:
    return scale.low, scale.high, scale.step
