"""The lake's tables: their columns, their keys, and the SQL that reads their rows from PostgreSQL.

A record's id (128 bits) is kept as two integers: the first half names its submission, the second its field, so that
submissions can be counted and rows matched without comparing text.
"""

from dataclasses import dataclass

DAY = "({at} AT TIME ZONE w.time_zone)::date"
HALF = "('x' || substr(replace(t.id::text, '-', ''), {start}, 16))::bit(64)::bigint"
MONTH = "to_char({at} AT TIME ZONE 'UTC', 'YYYY-MM')"


# a half of an id as a signed number, in the engine (PostgreSQL's bit(64)::bigint does the same)
ENGINE_HALF = (
    "CAST(CAST(unhex(substr(replace(CAST(t.id AS VARCHAR), '-', ''), {start}, 16)) AS BIT) AS BIGINT)"
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its type in the engine, what PostgreSQL selects for it, and what the engine does.

    `engine` says the same of rows that wait in the engine on their way to PostgreSQL; it is `source` where both
    read it alike.
    """

    name: str
    type: str
    source: str
    engine: str = ""


@dataclass(frozen=True, slots=True)
class LakeTable:
    """One table of the lake.

    Attributes:
        name: Its name and folder.
        kind: Its letter in `lake_change`.
        source: The table of PostgreSQL it copies.
        row_key: Column of `lake_change` that names a row of it.
        at: The column that says when, or None for a table without months.
        key: Names of the columns that identify a row.
        columns: Every column, partition columns included.
    """

    name: str
    kind: str
    source: str
    row_key: str
    at: str | None
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def partitions(self) -> list[str]:
        """The columns its folders are split by."""
        return ["workspace_id", "month"] if self.at else ["workspace_id"]

    @property
    def names(self) -> list[str]:
        """Names of its columns in order."""
        return [column.name for column in self.columns]

    def select(self) -> str:
        """SQL for PostgreSQL: its rows as the lake keeps them, from `t` (the source) and `w` (the workspace)."""
        columns = ", ".join(f"{column.source} AS {column.name}" for column in self.columns)
        return f"SELECT {columns} FROM {self.source} t JOIN accounts_workspace w ON w.id = t.workspace_id"

    def engine_select(self, rows: str, *, time_zone: str) -> str:
        """SQL for the engine: the same of rows that wait there, with times in UTC and without a zone.

        Args:
            rows: The engine's table, with the columns of the source.
            time_zone: The workspace's, in which its days begin.
        """
        zone = time_zone.replace("'", "''")
        columns = ", ".join(
            f"CAST({(column.engine or column.source).replace('{zone}', zone)} AS {column.type}) AS {column.name}"
            for column in self.columns
        )
        return f"SELECT {columns} FROM {rows} t"


def _plain(type_: str, *names: str) -> tuple[Column, ...]:
    return tuple(Column(name, type_, f"t.{name}") for name in names)


def _when(at: str) -> tuple[Column, ...]:
    column = f"t.{at}"
    return (
        Column("workspace_id", "BIGINT", "t.workspace_id"),
        Column("month", "VARCHAR", MONTH.format(at=column), f"strftime({column}, '%Y-%m')"),
        Column("day", "DATE", DAY.format(at=column), f"timezone('{{zone}}', timezone('UTC', {column}))"),
        Column(at, "TIMESTAMPTZ", column, f"timezone('UTC', {column})"),
    )


RECORDS = LakeTable(
    name="records",
    kind="r",
    source="records_record",
    row_key="row_uuid",
    at="collected_at",
    key=("submission_key", "field_key"),
    columns=(
        *_when("collected_at"),
        Column("submission_key", "BIGINT", HALF.format(start=1), ENGINE_HALF.format(start=1)),
        Column("field_key", "BIGINT", HALF.format(start=17), ENGINE_HALF.format(start=17)),
        *_plain("BIGINT", "customer_id", "batch_id"),
        *_plain("VARCHAR", "field_type", "field_id", "source_type", "source_id", "source_name"),
        *_plain("VARCHAR", "language", "market", "channel", "touchpoint", "component"),
        Column(
            "value_number",
            "DOUBLE",
            "coalesce(t.value_number, t.value_boolean::int)",
            "coalesce(t.value_number, t.value_boolean::INT)",
        ),
        *_plain("DOUBLE", "scale_min", "scale_max"),
        *_plain("VARCHAR", "value_id", "value_text"),
        Column("traits", "VARCHAR", "(t.metadata -> 'traits')::text", "json_extract(t.metadata, '$.traits')"),
    ),
)

EVENTS = LakeTable(
    name="events",
    kind="e",
    source="records_event",
    row_key="row_uuid",
    at="occurred_at",
    key=("event_key", "event_tail"),
    columns=(
        *_when("occurred_at"),
        Column("event_key", "BIGINT", HALF.format(start=1)),
        Column("event_tail", "BIGINT", HALF.format(start=17)),
        *_plain("BIGINT", "customer_id", "batch_id"),
        *_plain("VARCHAR", "name", "channel", "touchpoint"),
        Column("properties", "VARCHAR", "t.properties::text"),
    ),
)

CUSTOMERS = LakeTable(
    name="customers",
    kind="c",
    source="customers_customer",
    row_key="row_number",
    at=None,
    key=("customer_id",),
    columns=(
        Column("workspace_id", "BIGINT", "t.workspace_id"),
        Column("customer_id", "BIGINT", "t.id"),
        *_plain("VARCHAR", "kind", "language", "market"),
        Column("traits", "VARCHAR", "t.traits::text"),
        *_plain("TIMESTAMPTZ", "created_at"),
    ),
)

TABLES = (RECORDS, EVENTS, CUSTOMERS)
