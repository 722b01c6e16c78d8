"""The lexicon of opinions: words of Chinese and English, what changes them, and signs that all languages share."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from cocreate.text.units import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

UNIT = re.compile(r"[^\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\ua000-\ua4cf\uac00-\ud7af\uf900-\ufaff_]+"
                  r"(?:['’-][^\W\u2e80-\u9fff_]+)*|[^\s]")  # fmt: skip
"""A word of a script with blanks, hyphens and apostrophes inside; else one sign."""
HAN = re.compile(r"[\u3400-\u9fff]")
_SHORT = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """What the lexicon knows of a word.

    Attributes:
        score: its opinion, from -3 to 3; 0 if it has none of its own.
        kind: how it changes what stands beside it: "negator", "stronger", "weaker", "contrast", "concede", "sum",
            "wish"; empty if it does not.
        thing: whether how large or how quick it is tells an opinion.
        how: whether it says how large or how quick a thing is.
    """

    score: float = 0.0
    kind: str = ""
    thing: bool = False
    how: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """An entry found in a text, at units `first` to `last`."""

    first: int
    last: int
    start: int
    end: int
    words: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Lexicon[T]:
    """Words and phrases, with the longest at each place of a text found first.

    Attributes:
        entries: what is known of each phrase, in folded characters with single blanks.
        lengths: for the first unit of phrases, how many units they have, longest first.
    """

    entries: Mapping[str, T]
    lengths: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, entries: Mapping[str, T]) -> Lexicon[T]:
        """Prepare entries for looking up."""
        lengths: dict[str, set[int]] = {}
        for phrase in entries:
            units = UNIT.findall(phrase)
            lengths.setdefault(units[0], set()).add(len(units))
        return cls(entries, {unit: tuple(sorted(sizes, reverse=True)) for unit, sizes in lengths.items()})

    def find(self, folded: str, places: list[tuple[int, int]]) -> Iterator[tuple[int, int, str, T]]:
        """Go through the units of a folded text and give what is found: first and last unit, words, entry."""
        at, count, entries, lengths = 0, len(places), self.entries, self.lengths
        edges = word_edges(folded)
        while at < count:
            start, end = places[at]
            sizes = lengths.get(folded[start:end])
            if sizes is None:
                at += 1
                continue
            for size in sizes:
                last = at + size - 1
                if last < count:
                    words = folded[start : places[last][1]]
                    found = entries.get(words)
                    if found is not None and (size > _SHORT or _whole(words, start, places[last][1], edges)):
                        yield at, last, words, found
                        at = last
                        break
            at += 1


def places_of(folded: str) -> list[tuple[int, int]]:
    """Give where the units of a folded text begin and end."""
    return [match.span() for match in UNIT.finditer(folded)]


def word_edges(folded: str) -> frozenset[int] | None:
    """Give where Chinese words begin, as rjieba cuts them; None where there is no Chinese."""
    if folded.isascii() or not HAN.search(folded):
        return None
    import rjieba

    edges, at = [0], 0
    for word in rjieba.cut(folded):
        at += len(word)
        edges.append(at)
    return frozenset(edges)


def _whole(words: str, start: int, end: int, edges: frozenset[int] | None) -> bool:
    """Tell whether a short Chinese word is one here, and not the seam of two others."""
    if edges is None or words.isascii():
        return True
    return start in edges and (end in edges or len(words) > 1)


def lines_of(name: str) -> list[str]:
    """Read the lines of a file of words, without its remarks."""
    text = (files("cocreate.text") / "data" / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def phrases(words: str) -> list[str]:
    """Give the phrases of a line, folded, with blanks in place of underscores."""
    return [
        fold(word.replace("_", " ") if "_" in word.strip("_") and word.isascii() else word)
        for word in words.split()
    ]


@cache
def opinion_lexicon() -> Lexicon[Entry]:
    """Read the lexicon of opinions."""
    entries: dict[str, Entry] = {}
    for name in ("opinions.zh.txt", "opinions.en.txt", "emoji.txt"):
        for line in lines_of(name):
            score, words = line.split(maxsplit=1)
            entries |= {
                word: Entry(float(score))
                for word in (words.split() if name == "emoji.txt" else phrases(words))
            }
    for line in lines_of("modifiers.txt"):
        kind, _language, words = line.split(maxsplit=2)
        for word in phrases(words):
            entries[word] = replace(entries.get(word, Entry()), kind=kind)
    for things, hows in pair_scores().values():
        entries |= {word: replace(entries.get(word, Entry()), thing=True) for word in things}
        entries |= {word: replace(entries.get(word, Entry()), how=True) for word in hows}
    return Lexicon.of(entries)


@cache
def pair_scores() -> Mapping[int, tuple[Mapping[str, None], Mapping[str, float]]]:
    """Read which things are good or bad for being large, quick or far: by line, the things and the hows."""
    lines = [*lines_of("pairs.zh.txt"), *lines_of("pairs.en.txt")]
    read = {}
    for number, line in enumerate(lines):
        score, rest = line.split(maxsplit=1)
        things, hows = rest.split(";")
        read[number] = (dict.fromkeys(phrases(things)), dict.fromkeys(phrases(hows), float(score)))
    return read


@cache
def pairs() -> Mapping[tuple[str, str], float]:
    """Give the opinion that a thing and how it is make together."""
    return {
        (thing, how): score
        for things, hows in pair_scores().values()
        for thing in things
        for how, score in hows.items()
    }
