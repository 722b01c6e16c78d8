"""Everything kept of one customer as one JSON file, streamed."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import orjson
from django.db.models import Model, QuerySet

from cocreate_server.ground.core.audit import Actor, audit
from cocreate_server.ground.core.exporting import ExportedPerson, held_of
from cocreate_server.ground.customers.belongings import events_of, records_of
from cocreate_server.ground.customers.models import Consent, Customer, Identity
from cocreate_server.ground.records.api import Event, Record

SCHEMA = "cocreate.customer"
SCHEMA_VERSION = 1
ROWS_AT_ONCE = 500
OURS = {"workspace", "customer"}  # said once, at the head of the file


def customer_export(customer: Customer, *, actor: Actor, now: datetime) -> Iterator[bytes]:
    """The file, piece by piece; the export is written down before the first piece is read.

    It holds the customer, identities, traits, consents, and all records and events, those of loads that do not count
    (yet) included, and what other rooms hold of them. Times are ISO 8601 with their offset.
    """
    audit(actor, "customer.exported", workspace_id=customer.workspace_id, subject=f"customer {customer.pk}")
    return _pieces(customer, now)


def _pieces(customer: Customer, now: datetime) -> Iterator[bytes]:
    head = {"schema": SCHEMA, "schema_version": SCHEMA_VERSION, "exported_at": now} | _customer(customer)
    yield orjson.dumps(head, option=orjson.OPT_UTC_Z)[:-1]
    lists: dict[str, QuerySet[Any]] = {
        "identities": _rows(Identity, customer.identities.order_by("id")),
        "consents": _rows(Consent, customer.consents.order_by("at", "id")),
        "records": _rows(Record, records_of(customer).order_by("collected_at", "id")),
        "events": _rows(Event, events_of(customer).order_by("occurred_at", "id")),
    }
    for name, rows in lists.items():
        yield b',"' + name.encode() + b'":['
        yield from _joined(rows.iterator(chunk_size=ROWS_AT_ONCE))
        yield b"]"
    for name, held in held_of(ExportedPerson(customer.workspace_id, customer.pk)):
        yield b',"' + name.encode() + b'":['
        yield from _joined(held)
        yield b"]"
    yield b"}\n"


def _customer(customer: Customer) -> dict[str, Any]:
    columns = [name for name in _columns(Customer) if name != "traits"]
    return {
        "workspace": customer.workspace.slug,
        "customer": {name: getattr(customer, name) for name in columns},
        "traits": customer.traits,
    }


def _columns(model: type[Model]) -> list[str]:
    """Every column, so that none that is added later is forgotten."""
    return [field.attname for field in model._meta.concrete_fields if field.name not in OURS]  # noqa: SLF001 - Django's own way


def _rows(model: type[Model], rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.values(*_columns(model))


def _joined(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Rows as JSON with commas between, some at a time."""
    block: list[bytes] = []
    comma = b""
    for row in rows:
        block.append(orjson.dumps(row, option=orjson.OPT_UTC_Z))
        if len(block) == ROWS_AT_ONCE:
            yield comma + b",\n".join(block)
            block, comma = [], b",\n"
    if block:
        yield comma + b",\n".join(block)
