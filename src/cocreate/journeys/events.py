"""Event tables of any maker in one form: case, activity and time, without rows that lack one of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from cocreate.engines import check_columns, collected, frame_of
from cocreate.errors import NoAnswersError, NotATimeError, OptionError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from cocreate.engines import Frame

CASE, ACTIVITY, WHEN = "case", "activity", "when"
"""What the columns are called here; other columns that go along are named by those who ask for them."""

MICROSECONDS = 1e6


def events(
    table: Any,
    *,
    case: str,
    activity: str | None = None,
    when: str | None = None,
    also: Mapping[str, str] | None = None,
) -> Frame:
    """Give the events of a table, with their columns under the names used here.

    Args:
        table: a table, one row an event.
        case: the column that says whose journey it is.
        activity: the column that says what happened; comes out as text.
        when: the column of times.
        also: further columns to take along, by the names they get.
    """
    frame = windowed(table)
    wanted = {CASE: case, ACTIVITY: activity, WHEN: when, **(also or {})}
    columns = {name: column for name, column in wanted.items() if column is not None}
    check_columns(frame, columns.values())
    schema = frame.collect_schema()
    picked = {name: _read(name, column, schema[column]) for name, column in columns.items()}
    kept = frame.select(**picked)
    return kept.drop_nulls([name for name in (CASE, ACTIVITY, WHEN) if name in columns])


def windowed(table: Any) -> Frame:
    """See a table as a frame whose engine can look along a case; for Arrow, which cannot, that is DuckDB."""
    frame = frame_of(table)
    if not frame.implementation.is_pyarrow():
        return frame
    import duckdb

    moved: Frame = nw.from_native(duckdb.connect().from_arrow(frame.to_native()))
    return moved


def _read(name: str, column: str, dtype: nw.dtypes.DType) -> nw.Expr:
    values = nw.col(column)
    if name == WHEN:
        return times(column, dtype)
    if dtype in {nw.Categorical, nw.Enum} or (name == ACTIVITY and dtype != nw.String):
        return values.cast(nw.String)
    return values


def times(column: str, dtype: nw.dtypes.DType) -> nw.Expr:
    """Give a column of times; days count as their midnights."""
    if isinstance(dtype, nw.Date):
        return nw.col(column).cast(nw.Datetime("us"))
    if not isinstance(dtype, nw.Datetime):
        raise NotATimeError(f"{column!r} holds {dtype}, dates or times are wanted; parse it first")
    return nw.col(column)


def rows_of(table: Any) -> int:
    """Count the rows of a table."""
    return int(collected(frame_of(table).select(nw.len().alias("rows")))["rows"][0])


def seconds(later: nw.Expr, earlier: nw.Expr) -> nw.Expr:
    """Give the time between two moments."""
    return (later - earlier).dt.total_microseconds().cast(nw.Float64) / MICROSECONDS


def as_moments(values: NDArray[Any]) -> NDArray[np.datetime64]:
    """Give times as an array without a zone, NaT where there is none."""
    if isinstance(values, np.ma.MaskedArray):
        absent = np.ma.getmaskarray(values)
        filled = np.array([None if gone else value for gone, value in zip(absent, values.data, strict=True)])
        values = (
            filled if values.dtype.kind == "O" else np.where(absent, np.datetime64("NaT", "us"), values.data)
        )
    if values.dtype.kind == "M":
        return values.astype("datetime64[us]")
    return np.array([as_utc(value) for value in values.tolist()], dtype="datetime64[us]")


def as_utc(moment: Any) -> Any:
    """Give a moment without a zone, in UTC where it had one."""
    if isinstance(moment, datetime) and moment.tzinfo:
        return moment.astimezone(UTC).replace(tzinfo=None)
    return moment


def keys_of(by: str | Sequence[str] | None) -> tuple[str, ...]:
    """Read `by`: columns that hold one value throughout a case."""
    keys = (by,) if isinstance(by, str) else tuple(by or ())
    if not all(isinstance(key, str) for key in keys):
        raise OptionError(f"by == {list(keys)!r}, must name columns that hold one value throughout a case")
    return keys


def left_out_note(rows: int, used: int) -> tuple[str, ...]:
    """Say how many rows had no case, activity or time; raise where none is left."""
    if not used:
        told = f"; all {rows} rows lack a case, an activity or a time" if rows else "; the table is empty"
        raise NoAnswersError(f"no events{told}")
    missing = rows - used
    return (
        (f"{missing} of {rows} rows lack a case, an activity or a time and were left out",) if missing else ()
    )
