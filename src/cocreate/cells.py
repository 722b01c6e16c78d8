"""Any table, counted: one small table of cells (groups x score) from which every score is worked out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from cocreate.errors import InputError, MismatchError, MissingColumnError, WeightError
from cocreate.factors import Factor, combined, distinct_codes
from cocreate.frames import Backend, to_frame
from cocreate.groupings import By, Label, groupings

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class Cells:
    """Counts of answers by group and score. Made by `cells` or `Cells.from_columns`.

    The arrays have one entry a cell, sorted by group and then by score, each cell once. Cells add up: the
    cells of two tables put together are the sum of their cells, so a count can be kept up to date, spread
    over machines, narrowed and merged without going back to the answers. Two cells are equal when groups,
    scores and counts are the same and weights agree to nine digits (sums of floats depend on their order).

    Attributes:
        factors: the groupings, as codes into sorted levels; rows without a score come last.
        scores: the score of each row, NaN where it is missing.
        counts: how many answers.
        weights: sum of the weights, or None.
        weights_sq: sum of the squared weights, or None.
    """

    factors: tuple[Factor, ...]
    scores: FloatArray
    counts: IntArray
    weights: FloatArray | None = None
    weights_sq: FloatArray | None = None

    @classmethod
    def from_columns(
        cls,
        *,
        keys: Mapping[str, ArrayLike] | None = None,
        score: ArrayLike,
        count: ArrayLike,
        weight: ArrayLike | None = None,
        weight_sq: ArrayLike | None = None,
    ) -> Cells:
        """Make cells from columns; equal cells are merged, scores that are NaN count as missing.

        Args:
            keys: for each grouping its labels, one a row.
            score: the score of each row.
            count: how many answers each row stands for, >= 0.
            weight: the sum of their weights.
            weight_sq: the sum of their squared weights; weight^2 / count by default (all alike).

        Returns:
            The cells.

        Raises:
            InputError: if the columns differ in length or a count is negative.
            WeightError: if a weight is negative or not finite.

        >>> Cells.from_columns(score=[9, 3, 9], count=[2, 1, 4]).count
        array([1, 6])
        """
        factors = tuple(Factor.of(name, values) for name, values in (keys or {}).items())
        scores = np.asarray(score, dtype=np.float64)
        counts = np.asarray(count).astype(np.int64)
        sums = None if weight is None else np.asarray(weight, dtype=np.float64)
        squares = None if weight_sq is None else np.asarray(weight_sq, dtype=np.float64)
        _check_lengths(factors, scores, counts, sums, squares)
        if np.any(counts < 0):
            raise InputError(f"count holds {counts.min()}, must be >= 0")
        if sums is not None:
            if squares is None:
                squares = sums * sums / np.maximum(counts, 1)
            sums, squares = _checked_weights(scores, sums, squares)
        return _merged(factors, scores, counts, sums, squares)

    @property
    def by(self) -> tuple[str, ...]:
        """Names of the groupings."""
        return tuple(factor.name for factor in self.factors)

    @property
    def keys(self) -> dict[str, NDArray[Any]]:
        """For each grouping the label of each cell."""
        return {factor.name: factor.values()[: self._answered] for factor in self.factors}

    @property
    def score(self) -> FloatArray:
        """Score of each cell."""
        return self.scores[: self._answered]

    @property
    def count(self) -> IntArray:
        """Number of answers in each cell."""
        return self.counts[: self._answered]

    @property
    def weight(self) -> FloatArray | None:
        """Sum of the weights in each cell; None where nothing is weighted."""
        return None if self.weights is None else self.weights[: self._answered]

    @property
    def weight_sq(self) -> FloatArray | None:
        """Sum of the squared weights in each cell; None where nothing is weighted."""
        return None if self.weights_sq is None else self.weights_sq[: self._answered]

    @property
    def n(self) -> int:
        """Number of answers."""
        return int(self.count.sum())

    @property
    def missing(self) -> int:
        """Number of rows left out because they have no score."""
        return int(self.counts[self._answered :].sum())

    @property
    def _answered(self) -> int:
        return int(len(self.scores) - np.isnan(self.scores).sum())

    def over(self, names: By) -> Cells:
        """Keep some groupings and add up over the others; a `period(...)` re-cuts a grouping of days."""
        kept = []
        for grouping in groupings(names):
            factor = self.factor(grouping.column)
            if not isinstance(grouping, Label):
                factor = factor.relabelled(grouping.start)
            kept.append(replace(factor, name=grouping.name))
        return _merged(tuple(kept), self.scores, self.counts, self.weights, self.weights_sq)

    def where(self, conditions: Mapping[str, Any] | None = None, /, **more: Any) -> Cells:
        """Keep the cells whose labels are as given: one value, or a collection of values, a grouping."""
        keep = np.ones(len(self.scores), dtype=bool)
        for name, wanted in {**(conditions or {}), **more}.items():
            factor = self.factor(name)
            values = set(wanted) if _is_collection(wanted) else {wanted}
            passes = np.fromiter((level in values for level in factor.levels), bool, len(factor.levels))
            keep &= passes[factor.codes] if len(factor.levels) else False
        return self._rows(keep)

    def relabel(self, name: str, mapping: Mapping[Any, Hashable] | Callable[[Any], Hashable]) -> Cells:
        """Give labels of one grouping new names, merging those that become alike (touchpoint to stage)."""
        self.factor(name)
        change = mapping if callable(mapping) else _lookup(mapping)
        factors = tuple(f.relabelled(change) if f.name == name else f for f in self.factors)
        return _merged(factors, self.scores, self.counts, self.weights, self.weights_sq)

    def groups(self) -> list[dict[str, Hashable]]:
        """Groups that have answers, sorted."""
        return groups_of(self.grouped()[0]) if self._answered else []

    def grouped(self) -> tuple[tuple[Factor, ...], NDArray[np.intp]]:
        """Distinct groups that have answers, and for each cell the position of its group."""
        answered = slice(0, self._answered)
        parts = [(factor.codes[answered], len(factor.levels)) for factor in self.factors]
        code, size = combined(parts, self._answered)
        found, index = distinct_codes(code, size)
        first = np.zeros(len(found), dtype=np.intp)
        first[index[::-1]] = np.arange(len(index) - 1, -1, -1)
        return tuple(factor.rows(first) for factor in self.factors), index

    def to_frame(self, *, backend: Backend | None = None) -> Any:
        """Give the cells as a data frame of pandas, Polars or Arrow, whichever is installed."""
        columns: dict[str, Any] = {**self.keys, "score": self.score, "count": self.count}
        if self.weight is not None:
            columns |= {"weight": self.weight, "weight_sq": self.weight_sq}
        return to_frame(columns, backend=backend)

    def __add__(self, other: object) -> Cells:
        if not isinstance(other, Cells):
            return NotImplemented
        if set(self.by) != set(other.by):
            raise MismatchError(
                f"cells by {self.by} and cells by {other.by} do not add up; use .over([...]) first"
            )
        if (self.weights is None) != (other.weights is None):
            raise MismatchError(
                "weighted and unweighted cells do not add up; count both with the same weight"
            )
        factors = tuple(f.joined(other.factor(f.name)) for f in self.factors)
        return _merged(
            factors,
            np.concatenate([self.scores, other.scores]),
            np.concatenate([self.counts, other.counts]),
            _joined(self.weights, other.weights),
            _joined(self.weights_sq, other.weights_sq),
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Cells):
            return NotImplemented
        if self.by != other.by or len(self.scores) != len(other.scores):
            return False
        exact = np.array_equal(self.scores, other.scores, equal_nan=True) and np.array_equal(
            self.counts, other.counts
        )
        weights = _close(self.weights, other.weights) and _close(self.weights_sq, other.weights_sq)
        return (
            exact and weights and all(a.same_as(b) for a, b in zip(self.factors, other.factors, strict=True))
        )

    __hash__ = None  # type: ignore[assignment]  # arrays are compared by content

    def __len__(self) -> int:
        return self._answered

    def __repr__(self) -> str:
        weighted = ", weighted" if self.weights is not None else ""
        return f"Cells(by={list(self.by)}, cells={len(self)}, n={self.n}, missing={self.missing}{weighted})"

    def factor(self, name: str) -> Factor:
        """One grouping, as codes into its levels."""
        for factor in self.factors:
            if factor.name == name:
                return factor
        raise MissingColumnError(name, self.by, what="grouping")

    def _rows(self, keep: NDArray[np.bool_]) -> Self:
        return replace(
            self,
            factors=tuple(factor.rows(keep) for factor in self.factors),
            scores=self.scores[keep],
            counts=self.counts[keep],
            weights=None if self.weights is None else self.weights[keep],
            weights_sq=None if self.weights_sq is None else self.weights_sq[keep],
        )


def groups_of(factors: tuple[Factor, ...]) -> list[dict[str, Hashable]]:
    """One mapping of names to labels a row."""
    if not factors:
        return [{}]
    columns = [[factor.levels[code] for code in factor.codes] for factor in factors]
    names = [factor.name for factor in factors]
    return [dict(zip(names, labels, strict=True)) for labels in zip(*columns, strict=True)]


def _merged(
    factors: tuple[Factor, ...],
    scores: FloatArray,
    counts: IntArray,
    weights: FloatArray | None,
    weights_sq: FloatArray | None,
) -> Cells:
    """Sort by group and score, rows without a score last, and add up equal rows."""
    keep = counts > 0
    if not keep.all():
        factors = tuple(factor.rows(keep) for factor in factors)
        scores, counts = scores[keep], counts[keep]
        weights = None if weights is None else weights[keep]
        weights_sq = None if weights_sq is None else weights_sq[keep]
    scores = scores + 0.0  # no negative zero
    steps, step = np.unique(scores, return_inverse=True)
    absent = np.isnan(scores).astype(np.intp)
    parts = [(absent, 2), *((f.codes, len(f.levels)) for f in factors), (step, len(steps))]
    found, index = distinct_codes(*combined(parts, len(scores)))
    first = np.empty(len(found), dtype=np.intp)
    first[index] = np.arange(len(index))
    size = len(found)
    return Cells(
        tuple(factor.rows(first) for factor in factors),
        scores[first],
        np.bincount(index, weights=counts, minlength=size).astype(np.int64),
        None if weights is None else np.bincount(index, weights=weights, minlength=size),
        None if weights_sq is None else np.bincount(index, weights=weights_sq, minlength=size),
    )


def _check_lengths(factors: tuple[Factor, ...], *columns: NDArray[Any] | None) -> None:
    lengths = [len(factor.codes) for factor in factors] + [
        len(column) for column in columns if column is not None
    ]
    if len(set(lengths)) > 1:
        raise InputError(f"columns of lengths {lengths}, must all be the same")


def _checked_weights(
    scores: FloatArray, sums: FloatArray, squares: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Refuse weights that cannot be used; those of rows without a score do not matter."""
    absent = np.isnan(scores)
    sums, squares = np.where(absent, 0.0, sums), np.where(absent, 0.0, squares)
    if not np.all(np.isfinite(sums)) or not np.all(np.isfinite(squares)):
        raise WeightError(
            "weights hold values that are missing or not finite; fill them in or drop those rows"
        )
    if np.any(sums < 0):
        raise WeightError(f"weights sum to {sums.min():g} in a cell, must be >= 0")
    return sums, squares


def _is_collection(wanted: object) -> bool:
    return isinstance(wanted, Collection) and not isinstance(wanted, str | bytes)


def _lookup(mapping: Mapping[Any, Hashable]) -> Callable[[Any], Hashable]:
    def look_up(label: Any) -> Hashable:
        found: Hashable = mapping.get(label, label)
        return found

    return look_up


def _joined(above: FloatArray | None, below: FloatArray | None) -> FloatArray | None:
    return None if above is None or below is None else np.concatenate([above, below])


def _close(one: FloatArray | None, other: FloatArray | None) -> bool:
    if one is None or other is None:
        return one is other
    return bool(np.allclose(one, other, rtol=1e-9, atol=0))
