"""What a text speaks of, and how it speaks of it: each aspect with its polarity and the words that say so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np

from cocreate.errors import OptionError
from cocreate.text.batches import Batch, texts_of
from cocreate.text.cues import cue_lexicon
from cocreate.text.language import language_of
from cocreate.text.lexicon import opinion_lexicon, places_of
from cocreate.text.linear import Linear
from cocreate.text.logistic import sigmoid
from cocreate.text.opinions import Opinion, opinions_of
from cocreate.text.spans import Span, strongest
from cocreate.text.store import unpacked
from cocreate.text.units import bare, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Polarity = Literal["negative", "neutral", "positive"]
POLARITIES: tuple[Polarity, ...] = ("negative", "neutral", "positive")

TERM = "¤"
"""What stands for the term itself in what is looked at around it."""
_END = re.compile(r"[。！？!?\n；;]|\.(?=\s|$)")
_PART = re.compile(r"[，,、:：()（）]|\band\b", re.IGNORECASE)
_TURN = re.compile(
    r"\bbut\b|\bhowever\b|\balthough\b|\bthough\b|但是|但|可是|不过|然而|只是|就是", re.IGNORECASE
)
_REACH_SIGNS, _REACH_LETTERS, _NEAR = 14, 60, 12.0
_NAMES = frozenset({"product", "service", "brand", "environment"})
_SPANS = 3


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing a text speaks of, and how.

    Attributes:
        term: its words.
        start: where they begin in the text.
        end: where they end.
        component: the component of the experience it belongs to; None for terms of one's own that no list knows.
        label: "negative", "neutral" or "positive".
        value: probability of positive less that of negative, from -1 to 1.
        probability: of the label.
        spans: the words that say so, with what each adds.
    """

    term: str
    start: int
    end: int
    component: str | None
    label: Polarity
    value: float
    probability: float
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Aspects:
    """The aspects of one text.

    Attributes:
        found: the aspects, in order.
        language: the code of its language.
        supported: whether its words are known.
        notes: what to know about it.
    """

    found: tuple[Aspect, ...]
    language: str
    supported: bool
    notes: tuple[str, ...] = ()

    def row(self) -> dict[str, Any]:
        """Give it as a row."""
        said = [f"{aspect.term}: {aspect.label}" for aspect in self.found]
        return {
            "aspects": "; ".join(said),
            "n": len(said),
            "language": self.language,
            "supported": self.supported,
        }


