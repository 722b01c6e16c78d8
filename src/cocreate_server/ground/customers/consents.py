"""What customers agreed to: the history, what counts now, and the recording of a yes or a no."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cocreate_server.ground.core.audit import Actor, audit
from cocreate_server.ground.customers.models import Consent, Customer

PURPOSES = {
    "feedback": _("Being asked for feedback"),
    "research": _("Taking part in research"),
    "marketing": _("News and offers"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A yes or a no: what for, where it was said, and when."""

    purpose: str
    granted: bool
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose: what counts, and everything said about it before, newest first."""

    label: str
    now: Consent
    before: tuple[Consent, ...]


def purpose_label(code: str) -> str:
    """The name of a purpose; its code where nobody named it."""
    return str(PURPOSES.get(code, code))


def consent_list_for(customer: Customer) -> list[Purpose]:
    """The consents of a customer by purpose; the newest for each counts."""
    history: dict[str, list[Consent]] = {}
    for consent in customer.consents.order_by("purpose", "-at", "-id"):
        history.setdefault(consent.purpose, []).append(consent)
    return [
        Purpose(purpose_label(code), newest, tuple(before)) for code, (newest, *before) in history.items()
    ]


@transaction.atomic
def consent_record(customer: Customer, said: Said, *, actor: Actor) -> Consent:
    """Write down that a customer agreed or withdrew; what was said before stays."""
    consent = Consent.objects.create(customer=customer, **asdict(said))
    audit(
        actor,
        "consent.recorded",
        workspace_id=customer.workspace_id,
        subject=f"customer {customer.pk}",
        purpose=said.purpose,
        granted=said.granted,
    )
    return consent


def consent_say(workspace_id: int, customer_id: int, said: Said, *, actor: Actor) -> bool:
    """Write down what a customer said, if it is not what they said last.

    Returns:
        Whether anything was written; nothing is of a customer who is no longer there.
    """
    customer = Customer.objects.filter(workspace_id=workspace_id, pk=customer_id).first()
    if customer is None:
        return False
    last = customer.consents.filter(purpose=said.purpose).order_by("-at", "-id").first()
    if last is not None and last.granted == said.granted:
        return False
    consent_record(customer, said, actor=actor)
    return True
