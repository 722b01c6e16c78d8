"""A table of columns, as small as it can be: what a world hands out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

type Column = NDArray[np.generic]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Columns of one length.

    Texts and mappings are object columns in which what is absent is ``None``; numbers are ``float64`` with
    NaN where absent; times are ``datetime64[s]`` in UTC. Mappings (``metadata``, ``properties``) are shared
    between rows: read them, never write to them.

    Example:
        >>> table = Table({"score": np.array([9.0, np.nan]), "text": np.array(["fine", None], dtype=object)})
        >>> len(table), table.names
        (2, ('score', 'text'))
        >>> list(table.rows())[1]
        {'score': None, 'text': None}
    """

    columns: Mapping[str, Column]

    def __post_init__(self) -> None:
        lengths = {name: len(column) for name, column in self.columns.items()}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"columns have lengths {lengths}, must be of one length")
        object.__setattr__(self, "columns", MappingProxyType(dict(self.columns)))

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(self.columns)

    def to_lists(self) -> dict[str, list[object]]:
        """Give plain Python columns: ``None`` where absent, times as aware datetimes in UTC."""
        return {name: _plain(column) for name, column in self.columns.items()}

    def rows(self) -> Iterator[dict[str, object]]:
        """Give the rows one by one as dictionaries of plain Python values."""
        lists = self.to_lists()
        for values in zip(*lists.values(), strict=True):
            yield dict(zip(lists, values, strict=True))


def _plain(column: Column) -> list[object]:
    values: list[object] = column.tolist()
    if column.dtype.kind == "f":
        return [None if value != value else value for value in values]  # noqa: PLR0124 — NaN alone differs from itself
    if column.dtype.kind == "M":
        return [value.replace(tzinfo=UTC) for value in values if isinstance(value, datetime)]
    return values
