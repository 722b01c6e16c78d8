"""What other rooms may use of records."""

from cocreate_server.ground.records.map import WorkspaceMap, map_of
from cocreate_server.ground.records.models import Batch, Event, Record
from cocreate_server.ground.records.owners import PEOPLE_LOCK
from cocreate_server.ground.records.reading import Verbatim, newest_verbatims
from cocreate_server.ground.records.writing import Rejected, Written, records_withdraw, records_write
from cocreate_server.ground.records.writing_checks import InvalidParam, NewRecord

__all__ = [
    "PEOPLE_LOCK",
    "Batch",
    "Event",
    "InvalidParam",
    "NewRecord",
    "Record",
    "Rejected",
    "Verbatim",
    "WorkspaceMap",
    "Written",
    "map_of",
    "newest_verbatims",
    "records_withdraw",
    "records_write",
]
