"""What the lake holds of one customer, and forgetting it: rows asked for, files removed that no version names."""

import re
from collections.abc import Collection
from pathlib import Path
from uuid import UUID

from cocreate_server.ground.lake import store
from cocreate_server.ground.lake.engine import ask
from cocreate_server.ground.lake.locks import rebuilding
from cocreate_server.ground.lake.tables import RECORDS, TABLES, LakeTable
from cocreate_server.ground.lake.upkeep import lake_forget
from cocreate_server.ground.records.api import Batch

OF_BATCH = re.compile(r"batch-(\d+)-")
ROWS = "read_parquet($files, hive_partitioning = true)"
COMING = (Batch.State.LOADING, Batch.State.PUBLISHING, Batch.State.UNDOING)


def lake_holds(workspace_id: int, *, customer_id: int, record_ids: Collection[UUID]) -> bool:
    """Whether a row of a customer, or one of some records, is in any current file of the lake."""
    for table in TABLES:
        files = _current_files(table, workspace_id)
        condition = f"SELECT count(*) AS n FROM {ROWS} WHERE customer_id = $customer"
        if files and ask(condition, {"files": files, "customer": customer_id})["n"][0]:
            return True
    return _has_records(workspace_id, record_ids)


def lake_forget_all(workspace_id: int) -> bool:
    """Remove files that only older versions of the lake name, or none: a writer that was killed leaves such.

    Returns:
        Whether none lies on disk any more. An object store tells no such thing; it is gone where nothing failed.
    """
    with rebuilding():  # nobody else writes, so that what is not named now never will be
        lake_forget()
        if not store.is_local():
            for table in TABLES:
                delta = store.open_table(table)
                delta.vacuum(retention_hours=0, dry_run=False, enforce_retention_duration=False, full=True)
            return True
        for path in _nameless(workspace_id):
            path.unlink(missing_ok=True)
        return not _nameless(workspace_id)


def _has_records(workspace_id: int, record_ids: Collection[UUID]) -> bool:
    files = _current_files(RECORDS, workspace_id)
    if not record_ids or not files:
        return False
    query = (
        f"SELECT count(*) AS n FROM {ROWS} r JOIN "
        "(SELECT unnest($heads::BIGINT[]) AS head, unnest($tails::BIGINT[]) AS tail) gone "
        "ON r.submission_key = gone.head AND r.field_key = gone.tail"
    )
    heads, tails = [_half(key, 0) for key in record_ids], [_half(key, 8) for key in record_ids]
    return bool(ask(query, {"files": files, "heads": heads, "tails": tails})["n"][0])


def _half(key: UUID, start: int) -> int:
    """Half of a record's id, as the lake keeps it."""
    return int.from_bytes(key.bytes[start : start + 8], "big", signed=True)


def _current_files(table: LakeTable, workspace_id: int) -> list[str]:
    folder = f"/workspace_id={workspace_id}/"
    return [uri for uri in store.open_table(table).file_uris() if folder in uri]


def _nameless(workspace_id: int) -> list[Path]:
    """Files of a workspace that the current versions do not name, but for those of loads that go on."""
    coming = set(Batch.objects.filter(state__in=COMING).values_list("pk", flat=True))
    found: list[Path] = []
    for table in TABLES:
        named = {uri.rpartition("/")[2] for uri in _current_files(table, workspace_id)}
        folder = Path(store.address(table).removeprefix("file://")) / f"workspace_id={workspace_id}"
        there = {path.name: path for path in folder.rglob("*.parquet")}
        if not named <= there.keys():
            raise RuntimeError(
                f"{folder} lacks files that {table.name} names; rebuild the lake before it is tidied"
            )
        found += [path for name, path in there.items() if name not in named and _load_of(name) not in coming]
    return found


def _load_of(name: str) -> int | None:
    """The load that wrote a file ahead."""
    found = OF_BATCH.match(name)
    return int(found[1]) if found else None