@overload
def aspects(texts: str | None, column: None = None, *, terms: Sequence[str] | None = None) -> Aspects: ...
@overload
def aspects(
    texts: Any, column: str | None = None, *, terms: Sequence[str] | None = None
) -> Batch[Aspects]: ...
def aspects(
    texts: Any, column: str | None = None, *, terms: Sequence[str] | None = None
) -> Aspects | Batch[Aspects]:
    """Find what texts speak of, and whether they speak well or badly of it.

    Args:
        texts: one text, a sequence of texts, or a table.
        column: the column of the table that holds them.
        terms: what to look for, in any case and script; the words of the five components if left out.

    Returns:
        The `Aspects` of a text; one a text as a `Batch` for many.

    Raises:
        NotTextError: if something given is no text.
        OptionError: if a term is empty.

    Method:
        Around each term, the clause up to a full stop or a turn ("but") is looked at: its n-grams, with a mark where the
        term stands, and the opinions of the lexicon, nearer ones counting more. Three logistic models (negative,
        neutral, positive), trained on Chinese reviews of cameras and phones and on English reviews of restaurants,
        choose. Not for things that are spoken of without being named.

    Source:
        Data: Peng and others (2018), Chinese aspect sets of cameras and phones; Pontiki and others (2014), SemEval
        task 4, restaurants. Accuracy on their test parts: tests/cocreate/text/test_aspects.py.

    >>> [(found.term, found.label) for found in aspects("房间很大，但是早餐太差").found]
    [('房间', 'positive'), ('早餐', 'negative')]
    """
    if terms is not None and (
        isinstance(terms, str) or not all(isinstance(term, str) and term.strip() for term in terms)
    ):
        raise OptionError(f"terms == {terms!r}, must be a list of words, none empty")
    one = texts is None or isinstance(texts, str)
    read = [texts or ""] if one else texts_of(texts, column)
    found = _judged_all(read, [_terms(text, terms) for text in read])
    return found[0] if one else Batch(tuple(found))


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at around a term.

    Attributes:
        text: its clause, a mark where the term stands.
        offset: where the clause begins in the whole text.
        term: where the term begins and ends there.
        lexicon: how good the opinions are: all of the clause, and by nearness.
    """

    text: str
    offset: int
    term: tuple[int, int]
    lexicon: tuple[float, float]


def view_of(text: str, start: int, end: int, opinions: Sequence[Opinion]) -> View:
    """Look at the clause around a term, so far as it reaches."""
    reach = _REACH_LETTERS if text[max(start - 20, 0) : end + 20].isascii() else _REACH_SIGNS
    first, last = max(start - reach, 0), min(end + reach, len(text))
    for pattern in (_END, _TURN):
        first, last = _narrowed(text, pattern, (first, start, end, last))
    part = _narrowed(text, _PART, (first, start, end, last))
    if any(found.start < part[1] and found.end > part[0] for found in opinions):
        first, last = part
    begin = first
    if first and text[first - 1].isalnum() and text[first].isascii():
        begin = text.find(" ", first, start) + 1 or first
    whole = text[begin:start] + f" {TERM} " + text[end:last]
    inside = [found for found in opinions if found.start < last and found.end > begin]
    near = sum(found.score / (1 + _distance(found, start, end) / _NEAR) for found in inside)
    every = sum(found.score for found in inside) / np.sqrt(1 + len(inside))
    return View(whole, begin, (start, end), (float(every), float(near)))


def _narrowed(text: str, pattern: re.Pattern[str], places: tuple[int, int, int, int]) -> tuple[int, int]:
    """Cut what surrounds a term at the signs nearest to it."""
    first, start, end, last = places
    before = [match.end() for match in pattern.finditer(text, first, start)]
    after = pattern.search(text, end, last)
    return before[-1] if before else first, after.start() if after else last


def _distance(found: Opinion, start: int, end: int) -> int:
    return max(found.start - end, start - found.end, 0)


@dataclass(frozen=True, eq=False, slots=True)
class _Model:
    """Three models, of n-grams around the term and of the lexicon."""

    linear: Linear
    lexicon: Floats

    def probabilities(self, views: Sequence[View]) -> Floats:
        """Give negative, neutral and positive, a row a view."""
        logits = self.linear.logits([view.text for view in views])
        odds = sigmoid(logits + np.array([view.lexicon for view in views]).reshape(-1, 2) @ self.lexicon.T)
        normed: Floats = odds / odds.sum(axis=1, keepdims=True)
        return normed


@cache
def _model() -> _Model:
    name = "aspects.model"
    stored = unpacked(
        (files("cocreate.text") / "data" / name).read_bytes(), kind="general aspects", name=name
    )
    return _Model(
        Linear.of(stored.facts["grams"], stored.arrays), stored.arrays["lexicon"].astype(np.float64)
    )


def _judged_all(
    texts: Sequence[str], terms: Sequence[Sequence[tuple[int, int, str | None]]]
) -> list[Aspects]:
    opinions = [opinions_of(text) if found else [] for text, found in zip(texts, terms, strict=True)]
    views = [
        view_of(text, start, end, said)
        for text, found, said in zip(texts, terms, opinions, strict=True)
        for start, end, _component in found
    ]
    odds = iter(_model().probabilities(views)) if views else iter(())
    seen = iter(views)
    results = []
    for text, found, said in zip(texts, terms, opinions, strict=True):
        language = language_of(text)
        judged = tuple(
            _judged(text, component, next(seen), next(odds), said) for _start, _end, component in found
        )
        notes = (
            () if language.supported or not text.strip() else ("the words of this language are not known",)
        )
        results.append(
            Aspects(judged if language.supported else (), language.code, language.supported, notes)
        )
    return results


def _judged(
    text: str, component: str | None, view: View, odds: Floats, opinions: Sequence[Opinion]
) -> Aspect:
    start, end = view.term
    best = int(np.argmax(odds))
    length = view.offset + len(view.text) - len(TERM) - 2 + end - start
    inside = [found for found in opinions if found.start < length and found.end > view.offset]
    spans = [Span(found.start, found.end, text[found.start : found.end], found.score) for found in inside]
    value = float(odds[2] - odds[0])
    return Aspect(
        text[start:end],
        start,
        end,
        component,
        POLARITIES[best],
        value,
        float(odds[best]),
        strongest(spans or _learnt(text, view), most=_SPANS),
    )


def _learnt(text: str, view: View) -> list[Span]:
    """Give the words that n-grams rest on, where no word of the lexicon stands."""
    start, end = view.term
    shift = end - start - len(TERM) - 2
    good, bad = (_model().linear.spans(view.text, output=output) for output in (2, 0))
    weights = {(span.start, span.end): span.weight for span in good}
    for span in bad:
        weights[span.start, span.end] = weights.get((span.start, span.end), 0.0) - span.weight
    found = []
    for (first, last), weight in weights.items():
        begin, stop = first + view.offset, last + view.offset
        if begin >= start:
            begin, stop = begin + shift, stop + shift
        if TERM not in view.text[first:last] and text[begin:stop].strip():
            found.append(Span(begin, stop, text[begin:stop], weight))
    return found


def _terms(text: str, terms: Sequence[str] | None) -> list[tuple[int, int, str | None]]:
    """Find terms: those asked for, or words of the components, put together where they touch."""
    folded = fold(bare(text))
    if terms is not None:
        return sorted(
            {place for term in terms for place in _asked(folded, fold(term.strip()))},
            key=lambda place: place[:2],
        )
    places = places_of(folded)
    found: list[tuple[int, int, str | None]] = []
    for first, last, words, pointers in cue_lexicon("component").find(folded, places):
        entry = opinion_lexicon().entries.get(words)
        kinds = [kind for kind, _weight in pointers if kind in _NAMES]
        if not kinds or (entry is not None and entry.score and not entry.thing):
            continue
        start, end = places[first][0], places[last][1]
        if found and found[-1][1] >= start - 1 and not folded[found[-1][1] : start].strip():
            found[-1] = (found[-1][0], end, kinds[0])
        else:
            found.append((start, end, kinds[0]))
    return found


def _asked(folded: str, term: str) -> list[tuple[int, int, str | None]]:
    edge = r"\b" if term.isascii() and term.isalnum() else ""
    pointers = cue_lexicon("component").entries.get(term, ())
    component = next((kind for kind, _weight in pointers if kind in _NAMES), None)
    return [
        (match.start(), match.end(), component)
        for match in re.finditer(edge + re.escape(term) + edge, folded)
    ]
