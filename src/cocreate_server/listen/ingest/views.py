"""Pages: what arrives, and how to send."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cocreate_server.ground.accounts.access import Visit, member_page
from cocreate_server.ground.accounts.api import Permission
from cocreate_server.ground.core.parts import asks_for_part
from cocreate_server.listen.ingest.pages import events_page_of


@require_safe
@member_page(Permission.BRING_IN_FILES)
def events(visit: Visit) -> HttpResponse:
    """What arrives: how much by the hour, the newest, and what was left out."""
    page = events_page_of(visit.workspace.pk, now=timezone.now())
    template = "ingest/arriving.html" if asks_for_part(visit.request, "arriving") else "ingest/events.html"
    return render(visit.request, template, {"page": page})


@require_safe
def developers(request: HttpRequest) -> HttpResponse:
    """Quick starts for whoever sends."""
    return render(request, "ingest/developers.html", {"server": settings.ENV.url})
