"""Kaplan-Meier: how many are still there after a time, when some have not left yet."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np

from cocreate.errors import MissingColumnError, NotEnoughDataError, OptionError
from cocreate.frames import Tabular
from cocreate.loyalty.durations import Durations, durations_of
from cocreate.loyalty.quantities import Quantity
from cocreate.scores.quantiles import checked_confidence, normal_quantile

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from cocreate.loyalty.histories import Unit

    FloatArray = NDArray[np.float64]

Interval = Literal["log-log", "log", "plain"]
_INTERVALS = ("log-log", "log", "plain")


@dataclass(frozen=True, eq=False, repr=False)
class RetentionCurve(Tabular):
    """Share still there, time by time.

    Attributes:
        group: the group it speaks of, by grouping; empty for everyone.
        time: the distinct times at which somebody left or was last seen.
        at_risk: how many were there just before.
        left: how many left then.
        censored: how many were last seen then, still there.
        share: share still there after it.
        low: lower end of the interval at each time.
        high: upper end.
        std_error: Greenwood's standard error.
        n: number of customers.
        method: how the interval is made.
        confidence: its confidence, between 0 and 1.
        unit: of time.
    """

    group: Mapping[str, Hashable]
    time: FloatArray
    at_risk: NDArray[np.int64]
    left: NDArray[np.int64]
    censored: NDArray[np.int64]
    share: FloatArray
    low: FloatArray
    high: FloatArray
    std_error: FloatArray
    n: int
    method: str
    confidence: float
    unit: str

    def at(self, time: float) -> Quantity:
        """Estimate the share still there after a time; NaN beyond the last time seen, unless all have left."""
        if not time >= 0:
            raise OptionError(f"time == {time!r}, must be >= 0")
        place = int(np.searchsorted(self.time, time, side="right")) - 1
        if place < 0:
            figures = (1.0, 1.0, 1.0, 0.0)
        elif time > self.time[-1] and self.share[-1] > 0:
            figures = (math.nan,) * 4
        else:
            figures = tuple(float(c[place]) for c in (self.share, self.low, self.high, self.std_error))  # type: ignore[assignment]  # four columns
        return Quantity(f"share after {time:g}", *figures, "share", self.method, self.confidence)

    def quantile(self, share: float = 0.5) -> Quantity:
        """Estimate the time after which only a share is still there; the median without one.

        NaN, and ends that are infinite, where the curve or its interval does not come down so far. The interval
        holds the times at which the curve's own interval holds the share (Brookmeyer and Crowley 1982).
        """
        if not 0 < share < 1:
            raise OptionError(f"share == {share!r}, must lie between 0 and 1")
        value, low, high = (
            _first_below(self.time, curve, share) for curve in (self.share, self.low, self.high)
        )
        shown = math.nan if math.isinf(value) else value
        what = "median time" if share == 0.5 else f"time to a share of {share:g}"  # noqa: PLR2004 - the median
        return Quantity(what, shown, low, high, math.nan, self.unit, self.method, self.confidence)

    def median(self) -> Quantity:
        """Estimate the time after which half are still there."""
        return self.quantile(0.5)

    def restricted_mean(self, until: float) -> Quantity:
        """Estimate the mean time until leaving, counted up to a time: the area under the curve."""
        last = self.time[-1] if self.share[-1] > 0 else math.inf
        if not 0 < until <= last:
            raise OptionError(f"until == {until!r}, must lie above 0 and within what was seen ({last:g})")
        inside = self.time < until
        corners = np.concatenate([[0.0], self.time[inside], [until]])
        areas = np.diff(corners) * np.concatenate([[1.0], self.share[inside]])
        beyond = areas[::-1].cumsum()[::-1][1:]
        left, at_risk = self.left[inside], self.at_risk[inside]
        with np.errstate(divide="ignore", invalid="ignore"):
            parts = beyond**2 * left / (at_risk * (at_risk - left))
        error = math.sqrt(float(np.where(beyond > 0, parts, 0.0).sum()))
        mean, half = float(areas.sum()), normal_quantile(self.confidence) * error
        low, high = max(mean - half, 0.0), min(mean + half, until)
        what = f"mean time within {until:g}"
        return Quantity(what, mean, low, high, error, self.unit, "greenwood", self.confidence)

    def columns(self) -> dict[str, Any]:
        """Give a row a time."""
        names = ("time", "at_risk", "left", "censored", "share", "low", "high", "std_error")
        labels = {
            name: np.array([label] * len(self.time), dtype=object) for name, label in self.group.items()
        }
        return labels | {name: getattr(self, name) for name in names}

    def __repr__(self) -> str:
        median = self.median()
        half = "not reached" if math.isnan(median.value) else f"{median.value:g}"
        group = f"{dict(self.group)}, " if self.group else ""
        return f"RetentionCurve({group}n={self.n}, left={int(self.left.sum())}, median={half} {self.unit})"


@dataclass(frozen=True, eq=False, repr=False)
class RetentionCurves(Tabular, Sequence[RetentionCurve]):
    """Curves of several groups, sorted by group.

    Attributes:
        curves: the curves.
        notes: what was left out.
    """

    curves: tuple[RetentionCurve, ...]
    notes: tuple[str, ...] = ()

    def find(self, **group: Hashable) -> RetentionCurve:
        """Give the curve of one group, named by some or all of its labels."""
        for curve in self.curves:
            if group.items() <= curve.group.items():
                return curve
        raise MissingColumnError(group, [str(dict(curve.group)) for curve in self.curves], what="group")

    def columns(self) -> dict[str, Any]:
        """Give a row a group and time."""
        each = [curve.columns() for curve in self.curves]
        return {name: np.concatenate([columns[name] for columns in each]) for name in each[0]}

    @overload
    def __getitem__(self, place: int) -> RetentionCurve: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[RetentionCurve, ...]: ...
    def __getitem__(self, place: int | slice) -> RetentionCurve | tuple[RetentionCurve, ...]:
        return self.curves[place]

    def __len__(self) -> int:
        return len(self.curves)

    def __iter__(self) -> Iterator[RetentionCurve]:
        return iter(self.curves)

    def __repr__(self) -> str:
        return f"RetentionCurves({', '.join(map(repr, self.curves))})"


def retention(
    table: Any,
    duration: str | None = None,
    *,
    left: str | None = None,
    start: str | None = None,
    end: str | None = None,
    until: date | str | None = None,
    by: str | Sequence[str] | None = None,
    unit: Unit = "month",
    interval: Interval = "log-log",
    confidence: float = 0.95,
) -> RetentionCurves:
    """Estimate how many customers are still there, time by time, when some have not left yet.

    Args:
        table: a table, one row a customer.
        duration: the column of times between start and leaving, or being last seen, >= 0.
        left: with `duration`, the column that says who left: true or false, 1 or 0. All have, without it.
        start: in place of `duration`, the column of days on which customers started.
        end: with `start`, the column of days on which they left; nothing there means still there.
        until: with `start`, the last day that was looked at; the last day in the table otherwise.
        by: columns to group by.
        unit: what time is counted in; with `duration`, only what its unit is called.
        interval: "log-log" (stays within 0 and 1, best with few), "log" or "plain".
        confidence: of the interval, between 0 and 1.

    Returns:
        A curve a group, as `RetentionCurves`; each tells the share at a time, its median and restricted mean.

    Raises:
        InputError: if durations are negative, or neither `duration` nor `start` is given.
        NotEnoughDataError: if no row is left.

    Method:
        Kaplan and Meier's product of the shares that stayed at each time, Greenwood's variance, the interval
        symmetric in log(-log S), log S or S. Who is last seen at a time is counted as there at that time.
        Assumes that not having left yet tells nothing about when one will: not so where customers are dropped
        from the table for other reasons that have to do with leaving.

    Source:
        Kaplan and Meier (1958), JASA 53; Greenwood (1926); Borgan and Liestol (1990), Scandinavian Journal of
        Statistics 17, for the interval. Against statsmodels: tests/cocreate/loyalty/test_survival.py.

    >>> stayed = {"months": [3, 5, 5, 8, 12, 12, 12], "gone": [1, 1, 0, 1, 0, 0, 0]}
    >>> (curve,) = retention(stayed, "months", left="gone")
    >>> half_year = curve.at(6)
    >>> print(f"{half_year.value:.2f} ({half_year.low:.2f} to {half_year.high:.2f})")
    0.71 (0.26 to 0.92)
    """
    if interval not in _INTERVALS:
        raise OptionError(f"interval == {interval!r}, must be one of {', '.join(_INTERVALS)}")
    confidence = checked_confidence(confidence)
    found = durations_of(table, duration, left=left, start=start, end=end, until=until, by=by, unit=unit)
    curves = tuple(
        _curve(durations, interval=interval, confidence=confidence, unit=unit)
        for durations in found.by_group()
    )
    return RetentionCurves(curves, found.notes)


def _curve(durations: Durations, *, interval: Interval, confidence: float, unit: str) -> RetentionCurve:
    time, place = np.unique(durations.time, return_inverse=True)
    left = np.bincount(place, durations.count * durations.left, len(time)).astype(np.int64)
    all_gone = np.bincount(place, durations.count, len(time)).astype(np.int64)
    at_risk = all_gone[::-1].cumsum()[::-1]
    share = np.cumprod(1 - left / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard_variance = np.cumsum(np.where(left < at_risk, left / (at_risk * (at_risk - left)), 0.0))
    error = share * np.sqrt(hazard_variance)
    low, high = _limits(share, np.sqrt(hazard_variance), interval, normal_quantile(confidence))
    (group,) = durations.groups()
    return RetentionCurve(
        group, time, at_risk, left, all_gone - left, share, low, high, error,
        int(all_gone.sum()), f"greenwood, {interval}", confidence, unit,
    )  # fmt: skip


def _limits(
    share: FloatArray, log_error: FloatArray, interval: Interval, z: float
) -> tuple[FloatArray, FloatArray]:
    """Ends of the interval; where nobody has left yet, or nobody is there, the curve itself."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if interval == "log-log":
            factor = np.exp(z * log_error / np.log(share))
            low, high = share ** (1 / factor), share**factor
        elif interval == "log":
            low, high = share * np.exp(-z * log_error), np.minimum(share * np.exp(z * log_error), 1.0)
        else:
            low = np.maximum(share - z * share * log_error, 0.0)
            high = np.minimum(share + z * share * log_error, 1.0)
    fixed = (share >= 1) | (share <= 0)
    return np.where(fixed, share, low), np.where(fixed, share, high)


