"""The wire form of events: that of Segment's HTTP tracking, and what it comes to."""

import hashlib
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec
from django.utils.translation import gettext as _

from cocreate_server.ground.records.api import FIRST_TIME, json_problem, text_problem
from cocreate_server.listen.ingest.bodies import problem_of

type Kind = Literal["identify", "track", "page", "screen", "group", "alias"]
type Id = str | int | float
KINDS = ("identify", "track", "page", "screen", "group", "alias")
LARGEST_EVENT = 32 * 1024
LARGEST_BATCH = 500 * 1024
MOST_EVENTS = 10_000
LONGEST_ID, LONGEST_MESSAGE_ID, LONGEST_NAME = 200, 255, 200
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


class Message(msgspec.Struct, rename="camel", kw_only=True, omit_defaults=True):
    """One call of the tracking form; what else it carries is not looked at."""

    type: Kind | None = None
    user_id: Id | None = None
    anonymous_id: Id | None = None
    previous_id: Id | None = None
    group_id: Id | None = None
    message_id: Id | None = None
    event: str | None = None
    name: str | None = None
    category: str | None = None
    properties: dict[str, Any] | None = None
    traits: dict[str, Any] | None = None
    context: dict[str, Any] | None = None
    timestamp: str | int | float | None = None
    original_timestamp: str | int | float | None = None
    sent_at: str | int | float | None = None
    write_key: str | None = None


class EventBatch(msgspec.Struct, rename="camel", kw_only=True):
    """Many of them in one call."""

    batch: Annotated[list[Message], msgspec.Meta(max_length=MOST_EVENTS)]
    sent_at: str | int | float | None = None
    write_key: str | None = None
    context: dict[str, Any] | None = None


class RawEvents(msgspec.Struct, rename="camel", kw_only=True):
    """The same, each still as it was sent."""

    batch: Annotated[list[msgspec.Raw], msgspec.Meta(max_length=MOST_EVENTS)]
    sent_at: str | int | float | None = None
    write_key: str | None = None
    context: dict[str, Any] | None = None


class KeyInside(msgspec.Struct, rename="camel", kw_only=True):
    """Where the key of a call may stand, if not in its headers."""

    write_key: str = ""


class EventInvalid(msgspec.Struct, kw_only=True):
    """A part of an event that cannot be used, and why."""

    name: str
    reason: str


class EventRejected(msgspec.Struct, kw_only=True):
    """An event that was left out: its place in the call, and why."""

    index: int
    code: str
    invalid_params: list[EventInvalid]
    message_id: str = ""


class EventsDone(msgspec.Struct, kw_only=True):
    """What a call did."""

    accepted: int
    duplicates: int
    rejected: list[EventRejected]
    success: bool = True


MESSAGE = msgspec.json.Decoder(Message)
RAW_EVENTS = msgspec.json.Decoder(RawEvents)
WRITE_KEY = msgspec.json.Decoder(KeyInside)


class Problem(Exception):
    """Why an event cannot be taken: the part that is wrong, and what is wanted."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason


def message_of(raw: bytes | msgspec.Raw) -> Message:
    """One event, checked.

    Raises:
        Problem: It cannot be taken.
    """
    if len(bytes(raw)) > LARGEST_EVENT:
        raise Problem("body", _("An event may have %(most)s bytes at most.") % {"most": LARGEST_EVENT})
    try:
        return MESSAGE.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Problem(**problem_of(error)) from error


def id_text(value: Id | None) -> str:
    """An id as text; senders may give numbers."""
    if value is None or isinstance(value, str):
        return value or ""
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)


def check(message: Message, kind: str) -> None:
    """Whether it is a whole event of its kind.

    Raises:
        Problem: It is not.
    """
    if kind not in KINDS:
        raise Problem("type", _("This has to be one of %(types)s.") % {"types": ", ".join(KINDS)})
    _check_ids(message, kind)
    for name, value in (("event", message.event), ("name", message.name), ("category", message.category)):
        reason = text_problem(value, longest=LONGEST_NAME) if value else ""
        if reason:
            raise Problem(name, reason)
    if kind == "track" and not (message.event or "").strip():
        raise Problem("event", _("This is required."))
    for name in ("properties", "traits", "context"):
        value = getattr(message, name)
        reason = json_problem(value, largest_bytes=LARGEST_EVENT) if value else ""
        if reason:
            raise Problem(name, reason)


def _check_ids(message: Message, kind: str) -> None:
    ids = {
        name: id_text(getattr(message, attribute))
        for name, attribute in (
            ("userId", "user_id"), ("anonymousId", "anonymous_id"), ("previousId", "previous_id"), ("groupId", "group_id"),
        )
    }  # fmt: skip
    for name, value in (*ids.items(), ("messageId", id_text(message.message_id))):
        reason = (
            text_problem(value, longest=LONGEST_MESSAGE_ID if name == "messageId" else LONGEST_ID)
            if value
            else ""
        )
        if reason:
            raise Problem(name, reason)
    if not ids["userId"] and not (ids["anonymousId"] and kind != "alias"):
        raise Problem(
            "userId",
            _("One of userId and anonymousId is required.") if kind != "alias" else _("This is required."),
        )
    wanted = {"alias": "previousId", "group": "groupId"}.get(kind)
    if wanted and not ids[wanted]:
        raise Problem(wanted, _("This is required."))


def happened_at(message: Message, *, sent_at: Any, received_at: datetime) -> datetime:
    """When it happened by our clock: the sender's clock is as wrong as the time it says it sent this at.

    Raises:
        Problem: The time makes no sense.
    """
    said = _time(
        "timestamp", message.timestamp if message.timestamp is not None else message.original_timestamp
    )
    if said is None:
        return received_at
    sent = _time("sentAt", message.sent_at if message.sent_at is not None else sent_at)
    at = clock_corrected(said, sent_at=sent, received_at=received_at)
    if at < EARLIEST:
        raise Problem("timestamp", _("This has to lie between 1970 and now."))
    return at


def clock_corrected(said: datetime, *, sent_at: datetime | None, received_at: datetime) -> datetime:
    """A sender's time by our clock; nothing happens after we heard of it."""
    if sent_at is None:
        return min(said, received_at)
    return min(received_at - (sent_at - said), received_at)


def message_key(message: Message, raw: bytes) -> str:
    """What makes a message one: its id; without one its content, where that says when."""
    given = id_text(message.message_id)
    if given:
        return given
    return "content-" + hashlib.sha256(raw).hexdigest()


def _time(name: str, value: Any) -> datetime | None:
    if value is None or value == "":
        return None
    try:
        # a number is milliseconds since 1970, as browsers count
        at = (
            datetime.fromisoformat(value)
            if isinstance(value, str)
            else datetime.fromtimestamp(value / 1000, UTC)
        )
    except (ValueError, OverflowError, OSError) as error:
        raise Problem(name, _("This has to be a time, such as 2026-05-01T12:00:00Z.")) from error
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    if at < FIRST_TIME:
        raise Problem(name, _("This has to lie between 1970 and now."))
    return at.astimezone(UTC)
