"""Erasing one person from the lake, and proving it.

Each step may be done again. The receipt is stamped only when no load that began before may still bring rows of the
person, no row of theirs is in the lake, and no file is left on disk that the lake does not name.
"""

import re
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction

from cocreate_server.ground.core.erasing import ErasedPerson, holdings_of
from cocreate_server.ground.customers.belongings import HIDDEN_STATES
from cocreate_server.ground.customers.models import ErasureReceipt
from cocreate_server.ground.lake import store
from cocreate_server.ground.lake.api import lake_forget, lake_is_local, lake_sync
from cocreate_server.ground.lake.engine import ask
from cocreate_server.ground.lake.locks import rebuilding
from cocreate_server.ground.lake.tables import RECORDS, TABLES, LakeTable
from cocreate_server.ground.records.api import Batch, Event, Record

OF_BATCH = re.compile(r"batch-(\d+)-")
ROWS = "read_parquet($files, hive_partitioning = true)"


def erasure_finish(receipt: ErasureReceipt, *, now: datetime) -> bool:
    """Take a person out of the lake as far as that can be done now.

    Args:
        receipt: Of the erasure.
        now: What the receipt is stamped with.

    Returns:
        Whether nothing is left; else it has to be called again later.
    """
    if receipt.lake_erased_at:
        return True
    if _loads_under_way(receipt):
        return False
    _sweep(receipt)
    _erase_holdings(receipt)
    lake_sync()
    if _is_in_lake(receipt):
        return False
    if not _forget_files(receipt.workspace_id):
        return False
    receipt.lake_erased_at, receipt.waiting_for = now, None
    receipt.waiting_records, receipt.waiting_batches = [], []
    receipt.save(update_fields=["lake_erased_at", "waiting_for", "waiting_records", "waiting_batches"])
    return True


def _loads_under_way(receipt: ErasureReceipt) -> bool:
    """Whether a load that was under way at the erasure, and may have looked the person up before, still is."""
    return Batch.objects.filter(pk__in=receipt.waiting_batches, state__in=HIDDEN_STATES).exists()


@transaction.atomic
def _sweep(receipt: ErasureReceipt) -> None:
    """Delete what a load under way brought of the person after the erasure, and words it made searchable."""
    late = Record.objects.filter(customer_id=receipt.waiting_for or 0, workspace_id=receipt.workspace_id)
    ids, batch_ids = (
        list(late.values_list("pk", flat=True)),
        set(late.values_list("batch_id", flat=True).distinct()),
    )
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_record WHERE id = ANY (%s)", [ids])
        cursor.execute(
            "DELETE FROM records_recordtext WHERE record_id = ANY (%s) "
            "AND NOT EXISTS (SELECT FROM records_record r WHERE r.id = record_id)",
            [[*ids, *receipt.waiting_records]],
        )
    events, _kinds = Event.objects.filter(
        customer_id=receipt.waiting_for or 0, workspace_id=receipt.workspace_id
    ).delete()
    if ids or events:
        receipt.records += len(ids)
        receipt.events += events
        receipt.waiting_records = [*receipt.waiting_records, *ids]
        receipt.batch_ids = sorted({*receipt.batch_ids, *batch_ids} - {None})
        receipt.save(update_fields=["records", "events", "waiting_records", "batch_ids"])


def _erase_holdings(receipt: ErasureReceipt) -> None:
    """Erase what other rooms hold: stored files, foremost."""
    person = ErasedPerson(receipt.workspace_id, receipt.waiting_for or 0, tuple(receipt.batch_ids))
    for holding in holdings_of(person):
        holding.erase()
        if holding.name not in receipt.holdings:
            receipt.holdings.append(holding.name)
            receipt.save(update_fields=["holdings"])


def _is_in_lake(receipt: ErasureReceipt) -> bool:
    """Whether a row of the person is in any current file of the lake."""
    for table in TABLES:
        files = _current_files(table, receipt.workspace_id)
        condition = f"SELECT count(*) AS n FROM {ROWS} WHERE customer_id = $customer"  # noqa: S608 - our own names
        if files and ask(condition, {"files": files, "customer": receipt.waiting_for})["n"][0]:
            return True
    return _has_records(receipt)


def _has_records(receipt: ErasureReceipt) -> bool:
    """The same by the records' keys: some carried the person's id but no customer. Those sent again later may stay."""
    sent_again = set(Record.objects.filter(pk__in=receipt.waiting_records).values_list("pk", flat=True))
    gone = [record_id for record_id in receipt.waiting_records if record_id not in sent_again]
    files = _current_files(RECORDS, receipt.workspace_id)
    if not gone or not files:
        return False
    query = (
        f"SELECT count(*) AS n FROM {ROWS} r JOIN "  # noqa: S608 - our own names
        "(SELECT unnest($heads::BIGINT[]) AS head, unnest($tails::BIGINT[]) AS tail) gone "
        "ON r.submission_key = gone.head AND r.field_key = gone.tail"
    )
    heads, tails = [_half(key, 0) for key in gone], [_half(key, 8) for key in gone]
    return bool(ask(query, {"files": files, "heads": heads, "tails": tails})["n"][0])


def _half(key: UUID, start: int) -> int:
    """Half of a record's id, as the lake keeps it."""
    return int.from_bytes(key.bytes[start : start + 8], "big", signed=True)


def _current_files(table: LakeTable, workspace_id: int) -> list[str]:
    folder = f"/workspace_id={workspace_id}/"
    return [uri for uri in store.open_table(table).file_uris() if folder in uri]


def _forget_files(workspace_id: int) -> bool:
    """Remove files that only older versions of the lake name, or none: a writer that was killed leaves such.

    Returns:
        Whether none lies on disk any more. An object store tells no such thing; it is gone where nothing failed.
    """
    with rebuilding():  # nobody else writes, so that what is not named now never will be
        lake_forget()
        if not lake_is_local():
            for table in TABLES:
                delta = store.open_table(table)
                delta.vacuum(retention_hours=0, dry_run=False, enforce_retention_duration=False, full=True)
            return True
        for path in _nameless(workspace_id):
            path.unlink(missing_ok=True)
        return not _nameless(workspace_id)


def _nameless(workspace_id: int) -> list[Path]:
    """Files of a workspace that the current versions do not name, but for those of loads that go on."""
    coming = set(Batch.objects.filter(state__in=HIDDEN_STATES).values_list("pk", flat=True))
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
