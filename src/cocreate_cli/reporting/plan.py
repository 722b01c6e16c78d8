"""Which columns a report is about: those that were named, else those that fit best, the guesses marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from cocreate.errors import InputError
from cocreate_cli.questions import Question, column_named, question_of
from cocreate_files import ColumnMapping, SourceTable

__all__ = ["Plan", "plan_of"]

MOST_QUESTIONS = 4
FEWEST_GROUPS = 2
MOST_GROUPINGS = 4
MOST_GROUPS = 12
PREFERENCE = ("nps", "csat", "ces", "rating", "boolean")
GROUPING_ROLES = ("touchpoint", "component", "channel", "market", "language")


@dataclass(frozen=True, slots=True)
class Plan:
    """What the report is about.

    Args:
        main: The question the breakdowns and the trend are about.
        others: Further questions, for the headline figures.
        when: The column of times.
        text: The column of customers' words.
        by: The columns to break down by.
        guessed: The columns that were guessed: what for, and the column.
    """

    main: Question
    others: tuple[Question, ...]
    when: ColumnMapping | None
    text: ColumnMapping | None
    by: tuple[ColumnMapping, ...]
    guessed: tuple[tuple[str, ColumnMapping], ...]


def plan_of(
    table: SourceTable,
    *,
    score: str | None = None,
    when: str | None = None,
    text: str | None = None,
    by: Sequence[str] = (),
) -> Plan:
    """Choose the columns of a report.

    Args:
        table: The table.
        score: The main column of scores, if named.
        when: The column of times, if named.
        text: The column of words, if named.
        by: The columns to break down by, if named.

    Returns:
        The plan.

    Raises:
        InputError: If no column holds scores.
        MissingColumnError: If a column that was named is not there.
    """
    questions = _questions(table, score)
    mapping = table.guess
    of_time = column_named(table, when) if when else mapping.of_role("when")
    of_words = column_named(table, text) if text else _words(mapping.answers)
    groupings = tuple(column_named(table, name) for name in by) or _groupings(table, questions[0])
    guesses = (
        ("score", questions[0].column if score is None else None),
        ("when", of_time if when is None else None),
        ("text", of_words if text is None else None),
        *(("by", column) for column in (() if by else groupings)),
    )
    guessed = tuple((role, column) for role, column in guesses if column is not None)
    return Plan(questions[0], tuple(questions[1:]), of_time, of_words, groupings, guessed)


def _questions(table: SourceTable, score: str | None) -> list[Question]:
    """The main question first, then the others, the likeliest measures first."""
    named = [column_named(table, score)] if score else []
    scored = [column for column in table.guess.answers if column.field_type in PREFERENCE]
    ranked = sorted(scored, key=lambda column: (PREFERENCE.index(column.field_type), -column.confidence))
    places = {column.index for column in named}
    columns = [*named, *(column for column in ranked if column.index not in places)][:MOST_QUESTIONS]
    if not columns:
        raise InputError("no column looks like scores: name one with --score COLUMN")
    return [question_of(column) for column in columns]


def _words(answers: Sequence[ColumnMapping]) -> ColumnMapping | None:
    texts = [column for column in answers if column.field_type == "text"]
    return max(texts, key=lambda column: column.confidence, default=None)


def _groupings(table: SourceTable, main: Question) -> tuple[ColumnMapping, ...]:
    """Columns with a handful of groups: touchpoints and the like first, then traits."""
    mapping = table.guess
    candidates = [found for role in GROUPING_ROLES if (found := mapping.of_role(role))]
    candidates += [column for column in mapping.traits if not column.date_format]
    kept = [
        column
        for column in candidates
        if FEWEST_GROUPS <= table.columns[column.index].profile.distinct <= MOST_GROUPS
        and column.index != main.column.index
    ]
    return tuple(kept[:MOST_GROUPINGS])
