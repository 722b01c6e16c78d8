"""Many rows at once: streams of CSV into records, events and customers, as fast as PostgreSQL takes them."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

NULL = "\\N"
RECORD_COLUMNS = (
    "id", "workspace_id", "submission_id", "field_id", "field_label", "field_type", "field_group_id", "field_group_label",
    "source_type", "source_id", "source_name", "value_text", "value_number", "value_boolean", "value_date", "value_id",
    "scale_min", "scale_max", "customer_id", "user_id", "language", "market", "channel", "touchpoint", "component",
    "collected_at", "metadata", "batch_id",
)  # fmt: skip
RECORD_DEFAULTS = {
    "field_group_id": "''",
    "field_group_label": "''",
    "value_id": "''",
    "user_id": "''",
    "language": "''",
    "market": "''",
    "value_text": "CAST(NULL AS VARCHAR)",
    "value_number": "CAST(NULL AS DOUBLE)",
    "value_boolean": "CAST(NULL AS BOOLEAN)",
    "value_date": "CAST(NULL AS TIMESTAMP)",
    "scale_min": "CAST(NULL AS DOUBLE)",
    "scale_max": "CAST(NULL AS DOUBLE)",
    "customer_id": "CAST(NULL AS BIGINT)",
    "metadata": "'{}'",
}
"""What stands in a column that a COPY leaves out, as SQL of the engine. Left out, it costs nothing on the way."""
EVENT_COLUMNS = (
    "id", "workspace_id", "message_id", "name", "customer_id", "channel", "touchpoint", "properties", "occurred_at", "batch_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: rows added, and rows that were there already."""

    added: int
    known: int


@contextmanager
def bulk() -> Iterator[Any]:
    """A transaction whose rows reach the lake with their batch, not one by one.

    It does not wait for the disk: the commit that publishes the batch does, and takes all before it along.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL cocreate.bulk = 'on'; SET LOCAL synchronous_commit = 'off'")
        yield cursor


def copy_new(
    cursor: Any, table: str, columns: Sequence[str], blocks: Iterable[bytes], *, rows: int
) -> Loaded:
    r"""Copy rows into a table, leaving out those whose key is there already.

    They are first copied as if all were new, which they mostly are; only where that fails do they go through a table
    of their own.

    Args:
        cursor: Inside a transaction.
        table: records_record or records_event.
        columns: The columns, in the order of the CSV.
        blocks: CSV without header, NULL as \\N; can be iterated twice.
        rows: How many rows there are.
    """
    from psycopg.errors import UniqueViolation

    cursor.execute("SAVEPOINT copying")
    try:
        _copy(cursor, table, columns, blocks)
    except UniqueViolation:
        cursor.execute("ROLLBACK TO SAVEPOINT copying")
        added = _copy_aside(cursor, table, columns, blocks)
    else:
        added = rows
    cursor.execute("RELEASE SAVEPOINT copying")
    return Loaded(added, rows - added)


def _copy(cursor: Any, table: str, columns: Sequence[str], blocks: Iterable[bytes]) -> None:
    with cursor.cursor.copy(
        f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT csv, NULL '{NULL}')"
    ) as copy:
        for block in blocks:
            copy.write(block)


def _copy_aside(cursor: Any, table: str, columns: Sequence[str], blocks: Iterable[bytes]) -> int:
    names = ", ".join(columns)
    cursor.execute(f"CREATE TEMPORARY TABLE aside ON COMMIT DROP AS SELECT {names} FROM {table} WHERE false")
    _copy(cursor, "aside", columns, blocks)
    cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM aside ON CONFLICT DO NOTHING")
    added: int = cursor.rowcount
    cursor.execute("DROP TABLE aside")
    return added


def index_words(batch_id: int) -> int:
    """Make the texts of a batch searchable. Returns how many were indexed; those indexed already are passed over."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO records_recordtext (record_id, workspace_id, words)
            SELECT id, workspace_id, record_words(value_text) FROM records_record
            WHERE batch_id = %s AND value_text <> '' ON CONFLICT DO NOTHING
            """,
            [batch_id],
        )
        return int(cursor.rowcount)
