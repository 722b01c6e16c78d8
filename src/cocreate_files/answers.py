"""One question's answers as a table for statistics: score, time, weight, words, and groupings."""

from collections.abc import Mapping as Mappable
from collections.abc import Sequence
from dataclasses import dataclass, replace

import duckdb

from cocreate_files.mapping import ColumnMapping, Mapping
from cocreate_files.records import answers_sql, left_out_sql
from cocreate_files.rows import find_repeats
from cocreate_files.staging import session
from cocreate_files.table import SourceTable

__all__ = ["Answers", "LeftOut", "answers_of"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many answers were left out for one reason, with an example."""

    code: str
    count: int
    row: int
    value: str


@dataclass(frozen=True, slots=True)
class Answers:
    """One question's answers.

    Args:
        relation: Columns `row`, `score` (number; 1 and 0 for yes and no), `time` (UTC), `weight`, `text`, and
            the groupings under the names in `groups`.
        groups: Name of each grouping and its column in `relation`.
        count: How many answers there are.
        left_out: What was left out, by reason, the commonest first.
    """

    relation: duckdb.DuckDBPyRelation
    groups: Mappable[str, str]
    count: int
    left_out: tuple[LeftOut, ...]


def answers_of(
    table: SourceTable,
    score: ColumnMapping,
    *,
    by: Sequence[ColumnMapping] = (),
    when: ColumnMapping | None = None,
    weight: ColumnMapping | None = None,
    text: ColumnMapping | None = None,
) -> Answers:
    """Read one question's answers, leaving out what is no answer to it.

    Args:
        table: The table.
        score: The question, an answer with its type and scale.
        by: Columns to group by.
        when: The column of times.
        weight: The column of weights.
        text: A column of words to go along.

    Returns:
        The answers, kept in the table's database.
    """
    mapping = _narrowed(table.guess, score, when=when, weight=weight)
    find_repeats(table.connection, mapping)
    columns = {f"by{place}": column for place, column in enumerate(by)}
    if text:
        columns["text"] = text
    name = f"answers_{score.index}"
    table.connection.execute(f"CREATE OR REPLACE TABLE {name} AS {answers_sql(mapping, columns)}")
    left_out = table.connection.execute(left_out_sql(mapping)).fetchall()
    relation = session(table.connection).table(name)
    return Answers(
        relation=relation,
        groups={column.name: f"by{place}" for place, column in enumerate(by)},
        count=int(relation.count("score").fetchall()[0][0]),
        left_out=tuple(LeftOut(str(code), int(n), int(row), str(value)) for code, n, row, value in left_out),
    )


def _narrowed(
    mapping: Mapping, score: ColumnMapping, *, when: ColumnMapping | None, weight: ColumnMapping | None
) -> Mapping:
    """The mapping with nothing but the question, its time and its weight."""
    narrowed = replace(mapping, columns=tuple(column.with_role("ignore") for column in mapping.columns))
    for role, column in (("when", when), ("weight", weight)):
        if column:
            narrowed = narrowed.with_column(column.with_role(role))
    return narrowed.with_column(score)
