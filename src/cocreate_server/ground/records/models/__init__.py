"""Records and events, the bulk loads that brought them, and the map they lie on."""

from cocreate_server.ground.records.models.map import (
    Channel,
    Component,
    Journey,
    MappingRule,
    Stage,
    Touchpoint,
)
from cocreate_server.ground.records.models.records import Batch, Event, Record, RecordText

__all__ = [
    "Batch",
    "Channel",
    "Component",
    "Event",
    "Journey",
    "MappingRule",
    "Record",
    "RecordText",
    "Stage",
    "Touchpoint",
]
