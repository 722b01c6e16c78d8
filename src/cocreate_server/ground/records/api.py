"""What other rooms may use of records."""

from cocreate_server.ground.records.map import WorkspaceMap, map_of
from cocreate_server.ground.records.models import Batch, Event, Record

__all__ = ["Batch", "Event", "Record", "WorkspaceMap", "map_of"]
