"""Whom a letter may reach: addresses of a customer, and what they said of being asked."""

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from cocreate_server.ground.customers.knowing import KnownCustomer, customer_known
from cocreate_server.ground.customers.models import Consent, Customer, Identity

EMAIL = "email"
FEEDBACK = "feedback"
DO_NOT_CONTACT = "do_not_contact"
TRUE = frozenset({"true", "yes", "1"})


@dataclass(frozen=True, slots=True)
class Reachable:
    """A customer who might be written to.

    Attributes:
        known: Who they are.
        market: Where.
        addresses: Their e-mail addresses, the one known longest first.
        feedback: Whether they agreed to be asked; None if they never said.
        do_not_contact: Whether a trait says to leave them alone.
    """

    known: KnownCustomer
    market: str
    addresses: tuple[str, ...]
    feedback: bool | None
    do_not_contact: bool


def customer_reachable(workspace_id: int, customer_id: int) -> Reachable | None:
    """What has to be known before a customer is written to; None of one who is not there, or no longer."""
    known = customer_known(workspace_id, customer_id)
    if known is None:
        return None
    addresses = Identity.objects.filter(workspace_id=workspace_id, customer_id=customer_id, kind=EMAIL)
    said = Consent.objects.filter(customer_id=customer_id, purpose=FEEDBACK).order_by("-at", "-id").first()
    return Reachable(
        known=known,
        market=str(known.traits.get("market", "")),
        addresses=tuple(addresses.order_by("pk").values_list("value", flat=True)),
        feedback=said.granted if said else None,
        do_not_contact=str(known.traits.get(DO_NOT_CONTACT, "")).strip().lower() in TRUE,
    )


def customers_with_consent(workspace_id: int) -> QuerySet[Customer]:
    """People of a workspace, each with `feedback`: what they said last of being asked, None if nothing."""
    last = Consent.objects.filter(customer=OuterRef("pk"), purpose=FEEDBACK).order_by("-at", "-id")
    people = Customer.objects.filter(workspace_id=workspace_id, kind=Customer.Kind.PERSON)
    return people.annotate(feedback=Subquery(last.values("granted")[:1]))


def addresses_all(workspace_id: int) -> QuerySet[Identity]:
    """E-mail addresses of a workspace's customers."""
    return Identity.objects.filter(workspace_id=workspace_id, kind=EMAIL)
