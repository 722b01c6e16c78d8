"""Sums of products pushed down to the engine that holds the table, or taken in memory."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from cocreate.drivers.products import Moments
from cocreate.engines import check_columns, collected, fetched_whole, floats, frame_of, number
from cocreate.errors import NotNumericError, OptionError, WeightError
from cocreate.factors import Factor, combined, distinct_codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cocreate.engines import Frame

    FloatArray = NDArray[np.float64]

_NUMBERS_IN_MEMORY = 2_000_000
"""Up to so many numbers, a lazy table is fetched: that is quick, and each row can be drawn by itself."""
_MOST_PARTS_PUSHED_DOWN = 250
"""More parts cost an engine time; with 250 a standard error is known to about 4 %."""
_MOST_BLOCKS = 50_000
"""Groups times parts at most, so that many groups keep to memory."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be added up."""

    columns: Sequence[str]
    by: tuple[str, ...]
    weight: str | None
    pairwise: bool
    parts: int
    rng: np.random.Generator


def summed(
    table: Any,
    columns: Sequence[str],
    *,
    by: tuple[str, ...],
    weight: str | None,
    pairwise: bool,
    parts: int,
    rng: np.random.Generator,
) -> Moments:
    """Add up the columns of a table and their products."""
    asked = _Asked(columns, by, weight, pairwise, parts, rng)
    frame = _picked(frame_of(table), asked)
    if isinstance(frame, nw.DataFrame):
        return _in_memory(frame, asked)
    pilot = _pilot(frame, asked)
    fetched = pilot.rows * len(columns) <= _NUMBERS_IN_MEMORY
    if fetched or not _adds_up_itself(frame):
        return _in_memory(frame, asked)
    return _pushed_down(frame, asked, pilot)


def _adds_up_itself(frame: Frame) -> bool:
    """Tell engines whose tables may lie elsewhere or not fit memory from frames of this process."""
    made_by = frame.implementation
    return made_by.is_duckdb() or made_by.is_pyspark() or made_by.is_pyspark_connect()


def _picked(frame: Frame, asked: _Asked) -> Frame:
    """Give the columns wanted as x0, x1 … (float, null where missing), by0 … and w."""
    if not all(isinstance(name, str) for name in asked.by):
        raise OptionError(f"by == {list(asked.by)!r}, must name columns; make a column of periods first")
    names = [*asked.columns, *asked.by, *([asked.weight] if asked.weight else [])]
    check_columns(frame, names)
    if isinstance(frame, nw.DataFrame) and nw.Object in {frame.schema[name] for name in names}:
        frame = frame_of({name: frame[name].to_list() for name in names})  # Python objects: decimals, None
    schema = frame.collect_schema()
    picked = {f"x{i}": _float(name, schema[name]) for i, name in enumerate(asked.columns)}
    picked |= {f"by{i}": _label(name, schema[name]) for i, name in enumerate(asked.by)}
    if asked.weight:
        picked["w"] = _float(asked.weight, schema[asked.weight])
    return frame.select(**picked)


def _float(name: str, dtype: nw.dtypes.DType) -> nw.Expr:
    column = nw.col(name)
    if dtype == nw.Boolean:
        return column.cast(nw.Int8).cast(nw.Float64)
    column = number(column, name, dtype)
    return nw.when(~column.is_nan()).then(column) if dtype.is_float() else column.cast(nw.Float64)


def _label(name: str, dtype: nw.dtypes.DType) -> nw.Expr:
    return nw.col(name).cast(nw.String) if dtype in {nw.Categorical, nw.Enum} else nw.col(name)


@dataclass(frozen=True, slots=True)
class _Pilot:
    """What a first look tells: how many rows there are, and the mean of each column."""

    rows: int
    mean: FloatArray


