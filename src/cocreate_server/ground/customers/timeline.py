"""A customer's whole timeline: what they said, a submission at a time, and what they did; newest first.

Moments are put in order by time, then by kind, then by key, so that a cursor points between two of them even where
times are equal, and stays where it is when newer ones arrive.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import F, Max, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Collate

from cocreate_server.ground.customers.belongings import events_of, hidden_batches, records_of
from cocreate_server.ground.customers.models import Customer
from cocreate_server.ground.records.api import Event, Record

SIZE = 40
DID, SAID = 0, 1  # said comes before what was done at the same time
BYTEWISE = "C"  # the order in which Python compares text, too
SCORES = (Record.FieldType.NPS, Record.FieldType.CSAT, Record.FieldType.CES)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a moment lies in the order of the timeline."""

    at: datetime
    rank: int
    key: str


@dataclass(frozen=True, slots=True)
class Moment:
    """One submission or one event.

    Attributes:
        place: When, and where among others of the same time.
        event: What was done, or None for what was said.
        scores: Answers that are no texts.
        texts: What was written.
    """

    place: Place
    event: Event | None = None
    scores: tuple[Record, ...] = ()
    texts: tuple[Record, ...] = ()

    @property
    def at(self) -> datetime:
        """When."""
        return self.place.at

    @property
    def lead(self) -> Record | None:
        """The record that tells where the submission was made."""
        return next(iter((*self.scores, *self.texts)), None)


@dataclass(frozen=True, slots=True)
class Timeline:
    """One page of a timeline; `older` is the cursor of the next."""

    moments: tuple[Moment, ...]
    older: str | None


def timeline_of(customer: Customer, *, after: str = "", size: int = SIZE) -> Timeline:
    """One page of everything a customer said and did that counts.

    Args:
        customer: Whose.
        after: The cursor of the page before; a cursor that was tampered with begins at the newest.
        size: How many moments a page has.
    """
    start = _read_cursor(after)
    hidden = hidden_batches(customer.workspace_id)
    said = _without(records_of(customer), hidden)
    did = _without(events_of(customer), hidden)
    submissions = [Moment(Place(at, SAID, key)) for at, key in _submissions(said, start)[: size + 1]]
    events = [
        Moment(Place(event.occurred_at, DID, str(event.pk)), event)
        for event in _events(did, start)[: size + 1]
    ]
    newest = sorted([*submissions, *events], key=lambda moment: moment.place, reverse=True)
    page = newest[:size]
    return Timeline(_filled(page, said), _cursor(page[-1].place) if len(newest) > size else None)


def latest_scores(customer: Customer) -> list[Record]:
    """The newest NPS, CSAT and CES answer of a customer that counts, in this order."""
    counting = _without(records_of(customer), hidden_batches(customer.workspace_id))
    scored = counting.filter(field_type__in=SCORES, value_number__isnull=False)
    newest = scored.order_by("field_type", "-collected_at", "-id").distinct("field_type")
    return sorted(newest, key=lambda record: SCORES.index(Record.FieldType(record.field_type)))


def _without(rows: QuerySet[Any], hidden: list[int]) -> QuerySet[Any]:
    return rows.exclude(batch_id__in=hidden) if hidden else rows


def _submissions(said: QuerySet[Record], start: Place | None) -> QuerySet[Any]:
    found = (
        said.annotate(key=Collate("submission_id", BYTEWISE))
        .values("key")
        .annotate(at=Max("collected_at"))
        .order_by("-at", "-key")
        .values_list("at", "key")
    )
    return found.filter(_below(start, SAID)) if start else found


def _events(did: QuerySet[Event], start: Place | None) -> QuerySet[Event]:
    key = Collate(Cast("id", TextField()), BYTEWISE)
    found = did.annotate(at=F("occurred_at"), key=key).order_by("-occurred_at", "-id")
    return found.filter(_below(start, DID)) if start else found


def _below(start: Place, rank: int) -> Q:
    """What lies behind a place, of one kind."""
    if rank < start.rank:
        return Q(at__lte=start.at)
    if rank > start.rank:
        return Q(at__lt=start.at)
    return Q(at__lt=start.at) | Q(at=start.at, key__lt=Value(start.key))


def _filled(moments: Iterable[Moment], said: QuerySet[Record]) -> tuple[Moment, ...]:
    """Moments with the answers of their submissions, read at once."""
    moments = list(moments)
    answers: dict[str, list[Record]] = defaultdict(list)
    wanted = [moment.place.key for moment in moments if moment.event is None]
    for record in said.filter(submission_id__in=wanted).order_by("field_id") if wanted else ():
        answers[record.submission_id].append(record)
    return tuple(
        moment if moment.event else _said(moment.place, answers[moment.place.key]) for moment in moments
    )


def _said(place: Place, records: Iterable[Record]) -> Moment:
    """A submission: measures first, then other answers, and its texts."""
    order = {kind: number for number, kind in enumerate(SCORES)}
    ranked = sorted(records, key=lambda record: order.get(Record.FieldType(record.field_type), len(order)))
    texts = tuple(record for record in ranked if record.field_type == Record.FieldType.TEXT)
    return Moment(place, scores=tuple(record for record in ranked if record not in texts), texts=texts)


def _cursor(place: Place) -> str:
    return _signer().sign_object([place.at.isoformat(), place.rank, place.key])


def _read_cursor(text: str) -> Place | None:
    try:
        at, rank, key = _signer().unsign_object(text)
    except signing.BadSignature:
        return None
    return Place(datetime.fromisoformat(at), rank, key)


def _signer() -> signing.Signer:
    return signing.Signer(salt="customers.timeline")
