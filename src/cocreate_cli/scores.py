"""`cocreate scores`: one measure of one column, by any groupings, from any file."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from cocreate.errors import NoAnswersError, OutsideScaleError
from cocreate_cli.failures import failures_told, tell
from cocreate_cli.output import Form, write_csv, write_json, write_table
from cocreate_cli.questions import Question, column_named, estimate_all, estimate_by, question_of
from cocreate_files import REASONS, Answers, SourceTable, answers_of, open_file

__all__ = ["scores"]

LONGEST_EXAMPLE = 60


class Measure(StrEnum):
    """What can be measured."""

    NPS = "nps"
    CSAT = "csat"
    CES = "ces"
    MEAN = "mean"


def scores(
    file: Annotated[
        Path, typer.Argument(help="CSV, TSV, XLSX, Parquet, JSON Lines, SPSS or Stata; .gz and .zip too.")
    ],
    *,
    score: Annotated[str, typer.Option("--score", metavar="COLUMN", help="The column of scores.")],
    measure: Annotated[
        Measure | None, typer.Option(help="What to measure; guessed where it is left out.")
    ] = None,
    scale: Annotated[
        tuple[float, float] | None, typer.Option(metavar="MIN MAX", help="Lowest and highest answer.")
    ] = None,
    by: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN", help="Group by it; may be repeated.")
    ] = None,
    weight: Annotated[str | None, typer.Option(metavar="COLUMN", help="The column of weights.")] = None,
    min_n: Annotated[int, typer.Option(min=0, metavar="N", help="Hide groups with fewer answers.")] = 0,
    form: Annotated[Form, typer.Option("--format", help="How to write the result.")] = Form.TABLE,
) -> None:
    """Estimate NPS, CSAT, CES or a mean, with its interval, from a file."""
    with failures_told(), open_file(file) as table:
        question = question_of(column_named(table, score), measure=measure and measure.value, scale=scale)
        answers = _answers(table, question, by=by or (), weight=weight)
        _state(question, answers)
        weighted = weight is not None
        if by:
            found = list(estimate_by(question, answers, by=by, weighted=weighted, min_n=min_n))
        else:
            found = [estimate_all(question, answers, weighted=weighted, min_n=min_n)]
        _write([estimate.to_dict() for estimate in found], by=by or (), form=form)


def _answers(table: SourceTable, question: Question, *, by: Sequence[str], weight: str | None) -> Answers:
    """The answers, or an error that says what is wrong with them."""
    groups = [column_named(table, name) for name in by]
    answers = answers_of(
        table, question.column, by=groups, weight=column_named(table, weight) if weight else None
    )
    column = question.column
    for part in answers.left_out:
        if part.code == "score_outside_scale":
            raise OutsideScaleError(
                f"{part.count:,} answers in {column.name!r} lie outside the scale {column.scale_min:g} to"
                f" {column.scale_max:g}, such as {part.value!r} on line {table.line_of([part.row])[0]}:"
                " give the right one with --scale MIN MAX"
            )
    if not answers.count:
        example = f", such as {answers.left_out[0].value[:LONGEST_EXAMPLE]!r}" if answers.left_out else ""
        raise NoAnswersError(f"{column.name!r} holds no numbers{example}: name a column of scores")
    return answers


def _state(question: Question, answers: Answers) -> None:
    """Say what was guessed and what was left out."""
    if question.guessed:
        column = question.column
        tell(f"measure {question.measure} is a guess, because {column.reason.text}; choose with --measure")
    for part in answers.left_out:
        tell(
            f"{part.count:,} answers left out: {REASONS[part.code]}, such as {part.value[:LONGEST_EXAMPLE]!r}"
        )


def _write(rows: Sequence[dict[str, Any]], *, by: Sequence[str], form: Form) -> None:
    if form is Form.JSON:
        write_json(rows)
    elif form is Form.CSV:
        names = [name for name in rows[0] if name != "group"] if rows else []
        write_csv([*by, *names], ([*row["group"].values(), *(row[name] for name in names)] for row in rows))
    else:
        write_table(
            {
                **dict.fromkeys(by, "text"),
                "measure": "text",
                **dict.fromkeys(("value", "low", "high", "n"), "figure"),
            },
            ([*_labels(row), row["measure"], *_figures(row)] for row in rows),
        )


def _labels(row: dict[str, Any]) -> list[str]:
    return ["–" if label is None else str(label) for label in row["group"].values()]


def _figures(row: dict[str, Any]) -> list[str]:
    n = "hidden" if row["n"] is None else f"{row['n']:,}"
    return [*(_figure(row[name], row["measure"]) for name in ("value", "low", "high")), n]


def _figure(value: float | None, measure: str) -> str:
    if value is None:
        return "–"
    shown = (
        f"{100 * value:.1f} %"
        if measure in {"csat", "share"}
        else f"{value:.{1 if measure == 'nps' else 2}f}"
    )
    return shown.replace("-", "−")
