"""`cocreate recommend`: what goes with what, from a file of purchases, visits or votes."""

from pathlib import Path
from typing import Annotated

import duckdb
import typer

from cocreate.errors import MissingColumnError, NoAnswersError
from cocreate.recommend import ease, evaluate, recommend
from cocreate_cli.columns import text_sql, time_sql
from cocreate_cli.failures import failures_told, tell
from cocreate_cli.output import Form, write_rows
from cocreate_files import SourceTable, open_file
from cocreate_files.staging import session

__all__ = ["recommend_items"]

STRENGTH = 200.0


def recommend_items(
    file: Annotated[
        Path, typer.Argument(help="A row a purchase, visit or vote: CSV, XLSX, Parquet …; .gz and .zip too.")
    ],
    *,
    user: Annotated[str, typer.Option("--user", metavar="COLUMN", help="The column of people.")],
    item: Annotated[str, typer.Option("--item", metavar="COLUMN", help="The column of items.")],
    to: Annotated[str | None, typer.Option("--to", metavar="USER", help="One of the people.")] = None,
    have: Annotated[
        list[str] | None, typer.Option(metavar="ITEM", help="An item somebody has; may be repeated.")
    ] = None,
    when: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="Times: the last items of each are held out when judging."),
    ] = None,
    k: Annotated[int, typer.Option(min=1, metavar="N", help="How many to recommend.")] = 10,
    l2: Annotated[
        float, typer.Option(metavar="STRENGTH", help="How strongly weights are drawn to zero.")
    ] = STRENGTH,
    most_items: Annotated[
        int, typer.Option(min=2, metavar="N", help="Keep the N items most people have.")
    ] = 3000,
    form: Annotated[Form, typer.Option("--format", help="How to write the result.")] = Form.TABLE,
) -> None:
    """Recommend items with reasons to somebody (--to or --have); with neither, judge how well that works."""
    with failures_told(), open_file(file) as table:
        rows = _rows(table, user, item, when)
        if to is None and not have:
            judged = evaluate(
                rows,
                user="user",
                item="item",
                when="when" if when else None,
                k=[k],
                l2=l2,
                most_items=most_items,
            )
            for note in (judged.split, *judged.notes):
                tell(note)
            write_rows(judged.to_dict(), form=form)
            return
        model = ease(rows, user="user", item="item", l2=l2, most_items=most_items)
        history = [*(have or []), *(_history(rows, to) if to is not None else [])]
        found = recommend(model, history, k=k)
        for note in (*model.notes, *found.notes):
            tell(note)
        if not len(found):
            raise NoAnswersError("there is nothing left to recommend")
        write_rows(found.to_dict(), form=form)


def _rows(table: SourceTable, user: str, item: str, when: str | None) -> duckdb.DuckDBPyRelation:
    parts = [f'{text_sql(table, user)} AS "user"', f"{text_sql(table, item)} AS item"]
    if when:
        parts.append(f'{time_sql(table, when)} AS "when"')
    return session(table.connection).sql(f"SELECT {', '.join(parts)} FROM source")  # noqa: S608 - names are ours


def _history(rows: duckdb.DuckDBPyRelation, to: str) -> list[str]:
    """The items of one of the people."""
    own = rows.filter(duckdb.ColumnExpression("user") == duckdb.ConstantExpression(to))
    items = [item for (item,) in own.select("item").distinct().fetchall() if item is not None]
    if not items:
        people = [str(one) for (one,) in rows.select('"user"').distinct().limit(12).fetchall()]
        raise MissingColumnError(to, people, what="user")
    return sorted(items)
