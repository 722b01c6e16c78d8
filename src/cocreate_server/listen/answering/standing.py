"""Surveys that stand somewhere else: on a kiosk, or as a widget on another site's page."""

from datetime import UTC, datetime, timedelta
from uuid import uuid5

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from msgspec.structs import replace

from cocreate_server.ground.ui.assets import asset_text
from cocreate_server.listen.answering.models import Via
from cocreate_server.listen.answering.pages import (
    Frame,
    Shown,
    WordsPage,
    end_page,
    frame_of,
    screen_page,
    words_page,
)
from cocreate_server.listen.answering.public import public_page
from cocreate_server.listen.answering.requests import language_of, sent_by
from cocreate_server.listen.answering.services import Beginning, response_begin, response_take
from cocreate_server.listen.answering.tokens import NAMES
from cocreate_server.listen.answering.views import get_survey_or_404
from cocreate_server.listen.surveys.api import AskedSurvey
from cocreate_surveys.answering import Given
from cocreate_surveys.conditions import Known
from cocreate_surveys.definition import Flow
from cocreate_surveys.phrases import phrase
from cocreate_surveys.routes import route
from cocreate_surveys.words import said

LONGEST_WAIT = timedelta(days=30)
SCRIPT = "text/javascript; charset=utf-8"


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def kiosk(request: HttpRequest, key: str) -> HttpResponse:
    """All questions at once, beginning anew after each person; what was answered without a connection comes later."""
    asked = _whole(get_survey_or_404(key, timezone.now()))
    language = language_of(request, asked.definition)
    frame = frame_of(asked, language, address=request.path)
    if request.method == "POST":
        _kept(request, asked, language)
        return render(
            request, "answering/kiosk_thanks.html", {"frame": frame, "page": _thanks(asked, frame, language)}
        )
    if not asked.is_open:
        page = words_page(asked.definition, frame, "closed")
        return render(request, "answering/words.html", {"page": page, "frame": frame}, status=410)
    way = route(asked.definition, {}, language=language)
    shown = Shown(Given(), way, way.screens[0], Known({}, {}, {}, language), seed=key)
    context = {
        "frame": frame,
        "page": screen_page(asked.definition, frame, shown),
        "end": _thanks(asked, frame, language),
        "key": key,
        "waiting": phrase(asked.definition, "waiting", language),
    }
    return render(request, "answering/kiosk.html", context)


@require_safe
def kiosk_worker(_request: HttpRequest) -> HttpResponse:
    """The script that keeps a kiosk's page at hand; its address says how far it reaches."""
    response = HttpResponse(asset_text("kiosk-worker.js"), content_type=SCRIPT)
    response["Service-Worker-Allowed"] = "/s/"
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def widget_script(_request: HttpRequest) -> HttpResponse:
    """The script that other sites carry; its address never changes, so it may be kept for an hour."""
    response = HttpResponse(asset_text("widget.js"), content_type=SCRIPT)
    response["Cache-Control"] = "public, max-age=3600"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def widget_rules(request: HttpRequest, key: str) -> JsonResponse:
    """When and to whom the widget shows itself."""
    asked = get_survey_or_404(key, timezone.now())
    language = language_of(request, asked.definition)
    title = said(asked.definition.title, language, default=asked.definition.language) or asked.name
    found = {
        **asked.widget.as_data(),
        "open": asked.is_open,
        "title": title,
        "close": phrase(asked.definition, "close", language),
    }
    response = JsonResponse(found)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = "public, max-age=60"
    return response


def _whole(asked: AskedSurvey) -> AskedSurvey:
    """The survey with everything on one screen."""
    return asked.with_definition(replace(asked.definition, flow=Flow.ALL, progress=False))


def _kept(request: HttpRequest, asked: AskedSurvey, language: str) -> None:
    """Take a kiosk's form: named by the kiosk, so that one sent twice counts once; answered when the kiosk says."""
    now = timezone.now()
    name = request.POST.get("name", "")[:64] or str(now.timestamp())
    beginning = Beginning(uuid5(NAMES, f"kiosk {asked.key} {name}"), Via.KIOSK, language)
    at = _moment(request.POST.get("at", ""), now)
    response = response_begin(asked, beginning, now=at)
    if response.version_id == asked.version_id:
        response_take(asked, response.pk, sent_by(request, language=language), now=at)


def _moment(text: str, now: datetime) -> datetime:
    """When a kiosk says it was answered; now where that cannot be."""
    at = datetime.fromtimestamp(int(text), UTC) if text.isdecimal() and len(text) < 12 else now  # noqa: PLR2004 - a time in seconds
    return at if now - LONGEST_WAIT < at <= now else now


def _thanks(asked: AskedSurvey, frame: Frame, language: str) -> WordsPage:
    way = route(asked.definition, {}, language=language)
    return end_page(asked.definition, frame, way.end, Known({}, {}, {}, language))
