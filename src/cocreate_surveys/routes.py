"""The way through a survey: which screens come, in what order, and where it ends.

The way is worked out from the answers alone, every time anew. So it does not matter how a respondent got there: by
going on, going back, reloading, or coming again a week later on another machine.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cocreate_surveys.conditions import Known, holds
from cocreate_surveys.definition import End, Flow, Page, Question, Survey
from cocreate_surveys.scoring import scores_of

WHOLE = "all"


@dataclass(frozen=True, slots=True)
class Section:
    """What a screen takes from one page.

    Attributes:
        page: The page.
        candidates: Its questions that may stand here, in order, whether they are shown now or not.
        questions: Those that are shown.
    """

    page: Page
    candidates: tuple[Question, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """What stands on one screen.

    Attributes:
        id: That of its page, of its question where one question stands alone, or `WHOLE`.
        sections: The pages it is made of, or the part of one.
    """

    id: str
    sections: tuple[Section, ...]

    @property
    def questions(self) -> Iterator[Question]:
        """Every question that is shown."""
        for section in self.sections:
            yield from section.questions

    @property
    def candidates(self) -> Iterator[Question]:
        """Every question that is shown, or would be for other answers on this very screen."""
        for section in self.sections:
            yield from section.candidates


@dataclass(frozen=True, slots=True)
class Route:
    """The way as it stands.

    Attributes:
        screens: From the first to the last that would come if nothing more were answered.
        end: What is said after that.
    """

    screens: tuple[Screen, ...]
    end: End

    @property
    def questions(self) -> Iterator[Question]:
        """Every question on the way."""
        for screen in self.screens:
            yield from screen.questions

    def place_of(self, screen_id: str) -> int | None:
        """Where a screen stands on the way, from 0; None if the way does not lead there."""
        return next((place for place, screen in enumerate(self.screens) if screen.id == screen_id), None)


def route(
    survey: Survey, answers: Mapping[str, Any], *, traits: Mapping[str, Any] | None = None, language: str = ""
) -> Route:
    """The way through a survey for some answers.

    An answer counts only if its question is on the way: what was answered before a skip led elsewhere decides nothing.

    Args:
        survey: The survey.
        answers: What was answered so far, by question.
        traits: What is known of the respondent.
        language: The language they answer in.
    """
    walk = _Walk(survey, answers, traits or {}, language)
    sections: list[tuple[str, Section]] = []
    waiting = list(_stops(survey))
    end = None
    while waiting and end is None:
        stop = waiting.pop(0)
        shown = walk.shown(stop)
        sections.append((stop.id, Section(stop.page, stop.questions, shown)))
        target = walk.skip_of(shown)
        if target is not None:
            end = survey.end(target)
            waiting = _from(waiting, target)
    return Route(_screens(survey, sections), end or walk.end())


def _screens(survey: Survey, sections: Sequence[tuple[str, Section]]) -> tuple[Screen, ...]:
    """A screen a section, or one of all; a section of which nothing is shown makes none by itself."""
    if survey.flow is not Flow.ALL:
        return tuple(Screen(stop_id, (section,)) for stop_id, section in sections if section.questions)
    whole = Screen(WHOLE, tuple(section for _id, section in sections))
    return (whole,) if any(whole.questions) else ()


@dataclass(frozen=True, slots=True)
class _Stop:
    id: str
    page: Page
    questions: tuple[Question, ...]


def _stops(survey: Survey) -> Iterator[_Stop]:
    """Where one stops to answer, by the survey's flow."""
    if survey.flow is Flow.ONE:
        for page in survey.pages:
            for question in page.questions:
                yield _Stop(question.id, page, (question,))
        return
    for page in survey.pages:
        yield _Stop(page.id, page, page.questions)


def _from(waiting: Sequence[_Stop], target: str) -> list[_Stop]:
    """What is left from a page or question on; a target that lies behind leaves things as they are."""
    for place, stop in enumerate(waiting):
        if target in {stop.id, stop.page.id}:
            return list(waiting[place:])
        inside = [question.id for question in stop.questions]
        if target in inside:
            rest = stop.questions[inside.index(target) :]
            return [_Stop(stop.id, stop.page, rest), *waiting[place + 1 :]]
    return list(waiting)


class _Walk:
    """What is known on the way: it grows with each question that is passed."""

    def __init__(
        self, survey: Survey, answers: Mapping[str, Any], traits: Mapping[str, Any], language: str
    ) -> None:
        self._survey = survey
        self._answers = answers
        self._passed: dict[str, Any] = {}
        self._traits = traits
        self._language = language

    def shown(self, stop: _Stop) -> tuple[Question, ...]:
        if not holds(stop.page.when, self._known()):
            return ()
        shown = []
        for question in stop.questions:
            if not holds(question.when, self._known()):
                continue
            shown.append(question)
            if question.id in self._answers:
                self._passed[question.id] = self._answers[question.id]
        return tuple(shown)

    def skip_of(self, questions: Sequence[Question]) -> str | None:
        known = self._known()
        skips = (skip for question in questions for skip in question.skips)
        return next((skip.to for skip in skips if holds(skip.when, known)), None)

    def end(self) -> End:
        known = self._known()
        return next(
            (end for end in self._survey.ends[:-1] if end.when and holds(end.when, known)),
            self._survey.ends[-1],
        )

    def _known(self) -> Known:
        return Known(self._passed, self._traits, scores_of(self._survey, self._passed), self._language)
