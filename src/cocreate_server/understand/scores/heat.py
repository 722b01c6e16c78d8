"""Two dimensions as a table: rows and columns with a figure in each cell, shaded by how high it lies."""

from dataclasses import dataclass
from functools import partial

from cocreate import Estimate
from cocreate_server.understand.scores.answers import Answer
from cocreate_server.understand.scores.dimensions import Dimensions
from cocreate_server.understand.scores.questions import Question

SHADES = 6


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One cell: the estimate as shown, and its shade from 0 (lowest) to 5 (highest)."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    shade: int


@dataclass(frozen=True, slots=True)
class HeatTable:
    """A table of two dimensions."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[HeatCell | None, ...]], ...]


def heat_of(question: Question, answer: Answer, dimensions: Dimensions) -> HeatTable | None:
    """The table of an answer by two dimensions; None for other answers."""
    if len(question.by) != 2 or not len(answer.groups):  # noqa: PLR2004 - a table has two sides
        return None
    row_code, column_code = question.by
    found = {(estimate.group[row_code], estimate.group[column_code]): estimate for estimate in answer.groups}
    shown = [e.value for e in found.values() if not e.suppressed and e.value == e.value]
    low, high = (min(shown), max(shown)) if shown else (0.0, 0.0)
    rows, columns = (
        sorted({key[side] for key in found}, key=partial(dimensions.order_of, code))
        for side, code in enumerate(question.by)
    )
    factor = question.measure.factor
    return HeatTable(
        columns=tuple(dimensions.label_of(column_code, column) for column in columns),
        rows=tuple(
            (
                dimensions.label_of(row_code, row),
                tuple(_cell(found.get((row, column)), low, high, factor) for column in columns),
            )
            for row in rows
        ),
    )


def _cell(estimate: Estimate | None, low: float, high: float, factor: float) -> HeatCell | None:
    if estimate is None:
        return None
    if estimate.suppressed or estimate.value != estimate.value:
        return HeatCell(None, None, None, 0, 0)
    place = (estimate.value - low) / (high - low) if high > low else 0.5
    shade = min(int(place * SHADES), SHADES - 1)
    return HeatCell(estimate.value * factor, estimate.low * factor, estimate.high * factor, estimate.n, shade)
