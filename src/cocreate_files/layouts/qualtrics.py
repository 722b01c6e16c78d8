"""Qualtrics CSV and TSV: field ids, then (in two- and three-row exports) question texts, then import ids."""

import re
from dataclasses import replace

from cocreate_files.columns import Column
from cocreate_files.guess import guess_column
from cocreate_files.layouts.layout import Heading, Layout, Rows, by_name
from cocreate_files.mapping import ColumnMapping
from cocreate_files.notes import Note

__all__ = ["header_rows", "layout"]

TITLE = "Qualtrics"
ROLES = {
    "startdate": "ignore",
    "start date": "ignore",
    "enddate": "trait",
    "recordeddate": "when",
    "recorded date": "when",
    "responseid": "submission",
    "response id": "submission",
    "externalreference": "customer",
    "externaldatareference": "customer",
    "recipientemail": "email",
    "userlanguage": "language",
    "distributionchannel": "channel",
    "status": "ignore",
    "ipaddress": "ignore",
    "progress": "ignore",
    "duration (in seconds)": "ignore",
    "finished": "ignore",
    "recipientlastname": "ignore",
    "recipientfirstname": "ignore",
    "locationlatitude": "ignore",
    "locationlongitude": "ignore",
}
TELLING = frozenset(
    {"responseid", "recordeddate", "startdate", "enddate", "distributionchannel", "userlanguage"}
)
FEWEST_TELLING = 3
LABELS_OF_COLUMNS = frozenset(
    {"start date", "end date", "response id", "recorded date", "user language", "response type"}
)
PART = re.compile(r"^(?P<question>.+?)_(?P<part>\d+(?:_\d+)*)(?P<text>_TEXT)?$")


def header_rows(rows: Rows) -> int:
    """How many heading rows a Qualtrics export has; 0 where it is none."""
    if not rows:
        return 0
    if any('"ImportId"' in cell for row in rows[1:3] for cell in row):
        return next(i for i, row in enumerate(rows[:3]) if any('"ImportId"' in cell for cell in row)) + 1
    names = {cell.strip().lower() for cell in rows[0]}
    if len(names & TELLING) < FEWEST_TELLING:
        return 0
    second = {cell.strip().lower() for cell in rows[1]} if len(rows) > 1 else set()
    return 2 if second & (LABELS_OF_COLUMNS | TELLING) else 1


def layout(rows: Rows) -> Layout:
    """The layout with as many heading rows as the file has."""
    return Layout("qualtrics", TITLE, header_rows(rows) or 1, _headings, _known)


def _headings(rows: Rows) -> tuple[Heading, ...]:
    ids = [cell.strip() for cell in rows[0]]
    with_texts = len(rows) > 1 and not any('"ImportId"' in cell for cell in rows[1])
    texts = [" ".join(cell.split()) for cell in rows[1]] if with_texts else ids
    texts += [""] * (len(ids) - len(texts))
    return tuple(_heading(name, text or name, ids) for name, text in zip(ids, texts, strict=False))


def _heading(name: str, text: str, ids: list[str]) -> Heading:
    """A matrix row or one choice of several is part of the question its id begins with."""
    found = PART.match(name)
    if not found or sum(other.startswith(found["question"] + "_") for other in ids) < 2:  # noqa: PLR2004 - a group has two
        return Heading(name, text)
    question, dash, part = text.rpartition(" - ")
    return Heading(name, part if dash else text, found["question"], question if dash else text)


def _known(column: Column) -> ColumnMapping | None:
    if found := by_name(column, ROLES, title=TITLE):
        return found
    guess = guess_column(column)
    if column.name.endswith("_TEXT") and column.kind != "empty":
        reason = Note("layout_column", {"layout": TITLE})
        return replace(guess.as_answer("text"), reason=reason, confidence=0.95)
    is_question = bool(re.match(r"^(Q(ID)?\d|.*_NPS_GROUP$)", column.name))
    if column.name.endswith("_NPS_GROUP"):
        return guess.with_role("ignore", reason=Note("layout_column", {"layout": TITLE}), confidence=0.95)
    if is_question and guess.role in {"trait", "ignore"} and column.kind in {"word", "number"}:
        return replace(
            guess.as_answer("categorical"), reason=Note("layout_column", {"layout": TITLE}), confidence=0.8
        )
    return guess
