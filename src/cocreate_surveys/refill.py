"""Answers back into the fields of a form: what `posted` reads is what this writes."""

from collections.abc import Mapping
from typing import Any

from cocreate_surveys.definition import Kind, Question
from cocreate_surveys.piping import plain


def posted_of(question: Question, value: Any, *, other: str = "") -> dict[str, list[str]]:
    """The fields of a form that would send an answer.

    Args:
        question: What was asked.
        value: What was answered; None for nothing.
        other: Words of one's own.
    """
    fields = _fields(question, value)
    if other:
        fields[f"{question.id}.other"] = [other]
    return fields


def _fields(question: Question, value: Any) -> dict[str, list[str]]:
    if value is None or question.kind is Kind.FILE:
        return {}
    if question.kind is Kind.RANKING:
        return {f"{question.id}.{choice_id}": [str(place)] for place, choice_id in enumerate(value, 1)}
    if isinstance(value, Mapping):
        return {f"{question.id}.{part}": [_word(answer)] for part, answer in value.items()}
    if isinstance(value, list | tuple):
        return {question.id: [_word(one) for one in value]}
    return {question.id: [_word(value)]}


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return repr(value) if isinstance(value, float) and not value.is_integer() else plain(value)
