"""Days and hours of the world: two years by day, the rhythm of weeks and seasons, local clocks.

A day is a number, 0 for the first and 729 for the last. All answers fall between 08:00 and 22:59 local time,
so the local date is the UTC date in all three markets.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from cocreate.worlds.learning_centres.model import DAYS, PERIOD_DAYS
from cocreate.worlds.probabilities import Floats

type Integers = NDArray[np.int64]

FIRST_HOUR, LAST_HOUR = 8, 22

# Monday to Sunday.
_WEEKDAYS: dict[str, tuple[float, ...]] = {
    "relationship": (1.0, 1.0, 1.0, 1.0, 0.9, 0.8, 1.1),
    "in-class": (0.7, 0.7, 0.9, 0.8, 1.1, 2.2, 1.9),
    "after-class": (0.8, 0.7, 0.9, 0.8, 1.0, 2.1, 1.9),
    "after-help": (1.5, 1.3, 1.2, 1.1, 1.1, 0.7, 0.5),
    "review": (0.9, 0.8, 0.9, 0.9, 1.0, 1.3, 1.4),
    "shop": (0.9, 0.9, 0.9, 0.9, 1.0, 1.3, 1.2),
}
# Swing of the season and the day of the year at which it is highest: China, United Kingdom, Singapore.
_SEASON_SWING = (0.18, 0.14, 0.10)
_SEASON_PEAK = (285, 300, 75)
_JOINING_SWING = (0.45, 0.40, 0.30)
_JOINING_PEAK = (250, 255, 10)

# 08 to 22 o'clock.
_HOURS: dict[str, tuple[int, ...]] = {
    "relationship": (2, 2, 3, 3, 4, 3, 2, 2, 2, 3, 4, 6, 8, 7, 3),
    "in-class": (0, 2, 4, 5, 4, 2, 3, 5, 6, 6, 6, 7, 6, 2, 0),
    "after-class": (1, 1, 2, 4, 5, 4, 3, 4, 5, 6, 6, 8, 9, 7, 3),
    "after-help": (1, 6, 8, 8, 6, 5, 7, 7, 6, 5, 4, 3, 2, 1, 0),
    "review": (2, 2, 3, 3, 4, 3, 2, 2, 3, 3, 4, 6, 8, 8, 5),
    "shop": (2, 3, 4, 4, 5, 4, 3, 3, 4, 4, 5, 6, 7, 6, 2),
    "desk": (0, 3, 6, 6, 4, 3, 5, 6, 6, 6, 5, 4, 2, 0, 0),
}


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """The days up to and with ``end``."""

    end: date

    @property
    def first(self) -> date:
        """The first day."""
        return self.end - timedelta(days=DAYS - 1)

    def date_of(self, day: int) -> date:
        """Give the date of a day."""
        return self.first + timedelta(days=day)

    def weekdays(self) -> Integers:
        """Give each day's weekday, 0 = Monday."""
        return (self.first.weekday() + np.arange(DAYS)) % 7

    def years(self) -> Floats:
        """Give each day's place in its year, 0–1."""
        start = date(self.first.year, 1, 1)
        return np.asarray(((self.first - start).days + np.arange(DAYS)) / 365.25 % 1.0, dtype=np.float64)

    def rhythm(self, occasion: str, market: int) -> Floats:
        """Give how much each day weighs for a kind of answer in a market."""
        swing = _SEASON_SWING[market]
        season = 1 + swing * np.cos(2 * np.pi * (self.years() - _SEASON_PEAK[market] / 365.25))
        return np.asarray(np.array(_WEEKDAYS[occasion])[self.weekdays()] * season)

    def joining(self, market: int) -> Floats:
        """Give the share of new customers who join on each day; sums to 1."""
        swing = _JOINING_SWING[market]
        season = 1 + swing * np.cos(2 * np.pi * (self.years() - _JOINING_PEAK[market] / 365.25))
        weights = season * np.array([0.8, 0.8, 0.9, 0.9, 1.0, 1.7, 1.4])[self.weekdays()]
        return np.asarray(weights / weights.sum())

    def summer_time(self) -> NDArray[np.bool_]:
        """Tell on which days clocks in the United Kingdom stand an hour ahead."""
        dates = [self.date_of(day) for day in range(DAYS)]
        return np.array([_last_sunday(d.year, 3) <= d < _last_sunday(d.year, 10) for d in dates])


def periods() -> Integers:
    """Give each day's period of 90 days, counted back from the end: 0 is the last one."""
    return (DAYS - 1 - np.arange(DAYS)) // PERIOD_DAYS


def period_bounds(period: int) -> tuple[int, int]:
    """Give a period's first day and the day after its last; the oldest period is shorter."""
    return max(0, DAYS - PERIOD_DAYS * (period + 1)), DAYS - PERIOD_DAYS * period


def seconds_of_day(rng: np.random.Generator, occasion: str, size: int) -> Integers:
    """Draw local times of the day, as seconds since midnight."""
    hours = np.array(_HOURS[occasion], dtype=np.float64)
    drawn = rng.choice(len(hours), size=size, p=hours / hours.sum())
    return np.asarray((FIRST_HOUR + drawn) * 3600 + rng.integers(0, 3600, size))


def to_utc(days: Days, day: Integers, local_seconds: Integers, market: Integers) -> NDArray[np.datetime64]:
    """Turn days and local times of markets into UTC; days may lie outside the two years."""
    east = np.array([8, 0, 8])[market]
    inside = (day >= 0) & (day < DAYS)
    summer = inside & days.summer_time()[np.clip(day, 0, DAYS - 1)]
    east = np.where(market == 1, summer.astype(np.int64), east)
    seconds = day * 86_400 + local_seconds - east * 3600
    return np.asarray(np.datetime64(days.first, "s") + seconds.astype("timedelta64[s]"))


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)
