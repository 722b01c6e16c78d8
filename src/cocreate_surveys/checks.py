"""Whether a survey makes sense: what stops it from being published, and what one had better look at."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from cocreate_surveys.conditions import Condition, Operator, Source, comparisons
from cocreate_surveys.definition import Kind, Question, Survey
from cocreate_surveys.kinds import asks, nature, scale_of
from cocreate_surveys.piping import piped
from cocreate_surveys.words import Words, lacking

ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,59}")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
ADDRESS = re.compile(r"https?://[^\s]+")
MOST_STEPS = 101
MOST_QUESTIONS = 500
WITHOUT_VALUE = {Operator.EMPTY, Operator.ANSWERED}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a survey that is not as it should be.

    Attributes:
        level: `stop` keeps it from being published; `mind` does not.
        code: Which of the things that can be wrong.
        where: The id of the question, page, end, quota or score; empty for the survey as a whole.
        what: The id, language or value it is about.
    """

    level: Literal["stop", "mind"]
    code: str
    where: str = ""
    what: str = ""


def findings_of(survey: Survey) -> tuple[Finding, ...]:
    """All that is wrong with a survey, what stops it first."""
    found = [*_whole(survey), *_ids(survey), *_questions(survey), *_logic(survey), *_words(survey)]
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: finding.level != "stop"))


def stops(survey: Survey) -> tuple[Finding, ...]:
    """What keeps a survey from being published."""
    return tuple(finding for finding in findings_of(survey) if finding.level == "stop")


def _whole(survey: Survey) -> Iterator[Finding]:
    if not any(asks(question) for question in survey.questions):
        yield Finding("stop", "nothing_asked")
    if sum(1 for _ in survey.questions) > MOST_QUESTIONS:
        yield Finding("stop", "too_many_questions", what=str(MOST_QUESTIONS))
    if not survey.languages or not all(LANGUAGE.fullmatch(tag) for tag in survey.languages):
        yield Finding("stop", "languages", what=", ".join(survey.languages))
    if len(set(survey.languages)) < len(survey.languages):
        yield Finding("stop", "language_twice")
    if not survey.ends:
        yield Finding("stop", "no_end")
    for end in survey.ends:
        if end.redirect and not ADDRESS.fullmatch(end.redirect):
            yield Finding("stop", "address", end.id, end.redirect)


def _ids(survey: Survey) -> Iterator[Finding]:
    places = [page.id for page in survey.pages]
    if [question.id for question in survey.questions] == places:
        places = []  # a page a question, called the same
    named = [question.id for question in survey.questions] + [score.id for score in survey.scores]
    for group in (named, places, [end.id for end in survey.ends], [quota.id for quota in survey.quotas]):
        yield from (
            Finding("stop", "id_twice", one, one) for one, count in Counter(group).items() if count > 1
        )
        yield from (Finding("stop", "id_form", one, one) for one in group if not ID.fullmatch(one))
    for question in survey.questions:
        inside = [choice.id for choice in question.choices]
        rows = [row.id for row in question.rows]
        for group in (inside, rows):
            yield from (
                Finding("stop", "id_twice", question.id, one)
                for one, count in Counter(group).items()
                if count > 1
            )
            yield from (
                Finding("stop", "id_form", question.id, one) for one in group if not ID.fullmatch(one)
            )


def _questions(survey: Survey) -> Iterator[Finding]:
    for question in survey.questions:
        kind = nature(question)
        if len(question.choices) < kind.least_choices:
            yield Finding("stop", "too_few_choices", question.id, str(kind.least_choices))
        if kind.rows and not question.rows:
            yield Finding("stop", "no_rows", question.id)
        yield from _scale(question)
        least, most = question.limits.least, question.limits.most
        if least is not None and most is not None and type(least) is type(most) and least > most:  # type: ignore[operator] # of one type
            yield Finding("stop", "limits", question.id, f"{least} > {most}")
        if question.kind is Kind.CONSENT and not question.purpose:
            yield Finding("mind", "no_purpose", question.id)


