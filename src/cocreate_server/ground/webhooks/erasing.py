"""What webhooks hold of a person: messages that speak of them. They lose their body and are not sent any more."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cocreate_server.ground.core.erasing import ErasedPerson, Holding, on_erasure
from cocreate_server.ground.webhooks.models import Delivery, Message


@on_erasure
def messages_of(person: ErasedPerson) -> Iterator[Holding]:
    """Messages that speak of the person, if there are any."""
    if _about(person).exists():
        yield Holding(name="webhook messages", erase=partial(_forget, person))


def _about(person: ErasedPerson) -> QuerySet[Message]:
    return Message.objects.filter(workspace_id=person.workspace_id, about__contains=[person.customer_id])


def _forget(person: ErasedPerson) -> None:
    messages_forget(person, now=timezone.now())


@transaction.atomic
def messages_forget(person: ErasedPerson, *, now: datetime) -> None:
    """Empty the messages, their waiting deliveries, and what was answered to them."""
    ids = list(_about(person).values_list("pk", flat=True))
    deliveries = Delivery.objects.filter(message_id__in=ids)
    deliveries.filter(state=Delivery.State.WAITING).update(
        state=Delivery.State.FAILED, next_at=None, ended_at=now
    )
    deliveries.update(tries=[])
    Message.objects.filter(pk__in=ids).update(body="", about=[])
