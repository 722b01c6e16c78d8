"""What happens to a response: it begins, takes a form, ends."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from cocreate_server.listen.answering.endings import ending_tell
from cocreate_server.listen.answering.files import file_keep
from cocreate_server.listen.answering.models import Response, Via
from cocreate_server.listen.answering.quotas import quotas_of, quotas_take
from cocreate_server.listen.answering.recording import answers_record, fields_now
from cocreate_server.listen.surveys.api import AskedSurvey
from cocreate_surveys.answering import Given, Turn, left_open, turn
from cocreate_surveys.conditions import Known
from cocreate_surveys.definition import End, Kind
from cocreate_surveys.posted import Answer, Posted
from cocreate_surveys.routes import Route, Screen, route
from cocreate_surveys.scoring import scores_of

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

LONGEST_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Beginning:
    """Who begins, and how they came.

    Attributes:
        response_id: The response that is to be; the same however often it is begun.
        via: How they came.
        language: In which language they answer.
        customer_id: Who, if that is known.
        traits: What is known of them.
        invitation_id: What they were asked with.
    """

    response_id: UUID
    via: str = Via.LINK
    language: str = "en"
    customer_id: int | None = None
    traits: Mapping[str, Any] = field(default_factory=dict)
    invitation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What a screen's form sent.

    Attributes:
        screen_id: Which screen.
        posted: Its fields.
        asked: The questions it held.
        files: Its files, by question.
        language: The language it was shown in.
        seconds: How long it was looked at.
        back: Whether to go to the screen before.
    """

    screen_id: str
    posted: Posted
    asked: Collection[str]
    files: Mapping[str, "UploadedFile[Any]"] = field(default_factory=dict)
    language: str = ""
    seconds: float | None = None
    back: bool = False


def response_begin(asked: AskedSurvey, beginning: Beginning, *, now: datetime) -> Response:
    """The response that a beginning makes: made now, or the one it made before."""
    return Response.objects.get_or_create(
        id=beginning.response_id,
        defaults={
            "workspace_id": asked.workspace_id,
            "survey_id": asked.id,
            "version_id": asked.version_id,
            "customer_id": beginning.customer_id,
            "invitation_id": beginning.invitation_id,
            "via": beginning.via,
            "language": beginning.language,
            "traits": dict(beginning.traits),
            "started_at": now,
            "answered_at": now,
        },
    )[0]


@transaction.atomic
def response_take(
    asked: AskedSurvey, response_id: UUID, sent: Sent, *, now: datetime
) -> tuple[Response, Turn]:
    """Take a screen's form. Two forms of one response wait for each other, the later one counts.

    Args:
        asked: The version that the response answers.
        response_id: Which response.
        sent: What came.
        now: The time.

    Returns:
        The response as it is now, and what comes next. One that has ended takes nothing more.
    """
    response = Response.objects.select_for_update().get(pk=response_id)
    given = given_of(response)
    if response.ended_at is not None:
        return response, Turn(given, way_of(asked, response), None)
    before = fields_now(asked, given, way_of(asked, response), finished=False)
    response.language = sent.language or response.language
    taken = turn(
        asked.definition,
        given,
        screen_id=sent.screen_id,
        posted=sent.posted,
        asked=sent.asked,
        files=_files(asked, response, given, sent, now=now),
        traits=response.traits,
        language=response.language,
        back=sent.back,
    )
    _note(response, taken, sent, now=now)
    done = taken.screen is None and not left_open(taken.given, taken.route)
    if taken.screen is None and not done:
        taken = Turn(taken.given, taken.route, _first_open(taken.route, taken.given))
    if done:
        _end(asked, response, taken, now=now)
    after = _counted(asked, response, taken, finished=done)
    response.save()
    answers_record(asked, response, before=before, after=after, now=now)
    if done:
        ending_tell(asked, response, taken, now=now)
    return response, taken


def given_of(response: Response) -> Given:
    """What a response holds."""
    return Given(response.answers, response.others)


def way_of(asked: AskedSurvey, response: Response) -> Route:
    """The way of a response as it stands."""
    return route(asked.definition, response.answers, traits=response.traits, language=response.language)


def known_of(asked: AskedSurvey, response: Response, way: Route) -> Known:
    """What words and conditions may speak of."""
    counted = given_of(response).on(way).answers
    return Known(counted, response.traits, scores_of(asked.definition, counted), response.language)


def end_of(asked: AskedSurvey, response: Response) -> End:
    """Where a response ended, or would."""
    return asked.definition.end(response.end) or way_of(asked, response).end


@transaction.atomic
def response_close(asked: AskedSurvey, response_id: UUID) -> bool:
    """Take a response for left: it keeps what it has, marked as partial; one that is answered again goes on."""
    response = Response.objects.select_for_update().get(pk=response_id)
    if response.state != Response.State.STARTED:
        return False
    response.state = Response.State.PARTIAL
    response.save(update_fields=["state"])
    fields = fields_now(asked, given_of(response), way_of(asked, response), finished=False)
    answers_record(asked, response, before={}, after=fields, now=response.answered_at)
    return True


def _files(
    asked: AskedSurvey, response: Response, given: Given, sent: Sent, *, now: datetime
) -> dict[str, Answer]:
    """Answers to questions for files: the file that came, else the one that is there."""
    found = {}
    for question in asked.definition.questions:
        if question.kind is not Kind.FILE or question.id not in sent.asked:
            continue
        file = sent.files.get(question.id)
        if file is not None:
            found[question.id] = file_keep(response, question, file, now=now)
        else:
            found[question.id] = Answer(given.answers.get(question.id))
    return found


def _note(response: Response, taken: Turn, sent: Sent, *, now: datetime) -> None:
    """Write what came of a form into the response."""
    response.answers, response.others = dict(taken.given.answers), dict(taken.given.others)
    response.answered_at, response.last_screen = now, sent.screen_id
    response.state = Response.State.STARTED
    if sent.seconds is not None and 0 <= sent.seconds <= LONGEST_SECONDS:
        spent = response.seconds.get(sent.screen_id, 0) + sent.seconds
        response.seconds = response.seconds | {sent.screen_id: round(spent, 1)}


def _end(asked: AskedSurvey, response: Response, taken: Turn, *, now: datetime) -> None:
    """Say where it ended: through its quotas, disqualified, or finished."""
    end = taken.route.end
    known = known_of(asked, response, taken.route)
    full = None if end.disqualifies else quotas_take(asked.id, quotas_of(asked.definition, known))
    response.ended_at = now
    response.end = (full.end if full and full.end else end.id) if full else end.id
    if full:
        response.state = Response.State.OVER_QUOTA
    else:
        response.state = Response.State.DISQUALIFIED if end.disqualifies else Response.State.FINISHED


def _counted(asked: AskedSurvey, response: Response, taken: Turn, *, finished: bool) -> dict[str, Any]:
    """The fields that count: none of a response that was over quota or not meant."""
    if response.state in {Response.State.DISQUALIFIED, Response.State.OVER_QUOTA}:
        return {}
    return fields_now(asked, taken.given, taken.route, finished=finished)


def _first_open(way: Route, given: Given) -> Screen | None:
    """The first screen with a required question that has no answer."""
    missing = {question.id for question in left_open(given, way)}
    return next(
        (screen for screen in way.screens if missing & {question.id for question in screen.questions}), None
    )
