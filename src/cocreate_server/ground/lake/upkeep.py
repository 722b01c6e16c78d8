"""Keeping the lake tidy: small files joined, old ones removed, all of it made anew from PostgreSQL where wanted."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from cocreate_server.ground.lake import store
from cocreate_server.ground.lake.batches import has_batch
from cocreate_server.ground.lake.changes import FOLLOWER, follow
from cocreate_server.ground.lake.copying import connect, rows_of
from cocreate_server.ground.lake.locks import rebuilding, writing
from cocreate_server.ground.lake.tables import TABLES, LakeTable

if TYPE_CHECKING:
    from deltalake import CommitProperties

MANY_FILES = 12
KEEP_OLD_FILES_HOURS = 1


@dataclass(frozen=True, slots=True)
class TableStatus:
    """How one table of the lake stands."""

    table: str
    rows: int
    files: int
    megabytes: float
    version: int
    waiting: int


def lake_sync() -> list[Any]:
    """Copy everything that changed since the lake last looked."""
    with writing(), connect() as postgres:
        return [follow(table, postgres) for table in TABLES]


def lake_status() -> list[TableStatus]:
    """How each table stands, and how many changes wait for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, count(*) FROM lake_change GROUP BY kind")
        waiting = dict(cursor.fetchall())
    found = []
    for table in TABLES:
        delta = store.open_table(table)
        files = delta.get_add_actions(flatten=True)
        sizes, rows = files.column("size_bytes").to_pylist(), files.column("num_records").to_pylist()
        found.append(
            TableStatus(
                table.name,
                sum(rows),
                len(sizes),
                sum(sizes) / 1e6,
                delta.version(),
                waiting.get(table.kind, 0),
            )
        )
    return found


def lake_compact() -> int:
    """Join the small files of folders that have many. Returns how many files were joined."""
    joined = 0
    for table in TABLES:
        delta = store.open_table(table)
        for partition in _crowded(delta, table):
            with writing():
                done = delta.optimize.compact(
                    partition_filters=[
                        (name, "=", str(value))
                        for name, value in zip(table.partitions, partition, strict=True)
                    ],
                    writer_properties=store.writer(),
                )
                delta.update_incremental()
            joined += done["numFilesRemoved"]
        delta.vacuum(retention_hours=KEEP_OLD_FILES_HOURS, dry_run=False, enforce_retention_duration=False)
    return joined


def lake_forget() -> None:
    """Remove every file that holds erased rows, now."""
    for table in TABLES:
        with writing():
            store.open_table(table).vacuum(retention_hours=0, dry_run=False, enforce_retention_duration=False)


def lake_rebuild(workspace_id: int | None = None) -> int:
    """Make the lake anew from PostgreSQL, folder by folder. Returns how many folders were made.

    Readers see each folder whole, old or new. The first commit says up to where changes are in what is copied, so
    that the follower takes what it finds afterwards for changed, never for new.
    """
    with rebuilding(), connect() as postgres:
        return sum(_rebuild(table, workspace_id, postgres) for table in TABLES)


def _rebuild(table: LakeTable, workspace_id: int | None, postgres: Any) -> int:
    delta = store.open_table(table)
    with postgres.transaction():
        seen = postgres.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint").fetchone()[0]
        commit: CommitProperties | None = store.commit_of(FOLLOWER, seen)
        partitions = sorted(_partitions(delta, table, workspace_id, postgres))
        hidden = _hidden_batches(delta, postgres)
        for partition in partitions:
            query, parameters = _rows_in(table, partition, hidden)
            with rows_of(postgres, query, parameters, columns=table.columns) as rows:
                store.replace_partition(delta, rows, where=_in_lake(table, partition), commit=commit)
            commit = None
    return len(partitions)


def _hidden_batches(delta: Any, postgres: Any) -> list[int]:
    """Batches whose rows do not count: not published, unless only the word of it is missing."""
    unpublished = postgres.execute(
        "SELECT id, state FROM records_batch WHERE state <> 'published'"
    ).fetchall()
    return [batch for batch, state in unpublished if state != "publishing" or not has_batch(delta, batch)]


def _rows_in(table: LakeTable, partition: tuple[Any, ...], hidden: list[int]) -> tuple[str, list[Any]]:
    if not table.at:
        return f"{table.select()} WHERE t.workspace_id = %s ORDER BY t.id", [partition[0]]
    workspace_id, month = partition
    begins = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    ends = (begins + timedelta(days=31)).replace(day=1)
    query = (
        f"{table.select()} WHERE t.workspace_id = %s AND t.{table.at} >= %s AND t.{table.at} < %s "
        f"AND (t.batch_id IS NULL OR t.batch_id <> ALL (%s)) ORDER BY t.{table.at}"
    )
    return query, [workspace_id, begins, ends, hidden]


def _partitions(
    delta: Any, table: LakeTable, workspace_id: int | None, postgres: Any
) -> set[tuple[Any, ...]]:
    month = f", to_char({table.at} AT TIME ZONE 'UTC', 'YYYY-MM')" if table.at else ""
    there = set(postgres.execute(f"SELECT DISTINCT workspace_id{month} FROM {table.source}").fetchall())
    here = {
        tuple(
            int(value) if name == "workspace_id" else value
            for name, value in zip(table.partitions, values, strict=True)
        )
        for values in _folders(delta, table)
    }
    return {partition for partition in there | here if workspace_id in {None, partition[0]}}


def _folders(delta: Any, table: LakeTable) -> list[tuple[Any, ...]]:
    files = delta.get_add_actions(flatten=True)
    return list(
        zip(*(files.column(f"partition.{name}").to_pylist() for name in table.partitions), strict=True)
    )


def _crowded(delta: Any, table: LakeTable) -> list[tuple[Any, ...]]:
    return [folder for folder, files in Counter(_folders(delta, table)).items() if files > MANY_FILES]


def _in_lake(table: LakeTable, partition: tuple[Any, ...]) -> str:
    month = f" AND month = '{partition[1]}'" if table.at else ""
    return f"workspace_id = {partition[0]}{month}"
