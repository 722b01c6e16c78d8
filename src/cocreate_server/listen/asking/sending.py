"""Letters claimed, handed over and settled.

A claim is committed before the letter is handed to the mail server. Whoever dies in between leaves a claimed letter of
which nobody knows whether it went out: it is told as uncertain, and not sent again by itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction

from cocreate_server.listen.asking.checking import Verdict, verdict_on
from cocreate_server.listen.asking.letters import Addressee, letter_message, letter_page, message_name
from cocreate_server.listen.asking.manners import manners_of
from cocreate_server.listen.asking.models import BadAddress, Invitation, Sending
from cocreate_server.listen.asking.posting import Outcome, Posted
from cocreate_server.listen.surveys.api import AskedSurvey, asked_by_key

LOCK = 0xA5C1
AGAIN_AFTER = (
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
)
State = Invitation.State
DUE = """
    SELECT i.id FROM asking_invitation i JOIN asking_sending s ON s.id = i.sending_id
    WHERE i.due_at <= %s AND i.claimed_at IS NULL AND s.state = 'running'
    ORDER BY i.due_at, i.id LIMIT 1 FOR UPDATE OF i SKIP LOCKED
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A letter that is ours to hand over."""

    invitation_id: int
    customer_id: int
    address: str
    message: EmailMultiAlternatives


def claim_next(*, now: datetime) -> Claim | bool:
    """Take the next letter that is due.

    Returns:
        The letter; True if one was due that may not go out (now), False if none is due.
    """
    with transaction.atomic():
        invitation = _next_due(now)
        if invitation is None:
            return False
        manners = manners_of(invitation.workspace_id)
        asked = asked_by_key(invitation.sending.survey.key, now=now)
        verdict = verdict_on(invitation, asked, manners, now=now)
        if verdict.skip:
            _skip(invitation, verdict.skip)
        elif verdict.wait_until:
            Invitation.objects.filter(pk=invitation.pk).update(due_at=verdict.wait_until)
        elif asked is not None:
            return _claim(invitation, asked, verdict, now=now)
        return True


def settle(claim: Claim, posted: Posted, *, now: datetime) -> None:
    """Write down what came of a letter."""
    with transaction.atomic():
        invitation = (
            Invitation.objects.select_for_update(of=("self",))
            .select_related("sending")
            .filter(pk=claim.invitation_id)
            .first()
        )
        if invitation is None or invitation.claimed_at is None:
            return  # erased meanwhile
        invitation.claimed_at, invitation.told = None, posted.told
        match posted.outcome:
            case Outcome.TAKEN:
                _sent(invitation, now=now)
            case Outcome.AWAY:
                invitation.told = ""  # nothing was said of this letter
            case Outcome.LATER:
                _later(invitation, now=now)
            case Outcome.REFUSED:
                _refused(invitation)
                if posted.is_address:
                    address_give_up(invitation, claim.address, told=posted.told, now=now)
            case Outcome.UNCERTAIN:
                _uncertain(invitation, now=now)
        invitation.save()


def claims_resume(*, now: datetime) -> int:
    """Tell letters as uncertain that somebody who died had claimed. To be called by whoever alone sends letters."""
    left = Invitation.objects.filter(claimed_at__isnull=False).select_related("sending")
    for invitation in left:
        invitation.told = ""
        _uncertain(invitation, now=invitation.claimed_at or now)
        invitation.claimed_at = None
        invitation.save()
    return len(left)


def address_give_up(invitation: Invitation, address: str, *, told: str, now: datetime) -> None:
    """Remember that letters do not reach an address."""
    BadAddress.objects.get_or_create(
        workspace_id=invitation.workspace_id,
        address=address,
        defaults={"customer_id": invitation.customer_id, "told": told, "at": now},
    )


def _next_due(now: datetime) -> Invitation | None:
    """The invitation whose letter is due, locked, and its customer with it."""
    with connection.cursor() as cursor:
        cursor.execute(DUE, [now])
        row = cursor.fetchone()
        if row is None:
            return None
        invitation = Invitation.objects.select_related("sending__survey", "sending__workspace").get(pk=row[0])
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashint8(%s))", [LOCK, invitation.customer_id])
    return invitation


def _claim(invitation: Invitation, asked: AskedSurvey, verdict: Verdict, *, now: datetime) -> Claim | bool:
    manners, sending = manners_of(invitation.workspace_id), invitation.sending
    ends_at = (invitation.sent_at or now) + timedelta(days=sending.link_days)
    if verdict.person is None or ends_at <= now:
        Invitation.objects.filter(pk=invitation.pk).update(due_at=None)
        return True
    to = Addressee(verdict.person.known, invitation.pk, ends_at, is_reminder=invitation.letters > 0)
    page = letter_page(sending, asked, manners, to)
    message = letter_message(page, manners, address=verdict.address, name=message_name(invitation))
    Invitation.objects.filter(pk=invitation.pk).update(claimed_at=now)
    return Claim(invitation.pk, invitation.customer_id, verdict.address, message)


def _skip(invitation: Invitation, reason: str) -> None:
    """No letter, or no more of them."""
    here = Invitation.objects.filter(pk=invitation.pk)
    if invitation.letters:
        here.update(due_at=None)
    else:
        here.update(due_at=None, state=State.SKIPPED, reason=reason)


def _sent(invitation: Invitation, *, now: datetime) -> None:
    invitation.state, invitation.told = State.SENT, ""
    invitation.sent_at, invitation.last_sent_at = invitation.sent_at or now, now
    invitation.letters, invitation.attempts = invitation.letters + 1, 0
    sending: Sending = invitation.sending
    more = invitation.letters <= sending.reminders_most
    invitation.due_at = now + timedelta(days=sending.reminder_days) if more else None


def _later(invitation: Invitation, *, now: datetime) -> None:
    if invitation.attempts < len(AGAIN_AFTER):
        invitation.due_at = now + AGAIN_AFTER[invitation.attempts]
        invitation.attempts += 1
    else:
        _refused(invitation)


def _refused(invitation: Invitation) -> None:
    invitation.due_at = None
    invitation.state = State.SENT if invitation.letters else State.REFUSED


def _uncertain(invitation: Invitation, *, now: datetime) -> None:
    """It may have gone out: that counts as asked for the cool-down, and nothing more is sent."""
    invitation.due_at, invitation.last_sent_at = None, now
    invitation.state = State.SENT if invitation.letters else State.UNCERTAIN
