"""Pages of responses for the team: the list, one of them, a file that came with it."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cocreate_server.ground.accounts.access import Visit, member_page
from cocreate_server.ground.accounts.api import Permission
from cocreate_server.ground.core.errors import NotFound
from cocreate_server.ground.core.paging import page_of
from cocreate_server.listen.answering.files import file_blocks
from cocreate_server.listen.answering.models import Response
from cocreate_server.listen.answering.reading import answers_said, response_get, response_list_for
from cocreate_server.listen.surveys.api import asked_version, survey_get


@require_safe
@member_page(Permission.SEE_RECORDS)
def survey_responses(visit: Visit, survey_id: int) -> HttpResponse:
    """Responses to a survey."""
    survey = survey_get(visit.workspace.pk, survey_id)
    if survey is None:
        raise NotFound(_("There is no such survey."))
    state = visit.request.GET.get("state", "")
    found = page_of(
        response_list_for(visit.workspace.pk, survey_id, state=state), visit.request.GET.get("page")
    )
    context = {"survey": survey, "list": found, "state": state, "states": Response.State.choices}
    return render(visit.request, "answering/responses.html", context)


@require_safe
@member_page(Permission.SEE_RECORDS)
def survey_response(visit: Visit, survey_id: int, response_id: UUID) -> HttpResponse:
    """One response, question by question."""
    response = get_response_or_404(visit, survey_id, response_id)
    asked = asked_version(response.version_id, now=timezone.now())
    if asked is None:
        raise NotFound(_("There is no such response."))
    context = {
        "asked": asked,
        "response": response,
        "answers": answers_said(asked, response),
        "survey_id": survey_id,
    }
    return render(visit.request, "answering/response.html", context)


@require_safe
@member_page(Permission.SEE_RECORDS)
def survey_file(visit: Visit, survey_id: int, response_id: UUID, file_id: int) -> HttpResponseBase:
    """A file that came with an answer; it is saved, never shown, for nobody knows what it holds."""
    response = get_response_or_404(visit, survey_id, response_id)
    kept = response.files.filter(pk=file_id).first()
    if kept is None:
        raise NotFound(_("There is no such file."))
    answer = StreamingHttpResponse(file_blocks(kept), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, kept.name) or "attachment"
    answer["Content-Length"] = str(kept.size_bytes)
    return answer


def get_response_or_404(visit: Visit, survey_id: int, response_id: UUID) -> Response:
    """One response of the workspace."""
    response = response_get(visit.workspace.pk, survey_id, response_id)
    if response is None:
        raise NotFound(_("There is no such response."))
    return response
