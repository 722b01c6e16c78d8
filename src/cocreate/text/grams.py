"""Texts as counts of hashed n-grams of units: the features of every linear model here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.text.units import Units, mixed, rolling, span_hashes, units_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_SALT = np.uint64(0xA0761D6478BD642F)


@dataclass(frozen=True, eq=False, slots=True)
class Features:
    """The features found in texts, one an occurrence.

    Attributes:
        text: which text each was found in.
        column: its column, below 2 to the number of bits.
        start: where it begins in its text.
        end: where it ends.
        texts: how many texts there are.
    """

    text: Ints
    column: Ints
    start: Ints
    end: Ints
    texts: int


@dataclass(frozen=True, slots=True)
class Grams:
    """Which n-grams are counted.

    Attributes:
        units: lengths of n-grams of units: characters of Chinese, words of English.
        inside: lengths of n-grams of characters inside words, for endings and misspellings.
        bits: columns are hashes of so many bits.
    """

    units: tuple[int, ...] = (1, 2, 3)
    inside: tuple[int, ...] = ()
    bits: int = 20

    def find(self, texts: Sequence[str]) -> Features:
        """Find the n-grams of texts."""
        units = units_of(texts)
        parts = [_of_units(units, length) for length in self.units]
        parts += [_inside(units, length) for length in self.inside]
        text, hashes, start, end = (np.concatenate(column) for column in zip(*parts, strict=True))
        column = (hashes >> np.uint64(64 - self.bits)).astype(np.int64)
        return Features(text, column, start, end, len(texts))

    def counts(self, texts: Sequence[str]) -> Any:
        """Give the counts as a SciPy sparse matrix: a row a text, a column a hash."""
        return counts_of(self.find(texts), columns=1 << self.bits)


def counts_of(features: Features, *, columns: int) -> Any:
    """Count features by text and column."""
    from scipy.sparse import csr_matrix

    keys, counts = np.unique(features.text * columns + features.column, return_counts=True)
    pointers = np.searchsorted(keys, np.arange(features.texts + 1) * columns)
    parts = (counts.astype(np.float64), (keys % columns).astype(np.int64), pointers)
    return csr_matrix(parts, shape=(features.texts, columns))


def _of_units(units: Units, length: int) -> tuple[NDArray[Any], ...]:
    """N-grams of neighbouring units of one text."""
    last = len(units.of) - length + 1
    if last < 1:
        return _none()
    within = np.flatnonzero(units.of[:last] == units.of[length - 1 :])
    hashes = np.full(len(within), np.uint64(length)) * _SALT
    for step in range(length):
        hashes = mixed(hashes ^ units.hashes[within + step]) + _SALT
    return units.of[within], mixed(hashes), units.start[within], units.end[within + length - 1]


def _inside(units: Units, length: int) -> tuple[NDArray[Any], ...]:
    """N-grams of characters inside words of more letters than that."""
    sizes = units.end - units.start
    long = np.flatnonzero(sizes > length)
    if not len(long):
        return _none()
    pieces = sizes[long] - length + 1
    unit = np.repeat(long, pieces)
    steps = np.arange(int(pieces.sum())) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    prefix, inverse = rolling(units.codes)
    starts = units.start[unit] + steps
    places = starts + units.begins[units.of[unit]]
    at_edge = (steps == 0).astype(np.uint64) + np.uint64(2) * (steps == sizes[unit] - length).astype(
        np.uint64
    )
    hashes = mixed(
        span_hashes(prefix, inverse, places, places + length) ^ (at_edge * _SALT + np.uint64(length))
    )
    return units.of[unit], hashes, starts, starts + length


def _none() -> tuple[NDArray[Any], ...]:
    nothing = np.zeros(0, dtype=np.int64)
    return nothing, np.zeros(0, dtype=np.uint64), nothing, nothing
