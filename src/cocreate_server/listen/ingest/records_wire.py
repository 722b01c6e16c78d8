"""The wire form of records: what is decoded, what is told, and the description made of both."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from cocreate_server.ground.records.api import NewRecord, Record

type FieldType = Literal["text", "categorical", "nps", "csat", "ces", "rating", "number", "boolean", "date"]
type Text = Annotated[str, msgspec.Meta(max_length=255)]
type When = Annotated[datetime, msgspec.Meta(tz=True)]
MOST_RECORDS = 10_000


class RecordValues(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What may be changed of a record later."""

    value_text: Annotated[str, msgspec.Meta(max_length=30_000)] | None = None
    value_number: float | None = None
    value_boolean: bool | None = None
    value_date: When | None = None
    value_id: Text | None = None
    language: Annotated[str, msgspec.Meta(max_length=35)] | None = None
    user_id: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    metadata: dict[str, Any] | None = None


class RecordAnswer(RecordValues, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One answered field of feedback, without whose it is."""

    submission_id: Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
    field_id: Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
    field_type: FieldType
    source_type: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    source_id: Text | None = None
    source_name: Text | None = None
    field_label: Annotated[str, msgspec.Meta(max_length=2_000)] | None = None
    field_group_id: Text | None = None
    field_group_label: Annotated[str, msgspec.Meta(max_length=2_000)] | None = None
    scale_min: float | None = None
    scale_max: float | None = None
    market: Annotated[str, msgspec.Meta(max_length=60)] | None = None
    channel: Text | None = None
    touchpoint: Text | None = None
    component: Text | None = None
    collected_at: When | None = None


class RecordIn(RecordAnswer, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One answered field of feedback."""

    tenant_id: Annotated[str, msgspec.Meta(min_length=1, max_length=255)]


class RecordInBatch(RecordAnswer, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One answered field of feedback among many; without `tenant_id` it is of the key's workspace."""

    tenant_id: Annotated[str, msgspec.Meta(min_length=1, max_length=255)] | None = None


class RecordBatch(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Many records in one call."""

    records: Annotated[list[RecordInBatch], msgspec.Meta(min_length=1, max_length=MOST_RECORDS)]


class RawBatch(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The same, each record still as it was sent, so that a bad one does not sink the others."""

    records: Annotated[list[msgspec.Raw], msgspec.Meta(min_length=1, max_length=MOST_RECORDS)]


class RecordOut(RecordAnswer, kw_only=True, omit_defaults=True):
    """A record as it is kept."""

    id: str
    tenant_id: str
    created_at: datetime
    updated_at: datetime


class RecordList(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One page of records, newest first; `next_cursor` leads to the next page, where there is one."""

    data: list[RecordOut]
    limit: int
    next_cursor: str | None = None


class Invalid(msgspec.Struct, kw_only=True):
    """A part of a call that cannot be used, and why."""

    name: str
    reason: str


class RecordRejected(msgspec.Struct, kw_only=True):
    """A record that was left out: its place in the call, and why."""

    index: int
    code: str
    invalid_params: list[Invalid]


class BatchDone(msgspec.Struct, kw_only=True):
    """What a batch did."""

    accepted: int
    duplicates: int
    rejected: list[RecordRejected]


class Deleted(msgspec.Struct, kw_only=True):
    """What was deleted."""

    deleted_count: int
    message: str


SCALE_ENDS = ("scale_min", "scale_max")
GIVEN = tuple(name for name in RecordAnswer.__struct_fields__ if name not in SCALE_ENDS)
RECORD = msgspec.json.Decoder(RecordIn)
RECORD_IN_BATCH = msgspec.json.Decoder(RecordInBatch)
NAMES = msgspec.json.Decoder(dict[str, msgspec.Raw])
VALUES = msgspec.json.Decoder(RecordValues)
BATCH = msgspec.json.Decoder(RecordBatch)
RAW_BATCH = msgspec.json.Decoder(RawBatch)


def new_record(given: RecordAnswer) -> NewRecord:
    """A record for writing; its scale may also stand in its metadata."""
    said = {name: value for name in GIVEN if (value := getattr(given, name)) is not None}
    for name in SCALE_ENDS:
        end = getattr(given, name)
        said[name] = (given.metadata or {}).get(name) if end is None else end
    return NewRecord(**said)


def record_out(record: Record, *, tenant_id: str) -> RecordOut:
    """A record as programs are told of it; parts that are empty are left out."""
    said = {
        name: value
        for name in RecordAnswer.__struct_fields__
        if (value := getattr(record, name)) not in ("", {}, None)
    }
    return RecordOut(
        id=str(record.pk),
        tenant_id=tenant_id,
        created_at=record.received_at,
        updated_at=record.updated_at or record.received_at,
        **said,
    )
