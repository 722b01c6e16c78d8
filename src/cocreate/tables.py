"""Counting a table where it lies: one GROUP BY through Narwhals, or in plain Python for plain rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from cocreate.cells import Cells
from cocreate.engines import check_columns, collected, floats, frame_of, is_plain, number
from cocreate.errors import NotATimeError, OptionError, WeightError
from cocreate.periods import Period
from cocreate.rows import count_rows

if TYPE_CHECKING:
    from collections.abc import Collection

    from narwhals.typing import IntoExpr
    from numpy.typing import NDArray

    from cocreate.engines import Frame
    from cocreate.groupings import Grouping


_IN_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def counted(
    table: Any,
    score: str,
    *,
    by: tuple[Grouping, ...] = (),
    weight: str | None = None,
    of: Collection[Any] | None = None,
) -> Cells:
    """Count a table by group and score; with `of`, by group and hit (1) or miss (0) of those values."""
    if is_plain(table):
        return count_rows(table, score, by=by, weight=weight, of=of)
    frame = frame_of(table)
    names = [score, *(grouping.column for grouping in by), *([weight] if weight else [])]
    check_columns(frame, names)
    if isinstance(frame, nw.DataFrame) and nw.Object in {frame.schema[name] for name in names}:
        plain = {name: frame[name].to_list() for name in names}  # Python objects: days, decimals
        return count_rows(plain, score, by=by, weight=weight, of=of)
    frame, by = _zoned(frame, by)
    schema = dict(frame.collect_schema())
    asked: dict[str, IntoExpr] = {f"by{i}": _bucket(g, schema[g.column]) for i, g in enumerate(by)}
    asked["score"] = _score(score, schema[score], of)
    keys = list(asked)
    if weight is not None:
        asked |= _weights(weight, schema[weight])
    sums = [nw.len().alias("count"), *([] if weight is None else _weight_sums())]
    found = collected(frame.select(**asked).group_by(keys).agg(*sums))
    if weight is not None:
        _check_weights(weight, found)
    return Cells.from_columns(
        keys={g.name: _labels(found[f"by{i}"], g) for i, g in enumerate(by)},
        score=floats(found["score"]),
        count=found["count"],
        weight=None if weight is None else floats(found["weight"]),
        weight_sq=None if weight is None else floats(found["weight_sq"]),
    )


def _zoned(frame: Frame, by: tuple[Grouping, ...]) -> tuple[Frame, tuple[Grouping, ...]]:
    """Add wall-clock times for the zones asked for, on engines that keep the zone in the session."""
    asked = {f"zoned {i}": g for i, g in enumerate(by) if isinstance(g, Period) and g.zone}
    if not asked or not frame.implementation.is_duckdb():
        return frame, by
    from duckdb import StarExpression

    schema = frame.collect_schema()
    local = [_local_time(g, schema[g.column]).alias(name) for name, g in asked.items()]
    zoned: Frame = nw.from_native(frame.to_native().select(StarExpression(), *local))
    moved = {grouping: Period(name, grouping.every, grouping.name) for name, grouping in asked.items()}
    return zoned, tuple(moved.get(g, g) if isinstance(g, Period) else g for g in by)


def _local_time(grouping: Period, dtype: nw.dtypes.DType) -> Any:
    """Say wall-clock time in DuckDB's words; times without a zone are UTC."""
    from duckdb import ColumnExpression, ConstantExpression, FunctionExpression

    times = ColumnExpression(grouping.column)
    if not isinstance(dtype, nw.Datetime):
        return times
    if dtype.time_zone is None:
        times = FunctionExpression("timezone", ConstantExpression("UTC"), times)
    return FunctionExpression("timezone", ConstantExpression(grouping.zone), times)


