"""`cocreate lifetime`: who is still active, what is to be expected of whom, and what that is worth."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import duckdb
import typer

from cocreate.errors import InputError
from cocreate.loyalty import (
    BGNBD,
    ParetoNBD,
    Quantities,
    RepeatSummary,
    bgnbd,
    gamma_gamma,
    lifetime_value,
    pareto_nbd,
    repeat_summary,
)
from cocreate_cli.columns import text_sql, time_sql
from cocreate_cli.failures import failures_told, tell
from cocreate_cli.output import Form, write_rows
from cocreate_files import SourceTable, open_file
from cocreate_files.staging import session

__all__ = ["lifetime"]


class Model(StrEnum):
    """How customers leave."""

    BGNBD = "bgnbd"
    PARETO = "pareto"


class Unit(StrEnum):
    """What time is counted in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Worth:
    """What is known of each customer.

    Args:
        summary: Their histories.
        alive: Probability of being active.
        ahead: Purchases to come.
        value: What they are worth, where amounts were given.
    """

    summary: RepeatSummary
    alive: Quantities
    ahead: Quantities
    value: Quantities | None


def lifetime(
    file: Annotated[
        Path,
        typer.Argument(
            help="Transactions: CSV, TSV, XLSX, Parquet, JSON Lines, SPSS or Stata; .gz and .zip too."
        ),
    ],
    *,
    customer: Annotated[str, typer.Option("--customer", metavar="COLUMN", help="The column of customers.")],
    when: Annotated[str, typer.Option("--when", metavar="COLUMN", help="The column of dates or times.")],
    amount: Annotated[str | None, typer.Option(metavar="COLUMN", help="The column of money spent.")] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DAY", help="Last day to look at, as 2025-12-31.")
    ] = None,
    unit: Annotated[Unit, typer.Option(help="What time is counted in.")] = Unit.WEEK,
    model: Annotated[
        Model, typer.Option(help="Whether customers leave after a purchase, or at any time.")
    ] = Model.BGNBD,
    ahead: Annotated[
        float, typer.Option(min=0, metavar="TIME", help="How far to look ahead, in the unit.")
    ] = 52,
    discount: Annotated[float, typer.Option(min=0, metavar="RATE", help="Discount a year.")] = 0.1,
    margin: Annotated[
        float, typer.Option(metavar="SHARE", help="Share of what is spent that remains.")
    ] = 1.0,
    top: Annotated[int, typer.Option(min=1, metavar="N", help="How many customers the table shows.")] = 20,
    form: Annotated[Form, typer.Option("--format", help="How to write the result.")] = Form.TABLE,
) -> None:
    """Estimate who is still active, and what each customer's purchases to come are worth, from transactions."""
    with failures_told(), open_file(file) as table:
        summary = repeat_summary(
            _transactions(table, customer=customer, when=when, amount=amount),
            "customer", when="when", amount="amount" if amount else None, until=until, unit=unit.value,
        )  # fmt: skip
        fit = (pareto_nbd if model is Model.PARETO else bgnbd)(summary)
        worth = _worth(fit, summary, ahead=ahead, discount=discount, margin=margin)
        _state(fit, summary)
        rows = _rows(worth)
        if form is Form.TABLE and len(rows) > top:
            tell(f"the first {top:,} of {len(rows):,} customers; --format csv writes all")
            rows = rows[:top]
        write_rows(rows, form=form)


def _transactions(
    table: SourceTable, *, customer: str, when: str, amount: str | None
) -> duckdb.DuckDBPyRelation:
    """Customer, time and money of each row, read from text."""
    parts = [f"{text_sql(table, customer)} AS customer", f'{time_sql(table, when)} AS "when"']
    if amount:
        parts.append(f"TRY_CAST(replace({text_sql(table, amount)}, ',', '') AS DOUBLE) AS amount")
    found = session(table.connection).sql(f"SELECT {', '.join(parts)} FROM source")  # noqa: S608 - names are ours
    if amount and found.count("amount").fetchall()[0][0] == 0:
        raise InputError(f"{amount!r} holds no numbers: name a column of money")
    return found


def _worth(
    fit: BGNBD | ParetoNBD, summary: RepeatSummary, *, ahead: float, discount: float, margin: float
) -> Worth:
    value = None
    if summary.spend is not None:
        spend = gamma_gamma(summary)
        for note in spend.notes:
            tell(note)
        value = lifetime_value(fit, spend, summary=summary, discount=discount, horizon=ahead, margin=margin)
        total = value.total
        tell(
            f"all together are worth {total.value:,.0f} ({total.low:,.0f} to {total.high:,.0f}) over the next {ahead:g}"
        )
    return Worth(summary, fit.p_alive(summary), fit.conditional_expected(ahead, summary), value)


def _state(fit: BGNBD | ParetoNBD, summary: RepeatSummary) -> None:
    """Say what was fitted and what was left out."""
    for note in (*summary.notes, *fit.notes):
        tell(note)
    tell(f"{fit!r}, by the {summary.unit} until {summary.until}")


def _rows(worth: Worth) -> list[dict[str, Any]]:
    """A row a customer, the most valuable first."""
    best = worth.value or worth.ahead
    columns: dict[str, Any] = {
        "customer": worth.summary.customers,
        "frequency": worth.summary.frequency,
        "recency": worth.summary.recency,
        "age": worth.summary.age,
    }
    for name, found in (("p_alive", worth.alive), ("purchases", worth.ahead), ("value", worth.value)):
        if found is not None:
            columns |= {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}
    order = (-best.value).argsort(kind="stable")
    lists = {name: values[order].tolist() for name, values in columns.items()}
    return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]
