"""The map as its page shows it: journeys, their stages, the stages' touchpoints, and the plain lists."""

from collections import defaultdict
from dataclasses import dataclass

from cocreate_server.ground.records.map_services import places_of
from cocreate_server.ground.records.models import Channel, Component, Journey, Stage, Touchpoint


@dataclass(frozen=True, slots=True)
class StageOnMap:
    """A stage with its touchpoints."""

    stage: Stage
    touchpoints: tuple[Touchpoint, ...]


@dataclass(frozen=True, slots=True)
class JourneyOnMap:
    """A journey with its stages."""

    journey: Journey
    stages: tuple[StageOnMap, ...]


@dataclass(frozen=True, slots=True)
class JourneyMap:
    """Everything on a workspace's map; `loose` are touchpoints that lie on no stage."""

    journeys: tuple[JourneyOnMap, ...]
    loose: tuple[Touchpoint, ...]
    channels: tuple[Channel, ...]
    components: tuple[Component, ...]


def journey_map_of(workspace_id: int) -> JourneyMap:
    """The map of a workspace, in five queries."""
    touchpoints: dict[int | None, list[Touchpoint]] = defaultdict(list)
    for touchpoint in places_of(workspace_id, "touchpoint"):
        touchpoints[touchpoint.stage_id].append(touchpoint)
    stages: dict[int, list[StageOnMap]] = defaultdict(list)
    for stage in places_of(workspace_id, "stage"):
        stages[stage.journey_id].append(StageOnMap(stage, tuple(touchpoints[stage.pk])))
    return JourneyMap(
        journeys=tuple(
            JourneyOnMap(each, tuple(stages[each.pk])) for each in places_of(workspace_id, "journey")
        ),
        loose=tuple(touchpoints[None]),
        channels=tuple(places_of(workspace_id, "channel")),
        components=tuple(places_of(workspace_id, "component")),
    )
