"""Taking events in: checked, and kept in the database before the call is answered. What becomes of them is said later."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import orjson
from django.db import connection
from django.utils.translation import gettext as _

from cocreate_server.ground.accounts.api import Workspace
from cocreate_server.ground.core.errors import Malformed
from cocreate_server.ground.records.api import event_id
from cocreate_server.listen.ingest.bodies import decoded
from cocreate_server.listen.ingest.events_wire import (
    RAW_EVENTS,
    EventInvalid,
    EventRejected,
    EventsDone,
    Problem,
    check,
    happened_at,
    id_text,
    message_key,
    message_of,
)
from cocreate_server.listen.ingest.leaving_out import Left, leave_out

NOT_OF_FORM = "validation"
# what came already and was digested meanwhile is known by its id
TAKE = """
    INSERT INTO ingest_waiting (workspace_id, message, kind, at, received_at, body)
    SELECT %(workspace)s, given.message, given.kind, given.at, %(received_at)s, given.body
    FROM json_to_recordset(%(rows)s::json) AS given(message uuid, kind text, at timestamptz, body text)
    WHERE NOT EXISTS (SELECT FROM records_event e WHERE e.id = given.message)
      AND NOT EXISTS (SELECT FROM ingest_digested d WHERE d.message = given.message)
    ORDER BY given.message ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A message that may wait."""

    message: str
    kind: str
    at: datetime
    body: str


def event_take(workspace: Workspace, kind: str, body: bytes, *, received_at: datetime) -> EventsDone:
    """Take one event in.

    Raises:
        Malformed: It cannot be taken.
    """
    try:
        row = _row(workspace.pk, body, kind=kind, sent_at=None, received_at=received_at)
    except Problem as problem:
        leave_out(workspace.pk, [Left(kind, body, problem.name, problem.reason)], now=received_at)
        wrong = [{"name": problem.name, "reason": problem.reason}]
        raise Malformed(_("This event cannot be taken."), invalid_params=wrong) from problem
    return _done(workspace.pk, [row], [], received_at=received_at)


def events_take(workspace: Workspace, body: bytes, *, received_at: datetime) -> EventsDone:
    """Take many events in; those that cannot be are told, and sink nothing.

    Raises:
        Malformed: The body is no batch.
    """
    given = decoded(body, RAW_EVENTS)
    rows: list[Row] = []
    rejected: list[EventRejected] = []
    left: list[Left] = []
    for index, raw in enumerate(given.batch):
        try:
            rows.append(_row(workspace.pk, raw, kind="", sent_at=given.sent_at, received_at=received_at))
        except Problem as problem:
            why = [EventInvalid(name=problem.name, reason=problem.reason)]
            rejected.append(EventRejected(index=index, code=NOT_OF_FORM, invalid_params=why))
            left.append(Left("", bytes(raw), problem.name, problem.reason))
    leave_out(workspace.pk, left, now=received_at)
    return _done(workspace.pk, rows, rejected, received_at=received_at)


def _row(
    workspace_id: int, raw: bytes | msgspec.Raw, *, kind: str, sent_at: Any, received_at: datetime
) -> Row:
    message = message_of(raw)
    kind = kind or message.type or ""
    check(message, kind)
    at = happened_at(message, sent_at=sent_at, received_at=received_at)
    key = message_key(message, bytes(raw))
    if not id_text(message.message_id):
        message.message_id = key
    message.write_key = message.sent_at = None
    return Row(event_id(workspace_id, key).hex, kind, at, msgspec.json.encode(message).decode())


def _done(
    workspace_id: int, rows: Sequence[Row], rejected: list[EventRejected], *, received_at: datetime
) -> EventsDone:
    accepted = _take(workspace_id, rows, received_at=received_at) if rows else 0
    return EventsDone(accepted=accepted, duplicates=len(rows) - accepted, rejected=rejected)


def _take(workspace_id: int, rows: Sequence[Row], *, received_at: datetime) -> int:
    """Keep messages until they are digested. Returns how many were not known."""
    with connection.cursor() as cursor:
        given = orjson.dumps(list(_once(rows))).decode()
        cursor.execute(TAKE, {"workspace": workspace_id, "received_at": received_at, "rows": given})
        return int(cursor.rowcount)


def _once(rows: Sequence[Row]) -> Iterator[Row]:
    """Each message once, the first of those that are alike."""
    yield from {row.message: row for row in reversed(rows)}.values()
