"""Units watched over periods, as a matrix with a row a unit and a column a period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.engines import floats
from cocreate.errors import InputError, NotEnoughDataError, NotNumericError
from cocreate.factors import Factor
from cocreate.reading import asked_frame, fetched
from cocreate.traits import design, traits_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Units that were seen in every period.

    Attributes:
        periods: the periods, in order.
        outcome: a row a unit, a column a period.
        start: the place of the period from which each unit is treated; the number of periods for never.
        covariates: traits of each unit before treatment, without a column of ones; no columns without any.
        notes: what was left out.
    """

    periods: tuple[Hashable, ...]
    outcome: FloatArray
    start: NDArray[np.intp]
    covariates: FloatArray
    notes: tuple[str, ...]


def panel_of(
    table: Any, outcome: str, *, unit: str, when: str, treated_from: str, adjust: Sequence[str]
) -> Panel:
    """Read a panel from rows of unit and period."""
    names = list(dict.fromkeys([outcome, unit, when, treated_from, *adjust]))
    columns = fetched(asked_frame(table, names).select(*names))
    value = _numbers(columns[outcome], outcome)
    units, times = Factor.of(unit, columns[unit]), Factor.of(when, columns[when])
    known = np.isfinite(value) & _labelled(units) & _labelled(times)
    notes = [f"{int((~known).sum()):,} rows lack a unit, a time or a value"] if not known.all() else []
    units, times = units.rows(known), times.rows(known)
    wide = len(units.levels), len(times.levels)
    cell = units.codes * wide[1] + times.codes
    count = np.bincount(cell, minlength=wide[0] * wide[1]).reshape(wide)
    if count.max(initial=0) > 1:
        who, at = np.argwhere(count > 1)[0]
        raise InputError(
            f"{unit!r} {units.levels[who]} has {count.max()} rows at {times.levels[at]}; sum them up to one"
        )
    matrix = np.full(wide, np.nan)
    matrix[units.codes, times.codes] = value[known]
    start = _starts(units, times, columns[treated_from][known], treated_from)
    whole = count.all(axis=1)
    if not whole.all():
        notes.append(f"{int((~whole).sum()):,} units were not seen in every period and were left out")
    early = start == 0
    if (early & whole).any():
        notes.append(
            f"{int((early & whole).sum()):,} units were treated from the first period on: nothing is known of before"
        )
    kept = whole & ~early
    if not kept.any():
        raise NotEnoughDataError(
            f"no unit was seen in every one of the {wide[1]} periods and before treatment"
        )
    covariates, told = _covariates(columns, adjust, known, units, times)
    return Panel(times.levels, matrix[kept], start[kept], covariates[kept], (*notes, *told))


def _numbers(values: NDArray[Any], name: str) -> FloatArray:
    try:
        return floats(values)
    except (TypeError, ValueError) as error:
        raise NotNumericError(f"{name!r} holds {values.dtype}, numbers are wanted") from error


def _labelled(factor: Factor) -> NDArray[np.bool_]:
    absent = [place for place, level in enumerate(factor.levels) if level is None]
    return ~np.isin(factor.codes, absent)


def _starts(units: Factor, times: Factor, values: NDArray[Any], name: str) -> NDArray[np.intp]:
    """Place of the first treated period of each unit; the number of periods for never (missing, 0 or infinite)."""
    starts = Factor.of(name, values)
    places = np.array([_place(level, times.levels, name) for level in starts.levels], dtype=np.intp)
    each = places[starts.codes]
    first = np.full(len(units.levels), -1, dtype=np.intp)
    first[units.codes] = each
    if (first[units.codes] != each).any():
        who = units.levels[units.codes[int(np.argmax(first[units.codes] != each))]]
        raise InputError(
            f"{name!r} changes within unit {who}; it is the first period of treatment, in every row"
        )
    return first


def _place(level: Hashable, periods: tuple[Hashable, ...], name: str) -> int:
    never = len(periods)
    number = isinstance(level, int | float) and not isinstance(level, bool)
    if level is None or (number and (level == 0 or level == float("inf"))):
        return never
    try:
        return next((place for place, period in enumerate(periods) if period >= level), never)  # type: ignore[operator]
    except TypeError as error:
        raise InputError(
            f"{name!r} holds {level!r}, which cannot be put among periods such as {periods[0]!r}; write both alike"
        ) from error


def _covariates(
    columns: dict[str, NDArray[Any]],
    adjust: Sequence[str],
    known: NDArray[np.bool_],
    units: Factor,
    times: Factor,
) -> tuple[FloatArray, tuple[str, ...]]:
    """Traits of each unit as they were in the first period it was seen."""
    if not adjust:
        return np.zeros((len(units.levels), 0)), ()
    order = np.lexsort((times.codes, units.codes))
    first = order[np.searchsorted(units.codes[order], np.arange(len(units.levels)))]
    rows = np.flatnonzero(known)[first]
    early = {name: columns[name][rows] for name in adjust}
    traits, notes = traits_of(early)
    return design(traits, early), notes
