"""Batches in the lake: published in one commit a table, undone in one.

Rows of a batch do not pass through the list of changes. They are copied when the batch is published; the commit
carries the batch as an application transaction, so that publishing again adds nothing.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from cocreate_server.ground.lake import store
from cocreate_server.ground.lake.copying import connect, rows_of
from cocreate_server.ground.lake.loading import LakeFile, name_files
from cocreate_server.ground.lake.locks import publishing, writing
from cocreate_server.ground.lake.tables import EVENTS, RECORDS, LakeTable
from cocreate_server.ground.records.api import Batch

if TYPE_CHECKING:
    import psycopg
    from deltalake import DeltaTable

LOADED = (RECORDS, EVENTS)
ERASE_AT_ONCE = 20_000


def batch_publish(batch_id: int, *, ahead: Sequence[LakeFile] = ()) -> None:
    """Copy a loaded batch to the lake and let it count. Called again after a crash, it goes on where it was.

    Args:
        batch_id: Which.
        ahead: Files that hold just the batch's records already; without them they are read from PostgreSQL.
    """
    Batch.objects.filter(pk=batch_id, state=Batch.State.LOADING).update(state=Batch.State.PUBLISHING)
    with publishing(), connect() as postgres:
        if ahead and not has_batch(store.open_table(RECORDS), batch_id):
            name_files(RECORDS, list(ahead), application=_application(batch_id))
        for table in LOADED:
            _copy(table, batch_id, postgres)
    Batch.objects.filter(pk=batch_id, state=Batch.State.PUBLISHING).update(
        state=Batch.State.PUBLISHED, published_at=timezone.now()
    )


def batch_undo(batch_id: int) -> None:
    """Take every row of a batch out, of the database and of the lake. Called again, it goes on where it was."""
    Batch.objects.filter(pk=batch_id).exclude(state=Batch.State.UNDONE).update(state=Batch.State.UNDOING)
    for table in LOADED:
        while _erase_some(table, batch_id):
            pass
    workspace_id = Batch.objects.values_list("workspace_id", flat=True).get(pk=batch_id)
    with writing():
        for table in LOADED:
            store.open_table(table).delete(f"workspace_id = {workspace_id} AND batch_id = {batch_id}")
    Batch.objects.filter(pk=batch_id).update(state=Batch.State.UNDONE)


def has_batch(delta: "DeltaTable", batch_id: int) -> bool:
    """Whether a table holds the batch."""
    return delta.transaction_version(_application(batch_id)) is not None


def _application(batch_id: int) -> str:
    return f"batch-{batch_id}"


def _copy(table: LakeTable, batch_id: int, postgres: "psycopg.Connection[tuple[Any, ...]]") -> None:
    delta = store.open_table(table)
    if has_batch(delta, batch_id):
        return
    with postgres.transaction():
        query = f"{table.select()} WHERE t.batch_id = %s ORDER BY t.{table.at}"
        with rows_of(postgres, query, (batch_id,), columns=table.columns) as rows:
            store.append(delta, rows, commit=store.commit_of(_application(batch_id), 1))


def _erase_some(table: LakeTable, batch_id: int) -> int:
    """Erase some rows of a batch; in pieces, so that nobody waits long."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL cocreate.bulk = 'on'")
        if table is RECORDS:
            cursor.execute(
                "DELETE FROM records_recordtext WHERE record_id IN (SELECT id FROM records_record WHERE batch_id = %s LIMIT %s)",
                [batch_id, ERASE_AT_ONCE],
            )
        cursor.execute(
            f"DELETE FROM {table.source} WHERE ctid = ANY (ARRAY(SELECT ctid FROM {table.source} WHERE batch_id = %s LIMIT %s))",
            [batch_id, ERASE_AT_ONCE],
        )
        return int(cursor.rowcount)
