"""One turn of answering: a screen's form comes in, the answers so far grow, and the next screen is known."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from cocreate_surveys.definition import Kind, Question, Survey
from cocreate_surveys.posted import Answer, Posted, Problem, answer_of
from cocreate_surveys.routes import Route, Screen, route


@dataclass(frozen=True, slots=True)
class Given:
    """What a respondent answered so far.

    Attributes:
        answers: By question, also those that no longer lie on the way.
        others: Words of one's own, by question.
    """

    answers: Mapping[str, Any] = field(default_factory=dict)
    others: Mapping[str, str] = field(default_factory=dict)

    def on(self, way: Route) -> "Given":
        """Only what lies on the way, which is all that counts."""
        there = {question.id for question in way.questions}
        return Given(
            {one: value for one, value in self.answers.items() if one in there},
            {one: words for one, words in self.others.items() if one in there},
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of a form.

    Attributes:
        given: The answers now.
        route: The way now.
        screen: What to show next; None when nothing more is asked.
        problems: Why answers could not be taken, by question; then `screen` is the same once more.
        posted: What was sent, to be shown again beside its problem.
    """

    given: Given
    route: Route
    screen: Screen | None
    problems: Mapping[str, Problem] = field(default_factory=dict)
    posted: Posted = field(default_factory=dict)


def turn(
    survey: Survey,
    given: Given,
    *,
    screen_id: str,
    posted: Posted,
    asked: Collection[str],
    files: Mapping[str, Answer] | None = None,
    traits: Mapping[str, Any] | None = None,
    language: str = "",
    back: bool = False,
) -> Turn:
    """Take what a screen's form sent.

    Args:
        survey: The survey.
        given: Answers so far.
        screen_id: Which screen the form was.
        posted: What it sent.
        asked: Ids of the questions it held. Others on the same screen that an answer brings up are asked next.
        files: Answers to questions for files, which come beside the form.
        traits: What is known of the respondent.
        language: The language they answer in.
        back: Go to the screen before, whatever is missing on this one.

    Returns:
        Good answers are kept even where others have to be given again; an emptied answer is forgotten.
    """
    way = route(survey, given.answers, traits=traits, language=language)
    screen = _screen(way, screen_id)
    if screen is None:
        return Turn(given, way, resumed(way, given))
    taken = {
        question.id: (files or {}).get(question.id, Answer())
        if question.kind is Kind.FILE
        else answer_of(question, posted)
        for question in screen.candidates
        if question.id in asked and question.kind is not Kind.STATEMENT
    }
    now = _with(given, taken)
    way = route(survey, now.answers, traits=traits, language=language)
    if back:
        return Turn(now, way, before(way, screen_id) or screen)
    problems = _problems(way, taken)
    here = _screen(way, screen_id)
    if here is not None and (problems or _more_to_ask(here, asked)):
        return Turn(now, way, here, problems, posted)
    return Turn(now, way, _after(way, screen_id))


def resumed(way: Route, given: Given) -> Screen | None:
    """Where somebody who comes again goes on: the first screen with a question not answered yet; the last if none is.

    A screen that could be passed without answering is not asked again once something after it was answered.
    """
    last = -1
    for place, screen in enumerate(way.screens):
        if any(question.id in given.answers for question in screen.questions):
            last = place
    for place, screen in enumerate(way.screens):
        missing = [question for question in screen.questions if question.id not in given.answers]
        if place > last or any(
            question.required and question.kind is not Kind.STATEMENT for question in missing
        ):
            return screen
    return way.screens[-1] if way.screens else None


def before(way: Route, screen_id: str) -> Screen | None:
    """The screen before; None on the first."""
    place = way.place_of(screen_id)
    return way.screens[place - 1] if place else None


def progress_of(way: Route, screen_id: str) -> float:
    """How far one is, 0 to 1: the share of the questions on the way that lie before this screen."""
    place = way.place_of(screen_id) or 0
    sizes = [sum(1 for _ in screen.questions) for screen in way.screens]
    return sum(sizes[:place]) / max(sum(sizes), 1)


def left_open(given: Given, way: Route) -> tuple[Question, ...]:
    """Required questions on the way that have no answer: nobody gets to the end past them."""
    return tuple(
        question
        for question in way.questions
        if question.required and question.kind is not Kind.STATEMENT and question.id not in given.answers
    )


def _screen(way: Route, screen_id: str) -> Screen | None:
    place = way.place_of(screen_id)
    return None if place is None else way.screens[place]


def _after(way: Route, screen_id: str) -> Screen | None:
    place = way.place_of(screen_id)
    if place is None:
        return None
    return way.screens[place + 1] if place + 1 < len(way.screens) else None


def _with(given: Given, taken: Mapping[str, Answer]) -> Given:
    answers, others = dict(given.answers), dict(given.others)
    for question_id, answer in taken.items():
        if answer.problem is not None:
            continue
        answers.pop(question_id, None)
        others.pop(question_id, None)
        if answer.value is not None:
            answers[question_id] = answer.value
        if answer.other:
            others[question_id] = answer.other
    return Given(answers, others)


def _problems(way: Route, taken: Mapping[str, Answer]) -> dict[str, Problem]:
    """Problems of questions that are still asked: one that an answer on the same screen hides has none."""
    there = {question.id for question in way.questions}
    return {
        question_id: answer.problem
        for question_id, answer in taken.items()
        if question_id in there and answer.problem is not None
    }


def _more_to_ask(here: Screen, asked: Collection[str]) -> bool:
    """Whether answers brought up questions on this screen that the form did not hold."""
    return any(question.id not in asked for question in here.questions)
