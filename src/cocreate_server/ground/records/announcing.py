"""Telling other systems of records that came in. Texts and who said them stay here: they are read by the record's id."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from cocreate_server.ground.webhooks.api import announce_list, is_heard

KIND = "record.created"
TOLD = (
    "id", "submission_id", "field_id", "field_type", "source_type", "source_id", "touchpoint", "channel",
    "value_number", "value_boolean", "value_id", "collected_at",
)  # fmt: skip
LONGEST_PART = 300


def created_announce(
    workspace_id: int, rows: Sequence[Mapping[str, Any]], *, fresh: Collection[UUID], now: datetime
) -> None:
    """Announce the rows that are new, in the transaction that writes them.

    Args:
        workspace_id: Whose records.
        rows: As they were written.
        fresh: Ids of those that were not there before.
        now: When.
    """
    if not fresh or not is_heard(workspace_id, KIND):
        return
    items = [(_told(row), row["customer_id"]) for row in rows if UUID(row["id"]) in fresh]
    announce_list(workspace_id, KIND, items, name="records", now=now)


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a message says of a record; parts longer than a message should carry are left out."""
    told = {name: row[name] for name in TOLD}
    told["id"] = str(UUID(row["id"]))
    return {
        name: None if isinstance(value, str) and len(value) > LONGEST_PART else value
        for name, value in told.items()
    }
