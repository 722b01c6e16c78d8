"""Scores: one number out of several answers."""

from collections.abc import Iterator, Mapping
from typing import Any

from cocreate_surveys.definition import Question, Score, Survey


def scores_of(survey: Survey, answers: Mapping[str, Any]) -> dict[str, float]:
    """Each score that some answer counts in.

    Args:
        survey: With its scores.
        answers: By question.

    Returns:
        The sum or mean of the points of what was answered, by id of the score; nothing answered, no score.
    """
    found = {}
    for score in survey.scores:
        points = list(_points(survey, score, answers))
        if points:
            found[score.id] = sum(points) / (len(points) if score.method == "mean" else 1)
    return found


def _points(survey: Survey, score: Score, answers: Mapping[str, Any]) -> Iterator[float]:
    for question_id in score.questions:
        question = survey.question(question_id)
        if question is not None and question_id in answers:
            yield from points_of(question, answers[question_id])


def points_of(question: Question, value: Any) -> Iterator[float]:
    """What an answer counts: numbers as they are, choices their points, rows one by one, yes one and no nothing."""
    if isinstance(value, bool | int | float):
        yield float(value)
    elif isinstance(value, str):
        yield from (
            choice.points for choice in question.choices if choice.id == value and choice.points is not None
        )
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from points_of(question, part)
    elif isinstance(value, list | tuple):
        chosen = [point for part in value for point in points_of(question, part)]
        if chosen:
            yield sum(chosen)
