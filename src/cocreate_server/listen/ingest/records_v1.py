"""Calls for records, in the form of Formbricks Hub, and many at once."""

from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cocreate_server.ground.accounts.access import Call, by_method, key_call
from cocreate_server.ground.accounts.api import Scope
from cocreate_server.ground.core.errors import Malformed
from cocreate_server.ground.records.api import text_problem
from cocreate_server.listen.ingest import records_services as services
from cocreate_server.listen.ingest.bodies import body_of, decoded, json_of
from cocreate_server.listen.ingest.records_asking import asked_of, records_find
from cocreate_server.listen.ingest.records_wire import (
    NAMES,
    RECORD,
    VALUES,
    Deleted,
    RecordList,
    record_out,
)

LARGEST = 256 * 1024
LARGEST_BATCH = 8 * 1024**2
LARGEST_BATCH_UNPACKED = 16 * 1024**2


@key_call(Scope.WRITE_RECORDS)
def add(call: Call) -> HttpResponse:
    """Add one."""
    given = decoded(body_of(call.request, largest=LARGEST, largest_unpacked=LARGEST), RECORD)
    made = services.record_add(call.workspace, given, now=timezone.now())
    return _json(record_out(made, tenant_id=call.workspace.slug), status=201)


@never_cache
@key_call(Scope.READ_RECORDS)
def find(call: Call) -> HttpResponse:
    """List."""
    asked = asked_of(call.request.GET)
    services.tenant_check(call.workspace, asked.tenant_id)
    found = records_find(call.workspace.pk, asked)
    data = [record_out(one, tenant_id=call.workspace.slug) for one in found.records]
    return _json(RecordList(data=data, limit=asked.limit, next_cursor=found.next_cursor))


@never_cache
@key_call(Scope.ERASE_CUSTOMERS)
def remove_of_user(call: Call) -> HttpResponse:
    """Delete every record of a person."""
    user_id = _one_user(call.request.GET)
    services.tenant_check(call.workspace, call.request.GET.get("tenant_id"))
    deleted = services.records_of_user_remove(call.workspace, user_id, actor=call.actor)
    message = _("Records deleted: %(deleted)s.") % {"deleted": deleted}
    return _json(Deleted(deleted_count=deleted, message=message))


@never_cache
@key_call(Scope.READ_RECORDS)
def show(call: Call, record_id: UUID) -> HttpResponse:
    """One record."""
    return _json(record_out(services.record_load(call.workspace, record_id), tenant_id=call.workspace.slug))


@key_call(Scope.WRITE_RECORDS)
def change(call: Call, record_id: UUID) -> HttpResponse:
    """Change one; what is not sent stays, what is sent as null is emptied."""
    body = body_of(call.request, largest=LARGEST, largest_unpacked=LARGEST)
    given, sent = decoded(body, VALUES), decoded(body, NAMES)
    changed = services.record_update(call.workspace, record_id, given, set(sent), now=timezone.now())
    return _json(record_out(changed, tenant_id=call.workspace.slug))


@key_call(Scope.WRITE_RECORDS)
def remove(call: Call, record_id: UUID) -> HttpResponse:
    """Delete one."""
    services.record_remove(call.workspace, record_id, actor=call.actor)
    return HttpResponse(status=204)


records = by_method(GET=find, POST=add, DELETE=remove_of_user)
record = by_method(GET=show, PATCH=change, DELETE=remove)


@require_http_methods(["POST"])
@key_call(Scope.WRITE_RECORDS)
def batch(call: Call) -> HttpResponse:
    """Add many."""
    body = body_of(call.request, largest=LARGEST_BATCH, largest_unpacked=LARGEST_BATCH_UNPACKED)
    return _json(services.records_add(call.workspace, body, now=timezone.now()))


def _json(value: object, *, status: int = 200) -> HttpResponse:
    return HttpResponse(json_of(value), content_type="application/json", status=status)


def _one_user(query: QueryDict) -> str:
    wrong = [
        {"name": name[:80], "reason": _("There is no such parameter.")}
        for name in query
        if name not in {"user_id", "tenant_id"}
    ]
    wrong += [
        {"name": name, "reason": _("This may be given once.")}
        for name in query
        if len(query.getlist(name)) > 1
    ]
    user_id = query.get("user_id", "")
    reason = text_problem(user_id, longest=255) or ("" if user_id else _("This is required."))
    if reason:
        wrong.append({"name": "user_id", "reason": reason})
    if wrong:
        raise Malformed(_("The query is not of its form."), invalid_params=wrong)
    return user_id
