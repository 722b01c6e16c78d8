"""What drawing the rows anew says of figures: their intervals, and which rank above which."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]


def intervals_of(estimate: FloatArray, drawn: FloatArray, confidence: float) -> tuple[FloatArray, FloatArray]:
    """Percentiles of the draws, moved back by the bootstrap's bias and kept between 0 and 1.

    R squared, and with it what falls to each driver, comes out too high in a sample, and again in a sample of
    it: the draws lie above the estimate by about as much as the estimate lies above the truth.

    Args:
        estimate: figures (m,).
        drawn: the same figures in each draw, (draws, m).
        confidence: of the intervals.
    """
    tails = (1 - confidence) / 2
    low, high = np.quantile(drawn, [tails, 1 - tails], axis=0)
    bias = drawn.mean(axis=0) - estimate
    return np.clip(low - bias, 0.0, 1.0), np.clip(high - bias, 0.0, 1.0)


def ranks_of(
    estimate: FloatArray, drawn: FloatArray, confidence: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Best and worst rank of each figure: differences count that are beyond chance for all pairs at once.

    A difference is held against the confidence's quantile of the draws' greatest difference, each measured in
    its own standard errors (single-step max-t).
    """
    apart = estimate[:, np.newaxis] - estimate
    moved = drawn[:, :, np.newaxis] - drawn[:, np.newaxis] - apart
    error = moved.std(axis=0)
    known = error > 0
    scaled = np.divide(np.abs(moved), error, out=np.zeros_like(moved), where=known)
    limit = np.quantile(scaled.max(axis=(1, 2)), confidence)
    above = known & (apart > limit * error)
    return 1 + above.sum(axis=0), len(estimate) - above.sum(axis=1)
