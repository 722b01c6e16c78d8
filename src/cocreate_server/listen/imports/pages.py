"""What the templates of imports are given."""

from collections.abc import Mapping as Params
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Count
from django.forms import BoundField
from django.utils import timezone

from cocreate_files import Mapping
from cocreate_files.mapping import SCALES
from cocreate_server.listen.imports.forms import MappingForm
from cocreate_server.listen.imports.models import Import, Reject
from cocreate_server.listen.imports.sources import open_source
from cocreate_server.listen.imports.words import note_words, reason_words

ROWS_SHOWN = 5
REJECTS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column: its name, what it is taken for and why, and its first cells."""

    name: str
    label: str
    reason: str
    sure: bool
    is_scale: bool
    meaning: BoundField
    low: BoundField
    high: BoundField
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One import."""

    job: Import
    form: MappingForm
    columns: tuple[ColumnRow, ...]
    notes: tuple[str, ...]
    records_a_row: int
    rate: float | None
    percent: int
    reasons: tuple[tuple[str, int], ...]
    rejects: tuple[tuple[Reject, str], ...]

    @classmethod
    def of(cls, job: Import, data: Params[str, Any] | None) -> Self:
        """Put the page together."""
        mapping = Mapping.from_json(job.mapping, validate=False)
        waits = job.state == Import.State.RECEIVED
        form = MappingForm(
            data if waits else None, mapping=mapping, initial={"holds_reviews": job.holds_reviews}
        )
        counted = job.rejects.values_list("reason").annotate(n=Count("id")).order_by("-n")
        return cls(
            job=job,
            form=form,
            columns=_columns(job, mapping, form) if waits else (),
            notes=tuple(note_words(note) for note in job.notes),
            records_a_row=len(mapping.answers),
            rate=job.rows_per_second(timezone.now()),
            percent=int(100 * (job.share_done or 0)),
            reasons=tuple((reason_words(code), n) for code, n in counted),
            rejects=tuple(
                (reject, reason_words(reject.reason))
                for reject in job.rejects.order_by("line", "id")[:REJECTS_SHOWN]
            ),
        )


def _columns(job: Import, mapping: Mapping, form: MappingForm) -> tuple[ColumnRow, ...]:
    with open_source(job) as table:
        first = table.preview(ROWS_SHOWN)
    return tuple(
        ColumnRow(
            name=column.name,
            label=column.label if column.label != column.name else "",
            reason=note_words(column.reason),
            sure=column.confidence >= 0.6,  # noqa: PLR2004 - below, a person should look
            is_scale=column.field_type in SCALES,
            meaning=form[f"m{column.index}"],
            low=form[f"low{column.index}"],
            high=form[f"high{column.index}"],
            cells=tuple((row[column.index] or "")[:60] for row in first),
        )
        for column in mapping.columns
    )
