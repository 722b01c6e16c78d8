"""Sums of a table by one column, by the GROUP BY of the engine that holds it."""

from __future__ import annotations

from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np

from cocreate.drivers.products import Moments
from cocreate.engines import collected, floats, number
from cocreate.errors import NotNumericError
from cocreate.factors import Factor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cocreate.engines import Frame

    FloatArray = NDArray[np.float64]


def summed_by_group(frame: Frame, columns: Sequence[str], *, group: str) -> tuple[Moments, int]:
    """Add up columns and their products by group, over rows without a gap; and say how many rows there are.

    Two passes, as `moments` takes them: means first, so that squares of what is left lose no digits.
    """
    wide = range(len(columns))
    schema = frame.collect_schema()
    picked = {f"x{i}": _float(name, schema[name]) for i, name in enumerate(columns)}
    known = frame.select(by=_label(group, schema[group]), **picked).drop_nulls([f"x{i}" for i in wide])
    shift = _means(known, columns)
    centred = known.with_columns(**{f"x{i}": nw.col(f"x{i}") - float(shift[i]) for i in wide})
    pairs = list(combinations_with_replacement(wide, 2))
    products = {f"c{i}_{j}": nw.col(f"x{i}") * nw.col(f"x{j}") for i, j in pairs}
    names = [f"x{i}" for i in wide] + list(products)
    sums = [nw.len().alias("number of rows"), *(nw.col(name).sum() for name in names)]
    found = collected(centred.with_columns(**products).group_by("by").agg(*sums))
    factor = Factor.of(group, found["by"])
    rows = int(floats(collected(frame.select(rows=nw.len()))["rows"])[0])
    order = np.argsort(factor.codes, kind="stable")
    sorted_sums = {name: floats(values)[order] for name, values in found.items() if name != "by"}
    return _moments(columns, factor.rows(order), sorted_sums, shift), rows


def _float(name: str, dtype: nw.dtypes.DType) -> nw.Expr:
    column = nw.col(name)
    if dtype == nw.Boolean:
        return column.cast(nw.Int8).cast(nw.Float64)
    column = number(column, name, dtype).cast(nw.Float64)
    return nw.when(~column.is_nan()).then(column) if dtype.is_float() else column


def _label(name: str, dtype: nw.dtypes.DType) -> nw.Expr:
    return nw.col(name).cast(nw.String) if dtype in {nw.Categorical, nw.Enum} else nw.col(name)


def _means(known: Frame, columns: Sequence[str]) -> FloatArray:
    places = range(len(columns))
    asked = {f"x{i}": nw.col(f"x{i}").mean() for i in places} | {"rows": nw.len()}
    found = {name: floats(values)[0] for name, values in collected(known.select(**asked)).items()}
    if not found["rows"]:
        return np.zeros(len(columns))
    means = np.array([found[f"x{i}"] for i in places])
    for place in np.flatnonzero(~np.isfinite(means)).tolist():
        raise NotNumericError(f"{columns[place]!r} holds infinite values; mend or drop those rows")
    return means


def _moments(
    columns: Sequence[str], factor: Factor, sums: dict[str, FloatArray], shift: FloatArray
) -> Moments:
    groups, wide = len(factor.codes), len(columns)
    count = sums["number of rows"].reshape(groups, 1, 1, 1)
    total = np.stack([sums[f"x{i}"] for i in range(wide)], axis=-1).reshape(groups, 1, wide, 1)
    cross = np.empty((groups, 1, wide, wide))
    for i, j in combinations_with_replacement(range(wide), 2):
        cross[:, 0, i, j] = cross[:, 0, j, i] = sums[f"c{i}_{j}"]
    whole = count.astype(np.int64)
    return Moments(
        tuple(columns), (factor,), "listwise", whole.ravel(), whole, count, count, total, cross, shift
    )
