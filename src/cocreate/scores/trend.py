"""Estimates over time, period by period."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from cocreate.errors import MissingColumnError, NotATimeError
from cocreate.estimates import Estimate, Estimates
from cocreate.factors import Factor, combined, distinct_codes
from cocreate.groupings import By, groupings
from cocreate.periods import Every, Period, periods_between
from cocreate.scores.measure import measured
from cocreate.scores.measures import named_measure

if TYPE_CHECKING:
    from datetime import date, datetime

    from cocreate.frames import Backend


@dataclass(frozen=True, eq=False, repr=False)
class Series(Sequence[Estimate]):
    """Estimates of one measure over a run of periods without a gap.

    A period without answers has an estimate too, with n == 0 and no value.

    Attributes:
        estimates: one a period, in order.
        when: name of the grouping that holds the periods.
        every: length of a period.
        group: the group the series speaks of; empty for everyone.
    """

    estimates: Estimates
    when: str
    every: Every
    group: Mapping[str, Hashable] = field(default_factory=dict)

    @classmethod
    def of(cls, estimates: Estimates, *, when: str, every: Every) -> Series:
        """Arrange estimates by period (and by nothing else) as a series, filling in the periods between."""
        if estimates.by != (when,):
            raise MissingColumnError(when, estimates.by, what="grouping (and no other)")
        return _arranged(estimates, when, every, None)

    @property
    def periods(self) -> tuple[date | datetime, ...]:
        """First day of each period."""
        factor = self.estimates.factors[0]
        return tuple(factor.levels[code] for code in factor.codes)

    @property
    def gaps(self) -> tuple[date | datetime, ...]:
        """Periods without answers."""
        empty = (self.estimates.n == 0) & ~self.estimates.suppressed
        return tuple(start for start, is_gap in zip(self.periods, empty, strict=True) if is_gap)

    def to_dict(self) -> list[dict[str, Any]]:
        """Give each period's estimate as a dict."""
        return [estimate.to_dict() for estimate in self]

    def to_frame(self, *, backend: Backend | None = None) -> Any:
        """Give a data frame of pandas, Polars or Arrow, whichever is installed: a row a period."""
        return self.estimates.to_frame(backend=backend)

    @overload
    def __getitem__(self, place: int) -> Estimate: ...
    @overload
    def __getitem__(self, place: slice) -> Series: ...
    def __getitem__(self, place: int | slice) -> Estimate | Series:
        if isinstance(place, slice):
            return replace(self, estimates=self.estimates[place])
        estimate = self.estimates[place]
        return replace(estimate, group={**self.group, **estimate.group})

    def __len__(self) -> int:
        return len(self.estimates)

    def __iter__(self) -> Iterator[Estimate]:
        return (self[place] for place in range(len(self)))

    def __repr__(self) -> str:
        size = f"periods={len(self)}, gaps={len(self.gaps)}"
        return f"Series({self.estimates.measure!r}, every={self.every!r}, {size})"


