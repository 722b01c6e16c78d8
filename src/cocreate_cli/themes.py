"""`cocreate themes`: what the texts of a column speak of, how often, and how those who speak of it score."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from cocreate.errors import InputError, NoAnswersError
from cocreate.text import Themes
from cocreate.text import themes as found_themes
from cocreate_cli.columns import text_sql
from cocreate_cli.failures import failures_told, tell
from cocreate_cli.output import Form, write_rows, write_table
from cocreate_files import SourceTable, open_file

__all__ = ["themes"]

LONGEST_EXAMPLE = 60


def themes(
    file: Annotated[
        Path, typer.Argument(help="CSV, TSV, XLSX, Parquet, JSON Lines, SPSS or Stata; .gz and .zip too.")
    ],
    *,
    text: Annotated[str, typer.Option("--text", metavar="COLUMN", help="The column of texts.")],
    score: Annotated[
        str | None, typer.Option("--score", metavar="COLUMN", help="The column of scores.")
    ] = None,
    query: Annotated[
        list[str] | None,
        typer.Option("--query", metavar="NAME=QUERY", help="A theme of your own; may be repeated."),
    ] = None,
    most: Annotated[
        int, typer.Option("--most", min=0, max=40, metavar="N", help="Discover so many themes at most.")
    ] = 12,
    form: Annotated[Form, typer.Option("--format", help="How to write the result.")] = Form.TABLE,
) -> None:
    """Find themes in texts, with shares, mean scores and intervals."""
    with failures_told():
        queries = _named(query or ())
        with open_file(file) as table:
            texts, scores = _columns(table, text, score)
        found = found_themes(texts, score=scores, queries=queries, most=most)
        tell(f"{found.uncovered:,} of {found.texts:,} texts speak of no theme")
        for note in found.notes:
            tell(note)
        if form is Form.TABLE:
            _write(found, scored=score is not None)
        else:
            write_rows(found.to_dict(), form=form)


def _named(queries: Sequence[str]) -> Mapping[str, str]:
    """Part names from queries."""
    parts = [given.partition("=") for given in queries]
    for given, (name, sign, wanted) in zip(queries, parts, strict=True):
        if not (name.strip() and sign and wanted.strip()):
            raise InputError(f"--query {given!r} names no theme; write it as NAME=QUERY")
    return {name.strip(): wanted for name, _sign, wanted in parts}


def _columns(table: SourceTable, text: str, score: str | None) -> tuple[list[str | None], list[float] | None]:
    """Read the texts, and the scores beside them."""
    words = text_sql(table, text)
    if score is None:
        rows = table.connection.execute(f"SELECT {words} FROM source").fetchall()  # noqa: S608 - names are ours
        return _texts([row[0] for row in rows], text), None
    number = text_sql(table, score)
    query = f"SELECT {words}, {number}, try_cast({number} AS DOUBLE) FROM source"  # noqa: S608 - names are ours
    rows = table.connection.execute(query).fetchall()
    strange = [written for _words, written, value in rows if written is not None and value is None]
    if strange and not any(value is not None for _words, _written, value in rows):
        raise NoAnswersError(
            f"{score!r} holds no numbers, such as {strange[0][:LONGEST_EXAMPLE]!r}: name a column of scores"
        )
    if strange:
        tell(f"{len(strange):,} scores left out: no numbers, such as {strange[0][:LONGEST_EXAMPLE]!r}")
    return _texts([row[0] for row in rows], text), [row[2] for row in rows]


def _texts(texts: list[str | None], name: str) -> list[str | None]:
    if not any(texts):
        raise NoAnswersError(f"{name!r} holds no texts: name a column of texts")
    return texts


def _write(found: Themes, *, scored: bool) -> None:
    """Write a line a theme, its parts set in."""
    figures = ["n", "share", "low", "high", *(["score", "difference"] if scored else [])]
    kinds: dict[str, Any] = {"theme": "text", **dict.fromkeys(figures, "figure")}
    if scored:
        kinds["verdict"] = "text"
    write_table(kinds, ([_name(row), *_figures(row, scored=scored)] for row in found.to_dict()))


def _name(row: Mapping[str, Any]) -> str:
    return f"  {row['theme']}" if row["parent"] else str(row["theme"])


def _figures(row: Mapping[str, Any], *, scored: bool) -> list[str]:
    shares = [f"{100 * row[name]:.1f} %" for name in ("share", "low", "high")]
    shown = [f"{row['n']:,}", *shares]
    if scored:
        shown += [_figure(row["score"], ".2f"), _figure(row["difference"], "+.2f"), row["verdict"] or "–"]
    return shown


def _figure(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form).replace("-", "−")
