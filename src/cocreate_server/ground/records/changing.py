"""One record corrected in place, checked and placed as if it came now."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from cocreate_server.ground.records.owners import people_hold
from cocreate_server.ground.records.reading import visible
from cocreate_server.ground.records.writing import Written, records_write
from cocreate_server.ground.records.writing_checks import NewRecord

NAMES = tuple(field.name for field in fields(NewRecord))


@transaction.atomic
def record_change(
    workspace_id: int, record_id: UUID, changes: Mapping[str, Any], *, now: datetime
) -> Written | None:
    """Give a record other values.

    Args:
        workspace_id: Whose.
        record_id: Which.
        changes: New values by the names of `NewRecord`; with another `user_id` it gets another customer.
        now: When.

    Returns:
        What came of it; None where there is no such record.
    """
    with connection.cursor() as cursor:
        people_hold(cursor, workspace_id)
    record = visible(workspace_id).select_for_update().filter(pk=record_id).first()
    if record is None:
        return None
    said: dict[str, Any] = {name: getattr(record, name) for name in NAMES}
    if changes.get("user_id", record.user_id) != record.user_id:
        said["customer_id"] = None
    return records_write(workspace_id, [NewRecord(**(said | dict(changes)))], now=now, replace=True)