def _first_below(time: FloatArray, curve: FloatArray, share: float) -> float:
    below = np.flatnonzero(curve <= share + 1e-12)
    return float(time[below[0]]) if len(below) else math.inf


@dataclass(frozen=True, slots=True)
class LogRank:
    """Whether groups leave at different rates.

    Attributes:
        statistic: chi-squared.
        df: its degrees of freedom, one fewer than groups.
        p_value: probability of a statistic as large if all left alike.
        groups: the groups.
        left: how many left in each.
        expected: how many would have left in each if all left alike.
        method: "log-rank".
    """

    statistic: float
    df: int
    p_value: float
    groups: tuple[Mapping[str, Hashable], ...]
    left: tuple[int, ...]
    expected: tuple[float, ...]
    method: str = "log-rank"


def compare_retention(curves: RetentionCurves) -> LogRank:
    """Test whether groups leave at different rates.

    Args:
        curves: what `retention` gives with `by`: two groups or more.

    Returns:
        A `LogRank` with statistic, p-value, and how many left beside how many would have if all left alike.

    Raises:
        NotEnoughDataError: with fewer than two groups, or if nobody left.

    Method:
        The log-rank test: at each time the leavers a group has, less those it would have by its share of all
        at risk; hypergeometric variance. Says little where curves cross, and nothing about why groups differ.

    Source:
        Mantel (1966), Cancer Chemotherapy Reports 50; Peto and Peto (1972), JRSS A 135. Against statsmodels:
        tests/cocreate/loyalty/test_survival.py.

    >>> stayed = {"months": [3, 5, 5, 8, 9, 12, 12, 12], "gone": [1, 1, 1, 1, 1, 0, 0, 1], "plan": list("aaaabbbb")}
    >>> found = compare_retention(retention(stayed, "months", left="gone", by="plan"))
    >>> round(found.statistic, 2), round(found.p_value, 3)
    (7.29, 0.007)
    """
    if len(curves) < 2:  # noqa: PLR2004 - a comparison takes two
        raise NotEnoughDataError(f"{len(curves)} group, two are needed: retention(..., by=COLUMN)")
    times = np.unique(np.concatenate([curve.time[curve.left > 0] for curve in curves]))
    if not len(times):
        raise NotEnoughDataError("nobody left in any group, so there is nothing to compare")
    left, at_risk = (
        np.array([_at_times(curve, times, name) for curve in curves]) for name in ("left", "at_risk")
    )
    all_left, all_there = left.sum(axis=0), at_risk.sum(axis=0)
    share = at_risk / all_there
    expected = share * all_left
    factor = all_left * (all_there - all_left) / np.maximum(all_there - 1, 1)
    covariance = np.diag((factor * share).sum(axis=1)) - (factor * share) @ share.T
    apart = (left - expected).sum(axis=1)
    there = at_risk.max(axis=1) > 0
    inner = np.flatnonzero(there)[:-1]
    statistic = float(apart[inner] @ np.linalg.lstsq(covariance[np.ix_(inner, inner)], apart[inner])[0])
    from scipy.special import chdtrc

    return LogRank(
        statistic, len(inner), float(chdtrc(len(inner), statistic)) if len(inner) else 1.0,
        tuple(curve.group for curve in curves),
        tuple(int(n) for n in left.sum(axis=1)), tuple(float(n) for n in expected.sum(axis=1)),
    )  # fmt: skip


def _at_times(curve: RetentionCurve, times: FloatArray, name: str) -> FloatArray:
    place = np.searchsorted(curve.time, times, side="left")
    inside = place < len(curve.time)
    nearest = np.minimum(place, len(curve.time) - 1)
    found = getattr(curve, name)[nearest].astype(np.float64)
    if name == "left":
        inside &= curve.time[nearest] == times
    return np.where(inside, found, 0.0)
