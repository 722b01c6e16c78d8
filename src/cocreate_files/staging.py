"""Where a file's rows wait: a DuckDB database of our own in a scratch directory, every column as text.

Table `source` holds columns `c0, c1, …` and, where the reader knows it, `line`; a row's number is its place,
counted from 1. Table `malformed` holds what could not be read as a row. Names from the file never reach SQL.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from cocreate_files.errors import UnreadableFile

__all__ = [
    "MAX_COLUMNS",
    "Connection",
    "check_width",
    "column_name",
    "literal",
    "open_database",
    "session",
    "single",
    "store_malformed",
]

type Connection = duckdb.DuckDBPyConnection

MAX_COLUMNS = 2000
MAX_THREADS = 4


def open_database(scratch: Path, *, memory_limit: str) -> Connection:
    """A database in `scratch` that keeps within `memory_limit` and spills to `scratch` beyond it.

    Args:
        scratch: A directory of ours.
        memory_limit: As DuckDB reads it, such as `400MB`.

    Returns:
        The connection.
    """
    threads = min(os.cpu_count() or 1, MAX_THREADS)
    config = {
        "memory_limit": memory_limit,
        "temp_directory": str(scratch / "spill"),
        "threads": str(threads),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    connection = duckdb.connect(str(scratch / "source.duckdb"), config=dict(config))
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    connection.execute("PRAGMA force_compression = 'uncompressed'")  # written once, read a few times, deleted
    connection.execute("CREATE TABLE malformed (line BIGINT, raw VARCHAR, code VARCHAR)")
    return connection


def session(connection: Connection) -> Connection:
    """Another session on the same database, so that a result half read hinders nobody.

    Args:
        connection: The staging database.
    """
    cursor = connection.cursor()
    cursor.execute("SET enable_progress_bar = false")
    return cursor


def single(connection: Connection, query: str) -> int:
    """The one whole number a query gives."""
    return int(connection.execute(query).fetchall()[0][0])


def column_name(index: int) -> str:
    """The name in `source` of the column at `index`."""
    return f"c{index}"


def literal(value: str | float | None) -> str:
    """A value as SQL.

    Examples:
        >>> literal("it's"), literal(None), literal(5)
        ("'it''s'", 'NULL', '5')
    """
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return "'" + value.replace("\0", "").replace("'", "''") + "'"
    return repr(value)


def check_width(columns: int) -> None:
    """Refuse tables too wide to be feedback.

    Args:
        columns: How many columns the file has.

    Raises:
        UnreadableFile: If there are more than `MAX_COLUMNS`.
    """
    if columns > MAX_COLUMNS:
        raise UnreadableFile(
            f"{columns:,} columns, at most {MAX_COLUMNS:,} are read: leave out what is not needed",
            code="too_many_columns",
            count=columns,
            most=MAX_COLUMNS,
        )


def store_malformed(connection: Connection, rows: Iterable[Sequence[object]]) -> None:
    """Keep what could not be read as a row.

    Args:
        connection: The staging database.
        rows: Line number, raw text and reason code of each.
    """
    batch = list(rows)
    if batch:
        connection.executemany("INSERT INTO malformed VALUES (?, ?, ?)", batch)
