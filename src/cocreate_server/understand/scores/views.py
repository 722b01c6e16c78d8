"""Pages of the room: Overview and Scores."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cocreate_server.ground.accounts.access import Visit, member_page
from cocreate_server.ground.accounts.api import Permission
from cocreate_server.ground.core.parts import asks_for_part
from cocreate_server.ground.lake.api import days_of
from cocreate_server.understand.scores.answers import answer_of
from cocreate_server.understand.scores.choosing import chooser_of
from cocreate_server.understand.scores.dimensions import dimensions_of
from cocreate_server.understand.scores.downloads import csv_of
from cocreate_server.understand.scores.measures import measures_of
from cocreate_server.understand.scores.overview import overview_of
from cocreate_server.understand.scores.pages import OverviewPage, ScoresPage
from cocreate_server.understand.scores.periods import DEFAULT, span_of
from cocreate_server.understand.scores.questions import question_of


@require_safe
@member_page(Permission.SEE_SCORES)
def overview(visit: Visit) -> HttpResponse:
    """What changed beyond chance, and where."""
    workspace, known = visit.workspace, days_of(visit.workspace.pk)
    measures = measures_of(workspace.pk)
    if known is None or not measures:
        return render(visit.request, "scores/nothing_yet.html", {"measures": measures, "known": known})
    span_name = visit.request.GET.get("period", DEFAULT)
    span = span_of(span_name, known, today=_today(visit), first=None, last=None)
    dimensions = dimensions_of(workspace)
    found = overview_of(workspace, dimensions, measures, span)
    page = OverviewPage.of(visit, found, dimensions, span_name)
    return render(visit.request, "scores/overview.html", {"page": page})


@require_safe
@member_page(Permission.SEE_SCORES)
def scores(visit: Visit) -> HttpResponse:
    """Any measure by any one or two dimensions."""
    workspace, known = visit.workspace, days_of(visit.workspace.pk)
    measures = measures_of(workspace.pk)
    if known is None or not measures:
        return render(visit.request, "scores/nothing_yet.html", {"measures": measures, "known": known})
    dimensions = dimensions_of(workspace)
    question = question_of(visit.request.GET, measures, dimensions, known=known, today=_today(visit))
    answer = answer_of(question, workspace, dimensions)
    if visit.request.GET.get("format") == "csv":
        return csv_of(question, answer, dimensions)
    chooser = chooser_of(question, visit.request.GET.get("choose", ""), workspace, dimensions)
    page = ScoresPage.of(visit, question, answer, dimensions, measures=measures, chooser=chooser)
    part = asks_for_part(visit.request, "answer")
    return render(visit.request, "scores/answer.html" if part else "scores/scores.html", {"page": page})


def _today(visit: Visit) -> date:
    return timezone.localdate(timezone=visit.workspace.zone)
