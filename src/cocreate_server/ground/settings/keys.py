"""Pages of API keys."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cocreate_server.ground.accounts.access import Visit, member_page
from cocreate_server.ground.accounts.api import Permission, Scope
from cocreate_server.ground.accounts.keys import (
    api_key_create,
    api_key_get,
    api_key_limit,
    api_key_list_for,
    api_key_revoke,
)
from cocreate_server.ground.core.errors import NotFound
from cocreate_server.ground.settings.forms import KeyForm, KeyLimitForm


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@member_page(Permission.RUN_KEYS)
def keys(visit: Visit) -> HttpResponse:
    """The keys of the workspace; a new one is shown this once."""
    form, secret = KeyForm(visit.request.POST or None), ""
    if visit.request.method == "POST" and form.is_valid():
        _key, secret = api_key_create(visit.workspace, **form.cleaned_data, actor=visit.actor)
        form = KeyForm()
    context = {
        "form": form,
        "secret": secret,
        "keys": list(api_key_list_for(visit.workspace)),
        "labels": dict(Scope.choices),
    }
    return render(visit.request, "settings/keys.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.RUN_KEYS)
def revoke(visit: Visit, key_id: int) -> HttpResponse:
    """Close a key for good, after asking."""
    key = api_key_get(visit.workspace, key_id)
    if key is None:
        raise NotFound(_("This key does not exist, or is closed already."))
    if visit.request.method == "POST":
        api_key_revoke(key, actor=visit.actor, now=timezone.now())
        messages.success(visit.request, _("The key “%(name)s” opens nothing any more.") % {"name": key.name})
        return redirect("settings_keys", slug=visit.workspace.slug)
    return render(visit.request, "settings/key_revoke.html", {"key": key})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.RUN_KEYS)
def limit(visit: Visit, key_id: int) -> HttpResponse:
    """Let a key call oftener or more seldom."""
    key = api_key_get(visit.workspace, key_id)
    if key is None:
        raise NotFound(_("This key does not exist, or is closed already."))
    form = KeyLimitForm(visit.request.POST or None, initial={"calls_a_minute": key.calls_a_minute})
    if form.is_valid():
        api_key_limit(key, form.cleaned_data["calls_a_minute"], actor=visit.actor)
        messages.success(visit.request, _("Saved."))
        return redirect("settings_keys", slug=visit.workspace.slug)
    status = 422 if form.errors else 200
    return render(visit.request, "settings/key_limit.html", {"key": key, "form": form}, status=status)
