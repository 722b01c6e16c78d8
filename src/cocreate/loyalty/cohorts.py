"""Cohorts: of those who came in the same period, how many are active so many periods later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from cocreate.errors import NotEnoughDataError, OptionError
from cocreate.frames import Tabular
from cocreate.loyalty.purchases import MONDAY, MONTHS, as_day, purchase_days
from cocreate.reading import fetched
from cocreate.scores.quantiles import checked_confidence, normal_quantile
from cocreate.scores.shares import wilson_limits

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

Every = Literal["week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Cohorts(Tabular):
    """The triangle of cohorts: rows are cohorts, columns are ages; NaN where the age is still to come.

    Attributes:
        starts: first day of each cohort's period.
        sizes: how many customers each has.
        active: how many of them were active at each age; age 0 is the period they came in.
        share: the same as a share of the size, from 0 to 1.
        low: lower ends of Wilson's intervals.
        high: upper ends.
        every: length of a period.
        last_is_whole: whether the last period had ended by the last day that was looked at.
        confidence: of the intervals.
        notes: what was left out.
    """

    starts: NDArray[Any]
    sizes: NDArray[np.int64]
    active: FloatArray
    share: FloatArray
    low: FloatArray
    high: FloatArray
    every: str
    last_is_whole: bool
    confidence: float
    notes: tuple[str, ...] = ()

    def by_age(self) -> FloatArray:
        """Share active at each age, over all cohorts that have reached it."""
        seen = ~np.isnan(self.active)
        reached: FloatArray = (self.sizes[:, None] * seen).sum(axis=0).astype(np.float64)
        return np.nansum(self.active, axis=0) / reached

    def columns(self) -> dict[str, Any]:
        """Give a row a cohort and age that has been reached."""
        row, age = np.nonzero(~np.isnan(self.active))
        figures = {name: getattr(self, name)[row, age] for name in ("share", "low", "high")}
        return {
            "cohort": self.starts[row],
            "age": age,
            "size": self.sizes[row],
            "active": self.active[row, age].astype(np.int64),
            **figures,
        }

    def __repr__(self) -> str:
        n = int(self.sizes.sum())
        return f"Cohorts(cohorts={len(self.sizes)}, customers={n}, every={self.every!r})"


def cohorts(
    table: Any,
    customer: str,
    *,
    when: str,
    every: Every = "month",
    until: date | str | None = None,
    confidence: float = 0.95,
) -> Cohorts:
    """Count, of the customers who came in each period, how many were active in each period since.

    Args:
        table: a table, one row a purchase, visit or other sign of life.
        customer: the column of customers; rows without one are left out.
        when: the column of dates or times.
        every: length of a period: "week" (from Monday), "month", "quarter" or "year".
        until: the last day to look at; the last of the table otherwise.
        confidence: of the intervals, between 0 and 1.

    Returns:
        A `Cohorts` triangle of counts and shares.

    Raises:
        NotATimeError: if `when` holds neither dates nor times.
        NotEnoughDataError: if no row is left.

    Method:
        A customer belongs to the period of her first row, and is active in each period with a row. Wilson's
        interval for each share. Shares may rise again, since customers pause: for those who leave for good see
        `retention`. The last period may not be over yet (see `last_is_whole`) and its shares then are too low.

    Source:
        Wilson (1927), JASA 22, for the interval; counts by hand and CDNOW in
        tests/cocreate/loyalty/test_cohorts.py.

    >>> visits = {
    ...     "who": ["a", "a", "b", "b", "c"],
    ...     "day": np.array(["2025-01-05", "2025-02-03", "2025-01-20", "2025-03-01", "2025-02-11"], "M8[D]"),
    ... }
    >>> found = cohorts(visits, "who", when="day", until="2025-03-31")
    >>> found.share.tolist()
    [[1.0, 0.5, 0.5], [1.0, 0.0, nan]]
    """
    if every not in get_args(Every):
        raise OptionError(f"every == {every!r}, must be one of {', '.join(get_args(Every))}")
    z = normal_quantile(checked_confidence(confidence))
    last_day = as_day(until, "until")
    first, period, count, stop, notes = _counted(table, customer, when, every, last_day)
    start, end = int(first.min()), _period_of(stop, every)
    sizes = np.zeros(end - start + 1, dtype=np.int64)
    active = np.full((len(sizes), len(sizes)), np.nan)
    for row in range(len(sizes)):
        active[row, : len(sizes) - row] = 0
    active[first - start, period - first] = count
    sizes = active[:, 0].astype(np.int64)
    kept = sizes > 0
    sizes, active = sizes[kept], active[kept]
    share = active / sizes[:, None]
    low, high = wilson_limits(share, sizes[:, None].astype(np.float64), z)
    starts = _starts(np.arange(start, end + 1), every)[kept]
    whole = bool(stop + 1 >= _starts(np.array([end + 1]), every)[0].astype("M8[D]").astype(np.int64))
    return Cohorts(starts, sizes, active, share, low, high, every, whole, confidence, notes)


def _counted(
    table: Any, customer: str, when: str, every: str, until: date | None
) -> tuple[NDArray[np.int64], NDArray[np.int64], FloatArray, int, tuple[str, ...]]:
    """Customers by first and by active period; the last day; what was left out."""
    import narwhals as nw

    days = purchase_days(table, customer, when=when, until=until, every=every)
    last = fetched(days.frame.select(nw.col("day").max()))["day"]
    if not len(last) or last[0] is None or np.isnan(float(last[0])):
        raise NotEnoughDataError("no row with a customer and a day; widen the table or until")
    stop = int(last[0]) if until is None else int(np.datetime64(until, "D").astype(np.int64))
    spans = days.frame.select("customer", "period").unique()
    firsts = spans.with_columns(first=nw.col("period").min().over("customer"))
    found = fetched(firsts.group_by("first", "period").agg(nw.len().alias("count")))
    first, period = found["first"].astype(np.int64), found["period"].astype(np.int64)
    return first, period, found["count"].astype(np.float64), stop, days.notes


def _period_of(day: int, every: str) -> int:
    if every == "week":
        return (day + MONDAY) // 7
    months = int(np.datetime64(day, "D").astype("M8[M]").astype(np.int64)) + 12 * 1970
    return months // MONTHS[every]


def _starts(periods: NDArray[np.int64], every: str) -> NDArray[Any]:
    if every == "week":
        return (periods * 7 - MONDAY).astype("M8[D]")
    return (periods * MONTHS[every] - 12 * 1970).astype("M8[M]").astype("M8[D]")