def _scale(question: Question) -> Iterator[Finding]:
    scale = scale_of(question)
    if scale is None:
        return
    if not scale.low < scale.high or scale.step <= 0:
        yield Finding("stop", "scale", question.id, f"{scale.low:g}–{scale.high:g}")
    elif (scale.high - scale.low) / scale.step + 1 > MOST_STEPS:
        yield Finding("stop", "too_many_steps", question.id, str(MOST_STEPS))
    elif question.kind is Kind.NPS and (scale.low, scale.high, scale.step) != (0, 10, 1):
        yield Finding("stop", "nps_scale", question.id)


def _logic(survey: Survey) -> Iterator[Finding]:
    order = [question.id for question in survey.questions]
    starts = dict(zip((page.id for page in survey.pages), _starts(survey), strict=True))
    for page in survey.pages:
        yield from _refers(survey, page.when, page.id, before=order[: starts[page.id]])
    for place, question in enumerate(survey.questions):
        yield from _refers(survey, question.when, question.id, before=order[:place])
        yield from _skips(survey, question, place, starts | {one: at for at, one in enumerate(order)})
    for end in survey.ends:
        yield from _refers(survey, end.when, end.id, before=order)
    for quota in survey.quotas:
        yield from _refers(survey, quota.when, quota.id, before=order)
        if quota.limit < 1:
            yield Finding("stop", "quota_limit", quota.id, str(quota.limit))
        if quota.end and survey.end(quota.end) is None:
            yield Finding("stop", "skip_nowhere", quota.id, quota.end)
    for score in survey.scores:
        yield from (Finding("stop", "unknown", score.id, one) for one in score.questions if one not in order)


def _starts(survey: Survey) -> Iterator[int]:
    """The place of each page's first question."""
    place = 0
    for page in survey.pages:
        yield place
        place += len(page.questions)


def _skips(survey: Survey, question: Question, place: int, places: Mapping[str, int]) -> Iterator[Finding]:
    for skip in question.skips:
        yield from _refers(survey, skip.when, question.id, before=list(places))
        if survey.end(skip.to) is not None:
            continue
        target = places.get(skip.to)
        if target is None:
            yield Finding("stop", "skip_nowhere", question.id, skip.to)
        elif target <= place:
            yield Finding("stop", "skip_back", question.id, skip.to)


def _refers(
    survey: Survey, condition: Condition | None, where: str, *, before: Iterable[str]
) -> Iterator[Finding]:
    known = set(before)
    scores = {score.id for score in survey.scores}
    for one in comparisons(condition):
        if one.test not in WITHOUT_VALUE and one.value in (None, "", []):
            yield Finding("stop", "no_value", where, one.of)
        if one.source is Source.SCORE and one.of not in scores:
            yield Finding("stop", "unknown", where, one.of)
        if one.source is not Source.QUESTION:
            continue
        question = survey.question(one.of) or survey.question(one.of.rpartition(".")[0])
        if question is None:
            yield Finding("stop", "unknown", where, one.of)
        elif question.id not in known:
            yield Finding("stop", "not_asked_yet", where, one.of)


def _words(survey: Survey) -> Iterator[Finding]:
    order = [question.id for question in survey.questions]
    for where, words in texts_of(survey):
        yield from (
            Finding("mind", "not_translated", where, language)
            for language in lacking(words, survey.languages)
        )
        for one in {name for text in words.values() for name in piped(text)}:
            if one not in order:
                yield Finding("stop", "unknown", where, one)
    for question in survey.questions:
        if asks(question) and not any(text.strip() for text in question.text.values()):
            yield Finding("stop", "no_words", question.id)


def texts_of(survey: Survey) -> Iterator[tuple[str, Words]]:
    """Every text of a survey with where it stands."""
    yield "", survey.title
    yield "", survey.privacy
    for page in survey.pages:
        yield page.id, page.title
        for question in page.questions:
            yield question.id, question.text
            yield question.id, question.hint
            for choice in question.choices:
                yield question.id, choice.label
            for row in question.rows:
                yield question.id, row.label
            if question.scale:
                yield question.id, question.scale.low_label
                yield question.id, question.scale.high_label
    for end in survey.ends:
        yield end.id, end.text
    for score in survey.scores:
        yield score.id, score.text
