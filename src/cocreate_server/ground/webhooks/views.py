"""Pages of webhooks: the list, one with its deliveries, a new or changed one, a new secret, removal."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cocreate_server.ground.accounts.access import Visit, member_page
from cocreate_server.ground.accounts.api import Permission
from cocreate_server.ground.core.errors import Conflict, NotFound
from cocreate_server.ground.core.paging import page_of
from cocreate_server.ground.webhooks.forms import EndpointForm, SinceForm
from cocreate_server.ground.webhooks.kinds import CHOSEN, TEST
from cocreate_server.ground.webhooks.models import Delivery, Endpoint
from cocreate_server.ground.webhooks.pages import DeliveryPage
from cocreate_server.ground.webhooks.reading import (
    delivery_get,
    delivery_list_for,
    state_of,
    webhook_get,
    webhook_list_for,
)
from cocreate_server.ground.webhooks.services import (
    delivery_replay,
    failed_replay,
    webhook_add,
    webhook_change,
    webhook_pause,
    webhook_remove,
    webhook_resume,
    webhook_rotate,
    webhook_test,
)


@require_safe
@member_page(Permission.RUN_WEBHOOKS)
def webhooks(visit: Visit) -> HttpResponse:
    """All of the workspace, and how each fares."""
    context = {"fares": webhook_list_for(visit.workspace.pk), "kinds": CHOSEN}
    return render(visit.request, "webhooks/webhooks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@member_page(Permission.RUN_WEBHOOKS)
def add(visit: Visit) -> HttpResponse:
    """Add one; its secret is shown this once."""
    form = EndpointForm(visit.request.POST or None)
    if form.is_valid():
        now = timezone.now()
        endpoint, secret = webhook_add(visit.workspace, **form.cleaned_data, actor=visit.actor, now=now)
        return _page(visit, endpoint, secret=secret)
    return render(visit.request, "webhooks/form.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@member_page(Permission.RUN_WEBHOOKS)
def webhook(visit: Visit, webhook_id: int) -> HttpResponse:
    """One, and what became of its messages."""
    return _page(visit, get_webhook_or_404(visit, webhook_id))


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.RUN_WEBHOOKS)
def change(visit: Visit, webhook_id: int) -> HttpResponse:
    """Change name, address and what it hears."""
    endpoint = get_webhook_or_404(visit, webhook_id)
    present = {name: getattr(endpoint, name) for name in EndpointForm.base_fields}
    form = EndpointForm(visit.request.POST or None, initial=present)
    if form.is_valid():
        webhook_change(endpoint, form.cleaned_data, actor=visit.actor)
        messages.success(visit.request, _("Saved."))
        return redirect("settings_webhooks_detail", slug=visit.workspace.slug, webhook_id=endpoint.pk)
    context = {"form": form, "endpoint": endpoint}
    return render(visit.request, "webhooks/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@member_page(Permission.RUN_WEBHOOKS)
def rotate(visit: Visit, webhook_id: int) -> HttpResponse:
    """Make a new secret, after asking; it is shown this once."""
    endpoint = get_webhook_or_404(visit, webhook_id)
    if visit.request.method == "POST":
        secret = webhook_rotate(endpoint, actor=visit.actor, now=timezone.now())
        return _page(visit, endpoint, secret=secret, rotated=True)
    return render(visit.request, "webhooks/rotate.html", {"endpoint": endpoint})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.RUN_WEBHOOKS)
def remove(visit: Visit, webhook_id: int) -> HttpResponse:
    """Remove it, after asking."""
    endpoint = get_webhook_or_404(visit, webhook_id)
    if visit.request.method == "POST":
        webhook_remove(endpoint, actor=visit.actor)
        messages.success(
            visit.request, _("Nothing is sent to “%(name)s” any more.") % {"name": endpoint.name}
        )
        return redirect("settings_webhooks", slug=visit.workspace.slug)
    return render(visit.request, "webhooks/remove.html", {"endpoint": endpoint})


@require_POST
@member_page(Permission.RUN_WEBHOOKS)
def switch(visit: Visit, webhook_id: int) -> HttpResponse:
    """Pause it, or switch it on again."""
    endpoint = get_webhook_or_404(visit, webhook_id)
    deed = webhook_pause if visit.request.POST.get("to") == "paused" else webhook_resume
    deed(endpoint, actor=visit.actor)
    return redirect("settings_webhooks_detail", slug=visit.workspace.slug, webhook_id=endpoint.pk)


@require_POST
@member_page(Permission.RUN_WEBHOOKS)
def test(visit: Visit, webhook_id: int) -> HttpResponse:
    """Send a test."""
    endpoint = get_webhook_or_404(visit, webhook_id)
    try:
        webhook_test(endpoint, actor=visit.actor, now=timezone.now())
        messages.success(visit.request, _("A test is on its way; what came of it stands below."))
    except Conflict as error:
        messages.error(visit.request, str(error))
    return redirect("settings_webhooks_detail", slug=visit.workspace.slug, webhook_id=endpoint.pk)


@require_POST
@member_page(Permission.RUN_WEBHOOKS)
def replay_failed(visit: Visit, webhook_id: int) -> HttpResponse:
    """Send everything again that failed since a moment."""
    endpoint = get_webhook_or_404(visit, webhook_id)
    form = SinceForm(visit.request.POST, zone=visit.workspace.zone)
    if not form.is_valid():
        return _page(visit, endpoint, since_form=form, status=422)
    n = failed_replay(endpoint, **form.cleaned_data, actor=visit.actor, now=timezone.now())
    said = ngettext("%(n)s message is sent again.", "%(n)s messages are sent again.", n) % {"n": n}
    messages.success(visit.request, said)
    return redirect("settings_webhooks_detail", slug=visit.workspace.slug, webhook_id=endpoint.pk)


@require_safe
@member_page(Permission.RUN_WEBHOOKS)
def delivery(visit: Visit, webhook_id: int, delivery_id: int) -> HttpResponse:
    """One message to one endpoint: what was sent, and what came of each try."""
    endpoint = get_webhook_or_404(visit, webhook_id)
    page = DeliveryPage.of(endpoint, get_delivery_or_404(endpoint, delivery_id))
    return render(visit.request, "webhooks/delivery.html", {"page": page})


@require_POST
@member_page(Permission.RUN_WEBHOOKS)
def replay(visit: Visit, webhook_id: int, delivery_id: int) -> HttpResponse:
    """Send one message again."""
    found = get_delivery_or_404(get_webhook_or_404(visit, webhook_id), delivery_id)
    try:
        delivery_replay(found, actor=visit.actor, now=timezone.now())
        messages.success(visit.request, _("It is on its way again."))
    except Conflict as error:
        messages.error(visit.request, str(error))
    return redirect(
        "settings_webhooks_delivery",
        slug=visit.workspace.slug,
        webhook_id=webhook_id,
        delivery_id=delivery_id,
    )


def get_webhook_or_404(visit: Visit, webhook_id: int) -> Endpoint:
    """An endpoint of the visit's workspace.

    Raises:
        NotFound: There is none of this number.
    """
    endpoint = webhook_get(visit.workspace.pk, webhook_id)
    if endpoint is None:
        raise NotFound(_("This webhook does not exist, or was removed."))
    return endpoint


def get_delivery_or_404(endpoint: Endpoint, delivery_id: int) -> Delivery:
    """A delivery to the endpoint.

    Raises:
        NotFound: There is none of this number.
    """
    found = delivery_get(endpoint, delivery_id)
    if found is None:
        raise NotFound(_("This message does not exist, or is too old to be kept."))
    return found


def _page(
    visit: Visit, endpoint: Endpoint, *, since_form: SinceForm | None = None, status: int = 200, **shown: Any
) -> HttpResponse:
    state = state_of(visit.request.GET.get("state"))
    found = delivery_list_for(endpoint, state=state)
    context = {
        "endpoint": endpoint,
        "kinds": CHOSEN,
        "test_kind": TEST,
        "state": state,
        "states": [("", _("All")), *Delivery.State.choices],
        "since_form": since_form or SinceForm(zone=visit.workspace.zone),
        "list": page_of(found, visit.request.GET.get("page")),
        **shown,
    }
    return render(visit.request, "webhooks/webhook.html", context, status=status)
