"""Bands that hold many effects at once, by the multiplier bootstrap of influence functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cocreate.scores.quantiles import normal_quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

_AT_ONCE = 4_000_000
"""Random signs drawn at once, so that many units keep to little memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Bands:
    """Estimates with a band over all of them.

    Attributes:
        value: the estimates, (k,).
        low: lower ends.
        high: upper ends.
        std_error: standard errors.
        influence: the influence of each unit on each, (n, k).
    """

    value: FloatArray
    low: FloatArray
    high: FloatArray
    std_error: FloatArray
    influence: FloatArray


def bands_of(
    value: FloatArray, influence: FloatArray, *, draws: int, confidence: float, rng: np.random.Generator
) -> Bands:
    """Band of all estimates at once; never narrower than the interval of one."""
    n = len(influence)
    error = np.sqrt((influence**2).sum(axis=0)) / n
    varying = error > 0
    wide = normal_quantile(confidence)
    if varying.sum() > 1:
        largest = _largest(influence[:, varying] / (n * error[varying]), draws, rng)
        wide = max(wide, float(np.quantile(largest, confidence)))
    return Bands(value, value - wide * error, value + wide * error, error, influence)


def _largest(scaled: FloatArray, draws: int, rng: np.random.Generator) -> FloatArray:
    """The largest of all t, draw by draw, with random signs (Rademacher)."""
    n = len(scaled)
    step = max(1, _AT_ONCE // n)
    found = []
    for start in range(0, draws, step):
        size = min(step, draws - start)
        signs = rng.integers(0, 2, size=(size, n), dtype=np.int8).astype(np.float32) * 2 - 1
        found.append(np.abs(signs @ scaled.astype(np.float32)).max(axis=1))
    return np.concatenate(found).astype(np.float64)
