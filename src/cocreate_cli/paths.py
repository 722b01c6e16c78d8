"""`cocreate paths`: which way customers go, from a file of events."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import duckdb
import typer

from cocreate.journeys import Paths, paths
from cocreate_cli.columns import text_sql, time_sql
from cocreate_cli.failures import failures_told, tell
from cocreate_cli.output import Form, write_rows
from cocreate_files import SourceTable, open_file
from cocreate_files.staging import session

__all__ = ["journey_paths"]

DAY = 86_400


class What(StrEnum):
    """What to tell of the journeys."""

    STEPS = "steps"
    VARIANTS = "variants"
    STARTS = "starts"
    ENDS = "ends"


def journey_paths(
    file: Annotated[
        Path,
        typer.Argument(help="Events: CSV, TSV, XLSX, Parquet, JSON Lines, SPSS or Stata; .gz and .zip too."),
    ],
    *,
    case: Annotated[str, typer.Option("--case", metavar="COLUMN", help="Whose journey it is.")],
    activity: Annotated[str, typer.Option("--activity", metavar="COLUMN", help="What happened.")],
    when: Annotated[str, typer.Option("--when", metavar="COLUMN", help="The column of dates or times.")],
    show: Annotated[
        What, typer.Option(help="What follows what; whole journeys; or where they begin or end.")
    ] = What.STEPS,
    top: Annotated[int, typer.Option(min=1, metavar="N", help="How many rows the table shows.")] = 20,
    form: Annotated[Form, typer.Option("--format", help="How to write the result.")] = Form.TABLE,
) -> None:
    """Count what follows what in customers' journeys: how often, with its interval, and how soon."""
    with failures_told(), open_file(file) as table:
        wanted = top if form is Form.TABLE else None
        found = paths(
            _events(table, case=case, activity=activity, when=when),
            case="case",
            activity="activity",
            when="moment",
            variants=wanted if show is What.VARIANTS else 0,
        )
        for note in found.notes:
            tell(note)
        tell(f"{found.events:,} events of {found.cases:,} cases")
        rows = _rows(found, show)
        if form is Form.TABLE and len(rows) > top:
            tell(f"the first {top:,} of {len(rows):,} rows; --format csv writes all")
            rows = rows[:top]
        write_rows([_in_short(row) for row in rows] if form is Form.TABLE else rows, form=form)


def _events(table: SourceTable, *, case: str, activity: str, when: str) -> duckdb.DuckDBPyRelation:
    """Case, activity and time of each row, read from text."""
    picked = (
        f'{text_sql(table, case)} AS "case", {text_sql(table, activity)} AS activity,'
        f" {time_sql(table, when)} AS moment"
    )
    return session(table.connection).sql(f"SELECT {picked} FROM source")  # noqa: S608 - names are ours


def _rows(found: Paths, show: What) -> list[dict[str, Any]]:
    if show is What.VARIANTS:
        return found.variants.to_dict() if found.variants else []
    if show is What.STEPS:
        return [_in_days(row) for row in found.to_dict()]
    ends = found.starts() if show is What.STARTS else found.ends()
    rows = [{"activity": e.group["activity"], **e.to_dict()} for e in ends if e.value > 0]
    kept = ("activity", "value", "low", "high", "n")
    return [{name: row[name] for name in kept} for row in sorted(rows, key=lambda row: -row["value"])]


def _in_short(row: dict[str, Any]) -> dict[str, Any]:
    """What fits a line: of times only the mean."""
    return {name: value for name, value in row.items() if name not in {"days_low", "days_high", "days_sd"}}


def _in_days(row: dict[str, Any]) -> dict[str, Any]:
    """Times in days, which people read more easily than seconds."""
    return {
        name.replace("seconds", "days"): value / DAY
        if name.startswith("seconds") and value is not None
        else value
        for name, value in row.items()
    }
