"""Lists of records for programs: what may be asked, page by page, without skipping or doubling."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from cocreate_server.ground.core.errors import Malformed
from cocreate_server.ground.records.api import (
    FIRST_TIME,
    LAST_TIME,
    Record,
    owners_find,
    submission_range,
    text_problem,
    visible,
)

USUAL_LIMIT, MOST = 100, 1000
MOST_VALUES = 100
# repeated, they are alternatives
EQUAL = (
    "submission_id", "source_type", "source_id", "source_name", "field_id", "field_group_id", "field_type", "value_id",
    "user_id", "language", "market", "channel", "touchpoint", "component",
)  # fmt: skip
BOUNDS = {
    "since": "collected_at__gte", "until": "collected_at__lte", "created_since": "received_at__gte",
    "created_until": "received_at__lte", "value_date_min": "value_date__gte", "value_date_max": "value_date__lte",
}  # fmt: skip
NUMBERS = {"value_number_min": "value_number__gte", "value_number_max": "value_number__lte"}
ONCE = (*BOUNDS, *NUMBERS, "tenant_id", "limit", "cursor")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a program asks for.

    Attributes:
        tenant_id: Whose records.
        equal: For a column the values wanted.
        bounds: For a look-up of Django's the bound.
        limit: How many at most.
        after: Time and id of the last record of the page before.
    """

    tenant_id: str
    equal: Mapping[str, list[str]] = field(default_factory=dict)
    bounds: Mapping[str, Any] = field(default_factory=dict)
    limit: int = USUAL_LIMIT
    after: tuple[datetime, UUID] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One page, and where the next begins."""

    records: list[Record]
    next_cursor: str | None


def asked_of(query: QueryDict) -> Asked:
    """Read the query of a call.

    Raises:
        Malformed: A parameter is unknown, repeated or not of its form.
    """
    wrong: list[dict[str, str]] = []
    for name in query:
        reason = _form_problem(name, query.getlist(name))
        if reason:
            wrong.append({"name": name[:80], "reason": reason})
    if not query.get("tenant_id"):
        wrong.append({"name": "tenant_id", "reason": _("This is required.")})
    if wrong:
        raise Malformed(_("The query is not of its form."), invalid_params=wrong)
    once = {name: str(query[name]) for name in query}
    bounds: dict[str, Any] = {}
    bounds |= {column: _time(name, once[name]) for name, column in BOUNDS.items() if once.get(name)}
    bounds |= {column: _number(name, once[name]) for name, column in NUMBERS.items() if once.get(name)}
    return Asked(
        tenant_id=once["tenant_id"],
        equal={
            name: values for name in EQUAL if (values := [value for value in query.getlist(name) if value])
        },
        bounds=bounds,
        limit=_limit(once.get("limit", "")),
        after=_read_cursor(once.get("cursor", "")),
    )


def records_find(workspace_id: int, asked: Asked) -> Found:
    """One page of records, newest first."""
    records = _narrowed(visible(workspace_id), workspace_id, asked).filter(**asked.bounds)
    if asked.after:
        at, key = asked.after
        records = records.filter(
            Q(collected_at__lt=at) | Q(collected_at=at, pk__lt=key), collected_at__lte=at
        )
    page = list(records.order_by("-collected_at", "-id")[: asked.limit + 1])
    more = len(page) > asked.limit
    page = page[: asked.limit]
    return Found(page, _cursor(page[-1]) if more else None)


def _narrowed(records: QuerySet[Record], workspace_id: int, asked: Asked) -> QuerySet[Record]:
    equal = dict(asked.equal)
    users = equal.pop("user_id", None)
    if users:  # everything of a person, whatever id it came with
        with connection.cursor() as cursor:
            records = records.filter(customer_id__in=owners_find(cursor, workspace_id, users).values())
    submissions = equal.get("submission_id", ())
    if submissions:
        ranges = [Q(pk__range=submission_range(workspace_id, submission)) for submission in submissions]
        records = records.filter(Q(*ranges, _connector=Q.OR))
    return records.filter(**{f"{name}__in": values for name, values in equal.items()})


def _form_problem(name: str, values: list[str]) -> str:
    if name not in EQUAL and name not in ONCE:
        return _("There is no such parameter.")
    if name in ONCE and len(values) > 1:
        return _("This may be given once.")
    if len(values) > MOST_VALUES:
        return _("This may have %(most)s values at most.") % {"most": MOST_VALUES}
    if name == "field_type" and not {*values} <= {"", *Record.FieldType}:
        return _("This has to be one of %(types)s.") % {"types": ", ".join(Record.FieldType)}
    return next(filter(None, (text_problem(value, longest=1_000) for value in values)), "")


def _time(name: str, text: str) -> datetime:
    try:
        when = parse_datetime(text.replace(" ", "+"))  # a plus sign that was not escaped
    except ValueError:
        when = None
    if when is None or when.tzinfo is None or not FIRST_TIME <= when <= LAST_TIME:
        reason = _("This has to be a time with its offset, such as 2026-05-01T12:00:00Z.")
        raise Malformed(_("The query is not of its form."), invalid_params=[{"name": name, "reason": reason}])
    return when.astimezone(UTC)  # the database knows fewer offsets than there may be


def _number(name: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        reason = _("This has to be a finite number.")
        raise Malformed(_("The query is not of its form."), invalid_params=[{"name": name, "reason": reason}])
    return number


def _limit(text: str) -> int:
    if not text:
        return USUAL_LIMIT
    if not (text.isdecimal() and text.isascii() and len(text) < 5 and 1 <= int(text) <= MOST):  # noqa: PLR2004
        reason = _("This has to be a whole number from 1 to %(most)s.") % {"most": MOST}
        raise Malformed(
            _("The query is not of its form."), invalid_params=[{"name": "limit", "reason": reason}]
        )
    return int(text)


def _cursor(record: Record) -> str:
    return _signer().sign_object([record.collected_at.isoformat(), str(record.pk)])


def _read_cursor(text: str) -> tuple[datetime, UUID] | None:
    if not text:
        return None
    try:
        at, key = _signer().unsign_object(text)
    except (signing.BadSignature, ValueError) as error:
        reason = _("Send the next_cursor of the page before, or none.")
        wrong = [{"name": "cursor", "reason": reason}]
        raise Malformed(_("The query is not of its form."), invalid_params=wrong) from error
    return datetime.fromisoformat(at), UUID(key)


def _signer() -> signing.Signer:
    return signing.Signer(salt="ingest.records")
