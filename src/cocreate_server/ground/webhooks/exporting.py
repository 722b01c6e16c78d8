"""What webhooks hold of a person: which messages spoke of them.

What those said of the person stands among the records. Their text is left out: it may speak of others, too.
"""

from collections.abc import Iterator
from typing import Any

from cocreate_server.ground.core.exporting import ExportedPerson, on_export
from cocreate_server.ground.webhooks.models import Message


@on_export("webhook_messages")
def messages_of(person: ExportedPerson) -> Iterator[dict[str, Any]]:
    """Messages that are still kept."""
    found = Message.objects.filter(workspace_id=person.workspace_id, about__contains=[person.customer_id])
    for public_id, kind, at in found.exclude(body="").order_by("pk").values_list("public_id", "type", "at"):
        yield {"id": public_id, "type": kind, "at": at}
