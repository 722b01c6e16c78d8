"""A column of labels as codes into its sorted levels: what makes grouping fast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from numpy.typing import NDArray

_LONGEST_CODE = 2**62


@dataclass(frozen=True, eq=False, slots=True)
class Factor:
    """One column of labels.

    Attributes:
        name: the column's name.
        levels: the distinct labels, sorted, a missing label (None) last.
        codes: for each row the position of its label in `levels`.
    """

    name: str
    levels: tuple[Hashable, ...]
    codes: NDArray[np.intp]

    @classmethod
    def of(cls, name: str, values: Any) -> Factor:
        """Read a factor from an array or a sequence of labels."""
        labels, codes = _distinct(as_array(values))
        return cls._sorted(name, labels, codes)

    @classmethod
    def _sorted(cls, name: str, labels: Sequence[Hashable], codes: NDArray[np.intp]) -> Factor:
        order = _order(labels)
        place = np.empty(len(labels), dtype=np.intp)
        place[order] = np.arange(len(labels))
        return cls(name, tuple(labels[i] for i in order), place[codes])

    def values(self) -> NDArray[Any]:
        """Give the labels back, row by row."""
        return _level_array(self.levels)[self.codes]

    def rows(self, keep: NDArray[Any]) -> Factor:
        """Keep some rows (by position or by mask), and of the levels those still in use."""
        codes = self.codes[keep]
        used = np.zeros(len(self.levels), dtype=bool)
        used[codes] = True
        if used.all():
            return Factor(self.name, self.levels, codes)
        place = np.cumsum(used) - 1
        levels = tuple(level for level, in_use in zip(self.levels, used, strict=True) if in_use)
        return Factor(self.name, levels, place[codes])

    def relabelled(self, change: Callable[[Any], Hashable]) -> Factor:
        """Put each level through `change`; levels that become alike are merged."""
        index: dict[Hashable, int] = {}
        moved = [index.setdefault(_plain(change(level)), len(index)) for level in self.levels]
        return Factor._sorted(self.name, list(index), np.asarray(moved, dtype=np.intp)[self.codes])

    def joined(self, other: Factor) -> Factor:
        """Put the rows of another factor below these."""
        index: dict[Hashable, int] = {level: place for place, level in enumerate(self.levels)}
        moved = [index.setdefault(level, len(index)) for level in other.levels]
        below = np.asarray(moved, dtype=np.intp)[other.codes]
        return Factor._sorted(self.name, list(index), np.concatenate([self.codes, below]))

    def same_as(self, other: Factor) -> bool:
        """Tell whether both name the same labels in the same rows."""
        same = self.name == other.name and self.levels == other.levels
        return same and np.array_equal(self.codes, other.codes)


def combined(parts: Iterable[tuple[NDArray[np.intp], int]], rows: int) -> tuple[NDArray[np.int64], int]:
    """Fold several columns of codes into one, keeping their sort order.

    Args:
        parts: codes and how many levels they point into, most significant first.
        rows: how many rows there are (wanted where there are no parts).

    Returns:
        The code of each row, and a number above every code.
    """
    code, size = np.zeros(rows, dtype=np.int64), 1
    for codes, levels in parts:
        if size * max(levels, 1) > _LONGEST_CODE:
            found, code = np.unique(code, return_inverse=True)
            size = len(found)
        code = code * levels + codes
        size *= max(levels, 1)
    return code, size


def distinct_codes(code: NDArray[np.int64], size: int) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Sorted distinct codes and, row by row, the position in them (by counting where that is cheaper)."""
    if size > 4 * len(code) + 1024:
        found, inverse = np.unique(code, return_inverse=True)
        return found, inverse.astype(np.intp, copy=False)
    used = np.zeros(size, dtype=bool)
    used[code] = True
    return np.flatnonzero(used), (np.cumsum(used) - 1)[code]


def as_array(values: Any) -> NDArray[Any]:
    """Give labels as an array, of objects unless they came as an array."""
    if isinstance(values, np.ndarray):
        return values
    items = list(values)
    array = np.empty(len(items), dtype=object)
    array[:] = items
    return array


def _distinct(values: NDArray[Any]) -> tuple[list[Hashable], NDArray[np.intp]]:
    """Distinct labels as plain Python values, and the codes into them."""
    if isinstance(values, np.ma.MaskedArray):
        objects = np.array(values.data, dtype=object)
        objects[np.ma.getmaskarray(values)] = None
        return _distinct_objects(objects)
    if values.dtype.kind == "M":
        values = values if values.dtype == "datetime64[D]" else values.astype("datetime64[us]")
    if values.dtype.kind in "biufMU":
        found, codes = np.unique(values, return_inverse=True)
        return _merged([_plain(level) for level in found.tolist()], codes.astype(np.intp, copy=False))
    return _distinct_objects(values)


def _distinct_objects(values: NDArray[Any]) -> tuple[list[Hashable], NDArray[np.intp]]:
    index: dict[Any, int] = {}
    codes = np.fromiter((index.setdefault(v, len(index)) for v in values), np.intp, len(values))
    return _merged([_plain(level) for level in index], codes)


def _merged(labels: list[Hashable], codes: NDArray[np.intp]) -> tuple[list[Hashable], NDArray[np.intp]]:
    """Join labels that became alike (several kinds of missing are one)."""
    index: dict[Hashable, int] = {}
    moved = np.asarray([index.setdefault(label, len(index)) for label in labels], dtype=np.intp)
    return list(index), moved[codes] if len(moved) else codes


def _plain(label: Any) -> Hashable:
    """Give a NumPy scalar as its Python value, and every kind of missing as None."""
    if isinstance(label, np.datetime64):
        label = None if np.isnat(label) else label.astype("datetime64[us]").item()
    elif isinstance(label, np.generic):
        label = label.item()
    if label is None or type(label).__name__ in {"NAType", "NaTType"}:
        return None
    if isinstance(label, float) and label != label:  # noqa: PLR0124 - the test for NaN
        return None
    return label  # type: ignore[no-any-return]


def _order(labels: Sequence[Hashable]) -> list[int]:
    """Sort labels, missing last; labels of several types by type first."""
    present = [i for i, label in enumerate(labels) if label is not None]
    absent = [i for i, label in enumerate(labels) if label is None]
    try:
        present.sort(key=lambda i: labels[i])  # type: ignore[arg-type, return-value]
    except TypeError:
        present.sort(key=lambda i: (type(labels[i]).__name__, str(labels[i])))
    return present + absent


def _level_array(levels: tuple[Hashable, ...]) -> NDArray[Any]:
    """Levels as the narrowest array that keeps them as they are."""
    kinds = {type(level) for level in levels}
    for kind, dtype in (
        (bool, "bool"),
        (int, "int64"),
        (date, "datetime64[D]"),
        (datetime, "datetime64[us]"),
    ):
        if kinds == {kind}:
            try:
                return np.array(levels, dtype=dtype)
            except (OverflowError, ValueError):
                break
    if float in kinds and kinds <= {int, float}:
        return np.array(levels, dtype="float64")
    return as_array(levels)
