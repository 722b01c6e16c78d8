"""A file that was read: its columns, its rows in a database of our own, and all that is known of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import duckdb
import numpy as np
from numpy.typing import NDArray

from cocreate_files.columns import Column
from cocreate_files.layouts.layout import Layout
from cocreate_files.lines import physical_lines
from cocreate_files.mapping import Mapping
from cocreate_files.notes import Note
from cocreate_files.staging import Connection, column_name, literal, session, single
from cocreate_files.textfile import TextShape

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

__all__ = ["Malformed", "SourceTable"]


@dataclass(frozen=True, slots=True)
class Malformed:
    """What stood in the file but was no row: its line, its text, and why (a code)."""

    line: int
    raw: str
    code: str


@dataclass(frozen=True, slots=True)
class TextOrigin:
    """The UTF-8 text the rows came from, for finding lines again."""

    path: Path
    shape: TextShape


@dataclass(frozen=True)
class SourceTable:
    """A file's rows and what is known of them; a context manager that deletes its scratch files when left.

    Args:
        path: The file.
        connection: The database that holds the rows in table `source` (`c0, c1, …`, all text).
        columns: The columns with names, labels and profiles.
        layout: How the file is laid out.
        encoding: The encoding of a text file; empty for others.
        delimiter: The delimiter of a text file; empty for others.
        notes: What was guessed and found on the way.
        has_lines: Whether `source` knows each row's line.
    """

    path: Path
    connection: Connection
    columns: tuple[Column, ...]
    layout: Layout
    encoding: str
    delimiter: str
    notes: tuple[Note, ...]
    has_lines: bool
    heading_lines: int
    origin: TextOrigin | None
    scratch: "TemporaryDirectory[str]" = field(repr=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database and delete the scratch files. Closing twice does no harm."""
        self.connection.close()
        self.scratch.cleanup()

    @property
    def relation(self) -> duckdb.DuckDBPyRelation:
        """All rows: `row` (from 1) and the columns under their own names, all text."""
        picked = ", ".join(f"{column_name(c.index)} AS {_quoted(c.name)}" for c in self.columns)
        return session(self.connection).sql(f"SELECT rowid + 1 AS {self._row_name}, {picked} FROM source")  # noqa: S608 - quoted

    @property
    def _row_name(self) -> str:
        names = {column.name.lower() for column in self.columns}
        return next(name for name in ("row", "row_number", "row_of_file", "_row_") if name not in names)

    @cached_property
    def rows(self) -> int:
        """How many rows there are."""
        return single(self.connection, "SELECT count(*) FROM source")

    @cached_property
    def malformed(self) -> tuple[Malformed, ...]:
        """What was no row, in the file's order."""
        found = self.connection.execute("SELECT line, raw, code FROM malformed ORDER BY line").fetchall()
        return tuple(Malformed(int(line), str(raw), str(code)) for line, raw, code in found)

    @cached_property
    def guess(self) -> Mapping:
        """What every column means, as far as can be told."""
        return self.layout.guess(self.columns)

    def column(self, name: str) -> Column | None:
        """The column of that name or label, or None."""
        return next((column for column in self.columns if name in (column.name, column.label)), None)

    def preview(self, count: int = 20) -> list[tuple[str | None, ...]]:
        """The first rows, cells as text."""
        picked = ", ".join(column_name(column.index) for column in self.columns)
        query = f"SELECT {picked} FROM source ORDER BY rowid LIMIT {int(count)}"  # noqa: S608 - names are ours
        return self.connection.execute(query).fetchall()

    def line_of(self, row_indices: Sequence[int] | NDArray[np.int64]) -> list[int]:
        """The physical line each row starts on, counted from 1, line ends inside quotes counted.

        Args:
            row_indices: Row numbers from 1, as `row` has them.

        Returns:
            One line a row. Where a format has no lines, the row's place below the headings.
        """
        wanted = np.asarray(row_indices, dtype=np.int64)
        return [int(line) for line in self._lines[wanted - 1]]

    @cached_property
    def _lines(self) -> NDArray[np.int64]:
        if self.has_lines:
            found = self.connection.execute("SELECT line FROM source ORDER BY rowid").fetchnumpy()
            return np.asarray(found["line"], dtype=np.int64)
        if self.origin is None:
            return np.arange(1, self.rows + 1, dtype=np.int64) + self.heading_lines
        return physical_lines(self.origin.path, shape=self.origin.shape, rows=self.rows)

    def with_lines(self) -> str:
        """Make a table `lines (row, line)` in the database and return its name."""
        if not _exists(self.connection, "lines"):
            columns: dict[str, Any] = {
                "row": np.arange(1, self.rows + 1, dtype=np.int64),
                "line": self._lines,
            }
            self.connection.register("numbered", columns)
            self.connection.execute("CREATE TABLE lines AS SELECT * FROM numbered")
            self.connection.unregister("numbered")
        return "lines"


def _exists(connection: Connection, table: str) -> bool:
    return single(connection, f"SELECT count(*) FROM duckdb_tables() WHERE table_name = {literal(table)}") > 0  # noqa: S608 - quoted


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
