"""Receipts of erasures: what they say, and whether one is about a certain person."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from cocreate_server.ground.customers.models import Customer, ErasureReceipt
from cocreate_server.ground.records.api import Batch

SCHEMA = "cocreate.erasure"
SCHEMA_VERSION = 1
ALGORITHM = "sha256"


def digests_of(customer: Customer, ids: Iterable[str]) -> list[str]:
    """One digest for each id of a customer, and one for the number we gave them."""
    return [_digest(customer.workspace_id, value) for value in (f"#{customer.pk}", *ids)]


def digest_of(workspace_id: int, value: str) -> str:
    """The digest under which an id stands on receipts."""
    return _digest(workspace_id, value)


def digests_erased(workspace_id: int, customer_id: int) -> list[str]:
    """Digests of the ids of somebody whose erasure goes on."""
    receipts = ErasureReceipt.objects.filter(workspace_id=workspace_id, waiting_for=customer_id)
    return [digest for digests in receipts.values_list("subject_digests", flat=True) for digest in digests]


def erased_since(workspace_id: int, since: datetime) -> dict[str, datetime]:
    """Digests of the ids of everybody who was erased at a time or later, and when."""
    receipts = ErasureReceipt.objects.filter(workspace_id=workspace_id, requested_at__gte=since)
    found = receipts.order_by("requested_at").values_list("requested_at", "subject_digests")
    return {digest: at for at, digests in found for digest in digests}


def receipt_is_about(receipt: ErasureReceipt, value: str) -> bool:
    """Whether the person of a receipt was known by an id or address."""
    spellings = {value.strip(), value.strip().lower()}
    given = [_digest(receipt.workspace_id, spelling) for spelling in spellings]
    return any(constant_time_compare(one, other) for one in given for other in receipt.subject_digests)


def receipt_list_for(workspace_id: int) -> QuerySet[ErasureReceipt]:
    """The receipts of a workspace, newest first."""
    return ErasureReceipt.objects.filter(workspace_id=workspace_id).select_related("requested_by")


def receipt_get(workspace_id: int, receipt_id: int) -> ErasureReceipt | None:
    """One receipt."""
    return receipt_list_for(workspace_id).select_related("workspace").filter(pk=receipt_id).first()


def loads_of(receipt: ErasureReceipt) -> list[Batch]:
    """The loads that brought anything of the person; what was kept of their files is deleted."""
    return list(Batch.objects.filter(pk__in=receipt.batch_ids).order_by("-created_at"))


def receipt_document(receipt: ErasureReceipt) -> dict[str, Any]:
    """The receipt for programs and files; times in ISO 8601."""
    return {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "receipt": receipt.pk,
        "workspace": receipt.workspace.slug,
        "subject_digests": receipt.subject_digests,
        "digest": "HMAC-SHA256 of each id, keyed by the installation and the workspace",
        "requested_by": f"user {receipt.requested_by_id}"
        if receipt.requested_by_id
        else receipt.requested_with,
        "requested_at": receipt.requested_at.isoformat(),
        "database_erased_at": receipt.requested_at.isoformat(),
        "lake_erased_at": receipt.lake_erased_at.isoformat() if receipt.lake_erased_at else None,
        "erased": {name: getattr(receipt, name) for name in ("records", "events", "identities", "consents")},
        "loads": receipt.batch_ids,
        "stored_files_erased": receipt.holdings,
    }


def _digest(workspace_id: int, value: str) -> str:
    # keyed, so that nobody can find an address by trying all addresses
    return salted_hmac(f"cocreate.customers.erasure.{workspace_id}", value, algorithm=ALGORITHM).hexdigest()
