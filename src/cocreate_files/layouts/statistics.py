"""SPSS and Stata: names, labels, labelled codes and declared missing values come with the file."""

from dataclasses import replace

from cocreate_files.columns import Column
from cocreate_files.guess import guess_column, guess_scale, plain
from cocreate_files.layouts.layout import Layout, plain_headings
from cocreate_files.mapping import ColumnMapping
from cocreate_files.notes import Note

__all__ = ["layout"]

FEWEST_LABELLED = 2


def layout(name: str) -> Layout:
    """The layout for `spss` or `stata`.

    Args:
        name: Which of the two.
    """
    return Layout(name, {"spss": "SPSS", "stata": "Stata"}[name], 0, plain_headings, _known)


def _known(column: Column) -> ColumnMapping | None:
    """Codes that have labels are choices, unless they are points of a scale."""
    if len(column.value_labels) < FEWEST_LABELLED or column.kind == "empty":
        return None
    guess = guess_column(column)
    if guess.role == "trait" or guess.field_type in {"boolean", "nps", "csat", "ces"}:
        return guess
    scale = guess_scale(column, plain(column)) if _labels_ends_only(column) else None
    if scale:
        return scale
    return replace(guess.as_answer("categorical"), reason=Note("code_book"), confidence=0.8)


def _labels_ends_only(column: Column) -> bool:
    labelled = {code for code, _ in column.value_labels}
    return any(value not in labelled for value, _ in column.profile.answers)
