"""Opinions in a text: words of the lexicon, with what negates, strengthens, turns or wishes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cocreate.text.lexicon import Entry, opinion_lexicon, pairs, places_of
from cocreate.text.units import bare, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_BREAK = frozenset("，。！？；,.!?;\n、~…：:()（）")
_END = frozenset("。！？!?\n.…")
_ASKS = re.compile(r"吗|么[?？]|[?？]")
_REACH_WORDS, _REACH_SIGNS = 4, 5
_NEGATED_GOOD, _NEGATED_BAD, _WISHED = -0.75, 0.5, -0.35
_STRONGER, _WEAKER, _ASKED = 1.35, 0.7, 0.35
_AFTER_BUT, _BEFORE_BUT, _CONCEDED, _SUMMED, _LAST = 1.15, 0.9, 0.8, 1.7, 1.1


@dataclass(frozen=True, slots=True)
class Opinion:
    """One opinion, where it stands and what it says.

    Attributes:
        start: where its words begin, what negates or strengthens it with them.
        end: where they end.
        score: from about -4 to 4.
        weight: how much it counts, for where it stands: after "but", at the end, in a question.
        clause: the number of its clause.
    """

    start: int
    end: int
    score: float
    weight: float
    clause: int


@dataclass(slots=True)
class _Clause:
    """A clause while its words are read."""

    start: int
    end: int
    items: list[tuple[int, int, str, Entry]]
    opens: str = ""
    ends_sentence: bool = False


def opinions_of(text: str) -> list[Opinion]:
    """Find the opinions of a text, in order."""
    folded = fold(bare(text))
    places = places_of(folded)
    clauses = _clauses(folded, places)
    weights = _weights(clauses)
    found: list[Opinion] = []
    for number, (clause, weight) in enumerate(zip(clauses, weights, strict=True)):
        asked = _ASKED if _ASKS.search(folded, places[clause.start][0], places[clause.end][1]) else 1.0
        for first, last, score in _composed(clause.items, folded, places):
            found.append(Opinion(places[first][0], places[last][1], score, weight * asked, number))
    return found


def _clauses(folded: str, places: list[tuple[int, int]]) -> list[_Clause]:
    """Cut a text at its signs, and before words that turn it."""
    breaks = [at for at, (start, end) in enumerate(places) if end - start == 1 and folded[start] in _BREAK]
    items = list(opinion_lexicon().find(folded, places))
    clauses: list[_Clause] = []
    begin, taken = 0, 0
    for stop in [*breaks, len(places)]:
        inside = []
        while taken < len(items) and items[taken][0] < stop:
            inside.append(items[taken])
            taken += 1
        if stop > begin:
            ends = stop < len(places) and folded[places[stop][0]] in _END
            clauses += _turned(_Clause(begin, min(stop, len(places) - 1), inside, ends_sentence=ends))
        begin = stop + 1
    return clauses


def _turned(clause: _Clause) -> list[_Clause]:
    """Cut a clause before "but", and note what opens its parts."""
    parts = [_Clause(clause.start, clause.end, [])]
    for item in clause.items:
        kind = item[3].kind
        if kind == "contrast" and item[0] > parts[-1].start:
            parts[-1].end = item[0] - 1
            parts.append(_Clause(item[0], clause.end, [], "contrast"))
        elif kind in {"contrast", "concede", "sum"} and not parts[-1].opens:
            parts[-1].opens = kind
        parts[-1].items.append(item)
    parts[-1].ends_sentence = clause.ends_sentence
    return parts


def _weights(clauses: Sequence[_Clause]) -> list[float]:
    """Weigh clauses: what follows "but" counts more, what is conceded less, what sums up most."""
    weights = [1.0] * len(clauses)
    begun = 0
    for number, clause in enumerate(clauses):
        if clause.opens == "contrast":
            weights[number] *= _AFTER_BUT
            for before in range(begun, number):
                weights[before] *= _BEFORE_BUT
        elif clause.opens == "concede":
            weights[number] *= _CONCEDED
        elif clause.opens == "sum":
            weights[number] *= _SUMMED
        if clause.ends_sentence:
            begun = number + 1
    if len(clauses) > 1:
        weights[-1] *= _LAST
    return weights


def _composed(
    items: Sequence[tuple[int, int, str, Entry]], folded: str, places: list[tuple[int, int]]
) -> list[tuple[int, int, float]]:
    """Put the words of a clause together: first and last unit, and score, of each opinion."""
    found: list[tuple[int, int, float]] = []
    pending: list[tuple[int, int, str, Entry]] = []
    wished = False
    for at, item in enumerate(items):
        first, last, _words, entry = item
        score = _paired(items, at) or entry.score
        if entry.kind and at + 1 < len(items) and items[at + 1][0] - last <= 2 and entry.kind != "wish":  # noqa: PLR2004 - "a bit (too) small"
            following = items[at + 1]
            if following[3].score or following[3].kind or following[3].how:
                score = 0.0
        if score:
            near = [before for before in pending if _reaches(before, first, folded, places)]
            found.append(
                (min([first, *(before[0] for before in near)]), last, _changed(score, near, wished=wished))
            )
            pending = []
        elif entry.kind == "wish":
            wished = True
        elif entry.kind in {"negator", "stronger", "weaker"}:
            pending.append(item)
    return found


def _reaches(
    before: tuple[int, int, str, Entry], first: int, folded: str, places: list[tuple[int, int]]
) -> bool:
    """Tell whether a modifier stands near enough: four words, or six signs of Chinese."""
    start = places[before[0]][0]
    reach = _REACH_WORDS if folded[start].isascii() else _REACH_SIGNS
    return first - before[1] <= reach


def _changed(score: float, near: Sequence[tuple[int, int, str, Entry]], *, wished: bool) -> float:
    kinds = [before[3].kind for before in near]
    if "stronger" in kinds:
        score *= _STRONGER
    if "weaker" in kinds:
        score *= _WEAKER
    if kinds.count("negator") % 2:
        return score * (_NEGATED_GOOD if score > 0 else -_NEGATED_BAD)
    return _WISHED * score if wished and score > 0 else score


def _paired(items: Sequence[tuple[int, int, str, Entry]], at: int) -> float:
    """Score how a thing is, by the thing before it, or right behind it."""
    first, last, words, entry = items[at]
    if not entry.how:
        return 0.0
    for before in reversed(items[:at]):
        if first - before[1] > _REACH_SIGNS:
            break
        if before[3].thing:
            return pairs().get((before[2], words), 0.0)
    if at + 1 < len(items) and items[at + 1][0] == last + 1 and items[at + 1][3].thing:
        return pairs().get((items[at + 1][2], words), 0.0)
    return 0.0
