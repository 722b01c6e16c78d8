"""`cocreate drivers`: how much of a score each of several others accounts for, from any file."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from cocreate.drivers import Importance, Importances, importance
from cocreate.errors import InputError
from cocreate_cli.columns import listed
from cocreate_cli.failures import failures_told, tell
from cocreate_cli.output import Form, write_rows
from cocreate_cli.questions import column_named
from cocreate_cli.sheets import WEIGHT, answer_sheets
from cocreate_files import open_file

__all__ = ["drivers"]


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
        if target in chosen:
            raise InputError(f"{target!r} is both outcome and driver; leave it out of the drivers")
        groups = [column_named(table, name).name for name in by or ()]
        answers = answer_sheets(table, [target, *chosen], by=groups, weight=weight)
        found = importance(
            answers,
            target,
            drivers=chosen,
            method=method.value,
            by=groups or None,
            weight=WEIGHT if weight else None,
            missing=missing.value,
        )
        _state(found)
        rows = found.to_dict()
        write_rows([_in_short(row) for row in rows] if form is Form.TABLE else rows, form=form)


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
