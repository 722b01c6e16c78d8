"""Reading records: lists, search, one in full, the newest words of customers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from cocreate_server.ground.records.ids import submission_range
from cocreate_server.ground.records.map import map_of
from cocreate_server.ground.records.models import Batch, Record, RecordText

SCORES = (Record.FieldType.NPS, Record.FieldType.CSAT, Record.FieldType.CES, Record.FieldType.RATING)


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """Which records somebody looks for; empty parts do not narrow.

    Attributes:
        words: Words in the text, English or Chinese; "quoted" for a phrase, -word to exclude.
        equal: For a column the value wanted.
        first: Collected at or after.
        last: Collected before.
    """

    words: str = ""
    equal: Mapping[str, str] | None = None
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verbatim:
    """What a customer wrote, and what was scored beside it."""

    id: UUID
    text: str
    language: str
    touchpoint: str
    channel: str
    market: str
    collected_at: datetime
    score: Record | None


def visible(workspace_id: int) -> QuerySet[Record]:
    """Records that count: those of batches on their way in or out do not."""
    unfinished = Batch.objects.exclude(state=Batch.State.PUBLISHED).filter(workspace_id=workspace_id)
    hidden = list(unfinished.exclude(state=Batch.State.UNDONE).values_list("pk", flat=True))
    records = Record.objects.filter(workspace_id=workspace_id)
    return records.exclude(batch_id__in=hidden) if hidden else records


def record_list_for(workspace_id: int, wanted: RecordFilter) -> QuerySet[Record]:
    """Records of a workspace, newest first."""
    records = visible(workspace_id)
    if wanted.words.strip():
        found = RecordText.objects.filter(record_id=OuterRef("pk"), workspace_id=workspace_id).extra(
            where=["words @@ record_words_query(%s)"], params=[wanted.words]
        )
        records = records.filter(Exists(found))
    for column, value in (wanted.equal or {}).items():
        records = records.filter(**{column: value})
    if wanted.first:
        records = records.filter(collected_at__gte=wanted.first)
    if wanted.last:
        records = records.filter(collected_at__lt=wanted.last)
    return records.order_by("-collected_at", "-id")


def record_get(workspace_id: int, record_id: UUID) -> Record | None:
    """One record that counts."""
    return visible(workspace_id).filter(pk=record_id).first()


def record_written(record_id: UUID) -> Record:
    """A record that was written just now, read quickly."""
    return Record.objects.raw("SELECT * FROM records_record WHERE id = %s", [record_id])[0]


def submission_of(record: Record) -> list[Record]:
    """All records of the record's submission, scores first."""
    low, high = submission_range(record.workspace_id, record.submission_id)
    found = Record.objects.filter(
        pk__range=(low, high), workspace_id=record.workspace_id, submission_id=record.submission_id
    )
    return sorted(found, key=lambda other: (other.field_type not in SCORES, other.field_id))


def newest_verbatims(workspace_id: int, touchpoints: Sequence[str] | None, *, limit: int) -> list[Verbatim]:
    """The newest texts, of some touchpoints or of all, with the score given beside each."""
    records = (
        visible(workspace_id)
        .filter(field_type=Record.FieldType.TEXT)
        .exclude(value_text=None)
        .exclude(value_text="")
    )
    if touchpoints is not None:
        records = records.filter(touchpoint__in=touchpoints)
    newest = list(records.order_by("-collected_at")[:limit])
    scores = _scores_beside(workspace_id, newest)
    places = map_of(workspace_id)
    return [
        Verbatim(
            id=record.pk,
            text=record.value_text or "",
            language=record.language,
            touchpoint=places.touchpoints.get(record.touchpoint, record.touchpoint),
            channel=places.channels.get(record.channel, record.channel),
            market=record.market,
            collected_at=record.collected_at,
            score=scores.get(record.submission_id),
        )
        for record in newest
    ]


def _scores_beside(workspace_id: int, records: Sequence[Record]) -> dict[str, Record]:
    if not records:
        return {}
    ranges = [Q(pk__range=submission_range(workspace_id, record.submission_id)) for record in records]
    found = Record.objects.filter(reduce(or_, ranges), workspace_id=workspace_id, field_type__in=SCORES)
    rank = {str(kind): place for place, kind in enumerate(SCORES)}
    return {
        record.submission_id: record for record in sorted(found, key=lambda record: -rank[record.field_type])
    }
