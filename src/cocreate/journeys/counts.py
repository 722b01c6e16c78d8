"""Intervals for counts of cases and for sums of seconds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cocreate.factors import Factor
from cocreate.scores.measure import spread_out
from cocreate.scores.quantiles import t_quantile
from cocreate.scores.shares import share_measure
from cocreate.scores.sums import Sums, divide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cocreate.estimates import Estimates

    FloatArray = NDArray[np.float64]


def means_of(
    count: NDArray[np.int64], total: FloatArray, square: FloatArray, confidence: float
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Mean, standard deviation and t interval of seconds, kept above zero; NaN where one value tells nothing."""
    n = count.astype(np.float64)
    mean = divide(total, n)
    variance = divide(np.maximum(square - total * mean, 0.0), n - 1)
    deviation = np.sqrt(variance)
    half = t_quantile(confidence, np.where(n > 1, n - 1, np.nan)) * divide(deviation, np.sqrt(n))
    return mean, deviation, np.maximum(mean - half, 0.0), mean + half


def shares_by_activity(
    activities: Sequence[str], hits: NDArray[np.int64], n: int, confidence: float
) -> Estimates:
    """Share of cases, activity by activity."""
    whole = np.full(len(hits), n)
    weight, found = whole.astype(np.float64), hits.astype(np.float64)
    sums = Sums(whole, weight, weight, found, found)
    estimates = spread_out(share_measure(of=1), sums, confidence=confidence)
    return replace(estimates, factors=(Factor("activity", tuple(activities), np.arange(len(activities))),))
