"""What asking holds of a person: invitations, and addresses that letters came back from."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import QuerySet

from cocreate_server.ground.core.erasing import ErasedPerson, Holding, on_erasure
from cocreate_server.listen.asking.models import BadAddress, Invitation


@on_erasure
def invitations_of(person: ErasedPerson) -> Iterator[Holding]:
    """The invitations of the person, if there are any."""
    held: tuple[tuple[str, QuerySet[Any]], ...] = (
        ("invitations", Invitation.objects.filter(**_of(person))),
        ("addresses that letters came back from", BadAddress.objects.filter(**_of(person))),
    )
    for name, found in held:
        if found.exists():
            yield Holding(name=name, erase=partial(_forget, found))


def _of(person: ErasedPerson) -> dict[str, int]:
    return {"workspace_id": person.workspace_id, "customer_id": person.customer_id}


def _forget(found: QuerySet[Any]) -> None:
    found.all().delete()
