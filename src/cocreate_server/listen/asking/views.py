"""Pages of asking: sendings of a survey, one of them, its letter; how the workspace asks."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cocreate_server.ground.accounts.access import Visit, member_page
from cocreate_server.ground.accounts.api import Permission
from cocreate_server.ground.core.errors import NotFound
from cocreate_server.ground.core.paging import page_of
from cocreate_server.listen.asking.forms import MannersForm, SendingForm
from cocreate_server.listen.asking.manners import manners_of, manners_save
from cocreate_server.listen.asking.models import Sending
from cocreate_server.listen.asking.preview import letter_preview
from cocreate_server.listen.asking.reading import sending_get, sending_list_for, sending_page, troubles_for
from cocreate_server.listen.asking.services import (
    letter_try,
    sending_change,
    sending_create,
    sending_end,
    sending_pause,
    sending_start,
)
from cocreate_server.listen.asking.services import sending_remove as remove
from cocreate_server.listen.surveys.api import AskedSurvey, asked_by_key, draft_asked, survey_get

DEEDS = {"start": sending_start, "pause": sending_pause, "end": sending_end}
LETTER_CSP: dict[str, list[str]] = {
    **settings.SECURE_CSP,
    "style-src": [str(CSP.UNSAFE_INLINE)],
    "script-src": [str(CSP.NONE)],
}


@require_safe
@member_page(Permission.SEE_SURVEYS)
def sendings(visit: Visit, survey_id: int) -> HttpResponse:
    """Sendings of a survey."""
    survey = get_survey_or_404(visit, survey_id)
    found = page_of(sending_list_for(visit.workspace.pk, survey_id), visit.request.GET.get("page"))
    return render(visit.request, "asking/sendings.html", {"survey": survey, "list": found})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.SHAPE_SURVEYS)
def sending_new(visit: Visit, survey_id: int) -> HttpResponse:
    """A new sending."""
    survey = get_survey_or_404(visit, survey_id)
    asked = get_asked_or_404(survey)
    form = _form(visit, asked, None)
    if form.is_valid():
        made = sending_create(
            visit.workspace.pk, survey_id, form.given(), actor=visit.actor, now=timezone.now()
        )
        return redirect("survey_sending", visit.workspace.slug, survey_id, made.pk)
    context = {"survey": survey, "form": form, "sending": None}
    return render(visit.request, "asking/sending_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.SHAPE_SURVEYS)
def sending_edit(visit: Visit, survey_id: int, sending_id: int) -> HttpResponse:
    """Change a sending that is not running."""
    sending = get_sending_or_404(visit, survey_id, sending_id)
    form = _form(visit, get_asked_or_404(sending.survey), sending)
    if form.is_valid():
        sending_change(sending, form.given(), actor=visit.actor, now=timezone.now())
        messages.success(visit.request, _("Saved."))
        return redirect("survey_sending", visit.workspace.slug, survey_id, sending.pk)
    context = {"survey": sending.survey, "form": form, "sending": sending}
    return render(visit.request, "asking/sending_edit.html", context, status=422 if form.errors else 200)


@require_safe
@member_page(Permission.SEE_SURVEYS)
def sending_detail(visit: Visit, survey_id: int, sending_id: int) -> HttpResponse:
    """One sending: whom it reaches, what came of it."""
    sending = get_sending_or_404(visit, survey_id, sending_id)
    languages = get_asked_or_404(sending.survey).definition.languages
    page = sending_page(sending, languages=languages, now=timezone.now())
    troubles = page_of(troubles_for(sending), visit.request.GET.get("page"))
    context = {"survey": sending.survey, "page": page, "sending": sending, "list": troubles}
    return render(visit.request, "asking/sending.html", context)


@require_POST
@member_page(Permission.SHAPE_SURVEYS)
def sending_do(visit: Visit, survey_id: int, sending_id: int, deed: str) -> HttpResponse:
    """Start, pause or end."""
    sending = get_sending_or_404(visit, survey_id, sending_id)
    if deed not in DEEDS:
        raise NotFound(_("The page does not exist, or it is not yours to see."))
    DEEDS[deed](sending, actor=visit.actor, now=timezone.now())
    return redirect("survey_sending", visit.workspace.slug, survey_id, sending.pk)


@require_POST
@member_page(Permission.SHAPE_SURVEYS)
def sending_remove(visit: Visit, survey_id: int, sending_id: int) -> HttpResponse:
    """Throw a draft away."""
    remove(get_sending_or_404(visit, survey_id, sending_id), actor=visit.actor)
    return redirect("survey_sendings", visit.workspace.slug, survey_id)


@require_safe
@csp_override(LETTER_CSP)  # letters carry their styles within
@member_page(Permission.SHAPE_SURVEYS)
def sending_letter(visit: Visit, survey_id: int, sending_id: int) -> HttpResponse:
    """The letter as it looks in one language."""
    sending = get_sending_or_404(visit, survey_id, sending_id)
    asked = get_asked_or_404(sending.survey)
    page = letter_preview(sending, asked, language=visit.request.GET.get("lang", ""), now=timezone.now())
    return render(visit.request, "asking/letter.html", {"page": page})


@require_POST
@member_page(Permission.SHAPE_SURVEYS)
def sending_try(visit: Visit, survey_id: int, sending_id: int) -> HttpResponse:
    """Send the letter to oneself."""
    sending = get_sending_or_404(visit, survey_id, sending_id)
    address, language = visit.membership.user.email, visit.request.POST.get("lang", "")
    letter_try(sending, get_asked_or_404(sending.survey), to=address, language=language, now=timezone.now())
    messages.success(visit.request, _("A test letter is on its way to %(address)s.") % {"address": address})
    return redirect("survey_sending", visit.workspace.slug, survey_id, sending.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.SHAPE_WORKSPACE)
def settings_asking(visit: Visit) -> HttpResponse:
    """How the workspace asks, whatever the survey."""
    form = MannersForm(visit.request.POST or None, instance=manners_of(visit.workspace.pk))
    if visit.request.method == "POST" and form.is_valid():
        manners_save(visit.workspace, form.save(commit=False), actor=visit.actor)
        messages.success(visit.request, _("Saved."))
        return redirect("settings_asking", visit.workspace.slug)
    return render(visit.request, "asking/settings.html", {"form": form}, status=422 if form.errors else 200)


def get_survey_or_404(visit: Visit, survey_id: int) -> Any:
    """One survey of the workspace."""
    survey = survey_get(visit.workspace.pk, survey_id)
    if survey is None:
        raise NotFound(_("There is no such survey."))
    return survey


def get_asked_or_404(survey: Any) -> AskedSurvey:
    """What a survey asks; its draft, where it was never published."""
    now = timezone.now()
    asked = asked_by_key(survey.key, now=now) or draft_asked(survey.workspace_id, survey.pk, now=now)
    if asked is None:
        raise NotFound(_("There is no such survey."))
    return asked


def get_sending_or_404(visit: Visit, survey_id: int, sending_id: int) -> Sending:
    """One sending of a survey of the workspace."""
    sending = sending_get(visit.workspace.pk, survey_id, sending_id)
    if sending is None:
        raise NotFound(_("There is no such sending."))
    return sending


def _form(visit: Visit, asked: AskedSurvey, sending: Sending | None) -> SendingForm:
    return SendingForm(
        visit.request.POST if visit.request.method == "POST" else None,
        workspace=visit.workspace,
        languages=asked.definition.languages,
        sending=sending,
    )
