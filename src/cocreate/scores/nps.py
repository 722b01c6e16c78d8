"""Net promoter score: the share of promoters less the share of detractors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Unpack, overload

import numpy as np

from cocreate.errors import OptionError
from cocreate.scores.measure import Measure, Options, Spread, measured
from cocreate.scores.quantiles import normal_quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cocreate.estimates import Estimate, Estimates
    from cocreate.groupings import By
    from cocreate.scores.sums import Sums

    FloatArray = NDArray[np.float64]

Method = Literal["adjusted-wald", "score"]

LEAST_PROMOTER, GREATEST_DETRACTOR = 9, 6
_ADDED = 3.0
"""Answers added to an interval, a quarter of them promoters and a quarter detractors (Rocks 2016)."""
_ADDED_TO_COMPARE = 1.5
"""Answers added to each side of a difference: half as many, after Agresti and Caffo (2000)."""


@overload
def nps(
    table: Any, score: str | None = None, *, by: None = None, method: Method = ..., **options: Unpack[Options]
) -> Estimate: ...
@overload
def nps(
    table: Any, score: str | None = None, *, by: By, method: Method = ..., **options: Unpack[Options]
) -> Estimates: ...
def nps(
    table: Any,
    score: str | None = None,
    *,
    by: By | None = None,
    weight: str | None = None,
    confidence: float = 0.95,
    min_n: int = 0,
    method: Method = "adjusted-wald",
) -> Estimate | Estimates:
    """Estimate the net promoter score, p - d, in points from -100 to 100.

    Args:
        table: a table, one row an answer, or `Cells`.
        score: the column of answers to "would you recommend us", whole numbers from 0 to 10; missing ones
            are left out. Leave it out with cells.
        by: columns or `period(...)` to group by.
        weight: the column of weights, >= 0.
        confidence: of the interval, between 0 and 1.
        min_n: groups with fewer answers are suppressed, and neighbours that would give them away.
        method: "adjusted-wald", or "score" (slower, closer to its confidence below 30 answers).

    Returns:
        An `Estimate`; with `by` one a group, as `Estimates`.

    Raises:
        OutsideScaleError: if a score is not a whole number from 0 to 10.
        NoAnswersError: if there is no answer.

    Method:
        Promoters answer 9 or 10, detractors 0 to 6. The adjusted Wald interval adds 3 answers, three quarters
        of one promoter and of one detractor each, and takes centre +- z * sqrt((p + d - (p - d)^2) / n). The
        score interval holds every value that the score test, with the other share fitted under it, does not
        refuse. Weighted answers count with Kish's effective n. Not for answers on any other scale, nor where
        the same person answers many times.

    Source:
        Rocks (2016), Interval estimation for the Net Promoter Score, The American Statistician 70(4);
        Tango (1998), Statistics in Medicine 17, for the fitted share. Exact coverage:
        tests/cocreate/scores/test_nps.py.

    >>> result = nps({"score": [10, 9, 9, 8, 3]}, "score")
    >>> print(f"{result.value:.0f} ({result.low:.0f} to {result.high:.0f}), n={result.n}")
    40 (-30 to 80), n=5
    """
    measure = nps_measure(method=method)
    return measured(measure, table, score, by=by, weight=weight, confidence=confidence, min_n=min_n)


def nps_measure(*, method: Method = "adjusted-wald") -> Measure:
    """Describe the net promoter score."""
    intervals = {"adjusted-wald": adjusted_wald, "score": score_interval}
    if method not in intervals:
        raise OptionError(f"method == {method!r}, must be one of {', '.join(intervals)}")
    bounds = (-100.0, 100.0)
    return Measure("nps", method, "points", bounds, _net, intervals[method], scale=(0.0, 10.0), whole=True)


def adjusted_wald(sums: Sums, confidence: float) -> Spread:
    """Interval about an estimate drawn a little to the middle (Rocks 2016, adjusted Wald)."""
    centre, error = _adjusted(sums, _ADDED)
    half = normal_quantile(confidence) * error
    low, high = np.maximum(centre - half, -1.0), np.minimum(centre + half, 1.0)
    middle, spread = _adjusted(sums, _ADDED_TO_COMPARE)
    df = np.full(centre.shape, np.inf)
    return Spread(100 * sums.mean, 100 * low, 100 * high, 100 * spread, 100 * middle, df)


def _adjusted(sums: Sums, added: float) -> tuple[FloatArray, FloatArray]:
    """Estimate and standard error with some answers added: 1/4 promoters, 1/2 passives, 1/4 detractors."""
    n = sums.n_eff
    centre = sums.mean * n / (n + added)
    either = (sums.mean_sq * n + added / 2) / (n + added)
    return centre, np.sqrt(np.maximum(either - centre * centre, 0.0) / (n + added))


def score_interval(sums: Sums, confidence: float) -> Spread:
    """Interval of the values that the score test does not refuse."""
    wald = adjusted_wald(sums, confidence)
    z = normal_quantile(confidence)
    low, high = (_where_refused(sums, z, end) for end in (-1.0, 1.0))
    return Spread(wald.value, 100 * low, 100 * high, wald.std_error, wald.centre, wald.df)


def _where_refused(sums: Sums, z: float, end: float) -> FloatArray:
    """Halve the way between the estimate (never refused) and one end of the scale, until the test turns."""
    inside, outside = sums.mean, np.full(sums.mean.shape, end)
    for _ in range(50):
        between = (inside + outside) / 2
        refused = np.abs(sums.mean - between) > z * _score_error(sums, between)
        inside, outside = np.where(refused, inside, between), np.where(refused, between, outside)
    return np.where(np.abs(outside) == 1, outside, (inside + outside) / 2)


def _score_error(sums: Sums, net: FloatArray) -> FloatArray:
    """Standard error were `net` the truth: the share of either kind is then fitted by maximum likelihood."""
    either, difference = sums.mean_sq, sums.mean
    linear = either + difference * net
    constant = difference * net - (1 - either) * net * net
    fitted = (linear + np.sqrt(np.maximum(linear * linear - 4 * constant, 0.0))) / 2
    return np.sqrt(np.maximum(np.clip(fitted, np.abs(net), 1.0) - net * net, 0.0) / sums.n_eff)


def _net(score: FloatArray) -> FloatArray:
    return np.where(score >= LEAST_PROMOTER, 1.0, np.where(score <= GREATEST_DETRACTOR, -1.0, 0.0))
