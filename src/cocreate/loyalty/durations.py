"""Times between starting and leaving, or being last seen, counted by group."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from cocreate.cells import groups_of
from cocreate.engines import collected, floats, number
from cocreate.errors import InputError, NotEnoughDataError, OptionError
from cocreate.factors import Factor, combined, distinct_codes
from cocreate.loyalty.histories import DAYS, Unit
from cocreate.loyalty.purchases import as_day, as_label, day_number
from cocreate.reading import asked_frame

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence
    from datetime import date

    import narwhals as nw
    from numpy.typing import NDArray

    from cocreate.engines import Frame

    FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Durations:
    """Distinct times by group and kind of end, with how many customers have each.

    Attributes:
        time: from start to end.
        left: 1 where that is leaving, 0 where it is being last seen.
        count: how many customers.
        factors: their groups.
        notes: what was left out.
    """

    time: FloatArray
    left: FloatArray
    count: NDArray[np.int64]
    factors: tuple[Factor, ...]
    notes: tuple[str, ...] = ()

    def groups(self) -> list[Mapping[str, Hashable]]:
        """Distinct groups, sorted."""
        first = [group for group, _ in self._parts()]
        return [dict(group) for group in first]

    def by_group(self) -> Iterator[Durations]:
        """Give the durations of each group, sorted by group."""
        for _, rows in self._parts():
            factors = tuple(factor.rows(rows) for factor in self.factors)
            yield replace(
                self, time=self.time[rows], left=self.left[rows], count=self.count[rows], factors=factors
            )

    def _parts(self) -> Iterator[tuple[Mapping[str, Hashable], NDArray[np.bool_]]]:
        code, size = combined(((f.codes, len(f.levels)) for f in self.factors), len(self.time))
        found, place = distinct_codes(code, size)
        labels = groups_of(self.factors) if self.factors else [{}] * len(self.time)
        for part in range(len(found)):
            rows = place == part
            yield labels[int(np.argmax(rows))], rows


def durations_of(
    table: Any,
    duration: str | None,
    *,
    left: str | None,
    start: str | None,
    end: str | None,
    until: date | str | None,
    by: str | Sequence[str] | None,
    unit: Unit,
) -> Durations:
    """Count durations where the table lies."""
    if unit not in get_args(Unit):
        raise OptionError(f"unit == {unit!r}, must be one of {', '.join(get_args(Unit))}")
    if (duration is None) == (start is None):
        raise InputError("give either duration (with left), or start (with end): the time a customer stayed")
    groups = [by] if isinstance(by, str) else list(by or ())
    asked = [name for name in (duration, left, start, end) if name]
    frame = asked_frame(table, [*asked, *groups])
    if duration is not None:
        if end or until:
            raise InputError("end and until go with start; with duration, left says who has left")
        counted = _timed(frame, duration, left, groups)
    else:
        if left:
            raise InputError("left goes with duration; with start, end says who has left")
        counted = _dated(frame, str(start), end, groups, as_day(until, "until"))
    return _checked(collected(counted), groups, 1.0 if duration is not None else DAYS[unit])


def _timed(frame: Frame, duration: str, left: str | None, groups: list[str]) -> Frame:
    import narwhals as nw

    schema = dict(frame.collect_schema())
    time = number(nw.col(duration), duration, schema[duration]).cast(nw.Float64)
    gone = nw.lit(1.0) if left is None else flag(left, schema[left])
    return _counted(frame, {"time": time, "left": gone}, groups)


def _dated(frame: Frame, start: str, end: str | None, groups: list[str], until: date | None) -> Frame:
    import narwhals as nw

    schema = dict(frame.collect_schema())
    first = day_number(start, schema[start])
    last = nw.lit(None, dtype=nw.Int64) if end is None else day_number(end, schema[end])
    days = frame.with_columns(**{"cocreate first": first, "cocreate last": last})
    if until is None:
        ends = collected(days.select(a=nw.col("cocreate first").max(), b=nw.col("cocreate last").max()))
        stop = int(np.nanmax([*floats(np.asarray(ends["a"], dtype=object)), *_or_nan(ends["b"])]))
    else:
        stop = int(np.datetime64(until, "D").astype(np.int64))
    days = days.filter(nw.col("cocreate first") <= stop)
    gone = ~nw.col("cocreate last").is_null() & (nw.col("cocreate last") <= stop)
    to = nw.when(gone).then(nw.col("cocreate last")).otherwise(nw.lit(stop))
    time = (to - nw.col("cocreate first")).cast(nw.Float64)
    return _counted(days, {"time": time, "left": gone.cast(nw.Float64)}, groups)


def _or_nan(values: NDArray[Any]) -> list[float]:
    return [float("nan") if value is None or np.ma.is_masked(value) else float(value) for value in values]


def flag(name: str, dtype: nw.dtypes.DType) -> nw.Expr:
    """Give a column of yes and no, as true and false or 1 and 0, as numbers."""
    import narwhals as nw

    column = nw.col(name)
    return column.cast(nw.Float64) if dtype == nw.Boolean else number(column, name, dtype).cast(nw.Float64)


def _counted(frame: Frame, asked: dict[str, nw.Expr], groups: list[str]) -> Frame:
    import narwhals as nw

    schema = dict(frame.collect_schema())
    labels = {f"by{place}": as_label(name, schema[name]) for place, name in enumerate(groups)}
    chosen = frame.select(**asked, **labels)
    return chosen.group_by("time", "left", *labels).agg(nw.len().alias("count"))


def _checked(found: dict[str, NDArray[Any]], groups: list[str], days: float) -> Durations:
    time, left = floats(found["time"]), floats(found["left"])
    count = found["count"].astype(np.int64)
    known = ~(np.isnan(time) | np.isnan(left))
    missing = int(count[~known].sum())
    if not known.any():
        raise NotEnoughDataError(f"no row with a time ({missing} rows lack one): nothing to estimate")
    if not np.all(np.isfinite(time[known])) or time[known].min() < 0:
        worst = time[known][~(np.isfinite(time[known]) & (time[known] >= 0))][0]
        raise InputError(f"a time of {worst:g}, times must be >= 0 and finite: mend starts and ends")
    if not np.isin(left[known], (0.0, 1.0)).all():
        other = left[known][~np.isin(left[known], (0.0, 1.0))][0]
        raise InputError(f"left holds {other:g}, must be 1 (has left) or 0 (is still there)")
    factors = tuple(Factor.of(name, found[f"by{place}"][known]) for place, name in enumerate(groups))
    notes = (f"{missing:,} rows without a time were left out",) if missing else ()
    return Durations(time[known] / days, left[known], count[known], factors, notes)
