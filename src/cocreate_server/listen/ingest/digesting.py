"""What becomes of events that wait: whose they are, what they tell of customers, where they lie; then they are struck off.

One round is one transaction, so that a message is digested once or still waits, wherever the worker is killed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction

from cocreate_server.ground.customers.api import (
    Owners,
    Sight,
    Told,
    digest_of,
    erased_since,
    sights_resolve,
    told_write,
)
from cocreate_server.ground.records.api import NewEvent, Placer, events_write, placer_of
from cocreate_server.listen.ingest.events_wire import MESSAGE, Message, id_text
from cocreate_server.listen.ingest.leaving_out import Left, leave_out

log = structlog.get_logger("cocreate.ingest")
LOCK = 0xD16E57
ROUND = 2_000
EVENTS = {"track", "page", "screen"}
USUAL_CHANNEL = {"page": "web", "screen": "app"}

NEXT = """
    SELECT id, message, workspace_id, kind, at, received_at, body FROM ingest_waiting
    WHERE workspace_id = (SELECT workspace_id FROM ingest_waiting ORDER BY id LIMIT 1) ORDER BY id LIMIT %s
"""
COUNT = """
    INSERT INTO ingest_hour (workspace_id, hour, messages) SELECT %s, counted.* FROM unnest(%s::timestamptz[], %s::int[]) AS counted
    ON CONFLICT (workspace_id, hour) DO UPDATE SET messages = ingest_hour.messages + excluded.messages
"""
REMEMBER = """
    INSERT INTO ingest_digested (message, workspace_id, received_at) SELECT said.message, %s, said.at
    FROM unnest(%s::uuid[], %s::timestamptz[]) AS said(message, at) ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Item:
    """One message that waits."""

    id: int
    key: UUID
    kind: str
    at: datetime
    received_at: datetime
    body: str
    message: Message

    @property
    def user_id(self) -> str:
        """The user it came with."""
        return id_text(self.message.user_id)

    @property
    def anonymous_id(self) -> str:
        """Nobody known, whom it came with."""
        return id_text(self.message.anonymous_id)

    @property
    def previous_id(self) -> str:
        """What the user was called before."""
        return id_text(self.message.previous_id) if self.kind == "alias" else ""


def digest_round(*, now: datetime, most: int = ROUND) -> int:
    """Digest what waits longest, of one workspace. Returns how many messages were digested."""
    try:
        return _round(now=now, most=most)
    except (OperationalError, InterfaceError):
        raise  # the database is away, or another transaction was in the way: the same again
    except Exception:
        if most == 1:
            log.exception("a message could not be digested and was left out")
            return _leave_first_out(now=now)
        return sum(digest_round(now=now, most=1) for _one in range(_waiting(most)))


def _round(*, now: datetime, most: int) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        if not _alone(cursor):
            return 0
        cursor.execute(NEXT, [most])
        rows = cursor.fetchall()
        if rows:
            workspace_id = rows[0][2]
            items = [
                Item(key, message, kind, at, received_at, body, MESSAGE.decode(body))
                for key, message, _workspace, kind, at, received_at, body in rows
            ]
            _digest(workspace_id, _without_erased(workspace_id, items), now=now)
            _count(cursor, workspace_id, items)
            cursor.execute("DELETE FROM ingest_waiting WHERE id = ANY (%s)", [[item.id for item in items]])
    return len(rows)


def _alone(cursor: Any) -> bool:
    """Whether nobody else digests; the right to do so ends with the transaction."""
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
    return bool(cursor.fetchone()[0])


