"""Whether a letter may go out now: everything that may stand against it, looked at in this one place at the last moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cocreate_server.ground.customers.api import Reachable, customer_reachable
from cocreate_server.listen.answering.api import Response
from cocreate_server.listen.asking.hours import earliest, zone_of
from cocreate_server.listen.asking.manners import quiet_of
from cocreate_server.listen.asking.models import BadAddress, Invitation, Manners
from cocreate_server.listen.asking.rules import audience_from
from cocreate_server.listen.surveys.api import AskedSurvey

Reason = Invitation.Reason


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be done with a letter that is due: skip it for a reason, wait, or send it to an address.

    Attributes:
        skip: Why it is not sent.
        wait_until: When it may be looked at again.
        person: To whom it goes.
        address: Where.
    """

    skip: str = ""
    wait_until: datetime | None = None
    person: Reachable | None = None
    address: str = ""


def verdict_on(
    invitation: Invitation, asked: AskedSurvey | None, manners: Manners, *, now: datetime
) -> Verdict:
    """Judge a letter that is due. To be called while the customer is locked, so that no two letters pass at once."""
    person = customer_reachable(invitation.workspace_id, invitation.customer_id)
    if person is None:
        return Verdict(Reason.GONE)
    if asked is None or not (asked.is_open or asked.opens_at):
        return Verdict(Reason.CLOSED)
    address = _address(invitation, person)
    skip = _hindrance(invitation, person, address, manners, now=now)
    if skip:
        return Verdict(skip)
    moment = max(now, asked.opens_at) if asked.opens_at else now
    zone = zone_of(person.known.traits, usual=invitation.sending.workspace.zone)
    may = earliest(moment, zone=zone, quiet=quiet_of(manners))
    return Verdict(wait_until=may) if may > now else Verdict(person=person, address=address)


def _hindrance(
    invitation: Invitation, person: Reachable, address: str, manners: Manners, *, now: datetime
) -> str:
    """What stands against writing to a person; the first of several reasons, in the order of `audience`."""
    reasons = (
        (not address, Reason.NO_ADDRESS),
        (person.do_not_contact, Reason.DO_NOT_CONTACT),
        (person.feedback is False, Reason.REFUSED),
        (manners.needs_yes and person.feedback is None, Reason.NO_YES),
        (has_answered(invitation), Reason.ANSWERED),
        (_asked_lately(invitation, manners, now=now), Reason.ASKED_LATELY),
    )
    return next((reason for stands, reason in reasons if stands), "")


def has_answered(invitation: Invitation) -> bool:
    """Whether the customer has answered the survey since they were to be asked."""
    return Response.objects.filter(
        customer_id=invitation.customer_id,
        survey_id=invitation.sending.survey_id,
        ended_at__gte=invitation.made_at,
    ).exists()


def _asked_lately(invitation: Invitation, manners: Manners, *, now: datetime) -> bool:
    """Whether another letter of any survey went to the customer within the cool-down, or is on its way."""
    others = Invitation.objects.filter(customer_id=invitation.customer_id).exclude(pk=invitation.pk)
    days = max(manners.cool_down_days, audience_from(invitation.sending.audience).not_asked_days)
    if not days:
        return False
    since = now - timedelta(days=days)
    return others.filter(last_sent_at__gt=since).exists() or others.filter(claimed_at__isnull=False).exists()


def _address(invitation: Invitation, person: Reachable) -> str:
    """The first of a person's addresses that is one and that no letter came back from."""
    bad = set(
        BadAddress.objects.filter(
            workspace_id=invitation.workspace_id, address__in=person.addresses
        ).values_list("address", flat=True)
    )
    return next((one for one in person.addresses if one not in bad and _is_address(one)), "")


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
