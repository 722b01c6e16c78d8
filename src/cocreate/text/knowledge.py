"""What is known of sentiment before any record is seen: the lexicon, and weights learnt from free data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from cocreate.text.language import language_of
from cocreate.text.linear import Linear
from cocreate.text.opinions import Opinion, opinions_of
from cocreate.text.spans import Span
from cocreate.text.store import unpacked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_LEAST_SIDE, _LEAST_BALANCE = 1.5, 0.4


@dataclass(frozen=True, eq=False, slots=True)
class Prior:
    """What is known of texts beforehand.

    Attributes:
        logit: of being positive; 0 where nothing is known.
        mixed: whether opinions of both sides stand there with some balance.
        known: whether anything is known: a language of the lexicon, or signs that all languages share.
        languages: the code of each text's language.
    """

    logit: Floats
    mixed: NDArray[np.bool_]
    known: NDArray[np.bool_]
    languages: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Knowledge:
    """The general model: a weight for the lexicon, and a linear model of n-grams.

    Attributes:
        lexicon: how much the lexicon's score adds to the logit.
        linear: what n-grams add.
        trust: how far they are trusted, by language: less where they were learnt from few domains.
    """

    lexicon: float
    linear: Linear
    trust: Mapping[str, float]

    def look(self, texts: Sequence[str]) -> Prior:
        """Look at texts with what is known beforehand."""
        languages = [language_of(text) for text in texts]
        opinions = [opinions_of(text) if text else [] for text in texts]
        supported = np.array([found.supported for found in languages], dtype=bool)
        known = supported | np.array([bool(found) for found in opinions], dtype=bool)
        logit = self.lexicon * np.array([lexicon_score(found) for found in opinions], dtype=np.float64)
        if supported.any():
            asked = [text for text, is_known in zip(texts, supported, strict=True) if is_known]
            trusted = np.array([self.trust.get(found.code, 1.0) for found in languages if found.supported])
            logit[supported] += trusted * self.linear.logits(asked)[:, 0]
        mixed = np.array([_mixed(found) for found in opinions], dtype=bool)
        return Prior(logit, mixed, known, tuple(found.code for found in languages))

    def spans(self, text: str) -> list[Span]:
        """Give the words of a text and what they add to the logit: opinions, then what n-grams tell besides."""
        opinions = opinions_of(text)
        share = self.lexicon / np.sqrt(1 + len(opinions))
        spans = [
            Span(
                found.start,
                found.end,
                text[found.start : found.end],
                float(share * found.score * found.weight),
            )
            for found in opinions
        ]
        language = language_of(text)
        if not language.supported:
            return spans
        return merged(spans, self.linear.spans(text, times=self.trust.get(language.code, 1.0)), text)


def merged(spans: Sequence[Span], others: Sequence[Span], text: str) -> list[Span]:
    """Add to spans what others say inside them, and keep those others that lie outside."""
    whole = sorted(spans, key=lambda span: (span.start, -span.end))
    added = dict.fromkeys(range(len(whole)), 0.0)
    outside = []
    at = 0
    for other in sorted(others, key=lambda span: span.start):
        while at < len(whole) and whole[at].end <= other.start:
            at += 1
        if at < len(whole) and whole[at].start < other.end:
            added[at] += other.weight
        else:
            outside.append(other)
    inner = [
        Span(span.start, span.end, text[span.start : span.end], span.weight + added[place])
        for place, span in enumerate(whole)
    ]
    return inner + outside


def lexicon_score(opinions: Sequence[Opinion]) -> float:
    """Add up the opinions of a text, less for each the more there are."""
    return float(sum(found.score * found.weight for found in opinions) / np.sqrt(1 + len(opinions)))


def _mixed(opinions: Sequence[Opinion]) -> bool:
    """Tell whether both sides have their say."""
    good = sum(found.score * found.weight for found in opinions if found.score > 0)
    bad = -sum(found.score * found.weight for found in opinions if found.score < 0)
    return min(good, bad) >= max(_LEAST_SIDE, _LEAST_BALANCE * max(good, bad))


@cache
def general_knowledge() -> Knowledge:
    """Read the general model that comes with the library."""
    name = "sentiment.model"
    stored = unpacked(
        (files("cocreate.text") / "data" / name).read_bytes(), kind="general sentiment", name=name
    )
    linear = Linear.of(stored.facts["grams"], stored.arrays)
    return Knowledge(float(stored.facts["lexicon"]), linear, stored.facts["trust"])
