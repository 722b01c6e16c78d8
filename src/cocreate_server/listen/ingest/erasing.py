"""What of a person may lie on the way in: events that wait, and events that were left out.

Who it was is known only by keyed digests by now, as they stand on the receipt.
"""

import time
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from django.utils import timezone

from cocreate_server.ground.core.erasing import ErasedPerson, Holding, on_erasure
from cocreate_server.ground.customers.api import digests_erased
from cocreate_server.listen.ingest.digesting import digest_round
from cocreate_server.listen.ingest.models import LeftOut, Waiting

if TYPE_CHECKING:
    from django.db.models import QuerySet


@on_erasure
def events_of(person: ErasedPerson) -> Iterator[Holding]:
    """Events on their way."""
    digests = digests_erased(person.workspace_id, person.customer_id)
    left = LeftOut.objects.filter(workspace_id=person.workspace_id, subjects__overlap=digests)
    if left.exists():
        yield Holding(name="events that were left out", erase=partial(_delete, left))
    newest = Waiting.objects.filter(workspace_id=person.workspace_id).order_by("-pk").first()
    if newest is not None:
        yield Holding(name="events that waited", erase=partial(_digest_until, newest.pk))


def _delete(left: "QuerySet[LeftOut]") -> None:
    left.delete()


def _digest_until(last: int) -> None:
    """Digest what waited at the time: those of the person are dropped as they come up."""
    while Waiting.objects.filter(pk__lte=last).exists():
        if not digest_round(now=timezone.now()):
            time.sleep(0.05)  # somebody else does
