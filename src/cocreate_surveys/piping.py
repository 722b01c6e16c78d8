"""Earlier answers and traits within words, as in `You gave {{nps}}, {{trait.name|friend}}`."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cocreate_surveys.conditions import Known
from cocreate_surveys.definition import Question, Survey
from cocreate_surveys.words import said

PIPE = re.compile(r"\{\{\s*(?P<source>trait\.|score\.)?(?P<name>[^{}|]+?)\s*(?:\|(?P<instead>[^{}]*))?\}\}")
LONGEST_PIPED = 200


def filled(text: str, survey: Survey, known: Known) -> str:
    """Words with what they speak of filled in; what is not known is what stands after the bar, else nothing.

    Args:
        text: Words with pipes.
        survey: Says how choices are called.
        known: Answers, traits and scores.
    """

    def fill(pipe: re.Match[str]) -> str:
        name = pipe["name"].strip()
        match pipe["source"]:
            case "trait.":
                found = plain(known.traits.get(name))
            case "score.":
                found = plain(known.scores.get(name))
            case _:
                found = _answer(survey, name, known)
        return found[:LONGEST_PIPED] or (pipe["instead"] or "").strip()

    return PIPE.sub(fill, text)


def piped(text: str) -> Iterator[str]:
    """Ids of the questions that words speak of."""
    for pipe in PIPE.finditer(text):
        if not pipe["source"]:
            yield pipe["name"].strip()


def plain(value: Any) -> str:
    """A value as people write it: whole numbers without a point."""
    if value is None or isinstance(value, bool | Mapping):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if not isinstance(value, float) else f"{value:.2f}".rstrip("0").rstrip(".")


def answer_words(question: Question, value: Any, *, language: str, default: str) -> str:
    """An answer in words: the labels of choices, several with commas between."""
    labels = {
        choice.id: said(choice.label, language, default=default) or choice.id for choice in question.choices
    }
    if isinstance(value, list | tuple):
        return ("、" if language.lower().startswith("zh") else ", ").join(
            labels.get(one, plain(one)) for one in value
        )
    return labels.get(value, "") if isinstance(value, str) and value in labels else plain(value)


def _answer(survey: Survey, name: str, known: Known) -> str:
    question = survey.question(name)
    if question is None or name not in known.answers:
        return ""
    return answer_words(question, known.answers[name], language=known.language, default=survey.language)
