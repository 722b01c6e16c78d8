"""What other rooms may use of records."""

from cocreate_server.ground.records.map import WorkspaceMap, map_of
from cocreate_server.ground.records.models import Batch, Event, Record
from cocreate_server.ground.records.reading import Verbatim, newest_verbatims

__all__ = ["Batch", "Event", "Record", "Verbatim", "WorkspaceMap", "map_of", "newest_verbatims"]
