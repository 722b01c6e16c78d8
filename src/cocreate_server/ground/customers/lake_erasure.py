"""Erasing one person from the lake, and proving it.

Each step may be done again. The receipt is stamped only when no load that began before may still bring rows of the
person, no row of theirs is in the lake, and no file is left on disk that the lake does not name.
"""

from datetime import datetime

from django.db import connection, transaction

from cocreate_server.ground.core.erasing import ErasedPerson, holdings_of
from cocreate_server.ground.customers.belongings import HIDDEN_STATES
from cocreate_server.ground.customers.models import ErasureReceipt
from cocreate_server.ground.lake.api import lake_forget_all, lake_holds, lake_sync
from cocreate_server.ground.records.api import Batch, Event, Record


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
    if not lake_forget_all(receipt.workspace_id):
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
    """Whether a row of the person is in the lake: by customer, and by key, for some records carried only an id of theirs.

    Records that were sent again later may stay.
    """
    sent_again = set(Record.objects.filter(pk__in=receipt.waiting_records).values_list("pk", flat=True))
    gone = [record_id for record_id in receipt.waiting_records if record_id not in sent_again]
    return lake_holds(receipt.workspace_id, customer_id=receipt.waiting_for or 0, record_ids=gone)
