"""What reviews hold of a person: what was done about what they wrote."""

from collections.abc import Iterator
from typing import Any

from cocreate_server.ground.core.exporting import ExportedPerson, on_export
from cocreate_server.ground.records.api import Record
from cocreate_server.listen.reviews.models import Review
from cocreate_server.listen.reviews.reading import tags_of

COLUMNS = ("submission_id", "source", "title", "author", "link", "reply", "draft", "answered_at", "tags")


@on_export("reviews")
def reviews_of(person: ExportedPerson) -> Iterator[dict[str, Any]]:
    """Their reviews, with tags and answers."""
    said = Record.objects.filter(
        workspace_id=person.workspace_id, customer_id=person.customer_id, source_type="review"
    )
    found = Review.objects.filter(
        workspace_id=person.workspace_id, submission_id__in=said.values("submission_id")
    )
    names = tags_of(person.workspace_id)
    for row in found.order_by("pk").values(*COLUMNS):
        yield row | {"tags": [names[number] for number in row["tags"] if number in names]}
