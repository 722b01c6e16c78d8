"""The Delta tables of the lake: opened, made where missing, written to in single commits.

Each commit is atomic, and carries the version of an application transaction: so a writer that was killed finds in
the table itself how far it had come.
"""

from typing import TYPE_CHECKING, Any

from django.conf import settings

from cocreate_server.ground.lake.tables import LakeTable

if TYPE_CHECKING:
    import duckdb
    from deltalake import CommitProperties, DeltaTable

CHECKPOINT_EVERY = "50"
DELTA_TYPES = {
    "BIGINT": "long",
    "DOUBLE": "double",
    "VARCHAR": "string",
    "DATE": "date",
    "TIMESTAMPTZ": "timestamp",
}


def is_local() -> bool:
    """Whether the lake lies in a folder of this machine, rather than in an object store."""
    return "://" not in settings.ENV.lake or settings.ENV.lake.startswith("file://")


def address(table: LakeTable) -> str:
    """Where a table lies."""
    return f"{settings.ENV.lake.removeprefix('file://').rstrip('/')}/{table.name}"


def open_table(table: LakeTable) -> "DeltaTable":
    """The Delta table as it stands now; made empty where it does not exist."""
    from deltalake import DeltaTable, Field, Schema

    if not DeltaTable.is_deltatable(address(table)):
        fields = [Field(column.name, DELTA_TYPES[column.type], nullable=True) for column in table.columns]  # type: ignore[arg-type]
        DeltaTable.create(
            address(table),
            Schema(fields),
            mode="ignore",
            partition_by=table.partitions,
            configuration={
                "delta.checkpointInterval": CHECKPOINT_EVERY,
                "delta.logRetentionDuration": "interval 1 days",
                # no other column: the log would keep values of erased rows
                "delta.dataSkippingStatsColumns": ",".join(table.key),
            },
        )
    delta = DeltaTable(address(table))
    _add_columns(delta, table)
    return delta


def _add_columns(delta: "DeltaTable", table: LakeTable) -> None:
    """Give a table of an older version the columns it lacks; its old rows have nothing in them."""
    from deltalake import Field
    from deltalake.schema import PrimitiveType

    known = {field.name for field in delta.schema().fields}
    lacking = [column for column in table.columns if column.name not in known]
    if lacking:
        fields = [
            Field(column.name, PrimitiveType(DELTA_TYPES[column.type]), nullable=True) for column in lacking
        ]
        delta.alter.add_columns(fields)
        delta.update_incremental()


def commit_of(application: str, version: int) -> "CommitProperties":
    """Properties of a commit that says how far `application` has come."""
    from deltalake import CommitProperties, Transaction

    return CommitProperties(app_transactions=[Transaction(application, version)], max_commit_retries=20)


def append(delta: "DeltaTable", rows: "duckdb.DuckDBPyRelation", *, commit: "CommitProperties") -> None:
    """Add rows in one commit."""
    from deltalake import write_deltalake

    write_deltalake(delta, rows, mode="append", commit_properties=commit, writer_properties=writer())
    delta.update_incremental()


def replace_partition(
    delta: "DeltaTable", rows: "duckdb.DuckDBPyRelation", *, where: str, commit: "CommitProperties | None"
) -> None:
    """Put rows in the place of those where `where` holds, in one commit."""
    from deltalake import write_deltalake

    write_deltalake(
        delta, rows, mode="overwrite", predicate=where, commit_properties=commit, writer_properties=writer()
    )
    delta.update_incremental()


def put_or_take(
    delta: "DeltaTable", table: LakeTable, rows: "duckdb.DuckDBPyRelation", *, where: str
) -> None:
    """Bring changed rows in and take erased ones (`erased`) out, matched by key, in one commit.

    Doing it again changes nothing.

    Args:
        delta: The table.
        table: Its description.
        rows: Its columns and `erased`.
        where: A condition on `old` that bounds the partitions to be searched.
    """
    from arro3.core import RecordBatchReader

    same = [f"old.{name} = new.{name}" for name in (*table.partitions, *table.key)]
    columns = {name: f"new.{name}" for name in table.names}
    (
        delta.merge(
            RecordBatchReader.from_arrow(rows),
            predicate=" AND ".join([where, *same]),
            source_alias="new",
            target_alias="old",
            streamed_exec=False,
            writer_properties=writer(),
        )
        .when_matched_delete("new.erased")
        .when_matched_update(columns, predicate="NOT new.erased")
        .when_not_matched_insert(columns, predicate="NOT new.erased")
        .execute()
    )


def writer() -> Any:
    """How Parquet is written: quick to read, small enough to keep."""
    from deltalake import WriterProperties

    return WriterProperties(compression="ZSTD", compression_level=1, max_row_group_size=128 * 1024)
