"""Sums of columns and of their products, added up where the table lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.drivers.products import Missing, Moments
from cocreate.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Missing", "Moments", "moments"]


def moments(
    table: Any,
    columns: Sequence[str],
    *,
    by: str | Sequence[str] | None = None,
    weight: str | None = None,
    missing: Missing = "listwise",
    parts: int = 1,
    rng: np.random.Generator | int | None = 0,
) -> Moments:
    """Add up columns and their products where the table lies.

    Args:
        table: a table, one row an answer sheet.
        columns: the columns of numbers.
        by: columns to group by.
        weight: the column of weights, >= 0.
        missing: "listwise" leaves out rows with a gap, "pairwise" uses for each pair the rows that have both.
        parts: most random parts to split the rows of a group into, for intervals by bootstrap; 1 for none.
        rng: where chance comes from; a number is a seed.

    Returns:
        `Moments`, which add up with those of another table.

    Raises:
        MissingColumnError: if a column is not there; the nearest is named.
        NotNumericError: if a column holds no numbers, or infinite ones.
        WeightError: if weights are missing or negative.
        OptionError: if an option is out of range, or a column is named twice.

    Method:
        Two passes: one for the means, one for sums of what is left when they are taken off, so that a large
        offset (years, amounts) costs no digits. DuckDB and Spark add up themselves; other tables, and small
        ones, are added up in memory. With parts, each row falls into one of them by chance, or has one of its
        own where a group has no more rows than parts.

    Source:
        Chan, Golub and LeVeque (1983), The American Statistician 37(3), 242-247, for shifted sums; the law of
        addition: tests/cocreate/drivers/test_moments.py.

    >>> found = moments({"overall": [9, 7, 4, 8], "speed": [5, 4, 1, 4]}, ["overall", "speed"])
    >>> found.mean.tolist(), found.n.tolist()
    ([[7.0, 3.5]], [4])
    """
    from cocreate.drivers.summing import summed

    names = list(columns)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise OptionError(f"{twice[0]!r} is named twice; name each column once")
    if not names:
        raise OptionError("columns is empty; name at least one column of numbers")
    if missing not in {"listwise", "pairwise"}:
        raise OptionError(f"missing == {missing!r}, must be listwise or pairwise")
    if parts < 1:
        raise OptionError(f"parts == {parts}, must be >= 1")
    keys = (by,) if isinstance(by, str) else tuple(by or ())
    generator = np.random.default_rng(rng)
    return summed(
        table, names, by=keys, weight=weight, pairwise=missing == "pairwise", parts=parts, rng=generator
    )
