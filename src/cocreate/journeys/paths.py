"""Which way customers go: what follows what, how often and how soon, where journeys begin and end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from cocreate.engines import collected, floats
from cocreate.errors import MismatchError, MissingColumnError, OptionError
from cocreate.frames import Tabular
from cocreate.journeys.counts import means_of, shares_by_activity
from cocreate.journeys.events import ACTIVITY, CASE, WHEN, events, left_out_note, rows_of, seconds
from cocreate.journeys.variants import Variants, variants_of
from cocreate.scores.quantiles import checked_confidence
from cocreate.scores.shares import wilson_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from cocreate.engines import Frame
    from cocreate.estimates import Estimates

    FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Step:
    """One activity followed directly by another.

    Attributes:
        source: the activity.
        target: what came next.
        count: how often.
        share: of all times that `source` happened, the part that `target` followed.
        low: lower end of the share's interval.
        high: upper end.
        seconds: mean time between the two.
        seconds_low: lower end of its interval; NaN where it happened once.
        seconds_high: upper end.
        seconds_sd: standard deviation of the time.
    """

    source: str
    target: str
    count: int
    share: float
    low: float
    high: float
    seconds: float
    seconds_low: float
    seconds_high: float
    seconds_sd: float


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Paths(Tabular):
    """What follows what. Paths of different cases add up to those of all of them.

    Attributes:
        activities: all activities, sorted.
        occurrences: how often each happened.
        started: how many cases began with each.
        ended: how many cases ended with each.
        source: of each pair that followed each other, the place of the first in `activities`.
        target: the place of the second.
        count: how often they did.
        seconds_sum: sum of the seconds between them.
        seconds_sq: sum of their squares.
        variants: whole journeys, the commonest first; None where they were not asked for.
        confidence: of the intervals.
        notes: what the reader should know.
    """

    activities: tuple[str, ...]
    occurrences: NDArray[np.int64]
    started: NDArray[np.int64]
    ended: NDArray[np.int64]
    source: NDArray[np.intp]
    target: NDArray[np.intp]
    count: NDArray[np.int64]
    seconds_sum: FloatArray
    seconds_sq: FloatArray
    variants: Variants | None
    confidence: float = 0.95
    notes: tuple[str, ...] = ()

    @property
    def cases(self) -> int:
        """How many cases there are."""
        return int(self.started.sum())

    @property
    def events(self) -> int:
        """How many events there are."""
        return int(self.occurrences.sum())

    def starts(self) -> Estimates:
        """Share of cases that begin with each activity, with Wilson's interval."""
        return shares_by_activity(self.activities, self.started, self.cases, self.confidence)

    def ends(self) -> Estimates:
        """Share of cases that end with each activity, with Wilson's interval."""
        return shares_by_activity(self.activities, self.ended, self.cases, self.confidence)

    def steps(self) -> tuple[Step, ...]:
        """All pairs, the commonest first."""
        rows = zip(*self.columns().values(), strict=True)
        return tuple(Step(*row) for row in rows)

    def find(self, source: str, target: str) -> Step:
        """Give one pair."""
        for name in (source, target):
            if name not in self.activities:
                raise MissingColumnError(name, self.activities, what="activity")
        for step in self.steps():
            if (step.source, step.target) == (source, target):
                return step
        raise MissingColumnError(
            target, [s.target for s in self.steps() if s.source == source], what="next activity"
        )

    def columns(self) -> Mapping[str, Any]:
        """Give a row a pair, the commonest first."""
        share, low, high = wilson_of(self.count, self.occurrences[self.source], self.confidence)
        mean, deviation, soon, late = means_of(self.count, self.seconds_sum, self.seconds_sq, self.confidence)
        order = np.lexsort((self.target, self.source, -self.count))
        figures = {"count": self.count, "share": share, "low": low, "high": high, "seconds": mean}
        figures |= {"seconds_low": soon, "seconds_high": late, "seconds_sd": deviation}
        return {
            "source": [self.activities[i] for i in self.source[order]],
            "target": [self.activities[i] for i in self.target[order]],
            **{name: values[order].tolist() for name, values in figures.items()},
        }

    def __add__(self, other: Paths) -> Paths:
        if not isinstance(other, Paths):
            raise MismatchError(f"paths and {type(other).__name__} do not add up")
        activities = tuple(sorted({*self.activities, *other.activities}))
        moves = [
            np.array([activities.index(a) for a in side.activities], dtype=np.intp) for side in (self, other)
        ]

        def by_activity(name: str) -> NDArray[np.int64]:
            out = np.zeros(len(activities), dtype=np.int64)
            for side, move in zip((self, other), moves, strict=True):
                out[move] += getattr(side, name)
            return out

        def joined(name: str) -> NDArray[Any]:
            return np.concatenate([getattr(self, name), getattr(other, name)])

        both = [np.concatenate([moves[0][a], moves[1][b]]) for a, b in (
            (self.source, other.source), (self.target, other.target)
        )]  # fmt: skip
        pairs, index = np.unique(both[0] * len(activities) + both[1], return_inverse=True)
        sums = {
            name: np.bincount(index, weights=joined(name)) for name in ("count", "seconds_sum", "seconds_sq")
        }
        return replace(
            self,
            activities=activities,
            occurrences=by_activity("occurrences"),
            started=by_activity("started"),
            ended=by_activity("ended"),
            source=pairs // len(activities),
            target=pairs % len(activities),
            count=np.rint(sums["count"]).astype(np.int64),
            seconds_sum=sums["seconds_sum"],
            seconds_sq=sums["seconds_sq"],
            variants=self.variants + other.variants if self.variants and other.variants else None,
            notes=(*self.notes, *other.notes),
        )

    def __repr__(self) -> str:
        return f"Paths(activities={len(self.activities)}, steps={len(self.count)}, cases={self.cases}, events={self.events})"


