"""LimeSurvey CSV: one heading row of codes such as `Q3[SQ001]`; answers without `submitdate` are partial."""

import re
from dataclasses import replace

from cocreate_files.columns import Column
from cocreate_files.guess import guess_column
from cocreate_files.layouts.layout import Heading, Layout, Rows, by_name
from cocreate_files.mapping import ColumnMapping
from cocreate_files.notes import Note

__all__ = ["is_limesurvey", "layout"]

TITLE = "LimeSurvey"
ROLES = {
    "id": "submission",
    "response id": "submission",
    "response_id": "submission",
    "submitdate": "when",
    "date submitted": "when",
    "lastpage": "ignore",
    "last page": "ignore",
    "startlanguage": "language",
    "start language": "language",
    "seed": "ignore",
    "token": "customer",
    "startdate": "ignore",
    "datestamp": "ignore",
    "ipaddr": "ignore",
    "refurl": "ignore",
    "email": "email",
    "firstname": "ignore",
    "lastname": "ignore",
}
TELLING = frozenset(
    {"submitdate", "lastpage", "startlanguage", "seed", "date submitted", "last page", "start language"}
)
FEWEST_TELLING = 2
CODE = re.compile(
    r"^(?P<question>[^\[\].]+?)[\[_](?P<part>SQ\w+|other|\w+comment)\]?(?:\[(?P<scale>\w+)\])?(?:\."
    r" ?(?P<text>.*))?$"
)
WITH_TEXT = re.compile(r"^(?P<code>[A-Za-z]\w*(?:\[\w+\])*)\. (?P<text>.+)$", re.DOTALL)


def is_limesurvey(rows: Rows) -> bool:
    """Whether the first row has the columns LimeSurvey writes for itself."""
    return bool(rows) and len({_code(cell).lower() for cell in rows[0]} & TELLING) >= FEWEST_TELLING


def layout() -> Layout:
    """The layout with its one heading row."""
    return Layout("limesurvey", TITLE, 1, _headings, _known)


def _code(cell: str) -> str:
    found = WITH_TEXT.match(cell.strip())
    return found["code"] if found else cell.strip()


def _headings(rows: Rows) -> tuple[Heading, ...]:
    return tuple(_heading(cell.strip()) for cell in rows[0])


def _heading(cell: str) -> Heading:
    """`Q3[SQ001]. How was it? [The room]`, or any part of that."""
    found = WITH_TEXT.match(cell)
    code, text = (found["code"], " ".join(found["text"].split())) if found else (cell, cell)
    parts = CODE.match(code)
    if not parts:
        return Heading(code, text)
    bracket = re.match(r"^(?P<question>.*?) ?\[(?P<part>[^\]]+)\]$", text) if found else None
    question, part = (bracket["question"], bracket["part"]) if bracket else (parts["question"], text)
    return Heading(code, part, parts["question"], question)


def _known(column: Column) -> ColumnMapping | None:
    if found := by_name(column, ROLES, title=TITLE):
        return found
    guess = guess_column(column)
    reason = Note("layout_column", {"layout": TITLE})
    if guess.role in {"trait", "ignore"} and column.kind in {"word", "number"}:
        return replace(guess.as_answer("categorical"), reason=reason, confidence=0.7)
    if column.group_id and {value.lower() for value, _ in column.profile.answers} <= {
        "y",
        "n",
        "yes",
        "no",
        "是",
    }:
        return replace(guess.as_answer("boolean"), reason=reason, confidence=0.9) if column.samples else guess
    return guess
