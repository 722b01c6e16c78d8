"""Reading reviews: found, listed from one key to the next, one with its text and its neighbours in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from cocreate_server.ground.records.api import Batch, Record
from cocreate_server.listen.reviews.models import Review, Tag

A_PAGE = 50
UNANSWERED = Q(answered_at=None, reply="")
WITH_WORDS = """
    text_record_id IN (
        SELECT record_id FROM records_recordtext w WHERE w.workspace_id = %s AND w.words @@ record_words_query(%s)
    )
"""
FINISHED = (Batch.State.PUBLISHED, Batch.State.UNDONE)


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Which reviews somebody looks for; empty parts do not narrow."""

    words: str = ""
    source: str = ""
    stars: int | None = None
    answered: bool | None = None
    tag_id: int | None = None
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A review as it is read."""

    review: Review
    text: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Some reviews, newest first, and where the next begin; empty where there are no more."""

    items: tuple[Read, ...]
    after: str


def review_list_for(workspace_id: int, wanted: ReviewFilter) -> QuerySet[Review]:
    """Reviews of a workspace that count, in no order."""
    unfinished = Batch.objects.filter(workspace_id=workspace_id).exclude(state__in=FINISHED)
    hidden = list(unfinished.values_list("pk", flat=True))
    found = Review.objects.filter(workspace_id=workspace_id)
    if hidden:
        found = found.exclude(batch_id__in=hidden)
    if wanted.words.strip():
        found = found.extra(  # noqa: S610 - our own condition; what was asked for is a parameter
            where=[WITH_WORDS],
            params=[workspace_id, wanted.words],
        )
    equal = {"source": wanted.source, "stars": wanted.stars}
    found = found.filter(**{name: value for name, value in equal.items() if value not in ("", None)})
    if wanted.answered is not None:
        found = found.exclude(UNANSWERED) if wanted.answered else found.filter(UNANSWERED)
    if wanted.tag_id is not None:
        found = found.filter(tags__contains=[wanted.tag_id])
    if wanted.first:
        found = found.filter(collected_at__gte=wanted.first)
    return found.filter(collected_at__lt=wanted.last) if wanted.last else found


def review_page(workspace_id: int, found: QuerySet[Review], *, after: str) -> ReviewPage:
    """The newest of the reviews, or those after a key that an earlier page gave."""
    key = _key_of(after)
    if key:
        at, number = key
        found = found.filter(collected_at__lte=at).exclude(collected_at=at, pk__gte=number)
    rows = list(found.order_by("-collected_at", "-id")[: A_PAGE + 1])
    shown = rows[:A_PAGE]
    last = shown[-1] if len(rows) > A_PAGE else None
    then = f"{last.collected_at.isoformat()}_{last.pk}" if last else ""
    return ReviewPage(tuple(_read(workspace_id, shown)), then)


def review_get(workspace_id: int, review_id: int) -> Read | None:
    """One review that counts."""
    found = review_list_for(workspace_id, ReviewFilter()).filter(pk=review_id)
    read = _read(workspace_id, list(found.select_related("answered_by")))
    return read[0] if read else None


def sources_of(workspace_id: int) -> list[str]:
    """Where reviews were published."""
    found = Review.objects.filter(workspace_id=workspace_id).order_by("source")
    return list(found.values_list("source", flat=True).distinct()[:200])


def tags_of(workspace_id: int) -> dict[int, str]:
    """The tags of a workspace by number, in order of their names."""
    return dict(Tag.objects.filter(workspace_id=workspace_id).values_list("pk", "name"))


def _read(workspace_id: int, reviews: Sequence[Review]) -> list[Read]:
    ids = [review.text_record_id for review in reviews if review.text_record_id]
    texts = dict(Record.objects.filter(pk__in=ids).values_list("pk", "value_text"))
    names = tags_of(workspace_id)
    return [
        Read(
            review,
            (texts.get(review.text_record_id) or "") if review.text_record_id else "",
            tuple(names[number] for number in review.tags if number in names),
        )
        for review in reviews
    ]


def _key_of(after: str) -> tuple[datetime, int] | None:
    at, _line, number = after.partition("_")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    if not number.isdecimal() or int(number) >= 2**63 or timezone.is_naive(moment):
        return None
    return moment, int(number)
