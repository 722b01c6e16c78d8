"""How many cases come from step to step, and how soon."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from cocreate.engines import collected, fetched_whole, floats
from cocreate.errors import MissingColumnError, NoAnswersError, OptionError
from cocreate.factors import Factor, combined, distinct_codes
from cocreate.frames import Tabular
from cocreate.journeys.events import (
    ACTIVITY,
    CASE,
    MICROSECONDS,
    WHEN,
    as_moments,
    events,
    keys_of,
    seconds,
)
from cocreate.journeys.survival import median_of
from cocreate.scores.quantiles import checked_confidence
from cocreate.scores.shares import wilson_of

if TYPE_CHECKING:
    from datetime import timedelta

    from numpy.typing import NDArray

    from cocreate.engines import Frame

    FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One step of a funnel.

    Attributes:
        step: the activity.
        cases: how many came so far.
        conversion: of those at the step before, the part that came on; NaN at the first.
        low: lower end of its interval.
        high: upper end.
        overall: of those at the first step, the part that came so far.
        overall_low: lower end of its interval.
        overall_high: upper end.
        dropped: how many of those at the step before did not come on.
        seconds: median time since the step before, of those who came on; NaN at the first.
        seconds_low: lower end of its interval.
        seconds_high: upper end.
        group: the group it speaks of; empty for everyone.
    """

    step: str
    cases: int
    conversion: float
    low: float
    high: float
    overall: float
    overall_low: float
    overall_high: float
    dropped: int
    seconds: float
    seconds_low: float
    seconds_high: float
    group: Mapping[str, Hashable] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, repr=False)
class Funnel(Tabular, Sequence[FunnelStep]):
    """Steps in order; with groupings, those of each group in turn.

    Attributes:
        steps: the steps.
        by: names of the groupings.
        confidence: of the intervals.
        notes: what the reader should know.
    """

    steps: tuple[FunnelStep, ...]
    by: tuple[str, ...]
    confidence: float
    notes: tuple[str, ...] = ()

    def find(self, step: str, **group: Hashable) -> FunnelStep:
        """Give one step, of one group."""
        for found in self.steps:
            if found.step == step and group.items() <= found.group.items():
                return found
        raise MissingColumnError(step, dict.fromkeys(found.step for found in self.steps), what="step")

    def columns(self) -> Mapping[str, Any]:
        """Give a row a group and step."""
        names = [name for name in FunnelStep.__slots__ if name != "group"]
        groups = {name: [found.group[name] for found in self.steps] for name in self.by}
        return groups | {name: [getattr(found, name) for found in self.steps] for name in names}

    def __getitem__(self, place: Any) -> Any:
        return self.steps[place]

    def __len__(self) -> int:
        return len(self.steps)

    def __repr__(self) -> str:
        told = ", ".join(f"{found.step} {found.cases}" for found in self.steps[:6])
        return f"Funnel({told}{', …' if len(self) > 6 else ''})"  # noqa: PLR2004 - six fit a line


def funnel(
    table: Any,
    *,
    case: str,
    activity: str,
    when: str,
    steps: Sequence[str],
    within: timedelta | None = None,
    by: str | Sequence[str] | None = None,
    confidence: float = 0.95,
) -> Funnel:
    """Count how many cases come from step to step, in order.

    Args:
        table: a table, one row an event.
        case: the column that says whose journey it is.
        activity: the column that says what happened.
        when: the column of dates or times.
        steps: two or more activities, in the order in which they are to happen.
        within: time that a case has from its first step; later events do not count. None sets no limit.
        by: columns that hold one value throughout a case, to group by.
        confidence: of the intervals, between 0 and 1.

    Returns:
        A `Funnel`: a row a step.

    Raises:
        OptionError: if there are fewer than two steps, or one is named twice.
        MissingColumnError: if a step never happens; the nearest activity is named.
        NotATimeError: if `when` holds no times.
        NoAnswersError: if nobody takes the first step.

    Method:
        First touch: a case enters with its first event of the first step, and reaches each next one with its
        first such event at or after the moment of the one before; other events between do not matter. Shares
        have Wilson's interval, medians the order-statistic interval. Cases that began less than `within`
        before the last event have not had all their time: they are counted, and the notes say how many.

    Source:
        Wilson (1927), JASA 22; David and Nagaraja (2003), Order Statistics, 7.1. An independent count in
        Python: tests/cocreate/journeys/test_funnels.py.

    >>> from datetime import datetime
    >>> log = {
    ...     "customer": [1, 1, 2, 2, 3],
    ...     "what": ["visit", "order", "order", "visit", "visit"],
    ...     "at": [datetime(2026, 3, day) for day in (1, 3, 4, 6, 7)],
    ... }
    >>> found = funnel(log, case="customer", activity="what", when="at", steps=["visit", "order"])
    >>> [(step.step, step.cases, round(step.overall, 2)) for step in found]
    [('visit', 3, 1.0), ('order', 1, 0.33)]
    """
    checked_confidence(confidence)
    wanted = _checked_steps(steps)
    keys = keys_of(by)
    if within is not None and within.total_seconds() <= 0:
        raise OptionError(f"within == {within}, must be longer than nothing")
    log = events(
        table, case=case, activity=activity, when=when, also={f"by{i}": k for i, k in enumerate(keys)}
    )
    touched = _first_touches(log, wanted, within, [f"by{i}" for i in range(len(keys))])
    columns = fetched_whole(touched)
    times = np.column_stack([floats(columns[f"took{i}"]) for i in range(len(wanted))])
    if not len(times):
        _explain_nobody(log, wanted)
    _check_steps_happen(log, wanted, times)
    notes = () if within is None else _time_left_note(log, columns, within)
    groups = {name: columns[f"by{i}"] for i, name in enumerate(keys)}
    told = tuple(
        step
        for labels, rows in _groups(groups, len(times))
        for step in _told(times[rows], wanted, labels, confidence)
    )
    return Funnel(told, keys, confidence, notes)


