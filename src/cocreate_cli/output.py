"""A command's result as a table for people, or as JSON or CSV for programs."""

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Literal

import typer

__all__ = ["Form", "write_csv", "write_json", "write_rows", "write_table"]

WIDEST = 1000

Kind = Literal["text", "figure"]


class Form(StrEnum):
    """How the result is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def write_rows(rows: Sequence[Mapping[str, Any]], *, form: Form) -> None:
    """Write rows of plain values in the form asked for; in the table, figures with four digits."""
    names = list(rows[0]) if rows else []
    if form is Form.JSON:
        write_json(rows)
    elif form is Form.CSV:
        write_csv(names, (row.values() for row in rows))
    else:
        kinds: dict[str, Kind] = {name: "figure" if _holds_figures(rows, name) else "text" for name in names}
        write_table(kinds, ([shown(value) for value in row.values()] for row in rows))


def write_json(rows: Any) -> None:
    """Write JSON, Chinese as it is."""
    typer.echo(json.dumps(rows, ensure_ascii=False, indent=2, default=str))


def write_csv(names: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """Write CSV with one line of names."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)


def write_table(kinds: Mapping[str, Kind], rows: Iterable[Sequence[str]]) -> None:
    """Write a table for people: text to the left, figures to the right and never broken, even where the line is."""
    from rich.console import Console
    from rich.measure import Measurement
    from rich.table import Table

    grid = Table(box=None, pad_edge=False, header_style="bold")
    for name, kind in kinds.items():
        if kind == "text":
            grid.add_column(name, overflow="fold")
        else:
            grid.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        grid.add_row(*row)
    console = Console(highlight=False, markup=False, emoji=False)
    least = Measurement.get(console, console.options.update(max_width=WIDEST), grid).minimum
    console.width = max(console.width, least)
    console.print(grid)


def shown(value: Any) -> str:
    """Write a value as people read it."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.4g}".replace("-", "−")
    if isinstance(value, list | tuple):
        return ", ".join(shown(item) for item in value)
    return str(value)


def _holds_figures(rows: Sequence[Mapping[str, Any]], name: str) -> bool:
    return all(isinstance(row[name], int | float | None) and not isinstance(row[name], bool) for row in rows)
