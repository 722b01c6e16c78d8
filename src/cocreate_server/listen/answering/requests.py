"""What a request to a respondent's page says: the language wanted, the way they came, what their form sent."""

import time

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

from cocreate_server.listen.answering.models import Via
from cocreate_server.listen.answering.services import Sent
from cocreate_surveys.definition import Survey
from cocreate_surveys.words import closest

MOST_VALUES = 5000


def language_of(request: HttpRequest, survey: Survey, *, usual: str = "") -> str:
    """The language to answer in: the one asked for, else the usual one, else what the browser prefers, else the survey's."""
    asked_for = request.POST.get("lang") or request.GET.get("lang") or usual
    preferred = [tag for tag, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    return closest(survey.languages, [asked_for] if asked_for else preferred) or survey.language


def via_of(request: HttpRequest, *, usual: str = Via.LINK) -> str:
    """How somebody came."""
    said = request.POST.get("via") or request.GET.get("via") or usual
    return said if said in Via.values else usual


def is_framed(request: HttpRequest) -> bool:
    """Whether the page stands in a frame."""
    return "frame" in request.GET or "frame" in request.POST


def sent_by(request: HttpRequest, *, language: str) -> Sent:
    """What a screen's form sent."""
    posted = dict(request.POST.lists())
    return Sent(
        screen_id=request.POST.get("screen", ""),
        posted=posted,
        asked=frozenset(posted.get("asked", ())),
        files={name: file for name, file in request.FILES.items() if file},  # type: ignore[misc] # one file a field
        language=language,
        seconds=_seconds(request.POST.get("shown", "")),
        back=request.POST.get("go") == "back",
    )


def _seconds(shown: str) -> float | None:
    """How long the screen was looked at, by our own clock both times."""
    return time.time() - int(shown) if shown.isdecimal() and len(shown) < 12 else None  # noqa: PLR2004 - a time in seconds
