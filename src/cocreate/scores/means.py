"""Means of scores, with the t interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack, overload

import numpy as np

from cocreate.errors import OptionError
from cocreate.scores.measure import Measure, Options, Scale, Spread, checked_scale, measured
from cocreate.scores.quantiles import t_quantile
from cocreate.scores.shares import top_measure

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from cocreate.estimates import Estimate, Estimates
    from cocreate.groupings import By
    from cocreate.scores.sums import Sums

    FloatArray = NDArray[np.float64]


@overload
def mean_score(
    table: Any,
    score: str | None = None,
    *,
    by: None = None,
    scale: Scale | None = ...,
    top: int | None = ...,
    **options: Unpack[Options],
) -> Estimate: ...
@overload
def mean_score(
    table: Any,
    score: str | None = None,
    *,
    by: By,
    scale: Scale | None = ...,
    top: int | None = ...,
    **options: Unpack[Options],
) -> Estimates: ...
def mean_score(
    table: Any,
    score: str | None = None,
    *,
    by: By | None = None,
    weight: str | None = None,
    confidence: float = 0.95,
    min_n: int = 0,
    scale: Scale | None = None,
    top: int | None = None,
) -> Estimate | Estimates:
    """Estimate the mean of scores, in steps of their scale.

    Args:
        table: a table, one row an answer, or `Cells`.
        score: the column of answers; missing ones are left out. Leave it out with cells.
        by: columns or `period(...)` to group by.
        weight: the column of weights, >= 0.
        confidence: of the interval, between 0 and 1.
        min_n: groups with fewer answers are suppressed, and neighbours that would give them away.
        scale: least and greatest answer; None takes any number.
        top: how many of the highest boxes to tell the share of beside the mean; wants a scale.

    Returns:
        An `Estimate`; with `by` one a group, as `Estimates`. `top_box` holds the share, if asked for.

    Raises:
        OutsideScaleError: if a score lies outside the scale.
        ScaleError: if the scale is upside down.
        NoAnswersError: if there is no answer.

    Method:
        Mean +- t * s / sqrt(n) with n - 1 degrees of freedom, cut to the scale. Where the scale is known, one
        answer alone leaves the whole scale open, and answers all alike are taken to vary as if one more lay
        one step away, so that no interval has no width. Weighted answers count with Kish's effective n. Not
        for very skewed amounts (spend, durations) of few rows.

    Source:
        Student (1908), Biometrika 6; Kish (1965), Survey Sampling, 11.7. tests/cocreate/scores/test_means.py.

    >>> result = mean_score({"score": [5, 4, 4, 2, 5]}, "score", scale=(1, 5))
    >>> print(f"{result.value:.2f} ({result.low:.2f} to {result.high:.2f}), n={result.n}")
    4.00 (2.48 to 5.00), n=5
    """
    measure = mean_measure(scale=scale, top=top)
    return measured(measure, table, score, by=by, weight=weight, confidence=confidence, min_n=min_n)


def mean_measure(*, scale: Scale | None = None, top: int | None = None, name: str = "mean") -> Measure:
    """Describe a mean."""
    if scale is None and top is not None:
        raise OptionError(f"top == {top} without a scale; give the scale the question was asked on")
    bounds = None if scale is None else checked_scale(scale)
    beside = (
        None if bounds is None or top is None else top_measure(f"{name} top {top}", scale=bounds, top=top)
    )
    return Measure(name, "t", "score", bounds, _as_is, t_interval(bounds), scale=bounds, top_box=beside)


def t_interval(bounds: tuple[float, float] | None) -> Callable[[Sums, float], Spread]:
    """Give the t interval, cut to the scale where there is one."""

    def interval(sums: Sums, confidence: float) -> Spread:
        n, mean = sums.n_eff, sums.mean
        df = np.where(n > 1, n - 1, np.nan)
        spread = sums.spread
        if bounds is not None:
            spread = np.where(spread > 0, spread, n / (n + 1) ** 2)  # as if one more lay one step away
        error = np.sqrt(spread / df)
        half = t_quantile(confidence, df) * error
        low, high = mean - half, mean + half
        if bounds is not None:
            low, high = np.fmax(low, bounds[0]), np.fmin(high, bounds[1])
        return Spread(mean, low, high, error, mean, df)

    return interval


def _as_is(score: FloatArray) -> FloatArray:
    return score
