"""Pages that bring a survey in from a file, and take one out."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cocreate_server.ground.accounts.access import Visit, member_page
from cocreate_server.ground.accounts.api import Permission
from cocreate_server.ground.core.errors import Invalid, NotFound
from cocreate_server.listen.surveys.carrying import FORMS, lost_on_the_way, survey_bring, survey_take
from cocreate_server.listen.surveys.forms import BringForm
from cocreate_server.listen.surveys.views import get_survey_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.SHAPE_SURVEYS)
def survey_bring_page(visit: Visit) -> HttpResponse:
    """A file, and what came of it."""
    form, brought = BringForm(visit.request.POST or None, visit.request.FILES or None), None
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            brought = survey_bring(
                visit.workspace, file=file, name=form.title(), actor=visit.actor, now=timezone.now()
            )
        except Invalid as error:
            form.add_error("file", str(error))
    status = 422 if form.errors else 200
    return render(visit.request, "surveys/bring.html", {"form": form, "brought": brought}, status=status)


@require_safe
@member_page(Permission.SHAPE_SURVEYS)
def survey_take_page(visit: Visit, survey_id: int, form: str) -> HttpResponse:
    """The draft as a file."""
    survey = get_survey_or_404(visit, survey_id)
    if form not in FORMS:
        raise NotFound(_("The page does not exist, or it is not yours to see."))
    taken = survey_take(survey, form)
    response = HttpResponse(taken.content, content_type=taken.content_type)
    response["Content-Disposition"] = f'attachment; filename="{taken.name}"'
    return response


@require_safe
@member_page(Permission.SHAPE_SURVEYS)
def survey_carry_page(visit: Visit, survey_id: int) -> HttpResponse:
    """The forms a survey can be taken out in, and what each does not say."""
    survey = get_survey_or_404(visit, survey_id)
    lost = {form: lost_on_the_way(survey, form) for form in FORMS}
    return render(visit.request, "surveys/take.html", {"survey": survey, "lost": lost})
