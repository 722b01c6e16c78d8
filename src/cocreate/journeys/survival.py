"""Waiting times of which some are not over yet: Kaplan and Meier's curve, and medians with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cocreate.scores.quantiles import normal_quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Curve:
    """The share still waiting after each time at which some wait ended.

    Attributes:
        time: times at which waits ended, rising.
        waiting: the share still waiting just after.
        low: lower end of its interval.
        high: upper end.
    """

    time: FloatArray
    waiting: FloatArray
    low: FloatArray
    high: FloatArray


def curve_of(waited: FloatArray, over: NDArray[np.bool_], confidence: float) -> Curve:
    """Estimate the share still waiting (Kaplan and Meier), with log-log intervals on Greenwood's variance.

    Args:
        waited: time waited, until the wait ended or until it was last seen.
        over: whether it ended.
        confidence: of the interval, at each time.
    """
    time, place = np.unique(waited, return_inverse=True)
    ended = np.bincount(place, weights=over, minlength=len(time))
    seen = np.bincount(place, minlength=len(time))
    at_risk = len(waited) - np.cumsum(seen) + seen
    waiting = np.cumprod(1 - ended / at_risk)
    left = at_risk - ended
    growth = np.divide(ended, at_risk * left, out=np.zeros(len(time)), where=left > 0)
    greenwood = np.sqrt(np.cumsum(growth))
    z = normal_quantile(confidence)
    inside = (waiting > 0) & (waiting < 1)
    log = np.log(np.where(inside, waiting, 0.5))
    spread = np.exp(z * greenwood / np.abs(log))
    low = np.where(inside, np.exp(log * spread), waiting)
    high = np.where(inside, np.exp(log / spread), waiting)
    last = np.flatnonzero(waiting > 0)
    high = np.where(waiting > 0, high, high[last[-1]] if len(last) else 1.0)
    kept = ended > 0
    return Curve(time[kept], waiting[kept], low[kept], high[kept])


def quantile_of(curve: Curve, share: float) -> tuple[float, float, float]:
    """Time by which a share of the waits is over, and its interval; NaN or infinite where that is not seen.

    The interval holds the times at which the curve's own interval holds 1 - share (Brookmeyer and Crowley).
    """
    level = 1 - share
    return (
        _first_at_most(curve, curve.waiting, level, np.nan),
        _first_at_most(curve, curve.low, level, np.inf),
        _first_at_most(curve, curve.high, level, np.inf),
    )


def _first_at_most(curve: Curve, values: FloatArray, level: float, never: float) -> float:
    reached = np.flatnonzero(values <= level + 1e-12)
    return float(curve.time[reached[0]]) if len(reached) else float(never)


def median_of(values: FloatArray, confidence: float) -> tuple[float, float, float]:
    """Median and its order-statistic interval, exact for any distribution; NaN where there are too few."""
    n = len(values)
    if not n:
        return np.nan, np.nan, np.nan
    from scipy.special import bdtr

    ranks = np.sort(values)
    tail = (1 - confidence) / 2
    guess = int(n / 2 - normal_quantile(confidence) * np.sqrt(n) / 2)
    candidates = np.arange(max(guess - 3, 0), min(guess + 5, n))
    fits = candidates[bdtr(candidates, n, 0.5) <= tail]
    if not len(fits):
        return float(np.median(ranks)), np.nan, np.nan
    place = int(fits[-1])
    return float(np.median(ranks)), float(ranks[place]), float(ranks[n - 1 - place])
