"""What the page of events is given."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.db.models.functions import TruncHour

from cocreate_server.ground.records.api import Event, WorkspaceMap, map_of
from cocreate_server.listen.ingest.models import Hour, LeftOut, Waiting

HOURS = 24
NEWEST = 30
LEFT_OUT = 20
BAR_HEIGHT = 60


@dataclass(frozen=True, slots=True)
class HourBar:
    """One hour: how many events were taken in and how many left out, and how tall that is drawn."""

    at: datetime
    taken: int
    left_out: int
    x: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class EventsPage:
    """What arrives."""

    hours: tuple[HourBar, ...]
    total: int
    left_total: int
    waiting: int
    newest: tuple[Event, ...]
    left_out: tuple[LeftOut, ...]
    places: WorkspaceMap

    @property
    def is_empty(self) -> bool:
        """Whether nothing has ever come."""
        return not (self.total or self.newest or self.left_out or self.waiting)


def events_page_of(workspace_id: int, *, now: datetime) -> EventsPage:
    """Put the page together."""
    hours = _hours(workspace_id, now=now)
    newest = Event.objects.filter(workspace_id=workspace_id).select_related("customer")
    left = LeftOut.objects.filter(workspace_id=workspace_id).order_by("-received_at", "-pk")
    return EventsPage(
        hours=hours,
        total=sum(bar.taken for bar in hours),
        left_total=sum(bar.left_out for bar in hours),
        waiting=Waiting.objects.filter(workspace_id=workspace_id).count(),
        newest=tuple(newest.order_by("-occurred_at")[:NEWEST]),
        left_out=tuple(left[:LEFT_OUT]),
        places=map_of(workspace_id),
    )


def _hours(workspace_id: int, *, now: datetime) -> tuple[HourBar, ...]:
    """The last day by the hour, quiet hours too."""
    this = now.replace(minute=0, second=0, microsecond=0)
    first = this - timedelta(hours=HOURS - 1)
    taken = dict(
        Hour.objects.filter(workspace_id=workspace_id, hour__gte=first).values_list("hour", "messages")
    )
    left = Counter(
        dict(
            LeftOut.objects.filter(workspace_id=workspace_id, received_at__gte=first)
            .values_list(TruncHour("received_at"))
            .annotate(n=Count("pk"))
        )
    )
    most = max(1, *taken.values()) if taken else 1
    bars = []
    for number in range(HOURS):
        at = first + timedelta(hours=number)
        height = taken.get(at, 0) / most * BAR_HEIGHT
        bars.append(
            HourBar(
                at, taken.get(at, 0), left[at], 20 * number, round(BAR_HEIGHT - height, 1), round(height, 1)
            )
        )
    return tuple(bars)
