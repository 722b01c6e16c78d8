"""Making records of what arrived, some payloads at a time; begun again after a crash it doubles nothing."""

from collections.abc import Sequence
from datetime import datetime

import orjson
from django.db import transaction

from cocreate_server.ground.records.api import NewRecord, Record, Written, record_id, records_write
from cocreate_server.listen.inlets.making import Made, Origin, Problem, records_made
from cocreate_server.listen.inlets.mapping import mapping_from_json
from cocreate_server.listen.inlets.models import Arrival, Inlet
from cocreate_server.listen.inlets.typeform import typeform_made

AT_ONCE = 100
SOURCE_TYPES = {
    Inlet.Kind.TYPEFORM: "typeform",
    Inlet.Kind.WENJUANXING: "wenjuanxing",
    Inlet.Kind.OTHER: "webhook",
}


def made_of(inlet: Inlet, body: str, *, digest: str) -> Made:
    """What a payload of an inlet gives, as the inlet is mapped now."""
    source_type = "review" if inlet.holds_reviews else SOURCE_TYPES[Inlet.Kind(inlet.kind)]
    origin = Origin(source_type, f"inlet-{inlet.pk}", inlet.name, digest, inlet.workspace.zone)
    payload = orjson.loads(body)
    if inlet.kind == Inlet.Kind.TYPEFORM:
        return typeform_made(payload, origin)
    return records_made(payload, mapping_from_json(inlet.mapping), origin)


@transaction.atomic
def bring_some_in(inlet: Inlet, *, now: datetime) -> int:
    """Make records of some payloads that wait. Returns how many payloads there were."""
    waiting = Arrival.objects.select_for_update().filter(inlet=inlet, state=Arrival.State.WAITING)
    arrivals = list(waiting.order_by("pk")[:AT_ONCE])
    made = [made_of(inlet, arrival.body, digest=arrival.digest) for arrival in arrivals]
    records = [record for each in made for record in each.records]
    written = records_write(inlet.workspace_id, records, now=now)
    _settle(inlet.workspace_id, arrivals, made, written, now=now)
    return len(arrivals)


def _settle(
    workspace_id: int, arrivals: Sequence[Arrival], made: Sequence[Made], written: Written, *, now: datetime
) -> None:
    owners = dict(
        Record.objects.filter(pk__in=[*written.accepted, *written.duplicates])
        .filter(customer__isnull=False)
        .values_list("pk", "customer_id")
    )
    refused = {reject.index: reject.invalid_params for reject in written.rejected}
    index = 0
    for arrival, each in zip(arrivals, made, strict=True):
        problems = list(each.problems)
        good: list[NewRecord] = []
        for record in each.records:
            if index in refused:
                problems += [
                    Problem(f"{record.field_id} · {wrong.name}", wrong.reason) for wrong in refused[index]
                ]
            else:
                good.append(record)
            index += 1
        ids = [record_id(workspace_id, record.submission_id, record.field_id) for record in good]
        arrival.customer_ids = sorted({owners[key] for key in ids if key in owners})
        arrival.state = Arrival.State.LEFT_OUT if problems else Arrival.State.USED
        arrival.problems = [
            {"name": problem.name[:200], "reason": problem.reason} for problem in problems[:50]
        ]
        arrival.records, arrival.used_at = len(good), now
    fields = ["customer_ids", "state", "problems", "records", "used_at"]
    Arrival.objects.bulk_update(arrivals, fields)
