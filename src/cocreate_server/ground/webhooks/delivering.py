"""Deliveries claimed, sent, and settled. A claim is a lease: whoever dies with it loses it a minute later.

So a message arrives at least once; receivers tell a second arrival by its id.
"""

import random
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from cocreate_server.ground.core.audit import Actor, audit
from cocreate_server.ground.core.sealing import Unreadable, unseal
from cocreate_server.ground.webhooks.models import Delivery, Endpoint
from cocreate_server.ground.webhooks.schedule import wait_after
from cocreate_server.ground.webhooks.sending import Outcome, Parcel
from cocreate_server.ground.webhooks.signing import signatures

WORKER = Actor(user_id=None, label="worker")
LEASE = timedelta(seconds=60)
AT_ONCE = 4  # to one endpoint; to one whose latest try failed, one
TRIES_KEPT = 25
AGENT = "Cocreate-Webhooks/1"
SECRET_LOST = Outcome(None, "secret")

CLAIM = """
    UPDATE webhooks_delivery SET next_at = %(until)s WHERE id IN (
        SELECT due.id FROM webhooks_endpoint e CROSS JOIN LATERAL (
            SELECT d.id, d.next_at FROM webhooks_delivery d
            WHERE d.endpoint_id = e.id AND d.state = 'waiting' AND d.next_at <= %(now)s
            ORDER BY d.next_at, d.id LIMIT CASE WHEN e.failing THEN 1 ELSE %(each)s END FOR UPDATE SKIP LOCKED
        ) due
        WHERE e.state = 'active' AND e.id <> ALL (%(busy)s) ORDER BY due.next_at LIMIT %(most)s
    ) RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that is ours to try until the lease is over; without a parcel it cannot be sent."""

    delivery_id: int
    endpoint_id: int
    attempts: int
    parcel: Parcel | None


def claim_due(*, most: int, busy: Collection[int] = (), now: datetime) -> list[Claim]:
    """Take deliveries that are due.

    Args:
        most: How many at most.
        busy: Endpoints that are being sent to already.
        now: The time that is signed, and from which the lease runs.
    """
    wanted: dict[str, Any] = {
        "until": now + LEASE,
        "now": now,
        "each": AT_ONCE,
        "busy": list(busy),
        "most": most,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CLAIM, wanted)
        ids = [row[0] for row in cursor.fetchall()]
    claimed = Delivery.objects.filter(pk__in=ids).select_related("endpoint", "message").order_by("pk")
    return [
        Claim(delivery.pk, delivery.endpoint_id, delivery.attempts, _parcel_of(delivery, now))
        for delivery in claimed
    ]


@transaction.atomic
def settle(claim: Claim, outcome: Outcome, *, now: datetime, rng: random.Random) -> None:
    """Write down what came of a try, and when the next one is due."""
    delivery = Delivery.objects.select_for_update().filter(pk=claim.delivery_id).first()
    if delivery is None or delivery.state != Delivery.State.WAITING or delivery.attempts != claim.attempts:
        return  # erased, removed, or settled by whoever got the lease after us
    delivery.attempts += 1
    delivery.tries = [*delivery.tries, {"at": now.isoformat(), **asdict(outcome)}][-TRIES_KEPT:]
    wait = wait_after(delivery.attempts, rng=rng) if outcome.problem and not outcome.is_gone else None
    delivery.next_at = now + wait if wait else None
    if wait is None:
        delivery.state = Delivery.State.FAILED if outcome.problem else Delivery.State.DELIVERED
        delivery.ended_at = now
    delivery.save()
    _tell_endpoint(delivery.endpoint_id, outcome)


def _parcel_of(delivery: Delivery, now: datetime) -> Parcel | None:
    endpoint, message = delivery.endpoint, delivery.message
    try:
        secrets = [unseal(endpoint.secret)]
        if endpoint.secret_before_until and endpoint.secret_before_until > now:
            secrets.append(unseal(endpoint.secret_before))
    except Unreadable:
        return None
    body, timestamp = message.body.encode(), int(now.timestamp())
    headers = {
        "content-type": "application/json",
        "user-agent": AGENT,
        "webhook-id": message.public_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signatures(
            secrets, message_id=message.public_id, timestamp=timestamp, body=body
        ),
    }
    return Parcel(endpoint.url, endpoint.allows_private, headers, body)


def _tell_endpoint(endpoint_id: int, outcome: Outcome) -> None:
    """Remember whether it fails; switch it off where it says that it is gone."""
    here: Any = Endpoint.objects.filter(pk=endpoint_id)
    here.exclude(failing=bool(outcome.problem)).update(failing=bool(outcome.problem))
    if outcome.is_gone and here.filter(state=Endpoint.State.ACTIVE).update(state=Endpoint.State.OFF):
        endpoint = here.get()
        audit(
            WORKER, "webhook.gone", workspace_id=endpoint.workspace_id, subject=f"webhook {endpoint.pk}",
            name=endpoint.name,
        )  # fmt: skip