def paths(
    table: Any,
    *,
    case: str,
    activity: str,
    when: str,
    variants: int | None = 10,
    confidence: float = 0.95,
) -> Paths:
    """Count what directly follows what in the journeys of a table, and how long it takes.

    Args:
        table: a table, one row an event.
        case: the column that says whose journey it is.
        activity: the column that says what happened.
        when: the column of dates or times.
        variants: how many of the commonest whole journeys to tell; 0 none (quicker), None all of them.
        confidence: of the intervals, between 0 and 1.

    Returns:
        `Paths`: pairs as a table, `starts()`, `ends()` and `variants`. Those of other cases can be added.

    Raises:
        MissingColumnError: if a column is not there.
        NotATimeError: if `when` holds no times.
        NoAnswersError: if no row has case, activity and time.

    Method:
        Events of a case in order of time; events at the same moment in order of their activity's name. The
        counting is one GROUP BY over a window (LEAD) in the engine that holds the table. A share is of all
        times the first activity happened, also those that ended the journey, with Wilson's interval; times
        have a t interval about their mean. Intervals take events as independent: where the same customers go
        round in circles they are too narrow. Mean times are drawn by a few long waits: `time_between` has
        medians.

    Source:
        Van der Aalst (2016), Process Mining, 2nd ed., chapter 6.2 (directly-follows relation); Wilson (1927),
        JASA 22. An independent count in pandas: tests/cocreate/journeys/test_paths.py.

    >>> from datetime import datetime
    >>> log = {
    ...     "customer": [1, 1, 1, 2, 2],
    ...     "what": ["visit", "order", "return", "visit", "order"],
    ...     "at": [datetime(2026, 3, day) for day in (1, 2, 9, 4, 7)],
    ... }
    >>> found = paths(log, case="customer", activity="what", when="at")
    >>> step = found.find("visit", "order")
    >>> step.count, step.share, step.seconds / 86400
    (2, 1.0, 2.0)
    >>> [(" > ".join(journey.activities), journey.count) for journey in found.variants]
    [('visit > order', 1), ('visit > order > return', 1)]
    """
    checked_confidence(confidence)
    if variants is not None and variants < 0:
        raise OptionError(f"variants == {variants}, must be >= 0, or None for all")
    log = events(table, case=case, activity=activity, when=when)
    pairs = _counted(log)
    found = _paths_from(pairs, confidence)
    notes = left_out_note(rows_of(table), found.events)
    kept = (
        None if variants == 0 else variants_of(log, events=found.events, top=variants, confidence=confidence)
    )
    return replace(found, variants=kept, notes=notes)


def _counted(log: Frame) -> dict[str, NDArray[Any]]:
    """Count each activity with the next one; where there is none, the case ended."""
    order = [WHEN, ACTIVITY]
    following = log.with_columns(
        next=nw.col(ACTIVITY).shift(-1).over(CASE, order_by=order),
        then=nw.col(WHEN).shift(-1).over(CASE, order_by=order),
    )
    took = seconds(nw.col("then"), nw.col(WHEN))
    pairs = following.select(ACTIVITY, "next", one=nw.lit(1), total=took, square=took * took)
    sums = [nw.col("one").sum().alias("count"), nw.col("total").sum(), nw.col("square").sum()]
    return collected(pairs.group_by(ACTIVITY, "next").agg(*sums))


def _paths_from(pairs: dict[str, NDArray[Any]], confidence: float) -> Paths:
    source, target = _texts(pairs[ACTIVITY]), _texts(pairs["next"])
    order = sorted(range(len(source)), key=lambda at: (source[at] or "", target[at] or ""))
    source, target = [source[at] for at in order], [target[at] for at in order]
    count = floats(pairs["count"]).astype(np.int64)[order]
    activities = tuple(sorted({name for name in source if name is not None}))
    place = {name: at for at, name in enumerate(activities)}
    first = np.array([place[name] for name in source if name is not None], dtype=np.intp)
    ends = np.array([name is None for name in target], dtype=bool)
    second = np.array([place[name] for name in target if name is not None], dtype=np.intp)
    size = len(activities)
    occurrences = np.bincount(first, weights=count, minlength=size).astype(np.int64)
    reached = np.bincount(second, weights=count[~ends], minlength=size).astype(np.int64)
    return Paths(
        activities=activities,
        occurrences=occurrences,
        started=occurrences - reached,
        ended=np.bincount(first[ends], weights=count[ends], minlength=size).astype(np.int64),
        source=first[~ends],
        target=second,
        count=count[~ends],
        seconds_sum=np.nan_to_num(floats(pairs["total"]))[order][~ends],
        seconds_sq=np.nan_to_num(floats(pairs["square"]))[order][~ends],
        variants=None,
        confidence=confidence,
    )


def _texts(values: NDArray[Any]) -> list[str | None]:
    """Labels as text, None where there is none, whichever way the engine says so."""
    plain = values.astype(object)
    if isinstance(plain, np.ma.MaskedArray):
        absent, plain = np.ma.getmaskarray(plain), plain.data.copy()
        plain[absent] = None
    return [value if isinstance(value, str) else None for value in plain.tolist()]
