"""Erasing one person: everything in the database in one transaction, with a receipt; the lake follows by a job.

Rows that a load still on its way holds of the person may arrive after the erasure: the job (`lake_erasure`) waits for
such loads and takes their rows out as well, before it says that the person is gone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cocreate_server.ground.core.audit import Actor, audit
from cocreate_server.ground.core.errors import NotFound
from cocreate_server.ground.customers.belongings import (
    batches_of,
    events_of,
    hidden_batches,
    ids_of,
    records_of,
)
from cocreate_server.ground.customers.bulk import LOCK
from cocreate_server.ground.customers.models import (
    Consent,
    Customer,
    ErasureReceipt,
    Identity,
    IdentityLink,
)
from cocreate_server.ground.customers.receipts import digests_of
from cocreate_server.ground.customers.tasks import erase_in_lake_later
from cocreate_server.ground.records.api import Batch
from cocreate_server.ground.webhooks.api import announce


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """What an erasure would take.

    Attributes:
        word: What has to be typed to confirm it.
        records: How many records.
        events: How many events.
        identities: How many ids and addresses.
        consents: How many consents.
        batches: The loads that brought any of it; files kept of them are deleted, copies elsewhere are out of reach.
    """

    word: str
    records: int
    events: int
    identities: int
    consents: int
    batches: tuple[Batch, ...]


def erasure_preview(customer: Customer) -> ErasurePreview:
    """Count what an erasure would take."""
    return ErasurePreview(
        word=customer.external_id or f"#{customer.pk}",
        records=records_of(customer).count(),
        events=events_of(customer).count(),
        identities=customer.identities.count(),
        consents=customer.consents.count(),
        batches=tuple(Batch.objects.filter(pk__in=batches_of(customer)).order_by("-created_at")),
    )


@transaction.atomic
def customer_erase(customer: Customer, *, actor: Actor, now: datetime) -> ErasureReceipt:
    """Erase a customer and everything of theirs; the worker goes on with the lake.

    Args:
        customer: Who.
        actor: Who asked.
        now: When.

    Raises:
        NotFound: Somebody was quicker.
    """
    person = _hold(customer)
    ids = ids_of(person)
    digests, batch_ids = digests_of(person, ids), batches_of(person)
    with connection.cursor() as cursor:
        record_ids = _erase_records(cursor, person)
    events, _kinds = events_of(person).delete()
    consents, _kinds = Consent.objects.filter(customer=person).delete()
    IdentityLink.objects.filter(
        Q(value__in=ids) | Q(user_id__in=ids), workspace_id=person.workspace_id
    ).delete()
    identities, _kinds = Identity.objects.filter(customer=person).delete()
    Customer.objects.filter(pk=person.pk).delete()
    receipt = ErasureReceipt.objects.create(
        workspace_id=person.workspace_id, subject_digests=digests, records=len(record_ids), events=events,
        identities=identities, consents=consents, batch_ids=batch_ids, requested_by_id=actor.user_id,
        requested_with="" if actor.user_id else actor.label, requested_at=now, waiting_for=customer.pk,
        waiting_batches=hidden_batches(person.workspace_id), waiting_records=record_ids,
    )  # fmt: skip
    audit(
        actor,
        "customer.erased",
        workspace_id=person.workspace_id,
        subject=str(receipt),
        records=receipt.records,
    )
    _announce(person, receipt, now)
    erase_in_lake_later(receipt.pk)
    return receipt


def _announce(person: Customer, receipt: ErasureReceipt, now: datetime) -> None:
    """Let other systems forget the person, too: the id they know them by goes out with it."""
    counts = {"records": receipt.records, "events": receipt.events}
    data = {"user_id": person.external_id, "receipt": receipt.pk, **counts}
    announce(person.workspace_id, "customer.erased", data, now=now)


def _hold(customer: Customer) -> Customer:
    """The customer, locked, with no load looking them up meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, customer.workspace_id])
    held = Customer.objects.select_for_update().filter(pk=customer.pk).first()
    if held is None:
        raise NotFound(_("This customer does not exist, or was erased."))
    return held


def _erase_records(cursor: Any, person: Customer) -> list[Any]:
    """Delete records and what makes their texts searchable. Returns their ids."""
    ids = list(records_of(person).values_list("pk", flat=True))
    cursor.execute("DELETE FROM records_recordtext WHERE record_id = ANY (%s)", [ids])
    cursor.execute("DELETE FROM records_record WHERE id = ANY (%s)", [ids])
    return ids
