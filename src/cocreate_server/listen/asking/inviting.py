"""Invitations made: of an audience, once; of events, each time they happen, exactly once an event and sending.

A trigger writes a line with each event that a running sending waits for, in the transaction that brings the event. The
line is struck off in the transaction that makes the invitation. So in whatever order transactions end, and wherever
the worker is killed, each event asks once.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import transaction

from cocreate_server.ground.records.api import Event
from cocreate_server.listen.asking.audience import drawn, fits
from cocreate_server.listen.asking.hours import earliest, zone_of
from cocreate_server.listen.asking.manners import manners_of, quiet_of
from cocreate_server.listen.asking.models import Happening, Invitation, Manners, Sending

AT_ONCE = 500
WRITTEN_AT_ONCE = 2_000


def audiences_draw(*, now: datetime) -> int:
    """Make the invitations of sendings whose time has come. Returns how many sendings."""
    due = Sending.objects.filter(state=Sending.State.RUNNING, drawn_at=None, at__lte=now)
    ids = list(due.exclude(moment=Sending.Moment.EVENT).order_by("at").values_list("pk", flat=True))
    return sum(_draw(sending_id, now=now) for sending_id in ids)


def happenings_take(*, now: datetime) -> int:
    """Make invitations of events that running sendings wait for. Returns how many events were looked at."""
    with transaction.atomic():
        waiting = Happening.objects.select_for_update(skip_locked=True).order_by("pk")
        lines = list(waiting.values_list("pk", "sending_id", "event_id")[:AT_ONCE])
        by_sending: dict[int, list[UUID]] = {}
        for _line, sending_id, event_id in lines:
            by_sending.setdefault(sending_id, []).append(event_id)
        for sending_id in sorted(by_sending):
            _invite_for_events(sending_id, by_sending[sending_id], now=now)
        Happening.objects.filter(pk__in=[line for line, _sending, _event in lines]).delete()
    return len(lines)


@transaction.atomic
def _draw(sending_id: int, *, now: datetime) -> int:
    sending = (
        Sending.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("workspace")
        .filter(pk=sending_id, state=Sending.State.RUNNING, drawn_at=None)
        .first()
    )
    if sending is None:
        return 0
    manners = manners_of(sending.workspace_id)
    people = drawn(sending, manners, now=now).values_list("pk", "traits")
    fresh = (
        _invitation(sending, manners, customer_id, traits, since=now, now=now)
        for customer_id, traits in people.iterator(chunk_size=WRITTEN_AT_ONCE)
    )
    _write(fresh)
    Sending.objects.filter(pk=sending_id).update(drawn_at=now)
    return 1


def _invite_for_events(sending_id: int, event_ids: Iterable[UUID], *, now: datetime) -> None:
    """The invitations of some events; of every hundred as many as the share says, counted over all of them."""
    sending = (
        Sending.objects.select_for_update(of=("self",))
        .select_related("workspace")
        .filter(pk=sending_id)
        .first()
    )
    if sending is None or sending.state == Sending.State.DONE:
        return
    manners = manners_of(sending.workspace_id)
    events = Event.objects.filter(
        pk__in=list(event_ids), workspace_id=sending.workspace_id, customer__isnull=False
    ).select_related("customer")
    fresh = []
    for event in events.order_by("occurred_at", "pk"):
        customer = event.customer
        if customer is None or not fits(sending, customer.pk, now=now):
            continue
        sending.happened += 1
        if is_chosen(sending.happened, seed=sending.seed, share_pct=sending.share_pct):
            since = event.occurred_at + timedelta(minutes=sending.delay_minutes)
            fresh.append(
                _invitation(
                    sending, manners, customer.pk, customer.traits, since=since, now=now, event_id=event.pk
                )
            )
    _write(iter(fresh))
    Sending.objects.filter(pk=sending_id).update(happened=sending.happened)


def is_chosen(number: int, *, seed: int, share_pct: int) -> bool:
    """Whether the event with a number (from 1) is among the share that asks.

    Of any run of 100 events exactly `share_pct` are, spread evenly; the seed says where it begins.
    """
    start = seed % 100
    return (start + number * share_pct) // 100 > (start + (number - 1) * share_pct) // 100


def _invitation(
    sending: Sending,
    manners: Manners,
    customer_id: int,
    traits: dict[str, Any],
    *,
    since: datetime,
    now: datetime,
    event_id: UUID | None = None,
) -> Invitation:
    zone = zone_of(traits, usual=sending.workspace.zone)
    due_at = earliest(max(since, now), zone=zone, quiet=quiet_of(manners), hour=sending.send_hour)
    return Invitation(
        workspace_id=sending.workspace_id, sending=sending, customer_id=customer_id, event_id=event_id,
        made_at=now, due_at=due_at,
    )  # fmt: skip


def _write(fresh: Iterator[Invitation]) -> None:
    for some in batched(fresh, WRITTEN_AT_ONCE):
        Invitation.objects.bulk_create(some, ignore_conflicts=True)
