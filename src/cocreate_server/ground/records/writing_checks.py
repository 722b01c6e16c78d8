"""What a record has to be before it is written: each part that is wrong is named, with what is wanted."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any

import orjson
from django.utils.translation import gettext as _

from cocreate_server.ground.records.models import Record

LONGEST_TEXT = 30_000
LARGEST_METADATA_BYTES = 65_536
AHEAD = timedelta(days=1)  # clocks of senders may be a little wrong
FIRST_TIME, LAST_TIME = (
    datetime(1000, 1, 2, tzinfo=UTC),
    datetime(9999, 12, 30, tzinfo=UTC),
)  # days that exist in every time zone
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST: Mapping[str, int] = {
    "submission_id": 255, "field_id": 255, "field_type": 12, "field_label": 2_000, "field_group_id": 255,
    "field_group_label": 2_000, "source_type": 40, "source_id": 255, "source_name": 255, "value_text": LONGEST_TEXT,
    "value_id": 255, "user_id": 200, "language": 35, "market": 60, "channel": 255, "touchpoint": 255, "component": 255,
}  # fmt: skip
NUMBERS = ("value_number", "scale_min", "scale_max")
DATES = ("value_date", "collected_at")
REQUIRED = ("submission_id", "field_id", "source_type")
SCALES: Mapping[str, tuple[float, float]] = {
    "nps": (0.0, 10.0), "csat": (1.0, 5.0), "ces": (1.0, 7.0), "rating": (1.0, 5.0),
}  # fmt: skip
VALUES: Mapping[str, tuple[str, ...]] = {
    "text": ("value_text",), "categorical": ("value_text", "value_id"), "number": ("value_number",),
    "boolean": ("value_boolean",), "date": ("value_date",), **dict.fromkeys(SCALES, ("value_number",)),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRecord:
    """One answered field on its way in; what is not known is left out.

    Attributes:
        submission_id: What ties the answers given together; with `field_id` it makes the record unique.
        field_id: Which question.
        field_type: text, categorical, nps, csat, ces, rating, number, boolean or date.
        scale_min: Least possible score; without a scale the usual one of the field type holds.
        scale_max: Greatest possible score.
        user_id: The customer's id with the sender; the customer is made where it is new.
        customer_id: The customer, when the caller knows; it goes before `user_id`.
        touchpoint: Code or name of a place on the map, as are `channel` and `component`.
        collected_at: When it was answered; now, where nobody says.
    """

    submission_id: str
    field_id: str
    field_type: str
    field_label: str = ""
    field_group_id: str = ""
    field_group_label: str = ""
    source_type: str = "api"
    source_id: str = ""
    source_name: str = ""
    value_text: str | None = None
    value_number: float | None = None
    value_boolean: bool | None = None
    value_date: datetime | None = None
    value_id: str = ""
    scale_min: float | None = None
    scale_max: float | None = None
    user_id: str = ""
    customer_id: int | None = None
    language: str = ""
    market: str = ""
    channel: str = ""
    touchpoint: str = ""
    component: str = ""
    collected_at: datetime | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InvalidParam:
    """A part of what was sent that cannot be used, and why."""

    name: str
    reason: str


_TEXTS_OF = attrgetter(*LONGEST)


def scale_of(record: NewRecord) -> tuple[float | None, float | None]:
    """The scale a record is read on: its own, else the usual one of its type."""
    usual: tuple[float | None, float | None] = SCALES.get(record.field_type, (None, None))
    low = usual[0] if record.scale_min is None else record.scale_min
    high = usual[1] if record.scale_max is None else record.scale_max
    return low, high


def record_problems(record: NewRecord, *, now: datetime) -> tuple[InvalidParam, ...]:
    """Everything that keeps a record from being written; nothing where it is good."""
    wrong = tuple(_form(record))
    return wrong or tuple(_meaning(record, now=now))


def _form(record: NewRecord) -> Iterator[InvalidParam]:
    """Types and lengths."""
    yield from _texts(record)
    for name in NUMBERS:
        number = getattr(record, name)
        if number is not None and not _is_finite(number):
            yield InvalidParam(name, _("This has to be a finite number."))
    for name in DATES:
        when = getattr(record, name)
        if when is not None and not (
            isinstance(when, datetime) and when.tzinfo and FIRST_TIME <= when <= LAST_TIME
        ):
            yield InvalidParam(name, _("This has to be a time with its offset, in a year from 1000 to 9999."))
    answer: Any = record.value_boolean
    if answer is not None and not isinstance(answer, bool):
        yield InvalidParam("value_boolean", _("This has to be true or false."))
    reason = json_problem(record.metadata, largest_bytes=LARGEST_METADATA_BYTES) if record.metadata else ""
    if reason:
        yield InvalidParam("metadata", reason)


def _texts(record: NewRecord) -> Iterator[InvalidParam]:
    for (name, longest), text in zip(LONGEST.items(), _TEXTS_OF(record), strict=True):
        if text:
            # nearly every text ends here
            if text.__class__ is str and len(text) <= longest and text.isascii() and "\0" not in text:
                continue
            reason = text_problem(text, longest=longest)
            if reason:
                yield InvalidParam(name, reason)
        elif text is not None and not isinstance(text, str):
            yield InvalidParam(name, _("This has to be text."))
        elif not text and name in REQUIRED:
            yield InvalidParam(name, _("This is required."))


def _meaning(record: NewRecord, *, now: datetime) -> Iterator[InvalidParam]:
    """Whether the answer is one of its type, on its scale, and not of tomorrow."""
    values = VALUES.get(record.field_type)
    if values is None:
        yield InvalidParam(
            "field_type", _("This has to be one of %(types)s.") % {"types": ", ".join(Record.FieldType)}
        )
    elif all(getattr(record, name) in (None, "") for name in values):
        yield InvalidParam(
            values[0], _("A record of this type needs %(names)s.") % {"names": " / ".join(values)}
        )
    elif record.field_type in SCALES:
        yield from _on_scale(record)
    if record.collected_at is not None and not EARLIEST <= record.collected_at <= now + AHEAD:
        yield InvalidParam("collected_at", _("This has to lie between 1970 and tomorrow."))


def _on_scale(record: NewRecord) -> Iterator[InvalidParam]:
    low, high = scale_of(record)
    score = record.value_number
    if low is None or high is None or score is None:
        return
    if record.field_type == "nps" and (low, high) != SCALES["nps"]:
        yield InvalidParam("scale_max", _("NPS is asked from 0 to 10; send another scale as a rating."))
    elif low >= high:
        yield InvalidParam("scale_max", _("A scale has to end above its start."))
    elif not low <= score <= high:
        reason = _("The score lies outside its scale, %(low)g to %(high)g.") % {"low": low, "high": high}
        yield InvalidParam("value_number", reason)
    elif record.field_type == "nps" and score != int(score):
        yield InvalidParam("value_number", _("NPS is a whole number from 0 to 10."))


def text_problem(text: Any, *, longest: int) -> str:
    """Why a text cannot be kept; nothing where it can."""
    if not isinstance(text, str):
        return _("This has to be text.")
    if len(text) > longest:
        return _("This may have %(most)s characters at most; it has %(given)s.") % {
            "most": longest,
            "given": len(text),
        }
    if "\0" in text:
        return _("This holds a NUL character, which no text may.")
    return "" if text.isascii() or _is_unicode(text) else _("This holds half of a character.")


def json_problem(value: Any, *, largest_bytes: int) -> str:
    """Why an object cannot be kept as JSON; nothing where it can."""
    if not isinstance(value, Mapping):
        return _("This has to be an object.")
    try:
        written = orjson.dumps(value)
    except (TypeError, ValueError, RecursionError):
        return _("This has to be an object of text, numbers, lists and objects, nested 100 deep at most.")
    if len(written) > largest_bytes:
        return _("This may have %(most)s bytes at most; it has %(given)s.") % {
            "most": largest_bytes,
            "given": len(written),
        }
    # the six characters may also stand for themselves, behind a backslash of their own; then it is read through
    if b"\\u0000" in written and _holds_nul(value):
        return _("This holds a NUL character, which no text may.")
    return ""


def _holds_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, Mapping):
        return any(_holds_nul(key) or _holds_nul(item) for key, item in value.items())
    return isinstance(value, list | tuple) and any(_holds_nul(item) for item in value)


def _is_finite(number: Any) -> bool:
    if isinstance(number, bool) or not isinstance(number, int | float):
        return False
    try:
        return math.isfinite(number)
    except OverflowError:  # an integer beyond what a number in PostgreSQL holds
        return False


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
