"""Pages of inlets, and the address that senders call."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cocreate_server.ground.accounts.access import Visit, member_page
from cocreate_server.ground.accounts.api import Permission
from cocreate_server.ground.core.errors import NotFound
from cocreate_server.ground.core.paging import page_of
from cocreate_server.ground.core.parts import asks_for_part
from cocreate_server.listen.inlets.forms import ChangeForm, ExampleForm, InletForm
from cocreate_server.listen.inlets.models import Inlet
from cocreate_server.listen.inlets.pages import MappingPage
from cocreate_server.listen.inlets.reading import (
    address_of,
    arrival_list_for,
    example_of,
    flow_of,
    inlet_get,
    inlet_list_for,
)
from cocreate_server.listen.inlets.services import (
    inlet_add,
    inlet_change,
    inlet_map,
    inlet_remove,
    inlet_show,
    left_out_again,
)
from cocreate_server.listen.inlets.taking import inlet_of, payload_take


@csrf_exempt
@require_POST
@never_cache
def take(request: HttpRequest, token: str) -> HttpResponse:
    """Keep what a sender sent; what is acknowledged is kept."""
    arrival = payload_take(inlet_of(token), request, now=timezone.now())
    return JsonResponse({"kept": True, "id": arrival.pk})


@require_safe
@member_page(Permission.BRING_IN_FILES)
def inlets(visit: Visit) -> HttpResponse:
    """All of the workspace."""
    return render(visit.request, "inlets/inlets.html", {"flows": inlet_list_for(visit.workspace.pk)})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.BRING_IN_FILES)
def add(visit: Visit) -> HttpResponse:
    """Add one."""
    form = InletForm(visit.request.POST or None)
    if form.is_valid():
        inlet = inlet_add(visit.workspace, **form.cleaned_data, actor=visit.actor, now=timezone.now())
        return redirect("settings_inlets_detail", slug=visit.workspace.slug, inlet_id=inlet.pk)
    return render(visit.request, "inlets/form.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@never_cache
@member_page(Permission.BRING_IN_FILES)
def inlet(visit: Visit, inlet_id: int) -> HttpResponse:
    """One: its address and what arrived."""
    return _page(visit, get_inlet_or_404(visit, inlet_id), form=ExampleForm())


@require_POST
@member_page(Permission.BRING_IN_FILES)
def example(visit: Visit, inlet_id: int) -> HttpResponse:
    """Take a pasted example to map by."""
    found, form = get_inlet_or_404(visit, inlet_id), ExampleForm(visit.request.POST)
    if not form.is_valid():
        return _page(visit, found, form=form, status=422)
    inlet_show(found, form.cleaned_data["example"])
    return redirect("settings_inlets_map", slug=visit.workspace.slug, inlet_id=found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.BRING_IN_FILES)
def mapping(visit: Visit, inlet_id: int) -> HttpResponse:
    """Say what the parts of an example mean; see what it would give; save."""
    found = get_inlet_or_404(visit, inlet_id)
    shown = example_of(found)
    if not shown or found.kind == Inlet.Kind.TYPEFORM:
        return redirect("settings_inlets_detail", slug=visit.workspace.slug, inlet_id=found.pk)
    page = MappingPage.of(found, shown, visit.request.POST or None)
    if page.form.is_bound and page.form.is_valid() and "save" in visit.request.POST:
        reviews = page.form.cleaned_data["holds_reviews"]
        inlet_map(found, page.form.meant(), holds_reviews=reviews, actor=visit.actor)
        messages.success(visit.request, _("Saved. What waited is being brought in."))
        return redirect("settings_inlets_detail", slug=visit.workspace.slug, inlet_id=found.pk)
    return render(
        visit.request, "inlets/mapping.html", {"page": page}, status=422 if page.form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.BRING_IN_FILES)
def change(visit: Visit, inlet_id: int) -> HttpResponse:
    """Change the name or the secret."""
    found = get_inlet_or_404(visit, inlet_id)
    form = ChangeForm(visit.request.POST or None, initial={"name": found.name})
    if form.is_valid():
        inlet_change(found, **form.cleaned_data, actor=visit.actor)
        messages.success(visit.request, _("Saved."))
        return redirect("settings_inlets_detail", slug=visit.workspace.slug, inlet_id=found.pk)
    context = {"form": form, "inlet": found}
    return render(visit.request, "inlets/form.html", context, status=422 if form.errors else 200)


@require_POST
@member_page(Permission.BRING_IN_FILES)
def again(visit: Visit, inlet_id: int) -> HttpResponse:
    """Try what was left out again."""
    n = left_out_again(get_inlet_or_404(visit, inlet_id), actor=visit.actor)
    said = ngettext("%(n)s payload is tried again.", "%(n)s payloads are tried again.", n) % {"n": n}
    messages.success(visit.request, said)
    return redirect("settings_inlets_detail", slug=visit.workspace.slug, inlet_id=inlet_id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.BRING_IN_FILES)
def remove(visit: Visit, inlet_id: int) -> HttpResponse:
    """Close the address, after asking."""
    found = get_inlet_or_404(visit, inlet_id)
    if visit.request.method == "POST":
        inlet_remove(found, actor=visit.actor)
        messages.success(visit.request, _("Nothing is taken at this address any more."))
        return redirect("settings_inlets", slug=visit.workspace.slug)
    return render(visit.request, "inlets/remove.html", {"inlet": found})


def get_inlet_or_404(visit: Visit, inlet_id: int) -> Inlet:
    """An inlet of the visit's workspace.

    Raises:
        NotFound: There is none of this number.
    """
    found = inlet_get(visit.workspace.pk, inlet_id)
    if found is None:
        raise NotFound(_("This inlet does not exist, or was removed."))
    return found


def _page(visit: Visit, found: Inlet, *, form: ExampleForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "inlet": found,
        "flow": flow_of(found),
        "address": address_of(found),
        "form": form,
        "list": page_of(arrival_list_for(found), visit.request.GET.get("page")),
    }
    part = asks_for_part(visit.request, "arrivals")
    template = "inlets/arrivals.html" if part else "inlets/inlet.html"
    return render(visit.request, template, context, status=status)