def _waiting(most: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({NEXT}) waiting", [most])  # noqa: S608 - our own words
        return int(cursor.fetchone()[0])


def _leave_first_out(*, now: datetime) -> int:
    """Put the message that waits longest with those that were left out."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not _alone(cursor):
            return 0
        cursor.execute(NEXT, [1])
        row = cursor.fetchone()
        if row:
            left = Left(row[3], row[6].encode(), "body", "It could not be worked through; the log says why.")
            leave_out(row[2], [left], now=now)
            cursor.execute("DELETE FROM ingest_waiting WHERE id = %s", [row[0]])
    return 1 if row else 0


def _without_erased(workspace_id: int, items: Sequence[Item]) -> list[Item]:
    """Without messages of people who were erased after they had been sent."""
    erased = erased_since(workspace_id, min(item.received_at for item in items))
    if not erased:
        return list(items)
    return [item for item in items if not _is_erased(workspace_id, item, erased)]


def _is_erased(workspace_id: int, item: Item, erased: Mapping[str, datetime]) -> bool:
    ids = filter(None, (item.user_id, item.anonymous_id, item.previous_id))
    return any(
        at is not None and at >= item.received_at
        for at in (erased.get(digest_of(workspace_id, one)) for one in ids)
    )


def _digest(workspace_id: int, items: Sequence[Item], *, now: datetime) -> None:
    sights = [Sight(item.at, item.user_id, item.anonymous_id, item.previous_id) for item in items]
    owners = sights_resolve(workspace_id, sights, now=now)
    told_write(workspace_id, list(_told(items, owners)))
    placer = placer_of(workspace_id)
    events = [_event(item, owners, placer) for item in items if item.kind in EVENTS]
    placer.note({kind: {getattr(event, kind) for event in events} for kind in ("channel", "touchpoint")})
    events_write(workspace_id, events)
    said = [item for item in items if item.kind not in EVENTS]
    with connection.cursor() as cursor:
        cursor.execute(
            REMEMBER, [workspace_id, [item.key for item in said], [item.received_at for item in said]]
        )


def _event(item: Item, owners: Owners, placer: Placer) -> NewEvent:
    message = item.message
    name = _name(item)
    properties = message.properties or {}
    if item.kind != "track":
        beside = {"name": message.name, "category": message.category}
        properties = {key: value for key, value in beside.items() if value} | properties
    identity_id, customer_id = owners.of(item.user_id, item.anonymous_id)
    placed = placer.place(
        {
            "source_type": "event",
            "source_id": item.kind,
            "source_name": message.category or "",
            "field_id": name,
            "field_label": name,
            "touchpoint": _text(properties.get("touchpoint")),
            "channel": _text(properties.get("channel")) or USUAL_CHANNEL.get(item.kind, ""),
            "component": "",
        }
    )
    return NewEvent(
        id=item.key, message_id=id_text(message.message_id), name=name, identity_id=identity_id, customer_id=customer_id,
        channel=placed["channel"], touchpoint=placed["touchpoint"], properties=properties, occurred_at=item.at,
        received_at=item.received_at,
    )  # fmt: skip


def _name(item: Item) -> str:
    """What was done: the event's own name; of pages and screens, which one was looked at."""
    message = item.message
    if item.kind == "track":
        return (message.event or "").strip()
    return " ".join(filter(None, ("Viewed", message.category, message.name, item.kind)))[:200]


def _told(items: Iterable[Item], owners: Owners) -> Iterable[Told]:
    """What messages tell of whom."""
    for item in items:
        message, context = item.message, item.message.context or {}
        _identity, customer_id = owners.of(item.user_id, item.anonymous_id)
        traits: Mapping[str, Any] = {}
        if item.kind == "identify":
            traits = _object(context.get("traits")) | (message.traits or {})
        elif item.kind == "group":
            traits = {"group": id_text(message.group_id)}
            yield Told(item.at, account=id_text(message.group_id), traits=message.traits or {})
        consents = _consents(traits, context)
        if traits or consents:
            yield Told(item.at, customer_id, traits=traits, consents=consents)


def _consents(traits: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, bool]:
    """A yes or a no by purpose: `context.consent.categoryPreferences`, or `traits.consents`."""
    said = _object(_object(context.get("consent")).get("categoryPreferences")) | _object(
        traits.get("consents")
    )
    return {purpose: answer for purpose, answer in said.items() if purpose and isinstance(answer, bool)}


def _count(cursor: Any, workspace_id: int, items: Iterable[Item]) -> None:
    hours = Counter(item.received_at.replace(minute=0, second=0, microsecond=0) for item in items)
    cursor.execute(COUNT, [workspace_id, list(hours), list(hours.values())])


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
