"""What inlets hold of a person: payloads that became records of theirs, and payloads that name one of their ids."""

from collections.abc import Iterator
from functools import partial

import orjson
from django.db import connection
from django.db.models import Q

from cocreate_server.ground.core.erasing import ErasedPerson, Holding, on_erasure
from cocreate_server.ground.customers.api import digest_of, digests_erased
from cocreate_server.listen.inlets.models import Arrival, Inlet
from cocreate_server.listen.inlets.payloads import texts_in

NUMBERS_GONE = """
    SELECT a.id FROM inlets_arrival a JOIN inlets_inlet i ON i.id = a.inlet_id
    WHERE i.workspace_id = %s AND EXISTS (
        SELECT FROM unnest(a.customer_ids) number
        WHERE NOT EXISTS (SELECT FROM customers_customer c WHERE c.id = number)
    )
"""


@on_erasure
def payloads_of(person: ErasedPerson) -> Iterator[Holding]:
    """Payloads and examples that speak of the person."""
    ids = list(_theirs(person))
    if ids:
        yield Holding(name="payloads of inlets", erase=partial(_forget_payloads, ids))
    digests = frozenset(digests_erased(person.workspace_id, person.customer_id))
    shown = Inlet.objects.filter(workspace_id=person.workspace_id).exclude(example="")
    for inlet in shown:
        if _names(inlet.workspace_id, inlet.example, digests):
            yield Holding(name=f"example of inlet {inlet.pk}", erase=partial(_forget_example, inlet.pk))


def _theirs(person: ErasedPerson) -> Iterator[int]:
    arrivals = Arrival.objects.filter(inlet__workspace_id=person.workspace_id)
    linked = Q(customer_ids__contains=[person.customer_id])
    yield from arrivals.filter(linked).values_list("pk", flat=True)
    digests = frozenset(digests_erased(person.workspace_id, person.customer_id))
    strayed = Q(pk__in=_of_numbers_gone(person.workspace_id))
    unlinked = arrivals.exclude(linked).filter(strayed | ~Q(state=Arrival.State.USED) | Q(records=0))
    for number, body in unlinked.values_list("pk", "body").iterator(chunk_size=200):
        if _names(person.workspace_id, body, digests):
            yield number


def _of_numbers_gone(workspace_id: int) -> list[int]:
    """Payloads of customers who have another number since they were merged, or none any more."""
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS_GONE, [workspace_id])
        return [number for (number,) in cursor.fetchall()]


def _names(workspace_id: int, body: str, digests: frozenset[str]) -> bool:
    """Whether a payload holds one of the ids that the digests are of."""
    return any(
        digest_of(workspace_id, spelling) in digests
        for text in set(texts_in(orjson.loads(body)))
        if len(text) <= 320  # noqa: PLR2004 - as long as an address can be
        for spelling in {text.strip(), text.strip().lower()}
    )


def _forget_payloads(ids: list[int]) -> None:
    Arrival.objects.filter(pk__in=ids).delete()


def _forget_example(inlet_id: int) -> None:
    Inlet.objects.filter(pk=inlet_id).update(example="")
