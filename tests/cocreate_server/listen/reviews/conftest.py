"""Reviews as they come: a rating and a text that belong together."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cocreate_server.ground.accounts.models import Workspace
from cocreate_server.ground.records.api import NewRecord, records_write
from cocreate_server.listen.reviews.models import Review

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def reviewed(workspace: Workspace) -> Callable[..., Review]:
    """Writes a review; returns its row."""

    def make(name: str, rating: float | None = 4, text: str = "Fine", **columns: Any) -> Review:
        said = {
            "submission_id": name, "source_type": "review", "source_name": "App Store", "field_group_id": "review",
            "collected_at": NOON - timedelta(days=columns.pop("days", 0)),
        } | columns  # fmt: skip
        records = []
        if rating is not None:
            scored = {"field_id": "rating", "field_type": "rating", "value_number": rating}
            records.append(NewRecord(**(scored | said)))
        if text:
            records.append(
                NewRecord(**({"field_id": "text", "field_type": "text", "value_text": text} | said))
            )
        assert not records_write(workspace.pk, records, now=NOON).rejected
        return Review.objects.get(workspace=workspace, submission_id=name)

    return make
