"""Linear models on n-grams: logits of many texts at once, and the words of one text that they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.text.grams import Features, Grams
from cocreate.text.spans import Span
from cocreate.text.units import bare
from cocreate.text.words import word_bounds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_NOTHING = 1e-9
_PIECE = 20_000
"""Texts looked at in one go, so that memory stays bounded."""


@dataclass(frozen=True, eq=False)
class Linear:
    """A linear model: each n-gram present adds scale x weight, divided by the length of the text's scales.

    Attributes:
        grams: which n-grams it knows.
        hashes: the columns in use, sorted.
        scale: how much each n-gram counts before length is taken out.
        weights: a row an output, a column an n-gram.
        intercept: one an output.
        damping: added to the squared length of a text, so that in short ones a word or two do not decide alone.
    """

    grams: Grams
    hashes: NDArray[np.int64]
    scale: Floats
    weights: Floats
    intercept: Floats
    damping: float = 0.0

    @cached_property
    def _place(self) -> NDArray[np.int32]:
        """Where each column of the hash stands among those in use; -1 if it does not."""
        place = np.full(1 << self.grams.bits, -1, dtype=np.int32)
        place[self.hashes] = np.arange(len(self.hashes), dtype=np.int32)
        return place

    def logits(self, texts: Sequence[str]) -> Floats:
        """Give the logits: a row a text, a column an output."""
        pieces = [self._logits(texts[at : at + _PIECE]) for at in range(0, len(texts), _PIECE)]
        return np.concatenate(pieces) if pieces else np.zeros((0, len(self.intercept)))

    def _logits(self, texts: Sequence[str]) -> Floats:
        text, known = self._present(self.grams.find(texts))
        length = np.sqrt(np.bincount(text, self.scale[known] ** 2, len(texts)) + self.damping)
        length[length == 0] = 1.0
        sums = [
            np.bincount(text, self.scale[known] * row[known], len(texts)) / length for row in self.weights
        ]
        return np.column_stack(sums) + self.intercept

    def _present(self, features: Features) -> tuple[NDArray[Any], NDArray[Any]]:
        """Give the n-grams in use, each once a text."""
        known = self._place[features.column]
        keys = np.unique(features.text[known >= 0] * len(self.hashes) + known[known >= 0])
        return keys // max(len(self.hashes), 1), keys % max(len(self.hashes), 1)

    def spans(self, text: str, *, output: int = 0, times: float = 1.0) -> list[Span]:
        """Give the words of a text with what each adds to the logit, where that is something."""
        features = self.grams.find([text])
        known = self._place[features.column]
        used = known >= 0
        if not used.any():
            return []
        known, start, end = known[used], features.start[used], features.end[used]
        distinct, inverse, counts = np.unique(known, return_inverse=True, return_counts=True)
        length = float(np.sqrt(np.sum(self.scale[distinct] ** 2) + self.damping)) or 1.0
        share = (
            times * self.scale[known] * self.weights[output, known] / length / counts[inverse] / (end - start)
        )
        steps = np.zeros(len(text) + 1)
        np.add.at(steps, start, share)
        np.subtract.at(steps, end, share)
        upto = np.concatenate([[0.0], np.cumsum(np.cumsum(steps)[:-1])])
        return [
            Span(first, last, text[first:last], float(upto[last] - upto[first]))
            for first, last in word_bounds(bare(text))
            if abs(upto[last] - upto[first]) > _NOTHING
        ]

    def facts(self) -> dict[str, Any]:
        """Give which n-grams are known, as JSON can say it."""
        grams = self.grams
        return {
            "units": list(grams.units),
            "inside": list(grams.inside),
            "bits": grams.bits,
            "damping": self.damping,
        }

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Give the numbers as a file holds them."""
        return {
            "gaps": np.diff(self.hashes, prepend=0).astype("<u4"),
            "scale": self.scale.astype("<f4"),
            "weights": self.weights.astype("<f4"),
            "intercept": self.intercept.astype("<f8"),
        }

    @classmethod
    def of(cls, facts: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Linear:
        """Put a model together from what a file holds; weights may be small integers with a step each."""
        grams = Grams(tuple(facts["units"]), tuple(facts["inside"]), int(facts["bits"]))
        weights = arrays["weights"].astype(np.float64)
        if "step" in arrays:
            weights = weights * arrays["step"].astype(np.float64)[:, None]
        hashes = np.cumsum(arrays["gaps"].astype(np.int64))
        scale = arrays["scale"].astype(np.float64) if "scale" in arrays else np.ones(len(hashes))
        return cls(
            grams, hashes, scale, weights, arrays["intercept"].astype(np.float64), float(facts["damping"])
        )
