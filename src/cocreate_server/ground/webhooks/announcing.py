"""Announcing: one message, and its delivery to every endpoint that listens, in the caller's transaction."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, transaction

from cocreate_server.ground.webhooks.kinds import is_kind
from cocreate_server.ground.webhooks.models import Delivery, Endpoint, Message
from cocreate_server.ground.webhooks.signing import message_id_new

MOST_BYTES = 20_000
MOST_ITEMS = 50
HEARD = "SELECT EXISTS (SELECT FROM webhooks_endpoint WHERE workspace_id = %s AND %s = ANY (types) AND state <> %s)"
HEAD_BYTES = 200  # type, time and braces around the data


class TooLarge(ValueError):
    """The data of a message do not fit into it."""


def announce(
    workspace_id: int, kind: str, data: Mapping[str, Any], *, now: datetime, about: Sequence[int] = ()
) -> None:
    """Tell whoever listens that something happened. Call it in the transaction in which it happens.

    Nothing is sent here; where nobody listens, nothing is written either.

    Args:
        workspace_id: Where it happened.
        kind: What, such as `import.published`; registered in `kinds`.
        data: What is known of it; goes out as JSON, under 20 KB with everything around it.
        now: When.
        about: Numbers of the customers it speaks of; the message is forgotten when they are erased.

    Raises:
        TooLarge: The data are.
    """
    endpoint_ids = _listening(workspace_id, kind)
    if endpoint_ids:
        _write(workspace_id, kind, data, endpoint_ids, now=now, about=about)


def is_heard(workspace_id: int, kind: str) -> bool:
    """Whether anybody listens: for whoever would have to make many items only to find that nobody does."""
    with connection.cursor() as cursor:  # without the ORM: it is asked with every record that comes
        cursor.execute(HEARD, [workspace_id, kind, Endpoint.State.OFF])
        (heard,) = cursor.fetchone()
    return bool(heard)


def announce_list(
    workspace_id: int,
    kind: str,
    items: Sequence[tuple[Mapping[str, Any], int | None]],
    *,
    name: str,
    now: datetime,
) -> None:
    """Tell of many things of one kind in as few messages as hold them, at most 50 each.

    Args:
        workspace_id: Where it happened.
        kind: What.
        items: What is known of each, and the number of the customer it speaks of.
        name: What the list is called in the message's data.
        now: When.
    """
    endpoint_ids = _listening(workspace_id, kind) if items else []
    if endpoint_ids:
        for part in _parts(items):
            about = sorted({customer_id for _item, customer_id in part if customer_id is not None})
            data = {name: [item for item, _customer_id in part]}
            _write(workspace_id, kind, data, endpoint_ids, now=now, about=about)


def message_send(endpoint: Endpoint, kind: str, data: Mapping[str, Any], *, now: datetime) -> None:
    """Send one message to one endpoint alone."""
    _write(endpoint.workspace_id, kind, data, [endpoint.pk], now=now)


def _listening(workspace_id: int, kind: str) -> list[int]:
    if not is_kind(kind):
        raise ValueError(f"{kind!r} is not registered; see kind_register")
    listening = Endpoint.objects.filter(workspace_id=workspace_id, types__contains=[kind])
    return list(listening.exclude(state=Endpoint.State.OFF).values_list("pk", flat=True))


@transaction.atomic
def _write(
    workspace_id: int,
    kind: str,
    data: Mapping[str, Any],
    endpoint_ids: Sequence[int],
    *,
    now: datetime,
    about: Sequence[int] = (),
) -> None:
    body = orjson.dumps({"type": kind, "timestamp": now, "data": data}, option=orjson.OPT_UTC_Z)
    if len(body) >= MOST_BYTES:
        raise TooLarge(f"a message of {len(body):,} bytes, must be under {MOST_BYTES:,}: send less of it")
    message = Message.objects.create(
        public_id=message_id_new(), workspace_id=workspace_id, type=kind, body=body.decode(),
        about=list(about), at=now,
    )  # fmt: skip
    Delivery.objects.bulk_create(
        Delivery(endpoint_id=endpoint_id, message=message, next_at=now) for endpoint_id in endpoint_ids
    )


def _parts(
    items: Sequence[tuple[Mapping[str, Any], int | None]],
) -> Iterator[list[tuple[Mapping[str, Any], int | None]]]:
    """The items in runs that fit into a message each."""
    part: list[tuple[Mapping[str, Any], int | None]] = []
    size = HEAD_BYTES
    for item in items:
        adds = len(orjson.dumps(item[0], option=orjson.OPT_UTC_Z)) + 1
        if part and (len(part) == MOST_ITEMS or size + adds >= MOST_BYTES):
            yield part
            part, size = [], HEAD_BYTES
        part.append(item)
        size += adds
    yield part
