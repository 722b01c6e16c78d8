"""Loads a world into a workspace: its map, its customers, its records and events."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson
from django.db import connection, transaction

from cocreate.worlds.learning_centres import Structure, World, learning_centres
from cocreate_server.ground.accounts.api import Workspace
from cocreate_server.ground.lake.api import batch_publish, lake_sync
from cocreate_server.ground.records.api import Batch
from cocreate_server.ground.records.bulk import (
    EVENT_COLUMNS,
    NULL,
    RECORD_COLUMNS,
    bulk,
    copy_new,
    index_words,
)
from cocreate_server.ground.records.ids import event_id, record_id
from cocreate_server.ground.records.models import Channel, Component, Journey, Stage, Touchpoint

if TYPE_CHECKING:
    from cocreate.worlds.tables import Table

SLUG = "lighthouse"
LABEL = "Demo world"
TRAITS = ("role", "plan", "age_band", "segment", "centre")
ROWS_A_BLOCK = 10_000
FIELDS_OF_CUSTOMER = ("external_id", "kind", "name", "language", "market", "traits", "created_at")


def load_demo_world(*, end: date, customers: int = 40_000) -> Workspace:
    """The demo workspace, loaded where it is not there yet; a load that was cut short is begun again."""
    workspace, _made = Workspace.objects.get_or_create(
        slug=SLUG,
        defaults={
            "name": "Lighthouse Learning",
            "time_zone": "Europe/London",
            "weight_by": ["market", "trait:role"],
        },
    )
    batch = Batch.objects.filter(workspace=workspace, label=LABEL).first()
    if batch is None:
        world = learning_centres(end=end, customers=customers)
        with transaction.atomic():
            _load_map(workspace, world.structure)
            batch = _load_rows(workspace, world)
    if batch.state != Batch.State.PUBLISHED:
        batch_publish(batch.pk)
        index_words(batch.pk)
        lake_sync()
    return workspace


def _load_map(workspace: Workspace, structure: Structure) -> None:
    def place(number: int, thing: Any) -> dict[str, Any]:
        return {
            "workspace": workspace,
            "code": thing.code,
            "name_en": thing.name.en,
            "name_zh": thing.name.zh,
            "position": number,
        }

    journey = Journey.objects.create(
        workspace=workspace, code="journey", name_en=structure.journey.en, name_zh=structure.journey.zh
    )
    stages = {
        stage.code: Stage.objects.create(journey=journey, **place(number, stage))
        for number, stage in enumerate(structure.stages)
    }
    for number, touchpoint in enumerate(structure.touchpoints):
        Touchpoint.objects.create(stage=stages[touchpoint.stage], **place(number, touchpoint))
    Channel.objects.bulk_create(
        [Channel(**place(number, channel)) for number, channel in enumerate(structure.channels)]
    )
    Component.objects.bulk_create(
        [Component(**place(number, component)) for number, component in enumerate(structure.components)]
    )


def _load_rows(workspace: Workspace, world: World) -> Batch:
    batch = Batch.objects.create(
        workspace=workspace, label=LABEL, records=len(world.records), events=len(world.events)
    )
    with bulk() as cursor:
        numbers = _load_customers(cursor, workspace, world.customers)
        for table, columns, rows, to_row in (
            ("records_record", RECORD_COLUMNS, world.records, _record_row),
            ("records_event", EVENT_COLUMNS, world.events, _event_row),
        ):
            blocks = list(_blocks(rows, partial(to_row, workspace.pk, batch.pk, numbers)))
            copy_new(cursor, table, columns, blocks, rows=len(rows))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE records_record, records_event, customers_customer, customers_identity")
    return batch


def _load_customers(cursor: Any, workspace: Workspace, customers: "Table") -> dict[str, int]:
    """Copy customers with identities and consents. Returns the number of each external id."""
    cursor.execute("SELECT set_config('cocreate.bulk', 'off', true)")  # customers reach the lake one by one
    columns = ", ".join(("workspace_id", *FIELDS_OF_CUSTOMER))
    with cursor.cursor.copy(
        f"COPY customers_customer ({columns}) FROM STDIN (FORMAT csv, NULL '{NULL}')"
    ) as copy:
        for block in _blocks(customers, partial(_customer_row, workspace.pk)):
            copy.write(block)
    cursor.execute("SELECT set_config('cocreate.bulk', 'on', true)")
    cursor.execute("SELECT external_id, id FROM customers_customer WHERE workspace_id = %s", [workspace.pk])
    numbers = dict(cursor.fetchall())
    with cursor.cursor.copy(
        "COPY customers_identity (workspace_id, customer_id, kind, value) FROM STDIN (FORMAT csv)"
    ) as copy:
        for block in _blocks(customers, partial(_identity_row, workspace.pk, numbers)):
            copy.write(block)
    with cursor.cursor.copy(
        "COPY customers_consent (customer_id, purpose, granted, source, at) FROM STDIN (FORMAT csv)"
    ) as copy:
        for purpose in ("feedback", "research"):
            for block in _blocks(customers, partial(_consent_row, purpose, numbers)):
                copy.write(block)
    return numbers


def _customer_row(workspace_id: int, row: Mapping[str, Any]) -> list[Any]:
    traits = orjson.dumps({name: row[name] for name in TRAITS if row[name] is not None}).decode()
    return [
        workspace_id,
        row["external_id"],
        row["kind"],
        row["name"],
        row["language"],
        row["market"],
        traits,
        row["joined_at"],
    ]


def _identity_row(workspace_id: int, numbers: Mapping[str, int], row: Mapping[str, Any]) -> list[Any]:
    return [workspace_id, numbers[row["external_id"]], "email", row["email"]]


def _consent_row(purpose: str, numbers: Mapping[str, int], row: Mapping[str, Any]) -> list[Any]:
    granted = "t" if row[f"consent_{purpose}"] == "granted" else "f"
    return [numbers[row["external_id"]], purpose, granted, "enrolment form", row["joined_at"]]


def _record_row(
    workspace_id: int, batch_id: int, numbers: Mapping[str, int], row: Mapping[str, Any]
) -> list[Any]:
    made: dict[str, Any] = {
        "id": record_id(workspace_id, row["submission_id"], row["field_id"]),
        "workspace_id": workspace_id,
        "customer_id": numbers.get(row["user_id"], NULL),
        "metadata": orjson.dumps(row["metadata"] or {}).decode(),
        "value_date": NULL,
        "batch_id": batch_id,
    }
    nullable = {"value_text", "value_number", "value_boolean", "scale_min", "scale_max"}
    return [
        made[name] if name in made else _cell(row[name], NULL if name in nullable else "")
        for name in RECORD_COLUMNS
    ]


def _event_row(
    workspace_id: int, batch_id: int, numbers: Mapping[str, int], row: Mapping[str, Any]
) -> list[Any]:
    properties = orjson.dumps(row["properties"] or {}).decode()
    key = event_id(workspace_id, row["message_id"])
    customer = numbers.get(row["user_id"], NULL)
    return [
        key,
        workspace_id,
        row["message_id"],
        row["event"],
        customer,
        "",
        "",
        properties,
        row["at"],
        batch_id,
    ]


def _cell(value: Any, absent: str) -> Any:
    if value is None:
        return absent
    return value.isoformat() if isinstance(value, datetime) else value


def _blocks(table: "Table", to_row: Callable[[Mapping[str, Any]], list[Any]]) -> Iterator[bytes]:
    """CSV of a table's rows, in blocks."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for number, row in enumerate(table.rows(), start=1):
        writer.writerow(to_row(row))
        if number % ROWS_A_BLOCK == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()
