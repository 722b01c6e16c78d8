"""`cocreate report`: a printable page on one file, in one language."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cocreate_cli.failures import failures_told, tell
from cocreate_cli.reporting import figures_of, page_of, plan_of
from cocreate_cli.reporting.words import words_in
from cocreate_files import open_file

__all__ = ["report"]


class Language(StrEnum):
    """The languages of a report."""

    ENGLISH = "en"
    CHINESE = "zh-hans"


def report(
    file: Annotated[Path, typer.Argument(help="The file of feedback.")],
    *,
    score: Annotated[str | None, typer.Option(metavar="COLUMN", help="The main column of scores.")] = None,
    when: Annotated[str | None, typer.Option(metavar="COLUMN", help="The column of times.")] = None,
    text: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="The column of customers' words.")
    ] = None,
    by: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN", help="Break down by it; may be repeated.")
    ] = None,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where to write the page.")] = Path("report.html"),
    language: Annotated[Language, typer.Option(help="The language of the page.")] = Language.ENGLISH,
    min_n: Annotated[int, typer.Option(min=0, metavar="N", help="Hide groups with fewer answers.")] = 5,
) -> None:
    """Write a printable report on a file; columns that are not named are guessed."""
    with failures_told(), open_file(file) as table:
        plan = plan_of(table, score=score, when=when, text=text, by=by or ())
        figures = figures_of(table, plan, min_n=min_n)
        page = page_of(table, plan, figures, words=words_in(language.value), min_n=min_n)
        out.write_text(page, encoding="utf-8")
        for role, column in plan.guessed:
            tell(f"--{role} {column.name!r} is a guess, because {column.reason.text}")
        typer.echo(str(out))
