"""Shares: how many in a hundred, with Wilson's interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack, overload

import numpy as np

from cocreate.cells import Cells
from cocreate.errors import OptionError
from cocreate.scores.measure import Measure, Options, Scale, Spread, checked_scale, checked_top, measured
from cocreate.scores.quantiles import normal_quantile

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from numpy.typing import NDArray

    from cocreate.estimates import Estimate, Estimates
    from cocreate.groupings import By
    from cocreate.scores.sums import Sums

    FloatArray = NDArray[np.float64]


@overload
def share(
    table: Any, column: str | None = None, *, of: Any, by: None = None, **options: Unpack[Options]
) -> Estimate: ...
@overload
def share(
    table: Any, column: str | None = None, *, of: Any, by: By, **options: Unpack[Options]
) -> Estimates: ...
def share(
    table: Any,
    column: str | None = None,
    *,
    of: Any,
    by: By | None = None,
    weight: str | None = None,
    confidence: float = 0.95,
    min_n: int = 0,
) -> Estimate | Estimates:
    """Estimate the share, from 0 to 1, of rows whose value is one of some.

    Args:
        table: a table, one row an answer, or `Cells` (whose scores are then the values).
        column: the column of values, of any type; missing ones are left out. Leave it out with cells.
        of: the value, or a collection of the values, that count.
        by: columns or `period(...)` to group by.
        weight: the column of weights, >= 0.
        confidence: of the interval, between 0 and 1.
        min_n: groups with fewer answers are suppressed, and neighbours that would give them away.

    Returns:
        An `Estimate`; with `by` one a group, as `Estimates`.

    Raises:
        OptionError: if `of` is empty, or not of the column's type.
        NoAnswersError: if no row has a value.

    Method:
        Wilson's score interval; weighted answers count with Kish's effective n. Not for rows that hang
        together (many from one person): the interval is then too narrow.

    Source:
        Wilson (1927), JASA 22, 209-212; Brown, Cai and DasGupta (2001), Statistical Science 16(2).
        Coverage and statsmodels: tests/cocreate/scores/test_shares.py.

    >>> result = share({"channel": ["web", "app", "web", "shop"]}, "channel", of="web")
    >>> print(f"{result.value:.2f} ({result.low:.2f} to {result.high:.2f}), n={result.n}")
    0.50 (0.15 to 0.85), n=4
    """
    measure = share_measure(of=of, counted=not isinstance(table, Cells))
    return measured(measure, table, column, by=by, weight=weight, confidence=confidence, min_n=min_n)


def share_measure(*, of: Any, counted: bool = False) -> Measure:
    """Describe a share; `counted` where the table's own engine tells hits (1) from misses (0)."""
    values = [of] if isinstance(of, str | bytes) or not hasattr(of, "__iter__") else list(of)
    if not values:
        raise OptionError("of is empty: give the value or values whose share is wanted")
    recode = _as_is if counted else _is_one_of(values)
    return Measure("share", "wilson", "share", (0.0, 1.0), recode, wilson, of=values if counted else None)


def top_measure(name: str, *, scale: Scale, top: int) -> Measure:
    """Describe the share of answers in the `top` highest boxes of a scale."""
    low, high = checked_scale(scale)
    least = high - checked_top(top, (low, high)) + 1

    def recode(score: FloatArray) -> FloatArray:
        return (score >= least).astype(np.float64)

    return Measure(name, "wilson", "share", (0.0, 1.0), recode, wilson, scale=(low, high))


def wilson(sums: Sums, confidence: float) -> Spread:
    """Wilson's score interval about the mean of zeros and ones."""
    p, n = sums.mean, sums.n_eff
    low, high = wilson_limits(p, n, normal_quantile(confidence))
    centre = (low + high) / 2
    return Spread(p, low, high, np.sqrt(p * (1 - p) / n), centre, np.full(p.shape, np.inf))


def wilson_limits(p: FloatArray, n: FloatArray, z: FloatArray | float) -> tuple[FloatArray, FloatArray]:
    """Ends of Wilson's interval for the share p of n answers, z standard errors wide each way."""
    square = z * z / n
    middle = (p + square / 2) / (1 + square)
    half = np.sqrt(square * (p * (1 - p) + square / 4)) / (1 + square)
    low = np.where(p <= 0, 0.0, np.maximum(middle - half, 0.0))
    high = np.where(p >= 1, 1.0, np.minimum(middle + half, 1.0))
    return np.where(np.isnan(p), np.nan, low), np.where(np.isnan(p), np.nan, high)


def _as_is(score: FloatArray) -> FloatArray:
    return score


def _is_one_of(values: Collection[Any]) -> Callable[[FloatArray], FloatArray]:
    try:
        wanted = np.asarray(list(values), dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise OptionError(f"of == {list(values)!r}, but cells hold scores; give numbers") from error

    def recode(score: FloatArray) -> FloatArray:
        return np.isin(score, wanted).astype(np.float64)

    return recode


def wilson_of(
    hits: NDArray[Any], n: NDArray[Any], confidence: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Shares of counts with Wilson's interval; NaN where there is nobody."""
    known = np.where(n > 0, n, np.nan).astype(np.float64)
    share: FloatArray = hits / known
    return share, *wilson_limits(share, known, normal_quantile(confidence))
