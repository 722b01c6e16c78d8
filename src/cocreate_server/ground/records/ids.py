"""The ids of records and events, made from what makes them unique.

A record's id is 64 bits of its workspace and submission, then 64 bits of its field: the same field of the same
submission always has the same id (so that a resend is harmless), and a submission's records lie side by side in
the index. SQL makes the same ids with `record_id(workspace, submission, field)`, in PostgreSQL and in DuckDB.
"""

import hashlib
import uuid
from functools import lru_cache

RECORD_ID_SQL = "(left(md5({workspace} || '|' || {submission}), 16) || left(md5({field}), 16))::uuid"
EVENT_ID_SQL = "md5({workspace} || '|' || {message})::uuid"


def record_id(workspace_id: int, submission_id: str, field_id: str) -> uuid.UUID:
    """The id of one field of one submission.

    >>> record_id(1, "s-1", "nps")
    UUID('...')
    """
    return uuid.UUID(record_hex(workspace_id, submission_id, field_id))


def record_hex(workspace_id: int, submission_id: str, field_id: str) -> str:
    """The same as text without dashes, for whoever makes many."""
    return _md5(f"{workspace_id}|{submission_id}")[:16] + _field_half(field_id)


def submission_range(workspace_id: int, submission_id: str) -> tuple[uuid.UUID, uuid.UUID]:
    """The lowest and highest id a record of the submission may have."""
    head = _md5(f"{workspace_id}|{submission_id}")[:16]
    return uuid.UUID(head + "0" * 16), uuid.UUID(head + "f" * 16)


def event_id(workspace_id: int, message_id: str) -> uuid.UUID:
    """The id of one event."""
    return uuid.UUID(_md5(f"{workspace_id}|{message_id}"))


@lru_cache(maxsize=4096)
def _field_half(field_id: str) -> str:
    return _md5(field_id)[:16]


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
