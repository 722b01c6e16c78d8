"""Words that point at something: a component of the experience, an intent, how urgent it is, an emotion."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from cocreate.text.lexicon import Lexicon, lines_of, opinion_lexicon, phrases, places_of
from cocreate.text.spans import Span
from cocreate.text.units import bare, fold

if TYPE_CHECKING:
    from collections.abc import Mapping

Family = Literal["component", "intent", "urgency", "emotion"]

_REACH = 4
_NEGATING = frozenset("不没无未别从")
_ENDINGS = (
    "s",
    "es",
    "ed",
    "d",
    "ing",
    "ly",
    "er",
    "r",
    "ies",
    "ment",
    "ion",
    "able",
    "y",
    "e",
    "ation",
    "ational",
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that points at something.

    Attributes:
        kind: what it points at.
        span: where it stands, its weight below zero where it says the opposite.
        negated: whether a negator stands right before it.
    """

    kind: str
    span: Span
    negated: bool


type Pointers = tuple[tuple[str, float], ...]


@cache
def cue_lexicon(family: Family) -> Lexicon[Pointers]:
    """Read the words of a family: each points at one kind or more."""
    entries: dict[str, Pointers] = {}
    for line in lines_of("cues.txt"):
        found, kind, _language, weight, words = line.split(maxsplit=4)
        if found == family:
            for word in _with_endings(words):
                entries[word] = (*entries.get(word, ()), (kind, float(weight)))
    return Lexicon.of(entries)


def _with_endings(words: str) -> list[str]:
    given = phrases(words.replace("*", ""))
    open_ended = [word for word in words.split() if word.endswith("*")]
    return list(
        dict.fromkeys(
            [
                *given,
                *(
                    stem + ending
                    for stem in phrases(" ".join(open_ended).replace("*", ""))
                    for ending in _ENDINGS
                ),
            ]
        )
    )


def cues_of(text: str, family: Family) -> list[Cue]:
    """Find the words of a text that point at something, in order."""
    folded = fold(bare(text))
    places = places_of(folded)
    negators = _negators(folded, places)
    found = []
    for first, last, _words, pointers in cue_lexicon(family).find(folded, places):
        negated = any(0 < first - at <= _REACH for at in negators)
        start, end = places[first][0], places[last][1]
        found += [Cue(kind, Span(start, end, text[start:end], weight), negated) for kind, weight in pointers]
    return found


def _negators(folded: str, places: list[tuple[int, int]]) -> list[int]:
    """Give the units of the negators, those too with which a phrase of the lexicon begins."""
    found = []
    for first, last, words, entry in opinion_lexicon().find(folded, places):
        if entry.kind == "negator" or words[-1] in _NEGATING:
            found.append(last)
        elif words[0] in _NEGATING:
            found.append(first)
    return found


def weights_of(cues: list[Cue], *, negated: float = 1.0) -> Mapping[str, float]:
    """Add up what cues say of each kind; negated ones count so much."""
    sums: dict[str, float] = {}
    for cue in cues:
        sums[cue.kind] = sums.get(cue.kind, 0.0) + cue.span.weight * (negated if cue.negated else 1.0)
    return sums
