"""Pages of the map: journeys, stages, touchpoints, channels, components."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cocreate_server.ground.accounts.access import Visit, member_page
from cocreate_server.ground.accounts.api import Permission
from cocreate_server.ground.core.errors import NotFound
from cocreate_server.ground.records.map_forms import PlaceForm
from cocreate_server.ground.records.map_reading import journey_map_of
from cocreate_server.ground.records.map_services import (
    COUNTED,
    KINDS,
    Place,
    place_add,
    place_delete,
    place_get,
    place_move,
    place_update,
    records_at,
)

NEW = {
    "journey": gettext_lazy("New journey"),
    "stage": gettext_lazy("New stage"),
    "touchpoint": gettext_lazy("New touchpoint"),
    "channel": gettext_lazy("New channel"),
    "component": gettext_lazy("New component"),
}


@require_safe
@member_page(Permission.SHAPE_JOURNEYS)
def journeys(visit: Visit) -> HttpResponse:
    """The whole map."""
    return render(visit.request, "records/map.html", {"map": journey_map_of(visit.workspace.pk)})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.SHAPE_JOURNEYS)
def add(visit: Visit, kind: str) -> HttpResponse:
    """Put a place on the map."""
    if kind not in KINDS:
        raise NotFound(_("The map has no such list."))
    inside = visit.request.GET.get("in", "")
    form = PlaceForm(visit.request.POST or None, workspace_id=visit.workspace.pk, kind=kind, inside=inside)
    if visit.request.method == "POST" and form.is_valid():
        place = place_add(visit.workspace.pk, kind, form.cleaned_data, actor=visit.actor)
        messages.success(visit.request, _("“%(place)s” is on the map.") % {"place": place.label})
        return redirect("settings_journeys", slug=visit.workspace.slug)
    return render(visit.request, "records/map_place.html", {"form": form, "title": NEW[kind]})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.SHAPE_JOURNEYS)
def edit(visit: Visit, kind: str, place_id: int) -> HttpResponse:
    """Rename a place, or lay it elsewhere."""
    place = _place_or_404(visit, kind, place_id)
    form = PlaceForm(visit.request.POST or None, workspace_id=visit.workspace.pk, kind=kind, place=place)
    if visit.request.method == "POST" and form.is_valid():
        if place_update(place, form.cleaned_data, actor=visit.actor):
            messages.success(visit.request, _("Saved."))
        return redirect("settings_journeys", slug=visit.workspace.slug)
    context = {"form": form, "title": place.label, "place": place, "kind": kind}
    return render(visit.request, "records/map_place.html", context)


@require_POST
@member_page(Permission.SHAPE_JOURNEYS)
def move(visit: Visit, kind: str, place_id: int) -> HttpResponse:
    """Move a place one step among those beside it."""
    place = _place_or_404(visit, kind, place_id)
    place_move(place, "up" if visit.request.POST.get("step") == "up" else "down", actor=visit.actor)
    return redirect("settings_journeys", slug=visit.workspace.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.SHAPE_JOURNEYS)
def delete(visit: Visit, kind: str, place_id: int) -> HttpResponse:
    """Take a place off the map, after saying what hangs on it."""
    place = _place_or_404(visit, kind, place_id)
    if visit.request.method == "POST":
        place_delete(place, actor=visit.actor)
        messages.success(visit.request, _("“%(place)s” is off the map.") % {"place": place.label})
        return redirect("settings_journeys", slug=visit.workspace.slug)
    context = {"place": place, "kind": kind, "records": records_at(place), "counted": COUNTED}
    return render(visit.request, "records/map_delete.html", context)


def _place_or_404(visit: Visit, kind: str, place_id: int) -> Place:
    place = place_get(visit.workspace.pk, kind, place_id)
    if place is None:
        raise NotFound(_("This place is not on the map."))
    return place
