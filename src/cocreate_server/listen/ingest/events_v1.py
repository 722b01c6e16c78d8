"""Calls for events, in the form of Segment's HTTP tracking."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cocreate_server.ground.accounts.access import Call, key_call
from cocreate_server.ground.accounts.api import Scope
from cocreate_server.listen.ingest import inbox
from cocreate_server.listen.ingest.bodies import body_of, json_of
from cocreate_server.listen.ingest.events_wire import LARGEST_BATCH, WRITE_KEY


def write_key(request: HttpRequest) -> str:
    """The key as the body tells it."""
    try:
        return WRITE_KEY.decode(_body(request)).write_key
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""


@require_http_methods(["POST"])
@key_call(Scope.WRITE_RECORDS, secret_in_body=write_key)
def event(call: Call, kind: str) -> HttpResponse:
    """Take one event in."""
    done = inbox.event_take(call.workspace, kind, _body(call.request), received_at=timezone.now())
    return HttpResponse(json_of(done), content_type="application/json")


@require_http_methods(["POST"])
@key_call(Scope.WRITE_RECORDS, secret_in_body=write_key)
def events(call: Call) -> HttpResponse:
    """Take many in."""
    done = inbox.events_take(call.workspace, _body(call.request), received_at=timezone.now())
    return HttpResponse(json_of(done), content_type="application/json")


def _body(request: HttpRequest) -> bytes:
    return body_of(request, largest=LARGEST_BATCH, largest_unpacked=LARGEST_BATCH)
