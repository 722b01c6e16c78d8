"""What the builder shows: the outline on one side, what is being changed in the middle."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cocreate_server.ground.records.api import map_of
from cocreate_server.listen.surveys.condition_forms import (
    TESTS,
    ConditionForm,
    SkipLine,
    condition_form,
    skip_lines,
)
from cocreate_server.listen.surveys.kind_words import KIND_GROUPS, KIND_NAMES
from cocreate_server.listen.surveys.models import Survey as SurveyRow
from cocreate_server.listen.surveys.whole_forms import quota_lines, score_lines
from cocreate_server.listen.surveys.words import finding_words
from cocreate_surveys.checks import findings_of, texts_of
from cocreate_surveys.definition import End, Kind, Page, Question, Survey
from cocreate_surveys.kinds import nature, scale_of
from cocreate_surveys.piping import plain
from cocreate_surveys.words import Words, lacking, said

QUESTION, PAGE, END, WHOLE = "question", "page", "end", "survey"


@dataclass(frozen=True, slots=True)
class OutlineQuestion:
    """A question in the outline."""

    id: str
    text: str
    kind: str
    problems: int
    here: bool


@dataclass(frozen=True, slots=True)
class OutlinePage:
    """A page in the outline."""

    id: str
    title: str
    number: int
    here: bool
    questions: tuple[OutlineQuestion, ...]


@dataclass(frozen=True, slots=True)
class OutlineEnd:
    """An end in the outline."""

    id: str
    text: str
    here: bool


@dataclass(frozen=True, slots=True)
class LanguageTab:
    """A language words can be edited in, and how many of them are missing."""

    tag: str
    missing: int
    here: bool


@dataclass(frozen=True, slots=True)
class Labelled:
    """A choice or row as its line shows it."""

    id: str
    label: str
    usual: str
    exclusive: bool = False
    other: bool = False
    points: str = ""
    component: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is being changed.

    Attributes:
        what: question, page, end or survey.
        id: Its id.
        name: What the form is headed by.
        thing: The question, page, end or survey itself.
        words: Its texts in the language at hand, by field.
        usual: The same in the survey's own language, to translate from; empty where that is at hand.
        choices: Its choices.
        rows: Its rows.
        condition: When it is shown.
        skips: Where it leads.
        speaks_of: What conditions may look at: value and label.
        targets: Where skips may lead: value and label.
        facts: What else its form shows.
    """

    what: str
    id: str
    name: str
    thing: Any
    words: Mapping[str, str]
    usual: Mapping[str, str]
    choices: tuple[Labelled, ...] = ()
    rows: tuple[Labelled, ...] = ()
    condition: ConditionForm | None = None
    skips: tuple[SkipLine, ...] = ()
    speaks_of: tuple[tuple[str, str], ...] = ()
    targets: tuple[tuple[str, str], ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BuilderPage:
    """The whole builder."""

    survey: SurveyRow
    definition: Survey
    language: str
    languages: tuple[LanguageTab, ...]
    pages: tuple[OutlinePage, ...]
    ends: tuple[OutlineEnd, ...]
    subject: Subject
    hindrances: tuple[tuple[str, str], ...]
    minded: tuple[tuple[str, str], ...]
    touchpoints: tuple[tuple[str, str], ...]
    channels: tuple[tuple[str, str], ...]
    components: tuple[tuple[str, str], ...]
    kind_groups: Any = KIND_GROUPS
    tests: Any = TESTS

    @property
    def at(self) -> str:
        """What is being changed, as an address says it."""
        return f"{self.subject.what}:{self.subject.id}" if self.subject.id else self.subject.what

    @property
    def preview_at(self) -> str:
        """Where the preview stands: at the page that is being changed."""
        if self.subject.what == PAGE:
            return self.subject.id
        return next((page.id for page in self.pages for one in page.questions if one.here), "")


def builder_page(row: SurveyRow, definition: Survey, *, at: str, language: str) -> BuilderPage:
    """The builder at some part of a survey.

    Args:
        row: The survey.
        definition: Its draft.
        at: `question:nps`, `page:page_2`, `end:thanks` or `survey`; what is not there is the survey.
        language: In which language words are edited.
    """
    tag = language if language in definition.languages else definition.language
    subject = _subject(definition, at, tag)
    findings = findings_of(definition)
    problems = Counter(finding.where for finding in findings if finding.level == "stop")
    places = map_of(row.workspace_id)
    missing = Counter(
        one for _where, words in texts_of(definition) for one in lacking(words, definition.languages)
    )
    return BuilderPage(
        survey=row,
        definition=definition,
        language=tag,
        languages=tuple(LanguageTab(one, missing[one], one == tag) for one in definition.languages),
        pages=tuple(
            _outline(definition, page, number, subject=subject, problems=problems, language=tag)
            for number, page in enumerate(definition.pages, 1)
        ),
        ends=tuple(
            OutlineEnd(
                end.id,
                _said(definition, end.text, tag) or end.id,
                subject.what == END and subject.id == end.id,
            )
            for end in definition.ends
        ),
        subject=subject,
        hindrances=tuple(
            (_address(definition, one.where), finding_words(one)) for one in findings if one.level == "stop"
        ),
        minded=tuple(
            (_address(definition, one.where), finding_words(one)) for one in findings if one.level == "mind"
        ),
        touchpoints=tuple(places.touchpoints.items()),
        channels=tuple(places.channels.items()),
        components=tuple(places.components.items()),
    )


def _outline(
    survey: Survey, page: Page, number: int, *, subject: Subject, problems: Mapping[str, int], language: str
) -> OutlinePage:
    questions = tuple(
        OutlineQuestion(
            one.id,
            _said(survey, one.text, language),
            str(KIND_NAMES[one.kind]),
            problems.get(one.id, 0),
            subject.what == QUESTION and subject.id == one.id,
        )
        for one in page.questions
    )
    here = subject.what == PAGE and subject.id == page.id
    return OutlinePage(page.id, _said(survey, page.title, language), number, here, questions)


def _subject(survey: Survey, at: str, language: str) -> Subject:
    what, _colon, thing = at.partition(":")
    if what == QUESTION and (question := survey.question(thing)):
        return _question(survey, question, language)
    if what == PAGE and (page := next((one for one in survey.pages if one.id == thing), None)):
        return _page(survey, page, language)
    if what == END and (end := survey.end(thing)):
        return _end(survey, end, language)
    words = {"title": survey.title, "privacy": survey.privacy}
    asked = tuple(
        (one.id, _said(survey, one.text, language) or one.id)
        for one in survey.questions
        if one.kind is not Kind.STATEMENT
    )
    facts = {"quotas": quota_lines(survey, language), "scores": score_lines(survey, language), "asked": asked}
    return Subject(
        WHOLE, "", "", survey, _in(words, language), _usual(survey, words, language),
        speaks_of=_speakable(survey, list(survey.questions), language), facts=facts,
    )  # fmt: skip


def _question(survey: Survey, question: Question, language: str) -> Subject:
    scale = scale_of(question)
    words: dict[str, Words] = {"text": question.text, "hint": question.hint}
    if scale:
        words |= {"scale_low_label": scale.low_label, "scale_high_label": scale.high_label}
    return Subject(
        what=QUESTION,
        id=question.id,
        name=str(KIND_NAMES[question.kind]),
        thing=question,
        words=_in(words, language),
        usual=_usual(survey, words, language),
        choices=tuple(
            Labelled(
                one.id,
                one.label.get(language, ""),
                _other(survey, one.label, language),
                one.exclusive,
                one.other,
                plain(one.points),
            )
            for one in question.choices
        ),
        rows=tuple(
            Labelled(
                one.id,
                one.label.get(language, ""),
                _other(survey, one.label, language),
                component=one.component,
            )
            for one in question.rows
        ),
        condition=condition_form(question.when, survey, language),
        skips=skip_lines(question.skips, survey, language),
        speaks_of=_speakable(survey, _before(survey, question), language),
        targets=_targets(survey, question, language),
        facts=_facts(survey, question, language),
    )


def _facts(survey: Survey, question: Question, language: str) -> dict[str, Any]:
    """What else the form of a question shows."""
    scale, limits = scale_of(question), question.limits
    return {
        "nature": nature(question),
        "scale": scale,
        "low": plain(scale.low) if scale else "",
        "high": plain(scale.high) if scale else "",
        "step": plain(scale.step) if scale else "",
        "least": plain(limits.least),
        "most": plain(limits.most),
        "size_mb": plain(limits.size_mb),
        "endings": ", ".join(limits.endings),
        "limits_of": _limits_of(question.kind),
        "all": _speakable(survey, list(survey.questions), language),
    }


def _limits_of(kind: Kind) -> str:
    """Which limits a kind has: of choices, characters, numbers, days or files."""
    return {
        Kind.MULTIPLE: "choices", Kind.SHORT_TEXT: "characters", Kind.LONG_TEXT: "characters", Kind.NUMBER: "numbers",
        Kind.DATE: "days", Kind.FILE: "files",
    }.get(kind, "")  # fmt: skip


def _page(survey: Survey, page: Page, language: str) -> Subject:
    words = {"title": page.title}
    before = [one for earlier in survey.pages[: survey.pages.index(page)] for one in earlier.questions]
    return Subject(
        PAGE,
        page.id,
        str(survey.pages.index(page) + 1),
        page,
        _in(words, language),
        _usual(survey, words, language),
        condition=condition_form(page.when, survey, language),
        speaks_of=_speakable(survey, before, language),
    )


def _end(survey: Survey, end: End, language: str) -> Subject:
    words = {"text": end.text}
    return Subject(
        END,
        end.id,
        end.id,
        end,
        _in(words, language),
        _usual(survey, words, language),
        condition=condition_form(end.when, survey, language),
        speaks_of=_speakable(survey, list(survey.questions), language),
        facts={"is_last": end is survey.ends[-1]},
    )


def _before(survey: Survey, question: Question) -> list[Question]:
    every = list(survey.questions)
    return every[: every.index(question)]


def _speakable(survey: Survey, questions: list[Question], language: str) -> tuple[tuple[str, str], ...]:
    """What conditions may look at: questions and their rows, scores, the language."""
    found = []
    for one in questions:
        if one.kind is Kind.STATEMENT:
            continue
        text = _said(survey, one.text, language) or one.id
        if one.rows:
            found += [
                (f"{one.id}.{row.id}", f"{text}: {_said(survey, row.label, language) or row.id}")
                for row in one.rows
            ]
        else:
            found.append((one.id, text))
    found += [
        (f"score.{score.id}", _said(survey, score.text, language) or score.id) for score in survey.scores
    ]
    return tuple(found)


def _targets(survey: Survey, question: Question, language: str) -> tuple[tuple[str, str], ...]:
    every = list(survey.questions)
    later = every[every.index(question) + 1 :]
    pages = [page for page in survey.pages if page.questions and page.questions[0] in later]
    return (
        *((page.id, f"§ {_said(survey, page.title, language) or page.id}") for page in pages),
        *((one.id, _said(survey, one.text, language) or one.id) for one in later),
        *((end.id, f"■ {_said(survey, end.text, language) or end.id}") for end in survey.ends),
    )


def _said(survey: Survey, words: Words, language: str) -> str:
    return said(words, language, default=survey.language)


def _in(words: Mapping[str, Words], language: str) -> dict[str, str]:
    return {name: text.get(language, "") for name, text in words.items()}


def _usual(survey: Survey, words: Mapping[str, Words], language: str) -> dict[str, str]:
    return {name: _other(survey, text, language) for name, text in words.items()}


def _other(survey: Survey, words: Words, language: str) -> str:
    """What a text says in the survey's own language, where another is at hand."""
    return "" if language == survey.language else words.get(survey.language, "")


def _address(survey: Survey, where: str) -> str:
    """Where in the builder a finding is mended."""
    if survey.question(where):
        return f"{QUESTION}:{where}"
    if any(page.id == where for page in survey.pages):
        return f"{PAGE}:{where}"
    return f"{END}:{where}" if survey.end(where) else WHOLE
