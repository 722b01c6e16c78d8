"""Pages of records: the list with its search, and one in full."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cocreate_server.ground.accounts.access import Visit, member_page
from cocreate_server.ground.accounts.api import Permission
from cocreate_server.ground.core.errors import NotFound
from cocreate_server.ground.core.paging import page_of
from cocreate_server.ground.records.forms import RecordFilterForm
from cocreate_server.ground.records.map import map_of
from cocreate_server.ground.records.reading import record_get, record_list_for, submission_of


@require_safe
@member_page(Permission.SEE_RECORDS)
def records(visit: Visit) -> HttpResponse:
    """Search and filter."""
    places = map_of(visit.workspace.pk)
    form = RecordFilterForm(visit.request.GET, places=places)
    found = record_list_for(visit.workspace.pk, form.wanted(visit.workspace.zone))
    context = {"form": form, "list": page_of(found, visit.request.GET.get("page")), "places": places}
    return render(visit.request, "records/records.html", context)


@require_safe
@member_page(Permission.SEE_RECORDS)
def record_detail(visit: Visit, record_id: UUID) -> HttpResponse:
    """One record, with what else was answered in the same submission."""
    record = record_get(visit.workspace.pk, record_id)
    if record is None:
        raise NotFound(_("This record does not exist, or was erased."))
    context = {"record": record, "submission": submission_of(record), "places": map_of(visit.workspace.pk)}
    return render(visit.request, "records/record.html", context)
