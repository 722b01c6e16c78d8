"""Responses as the team reads them."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language

from cocreate_server.listen.answering.models import Response
from cocreate_server.listen.answering.services import given_of, way_of
from cocreate_server.listen.surveys.api import AskedSurvey
from cocreate_surveys.answering import Given
from cocreate_surveys.definition import Kind, Question, Survey
from cocreate_surveys.phrases import phrase
from cocreate_surveys.piping import answer_words
from cocreate_surveys.words import said


@dataclass(frozen=True, slots=True)
class Said:
    """One question and what was answered, in words; `file` is the number of a file that came."""

    question: str
    answer: str
    file: int | None = None
    lines: tuple[tuple[str, str], ...] = ()


def response_list_for(workspace_id: int, survey_id: int, *, state: str = "") -> QuerySet[Response]:
    """Responses to a survey, those begun last first."""
    found = Response.objects.filter(workspace_id=workspace_id, survey_id=survey_id)
    if state in Response.State.values:
        found = found.filter(state=state)
    return found.select_related("version").order_by("-started_at", "-id")


def response_get(workspace_id: int, survey_id: int, response_id: UUID) -> Response | None:
    """One response."""
    return response_list_for(workspace_id, survey_id).filter(pk=response_id).first()


def answers_said(asked: AskedSurvey, response: Response) -> tuple[Said, ...]:
    """What was asked and answered, in the order of the way and in the reader's language where the survey has it."""
    way = way_of(asked, response)
    given = given_of(response).on(way)
    language = "zh-hans" if (get_language() or "").startswith("zh") else "en"
    return tuple(
        _said(asked.definition, question, given, language)
        for question in way.questions
        if question.kind is not Kind.STATEMENT and question.id in given.answers
    )


def _said(survey: Survey, question: Question, given: Given, language: str) -> Said:
    text = said(question.text, language, default=survey.language) or question.id
    value, other = given.answers[question.id], given.others.get(question.id, "")
    if question.kind is Kind.FILE:
        return Said(text, str(value.get("name", "")), file=value.get("file"))
    if isinstance(value, bool):
        return Said(text, phrase(survey, "yes" if value else "no", language))
    if isinstance(value, dict):
        return Said(text, "", lines=tuple(_lines(survey, question, value, language)))
    words = answer_words(question, value, language=language, default=survey.language)
    return Said(text, f"{words} ({other})" if other else words)


def _lines(
    survey: Survey, question: Question, value: dict[str, object], language: str
) -> Iterator[tuple[str, str]]:
    rows = {row.id: said(row.label, language, default=survey.language) or row.id for row in question.rows}
    for part, answer in value.items():
        label = rows.get(part) or phrase(survey, part, language)
        if question.kind is Kind.KANO:
            yield label, phrase(survey, str(answer), language)
        else:
            yield label, answer_words(question, answer, language=language, default=survey.language)