def _bucket(grouping: Grouping, dtype: nw.dtypes.DType) -> nw.Expr:
    times = nw.col(grouping.column)
    if not isinstance(grouping, Period):
        return times.cast(nw.String) if dtype in {nw.Categorical, nw.Enum} else times
    if not isinstance(dtype, nw.Datetime | nw.Date):
        raise NotATimeError(
            f"{grouping.column!r} holds {dtype}, a date or time is wanted for period(); parse it first"
        )
    if grouping.every == "hour" and isinstance(dtype, nw.Date):
        raise NotATimeError(
            f"{grouping.column!r} holds days, which have no hours; take every='day' or longer"
        )
    if isinstance(dtype, nw.Datetime) and (dtype.time_zone or grouping.zone):
        times = _wall_clock(times, dtype, grouping.zone)
    if grouping.every in _IN_MONTHS:  # quicker on every engine than cutting times off
        return times.dt.year().cast(nw.Int32) * 12 + times.dt.month().cast(nw.Int32) - 1
    return times.dt.truncate("1h" if grouping.every == "hour" else "1d")


def _wall_clock(times: nw.Expr, dtype: nw.Datetime, zone: str | None) -> nw.Expr:
    if zone and dtype.time_zone is None:
        times = times.dt.replace_time_zone("UTC")
    if zone:
        times = times.dt.convert_time_zone(zone)
    return times.dt.replace_time_zone(None)


def _score(name: str, dtype: nw.dtypes.DType, of: Collection[Any] | None) -> nw.Expr:
    column = nw.col(name)
    if of is not None:
        if dtype == nw.String and not all(isinstance(value, str) for value in of):
            raise OptionError(f"of == {list(of)!r}, but {name!r} holds text; give its values as text")
        if dtype in {nw.Categorical, nw.Enum}:
            column = column.cast(nw.String)
        known = ~column.is_null()
        if dtype.is_float():
            known = known & ~column.is_nan()
        return nw.when(known).then(column.is_in(list(of)).cast(nw.Int8))
    if dtype == nw.Boolean:
        return column.cast(nw.Int8)
    return number(column, name, dtype)


def _weights(name: str, dtype: nw.dtypes.DType) -> dict[str, IntoExpr]:
    weight = number(nw.col(name), name, dtype).cast(nw.Float64)
    return {"weight": weight, "weight_sq": weight * weight, "unweighted": weight.is_null().cast(nw.Int64)}


def _weight_sums() -> list[nw.Expr]:
    sums = [nw.col(name).sum() for name in ("weight", "weight_sq", "unweighted")]
    return [*sums, nw.col("weight").min().alias("lightest")]


def _check_weights(name: str, found: dict[str, NDArray[Any]]) -> None:
    answered = ~np.isnan(floats(found["score"]))
    unweighted = int(floats(found["unweighted"])[answered].sum())
    if unweighted:
        raise WeightError(f"{name!r} is missing in {unweighted} answered rows; fill it in or drop those rows")
    lightest = floats(found["lightest"])[answered]
    if len(lightest) and lightest.min() < 0:
        raise WeightError(f"{name!r} holds {lightest.min():g}, weights must be >= 0")


def _labels(values: NDArray[Any], grouping: Grouping) -> NDArray[Any]:
    """Give periods as their first days, whatever the engine made of them."""
    if not isinstance(grouping, Period):
        return values
    if grouping.every in _IN_MONTHS:
        return _first_days(floats(values), _IN_MONTHS[grouping.every])
    if isinstance(values, np.ma.MaskedArray):
        values = np.where(np.ma.getmaskarray(values), np.datetime64("NaT", "us"), values.data)
    if grouping.every == "hour":
        return values.astype("datetime64[us]")
    days = values.astype("datetime64[D]")
    return _mondays(days) if grouping.every == "week" else days


def _first_days(months: NDArray[np.float64], step: int) -> NDArray[Any]:
    """Turn counts of months since the year 0 into the first days of their periods."""
    known = ~np.isnan(months)
    days = np.full(len(months), np.datetime64("NaT", "D"))
    starts = (months[known] // step * step).astype(np.int64) - 1970 * 12
    days[known] = starts.astype("datetime64[M]").astype("datetime64[D]")
    return days


def _mondays(days: NDArray[Any]) -> NDArray[Any]:
    """Take each day back to its week's Monday; Narwhals knows no weeks."""
    monday = np.datetime64("1970-01-05")
    starts: NDArray[Any] = monday + (days - monday) // np.timedelta64(7, "D") * np.timedelta64(7, "D")
    return starts
