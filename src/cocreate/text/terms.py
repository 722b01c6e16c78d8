"""The terms of sentences: words that something can be about, and pairs of them that belong together."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cocreate.text.cues import cue_lexicon
from cocreate.text.lexicon import HAN, lines_of, opinion_lexicon
from cocreate.text.units import bare, fold
from cocreate.text.words import word_bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

CLAUSE = re.compile(r"[。！？!?；;\n…]+|\.(?=\s|$)|[，,](?=[^\d])|\bbut\b|但是?|可是|不过", re.IGNORECASE)
_SHORTEST_WORD, _SHORTEST_STEM, _LEAST_PAIRS, _LEAST_LIFT = 3, 3, 5, 6.0


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a text, and the words in it that something can be about.

    Attributes:
        text: which text it is part of.
        words: the words, folded.
        places: where each begins and ends in the text.
    """

    text: int
    words: tuple[str, ...]
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Vocabulary:
    """What terms there are, and which words they are made of.

    Attributes:
        terms: the terms, sorted.
        stems: for each word the term it counts as; words that are none are not in it.
        pairs: pairs of neighbouring words that are one term.
        shown: how each term is written most often.
    """

    terms: tuple[str, ...]
    stems: Mapping[str, str]
    pairs: frozenset[tuple[str, str]]
    shown: Mapping[str, str]

    def read(self, clause: Clause) -> list[tuple[str, int, int]]:
        """Give the terms of a clause with their places: pairs first, then the words left."""
        found, at, words = [], 0, clause.words
        while at < len(words):
            if at + 1 < len(words) and (words[at], words[at + 1]) in self.pairs and self._touch(clause, at):
                found.append((f"{words[at]} {words[at + 1]}", clause.places[at][0], clause.places[at + 1][1]))
                at += 2
                continue
            stem = self.stems.get(words[at])
            if stem is not None:
                found.append((stem, *clause.places[at]))
            at += 1
        return found

    def _touch(self, clause: Clause, at: int) -> bool:
        return clause.places[at + 1][0] - clause.places[at][1] <= 1


def clauses_of(texts: Sequence[str]) -> list[Clause]:
    """Cut texts into clauses, and keep of each the words that something can be about."""
    return [clause for place, text in enumerate(texts) for clause in _clauses(place, text)]


def vocabulary_of(clauses: Sequence[Clause], *, least: int, most: int, share: float = 0.5) -> Vocabulary:
    """Choose terms: words that at least so many texts hold and no more than a share of them, the most frequent ones.

    Args:
        clauses: the clauses of all texts.
        least: in how many texts a term has to stand.
        most: how many terms are kept.
        share: of the texts a word may stand in at most.
    """
    counts = _texts_of((clause.text, word) for clause in clauses for word in clause.words)
    texts = len({clause.text for clause in clauses})
    stems = {word: _stem(word, counts) for word in counts}
    whole: Counter[str] = Counter()
    for word, count in counts.items():
        whole[stems[word]] += count
    pairs = _pairs(clauses, counts, least=max(least, _LEAST_PAIRS))
    often = {term: count for term, count in whole.items() if least <= count <= max(share * texts, least)}
    often |= {f"{one} {two}": count for (one, two), count in pairs.items()}
    kept = sorted(sorted(often, key=lambda term: (-often[term], term))[:most])
    known = set(kept)
    shown: dict[str, str] = {}
    for word in sorted(counts, key=lambda word: (-counts[word], word)):
        shown.setdefault(stems[word], word)
    told = {f"{one} {two}": _joined(one, two) for one, two in pairs}
    return Vocabulary(
        tuple(kept),
        {word: stem for word, stem in stems.items() if stem in known},
        frozenset(pair for pair in pairs if " ".join(pair) in known),
        {term: told.get(term) or shown.get(term, term) for term in kept},
    )


def _joined(one: str, two: str) -> str:
    return one + two if HAN.match(one) and HAN.match(two) else f"{one} {two}"


def _texts_of(found: Iterable[tuple[int, str]]) -> Counter[str]:
    """Count in how many texts each word stands."""
    counts: Counter[str] = Counter()
    for _text, word in set(found):
        counts[word] += 1
    return counts


def _pairs(clauses: Sequence[Clause], counts: Mapping[str, int], *, least: int) -> dict[tuple[str, str], int]:
    """Find neighbours that stand together far more often than by chance."""
    together: Counter[tuple[str, str]] = Counter()
    for clause in clauses:
        places = clause.places
        for at in range(len(places) - 1):
            if places[at + 1][0] - places[at][1] <= 1:
                together[clause.words[at], clause.words[at + 1]] += 1
    texts = max(len(clauses), 1)
    return {
        (one, two): count
        for (one, two), count in together.items()
        if count >= least and one != two and count * texts >= _LEAST_LIFT * counts[one] * counts[two]
        and 4 * count >= min(counts[one], counts[two])
    }  # fmt: skip


def _clauses(place: int, text: str) -> list[Clause]:
    folded = fold(bare(text))
    cuts = [match.start() for match in CLAUSE.finditer(folded)]
    bounds = [(start, end) for start, end in word_bounds(folded) if _telling(folded[start:end])]
    parts: list[list[tuple[int, int]]] = [[] for _ in range(len(cuts) + 1)]
    at = 0
    for start, end in bounds:
        while at < len(cuts) and cuts[at] <= start:
            at += 1
        parts[at].append((start, end))
    return [
        Clause(place, tuple(folded[start:end] for start, end in part), tuple(part)) for part in parts if part
    ]


@cache
def _stopped() -> frozenset[str]:
    return frozenset(word for line in lines_of("stop.txt") for word in line.split())


@cache
def _telling(word: str) -> bool:
    """Tell whether something can be about a word: no particle, no figure, no plain praise or blame."""
    if word in _stopped() or not any(letter.isalpha() for letter in word):
        return False
    cue = cue_lexicon("component").entries.get(word)
    if HAN.match(word):
        return (len(word) > 1 or cue is not None) and (cue is not None or not _plain_opinion(word))
    return len(word) >= _SHORTEST_WORD and (cue is not None or not _plain_opinion(word))


def _plain_opinion(word: str) -> bool:
    entry = opinion_lexicon().entries.get(word)
    return entry is not None and entry.score > 0 and not entry.thing


def _stem(word: str, counts: Mapping[str, int]) -> str:
    """Take an English word for a shorter form of it that stands there too."""
    if not word.isascii():
        return word
    for ending, instead in (
        ("ies", "y"),
        ("es", ""),
        ("s", ""),
        ("ing", ""),
        ("ing", "e"),
        ("ed", ""),
        ("ed", "e"),
        ("d", ""),
    ):
        if word.endswith(ending):
            stem = word[: -len(ending)] + instead
            if len(stem) >= _SHORTEST_STEM and stem in counts and not word.endswith("ss"):
                return stem
    doubled = re.fullmatch(r"(\w+)(\w)\2(?:ing|ed)", word)
    if doubled and doubled[1] + doubled[2] in counts:
        return doubled[1] + doubled[2]
    return word
