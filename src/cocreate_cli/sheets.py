"""Several scores of a file side by side: one row an answer sheet."""

from collections.abc import Sequence

import duckdb

from cocreate.errors import InputError, NoAnswersError
from cocreate_cli.failures import tell
from cocreate_cli.questions import column_named, question_of
from cocreate_files import REASONS, Answers, SourceTable, answers_of
from cocreate_files.staging import session

__all__ = ["WEIGHT", "answer_sheets"]

LONGEST_EXAMPLE = 60
WEIGHT = "weight of the row"


def answer_sheets(
    table: SourceTable, names: Sequence[str], *, by: Sequence[str] = (), weight: str | None = None
) -> duckdb.DuckDBPyRelation:
    """One row a row of the file: scores as numbers, the groups and the weight beside them.

    Args:
        table: The table.
        names: The columns of scores.
        by: Columns to group by.
        weight: The column of weights; it comes out as `WEIGHT`.

    Returns:
        A relation with a column for each name; what is left out is told.

    Raises:
        InputError: If a column is named twice.
        NoAnswersError: If a column holds no numbers.
    """
    twice = sorted({name for name in names if names.count(name) > 1} | (set(by) & set(names)))
    if twice:
        raise InputError(f"{twice[0]!r} is named twice; name each column once")
    asked = [_answers(table, name, by=by, weight=weight) for name in names]
    places = [answers.relation.alias for answers in asked]

    def beside(column: str) -> str:
        """What the row says, whichever of its scores is there."""
        return f"coalesce({', '.join(f'{place}.{column}' for place in places)})"

    parts = [f"{place}.score AS {_quoted(name)}" for place, name in zip(places, names, strict=True)]
    parts += [f"{beside(column)} AS {_quoted(name)}" for name, column in asked[0].groups.items()]
    if weight:
        parts.append(f"{beside('weight')} AS {_quoted(WEIGHT)}")
    joins = " ".join(f"FULL JOIN {place} USING (row)" for place in places[1:])
    query = f"SELECT {', '.join(parts)} FROM {places[0]} {joins} ORDER BY row"  # noqa: S608 - quoted
    return session(table.connection).sql(query)


def _answers(table: SourceTable, name: str, *, by: Sequence[str] = (), weight: str | None = None) -> Answers:
    column = question_of(column_named(table, name), measure="mean").column
    groups = [column_named(table, group) for group in by]
    answers = answers_of(table, column, by=groups, weight=column_named(table, weight) if weight else None)
    if not answers.count:
        example = f", such as {answers.left_out[0].value[:LONGEST_EXAMPLE]!r}" if answers.left_out else ""
        raise NoAnswersError(f"{name!r} holds no numbers{example}: name a column of scores")
    for part in answers.left_out:
        tell(
            f"{part.count:,} answers of {name!r} left out: {REASONS[part.code]},"
            f" such as {part.value[:LONGEST_EXAMPLE]!r}"
        )
    return answers


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