@overload
def trend(table: Any, score: str | None = None, *, when: str, by: None = None, **options: Any) -> Series: ...
@overload
def trend(
    table: Any, score: str | None = None, *, when: str, by: By, **options: Any
) -> tuple[Series, ...]: ...
def trend(
    table: Any,
    score: str | None = None,
    *,
    when: str,
    every: Every = "month",
    zone: str | None = None,
    measure: str = "nps",
    by: By | None = None,
    weight: str | None = None,
    confidence: float = 0.95,
    min_n: int = 0,
    **options: Any,
) -> Series | tuple[Series, ...]:
    """Estimate a measure period by period.

    Args:
        table: a table, one row an answer, or `Cells` by days or periods.
        score: the column of answers; leave it out with cells.
        when: the column of dates or times.
        every: "hour", "day", "week" (from Monday), "month", "quarter" or "year".
        zone: the IANA time zone whose calendar counts; by default times are cut as they stand.
        measure: "nps", "csat", "ces", "mean" or "share".
        by: columns to group by: one series a group.
        weight: the column of weights, >= 0.
        confidence: of the intervals, between 0 and 1.
        min_n: periods with fewer answers are suppressed, and neighbours that would give them away.
        **options: of the measure: scale, top, of, method.

    Returns:
        A `Series`, one estimate a period without a gap; with `by` one series a group, all over the same
        periods. Answers without a date are left out.

    Raises:
        NotATimeError: if the column holds no times, or no answer has one.
        NoAnswersError: if there is no answer.

    Method:
        The measure's own estimator and interval within each period. Periods are taken as independent; the
        eye sees patterns in chance, so judge a series with `control_chart`.

    Source:
        As the measure. tests/cocreate/scores/test_trend.py.

    >>> from datetime import date
    >>> table = {"day": [date(2026, 1, 5), date(2026, 3, 9), date(2026, 3, 10)], "score": [9, 10, 3]}
    >>> [(e.group["day"].month, e.n) for e in trend(table, "score", when="day")]
    [(1, 1), (2, 0), (3, 2)]
    """
    spec = named_measure(measure, table, options)
    wanted = [*groupings(by), Period(when, every, "", zone)]
    names = {part.name: part if isinstance(part, Period) else part.column for part in wanted}
    found = measured(spec, table, score, by=names, weight=weight, confidence=confidence, min_n=min_n)
    estimates = _dated(found, when)
    if by is None:
        return _arranged(estimates, when, every, None)
    return _split(estimates, when, every)


def _dated(estimates: Any, when: str) -> Estimates:
    """Leave out what has no date."""
    factor = next(factor for factor in estimates.factors if factor.name == when)
    known = np.array([level is not None for level in factor.levels], dtype=bool)[factor.codes]
    if not known.any():
        raise NotATimeError(f"no answer has a time in {when!r}; name the column that holds them")
    found: Estimates = estimates if known.all() else estimates.keep(known)
    return found


def _split(estimates: Estimates, when: str, every: Every) -> tuple[Series, ...]:
    """One series a group, all over the same periods."""
    times = next(factor for factor in estimates.factors if factor.name == when)
    others = tuple(factor for factor in estimates.factors if factor.name != when)
    run = periods_between(times.levels, every)  # type: ignore[arg-type]
    parts = [(factor.codes, len(factor.levels)) for factor in others]
    found, index = distinct_codes(*combined(parts, len(estimates)))
    series = []
    for place in range(len(found)):
        rows = np.flatnonzero(index == place)
        group = {factor.name: factor.levels[factor.codes[rows[0]]] for factor in others}
        part = replace(estimates.keep(rows), factors=(times.rows(rows),))
        series.append(replace(_arranged(part, when, every, run), group=group))
    return tuple(series)


def _arranged(
    estimates: Estimates, when: str, every: Every, run: tuple[date | datetime, ...] | None
) -> Series:
    """Give every period of a run its estimate, an empty one where there are no answers."""
    known = estimates.factors[0]
    starts: list[Any] = list(known.levels)
    if run is None:
        run = periods_between(starts, every)
    place = {start: row for row, start in enumerate(run)}
    rows = np.array([place[start] for start in starts], dtype=np.intp)[known.codes]
    factor = Factor(when, run, np.arange(len(run)))
    return Series(_spaced(estimates, rows, factor), when, every)


def _spaced(estimates: Estimates, rows: Any, factor: Factor) -> Estimates:
    """Move estimates to the given rows, leaving the others without answers."""

    def move(values: Any, empty: float) -> Any:
        moved = np.full(len(factor.codes), empty, dtype=values.dtype)
        moved[rows] = values
        return moved

    floats = ("value", "low", "high", "n_eff", "std_error", "centre", "df")
    return replace(
        estimates,
        factors=(factor,),
        n=move(estimates.n, 0),
        suppressed=move(estimates.suppressed, False),
        top_box=None if estimates.top_box is None else _spaced(estimates.top_box, rows, factor),
        **{name: move(getattr(estimates, name), np.nan) for name in floats},
    )
