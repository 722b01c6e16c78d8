"""Reading webhooks: the list with how each fares, one, its deliveries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from cocreate_server.ground.webhooks.models import Delivery, Endpoint


@dataclass(frozen=True, slots=True)
class Fare:
    """An endpoint and how it fares."""

    endpoint: Endpoint
    waiting: int
    failed: int
    last_at: datetime | None


def webhook_list_for(workspace_id: int) -> list[Fare]:
    """The endpoints of a workspace, oldest first."""
    state = Delivery.State
    rows: Any = (
        Delivery.objects.filter(endpoint__workspace_id=workspace_id)
        .values("endpoint_id")
        .annotate(
            waiting=Count("pk", filter=Q(state=state.WAITING)),
            failed=Count("pk", filter=Q(state=state.FAILED)),
            last_at=Max("ended_at", filter=Q(state=state.DELIVERED)),
        )
    )
    counted = {row["endpoint_id"]: row for row in rows}
    none: dict[str, Any] = {"waiting": 0, "failed": 0, "last_at": None}
    fares = []
    for endpoint in Endpoint.objects.filter(workspace_id=workspace_id):
        row = counted.get(endpoint.pk, none)
        fares.append(Fare(endpoint, row["waiting"], row["failed"], row["last_at"]))
    return fares


def webhook_get(workspace_id: int, endpoint_id: int) -> Endpoint | None:
    """One endpoint of a workspace."""
    return Endpoint.objects.filter(workspace_id=workspace_id, pk=endpoint_id).first()


def state_of(wanted: str | None) -> str:
    """The state of deliveries that somebody asks for; nothing for all, and for nonsense."""
    return wanted if wanted in Delivery.State.values else ""


def delivery_list_for(endpoint: Endpoint, *, state: str) -> QuerySet[Delivery]:
    """Deliveries to an endpoint, newest first; of one state, or of all for an empty one."""
    found = Delivery.objects.filter(endpoint=endpoint).select_related("message").order_by("-id")
    return found.filter(state=state) if state else found


def delivery_get(endpoint: Endpoint, delivery_id: int) -> Delivery | None:
    """One delivery to an endpoint."""
    return Delivery.objects.filter(endpoint=endpoint, pk=delivery_id).select_related("message").first()