def _checked_steps(steps: Sequence[str]) -> list[str]:
    if isinstance(steps, str) or len(steps) < 2:  # noqa: PLR2004 - from one to another
        raise OptionError(f"steps == {steps!r}, must be a list of two or more activities")
    wanted = [str(step) for step in steps]
    twice = sorted({step for step in wanted if wanted.count(step) > 1})
    if twice:
        raise OptionError(f"steps name {twice[0]!r} twice; name each activity once")
    return wanted


def _first_touches(log: Frame, steps: list[str], within: timedelta | None, keys: list[str]) -> Frame:
    """Give a row a case that took the first step, with the time each step took; null where it did not come."""
    happened = log.lazy()
    entered = happened.filter(nw.col(ACTIVITY) == steps[0]).group_by(CASE)
    cases = entered.agg(*(nw.col(key).min() for key in keys), nw.col(WHEN).min().alias("at0"))
    for place, step in enumerate(steps[1:], start=1):
        touches = happened.filter(nw.col(ACTIVITY) == step).select(CASE, touch=nw.col(WHEN))
        hit = nw.col("touch") >= nw.col(f"at{place - 1}")
        if within is not None:
            hit = hit & (seconds(nw.col("touch"), nw.col("at0")) <= within.total_seconds())
        joined = cases.join(touches, on=CASE, how="left")
        reached = joined.with_columns(nw.when(hit).then(nw.col("touch")).alias(f"at{place}"))
        known = [*keys, *(f"at{before}" for before in range(place + 1))]
        cases = reached.group_by(CASE).agg(*(nw.col(name).min() for name in known))
    took = {f"took{i}": seconds(nw.col(f"at{i}"), nw.col(f"at{max(i - 1, 0)}")) for i in range(len(steps))}
    return cases.select(*keys, "at0", **took)


def _check_steps_happen(log: Frame, steps: list[str], times: FloatArray) -> None:
    """Tell a step that nobody reached from one that is misspelt."""
    for place in np.flatnonzero(np.isnan(times).all(axis=0)).tolist():
        if not int(
            collected(log.filter(nw.col(ACTIVITY) == steps[place]).select(nw.len().alias("n")))["n"][0]
        ):
            raise MissingColumnError(steps[place], _activities(log), what="activity")


def _explain_nobody(log: Frame, steps: list[str]) -> None:
    known = _activities(log)
    if not known:
        raise NoAnswersError("no events: the table is empty, or all rows lack a case, an activity or a time")
    raise MissingColumnError(steps[0], known, what="activity")


def _activities(log: Frame) -> list[str]:
    found = collected(log.select(nw.col(ACTIVITY)).unique(ACTIVITY))[ACTIVITY]
    return sorted(str(name) for name in found.tolist())


def _time_left_note(log: Frame, columns: dict[str, NDArray[Any]], within: timedelta) -> tuple[str, ...]:
    ended = as_moments(fetched_whole(log.select(nw.col(WHEN).max()))[WHEN])[0]
    began = as_moments(columns["at0"])
    allowed = np.timedelta64(int(within.total_seconds() * MICROSECONDS), "us")
    late = int((began > ended - allowed).sum())
    if not late:
        return ()
    return (f"{late} cases began less than {within} before the last event and have not had all their time",)


def _groups(keys: dict[str, NDArray[Any]], rows: int) -> list[tuple[dict[str, Hashable], NDArray[np.intp]]]:
    """Labels and rows of each group, sorted."""
    if not keys:
        return [({}, np.arange(rows))]
    factors = [Factor.of(name, values) for name, values in keys.items()]
    code, size = combined(((factor.codes, len(factor.levels)) for factor in factors), rows)
    found, index = distinct_codes(code, size)
    split = [np.flatnonzero(index == place) for place in range(len(found))]
    return [({f.name: f.levels[f.codes[at[0]]] for f in factors}, at) for at in split]


def _told(
    times: FloatArray, steps: list[str], labels: dict[str, Hashable], confidence: float
) -> list[FunnelStep]:
    cases = np.count_nonzero(~np.isnan(times), axis=0)
    before = np.concatenate([[0], cases[:-1]])
    conversion, low, high = wilson_of(np.where(before > 0, cases, 0), before, confidence)
    overall, overall_low, overall_high = wilson_of(cases, np.full(len(steps), cases[0]), confidence)
    told = []
    for i, step in enumerate(steps):
        took = times[:, i][~np.isnan(times[:, i])] if i else np.empty(0)
        median, soon, late = median_of(took, confidence)
        told.append(
            FunnelStep(
                step=step,
                cases=int(cases[i]),
                conversion=float(conversion[i]),
                low=float(low[i]),
                high=float(high[i]),
                overall=float(overall[i]),
                overall_low=float(overall_low[i]),
                overall_high=float(overall_high[i]),
                dropped=max(int(before[i] - cases[i]), 0),
                seconds=median,
                seconds_low=soon,
                seconds_high=late,
                group=labels,
            )
        )
    return told
