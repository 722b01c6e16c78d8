"""`cocreate drivers`: how much of a score each of several others accounts for, from any file."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import duckdb
import typer

from cocreate.drivers import Importance, Importances, importance
from cocreate.errors import InputError, NoAnswersError
from cocreate_cli.columns import listed
from cocreate_cli.failures import failures_told, tell
from cocreate_cli.output import Form, write_rows
from cocreate_cli.questions import column_named, question_of
from cocreate_files import REASONS, Answers, SourceTable, answers_of, open_file
from cocreate_files.staging import session

__all__ = ["drivers"]

LONGEST_EXAMPLE = 60


class Method(StrEnum):
    """How importance is shared out."""

    LMG = "lmg"
    JOHNSON = "johnson"


class Missing(StrEnum):
    """What becomes of rows with gaps."""

    LISTWISE = "listwise"
    PAIRWISE = "pairwise"


def drivers(
    file: Annotated[
        Path, typer.Argument(help="CSV, TSV, XLSX, Parquet, JSON Lines, SPSS or Stata; .gz and .zip too.")
    ],
    *,
    outcome: Annotated[str, typer.Option("--outcome", metavar="COLUMN", help="The score to explain.")],
    names: Annotated[
        list[str],
        typer.Option("--drivers", metavar="A,B,…", help="The scores that may explain it; may be repeated."),
    ],
    method: Annotated[Method, typer.Option(help="How importance is shared out.")] = Method.LMG,
    by: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN", help="Group by it; may be repeated.")
    ] = None,
    weight: Annotated[str | None, typer.Option(metavar="COLUMN", help="The column of weights.")] = None,
    missing: Annotated[
        Missing, typer.Option(help="Leave out rows with a gap, or use each pair of columns' own rows.")
    ] = Missing.LISTWISE,
    form: Annotated[Form, typer.Option("--format", help="How to write the result.")] = Form.TABLE,
) -> None:
    """Estimate how much each of several scores matters for another, with intervals and ranks."""
    with failures_told(), open_file(file) as table:
        target = column_named(table, outcome).name
        chosen = listed(table, names)
        groups = [column_named(table, name).name for name in by or ()]
        answers = _answer_sheets(table, target, chosen, groups, weight)
        found = importance(
            answers,
            target,
            drivers=chosen,
            method=method.value,
            by=groups or None,
            weight="weight of the row" if weight else None,
            missing=missing.value,
        )
        _state(found)
        rows = found.to_dict()
        write_rows([_in_short(row) for row in rows] if form is Form.TABLE else rows, form=form)


def _answer_sheets(
    table: SourceTable, outcome: str, drivers: Sequence[str], by: Sequence[str], weight: str | None
) -> duckdb.DuckDBPyRelation:
    """One row a row of the file: the scores as numbers, the groups and the weight beside them."""
    twice = sorted({name for name in drivers if drivers.count(name) > 1} | (set(by) & {outcome, *drivers}))
    if twice:
        raise InputError(f"{twice[0]!r} is named twice; name each column once")
    first = _answers(table, outcome, by=by, weight=weight)
    parts = [f"first.score AS {_quoted(outcome)}"]
    parts += [f"first.{column} AS {_quoted(name)}" for name, column in first.groups.items()]
    if weight:
        parts.append('first.weight AS "weight of the row"')
    joins = []
    for name in drivers:
        place = _answers(table, name).relation.alias
        joins.append(f"LEFT JOIN {place} ON {place}.row = first.row")
        parts.append(f"{place}.score AS {_quoted(name)}")
    query = (
        f"SELECT {', '.join(parts)} FROM {first.relation.alias} AS first {' '.join(joins)} ORDER BY first.row"  # noqa: S608 - quoted
    )
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


def _state(found: Importance | Importances) -> None:
    """Say how much is explained, and what there is to know of the data."""
    items = [found] if isinstance(found, Importance) else list(found)
    for item in items:
        group = "".join(f"{name} {value}: " for name, value in item.group.items())
        whole = item.r_squared
        tell(
            f"{group}together they explain {whole.value:.0%} of {item.outcome!r}"
            f" ({whole.low:.0%} to {whole.high:.0%}), n={item.n:,}"
        )
        for note in item.notes:
            tell(f"{group}{note}")
    for note in found.notes if isinstance(found, Importances) else ():
        tell(note)


def _in_short(row: dict[str, Any]) -> dict[str, Any]:
    """What fits a line: the importance with its interval, the share and the ranks it may have."""
    first, last = row.pop("rank_from"), row.pop("rank_to")
    short = {name: value for name, value in row.items() if name not in {"share_low", "share_high"}}
    return {**short, "rank": str(first) if first == last else f"{first}–{last}"}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
