"""Sums of products, from which means, correlations and importance are worked out; they add up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np

from cocreate.cells import groups_of
from cocreate.errors import MismatchError, MissingColumnError
from cocreate.factors import combined, distinct_codes

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    from cocreate.factors import Factor

    FloatArray = NDArray[np.float64]

Missing = Literal["listwise", "pairwise"]


@dataclass(frozen=True, eq=False, repr=False)
class Moments:
    """Sums of columns and of their products, by group and by random part of the rows.

    The sums are over rows in which both columns of a pair have an answer. Taken listwise these are the same
    rows for every pair, and axes of length 1 stand for all columns. Moments of two tables add up to those of
    the tables together.

    Attributes:
        columns: the columns, q of them.
        factors: the groups' labels; empty for everyone.
        missing: "listwise" uses rows without a gap, "pairwise" for each pair the rows that have both.
        rows: rows seen in each group, (g,).
        count: rows used, (g, parts, q or 1, q or 1).
        weight: sum of w, likewise (w is 1 without weights).
        weight_sq: sum of w^2, likewise.
        total: sum of w (x_i - shift_i) over rows that have x_j too, (g, parts, q, q or 1).
        cross: sum of w (x_i - shift_i) (x_j - shift_j), (g, parts, q, q).
        shift: what was taken off each column, near its mean, so that squares lose no digits; (q,).
    """

    columns: tuple[str, ...]
    factors: tuple[Factor, ...]
    missing: Missing
    rows: NDArray[np.int64]
    count: NDArray[np.int64]
    weight: FloatArray
    weight_sq: FloatArray
    total: FloatArray
    cross: FloatArray
    shift: FloatArray

    @property
    def parts(self) -> int:
        """Into how many random parts the rows were split."""
        return int(self.cross.shape[1])

    @property
    def n(self) -> NDArray[np.int64]:
        """Rows used in each group; taken pairwise, those of the pair that has fewest."""
        return self._whole("count").min(axis=(1, 2), initial=np.iinfo(np.int64).max)  # type: ignore[no-any-return]

    @property
    def n_eff(self) -> FloatArray:
        """Kish's effective number of rows; taken pairwise, that of the pair that has fewest."""
        weight, square = self._whole("weight"), self._whole("weight_sq")
        each = np.divide(weight * weight, square, out=np.zeros_like(weight), where=square > 0)
        return each.min(axis=(1, 2), initial=np.inf)  # type: ignore[no-any-return]

    @property
    def mean(self) -> FloatArray:
        """Weighted means, (g, q)."""
        first = _mean(self._whole("total"), self._whole("weight"))
        own = np.arange(len(self.columns)) if first.shape[-1] > 1 else 0
        found: FloatArray = self.shift + first[:, np.arange(len(self.columns)), own]
        return found

    @property
    def covariance(self) -> FloatArray:
        """Weighted covariances, with the number of rows below the line; (g, q, q)."""
        return covariance_of(self._whole("total"), self._whole("cross"), self._whole("weight"))

    def groups(self) -> list[dict[str, Hashable]]:
        """Labels of each group."""
        return groups_of(self.factors) if self.factors else [{}]

    def only(self, place: int) -> Moments:
        """Give one group's moments, without its label."""
        names = ("rows", "count", "weight", "weight_sq", "total", "cross")
        kept: dict[str, Any] = {name: getattr(self, name)[place : place + 1] for name in names}
        return replace(self, factors=(), **kept)

    def over(self, columns: Sequence[str]) -> Moments:
        """Keep some columns, in the order named."""
        for name in columns:
            if name not in self.columns:
                raise MissingColumnError(name, self.columns)
        at = np.array([self.columns.index(name) for name in columns], dtype=np.intp)

        def kept(array: NDArray[Any]) -> NDArray[Any]:
            array = array if array.shape[-2] == 1 else array[..., at, :]
            return array if array.shape[-1] == 1 else array[..., at]

        names = ("count", "weight", "weight_sq", "total", "cross")
        arrays: dict[str, Any] = {name: kept(getattr(self, name)) for name in names}
        return replace(self, columns=tuple(columns), shift=self.shift[at], **arrays)

    def moved(self, shift: FloatArray) -> Self:
        """Take another number off each column."""
        by = self.shift - shift
        flipped = self.total.swapaxes(-1, -2)
        cross = self.cross + self.total * by + flipped * by[:, None] + self.weight * by * by[:, None]
        return replace(self, total=self.total + self.weight * by[:, None], cross=cross, shift=shift)

    def resampled(self, draws: int, rng: np.random.Generator) -> FloatArray:
        """Give covariances of the rows drawn anew, part by part: (draws, q, q); one group only."""
        filled = np.flatnonzero(self.count[0].max(axis=(1, 2)) > 0)
        times = rng.multinomial(len(filled), np.full(len(filled), 1 / len(filled)), size=draws).astype(float)

        def drawn(sums: FloatArray) -> FloatArray:
            each = sums[0, filled]
            summed: FloatArray = (times @ each.reshape(len(filled), -1)).reshape(draws, *each.shape[1:])
            return summed

        return covariance_of(drawn(self.total), drawn(self.cross), drawn(self.weight))

    def __add__(self, other: Moments) -> Moments:
        self._check_alike(other)
        other = other.moved(self.shift)
        factors = tuple(a.joined(b) for a, b in zip(self.factors, other.factors, strict=True))
        groups = len(self.rows) + len(other.rows)
        code, size = combined(((f.codes, len(f.levels)) for f in factors), groups)
        found, index = distinct_codes(code, size)
        first = np.array([int(np.argmax(index == place)) for place in range(len(found))], dtype=np.intp)

        def summed(name: str) -> NDArray[Any]:
            both = np.concatenate([getattr(self, name), getattr(other, name)])
            out = np.zeros((len(found), *both.shape[1:]), dtype=both.dtype)
            np.add.at(out, index, both)
            return out

        names = ("rows", "count", "weight", "weight_sq", "total", "cross")
        arrays: dict[str, Any] = {name: summed(name) for name in names}
        return replace(self, factors=tuple(f.rows(first) for f in factors), **arrays)

    def _check_alike(self, other: Moments) -> None:
        for what in ("columns", "missing", "parts"):
            if getattr(self, what) != getattr(other, what):
                raise MismatchError(
                    f"{what} are {getattr(self, what)!r} and {getattr(other, what)!r}; moments add up when"
                    " both were taken alike"
                )
        if [f.name for f in self.factors] != [f.name for f in other.factors]:
            raise MismatchError("moments by different groupings do not add up; take both by the same")

    def _whole(self, name: str) -> Any:
        return getattr(self, name).sum(axis=1)

    def __repr__(self) -> str:
        by = [factor.name for factor in self.factors]
        return f"Moments({list(self.columns)}, by={by}, n={int(self.n.sum())}, parts={self.parts})"


def covariance_of(total: FloatArray, cross: FloatArray, weight: FloatArray) -> FloatArray:
    """Covariances from sums; NaN where a pair has no rows."""
    first = _mean(total, weight)
    found: FloatArray = _mean(cross, weight) - first * first.swapaxes(-1, -2)
    return found


def _mean(sums: FloatArray, weight: FloatArray) -> FloatArray:
    weight = np.broadcast_to(weight, sums.shape)
    mean: FloatArray = np.divide(sums, weight, out=np.full(sums.shape, np.nan), where=weight > 0)
    return mean
