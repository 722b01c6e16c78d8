"""The pages respondents meet: the first screen, the screens after it, the thanks."""

import time
from datetime import datetime
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cocreate_server.ground.core.errors import NotFound
from cocreate_server.ground.customers.api import customer_known
from cocreate_server.listen.answering.models import Response
from cocreate_server.listen.answering.pages import (
    Shown,
    WordsPage,
    end_page,
    frame_of,
    screen_page,
    words_page,
)
from cocreate_server.listen.answering.public import let_frame, public_page
from cocreate_server.listen.answering.quotas import quota_full
from cocreate_server.listen.answering.requests import is_framed, language_of, sent_by, via_of
from cocreate_server.listen.answering.services import (
    Beginning,
    end_of,
    given_of,
    known_of,
    response_begin,
    response_take,
    way_of,
)
from cocreate_server.listen.answering.tokens import (
    Personal,
    begin_token,
    personal_of,
    place_token,
    response_of_beginning,
    response_of_place,
)
from cocreate_server.listen.surveys.api import AskedSurvey, asked_by_key, asked_version
from cocreate_surveys.answering import Given, Turn, resumed
from cocreate_surveys.conditions import Known
from cocreate_surveys.posted import answer_of
from cocreate_surveys.routes import Screen, route

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@public_page
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """The first screen for whoever has the link; nothing is kept before it is sent."""
    now = timezone.now()
    asked = get_survey_or_404(key, now)
    hindrance = _hindrance(request, asked)
    if hindrance:
        return hindrance
    language = language_of(request, asked.definition)
    if request.method == "POST":
        response_id = response_of_beginning(request.POST.get("begin", ""))
        if response_id is not None:
            beginning = Beginning(response_id, via_of(request), language)
            return _begun(request, asked, beginning, now=now)
    return _first_screen(request, asked, Beginning(uuid4(), via_of(request), language))


