"""SurveyMonkey CSV and XLSX: questions (blank where they continue), then `Response` or the choice or row."""

from dataclasses import replace

from cocreate_files.columns import Column
from cocreate_files.guess import guess_column
from cocreate_files.layouts.layout import Heading, Layout, Rows, by_name
from cocreate_files.mapping import ColumnMapping
from cocreate_files.notes import Note

__all__ = ["is_surveymonkey", "layout"]

TITLE = "SurveyMonkey"
ROLES = {
    "respondent id": "submission",
    "collector id": "ignore",
    "start date": "ignore",
    "end date": "when",
    "ip address": "ignore",
    "email address": "email",
    "first name": "ignore",
    "last name": "ignore",
    "custom data 1": "customer",
    "custom data": "customer",
}
TELLING = frozenset({"respondent id", "collector id", "start date", "end date"})
FEWEST_TELLING = 3
WHOLE = frozenset({"response", "open-ended response", ""})


def is_surveymonkey(rows: Rows) -> bool:
    """Whether the first columns are those SurveyMonkey begins with."""
    return bool(rows) and len({cell.strip().lower() for cell in rows[0][:10]} & TELLING) >= FEWEST_TELLING


def layout() -> Layout:
    """The layout with its two heading rows."""
    return Layout("surveymonkey", TITLE, 2, _headings, _known)


def _headings(rows: Rows) -> tuple[Heading, ...]:
    questions = [" ".join(cell.split()) for cell in rows[0]]
    parts = [" ".join(cell.split()) for cell in rows[1]] if len(rows) > 1 else []
    parts += [""] * (len(questions) - len(parts))
    carried, headings = "", []
    for place, (question, part) in enumerate(zip(questions, parts, strict=False)):
        carried = question or carried
        continues = not question or (place + 1 < len(questions) and not questions[place + 1])
        if continues and carried.lower() not in ROLES:
            headings.append(_part(carried, part))
        else:
            headings.append(Heading(carried, carried))
    return tuple(headings)


def _part(question: str, part: str) -> Heading:
    label = question if part.lower() in WHOLE else part
    return Heading(f"{question} · {part}" if part else question, label, question, question)


def _known(column: Column) -> ColumnMapping | None:
    if found := by_name(column, ROLES, title=TITLE):
        return found
    guess = guess_column(column)
    reason = Note("layout_column", {"layout": TITLE})
    if column.kind != "empty" and {value for value, _ in column.profile.answers} == {column.label}:
        return replace(guess.as_answer("categorical"), reason=reason, confidence=0.95)
    if guess.role == "ignore" and column.kind in {"word", "text"}:
        return replace(guess.as_answer("text"), reason=reason, confidence=0.7)
    if guess.role == "trait" and column.kind in {"word", "number"}:
        return replace(guess.as_answer("categorical"), reason=reason, confidence=0.8)
    return guess
