"""Writing the map: places added, renamed, moved, taken off it. Records keep their codes through all of it."""

from collections.abc import Mapping
from typing import Any, Literal

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.text import slugify

from cocreate_server.ground.core.audit import Actor, audit
from cocreate_server.ground.records.models import Channel, Component, Journey, Record, Stage, Touchpoint

type Place = Journey | Stage | Touchpoint | Channel | Component
type Step = Literal["up", "down"]

KINDS: Mapping[str, type[Place]] = {
    "journey": Journey,
    "stage": Stage,
    "touchpoint": Touchpoint,
    "channel": Channel,
    "component": Component,
}
LONGEST_CODE = 60
COUNTED = 100_000


def places_of(workspace_id: int, kind: str) -> "QuerySet[Any]":
    """The places of one kind, in their order."""
    found: QuerySet[Any] = KINDS[kind]._default_manager.filter(workspace_id=workspace_id)  # noqa: SLF001 - Django's documented name
    return found


def place_get(workspace_id: int, kind: str, place_id: int) -> Place | None:
    """One place of a workspace."""
    if kind not in KINDS:
        return None
    place: Place | None = places_of(workspace_id, kind).filter(pk=place_id).first()
    return place


def kind_of(place: Place) -> str:
    """The kind of a place."""
    return type(place).__name__.lower()


def code_for(workspace_id: int, kind: str, name: str) -> str:
    """A code nobody carries yet, made of a name."""
    stem = slugify(name, allow_unicode=True)[: LONGEST_CODE - 3] or kind
    taken = set(places_of(workspace_id, kind).values_list("code", flat=True))
    tries = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(code for code in tries if code not in taken)


@transaction.atomic
def place_add(workspace_id: int, kind: str, values: Mapping[str, Any], *, actor: Actor) -> Place:
    """Put a place at the end of its list.

    Args:
        workspace_id: Whose map.
        kind: One of `KINDS`.
        values: `code`, `name_en`, `name_zh`, and `journey` or `stage` where the kind has one.
        actor: Who does it.
    """
    last = places_of(workspace_id, kind).aggregate(last=Max("position"))["last"]
    place: Place = places_of(workspace_id, kind).create(
        workspace_id=workspace_id, position=0 if last is None else last + 1, **values
    )
    audit(actor, "place.added", workspace_id=workspace_id, subject=_subject(place))
    return place


@transaction.atomic
def place_update(place: Place, values: Mapping[str, Any], *, actor: Actor) -> bool:
    """Give a place other names, or lay it on another stage or journey. Returns whether anything changed."""
    changed = {field: value for field, value in values.items() if getattr(place, field) != value}
    if not changed:
        return False
    for field, value in changed.items():
        setattr(place, field, value)
    place.save(update_fields=list(changed))
    audit(
        actor,
        "place.changed",
        workspace_id=place.workspace_id,
        subject=_subject(place),
        fields=sorted(changed),
    )
    return True


@transaction.atomic
def place_move(place: Place, step: Step, *, actor: Actor) -> bool:
    """Move a place one step among those beside it. Returns whether there was room to."""
    everything = list(places_of(place.workspace_id, kind_of(place)).select_for_update())
    beside = [at for at, other in enumerate(everything) if _parent(other) == _parent(place)]
    here = next(number for number, at in enumerate(beside) if everything[at].pk == place.pk)
    there = here - 1 if step == "up" else here + 1
    if not 0 <= there < len(beside):
        return False
    one, other = beside[here], beside[there]
    everything[one], everything[other] = everything[other], everything[one]
    for position, each in enumerate(everything):
        each.position = position
    type(place)._default_manager.bulk_update(everything, ["position"])  # noqa: SLF001
    audit(actor, "place.moved", workspace_id=place.workspace_id, subject=_subject(place), step=step)
    return True


@transaction.atomic
def place_delete(place: Place, *, actor: Actor) -> None:
    """Take a place off the map; records keep its code, rules that lead to it go."""
    subject = _subject(place)
    place.delete()
    audit(actor, "place.deleted", workspace_id=place.workspace_id, subject=subject)


def records_at(place: Place) -> int:
    """How many records carry the place's code, counted up to `COUNTED`; none those of journeys and stages."""
    kind = kind_of(place)
    if kind not in {"touchpoint", "channel", "component"}:
        return 0
    found = Record.objects.filter(workspace_id=place.workspace_id, **{kind: place.code})
    return found.order_by()[:COUNTED].count()


def _parent(place: Place) -> int | None:
    return getattr(place, "stage_id", None) or getattr(place, "journey_id", None)


def _subject(place: Place) -> str:
    return f"{kind_of(place)} {place.code}"
