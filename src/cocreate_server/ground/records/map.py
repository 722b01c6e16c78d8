"""The map of a workspace, read at once: names of places, and which stage a touchpoint lies on."""

from collections.abc import Iterable
from dataclasses import dataclass

from cocreate_server.ground.records.models import Channel, Component, Stage, Touchpoint


@dataclass(frozen=True, slots=True)
class WorkspaceMap:
    """Names of places by code, in the reader's language and in the order of the journey."""

    stages: dict[str, str]
    touchpoints: dict[str, str]
    channels: dict[str, str]
    components: dict[str, str]
    stage_of_touchpoint: dict[str, str]

    def touchpoints_in(self, stages: Iterable[str]) -> tuple[str, ...]:
        """Codes of the touchpoints that lie on the stages; "" stands for touchpoints without a stage."""
        wanted = set(stages)
        return tuple(code for code, stage in {"": "", **self.stage_of_touchpoint}.items() if stage in wanted)


def map_of(workspace_id: int) -> WorkspaceMap:
    """The map of a workspace."""

    def names(model: type[Stage | Touchpoint | Channel | Component]) -> dict[str, str]:
        return {place.code: place.label for place in model.objects.filter(workspace_id=workspace_id)}

    touchpoints = list(Touchpoint.objects.filter(workspace_id=workspace_id).select_related("stage"))
    return WorkspaceMap(
        stages=names(Stage),
        touchpoints={place.code: place.label for place in touchpoints},
        channels=names(Channel),
        components=names(Component),
        stage_of_touchpoint={place.code: place.stage.code if place.stage else "" for place in touchpoints},
    )
