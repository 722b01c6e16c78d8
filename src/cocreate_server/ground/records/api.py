"""What other rooms may use of records."""

from cocreate_server.ground.records.changing import record_change
from cocreate_server.ground.records.event_writing import NewEvent, events_write
from cocreate_server.ground.records.ids import event_id, record_id, submission_range
from cocreate_server.ground.records.map import WorkspaceMap, map_of
from cocreate_server.ground.records.models import Batch, Event, Record
from cocreate_server.ground.records.owners import (
    PEOPLE_LOCK,
    NewOwner,
    owners_find,
    owners_find_or_make,
    people_hold,
    people_hold_alone,
)
from cocreate_server.ground.records.placer import Placer, placer_of
from cocreate_server.ground.records.reading import (
    Verbatim,
    newest_verbatims,
    record_get,
    record_written,
    visible,
)
from cocreate_server.ground.records.writing import (
    Rejected,
    Written,
    records_delete,
    records_withdraw,
    records_write,
)
from cocreate_server.ground.records.writing_checks import (
    FIRST_TIME,
    LAST_TIME,
    InvalidParam,
    NewRecord,
    json_problem,
    text_problem,
)

__all__ = [
    "FIRST_TIME",
    "LAST_TIME",
    "PEOPLE_LOCK",
    "Batch",
    "Event",
    "InvalidParam",
    "NewEvent",
    "NewOwner",
    "NewRecord",
    "Placer",
    "Record",
    "Rejected",
    "Verbatim",
    "WorkspaceMap",
    "Written",
    "event_id",
    "events_write",
    "json_problem",
    "map_of",
    "newest_verbatims",
    "owners_find",
    "owners_find_or_make",
    "people_hold",
    "people_hold_alone",
    "placer_of",
    "record_change",
    "record_get",
    "record_id",
    "record_written",
    "records_delete",
    "records_withdraw",
    "records_write",
    "submission_range",
    "text_problem",
    "visible",
]
