"""Parquet and JSON Lines into the staging database, by the engine alone."""

from pathlib import Path

import duckdb

from cocreate_files.errors import UnreadableFile
from cocreate_files.staging import Connection, check_width, column_name, literal

__all__ = ["stage_json_lines", "stage_parquet"]

MAX_LINE_BYTES = 1 << 25


def stage_parquet(connection: Connection, path: Path) -> tuple[str, ...]:
    """Fill `source` from a Parquet file, every value as text.

    Args:
        connection: The staging database.
        path: The file.

    Returns:
        The column names.

    Raises:
        UnreadableFile: If it is not Parquet.
    """
    scan = f"read_parquet({literal(str(path))})"
    try:
        names = tuple(part[0] for part in connection.execute(f"SELECT * FROM {scan} LIMIT 0").description)  # noqa: S608 - quoted
    except duckdb.Error as error:
        raise UnreadableFile(
            f"{path.name} cannot be read as Parquet ({str(error).splitlines()[0]})",
            code="parquet_damaged",
            path=path.name,
        ) from error
    check_width(len(names))
    picked = ", ".join(
        f"replace(CAST({_quoted(name)} AS VARCHAR), chr(0), '') AS {column_name(i)}"
        for i, name in enumerate(names)
    )
    connection.execute(f"CREATE TABLE source AS SELECT {picked} FROM {scan}")  # noqa: S608 - quoted
    return names


def stage_json_lines(connection: Connection, path: Path) -> tuple[str, ...]:
    """Fill `source` from JSON Lines: a column a key, nested values as JSON, what is no object kept aside.

    Args:
        connection: The staging database.
        path: A UTF-8 file.

    Returns:
        The keys, in the order they first occur.

    Raises:
        UnreadableFile: If no line holds an object.
    """
    _lines_of(connection, path)
    connection.execute(
        "INSERT INTO malformed SELECT line, left(text, 2000), 'not_a_json_object' FROM texts"
        " WHERE NOT is_object ORDER BY line"
    )
    keys = connection.execute(
        "SELECT key FROM (SELECT unnest(json_keys(text)) AS key, line FROM texts WHERE is_object)"
        " GROUP BY key ORDER BY min(line), first(key)"
    ).fetchall()
    if not keys:
        raise UnreadableFile(
            f"{path.name} holds no JSON objects: wanted one object a line",
            code="no_json_objects",
            path=path.name,
        )
    names = tuple(str(key) for (key,) in keys)
    check_width(len(names))
    picked = ", ".join(
        f"replace(json_extract_string(text, {literal(_pointer(name))}), chr(0), '') AS {column_name(i)}"
        for i, name in enumerate(names)
    )
    connection.execute(
        f"CREATE TABLE source AS SELECT line, {picked} FROM texts WHERE is_object ORDER BY line"  # noqa: S608 - quoted
    )
    connection.execute("DROP TABLE texts")
    return names


def _lines_of(connection: Connection, path: Path) -> None:
    scan = (
        f"read_csv({literal(str(path))}, auto_detect = false, header = false, delim = chr(1), quote = '',"
        f" escape = '', max_line_size = {MAX_LINE_BYTES}, columns = {{'text': 'VARCHAR'}})"
    )
    connection.execute(
        "CREATE TABLE texts AS SELECT line, text, CASE WHEN json_valid(text) THEN json_type(text)"  # noqa: S608 - quoted
        " = 'OBJECT' ELSE false END AS is_object"
        f" FROM (SELECT row_number() OVER () AS line, text FROM {scan}) WHERE text IS NOT NULL AND"
        f" trim(text) <> ''"
    )


def _pointer(name: str) -> str:
    return "/" + name.replace("~", "~0").replace("/", "~1")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
