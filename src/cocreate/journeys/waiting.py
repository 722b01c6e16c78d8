"""How long it takes from one thing to another, also for those for whom it has not happened yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from cocreate.engines import collected, fetched_whole
from cocreate.errors import MissingColumnError, NoAnswersError, OptionError
from cocreate.frames import Tabular
from cocreate.journeys.events import ACTIVITY, CASE, WHEN, as_moments, as_utc, events
from cocreate.journeys.survival import Curve, curve_of, quantile_of
from cocreate.scores.quantiles import checked_confidence
from cocreate.scores.shares import wilson_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cocreate.engines import Frame

    FloatArray = NDArray[np.float64]

_QUARTERS = (0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True, slots=True)
class WaitQuantile:
    """A time by which a share of the waits is over.

    Attributes:
        quantile: the share, 0 to 1.
        seconds: the time; NaN where fewer than that share were seen to end.
        low: lower end of the interval.
        high: upper end; infinite where the data sets none.
    """

    quantile: float
    seconds: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TimeBetween(Tabular, Sequence[WaitQuantile]):
    """How long it takes from one activity to another.

    Attributes:
        start: where the wait begins.
        end: where it ends.
        quantiles: times by which shares of the waits are over.
        n: cases that began to wait.
        reached: of them, those whose wait was seen to end.
        reached_share: that part of them.
        reached_low: lower end of its interval.
        reached_high: upper end.
        curve: the share still waiting, time by time.
        confidence: of the intervals.
        method: how it is estimated.
    """

    start: str
    end: str
    quantiles: tuple[WaitQuantile, ...]
    n: int
    reached: int
    reached_share: float
    reached_low: float
    reached_high: float
    curve: Curve
    confidence: float
    method: str = "kaplan-meier"

    @property
    def median(self) -> WaitQuantile:
        """The time by which half the waits are over."""
        for found in self.quantiles:
            if found.quantile == 0.5:  # noqa: PLR2004 - the half
                return found
        return WaitQuantile(0.5, *quantile_of(self.curve, 0.5))

    def columns(self) -> Mapping[str, Any]:
        """Give a row a quantile."""
        return {name: [getattr(q, name) for q in self.quantiles] for name in WaitQuantile.__slots__}

    def __getitem__(self, place: Any) -> Any:
        return self.quantiles[place]

    def __len__(self) -> int:
        return len(self.quantiles)

    def __repr__(self) -> str:
        days = self.median.seconds / 86400
        return f"TimeBetween({self.start!r} → {self.end!r}: median {days:.3g} days, {self.reached} of {self.n} reached)"


def time_between(
    table: Any,
    *,
    case: str,
    activity: str,
    when: str,
    start: str,
    end: str,
    quantiles: Sequence[float] = _QUARTERS,
    now: datetime | None = None,
    confidence: float = 0.95,
) -> TimeBetween:
    """Estimate how long it takes from one activity to another.

    Args:
        table: a table, one row an event.
        case: the column that says whose journey it is.
        activity: the column that says what happened.
        when: the column of dates or times.
        start: the activity the wait begins with, the first of a case.
        end: the activity it ends with, the first at or after it.
        quantiles: shares of the waits whose times are wanted, between 0 and 1.
        now: until when events were recorded; by default the last event of the table.
        confidence: of the intervals, between 0 and 1.

    Returns:
        A `TimeBetween`: a row a quantile, beside counts and the whole curve.

    Raises:
        MissingColumnError: if an activity never happens.
        NoAnswersError: if no case reaches the start before `now`.
        OptionError: if start and end are the same, or a quantile is out of range.

    Method:
        Kaplan and Meier's curve. Cases that have not reached the end yet count as waiting until `now`: leaving
        them out would make waits look short. Quantiles have Brookmeyer and Crowley's interval, from log-log
        intervals on Greenwood's variance; `reached_share` has Wilson's. It takes all who wait to come in the
        end by the same law: where many never will (they went elsewhere), read the reached share and the curve,
        and not the upper quantiles.

    Source:
        Kaplan and Meier (1958), JASA 53, 457-481; Brookmeyer and Crowley (1982), Biometrics 38, 29-41. A worked
        example and statsmodels: tests/cocreate/journeys/test_waiting.py.

    >>> from datetime import datetime
    >>> log = {
    ...     "customer": [1, 1, 2, 2, 3],
    ...     "what": ["order", "parcel", "order", "parcel", "order"],
    ...     "at": [datetime(2026, 3, day) for day in (1, 3, 4, 8, 7)],
    ... }
    >>> found = time_between(log, case="customer", activity="what", when="at", start="order", end="parcel")
    >>> found.n, found.reached, found.median.seconds / 86400
    (3, 2, 2.0)
    """
    checked_confidence(confidence)
    if start == end:
        raise OptionError(f"start and end are both {start!r}; name two activities")
    wrong = [q for q in quantiles if not 0 < q < 1]
    if wrong or not quantiles:
        raise OptionError(f"quantiles == {list(quantiles)!r}, must lie between 0 and 1")
    log = events(table, case=case, activity=activity, when=when)
    last = _last_moment(log, now)
    begun, waited, over = _waits(log, str(start), str(end), last)
    if not begun:
        _explain(log, str(start), now)
    if not over.any():
        _check_happens(log, str(end))
    curve = curve_of(waited, over, confidence)
    share, low, high = wilson_of(np.array([over.sum()]), np.array([begun]), confidence)
    return TimeBetween(
        start=str(start),
        end=str(end),
        quantiles=tuple(WaitQuantile(float(q), *quantile_of(curve, q)) for q in quantiles),
        n=begun,
        reached=int(over.sum()),
        reached_share=float(share[0]),
        reached_low=float(low[0]),
        reached_high=float(high[0]),
        curve=curve,
        confidence=confidence,
    )


def _waits(
    log: Frame, start: str, end: str, last: np.datetime64
) -> tuple[int, FloatArray, NDArray[np.bool_]]:
    """Count those who began, and give each one's time waited and whether the wait is over."""
    here = log.filter(nw.col(ACTIVITY).is_in([start, end]))
    here = here.with_columns(nw.when(nw.col(ACTIVITY) == start).then(nw.col(WHEN)).alias("touch"))
    here = here.with_columns(nw.col("touch").min().over(CASE).alias("began"))
    after = (nw.col(ACTIVITY) == end) & (nw.col(WHEN) >= nw.col("began"))
    here = here.with_columns(nw.when(after).then(nw.col(WHEN)).alias("done"))
    cases = here.group_by(CASE).agg(nw.col("began").min(), nw.col("done").min())
    found = fetched_whole(cases.filter(~nw.col("began").is_null()))
    began, done = as_moments(found["began"]), as_moments(found["done"])
    seen = began <= last
    began, done = began[seen], done[seen]
    over = ~np.isnat(done) & (done <= last)
    waited = (np.where(over, done, last) - began) / np.timedelta64(1, "s")
    return len(began), waited.astype(np.float64), over


def _last_moment(log: Frame, now: datetime | None) -> np.datetime64:
    if now is not None:
        if not isinstance(now, date):
            raise OptionError(f"now == {now!r}, must be a date or time")
        return np.datetime64(as_utc(now), "us")
    last: np.datetime64 = as_moments(fetched_whole(log.select(nw.col(WHEN).max()))[WHEN])[0]
    return last


def _explain(log: Frame, start: str, now: datetime | None) -> None:
    _check_happens(log, start)
    raise NoAnswersError(f"nobody reached {start!r} before {now}")


def _check_happens(log: Frame, activity: str) -> None:
    known = collected(log.select(nw.col(ACTIVITY)).unique(ACTIVITY))[ACTIVITY].tolist()
    if not known:
        raise NoAnswersError("no events: the table is empty, or all rows lack a case, an activity or a time")
    if activity not in known:
        raise MissingColumnError(activity, sorted(map(str, known)), what="activity")
