"""Reading inlets: the list with what arrived, one, its address, its payloads."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet, Sum

from cocreate_server.ground.core.sealing import Unreadable, unseal
from cocreate_server.listen.inlets.models import Arrival, Inlet


@dataclass(frozen=True, slots=True)
class Flow:
    """An inlet and what arrived at it, of what is still kept."""

    inlet: Inlet
    arrived: int = 0
    waiting: int = 0
    left_out: int = 0
    records_made: int = 0
    last_at: datetime | None = None


def inlet_list_for(workspace_id: int) -> list[Flow]:
    """The inlets of a workspace, oldest first."""
    counted = {row.pop("inlet_id"): row for row in _counted(workspace_id)}
    inlets = Inlet.objects.filter(workspace_id=workspace_id)
    return [Flow(inlet, **counted.get(inlet.pk, {})) for inlet in inlets]


def flow_of(inlet: Inlet) -> Flow:
    """What arrived at one."""
    for row in _counted(inlet.workspace_id).filter(inlet=inlet):
        row.pop("inlet_id")
        return Flow(inlet, **row)
    return Flow(inlet)


def inlet_get(workspace_id: int, inlet_id: int) -> Inlet | None:
    """One inlet of a workspace."""
    found = Inlet.objects.select_related("workspace").filter(workspace_id=workspace_id, pk=inlet_id)
    return found.first()


def address_of(inlet: Inlet) -> str:
    """The address that senders are given; empty where its token cannot be read any more."""
    try:
        return f"{settings.ENV.url}/in/{unseal(inlet.token)}"
    except Unreadable:
        return ""


def example_of(inlet: Inlet) -> str:
    """What there is to map by: the example that was chosen, else the first payload that arrived."""
    if inlet.example:
        return inlet.example
    first = Arrival.objects.filter(inlet=inlet).order_by("pk").first()
    return first.body if first else ""


def arrival_list_for(inlet: Inlet) -> QuerySet[Arrival]:
    """What arrived, newest first."""
    return Arrival.objects.filter(inlet=inlet).order_by("-received_at", "-pk")


def _counted(workspace_id: int) -> Any:
    state = Arrival.State
    return (
        Arrival.objects.filter(inlet__workspace_id=workspace_id)
        .values("inlet_id")
        .order_by("inlet_id")
        .annotate(
            arrived=Count("pk"),
            waiting=Count("pk", filter=Q(state=state.WAITING)),
            left_out=Count("pk", filter=Q(state=state.LEFT_OUT)),
            records_made=Sum("records"),
            last_at=Max("received_at"),
        )
    )
