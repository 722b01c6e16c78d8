"""Where respondents stop, and how long they take: their ways walked again."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cocreate import Cells, share
from cocreate.estimates import Estimate
from cocreate_server.listen.answering.api import Response
from cocreate_server.listen.asking.medians import median_time
from cocreate_server.listen.surveys.api import AskedSurvey
from cocreate_surveys.answering import Given, resumed
from cocreate_surveys.definition import Kind, Question
from cocreate_surveys.routes import route
from cocreate_surveys.words import said

WALKED = 5_000
LEFT = {Response.State.PARTIAL}
THROUGH = {Response.State.FINISHED, Response.State.DISQUALIFIED, Response.State.OVER_QUOTA}


@dataclass(frozen=True, slots=True)
class Stop:
    """A question: how many met it, and the share of them who went no further."""

    text: str
    met: int
    stopped: Estimate


@dataclass(frozen=True, slots=True)
class Pace:
    """A screen: its questions, and how many seconds it takes."""

    text: str
    seconds: Estimate


@dataclass(frozen=True, slots=True)
class DropOff:
    """Where they stop and how long they take; `walked` says how many responses were looked at."""

    walked: int
    stops: tuple[Stop, ...]
    paces: tuple[Pace, ...]


def drop_off_of(asked: AskedSurvey, *, language: str) -> DropOff:
    """Look at the newest responses to the version that is asked now; those under way do not count."""
    over = Response.objects.filter(survey_id=asked.id, version_id=asked.version_id, state__in=LEFT | THROUGH)
    rows = list(
        over.order_by("-started_at").values_list(
            "state", "answers", "others", "traits", "language", "seconds"
        )[:WALKED]
    )
    met: Counter[str] = Counter()
    stopped: Counter[str] = Counter()
    times: defaultdict[str, list[float]] = defaultdict(list)
    for state, answers, others, traits, tongue, seconds in rows:
        seen, last = _walk(asked, Given(answers, others), traits, tongue, is_through=state in THROUGH)
        met.update(seen)
        stopped.update([last] if last else [])
        for screen, value in _times(seconds):
            times[screen].append(value)
    questions = [question for question in asked.definition.questions if question.id in met]
    return DropOff(
        walked=len(rows),
        stops=tuple(_stop(asked, question, met, stopped, language) for question in questions),
        paces=tuple(_paces(asked, times, language)),
    )


def _walk(
    asked: AskedSurvey, given: Given, traits: Mapping[str, Any], language: str, *, is_through: bool
) -> tuple[list[str], str]:
    """The questions somebody met, and the one at which they stopped: the first they left open."""
    way = route(asked.definition, given.answers, traits=traits, language=language)
    last = None if is_through else resumed(way, given)
    seen: list[str] = []
    for screen in way.screens:
        for question in screen.questions:
            if question.kind is not Kind.STATEMENT:
                seen.append(question.id)
                if screen is last and question.id not in given.answers:
                    return seen, question.id
        if screen is last:
            break
    return seen, seen[-1] if last is not None and seen else ""


def _stop(
    asked: AskedSurvey, question: Question, met: Counter[str], stopped: Counter[str], language: str
) -> Stop:
    gone = stopped[question.id]
    return Stop(_words(asked, question, language), met[question.id], share_of(gone, met[question.id]))


def share_of(some: int, of_all: int) -> Estimate:
    """The share that some are of all, with Wilson's interval."""
    cells = Cells.from_columns(keys={}, score=[1, 0], count=[some, of_all - some])
    found = share(cells, of=1)
    assert isinstance(found, Estimate)  # noqa: S101 - for the type checker: without groupings it is one
    return found


def _paces(asked: AskedSurvey, times: Mapping[str, list[float]], language: str) -> Iterable[Pace]:
    """Screens in the order of the survey: those whose first question comes first."""
    way = route(asked.definition, {}, traits={}, language=language)
    names = {
        screen.id: " · ".join(_words(asked, question, language) for question in screen.questions)
        for screen in way.screens
    }
    place = {screen: number for number, screen in enumerate(names)}
    for screen in sorted(times, key=lambda one: (place.get(one, len(place)), one)):
        yield Pace(names.get(screen, screen), median_time(times[screen]))


def _times(seconds: Mapping[str, Any]) -> Iterable[tuple[str, float]]:
    for screen, value in seconds.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield screen, float(value)


def _words(asked: AskedSurvey, question: Question, language: str) -> str:
    return said(question.text, language, default=asked.definition.language) or question.id
