"""Sendings as the team reads them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from cocreate_server.listen.asking.audience import Reach, reach_of
from cocreate_server.listen.asking.manners import manners_of
from cocreate_server.listen.asking.models import Invitation, Sending

State = Invitation.State


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of something there are, and how many of them for a reason."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class SendingPage:
    """What the page of a sending says.

    Attributes:
        sending: Itself.
        reach: Whom it would reach, where nobody was invited yet.
        states: Its invitations by state.
        reasons: Those not sent, by reason.
        opened: How many letters were opened, as far as one can tell.
        languages: Of the letter.
        may_change: Whether it can be changed now.
    """

    sending: Sending
    reach: Reach | None
    states: tuple[Counted, ...]
    reasons: tuple[Counted, ...]
    opened: int
    languages: tuple[str, ...]
    may_change: bool


def sending_list_for(workspace_id: int, survey_id: int) -> QuerySet[Sending]:
    """Sendings of a survey, the newest first, each with how many were asked."""
    found = Sending.objects.filter(workspace_id=workspace_id, survey_id=survey_id)
    sent = Count("invitations", filter=Q(invitations__letters__gt=0))
    return found.annotate(asked=sent, invited=Count("invitations")).order_by("-created_at", "-id")


def sending_get(workspace_id: int, survey_id: int, sending_id: int) -> Sending | None:
    """One sending."""
    found = Sending.objects.filter(workspace_id=workspace_id, survey_id=survey_id, pk=sending_id)
    return found.select_related("survey", "workspace").first()


def sending_page(sending: Sending, *, languages: tuple[str, ...], now: datetime) -> SendingPage:
    """What the page of a sending says."""
    mine = Invitation.objects.filter(sending=sending)
    counts = dict(mine.order_by().values_list("state").annotate(Count("pk")))
    reasons = dict(mine.exclude(reason="").order_by().values_list("reason").annotate(Count("pk")))
    waits = sending.drawn_at is None and sending.state != Sending.State.DONE
    return SendingPage(
        sending=sending,
        reach=reach_of(sending, manners_of(sending.workspace_id), now=now) if waits else None,
        states=tuple(Counted(str(label), counts[code]) for code, label in State.choices if code in counts),
        reasons=tuple(
            Counted(str(label), reasons[code]) for code, label in Invitation.Reason.choices if code in reasons
        ),
        opened=mine.exclude(opened_at=None).count(),
        languages=languages,
        may_change=sending.state in {Sending.State.DRAFT, Sending.State.PAUSED},
    )


def troubles_for(sending: Sending) -> QuerySet[Invitation]:
    """Invitations with which something went wrong, the newest first."""
    wrong = [State.REFUSED, State.BOUNCED, State.UNCERTAIN]
    found = Invitation.objects.filter(Q(state__in=wrong) | ~Q(told=""), sending=sending)
    return found.select_related("customer").order_by("-id")
