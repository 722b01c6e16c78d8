"""`cells`: the one GROUP BY behind every score, asked of any table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocreate.groupings import By, groupings

if TYPE_CHECKING:
    from cocreate.cells import Cells


def cells(table: Any, score: str, *, by: By = (), weight: str | None = None) -> Cells:
    """Count a table's answers by group and score, where the table lies.

    Args:
        table: pandas, Polars (eager or lazy), Arrow, a DuckDB relation, a PySpark or Sail frame, a list of
            dicts, or a dict of columns: one row an answer.
        score: the column of scores, numbers or booleans. Rows without one are counted apart, as missing.
        by: columns to group by: names, `period(...)` for calendar periods, or a mapping of new names to
            either. A missing label is a group of its own (None).
        weight: the column of weights, finite and >= 0; None counts each answer once.

    Returns:
        Cells: groups x score with counts (and sums of weights and of squared weights).

    Raises:
        MissingColumnError: if a column is not there; the message names the nearest.
        NotNumericError: if scores or weights are not numbers.
        NotATimeError: if a period is asked of a column that holds no times.
        WeightError: if a weight is missing, negative or not finite.
        NotATableError: if the table is of no known kind.

    Method:
        One GROUP BY, pushed down to the engine that holds the table. Integer counts are exact and equal on
        every engine.

    Source:
        Gray et al. (1997), Data cube: distributive aggregates; tests/cocreate/test_cells.py.

    >>> cells({"shop": ["a", "a", "b"], "nps": [9, 9, None]}, "nps", by="shop")
    Cells(by=['shop'], cells=1, n=2, missing=1)
    """
    from cocreate.tables import counted

    return counted(table, score, by=groupings(by), weight=weight)
