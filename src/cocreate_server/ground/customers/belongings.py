"""What belongs to a customer: records and events, and the ids they may carry instead of a customer."""

from django.db.models import Q, QuerySet

from cocreate_server.ground.customers.models import Customer
from cocreate_server.ground.records.api import Batch, Event, Record

HIDDEN_STATES = (Batch.State.LOADING, Batch.State.PUBLISHING, Batch.State.UNDOING)


def ids_of(customer: Customer) -> list[str]:
    """Every id and address the customer is known by."""
    values = customer.identities.order_by("kind", "value").values_list("value", flat=True)
    return list(dict.fromkeys([*filter(None, [customer.external_id]), *values]))


def records_of(customer: Customer) -> QuerySet[Record]:
    """All records of a customer, hidden ones included: linked to them, or carrying one of their ids and no customer."""
    loose = Q(customer__isnull=True, user_id__in=[value for value in ids_of(customer) if value])
    return Record.objects.filter(Q(customer_id=customer.pk) | loose, workspace_id=customer.workspace_id)


def records_of_user(workspace_id: int, user_id: str) -> QuerySet[Record]:
    """All records of whoever a sender knows by an id; where nobody is, those that carry it loosely."""
    customers = Customer.objects.filter(workspace_id=workspace_id)
    merged = Q(identities__kind="user_id", identities__value=user_id)
    customer = customers.filter(external_id=user_id).first() or customers.filter(merged).first()
    if customer is not None:
        return records_of(customer)
    return Record.objects.filter(workspace_id=workspace_id, customer__isnull=True, user_id=user_id)


def events_of(customer: Customer) -> QuerySet[Event]:
    """All events of a customer, hidden ones included."""
    return Event.objects.filter(customer_id=customer.pk, workspace_id=customer.workspace_id)


def hidden_batches(workspace_id: int) -> list[int]:
    """Loads on their way in or out, whose rows do not count."""
    batches = Batch.objects.filter(workspace_id=workspace_id, state__in=HIDDEN_STATES)
    return list(batches.values_list("pk", flat=True))


def batches_of(customer: Customer) -> list[int]:
    """The loads that brought anything of a customer."""
    found = {customer.batch_id}
    for rows in (records_of(customer), events_of(customer)):
        found |= set(rows.values_list("batch_id", flat=True).distinct())
    return sorted(batch_id for batch_id in found if batch_id is not None)
