"""The one way in which records are written one by one or by the hundred: surveys, calls, webhooks, reviews.

All of a call is one transaction of a handful of statements, however many records it brings. Files take another way
(`bulk`), for a million rows are read where they lie.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, transaction
from django.utils.translation import gettext as _

from cocreate_server.ground.records.announcing import created_announce
from cocreate_server.ground.records.ids import record_hex, record_id
from cocreate_server.ground.records.owners import (
    NewOwner,
    owners_find_or_make,
    owners_there,
    people_hold,
)
from cocreate_server.ground.records.placer import Placer, placer_of
from cocreate_server.ground.records.placing import PLACES
from cocreate_server.ground.records.writing_checks import (
    InvalidParam,
    NewRecord,
    record_problems,
    scale_of,
)

INVALID, UNKNOWN_CUSTOMER = "invalid", "unknown_customer"
TYPES = {
    "id": "uuid", "submission_id": "text", "field_id": "text", "field_label": "text", "field_type": "text",
    "field_group_id": "text", "field_group_label": "text", "source_type": "text", "source_id": "text",
    "source_name": "text", "value_text": "text", "value_number": "float8", "value_boolean": "boolean",
    "value_date": "timestamptz", "value_id": "text", "scale_min": "float8", "scale_max": "float8",
    "customer_id": "bigint", "user_id": "text", "language": "text", "market": "text", "channel": "text",
    "touchpoint": "text", "component": "text", "collected_at": "timestamptz", "metadata": "jsonb",
}  # fmt: skip
AS_THEY_CAME = tuple(
    name
    for name in TYPES
    if name not in {"id", *PLACES, "scale_min", "scale_max", "customer_id", "collected_at"}
)
LOOKED_AT = ("source_type", "source_id", "source_name", "field_id", "field_label", *PLACES)
_AS_THEY_CAME_OF, _LOOKS_OF = attrgetter(*AS_THEY_CAME), attrgetter(*LOOKED_AT)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that was not written: its place in the call, a code for programs, and what is wrong with which part."""

    index: int
    code: str
    invalid_params: tuple[InvalidParam, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What a call did.

    Attributes:
        accepted: Ids of records that were written, new or in the place of what they said before.
        duplicates: Ids of records that were there already and stay as they are.
        rejected: Those that cannot be records.
    """

    accepted: tuple[UUID, ...]
    duplicates: tuple[UUID, ...]
    rejected: tuple[Rejected, ...]


def records_write(
    workspace_id: int, records: Sequence[NewRecord], *, now: datetime, replace: bool = False
) -> Written:
    """Write records; a bad one never sinks the others.

    Args:
        workspace_id: Whose records.
        records: In the order they were sent; of two that are the same field of the same submission the first counts,
            with `replace` the last.
        now: When they came in; those that do not say when they were collected were collected now.
        replace: Write over a record that is there, rather than count it as a duplicate.
    """
    rejected = [
        Rejected(index, INVALID, problems)
        for index, record in enumerate(records)
        if (problems := record_problems(record, now=now))
    ]
    bad = {reject.index for reject in rejected}
    good = [(index, record) for index, record in enumerate(records) if index not in bad]
    if not good:
        return Written((), (), tuple(rejected))
    with transaction.atomic(), connection.cursor() as cursor:
        people_hold(cursor, workspace_id)
        owners = _Owners.of(cursor, workspace_id, good, now=now)
        rejected += [_unknown(index) for index, record in good if owners.lacks(record)]
        rows, repeats = _rows(workspace_id, good, owners, now=now, replace=replace)
        put = _put(cursor, workspace_id, rows, replace=replace) if rows else {}
        fresh = {key for key, is_new in put.items() if is_new}
        created_announce(workspace_id, rows, fresh=fresh, now=now)
    accepted = list(put)
    known = _others(rows, accepted) if len(accepted) < len(rows) else []
    rejected.sort(key=lambda reject: reject.index)
    return Written(tuple(accepted), (*known, *repeats), tuple(rejected))


def records_withdraw(workspace_id: int, submission_id: str, field_ids: Sequence[str]) -> int:
    """Delete answers that a respondent took back. Returns how many were there."""
    return records_delete(
        workspace_id, [record_id(workspace_id, submission_id, field_id) for field_id in field_ids]
    )


def records_delete(workspace_id: int, record_ids: Sequence[UUID]) -> int:
    """Delete records and what makes their texts searchable. Returns how many were there."""
    with transaction.atomic(), connection.cursor() as cursor:
        wanted: Any = [list(record_ids), workspace_id]
        cursor.execute(
            "DELETE FROM records_recordtext WHERE record_id = ANY (%s) AND workspace_id = %s", wanted
        )
        cursor.execute("DELETE FROM records_record WHERE id = ANY (%s) AND workspace_id = %s", wanted)
        return int(cursor.rowcount)


@dataclass(frozen=True, slots=True)
class _Owners:
    """Customers of a call: by the sender's id, and those the caller named by number that are there."""

    by_user_id: dict[str, int]
    there: set[int]

    @classmethod
    def of(
        cls, cursor: Any, workspace_id: int, good: Sequence[tuple[int, NewRecord]], *, now: datetime
    ) -> "_Owners":
        people: dict[str, NewOwner] = {}
        for _index, record in good:
            if record.user_id and record.customer_id is None and record.user_id not in people:
                seen_at = min(record.collected_at or now, now)
                people[record.user_id] = NewOwner(record.user_id, seen_at, record.language, record.market)
        named = {record.customer_id for _index, record in good if record.customer_id is not None}
        return cls(
            owners_find_or_make(cursor, workspace_id, people), owners_there(cursor, workspace_id, named)
        )

    def lacks(self, record: NewRecord) -> bool:
        """Whether the record names a customer who is not there."""
        return record.customer_id is not None and record.customer_id not in self.there

    def owner(self, record: NewRecord) -> int | None:
        """The record's customer."""
        return self.by_user_id.get(record.user_id) if record.customer_id is None else record.customer_id


def _others(rows: Sequence[dict[str, Any]], accepted: Sequence[UUID]) -> list[UUID]:
    """Ids of the rows that were there already."""
    new = set(accepted)
    return [key for row in rows if (key := UUID(row["id"])) not in new]


def _unknown(index: int) -> Rejected:
    return Rejected(
        index,
        UNKNOWN_CUSTOMER,
        (InvalidParam("customer_id", _("This customer does not exist, or was erased.")),),
    )


def _rows(
    workspace_id: int, good: Sequence[tuple[int, NewRecord]], owners: _Owners, *, now: datetime, replace: bool
) -> tuple[list[dict[str, Any]], list[UUID]]:
    """The rows to be written, each id once, in the order of their ids; and the ids that came again in the same call."""
    placing = _Placing(placer_of(workspace_id))
    rows: dict[str, dict[str, Any]] = {}
    repeats: list[UUID] = []
    for _index, record in good:
        if owners.lacks(record):
            continue
        key = record_hex(workspace_id, record.submission_id, record.field_id)
        if key in rows and not replace:
            repeats.append(UUID(key))
            continue
        rows[key] = _row(key, record, placing, owner=owners.owner(record), now=now)
    placing.note()
    # neighbours in the index are written together, and calls that meet never wait for each other in a circle
    return [rows[key] for key in sorted(rows)], repeats


class _Placing:
    """Places of a call's records; those that look alike are placed once."""

    def __init__(self, placer: Placer) -> None:
        self._placer = placer
        self._placed: dict[tuple[str, ...], dict[str, str]] = {}

    def place(self, record: NewRecord) -> dict[str, str]:
        """Touchpoint, channel and component of a record."""
        looks = _LOOKS_OF(record)
        found = self._placed.get(looks)
        if found is None:
            found = self._placed[looks] = self._placer.place(dict(zip(LOOKED_AT, looks, strict=True)))
        return found

    def note(self) -> None:
        """Put places on the map that it lacks."""
        self._placer.note({kind: {codes[kind] for codes in self._placed.values()} for kind in PLACES})


def _row(
    key: str, record: NewRecord, placing: _Placing, *, owner: int | None, now: datetime
) -> dict[str, Any]:
    row: dict[str, Any] = dict(zip(AS_THEY_CAME, _AS_THEY_CAME_OF(record), strict=True))
    row["scale_min"], row["scale_max"] = scale_of(record)
    row |= placing.place(record)
    row |= {"id": key, "customer_id": owner, "collected_at": (record.collected_at or now).astimezone(UTC)}
    if record.value_date is not None:
        row["value_date"] = record.value_date.astimezone(UTC)
    return row


def _put(
    cursor: Any, workspace_id: int, rows: Sequence[dict[str, Any]], *, replace: bool
) -> dict[UUID, bool]:
    """Insert the rows with the words of their texts. Returns the ids that were written, and whether each is new."""
    given = {"workspace": workspace_id, "rows": orjson.dumps(rows).decode()}
    cursor.execute(PUT_OVER if replace else PUT, given)
    put: dict[UUID, bool] = dict(cursor.fetchall())
    if replace and put:
        cursor.execute(
            "DELETE FROM records_recordtext t USING records_record r "
            "WHERE t.record_id = ANY (%s) AND r.id = t.record_id AND coalesce(r.value_text, '') = ''",
            [list(put)],
        )
    return put


def _statement(when_there: str) -> str:
    names = ", ".join(TYPES)
    return f"""
        WITH put AS (
            INSERT INTO records_record (workspace_id, {names})
            SELECT %(workspace)s, {names}
            FROM json_to_recordset(%(rows)s::json) AS given({", ".join(f"{name} {type_}" for name, type_ in TYPES.items())})
            ON CONFLICT (id) {when_there} RETURNING id, value_text, xmax = 0 AS is_new
        ), words AS (
            INSERT INTO records_recordtext (record_id, workspace_id, words)
            SELECT id, %(workspace)s, record_words(value_text) FROM put WHERE value_text <> ''
            ON CONFLICT (record_id) DO UPDATE SET words = excluded.words
        )
        SELECT id, is_new FROM put
    """  # noqa: S608 - names of our own columns; values are parameters


PUT = _statement("DO NOTHING")
PUT_OVER = _statement(
    "DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in TYPES if name != "id")
    + ", updated_at = statement_timestamp()"
)
