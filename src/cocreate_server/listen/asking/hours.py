"""When a letter may reach somebody: not in the quiet hours of their own clock, and at the hour that was wished for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

STEP = timedelta(minutes=15)
ZONE_TRAITS = ("time_zone", "timezone", "timeZone")


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which nobody is written to; none where both are the same. They may go over midnight."""

    begins: time
    ends: time

    def holds(self, clock: time) -> bool:
        """Whether it is quiet at a time of the day."""
        if self.begins <= self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends


def zone_of(traits: Mapping[str, Any], *, usual: ZoneInfo) -> ZoneInfo:
    """A person's time zone, as their traits say it, else the usual one."""
    said = next((traits[name] for name in ZONE_TRAITS if name in traits), None)
    return ZoneInfo(said) if isinstance(said, str) and said in available_timezones() else usual


def earliest(moment: datetime, *, zone: ZoneInfo, quiet: Quiet, hour: int | None = None) -> datetime:
    """The first moment, from one on, at which a letter may go out.

    Args:
        moment: From when on.
        zone: Where the person lives.
        quiet: When they are left alone.
        hour: The hour of their day at which they should get it; None at any.
    """
    local = moment.astimezone(zone)
    if hour is not None and local.hour != hour:
        local = _next(local, time(hour), zone)
    if quiet.holds(_clock(local)):
        local = _next(local, quiet.ends, zone)
    while quiet.holds(_clock(local)):  # where the clock was put back into the quiet hours
        local = (local.astimezone(UTC) + STEP).astimezone(zone)
    return local.astimezone(UTC)


def _next(local: datetime, clock: time, zone: ZoneInfo) -> datetime:
    """The next moment at which the clock says so; where it leaps over it, right after the leap."""
    there = datetime.combine(local.date(), clock, tzinfo=zone).astimezone(UTC)
    if there < local.astimezone(UTC):
        there = datetime.combine(local.date() + timedelta(days=1), clock, tzinfo=zone).astimezone(UTC)
    return there.astimezone(zone)


def _clock(local: datetime) -> time:
    return local.time()