def _pilot(frame: Frame, asked: _Asked) -> _Pilot:
    places = range(len(asked.columns))
    asks = [nw.len().alias("rows")]
    for i in places:
        column = nw.col(f"x{i}")
        asks += [column.mean().alias(f"mean{i}"), column.min().alias(f"low{i}")]
        asks += [column.max().alias(f"high{i}")]
    if asked.weight:
        asks += [nw.col("w").min().alias("lightest"), nw.col("w").max().alias("heaviest")]
        asks += [nw.col("w").is_null().cast(nw.Int64).sum().alias("unweighted")]
    found = {name: float(floats(values)[0]) for name, values in collected(frame.select(*asks)).items()}
    for i, name in enumerate(asked.columns):
        if np.isinf([found[f"low{i}"], found[f"high{i}"]]).any():
            raise _infinite(name)
    if asked.weight:
        unweighted = int(np.nan_to_num(found["unweighted"]))
        _check_weights(asked.weight, unweighted, found["lightest"], found["heaviest"])
    return _Pilot(int(found["rows"]), np.nan_to_num(np.array([found[f"mean{i}"] for i in places])))


def _check_weights(name: str, unweighted: int, lightest: float, heaviest: float) -> None:
    if unweighted:
        raise WeightError(f"{name!r} is missing in {unweighted} rows; fill it in or drop those rows")
    if lightest < 0 or np.isinf(heaviest):
        shown = lightest if lightest < 0 else heaviest
        raise WeightError(f"{name!r} holds {shown:g}, weights must be >= 0 and finite")


def _infinite(name: str) -> NotNumericError:
    return NotNumericError(f"{name!r} holds infinite values; mend or drop those rows")


