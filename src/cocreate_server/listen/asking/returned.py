"""Letters that came back: a delivery status notification (RFC 3464) read, and the invitation it speaks of found again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message

from django.db import transaction

from cocreate_server.ground.customers.api import customer_reachable
from cocreate_server.listen.asking.models import BadAddress, Invitation
from cocreate_server.listen.asking.sending import address_give_up
from cocreate_server.listen.asking.tokens import invitation_of_letter

OURS = re.compile(rb"<(cocreate-[^@<>\s]{1,200})@")
FAILED = "failed"
WENT_OUT = (Invitation.State.SENT, Invitation.State.UNCERTAIN)
LONGEST_TOLD = 300
LARGEST = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Returned:
    """What a notification says of one letter.

    Attributes:
        invitation_id: Whose letter.
        address: Where it could not be delivered.
        told: What the other mail server said.
    """

    invitation_id: int
    address: str
    told: str


def returned_from(message: bytes) -> Returned | None:
    """What a message says of a letter of ours that could not be delivered for good.

    Returns:
        None if it says nothing of the kind: an answer out of office, a delay, a delivery, a letter of somebody else.
    """
    parsed = message_from_bytes(message[:LARGEST], policy=policy.compat32)
    failed = next((one for one in _recipients(parsed) if _has_failed(one)), None)
    invitation_id = _ours(message[:LARGEST])
    if failed is None or invitation_id is None:
        return None
    address = _field(failed, "Original-Recipient") or _field(failed, "Final-Recipient")
    told = _field(failed, "Diagnostic-Code") or str(failed.get("Status", ""))
    return Returned(invitation_id, address, " ".join(told.replace("\0", "").split())[:LONGEST_TOLD])


@transaction.atomic
def returned_note(returned: Returned, *, now: datetime) -> bool:
    """Write down that a letter came back: nothing more is sent there.

    Returns:
        Whether there is such a letter, and it was not written down before.
    """
    invitation = (
        Invitation.objects.select_for_update().filter(pk=returned.invitation_id, state__in=WENT_OUT).first()
    )
    if invitation is None:
        return False
    invitation.state, invitation.told, invitation.due_at = Invitation.State.BOUNCED, returned.told, None
    invitation.save(update_fields=["state", "told", "due_at"])
    person = customer_reachable(invitation.workspace_id, invitation.customer_id)
    address = _written_to(invitation.workspace_id, person.addresses if person else (), returned.address)
    if address:
        address_give_up(invitation, address, told=returned.told, now=now)
    return True


def _written_to(workspace_id: int, addresses: Sequence[str], told: str) -> str:
    """Which of a customer's addresses came back: the one that is named; forwarded, the one that was written to."""
    named = [one for one in addresses if one.lower() == told.lower()]
    bad = BadAddress.objects.filter(workspace_id=workspace_id, address__in=addresses)
    known = set(bad.values_list("address", flat=True))
    return next((one for one in (*named, *addresses) if one not in known), "")


def _recipients(parsed: Message) -> list[Message]:
    """What a report says of each recipient."""
    reports = [part for part in parsed.walk() if part.get_content_type() == "message/delivery-status"]
    groups = [group for part in reports for group in part.get_payload() if isinstance(group, Message)]
    return [group for group in groups if group.get("Action")]


def _has_failed(recipient: Message) -> bool:
    status = str(recipient.get("Status", "")).strip()
    return str(recipient.get("Action", "")).strip().lower() == FAILED and not status.startswith("4.")


def _ours(message: bytes) -> int | None:
    """The first Message-ID in it that we gave; the letter that came back stands within, whole or its head."""
    for name in OURS.findall(message):
        found = invitation_of_letter(name.decode("ascii", "replace"))
        if found is not None:
            return found
    return None


def _field(recipient: Message, name: str) -> str:
    """The value of a field such as `rfc822; somebody@example.org`."""
    return str(recipient.get(name, "")).partition(";")[2].strip()
