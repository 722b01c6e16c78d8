"""Does the model hold? Repeat purchases week by week, and in a time it has not seen, beside what was expected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.errors import OptionError
from cocreate.frames import Tabular
from cocreate.loyalty.histories import DAYS, RepeatSummary
from cocreate.loyalty.purchases import as_day, purchase_days
from cocreate.loyalty.quantities import Quantity
from cocreate.loyalty.summary import repeat_summary
from cocreate.reading import fetched
from cocreate.scores.quantiles import normal_quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cocreate.engines import Frame
    from cocreate.loyalty.repeat_fit import RepeatFit

    FloatArray = NDArray[np.float64]

_MOST_OFTEN = 7


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Tracking(Tabular):
    """Repeat purchases as they came and as they were expected, added up over time.

    Attributes:
        time: ends of the periods, counted from the first day, in the model's unit.
        actual: repeat purchases up to then.
        expected: what the model expects of these customers up to then.
        low: lower end of where `actual` should lie if the model holds.
        high: upper end.
        fitted_until: the end of what the model was fitted on, as a time.
        actual_after: purchases after it of those who were customers then.
        expected_after: what the model expects there, given what each had done.
        holds: whether `actual_after` lies in the interval of `expected_after`.
        by_frequency: purchases a customer after it, by repeats before it (the last group: that many or more).
        unit: of time.
        confidence: of the intervals.
    """

    time: FloatArray
    actual: FloatArray
    expected: FloatArray
    low: FloatArray
    high: FloatArray
    fitted_until: float
    actual_after: int
    expected_after: Quantity
    holds: bool
    by_frequency: ByFrequency
    unit: str
    confidence: float

    def columns(self) -> dict[str, Any]:
        """Give time, actual, expected, low and high, period by period."""
        return {name: getattr(self, name) for name in ("time", "actual", "expected", "low", "high")}

    def __repr__(self) -> str:
        after = self.expected_after
        return (
            f"Tracking(actual={self.actual_after}, expected={after.value:.0f}"
            f" ({after.low:.0f} to {after.high:.0f}), holds={self.holds})"
        )


@dataclass(frozen=True, slots=True, eq=False)
class ByFrequency(Tabular):
    """Purchases a customer in the time the model has not seen, by repeats before it.

    Attributes:
        frequency: repeats before; the last stands for that many or more.
        customers: how many have it.
        actual: mean number of purchases after.
        low: lower end of the interval of that mean.
        high: upper end.
        expected: mean of what the model expects.
    """

    frequency: NDArray[np.int64]
    customers: NDArray[np.int64]
    actual: FloatArray
    low: FloatArray
    high: FloatArray
    expected: FloatArray

    def columns(self) -> dict[str, Any]:
        """Give a row a frequency."""
        names = ("frequency", "customers", "actual", "low", "high", "expected")
        return {name: getattr(self, name) for name in names}


def track(
    fit: RepeatFit,
    table: Any,
    *,
    customer: str,
    when: str,
    fitted_until: date | str,
    until: date | str | None = None,
) -> Tracking:
    """Hold a fitted model against purchases it has not seen.

    Args:
        fit: a fitted `bgnbd` or `pareto_nbd`.
        table: the transactions, those it was fitted on and later ones.
        customer: the column of customers.
        when: the column of dates or times.
        fitted_until: the last day of what the model was fitted on.
        until: the last day to look at; the last of the table otherwise.

    Returns:
        A `Tracking`: cumulative repeat purchases beside what was expected, and the time after, by frequency.

    Raises:
        OptionError: if there is no day after `fitted_until`.
        NotEnoughDataError: if nobody was a customer by then.

    Method:
        Customers are those who had bought by `fitted_until`. Cumulative expectations add up E[X(t)] from each
        one's first day; the time after is expected given each one's history. Intervals hold both what is not
        known about the parameters and the scatter between customers: negative binomial by moments for the
        line, the observed squares for the time after. A model that holds in sum may still fail for some: see `by_frequency`.

    Source:
        Fader, Hardie and Lee (2005), Marketing Science 24(2), figures 2 and 3. CDNOW:
        tests/cocreate/loyalty/test_tracking.py.

    >>> from cocreate import worlds
    >>> from cocreate.loyalty import bgnbd
    >>> world = worlds.repeat_buyers(1, customers=800)
    >>> half = repeat_summary(world.purchases.columns, "customer", when="when", until="2024-09-29")
    >>> found = track(
    ...     bgnbd(half), world.purchases.columns, customer="customer", when="when", fitted_until="2024-09-29"
    ... )
    >>> found.holds
    True
    """
    cut = _number(as_day(fitted_until, "fitted_until"))
    before = repeat_summary(table, customer, when=when, until=str(fitted_until), unit=fit.unit)
    end = _last_day(table, customer, when) if until is None else _number(as_day(until, "until"))
    if end <= cut:
        raise OptionError(
            f"no day after fitted_until == {fitted_until}: give purchases that the model has not seen"
        )
    days = purchase_days(table, customer, when=when, until=_day(end)).frame
    after = _bought_after(days, cut)
    ahead = (end - cut) / DAYS[fit.unit]
    each = fit.conditional_expected(ahead, before)
    first = cut - np.round(before.age * DAYS[fit.unit]).astype(np.int64)
    step = DAYS[fit.unit]
    grid = np.append(np.arange(first.min() + step, end, step), float(end))
    z = normal_quantile(fit.confidence)
    total = _total_after(fit, before, ahead, float(((after - each.value) ** 2).sum()), z)
    line, spread = _expected_line(fit, before, first, grid)
    return Tracking(
        time=(grid - first.min()) / step,
        actual=_cumulative(days, cut, grid),
        expected=line,
        low=np.maximum(line - z * spread, 0.0),
        high=line + z * spread,
        fitted_until=float(cut - first.min()) / step,
        actual_after=int(after.sum()),
        expected_after=total,
        holds=bool(total.low <= after.sum() <= total.high),
        by_frequency=_by_frequency(before.frequency, after, each.value, z),
        unit=fit.unit,
        confidence=fit.confidence,
    )


def _bought_after(days: Frame, cut: int) -> FloatArray:
    """Days of purchase after the cut, of each who was a customer then, sorted by customer."""
    import narwhals as nw

    found = fetched(
        days.with_columns(after=(nw.col("day") > cut).cast(nw.Int64))
        .group_by("customer")
        .agg(nw.col("day").min().alias("first"), nw.col("after").sum())
        .filter(nw.col("first") <= cut)
        .sort("customer")
    )
    return found["after"].astype(np.float64)


def _last_day(table: Any, customer: str, when: str) -> int:
    import narwhals as nw

    days = purchase_days(table, customer, when=when).frame
    return int(fetched(days.select(nw.col("day").max()))["day"][0])


def _cumulative(days: Frame, cut: int, grid: FloatArray) -> FloatArray:
    """Repeat purchases up to each time, of those who were customers by the cut."""
    import narwhals as nw

    repeats = days.with_columns(first=nw.col("day").min().over("customer")).filter(
        (nw.col("first") <= cut) & (nw.col("day") > nw.col("first"))
    )
    found = fetched(repeats.group_by("day").agg(nw.len().alias("count")).sort("day"))
    so_far = np.append(0.0, np.cumsum(found["count"].astype(np.float64)))
    return so_far[np.searchsorted(found["day"].astype(np.float64), grid, side="right")]


def _total_after(fit: RepeatFit, before: RepeatSummary, ahead: float, scatter: float, z: float) -> Quantity:
    """Purchases expected after the cut of all together; the interval holds parameters and customers."""
    total = fit.total_expected(ahead, before)
    error = float(np.hypot(total.std_error, np.sqrt(scatter)))
    low, high = max(total.value - z * error, 0.0), total.value + z * error
    method = "delta and observed scatter"
    return Quantity("purchases", total.value, low, high, error, "purchases", method, fit.confidence)


def _expected_line(
    fit: RepeatFit, before: RepeatSummary, first: NDArray[np.int64], grid: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Repeat purchases expected up to each time, and how far the actual ones may lie from it."""
    starts, customers = np.unique(first, return_counts=True)
    lags, place = np.unique(np.maximum(grid[:, None] - starts, 0.0), return_inverse=True)
    place = place.reshape(len(grid), len(starts))
    line = fit.added_up(lags / DAYS[fit.unit], place, customers)
    each = fit.expected_purchases(lags / DAYS[fit.unit]).value[place]
    scatter = (each + each**2 * _excess(before)) @ customers
    return line.value, np.sqrt(line.std_error**2 + scatter)


def _excess(before: RepeatSummary) -> float:
    """By how much the variance of repeats goes beyond Poisson, over the squared mean: by moments."""
    x = before.frequency.astype(np.float64)
    return float(max(x.var() - x.mean(), 0.0) / max(x.mean(), 1e-9) ** 2)


def _by_frequency(
    frequency: NDArray[np.int64], after: FloatArray, expected: FloatArray, z: float
) -> ByFrequency:
    group = np.minimum(frequency, _MOST_OFTEN)
    levels, code = np.unique(group, return_inverse=True)
    n = np.bincount(code)
    mean = np.bincount(code, after) / n
    variance = np.bincount(code, (after - mean[code]) ** 2) / np.maximum(n - 1, 1)
    half = z * np.sqrt(variance / n)
    return ByFrequency(
        levels, n, mean, np.maximum(mean - half, 0.0), mean + half, np.bincount(code, expected) / n
    )


def _number(day: date | None) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))


def _day(number: int) -> date:
    found: date = np.datetime64(number, "D").astype(date)
    return found
