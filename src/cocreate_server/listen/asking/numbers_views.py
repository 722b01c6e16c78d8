"""The page of a survey's numbers."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cocreate_server.ground.accounts.access import Visit, member_page
from cocreate_server.ground.accounts.api import Permission
from cocreate_server.listen.asking.numbers import numbers_page
from cocreate_server.listen.asking.views import get_asked_or_404, get_survey_or_404


@require_safe
@member_page(Permission.SEE_SURVEYS)
def survey_numbers(visit: Visit, survey_id: int) -> HttpResponse:
    """How many were asked, began and finished; where they stop; who is missing."""
    survey = get_survey_or_404(visit, survey_id)
    language = "zh-hans" if (get_language() or "").startswith("zh") else "en"
    by = visit.request.GET.get("by", "")
    page = numbers_page(visit.workspace, get_asked_or_404(survey), by=by, language=language)
    return render(visit.request, "asking/numbers.html", {"survey": survey, "page": page})
