"""Counting plain Python rows and columns, for which no data-frame library is wanted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.cells import Cells
from cocreate.errors import InputError, MissingColumnError, NotNumericError, WeightError
from cocreate.factors import Factor
from cocreate.periods import Period

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cocreate.groupings import Grouping


def count_rows(
    table: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    score: str,
    *,
    by: tuple[Grouping, ...] = (),
    weight: str | None = None,
    of: Collection[Any] | None = None,
) -> Cells:
    """Count a list of dicts or a dict of columns by group and score."""
    columns = _columns(table, [score, *(g.column for g in by), *([weight] if weight else [])])
    answers = numbers(columns[score], score) if of is None else _indicator(columns[score], of)
    weights = None if weight is None else numbers(columns[weight], weight)
    if weights is not None:
        _check_weights(weights[~np.isnan(answers)], weight)
    return Cells.from_columns(
        keys={g.name: _labels(columns[g.column], g) for g in by},
        score=answers,
        count=np.ones(len(answers), dtype=np.int64),
        weight=weights,
        weight_sq=None if weights is None else weights * weights,
    )


def numbers(values: Any, name: str) -> NDArray[np.float64]:
    """Read a column of numbers; None and NaN are missing."""
    if isinstance(values, np.ndarray) and values.dtype.kind in "biuf":
        return values.astype(np.float64)
    return np.fromiter((_number(value, name) for value in values), np.float64, len(values))


def _number(value: Any, name: str) -> float:
    if value is None or type(value).__name__ == "NAType":
        return np.nan
    if isinstance(value, int | float | Decimal | np.number | np.bool_):
        return float(value)
    raise NotNumericError(
        f"{name!r} holds {value!r} ({type(value).__name__}), numbers are wanted;"
        " turn its answers into numbers first"
    )


def _columns(table: Mapping[str, Any] | Sequence[Mapping[str, Any]], names: Iterable[str]) -> dict[str, Any]:
    wanted = list(dict.fromkeys(names))
    if isinstance(table, Mapping):
        for name in wanted:
            if name not in table:
                raise MissingColumnError(name, table)
        columns = {name: table[name] for name in wanted}
        columns = {name: c if isinstance(c, np.ndarray) else list(c) for name, c in columns.items()}
        lengths = {name: len(column) for name, column in columns.items()}
        if len(set(lengths.values())) > 1:
            raise InputError(f"columns of different lengths: {lengths}")
        return columns
    known = dict.fromkeys(name for row in table for name in row)
    for name in wanted:
        if table and name not in known:
            raise MissingColumnError(name, known)
    return {name: [row.get(name) for row in table] for name in wanted}


def _indicator(values: Any, of: Collection[Any]) -> NDArray[np.float64]:
    wanted = set(of)
    column = Factor.of("", values)
    hits = [np.nan if level is None else float(level in wanted) for level in column.levels]
    return np.asarray(hits, dtype=np.float64)[column.codes] if hits else np.empty(0)


def _labels(values: Any, grouping: Grouping) -> Any:
    if not isinstance(grouping, Period):
        return values
    return Factor.of(grouping.name, values).relabelled(grouping.start).values()


def _check_weights(weights: NDArray[np.float64], name: str | None) -> None:
    absent = int(np.isnan(weights).sum())
    if absent:
        raise WeightError(f"{name!r} is missing in {absent} answered rows; fill it in or drop those rows")
    if len(weights) and weights.min() < 0:
        raise WeightError(f"{name!r} holds {weights.min():g}, weights must be >= 0")
