"""Tables of every maker as one kind of frame, asked where they lie, with small results fetched as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from cocreate.errors import MissingColumnError, NotATableError, NotNumericError
from cocreate.factors import as_array

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Frame = nw.DataFrame[Any] | nw.LazyFrame[Any]


def is_plain(table: Any) -> bool:
    """Tell whether a table is plain Python: a dict of columns, or a list of dicts."""
    if isinstance(table, Mapping):
        return True
    return isinstance(table, list | tuple) and all(isinstance(row, Mapping) for row in table)


def frame_of(table: Any) -> Frame:
    """See any table as a Narwhals frame; plain rows go to DuckDB in memory.

    Args:
        table: pandas, Polars (eager or lazy), Arrow, a DuckDB relation, a PySpark or Sail frame, a list of
            dicts, or a dict of columns.

    Raises:
        NotATableError: if it is none of these.
    """
    if is_plain(table):
        return _from_plain(table)
    try:
        return nw.from_native(table)  # type: ignore[no-any-return]
    except TypeError as error:
        if hasattr(table, "__arrow_c_stream__"):
            return _from_arrow_stream(table)
        raise NotATableError(
            f"{type(table).__name__} is no table known here; give a pandas, Polars, Arrow, DuckDB or PySpark"
            " table, a list of dicts, a dict of columns, or cells"
        ) from error


def check_columns(frame: Frame, names: Iterable[str]) -> None:
    """Raise MissingColumnError, which names the nearest, if a column is not there."""
    available = frame.collect_schema().names()
    for name in names:
        if name not in available:
            raise MissingColumnError(name, available)


def _from_plain(table: Any) -> Frame:
    """Put plain rows into DuckDB, column by column: whatever Python holds, with None where nothing is."""
    import duckdb

    if not isinstance(table, Mapping):
        names = list(dict.fromkeys(name for row in table for name in row))
        table = {name: [row.get(name) for row in table] for name in names}
    if not table:
        raise NotATableError("the table has no columns; give at least one row, or a dict of columns")
    columns = {name: _readable(values) for name, values in table.items()}
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise NotATableError(f"columns of different lengths: {lengths}; give one value a row in each")
    frame: Frame = nw.from_native(duckdb.from_query("SELECT * FROM columns", connection=duckdb.connect()))
    return frame


def _readable(values: Any) -> NDArray[Any]:
    """Give a column as DuckDB reads it: text as objects, days as times, times with a zone as UTC."""
    array = as_array(values)
    if array.dtype.kind == "U":
        return array.astype(object)
    if array.dtype == "datetime64[D]":
        return array.astype("datetime64[s]")
    if array.dtype.kind == "O" and all(value is None for value in array):
        # without a value there is no type: numbers, all of them missing
        return np.ma.MaskedArray(np.zeros(len(array)), mask=True)
    if array.dtype.kind != "O" or not any(isinstance(value, datetime) and value.tzinfo for value in array):
        return array
    return as_array(
        [None if value is None else value.astimezone(UTC).replace(tzinfo=None) for value in array]
    )


def _from_arrow_stream(table: Any) -> Frame:
    """Read any other maker's Arrow table, through DuckDB."""
    import duckdb

    frame: Frame = nw.from_native(duckdb.connect().from_arrow(table))
    return frame


def number(column: nw.Expr, name: str, dtype: nw.dtypes.DType) -> nw.Expr:
    """Give a column of numbers; raise NotNumericError for any other."""
    if not dtype.is_numeric():
        raise NotNumericError(
            f"{name!r} holds {dtype}, numbers are wanted; turn its answers into numbers first"
        )
    return column


def collected(result: Frame) -> dict[str, NDArray[Any]]:
    """Fetch the small result as arrays, with None or a mask where something is missing."""
    if result.implementation.is_duckdb():
        return _fetched(result.to_native())
    frame = result.collect() if isinstance(result, nw.LazyFrame) else result
    return {name: _masked(frame[name]) for name in frame.columns}


def fetched_whole(result: Frame) -> dict[str, NDArray[Any]]:
    """Fetch a result of many rows as arrays, column by column; text as objects."""
    if result.implementation.is_duckdb():
        columns: dict[str, NDArray[Any]] = result.to_native().fetchnumpy()
        return columns
    return collected(result)


def _fetched(relation: Any) -> dict[str, NDArray[Any]]:
    """Fetch from DuckDB by rows, for which neither Arrow nor pandas is wanted."""
    rows = relation.fetchall()
    columns = zip(*rows, strict=True) if rows else ((),) * len(relation.columns)
    return {name: as_array(values) for name, values in zip(relation.columns, columns, strict=True)}


def _masked(column: nw.Series[Any]) -> NDArray[Any]:
    absent = np.asarray(column.is_null().to_numpy(), dtype=bool)
    values = column.to_numpy()
    masked: NDArray[Any] = np.ma.MaskedArray(values, absent) if absent.any() else values
    return masked


def floats(values: NDArray[Any]) -> NDArray[np.float64]:
    """Give numbers as float64, NaN where something is missing."""
    if isinstance(values, np.ma.MaskedArray):
        present = ~np.ma.getmaskarray(values)
        floats = np.full(len(values), np.nan)
        floats[present] = values.data[present].astype(np.float64)
        return floats
    return values.astype(np.float64)