def _in_memory(frame: Frame, asked: _Asked) -> Moments:
    columns = fetched_whole(frame)
    x = np.column_stack([floats(columns[f"x{i}"]) for i in range(len(asked.columns))])
    for place in np.flatnonzero(np.isinf(x).any(axis=0)).tolist():
        raise _infinite(asked.columns[place])
    w = floats(columns["w"]) if asked.weight else np.ones(len(x))
    if asked.weight and len(w):
        _check_weights(asked.weight, int(np.isnan(w).sum()), float(np.nanmin(w, initial=0)), float(w.max()))
    factors, index, groups = _grouped(
        {name: columns[f"by{i}"] for i, name in enumerate(asked.by)}, rows=len(x)
    )
    seen = np.bincount(index, minlength=groups).astype(np.int64)
    known = ~np.isnan(x)
    if not asked.pairwise:
        whole = known.all(axis=1)
        x, w, index, known = x[whole], w[whole], index[whole], np.ones((int(whole.sum()), 1), dtype=bool)
    present = ~np.isnan(x)
    shift = np.nan_to_num(_column_means(x, present))
    centred = np.where(present, x - shift, 0.0)
    parts = min(asked.parts, max(1, _MOST_BLOCKS // max(groups, 1)), max(1, len(x)))
    part = _parts_within(index, groups, parts, asked.rng)
    sums = _block_sums(centred, known.astype(np.float64), w, index * parts + part, groups * parts)
    return _moments(asked, factors, seen, sums, shift)


def _column_means(x: FloatArray, present: NDArray[np.bool_]) -> FloatArray:
    count = present.sum(axis=0)
    total = np.where(present, x, 0.0).sum(axis=0)
    means: FloatArray = np.divide(total, count, out=np.zeros(x.shape[1]), where=count > 0)
    return means


def _grouped(keys: dict[str, Any], *, rows: int) -> tuple[tuple[Factor, ...], NDArray[np.intp], int]:
    """Groups of some rows: their labels, and the group of each row."""
    each = [Factor.of(name, values) for name, values in keys.items()]
    if not each:
        return (), np.zeros(rows, dtype=np.intp), 1
    code, size = combined(((factor.codes, len(factor.levels)) for factor in each), rows)
    found, index = distinct_codes(code, size)
    first = np.zeros(len(found), dtype=np.intp)
    first[index[::-1]] = np.arange(rows)[::-1]
    return tuple(factor.rows(first) for factor in each), index, len(found)


def _parts_within(
    index: NDArray[np.intp], groups: int, parts: int, rng: np.random.Generator
) -> NDArray[np.intp]:
    """Give each row its part: by chance, or one of its own where its group is small enough."""
    chance = rng.integers(parts, size=len(index))
    sizes = np.bincount(index, minlength=groups)
    order = np.argsort(index, kind="stable")
    own = np.empty(len(index), dtype=np.intp)
    own[order] = np.arange(len(index)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.where(sizes[index] <= parts, own, chance)


def _block_sums(
    x: FloatArray, present: FloatArray, w: FloatArray, block: NDArray[np.intp], blocks: int
) -> dict[str, FloatArray]:
    """Sums of each block of rows, by matrix products."""
    order = np.argsort(block, kind="stable")
    x, present, w = x[order], present[order], w[order]
    ends = np.cumsum(np.bincount(block, minlength=blocks))
    wide, pairs = x.shape[1], present.shape[1]
    shapes = {"count": (pairs, pairs), "weight": (pairs, pairs), "weight_sq": (pairs, pairs)}
    shapes |= {"total": (wide, pairs), "cross": (wide, wide)}
    sums = {name: np.zeros((blocks, *shape)) for name, shape in shapes.items()}
    start = 0
    for place, end in enumerate(ends.tolist()):
        if end == start:
            continue
        xs, ps, ws = x[start:end], present[start:end], w[start:end, np.newaxis]
        weighted = ws * ps
        sums["count"][place] = ps.T @ ps
        sums["weight"][place] = ps.T @ weighted
        sums["weight_sq"][place] = weighted.T @ weighted
        sums["total"][place] = xs.T @ weighted
        sums["cross"][place] = xs.T @ (ws * xs)
        start = end
    return sums


def _pushed_down(frame: Frame, asked: _Asked, pilot: _Pilot) -> Moments:
    keys = [f"by{i}" for i in range(len(asked.by))]
    factors, seen = _groups_by_engine(frame, asked.by, keys, pilot)
    parts = min(asked.parts, _MOST_PARTS_PUSHED_DOWN, max(1, _MOST_BLOCKS // max(len(seen), 1)))
    wide = range(len(asked.columns))
    if not asked.pairwise:
        frame = frame.drop_nulls([f"x{i}" for i in wide])
    if parts > 1:
        frame, keys = _split(frame, parts, asked.rng), [*keys, "part"]
    centred = {f"x{i}": nw.col(f"x{i}") - float(pilot.mean[i]) for i in wide}
    kept = frame.select(*keys, *(["w"] if asked.weight else []), **centred)
    sums = _asks(len(wide), weighted=asked.weight is not None, pairwise=asked.pairwise)
    found = collected(kept.group_by(keys).agg(*sums) if keys else kept.select(*sums))
    group = _place_in(factors, {name: found[f"by{i}"] for i, name in enumerate(asked.by)})
    part = floats(found["part"]).astype(np.intp) if parts > 1 else np.zeros(len(found["n0_0"]), dtype=np.intp)
    blocks = _matrices(found, len(wide), weighted=asked.weight is not None, pairwise=asked.pairwise)
    return _moments(
        asked, factors, seen, _placed(blocks, group * parts + part, len(seen) * parts), pilot.mean
    )


def _groups_by_engine(
    frame: Frame, names: tuple[str, ...], keys: list[str], pilot: _Pilot
) -> tuple[tuple[Factor, ...], NDArray[np.int64]]:
    """Labels of the groups, sorted, and how many rows each has."""
    if not keys:
        return (), np.array([pilot.rows])
    found = collected(frame.group_by(keys).agg(nw.len().alias("rows")))
    factors, index, groups = _grouped(
        {name: found[key] for name, key in zip(names, keys, strict=True)}, rows=len(found["rows"])
    )
    rows = np.bincount(index, weights=floats(found["rows"]), minlength=groups)
    return factors, rows.astype(np.int64)


def _place_in(factors: tuple[Factor, ...], keys: dict[str, Any]) -> NDArray[np.intp] | int:
    """Find each row's group among those known."""
    if not factors:
        return 0
    labels = zip(*(factor.values().tolist() for factor in factors), strict=True)
    known = {label: place for place, label in enumerate(labels)}
    each = [Factor.of(name, values).values().tolist() for name, values in keys.items()]
    return np.array([known[label] for label in zip(*each, strict=True)], dtype=np.intp)


def _split(frame: Frame, parts: int, rng: np.random.Generator) -> Frame:
    """Let the engine give each row a part by chance."""
    seed = int(rng.integers(2**31))
    native = frame.to_native()
    if frame.implementation.is_duckdb():
        numbered = native.project(f"*, (hash(row_number() OVER (), {seed}) % {parts})::INTEGER AS part")
        return nw.from_native(numbered)  # type: ignore[no-any-return]
    functions = import_module("pyspark.sql.functions")

    return nw.from_native(  # type: ignore[no-any-return]
        native.withColumn("part", functions.floor(functions.rand(seed) * parts).cast("int"))
    )


def _asks(wide: int, *, weighted: bool, pairwise: bool) -> list[nw.Expr]:
    """Say which sums are wanted of the centred columns x0, x1 … and the weight w."""
    x = [nw.col(f"x{i}") for i in range(wide)]
    w: nw.Expr | None = nw.col("w") if weighted else None
    heavy = [column if w is None else w * column for column in x]
    asks = [(heavy[i] * x[j]).sum().alias(f"c{i}_{j}") for i, j in _pairs(wide)]
    for i, j in _pairs(wide) if pairwise else [(0, 0)]:
        both = ~(x[i].is_null() | x[j].is_null())
        asks.append(both.cast(nw.Int64).sum().alias(f"n{i}_{j}"))
        if w is not None:
            asks.append(nw.when(both).then(w).sum().alias(f"w{i}_{j}"))
            asks.append(nw.when(both).then(w * w).sum().alias(f"v{i}_{j}"))
    if not pairwise:
        return [*asks, *(heavy[i].sum().alias(f"t{i}_0") for i in range(wide))]
    for i in range(wide):
        asks += [nw.when(~x[j].is_null()).then(heavy[i]).sum().alias(f"t{i}_{j}") for j in range(wide)]
    return asks


def _pairs(wide: int) -> list[tuple[int, int]]:
    return list(combinations_with_replacement(range(wide), 2))


def _matrices(
    found: dict[str, NDArray[Any]], wide: int, *, weighted: bool, pairwise: bool
) -> dict[str, FloatArray]:
    """Put the sums that came back into matrices."""

    def matrix(letter: str, rows: int, columns: int) -> FloatArray:
        out = np.empty((len(found["n0_0"]), rows, columns))
        for i in range(rows):
            for j in range(columns):
                name = f"{letter}{i}_{j}" if f"{letter}{i}_{j}" in found else f"{letter}{j}_{i}"
                out[:, i, j] = np.nan_to_num(floats(found[name]))
        return out

    pairs = wide if pairwise else 1
    count = matrix("n", pairs, pairs)
    return {
        "count": count,
        "weight": matrix("w", pairs, pairs) if weighted else count,
        "weight_sq": matrix("v", pairs, pairs) if weighted else count,
        "total": matrix("t", wide, pairs),
        "cross": matrix("c", wide, wide),
    }


def _placed(blocks: dict[str, FloatArray], place: NDArray[np.intp], size: int) -> dict[str, FloatArray]:
    """Put each block where its group and part belong; blocks that nobody fell into stay empty."""
    out = {}
    for name, matrices in blocks.items():
        out[name] = np.zeros((size, *matrices.shape[1:]))
        np.add.at(out[name], place, matrices)
    return out


def _moments(
    asked: _Asked,
    factors: tuple[Factor, ...],
    seen: NDArray[np.int64],
    sums: dict[str, FloatArray],
    shift: FloatArray,
) -> Moments:
    split = {
        name: array.reshape(len(seen), -1 if len(array) else 1, *array.shape[1:])
        for name, array in sums.items()
    }
    return Moments(
        columns=tuple(asked.columns),
        factors=factors,
        missing="pairwise" if asked.pairwise else "listwise",
        rows=seen,
        count=split["count"].astype(np.int64),
        weight=split["weight"],
        weight_sq=split["weight_sq"],
        total=split["total"],
        cross=split["cross"],
        shift=shift,
    )
