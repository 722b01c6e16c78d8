"""Traits of customers as columns of numbers that a regression can use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.engines import floats
from cocreate.errors import InputError
from cocreate.factors import Factor
from cocreate.reading import asked_frame, fetched

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

_MOST_LEVELS = 30
"""Rarer labels than the thirty most frequent are counted together."""
_OF_ITS_OWN = 0.9
"""Where so many rows have a label of their own, the column is a name and says nothing about others."""
_MOSTLY = 0.95
"""Text of which so much reads as numbers is numbers, and the rest is missing."""


@dataclass(frozen=True, slots=True)
class Trait:
    """How one column becomes numbers.

    Attributes:
        name: the column.
        mean: of its numbers; what stands in where one is missing.
        scale: their standard deviation.
        lacks: whether numbers were missing, which is then a column of its own.
        levels: of a column of labels, those with a column of their own; the most frequent has none.
        base: the most frequent label.
    """

    name: str
    mean: float = 0.0
    scale: float = 1.0
    lacks: bool = False
    levels: tuple[Hashable, ...] | None = None
    base: Hashable = None

    @property
    def labels(self) -> tuple[str, ...]:
        """What its columns say of a customer."""
        if self.levels is None:
            return (self.name, f"{self.name} is missing") if self.lacks else (self.name,)
        return tuple(_told(self.name, level) for level in self.levels)

    @property
    def against(self) -> tuple[str, ...]:
        """What each column is held against."""
        if self.levels is None:
            return (f"{self.scale:.3g} less", "is there") if self.lacks else (f"{self.scale:.3g} less",)
        return (_told(self.name, self.base),) * len(self.levels)

    def columns(self, values: NDArray[Any]) -> list[FloatArray]:
        """Turn the column into numbers of mean 0 and deviation 1, or into zeros and ones."""
        if self.levels is None:
            numbers = _as_numbers(values)
            absent = ~np.isfinite(numbers)
            scaled = np.where(absent, 0.0, (np.where(absent, 0.0, numbers) - self.mean) / self.scale)
            return [scaled, absent.astype(np.float64)] if self.lacks else [scaled]
        known = {*self.levels, self.base}
        rare = _RARE in self.levels
        labels = np.empty(len(values), dtype=object)
        labels[:] = [label if label in known else _RARE if rare else self.base for label in _labels(values)]
        return [np.array([label == level for label in labels], dtype=np.float64) for level in self.levels]


_RARE = "any other"


def read_columns(table: Any, names: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Fetch columns as they are, row by row."""
    return fetched(asked_frame(table, list(names)).select(*names))


def column_names(table: Any) -> list[str]:
    """Names of all columns."""
    return list(asked_frame(table, []).collect_schema().names())


def traits_of(columns: dict[str, NDArray[Any]]) -> tuple[tuple[Trait, ...], tuple[str, ...]]:
    """Work out how each column becomes numbers, and say which do not."""
    traits, notes = [], []
    for name, values in columns.items():
        trait, note = _trait(name, values)
        traits += [trait] if trait else []
        notes += [note] if note else []
    if not traits:
        raise InputError(
            f"no usable trait among {', '.join(map(repr, columns)) or 'no columns'}; give others"
        )
    return tuple(traits), tuple(notes)


def design(traits: Sequence[Trait], columns: dict[str, NDArray[Any]]) -> FloatArray:
    """Traits of all customers as a matrix, a row a customer."""
    return np.column_stack([part for trait in traits for part in trait.columns(columns[trait.name])])


def _trait(name: str, values: NDArray[Any]) -> tuple[Trait | None, str]:
    numbers = _as_numbers(values) if _is_number(values) else None
    if numbers is not None:
        present = numbers[np.isfinite(numbers)]
        if not len(present) or present.min() == present.max():
            return None, f"{name!r} is the same for all and was left out"
        lacks = len(present) < len(numbers)
        scale = float(present.std())
        return Trait(name, float(present.mean()), scale, lacks), ""
    factor = Factor.of(name, np.array(_labels(values), dtype=object))
    count = np.bincount(factor.codes, minlength=len(factor.levels))
    if len(count) < 2:  # noqa: PLR2004 - one label tells nobody apart
        return None, f"{name!r} is the same for all and was left out"
    if len(count) > max(_OF_ITS_OWN * len(values), _MOST_LEVELS):
        return None, f"{name!r} is nearly different for all, as a name is, and was left out"
    order = np.argsort(-count, kind="stable")
    ordered = [factor.levels[place] for place in order]
    levels = ordered[1:_MOST_LEVELS]
    if len(ordered) > _MOST_LEVELS:
        note = f"{name!r} has {len(ordered)} labels: all but the {_MOST_LEVELS} most frequent count as one"
        return Trait(name, levels=(*levels, _RARE), base=ordered[0]), note
    return Trait(name, levels=tuple(levels), base=ordered[0]), ""


def _is_number(values: NDArray[Any]) -> bool:
    if values.dtype.kind in "iuf":
        return True
    if values.dtype.kind in "bM":
        return False
    present = [value for value in values if value is not None and value == value]  # noqa: PLR0124 - NaN alone differs from itself
    if not present or any(isinstance(value, bool) for value in present):
        return False
    read = [_number(value) for value in present]
    return sum(value == value for value in read) >= _MOSTLY * len(read)  # noqa: PLR0124 - likewise


def _as_numbers(values: NDArray[Any]) -> FloatArray:
    if values.dtype.kind in "iufb":
        return floats(values)
    return np.array([_number(value) for value in values], dtype=np.float64)


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")


def _labels(values: NDArray[Any]) -> list[Hashable]:
    """Labels row by row; every kind of missing is None."""
    factor = Factor.of("", values)
    return [factor.levels[code] for code in factor.codes]


def _told(name: str, level: Hashable) -> str:
    return f"{name} is missing" if level is None else f"{name} = {level}"
