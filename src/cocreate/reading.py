"""Columns of a table as they are, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from cocreate.engines import check_columns, collected, floats, frame_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cocreate.engines import Frame


def asked_frame(table: Any, names: list[str]) -> Frame:
    """See a table as a frame that has these columns; columns of Python objects are read anew."""
    frame = frame_of(table)
    check_columns(frame, names)
    if isinstance(frame, nw.DataFrame) and nw.Object in {frame.schema[name] for name in names}:
        return frame_of({name: frame[name].to_list() for name in names})
    return frame


def fetched(result: Frame) -> dict[str, NDArray[Any]]:
    """Fetch a result row by row, from DuckDB by columns; every kind of missing number as NaN, other as None."""
    if result.implementation.is_duckdb():
        columns: dict[str, NDArray[Any]] = result.to_native().fetchnumpy()
    else:
        columns = collected(result)
    return {name: _plain(values) for name, values in columns.items()}


def _plain(values: NDArray[Any]) -> NDArray[Any]:
    if not isinstance(values, np.ma.MaskedArray):
        return values
    if values.dtype.kind in "iuf":
        return floats(values)
    objects = values.data.astype(object)
    objects[np.ma.getmaskarray(values)] = None
    return objects