@require_http_methods(METHODS)
@public_page
def personal(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """The first screen for somebody we asked; a link good for one response leads back into it."""
    now = timezone.now()
    who = personal_of(token)
    asked = get_survey_or_404(key, now)
    if who is None or who.survey_key != key:
        raise NotFound(_("The page does not exist, or it is not yours to see."))
    response = Response.objects.filter(pk=who.response_id).first() if who.response_id else None
    if response is not None and (request.method != "POST" or response.ended_at):
        return _to_place(request, asked, response)
    hindrance = _hindrance(request, asked, expired=who.is_over(now))
    if hindrance:
        return hindrance
    beginning = _beginning_of(request, asked, who)
    if request.method == "POST":
        return _begun(request, asked, beginning, now=now)
    return _first_screen(request, asked, beginning)


@require_http_methods(METHODS)
@public_page
def go_on(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """A response that has begun: its next screen, an earlier one, or the thanks."""
    now = timezone.now()
    response = get_response_or_404(key, token)
    asked = _version_of(response, now)
    if response.ended_at is not None:
        return _ended(request, asked, response)
    hindrance = _hindrance(request, asked)
    if hindrance:
        return hindrance
    if request.method == "POST":
        return _take(request, asked, response.pk, now=now)
    way, given = way_of(asked, response), given_of(response)
    wanted = way.place_of(request.GET.get("at", ""))
    screen = way.screens[wanted] if wanted is not None else resumed(way, given)
    return _screen(request, asked, response, Turn(given, way, screen))


def get_survey_or_404(key: str, now: datetime) -> AskedSurvey:
    """A survey by the key in its address."""
    asked = asked_by_key(key, now=now)
    if asked is None:
        raise NotFound(_("There is no such survey."))
    return asked


def get_response_or_404(key: str, token: str) -> Response:
    """A response by the token in its address."""
    response_id = response_of_place(token)
    response = Response.objects.filter(pk=response_id, survey__key=key).first() if response_id else None
    if response is None:
        raise NotFound(_("There is no such survey."))
    return response


def _version_of(response: Response, now: datetime) -> AskedSurvey:
    asked = asked_version(response.version_id, now=now)
    if asked is None:
        raise NotFound(_("There is no such survey."))
    return asked


def _beginning_of(request: HttpRequest, asked: AskedSurvey, who: Personal) -> Beginning:
    """What a personal link begins; a link good for many responses takes the form's own beginning."""
    customer = customer_known(asked.workspace_id, who.customer_id)
    response_id = who.response_id or response_of_beginning(request.POST.get("begin", "")) or uuid4()
    return Beginning(
        response_id,
        via_of(request, usual=who.via),
        language_of(request, asked.definition, usual=customer.language if customer else ""),
        customer.id if customer else None,
        customer.traits if customer else {},
        who.invitation_id,
    )


def _hindrance(request: HttpRequest, asked: AskedSurvey, *, expired: bool = False) -> HttpResponse | None:
    """A kind word where nothing can be answered now."""
    frame = frame_of(asked, language_of(request, asked.definition), framed=is_framed(request))
    if expired:
        return _words(request, asked, words_page(asked.definition, frame, "expired"), status=410)
    if asked.is_open:
        everyone = tuple(quota for quota in asked.definition.quotas if quota.when is None)
        if everyone and quota_full(asked.id, everyone):
            return _words(request, asked, words_page(asked.definition, frame, "full"))
        return None
    if asked.opens_at is not None:
        day = date_format(timezone.localtime(asked.opens_at), "SHORT_DATETIME_FORMAT")
        return _words(request, asked, words_page(asked.definition, frame, "early", day=day))
    return _words(request, asked, words_page(asked.definition, frame, "closed"), status=410)


def _first_screen(request: HttpRequest, asked: AskedSurvey, beginning: Beginning) -> HttpResponse:
    """The first screen, filled in from the address where that says how; saying it there is not answering."""
    way = route(asked.definition, {}, traits=beginning.traits, language=beginning.language)
    known = Known({}, beginning.traits, {}, beginning.language)
    if not way.screens:
        frame = frame_of(asked, beginning.language, framed=is_framed(request))
        return _words(request, asked, end_page(asked.definition, frame, way.end, known))
    hidden = (("begin", begin_token(beginning.response_id)), ("via", beginning.via))
    given = Given(_chosen_in_address(request, way.screens[0]))
    shown = Shown(given, way, way.screens[0], known, seed=str(beginning.response_id), hidden=hidden)
    return _render_screen(request, asked, shown)


def _begun(request: HttpRequest, asked: AskedSurvey, beginning: Beginning, *, now: datetime) -> HttpResponse:
    response = response_begin(asked, beginning, now=now)
    return _take(request, _version_of(response, now), response.pk, now=now)


def _take(request: HttpRequest, asked: AskedSurvey, response_id: UUID, *, now: datetime) -> HttpResponse:
    """Take the form, then lead on; what has to be answered again is shown at once."""
    language = language_of(request, asked.definition)
    response, turn = response_take(asked, response_id, sent_by(request, language=language), now=now)
    if turn.problems:
        return _screen(request, asked, response, turn, status=422)
    return _to_place(request, asked, response, at=turn.screen.id if turn.screen else "")


def _to_place(request: HttpRequest, asked: AskedSurvey, response: Response, *, at: str = "") -> HttpResponse:
    address = reverse("survey_place", args=[asked.key, place_token(response.pk)])
    query = "&".join([f"at={at}"] * bool(at) + ["frame=1"] * is_framed(request))
    return HttpResponseRedirect(f"{address}?{query}" if query else address, status=303)


def _screen(
    request: HttpRequest, asked: AskedSurvey, response: Response, turn: Turn, *, status: int = 200
) -> HttpResponse:
    if turn.screen is None:
        return _ended(request, asked, response)
    known = known_of(asked, response, turn.route)
    known = Known(
        known.answers,
        known.traits,
        known.scores,
        language_of(request, asked.definition, usual=response.language),
    )
    shown = Shown(
        turn.given, turn.route, turn.screen, known, str(response.pk), turn.problems, turn.posted, is_kept=True
    )
    return _render_screen(request, asked, shown, address=request.path, status=status)


def _render_screen(
    request: HttpRequest, asked: AskedSurvey, shown: Shown, *, address: str = "", status: int = 200
) -> HttpResponse:
    frame = frame_of(asked, shown.known.language, address=address or request.path, framed=is_framed(request))
    page = screen_page(asked.definition, frame, shown)
    context = {"page": page, "frame": frame, "shown_at": int(time.time())}
    response = render(request, "answering/screen.html", context, status=status)
    return let_frame(response, asked.sites if frame.framed else ())


def _ended(request: HttpRequest, asked: AskedSurvey, response: Response) -> HttpResponse:
    language = language_of(request, asked.definition, usual=response.language)
    frame = frame_of(asked, language, framed=is_framed(request))
    if response.state == Response.State.OVER_QUOTA and not any(
        quota.end == response.end for quota in asked.definition.quotas
    ):
        return _words(request, asked, words_page(asked.definition, frame, "full"))
    known = known_of(asked, response, way_of(asked, response))
    return _words(request, asked, end_page(asked.definition, frame, end_of(asked, response), known))


def _words(request: HttpRequest, asked: AskedSurvey, page: WordsPage, *, status: int = 200) -> HttpResponse:
    response = render(request, "answering/words.html", {"page": page, "frame": page.frame}, status=status)
    return let_frame(response, asked.sites if page.frame.framed else ())


def _chosen_in_address(request: HttpRequest, screen: Screen) -> dict[str, object]:
    """Answers that a link brings along, such as the score pressed in a letter; they wait for the respondent to send them."""
    posted = dict(request.GET.lists())
    answers = {question.id: answer_of(question, posted) for question in screen.questions}
    return {
        one: answer.value
        for one, answer in answers.items()
        if answer.problem is None and answer.value not in (None, False)
    }
