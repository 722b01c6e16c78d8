"""A draft as respondents would meet it; nothing of it is kept: the answers so far travel in the form."""

import json
import time
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cocreate_server.ground.accounts.access import Visit, member_page
from cocreate_server.ground.accounts.api import Permission
from cocreate_server.ground.core.errors import NotFound
from cocreate_server.listen.answering.pages import Shown, end_page, frame_of, screen_page
from cocreate_server.listen.answering.public import policy
from cocreate_server.listen.answering.requests import language_of, sent_by
from cocreate_server.listen.surveys.api import AskedSurvey, draft_asked
from cocreate_surveys.answering import Given, Turn, turn
from cocreate_surveys.conditions import Known
from cocreate_surveys.routes import route
from cocreate_surveys.scoring import scores_of

if TYPE_CHECKING:
    from collections.abc import Mapping

SO_FAR = "so_far"


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.SEE_SURVEYS)
def survey_preview(visit: Visit, survey_id: int) -> HttpResponse:
    """The draft, screen by screen."""
    asked = draft_asked(visit.workspace.pk, survey_id, now=timezone.now())
    if asked is None:
        raise NotFound(_("There is no such survey."))
    language = language_of(visit.request, asked.definition)
    taken = _taken(visit.request, asked, language)
    response = _drawn(visit.request, asked, taken, language)
    response._csp_config = policy(["'self'"])  # type: ignore[attr-defined] # noqa: SLF001 - as Django's own decorator sets it
    response.xframe_options_exempt = True
    return response


def _taken(request: HttpRequest, asked: AskedSurvey, language: str) -> Turn:
    given = _so_far(request)
    if request.method == "POST":
        sent = sent_by(request, language=language)
        return turn(
            asked.definition, given, screen_id=sent.screen_id, posted=sent.posted, asked=sent.asked, language=language,
            back=sent.back,
        )  # fmt: skip
    way = route(asked.definition, {}, language=language)
    place = way.place_of(request.GET.get("at", "")) or 0
    return Turn(Given(), way, way.screens[place] if way.screens else None)


def _drawn(request: HttpRequest, asked: AskedSurvey, taken: Turn, language: str) -> HttpResponse:
    survey = asked.definition
    counted = taken.given.on(taken.route).answers
    known = Known(counted, {}, scores_of(survey, counted), language)
    frame = frame_of(asked, language, address=request.path)
    if taken.screen is None:
        page = end_page(survey, frame, taken.route.end, known)
        return render(request, "answering/words.html", {"page": page, "frame": frame})
    hidden = ((SO_FAR, json.dumps({"answers": taken.given.answers, "others": taken.given.others})),)
    shown = Shown(
        taken.given, taken.route, taken.screen, known, "preview", taken.problems, taken.posted, hidden
    )
    context = {"page": screen_page(survey, frame, shown), "frame": frame, "shown_at": int(time.time())}
    return render(request, "answering/screen.html", context)


def _so_far(request: HttpRequest) -> Given:
    """What was answered before, as the form carried it; nonsense is nothing."""
    try:
        carried: Any = json.loads(request.POST.get(SO_FAR, "{}"))
        answers: Mapping[str, Any] = dict(carried.get("answers", {}))
        return Given(answers, dict(carried.get("others", {})))
    except (ValueError, TypeError, AttributeError):
        return Given()
