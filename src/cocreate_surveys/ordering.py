"""In which order choices and rows stand: as written, or by chance, the same for one respondent every time."""

import random
from collections.abc import Sequence

from cocreate_surveys.definition import Choice, Question, Row


def choices_for(question: Question, seed: str) -> tuple[Choice, ...]:
    """A question's choices in a respondent's order; *other* and exclusive ones keep the end."""
    if not question.shuffle:
        return question.choices
    loose = [choice for choice in question.choices if not choice.other and not choice.exclusive]
    fixed = [choice for choice in question.choices if choice.other or choice.exclusive]
    return (*_shuffled(loose, f"{seed} {question.id}"), *fixed)


def rows_for(question: Question, seed: str) -> tuple[Row, ...]:
    """A matrix's rows in a respondent's order."""
    return tuple(_shuffled(question.rows, f"{seed} {question.id}")) if question.shuffle else question.rows


def _shuffled[T](things: Sequence[T], seed: str) -> list[T]:
    order = list(things)
    random.Random(seed).shuffle(order)  # noqa: S311 - an order, not a secret
    return order
