"""Pages of surveys: the list, a new one, one of them, the builder."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cocreate_server.ground.accounts.access import Visit, member_page
from cocreate_server.ground.accounts.api import Permission
from cocreate_server.ground.core.errors import NotFound
from cocreate_server.ground.core.paging import page_of
from cocreate_server.ground.core.parts import asks_for_part
from cocreate_server.listen.surveys.builder import builder_page
from cocreate_server.listen.surveys.building import build
from cocreate_server.listen.surveys.forms import NewSurveyForm, OpeningForm, WidgetForm
from cocreate_server.listen.surveys.models import Survey
from cocreate_server.listen.surveys.qr import qr_response
from cocreate_server.listen.surveys.reading import draft_of, survey_get, survey_list_for
from cocreate_server.listen.surveys.services import (
    survey_close,
    survey_copy,
    survey_create,
    survey_draft_save,
    survey_opening_save,
    survey_publish,
    survey_remove,
    survey_reopen,
    survey_widget_save,
)
from cocreate_server.listen.surveys.sharing import share_of
from cocreate_server.listen.surveys.starting import definition_for, templates_offered

DEEDS = {"publish": survey_publish, "close": survey_close, "reopen": survey_reopen}


@require_safe
@member_page(Permission.SEE_SURVEYS)
def surveys(visit: Visit) -> HttpResponse:
    """All surveys."""
    found = page_of(survey_list_for(visit.workspace.pk), visit.request.GET.get("page"))
    return render(visit.request, "surveys/surveys.html", {"list": found})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.SHAPE_SURVEYS)
def survey_new(visit: Visit) -> HttpResponse:
    """A new survey, from nothing or from a template."""
    form = NewSurveyForm(visit.request.POST or None)
    if form.is_valid():
        definition = definition_for(form.cleaned_data["template"], form.cleaned_data["name"])
        survey = survey_create(
            visit.workspace,
            name=form.cleaned_data["name"],
            definition=definition,
            actor=visit.actor,
            now=timezone.now(),
        )
        return redirect("survey_edit", slug=visit.workspace.slug, survey_id=survey.pk)
    context = {"form": form, "templates": templates_offered()}
    return render(visit.request, "surveys/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.SEE_SURVEYS)
def survey_detail(visit: Visit, survey_id: int) -> HttpResponse:
    """One survey: its state, how it is shared, its versions."""
    survey = get_survey_or_404(visit, survey_id)
    post = visit.request.POST if visit.request.method == "POST" else None
    if post is not None:
        visit.ask(Permission.SHAPE_SURVEYS)
    form = OpeningForm(post if post is not None and "widget-side" not in post else None, instance=survey)
    widget = (
        WidgetForm(post, prefix="widget")
        if post is not None and "widget-side" in post
        else WidgetForm.of(survey)
    )
    if form.is_valid():
        survey_opening_save(survey, form, actor=visit.actor, now=timezone.now())
        return _saved(visit, survey)
    if widget.is_valid():
        survey_widget_save(survey, widget.rules(), actor=visit.actor, now=timezone.now())
        return _saved(visit, survey)
    context = {
        "survey": survey,
        "form": form,
        "widget": widget,
        "share": share_of(survey),
        "versions": survey.versions.all(),
    }
    return render(
        visit.request, "surveys/survey.html", context, status=422 if form.errors or widget.errors else 200
    )


def _saved(visit: Visit, survey: Survey) -> HttpResponse:
    messages.success(visit.request, _("Saved."))
    return redirect("survey_detail", slug=visit.workspace.slug, survey_id=survey.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@csp_override({**settings.SECURE_CSP, "frame-src": [CSP.SELF]})  # the preview
@member_page(Permission.SHAPE_SURVEYS)
def survey_edit(visit: Visit, survey_id: int) -> HttpResponse:
    """The builder."""
    survey = get_survey_or_404(visit, survey_id)
    draft, post = draft_of(survey), visit.request.POST
    at = post.get("at") or visit.request.GET.get("at") or "survey"
    language = post.get("lang") or visit.request.GET.get("lang") or draft.language
    if visit.request.method == "POST":
        built = build(draft, post, at=at, language=language)
        revision = int(post["revision"]) if post.get("revision", "").isdecimal() else 0
        survey_draft_save(survey, built.survey, revision=revision, now=timezone.now())
        if not asks_for_part(visit.request):
            address = reverse("survey_edit", args=[visit.workspace.slug, survey.pk])
            return redirect(f"{address}?at={built.at}&lang={language}")
        draft, at = built.survey, built.at
    page = builder_page(survey, draft, at=at, language=language)
    template = "surveys/builder_parts.html" if asks_for_part(visit.request) else "surveys/builder.html"
    return render(visit.request, template, {"page": page, "survey": survey})


@require_POST
@member_page(Permission.SHAPE_SURVEYS)
def survey_do(visit: Visit, survey_id: int, deed: str) -> HttpResponse:
    """Publish, close or open again."""
    survey = get_survey_or_404(visit, survey_id)
    if deed not in DEEDS:
        raise NotFound(_("The page does not exist, or it is not yours to see."))
    DEEDS[deed](survey, actor=visit.actor, now=timezone.now())
    return redirect("survey_detail", slug=visit.workspace.slug, survey_id=survey.pk)


@require_POST
@member_page(Permission.SHAPE_SURVEYS)
def survey_copy_page(visit: Visit, survey_id: int) -> HttpResponse:
    """A draft like this one."""
    survey = get_survey_or_404(visit, survey_id)
    name = _("%(name)s (copy)") % {"name": survey.name[:180]}
    copy = survey_copy(survey, name=name, actor=visit.actor, now=timezone.now())
    return redirect("survey_edit", slug=visit.workspace.slug, survey_id=copy.pk)


@require_POST
@member_page(Permission.SHAPE_SURVEYS)
def survey_remove_page(visit: Visit, survey_id: int) -> HttpResponse:
    """Throw a draft away."""
    survey_remove(get_survey_or_404(visit, survey_id), actor=visit.actor)
    return redirect("surveys", slug=visit.workspace.slug)


@require_safe
@member_page(Permission.SEE_SURVEYS)
def survey_qr(visit: Visit, survey_id: int, form: str) -> HttpResponse:
    """The survey's address as a QR code."""
    return qr_response(share_of(get_survey_or_404(visit, survey_id)), form)


@require_safe
@member_page(Permission.SEE_SURVEYS)
def survey_sheet(visit: Visit, survey_id: int) -> HttpResponse:
    """A sheet to print and hang up."""
    survey = get_survey_or_404(visit, survey_id)
    return render(visit.request, "surveys/sheet.html", {"survey": survey, "share": share_of(survey)})


def get_survey_or_404(visit: Visit, survey_id: int) -> Survey:
    """One survey of the workspace."""
    survey = survey_get(visit.workspace.pk, survey_id)
    if survey is None:
        raise NotFound(_("There is no such survey."))
    return survey
