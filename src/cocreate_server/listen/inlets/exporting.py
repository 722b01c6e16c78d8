"""What inlets hold of a person: the payloads that became records of theirs, as they came."""

from collections.abc import Iterator
from typing import Any

import orjson

from cocreate_server.ground.core.exporting import ExportedPerson, on_export
from cocreate_server.listen.inlets.models import Arrival


@on_export("payloads")
def payloads_of(person: ExportedPerson) -> Iterator[dict[str, Any]]:
    """Payloads that are still kept."""
    found = Arrival.objects.filter(
        inlet__workspace_id=person.workspace_id, customer_ids__contains=[person.customer_id]
    )
    for inlet, received_at, body in found.order_by("pk").values_list("inlet__name", "received_at", "body"):
        yield {"inlet": inlet, "received_at": received_at, "payload": orjson.loads(body)}
