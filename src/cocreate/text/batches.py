"""Texts in, results out: one text or many, from a sequence or from a column of any table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, overload

import numpy as np

from cocreate.engines import check_columns, collected, frame_of, is_plain
from cocreate.errors import NotTextError, OptionError
from cocreate.frames import Tabular

if TYPE_CHECKING:
    from collections.abc import Callable


class Told(Protocol):
    """A result that can be a row of a table."""

    def row(self) -> dict[str, Any]:
        """Give its plain values by name."""


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Batch[T: Told](Sequence[T], Tabular):
    """Results of many texts, in their order; also a table with a row a text.

    Attributes:
        results: one result a text.
    """

    results: tuple[T, ...]

    def columns(self) -> Mapping[str, Any]:
        """Give what the results say, column by column."""
        rows = [result.row() for result in self.results]
        return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Batch[T]: ...
    def __getitem__(self, place: int | slice) -> T | Batch[T]:
        return Batch(self.results[place]) if isinstance(place, slice) else self.results[place]

    def __len__(self) -> int:
        return len(self.results)

    def __eq__(self, other: object) -> bool:
        return self.results == other.results if isinstance(other, Batch) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.results)

    def __repr__(self) -> str:
        return f"Batch({type(self.results[0]).__name__ if self else 'nothing'}, n={len(self)})"


def each[T: Told](one: Callable[[str], T], texts: Any, column: str | None) -> T | Batch[T]:
    """Answer for one text, or for each of many."""
    if texts is None or isinstance(texts, str):
        return one(texts or "")
    return Batch(tuple(one(text) for text in texts_of(texts, column)))


def texts_of(texts: Any, column: str | None = None) -> list[str]:
    """Read texts: from a sequence, or from the column of a table; a missing one is empty.

    Args:
        texts: a sequence of texts, or a table if `column` is given.
        column: the column that holds them.

    Raises:
        NotTextError: if something in it is no text.
        OptionError: if a table is given without its column, or one text where many are wanted.
    """
    if column is None:
        return [_text(value, place) for place, value in enumerate(_values(texts))]
    return [_text(value, place) for place, value in enumerate(columns_of(texts, [column])[column])]


def columns_of(table: Any, names: Sequence[str]) -> dict[str, Sequence[Any]]:
    """Read columns of any table, as plain sequences in the order of its rows."""
    if is_plain(table) and not isinstance(table, Mapping):
        check_columns(frame_of(table), names)
        return {name: [row.get(name) for row in table] for name in names}
    if isinstance(table, Mapping):
        check_columns(frame_of(table), names)
        return {name: list(table[name]) for name in names}
    frame = frame_of(table)
    check_columns(frame, names)
    return {name: _listed(values) for name, values in collected(frame.select(*dict.fromkeys(names))).items()}


def _listed(values: Any) -> list[Any]:
    if isinstance(values, np.ma.MaskedArray):
        absent = np.ma.getmaskarray(values)
        return [None if gone else value for value, gone in zip(values.data.tolist(), absent, strict=True)]
    return list(values.tolist())


def _values(texts: Any) -> Iterable[Any]:
    if isinstance(texts, str):
        raise OptionError("one text was given, many are wanted; put it into a list")
    if isinstance(texts, Mapping) or (is_plain(texts) and len(texts)) or not isinstance(texts, Iterable):
        raise OptionError(f"{type(texts).__name__} needs the name of the column that holds the texts")
    if hasattr(texts, "columns") or hasattr(texts, "collect_schema"):
        raise OptionError(
            f"a table ({type(texts).__name__}) needs the name of the column that holds the texts"
        )
    return texts


def _text(value: Any, place: int) -> str:
    if isinstance(value, str):
        return value
    if value is None or (isinstance(value, float) and value != value) or type(value).__name__ == "NAType":  # noqa: PLR0124 - NaN
        return ""
    raise NotTextError(f"text {place} is {value!r} ({type(value).__name__}), must be a text or missing")
