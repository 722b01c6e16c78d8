"""The one way in which events are written as they come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

TYPES = {
    "id": "uuid", "message_id": "text", "name": "text", "identity_id": "bigint", "customer_id": "bigint", "channel": "text",
    "touchpoint": "text", "properties": "jsonb", "occurred_at": "timestamptz", "received_at": "timestamptz",
}  # fmt: skip
PUT = f"""
    INSERT INTO records_event (workspace_id, {", ".join(TYPES)})
    SELECT %s, {", ".join(TYPES)}
    FROM json_to_recordset(%s::json) AS given({", ".join(f"{name} {type_}" for name, type_ in TYPES.items())})
    ORDER BY id ON CONFLICT (id) DO NOTHING
"""  # noqa: S608 - names of our own columns; values are parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """One deed of a customer.

    Attributes:
        id: Made of workspace and message, so that it exists once.
        message_id: The sender's id of it.
        name: What was done.
        identity_id: The id of the sender it came with.
        customer_id: Whose it is.
        channel: Code of a channel of the map, or nothing.
        touchpoint: Code of a touchpoint, or nothing.
        properties: What else is known of it.
        occurred_at: When it was done.
        received_at: When we heard of it.
    """

    id: UUID
    message_id: str
    name: str
    identity_id: int | None
    customer_id: int | None
    channel: str = ""
    touchpoint: str = ""
    properties: Mapping[str, Any] = field(default_factory=dict)
    occurred_at: datetime
    received_at: datetime


def events_write(workspace_id: int, events: Sequence[NewEvent]) -> int:
    """Write events in one statement; those that are there stay as they are. Returns how many were new."""
    if not events:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(PUT, [workspace_id, orjson.dumps(events).decode()])
        return int(cursor.rowcount)
