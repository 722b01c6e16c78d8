"""What answering holds of a person: responses with their answers, and the files they sent."""

from collections.abc import Iterator
from functools import partial
from uuid import UUID

from cocreate_server.ground.core.erasing import ErasedPerson, Holding, on_erasure
from cocreate_server.listen.answering.files import file_forget
from cocreate_server.listen.answering.models import Response, SentFile


@on_erasure
def responses_of(person: ErasedPerson) -> Iterator[Holding]:
    """The responses of the person."""
    found = Response.objects.filter(workspace_id=person.workspace_id, customer_id=person.customer_id)
    for response_id in found.values_list("pk", flat=True):
        yield Holding(name=f"response {response_id}", erase=partial(_forget, response_id))


def _forget(response_id: UUID) -> None:
    for kept in SentFile.objects.filter(response_id=response_id):
        file_forget(kept)
    Response.objects.filter(pk=response_id).delete()
