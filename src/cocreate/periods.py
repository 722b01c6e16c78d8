"""Calendar periods: a bucket asked of a time column, and the run of periods between two days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, get_args

from cocreate.errors import NotATimeError, OptionError

if TYPE_CHECKING:
    from collections.abc import Iterable

Every = Literal["hour", "day", "week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class Period:
    """A time column cut into calendar periods, for use in `by`. Made by `period`.

    Attributes:
        column: the column that holds the times.
        every: the length of a period.
        name: what the grouping is called in the result.
        zone: the IANA time zone whose calendar counts; None takes the times as they stand.
    """

    column: str
    every: Every = "month"
    name: str = ""
    zone: str | None = None

    def __post_init__(self) -> None:
        if self.every not in get_args(Every):
            wanted = ", ".join(get_args(Every))
            raise OptionError(f"every == {self.every!r}, must be one of {wanted}")
        if not self.name:
            object.__setattr__(self, "name", self.column)

    def start(self, moment: Any) -> date | datetime | None:
        """Give the first day (for hours: the first minute) of the period a moment lies in."""
        if moment is None:
            return None
        return period_start(_local(_as_moment(moment, self.column), self.zone), self.every)


def period(
    column: str, every: Every = "month", *, name: str | None = None, zone: str | None = None
) -> Period:
    """Ask for a time column by calendar period, so that it is cut where the data lies.

    Args:
        column: the column of dates or times.
        every: "hour", "day", "week" (from Monday), "month", "quarter" or "year".
        name: what the grouping is called in the result; the column's name by default.
        zone: an IANA time zone, such as "Asia/Shanghai", whose calendar counts. Times without a
            zone are then taken as UTC. By default times are cut as they stand.

    Returns:
        A specification for `by`. In results a period is named by its first day.

    Raises:
        OptionError: if `every` is none of these.

    Method:
        Truncation to the start of the period (`date_trunc`).

    Source:
        ISO 8601:2019 for weeks; tests/cocreate/test_periods.py.

    >>> from datetime import date
    >>> period("when", "quarter").start(date(2026, 5, 17))
    datetime.date(2026, 4, 1)
    """
    return Period(column, every, name or column, zone)


def period_start(moment: date | datetime, every: Every) -> date | datetime:
    """First day of the period that a moment lies in; for hours the full hour."""
    if every == "hour":
        if not isinstance(moment, datetime):
            raise NotATimeError(f"every == 'hour', but {moment!r} is a day; take every='day' or longer")
        return moment.replace(minute=0, second=0, microsecond=0, tzinfo=None)
    day = moment.date() if isinstance(moment, datetime) else moment
    if every == "week":
        return day - timedelta(days=day.weekday())
    if every == "month":
        return day.replace(day=1)
    if every == "quarter":
        return day.replace(month=day.month - (day.month - 1) % 3, day=1)
    return day.replace(month=1, day=1) if every == "year" else day


def period_after(start: date | datetime, every: Every) -> date | datetime:
    """Start of the period after the one that starts at `start`."""
    if every == "hour":
        return start + timedelta(hours=1)
    if every in {"day", "week"}:
        return start + timedelta(days=1 if every == "day" else 7)
    months = {"month": 1, "quarter": 3, "year": 12}[every]
    whole = start.year * 12 + start.month - 1 + months
    return start.replace(year=whole // 12, month=whole % 12 + 1, day=1)


def periods_between(starts: Iterable[date | datetime], every: Every) -> tuple[date | datetime, ...]:
    """Every period from the first to the last of some, without a gap."""
    known = sorted(starts)
    if not known:
        return ()
    run = [known[0]]
    while run[-1] < known[-1]:
        run.append(period_after(run[-1], every))
    return tuple(run)


def _as_moment(moment: Any, column: str) -> date | datetime:
    if isinstance(moment, str):
        try:
            return datetime.fromisoformat(moment)
        except ValueError:
            pass
    if isinstance(moment, date):
        return moment
    raise NotATimeError(
        f"{column!r} holds {moment!r} ({type(moment).__name__}), a date or time is wanted; parse it first"
    )


def _local(moment: date | datetime, zone: str | None) -> date | datetime:
    """Wall-clock time in a zone; times without a zone are UTC then."""
    if zone is None or not isinstance(moment, datetime):
        return moment
    from datetime import UTC
    from zoneinfo import ZoneInfo

    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(ZoneInfo(zone))
