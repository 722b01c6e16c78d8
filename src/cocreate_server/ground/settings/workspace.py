"""The page of the workspace itself."""

from copy import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cocreate_server.ground.accounts.access import Visit, member_page
from cocreate_server.ground.accounts.api import Permission
from cocreate_server.ground.settings.forms import WorkspaceForm
from cocreate_server.ground.settings.shaping import weight_choices, workspace_shape


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.SEE_MEMBERS)
def workspace(visit: Visit) -> HttpResponse:
    """Everybody sees how the workspace reads its records; owners change it."""
    weights = weight_choices(visit.workspace)
    # a form writes into its instance even what it then refuses, so it gets one of its own
    form = WorkspaceForm(visit.request.POST or None, instance=copy(visit.workspace), weights=weights)
    if visit.request.method == "POST":
        visit.ask(Permission.SHAPE_WORKSPACE)
        if form.is_valid():
            changed = workspace_shape(visit.workspace, form.cleaned_data, actor=visit.actor)
            messages.success(visit.request, _said(changed))
            return redirect("settings", slug=visit.workspace.slug)
    names = dict(weights)
    context = {"form": form, "weights": [names.get(code, code) for code in visit.workspace.weight_by]}
    return render(visit.request, "settings/workspace.html", context)


def _said(changed: frozenset[str]) -> str:
    if "time_zone" in changed:
        return _(
            "Saved. All days are being counted anew; until that is done, figures show the days as they were."
        )
    return _("Saved.") if changed else _("Nothing changed.")
