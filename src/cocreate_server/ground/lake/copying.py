"""Rows on their way from PostgreSQL to the engine: streamed through a file, so that memory stays bounded."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connection

from cocreate_server.ground.lake.tables import Column, LakeTable

if TYPE_CHECKING:
    import duckdb

ERASED = Column("erased", "BOOLEAN", "")


def connect() -> "psycopg.Connection[tuple[Any, ...]]":
    """A connection of the lake's own, with snapshots that stay the same over several queries."""
    parameters = connection.get_connection_params()
    fresh = psycopg.connect(
        **{name: parameters[name] for name in parameters if name not in {"context", "cursor_factory"}}
    )
    fresh.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    return fresh


@contextmanager
def rows_of(
    postgres: "psycopg.Connection[tuple[Any, ...]]",
    query: str,
    parameters: Sequence[Any],
    *,
    columns: Sequence[Column],
) -> Iterator["duckdb.DuckDBPyRelation"]:
    """The rows of a query of PostgreSQL as a relation of the engine.

    Args:
        postgres: Where to ask.
        query: SQL that selects `columns` in their order.
        parameters: Its parameters.
        columns: Names and types.
    """
    import duckdb

    with tempfile.TemporaryDirectory(prefix="cocreate-lake-") as folder:
        path = Path(folder) / "rows.csv"
        wanted: Any = f"COPY ({query}) TO STDOUT (FORMAT csv, NULL '\\N')"
        with path.open("wb") as file, postgres.cursor() as cursor, cursor.copy(wanted, parameters) as copy:
            for block in copy:
                file.write(block)
        engine = duckdb.connect(config={"threads": 2, "memory_limit": "300MB", "temp_directory": folder})
        try:
            yield engine.sql(
                "SELECT * FROM read_csv($path, auto_detect = false, header = false, columns = $columns, nullstr = '\\N', "
                "quote = '\"', escape = '\"', delim = ',', strict_mode = true, max_line_size = 4194304, parallel = true)",
                params={"path": str(path), "columns": {column.name: column.type for column in columns}},
            )
        finally:
            engine.close()


def current_rows(table: LakeTable, *, tail: str) -> str:
    """SQL that selects the rows of a table as they are now, with more conditions behind it."""
    return f"{table.select()} {tail}"
