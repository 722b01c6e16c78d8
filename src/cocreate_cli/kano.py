"""`cocreate kano`: which features delight, which are expected, from pairs of answers in any file."""

from pathlib import Path
from typing import Annotated, Any

import typer

from cocreate.choices import Kano
from cocreate.choices import kano as kano_of
from cocreate_cli.columns import listed, text_sql
from cocreate_cli.failures import failures_told, tell
from cocreate_cli.output import Form, write_rows
from cocreate_files import open_file
from cocreate_files.staging import session

__all__ = ["kano"]

SHOWN = (
    "category",
    "second",
    "decided",
    "n",
    "better",
    "better_low",
    "better_high",
    "worse",
    "worse_low",
    "worse_high",
)


def kano(
    file: Annotated[
        Path, typer.Argument(help="CSV, TSV, XLSX, Parquet, JSON Lines, SPSS or Stata; .gz and .zip too.")
    ],
    *,
    functional: Annotated[
        list[str], typer.Option(metavar="A,B,…", help="Columns of answers to: how if it were there?")
    ],
    dysfunctional: Annotated[
        list[str], typer.Option(metavar="A,B,…", help="Columns of answers to: how if it were not there?")
    ],
    by: Annotated[str | None, typer.Option(metavar="COLUMN", help="Group by it.")] = None,
    like: Annotated[
        int, typer.Option(min=1, max=5, help="The number that says: I like it (1 or 5); words are read too.")
    ] = 1,
    form: Annotated[Form, typer.Option("--format", help="How to write the result.")] = Form.TABLE,
) -> None:
    """Sort features into Kano's categories, with intervals of better and worse."""
    with failures_told(), open_file(file) as table:
        yes, no = listed(table, functional), listed(table, dysfunctional)
        columns = [*yes, *no, *listed(table, [by] if by else [])]
        parts = ", ".join(f"{text_sql(table, name)} AS c{place}" for place, name in enumerate(columns))
        relation = session(table.connection).sql(f"SELECT {parts} FROM source")  # noqa: S608 - names are ours
        places = [f"c{place}" for place in range(len(columns))]
        found = kano_of(
            relation, places[: len(yes)], dysfunctional=places[len(yes) : len(yes) + len(no)], names=yes,
            by=places[-1] if by else None, like=like,
        )  # fmt: skip
        _state(found)
        write_rows([_row(found, place, by) for place in range(len(found))], form=form)


def _row(found: Kano, place: int, by: str | None) -> dict[str, Any]:
    feature, row = found[place], found.to_dict()[place]
    group = {by: feature.group} if by else {}
    return {**group, "feature": feature.feature, **{name: row[name] for name in SHOWN}}


def _state(found: Kano) -> None:
    """Say what was left out, and what should be known before reading."""
    for feature in found:
        for note in feature.notes:
            group = f" ({feature.group})" if found.by else ""
            tell(f"{feature.feature}{group}: {note}")
