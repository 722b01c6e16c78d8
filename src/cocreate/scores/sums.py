"""Cells summed by group: the few sums that every score is worked out from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cocreate.cells import Cells

    FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over the answers of each group, y being what the measure makes of a score.

    Attributes:
        n: answers.
        weight: sum of w (1 for each answer without weights).
        weight_sq: sum of w^2.
        total: sum of w (y - shift).
        total_sq: sum of w (y - shift)^2.
        shift: a whole number near the middle of y, taken off so that squares lose no digits.
    """

    n: NDArray[np.int64]
    weight: FloatArray
    weight_sq: FloatArray
    total: FloatArray
    total_sq: FloatArray
    shift: float = 0.0

    @property
    def n_eff(self) -> FloatArray:
        """Kish's effective number of answers."""
        return divide(self.weight * self.weight, self.weight_sq)

    @property
    def mean(self) -> FloatArray:
        """Weighted mean of y."""
        return self.shift + divide(self.total, self.weight)

    @property
    def mean_sq(self) -> FloatArray:
        """Weighted mean of y^2 (where nothing was taken off)."""
        return divide(self.total_sq, self.weight)

    @property
    def spread(self) -> FloatArray:
        """Weighted mean square of y about its mean."""
        offset = divide(self.total, self.weight)
        return np.maximum(divide(self.total_sq, self.weight) - offset * offset, 0.0)

    def rest(self) -> Self:
        """For each group the sums of all the others."""
        columns = {name: getattr(self, name) for name in ("n", "weight", "weight_sq", "total", "total_sq")}
        return type(self)(
            **{name: column.sum() - column for name, column in columns.items()}, shift=self.shift
        )


def group_sums(
    cells: Cells, y: FloatArray, index: NDArray[np.intp], groups: int, *, shift: float = 0.0
) -> Sums:
    """Add the cells up by group.

    Args:
        cells: the cells.
        y: what the measure makes of each cell's score.
        index: the group of each cell.
        groups: how many groups there are.
        shift: what is taken off y first.
    """
    count = cells.count.astype(np.float64)
    weight = count if cells.weight is None else cells.weight
    weight_sq = count if cells.weight_sq is None else cells.weight_sq
    moved = y - shift

    def add(values: FloatArray) -> FloatArray:
        return np.bincount(index, weights=values, minlength=groups)

    total, total_sq = add(weight * moved), add(weight * moved * moved)
    return Sums(add(count).astype(np.int64), add(weight), add(weight_sq), total, total_sq, shift)


def divide(above: FloatArray, below: FloatArray) -> FloatArray:
    """Divide, giving NaN where there is nothing to divide by."""
    above, below = np.broadcast_arrays(above, below)
    out = np.full(below.shape, np.nan)
    np.divide(above, below, out=out, where=below > 0)
    return out
