"""Columns of a file as SQL expressions: text, and times however they are written."""

import re

from cocreate.errors import InputError
from cocreate_cli.failures import tell
from cocreate_cli.questions import column_named
from cocreate_files import SourceTable
from cocreate_files.dates import date_sql, detect_date_format
from cocreate_files.staging import column_name

__all__ = ["listed", "text_sql", "time_sql"]

SAMPLE = 5000
COMPACT = re.compile(r"(19|20)\d{6}")
"""A day written without marks, as 20251231."""


def listed(table: SourceTable, names: list[str]) -> list[str]:
    """Names given one by one or with commas between them, as the columns are called.

    Args:
        table: The table.
        names: What was given.

    Returns:
        The columns' names; a name that itself holds commas is taken whole.
    """
    found = []
    for given in names:
        parts = (
            [given] if table.column(given) else [part.strip() for part in given.split(",") if part.strip()]
        )
        found += [column_named(table, part).name for part in parts]
    return found


def text_sql(table: SourceTable, name: str) -> str:
    """A column's text, NULL where it is blank.

    Args:
        table: The table.
        name: The column.

    Returns:
        The SQL.
    """
    return f"nullif(trim({column_name(column_named(table, name).index)}), '')"


def time_sql(table: SourceTable, name: str) -> str:
    """A column of dates or times, in UTC, NULL where it cannot be read.

    Args:
        table: The table.
        name: The column.

    Returns:
        The SQL.

    Raises:
        InputError: If it holds no dates.
    """
    text = text_sql(table, name)
    values = _sampled(table, text)
    found = detect_date_format(values)
    if found is None and values and all(COMPACT.fullmatch(value) for value in values):
        return f"try_strptime({text}, '%Y%m%d')"
    if found is None:
        example = f", such as {values[0]!r}" if values else ""
        raise InputError(f"{name!r} holds no dates{example}: name a column of dates or times")
    written, certain = found
    if not certain:
        tell(f"{name!r} is read as {written.replace('_', ' ')}, which is a guess")
    return date_sql(text, date_format=written)


def _sampled(table: SourceTable, text: str) -> list[str]:
    """Different values from all over the file: its head alone may hold no day above the twelfth."""
    every = max(1, table.rows // SAMPLE)
    query = f"SELECT DISTINCT {text} FROM source WHERE {text} IS NOT NULL AND hash(rowid) % {every} = 0 LIMIT {SAMPLE}"  # noqa: S608 - names are ours
    return [str(value) for (value,) in table.connection.execute(query).fetchall()]
