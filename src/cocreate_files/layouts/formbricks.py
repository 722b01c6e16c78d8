"""Formbricks CSV: its own columns, metadata, then `1. <headline>`, newer ones with an `Option ID` beside."""

import re
from dataclasses import replace

from cocreate_files.columns import Column
from cocreate_files.guess import guess_column
from cocreate_files.layouts.layout import Heading, Layout, Rows, by_name
from cocreate_files.mapping import ColumnMapping
from cocreate_files.notes import Note

__all__ = ["is_formbricks", "layout"]

TITLE = "Formbricks"
ROLES = {
    "no.": "ignore",
    "response id": "submission",
    "timestamp": "when",
    "finished": "ignore",
    "survey id": "ignore",
    "formbricks id (internal)": "ignore",
    "user id": "customer",
    "notes": "ignore",
    "tags": "trait",
    "language": "language",
    "source": "channel",
    "url": "ignore",
    "country": "market",
    "action": "ignore",
}
TELLING = frozenset({"no.", "response id", "timestamp", "finished", "survey id"})
FEWEST_TELLING = 4
QUESTION = re.compile(r"^(?P<number>\d+)\. (?P<text>.+)$", re.DOTALL)
OPTION_ID = " - Option ID"


def is_formbricks(rows: Rows) -> bool:
    """Whether the first row has Formbricks' own columns."""
    return bool(rows) and len({cell.strip().lower() for cell in rows[0]} & TELLING) >= FEWEST_TELLING


def layout() -> Layout:
    """The layout with its one heading row."""
    return Layout("formbricks", TITLE, 1, _headings, _known)


def _headings(rows: Rows) -> tuple[Heading, ...]:
    return tuple(_heading(" ".join(cell.split())) for cell in rows[0])


def _heading(cell: str) -> Heading:
    found = QUESTION.match(cell)
    return Heading(cell, found["text"] if found else cell)


def _known(column: Column) -> ColumnMapping | None:
    reason = Note("layout_column", {"layout": TITLE})
    guess = guess_column(column)
    if column.name.endswith(OPTION_ID):
        return guess.with_role("ignore", reason=reason, confidence=0.95)
    if QUESTION.match(column.name):
        if guess.role in {"trait", "ignore"} and column.kind in {"word", "number"}:
            return replace(guess.as_answer("categorical"), reason=reason, confidence=0.8)
        return guess
    return by_name(column, ROLES, title=TITLE) or guess
