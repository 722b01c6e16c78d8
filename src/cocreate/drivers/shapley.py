"""R squared shared out among drivers by Shapley's rule: Lindeman, Merenda and Gold's average over orders.

Matrices hold the drivers first and the outcome last. Leading axes are as many matrices as one likes.
"""

from __future__ import annotations

from functools import lru_cache
from math import comb
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

MOST_EXACT = 22
"""Drivers up to which every subset is looked at: 2^22 take a second or two."""

_NOTHING_LEFT = 1e-10
"""Variance, as a share of the whole, below which a driver has none of its own left."""
_NUMBERS_AT_ONCE = 4_000_000
"""Numbers held at a time, so that many matrices at once stay within tens of megabytes."""


def exact(matrices: FloatArray) -> FloatArray:
    """Share R squared out, over all 2^p subsets of the drivers.

    Args:
        matrices: correlations, (..., p + 1, p + 1).

    Returns:
        Shares (..., p); they add up to R squared.
    """
    drivers = matrices.shape[-1] - 1
    return _in_portions(matrices, 4 << drivers, lambda some: _from_subsets(_residuals(some), drivers))


def sampled(matrices: FloatArray, orders: NDArray[np.intp]) -> FloatArray:
    """Share R squared out, over some orders of entry.

    Args:
        matrices: correlations, (..., p + 1, p + 1).
        orders: permutations of the drivers, (m, p).

    Returns:
        Gains of each driver in each order, (..., m, p); their mean over the orders is the estimate.
    """
    drivers = matrices.shape[-1] - 1
    size = len(orders) * (drivers + 1) ** 2
    return _in_portions(matrices, size, lambda some: _gains_in_order(some, orders))


def random_orders(drivers: int, count: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Draw orders of entry in pairs, each with its reverse, which halves what chance does to the mean."""
    half = rng.permuted(np.tile(np.arange(drivers), (count // 2, 1)), axis=1)
    return np.stack([half, half[:, ::-1]], axis=1).reshape(-1, drivers)


def _in_portions(matrices: FloatArray, numbers: int, work: Callable[[FloatArray], FloatArray]) -> FloatArray:
    """Take the leading axes a portion at a time."""
    rows = matrices.reshape(-1, *matrices.shape[-2:])
    step = max(1, _NUMBERS_AT_ONCE // numbers)
    done = [work(rows[start : start + step]) for start in range(0, len(rows), step)]
    found = np.concatenate(done)
    return found.reshape(*matrices.shape[:-2], *found.shape[1:])


def _residuals(matrices: FloatArray) -> FloatArray:
    """Variance of the outcome left by each subset; bit j of the subset's number says whether j is in it.

    Level by level: each matrix becomes two, one that leaves its first driver out and one from which that
    driver's part is taken (a Schur complement), both smaller by one. The subsets lie along the last axis,
    where NumPy is quick.
    """
    level = np.ascontiguousarray(np.moveaxis(matrices, 0, -1))[..., np.newaxis, :]
    while len(level) > 1:
        pivot, row, without = level[0, 0], level[0, 1:], level[1:, 1:]
        slopes = np.divide(row, pivot, out=np.zeros_like(row), where=pivot > _NOTHING_LEFT)
        size, subsets, count = len(row), row.shape[1], row.shape[2]
        level = np.empty((size, size, 2 * subsets, count))
        level[:, :, :subsets] = without
        np.multiply(slopes[:, np.newaxis], row[np.newaxis], out=level[:, :, subsets:])
        np.subtract(without, level[:, :, subsets:], out=level[:, :, subsets:])
    left: FloatArray = level[0, 0]
    return left


def _from_subsets(residual: FloatArray, drivers: int) -> FloatArray:
    """Average what each driver takes off the residual variance, over subsets of the others."""
    weights = _subset_weights(drivers)
    shares = np.empty((residual.shape[1], drivers))
    for place in range(drivers):
        halves = residual.reshape(-1, 2, 1 << place, residual.shape[1])
        gains = (halves[:, 0] - halves[:, 1]).reshape(len(weights), -1)
        shares[:, place] = np.einsum("s,sd->d", weights, gains)
    return shares


@lru_cache(maxsize=4)
def _subset_weights(drivers: int) -> FloatArray:
    """Weight of each subset of p - 1 others: 1 / p, shared equally among those of its size."""
    sizes = np.zeros(1, dtype=np.int64)
    for _ in range(drivers - 1):
        sizes = np.concatenate([sizes, sizes + 1])
    by_size = np.array([1 / (drivers * comb(drivers - 1, size)) for size in range(drivers)])
    weights: FloatArray = by_size[sizes]
    return weights


def _gains_in_order(matrices: FloatArray, orders: NDArray[np.intp]) -> FloatArray:
    """What each driver adds to R squared when the drivers enter in each order, by one Cholesky an order."""
    drivers = orders.shape[1]
    last = np.full((len(orders), 1), drivers)
    places = np.concatenate([orders, last], axis=1)
    permuted = matrices[:, places[:, :, np.newaxis], places[:, np.newaxis, :]]
    own = np.arange(drivers)
    permuted[..., own, own] += _NOTHING_LEFT  # a draw may hold drivers that do not vary apart
    permuted[..., -1, -1] += 1.0  # the outcome's own pivot is not wanted, and must not end below zero
    steps = np.linalg.cholesky(permuted)[..., -1, :-1]
    gains = np.empty_like(steps)
    np.put_along_axis(gains, np.broadcast_to(orders, steps.shape), steps * steps, axis=-1)
    return gains
