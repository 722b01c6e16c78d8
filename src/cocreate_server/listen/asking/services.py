"""What may be done with a sending: made, changed, started, paused, ended; and a letter to oneself to try it."""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from cocreate_server.ground.core.audit import Actor, audit
from cocreate_server.ground.core.errors import Conflict, Invalid
from cocreate_server.listen.asking.letters import letter_message
from cocreate_server.listen.asking.manners import manners_of
from cocreate_server.listen.asking.models import Happening, Invitation, Sending
from cocreate_server.listen.asking.posting import Outcome, Post
from cocreate_server.listen.asking.preview import letter_preview
from cocreate_server.listen.surveys.api import AskedSurvey

State = Sending.State
SEEDS = 2**31


@transaction.atomic
def sending_create(
    workspace_id: int, survey_id: int, given: dict[str, Any], *, actor: Actor, now: datetime
) -> Sending:
    """Make a draft."""
    sending = Sending.objects.create(
        workspace_id=workspace_id, survey_id=survey_id, seed=secrets.randbelow(SEEDS), created_by_id=actor.user_id,
        created_at=now, changed_at=now, **given,
    )  # fmt: skip
    audit(actor, "sending.made", workspace_id=workspace_id, subject=f"sending {sending.pk}")
    return sending


@transaction.atomic
def sending_change(sending: Sending, given: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    """Change a draft, or one that is paused.

    Raises:
        Conflict: It is running, or over.
    """
    held = Sending.objects.select_for_update().get(pk=sending.pk)
    if held.state not in {State.DRAFT, State.PAUSED}:
        raise Conflict(_("Only a draft or a paused sending can be changed. Pause it first."))
    if held.drawn_at is not None:  # who is asked and when is settled; how can still change
        given = {name: given[name] for name in given if name in CHANGED_ANY_TIME}
    Sending.objects.filter(pk=sending.pk).update(**given, changed_at=now)
    audit(
        actor,
        "sending.changed",
        workspace_id=held.workspace_id,
        subject=f"sending {held.pk}",
        fields=sorted(given),
    )


CHANGED_ANY_TIME = frozenset(
    {"name", "letter", "reminder_days", "reminders_most", "link_days", "counts_opens"}
)


@transaction.atomic
def sending_start(sending: Sending, *, actor: Actor, now: datetime) -> None:
    """Start a draft, or go on with one that was paused.

    Raises:
        Conflict: It is running already, or over.
        Invalid: Its survey takes no answers.
    """
    held = Sending.objects.select_for_update(of=("self",)).select_related("survey").get(pk=sending.pk)
    if held.state not in {State.DRAFT, State.PAUSED}:
        raise Conflict(_("This sending is running already, or over."))
    if held.survey.state != "open":
        raise Invalid(_("The survey takes no answers. Publish it, or open it again, before you ask anybody."))
    if held.moment == Sending.Moment.NOW and held.at is None:
        held.at = now
    held.state, held.started_at, held.changed_at = State.RUNNING, held.started_at or now, now
    held.save(update_fields=["state", "started_at", "changed_at", "at"])
    audit(actor, "sending.started", workspace_id=held.workspace_id, subject=f"sending {held.pk}")


@transaction.atomic
def sending_pause(sending: Sending, *, actor: Actor, now: datetime) -> None:
    """Send nothing more until it goes on; what happens meanwhile asks nobody."""
    paused = Sending.objects.filter(pk=sending.pk, state=State.RUNNING).update(
        state=State.PAUSED, changed_at=now
    )
    if paused:
        audit(actor, "sending.paused", workspace_id=sending.workspace_id, subject=f"sending {sending.pk}")


@transaction.atomic
def sending_end(sending: Sending, *, actor: Actor, now: datetime) -> None:
    """Send nothing more at all; letters that wait are withdrawn."""
    ended = Sending.objects.filter(pk=sending.pk, state__in=[State.RUNNING, State.PAUSED]).update(
        state=State.DONE, changed_at=now
    )
    if not ended:
        return
    left = Invitation.objects.filter(sending_id=sending.pk, claimed_at=None, due_at__isnull=False)
    left.filter(state=Invitation.State.WAITING).update(state=Invitation.State.WITHDRAWN, due_at=None)
    left.update(due_at=None)
    Happening.objects.filter(sending_id=sending.pk).delete()
    audit(actor, "sending.ended", workspace_id=sending.workspace_id, subject=f"sending {sending.pk}")


@transaction.atomic
def sending_remove(sending: Sending, *, actor: Actor) -> None:
    """Throw a draft away.

    Raises:
        Conflict: It was started; end it instead, since letters belong to it.
    """
    held = Sending.objects.select_for_update().get(pk=sending.pk)
    if held.started_at is not None:
        raise Conflict(_("A sending that was started can be ended, but not removed: letters belong to it."))
    held.delete()
    audit(actor, "sending.removed", workspace_id=sending.workspace_id, subject=f"sending {sending.pk}")


def sendings_finish(*, now: datetime) -> int:
    """End sendings that have nothing more to send. Returns how many."""
    left = Invitation.objects.filter(sending=OuterRef("pk"), due_at__isnull=False)
    over = Sending.objects.filter(~Exists(left), state=State.RUNNING, drawn_at__isnull=False)
    return over.update(state=State.DONE, changed_at=now)


def letter_try(sending: Sending, asked: AskedSurvey, *, to: str, language: str, now: datetime) -> None:
    """Send the letter to a member who wants to see it; its links lead to the survey as to anybody.

    Raises:
        Invalid: The mail server did not take it; it says why.
    """
    page = letter_preview(sending, asked, language=language, now=now)
    name = f"cocreate-test-{secrets.token_hex(8)}"
    post = Post()
    posted = post.hand_over(letter_message(page, manners_of(sending.workspace_id), address=to, name=name))
    post.close()
    if posted.outcome is not Outcome.TAKEN:
        raise Invalid(_("The mail server did not take the letter: %(told)s") % {"told": posted.told})
