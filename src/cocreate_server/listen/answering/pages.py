"""What respondents' pages say: one screen of questions, or a few kind words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from babel import Locale, UnknownLocaleError

from cocreate_server.listen.answering.drawing import Drawing, Drawn
from cocreate_server.listen.surveys.api import AskedSurvey
from cocreate_surveys.answering import Given, before, progress_of
from cocreate_surveys.conditions import Known
from cocreate_surveys.definition import End, Survey
from cocreate_surveys.phrases import direction, phrase
from cocreate_surveys.piping import filled
from cocreate_surveys.posted import Posted, Problem
from cocreate_surveys.routes import Route, Screen
from cocreate_surveys.words import said


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page for respondents has around it.

    Attributes:
        title: The survey's.
        who: Who asks.
        language: Of the page.
        direction: Which way it is written.
        privacy: What is done with the answers.
        languages: Others to choose: tag, own name, address.
        framed: Whether it stands in a frame.
    """

    title: str
    who: str
    language: str
    direction: str
    privacy: str = ""
    languages: tuple[tuple[str, str, str], ...] = ()
    framed: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """The questions of one page under its title."""

    title: str
    questions: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True)
class ScreenPage:
    """One screen.

    Attributes:
        frame: Around it.
        sections: What is asked.
        screen_id: Which screen.
        place: Where it stands on the way, from 1.
        places: How many there are.
        progress_pct: How much lies behind.
        shows_progress: Whether to say so.
        has_back: Whether one may go back.
        is_last: Whether nothing seems to come after it.
        has_files: Whether files may be sent.
        is_kept: Whether answers are kept already, so that one may come again.
        hidden: Hidden fields of the form.
        words: Phrases by code.
        problem_ids: Questions to look at again.
    """

    frame: Frame
    sections: tuple[Section, ...]
    screen_id: str
    place: int
    places: int
    progress_pct: int
    shows_progress: bool
    has_back: bool
    is_last: bool
    has_files: bool
    is_kept: bool
    hidden: tuple[tuple[str, str], ...]
    words: Mapping[str, str]
    problem_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordsPage:
    """A few kind words: the thanks, or why nothing is asked."""

    frame: Frame
    heading: str
    more: str = ""
    redirect: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a screen is drawn from.

    Attributes:
        given: The answers so far.
        way: The way so far.
        screen: The screen.
        known: What words may speak of.
        seed: Decides the order of shuffled choices.
        problems: Why answers could not be taken.
        posted: What was sent with them.
        hidden: Hidden fields of the form.
        is_kept: Whether answers are kept already.
    """

    given: Given
    way: Route
    screen: Screen
    known: Known
    seed: str
    problems: Mapping[str, Problem] = field(default_factory=dict)
    posted: Posted = field(default_factory=dict)
    hidden: tuple[tuple[str, str], ...] = ()
    is_kept: bool = False


WORDS = ("next", "back", "send", "optional", "progress", "problems", "choose", "other", "place", "rank", "best", "worst",
         "up", "down", "kept")  # fmt: skip


def frame_of(asked: AskedSurvey, language: str, *, address: str = "", framed: bool = False) -> Frame:
    """What stands around a page; `address` is where other languages are chosen."""
    survey = asked.definition
    return Frame(
        title=said(survey.title, language, default=survey.language) or asked.name,
        who=asked.workspace_name,
        language=language,
        direction=direction(language),
        privacy=said(survey.privacy, language, default=survey.language),
        languages=tuple(
            (tag, own_name(tag), f"{address}?lang={tag}")
            for tag in survey.languages
            if address and tag != language
        ),
        framed=framed,
    )


def screen_page(survey: Survey, frame: Frame, shown: Shown) -> ScreenPage:
    """One screen as its page draws it."""
    candidates = tuple(shown.screen.candidates)
    drawing = Drawing(survey, shown.known, seed=shown.seed, open_ids=tuple(one.id for one in candidates))
    visible = {question.id for question in shown.screen.questions}
    sections = tuple(
        Section(
            drawing.said(section.page.title),
            tuple(
                drawing.draw(
                    question,
                    shown=question.id in visible,
                    answer=shown.given.answers.get(question.id),
                    other=shown.given.others.get(question.id, ""),
                    posted=shown.posted,
                    problem=shown.problems.get(question.id),
                )
                for question in section.candidates
            ),
        )
        for section in shown.screen.sections
    )
    place = shown.way.place_of(shown.screen.id) or 0
    return ScreenPage(
        frame=frame,
        sections=sections,
        screen_id=shown.screen.id,
        place=place + 1,
        places=len(shown.way.screens),
        progress_pct=round(100 * progress_of(shown.way, shown.screen.id)),
        shows_progress=survey.progress and len(shown.way.screens) > 1,
        has_back=survey.back and before(shown.way, shown.screen.id) is not None,
        is_last=place + 1 == len(shown.way.screens),
        has_files=any(question.kind == "file" for section in sections for question in section.questions),
        is_kept=shown.is_kept,
        hidden=shown.hidden,
        words={code: drawing.phrase(code) for code in WORDS},
        problem_ids=tuple(shown.problems),
    )


def end_page(survey: Survey, frame: Frame, end: End, known: Known) -> WordsPage:
    """The thanks."""
    text = filled(said(end.text, frame.language, default=survey.language), survey, known)
    heading, _line, more = text.partition("\n")
    return WordsPage(
        frame,
        heading or phrase(survey, "thanks", frame.language),
        more if heading else phrase(survey, "thanks_more", frame.language),
        end.redirect,
    )


def words_page(survey: Survey, frame: Frame, code: str, **values: Any) -> WordsPage:
    """Why nothing is asked: closed, early, expired, answered, full."""
    more = f"{code}_more"
    has_more = code in {"closed", "early", "expired"}
    return WordsPage(
        frame,
        phrase(survey, code, frame.language, **values),
        phrase(survey, more, frame.language, **values) if has_more else "",
    )


def own_name(tag: str) -> str:
    """What a language calls itself."""
    try:
        locale = Locale.parse(tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return tag
    return (locale.get_display_name(locale) or tag).partition(" (")[0] if "_" not in tag else tag
