"""Answers as the fields of records: one field a score, choice, row or text."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cocreate_surveys.definition import Choice, Kind, Question, Survey
from cocreate_surveys.kinds import nature, scale_of
from cocreate_surveys.scoring import scores_of
from cocreate_surveys.words import said


@dataclass(frozen=True, slots=True)
class Field:
    """One answered field.

    Attributes:
        id: Of the field; a row or item stands behind a dot.
        type: As records call it.
        label: The question's words in the survey's own language.
        group_id: The question, where one question makes several fields.
        group_label: Its words.
        text: What was said or chosen.
        number: What was scored.
        boolean: Yes or no.
        day: A day, as 2031-05-04.
        choice: The stable id of what was chosen.
        scale_min: Lowest of the scale.
        scale_max: Highest of the scale.
        touchpoint: Where it lies, if the question says so.
        component: Of what it speaks, if the question says so.
        question_type: The kind of question.
    """

    id: str
    type: str
    label: str = ""
    group_id: str = ""
    group_label: str = ""
    text: str | None = None
    number: float | None = None
    boolean: bool | None = None
    day: str | None = None
    choice: str = ""
    scale_min: float | None = None
    scale_max: float | None = None
    touchpoint: str = ""
    component: str = ""
    question_type: str = ""


def fields_of(survey: Survey, question: Question, value: Any, *, other: str = "") -> tuple[Field, ...]:
    """The fields that one answer makes.

    Args:
        survey: Whose own language labels are written in, so that a field is called the same whoever answered.
        question: What was asked.
        value: What was answered; None makes no field.
        other: Words of one's own; they are a field of their own.
    """
    if value is None or not nature(question).field_type:
        return ()
    label = _said(survey, question.text)
    plain = Field(
        question.id,
        nature(question).field_type,
        label,
        touchpoint=question.touchpoint or survey.touchpoint,
        component=question.component,
        question_type=question.kind,
    )
    made = tuple(MAKERS.get(question.kind, _one)(survey, question, value, plain))
    if other:
        made += (
            replace(
                plain,
                id=f"{question.id}.other",
                type="text",
                text=other,
                group_id=question.id,
                group_label=label,
            ),
        )
    return made


def score_fields(survey: Survey, answers: Mapping[str, Any]) -> tuple[Field, ...]:
    """A field for each score."""
    labels = {score.id: _said(survey, score.text) or score.id for score in survey.scores}
    return tuple(
        Field(
            score_id,
            "number",
            labels[score_id],
            number=value,
            touchpoint=survey.touchpoint,
            question_type="score",
        )
        for score_id, value in scores_of(survey, answers).items()
    )


def _said(survey: Survey, words: Mapping[str, str]) -> str:
    return said(words, survey.language, default=survey.language)


def _one(survey: Survey, question: Question, value: Any, plain: Field) -> Iterator[Field]:
    match plain.type:
        case "boolean":
            yield replace(plain, boolean=bool(value))
        case "date":
            yield replace(plain, day=str(value))
        case "text":
            yield replace(plain, text=value["name"] if isinstance(value, Mapping) else str(value))
        case "categorical":
            yield replace(plain, **_chosen(survey, _choice(question, value)))
        case _:
            yield replace(plain, **_scored(question, value))


def _scored(question: Question, value: Any) -> dict[str, Any]:
    scale = scale_of(question)
    ends = {"scale_min": scale.low, "scale_max": scale.high} if scale else {}
    return {"number": float(value), **ends}


def _chosen(survey: Survey, choice: Choice) -> dict[str, Any]:
    return {"text": _said(survey, choice.label) or choice.id, "choice": choice.id}


def _choice(question: Question, choice_id: str) -> Choice:
    return next((choice for choice in question.choices if choice.id == choice_id), Choice(id=choice_id))


def _grouped(question: Question, plain: Field, part: str, label: str) -> Field:
    return replace(
        plain, id=f"{question.id}.{part}", label=label, group_id=question.id, group_label=plain.label
    )


def _several(survey: Survey, question: Question, value: Any, plain: Field) -> Iterator[Field]:
    for choice in (_choice(question, one) for one in value):
        chosen = _chosen(survey, choice)
        yield replace(_grouped(question, plain, choice.id, plain.label), **chosen)


def _ranked(survey: Survey, question: Question, value: Any, plain: Field) -> Iterator[Field]:
    for place, choice_id in enumerate(value, 1):
        label = _said(survey, _choice(question, choice_id).label) or choice_id
        yield replace(
            _grouped(question, plain, choice_id, label),
            number=float(place), choice=choice_id, scale_min=1.0, scale_max=float(len(question.choices)),
        )  # fmt: skip


def _sides(survey: Survey, question: Question, value: Any, plain: Field) -> Iterator[Field]:
    for side, choice_id in value.items():
        chosen = _chosen(survey, _choice(question, choice_id))
        yield replace(_grouped(question, plain, side, plain.label), **chosen)


def _rows(survey: Survey, question: Question, value: Any, plain: Field) -> Iterator[Field]:
    for row in question.rows:
        if row.id not in value:
            continue
        part = replace(
            _grouped(question, plain, row.id, _said(survey, row.label) or row.id),
            component=row.component or question.component,
        )
        if question.choices:
            yield replace(part, type="categorical", **_chosen(survey, _choice(question, value[row.id])))
        else:
            yield replace(part, **_scored(question, value[row.id]))


MAKERS: Mapping[Kind, Callable[[Survey, Question, Any, Field], Iterator[Field]]] = {
    Kind.MULTIPLE: _several,
    Kind.RANKING: _ranked,
    Kind.BEST_WORST: _sides,
    Kind.KANO: _sides,
    Kind.MATRIX: _rows,
}
