"""Comparisons of pairs, counted: who was preferred to whom, how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.errors import InputError, NoAnswersError, WeightError
from cocreate.factors import Factor

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Duels:
    """How often each item was preferred to each other.

    Attributes:
        items: labels, sorted.
        wins: how often the row's item was preferred to the column's, shape (items, items), zero on the diagonal.
    """

    items: tuple[Hashable, ...]
    wins: FloatArray

    def __repr__(self) -> str:
        return f"Duels(items={len(self.items)}, comparisons={self.wins.sum():g})"

    @property
    def shown(self) -> FloatArray:
        """How often each item was compared, shape (items,)."""
        found: FloatArray = (self.wins + self.wins.T).sum(axis=1)
        return found

    def apart(self) -> tuple[tuple[Hashable, ...], ...]:
        """Sets of items within which everybody beat somebody of the rest; one set if strengths exist."""
        from scipy.sparse.csgraph import connected_components

        count, label = connected_components(self.wins > 0, directed=True, connection="strong")
        return tuple(
            tuple(item for item, found in zip(self.items, label, strict=True) if found == part)
            for part in range(count)
        )


def counted(table: Any, *, winner: str, loser: str, weight: str | None) -> Duels:
    """Count a table of comparisons where it lies: one GROUP BY of winner and loser."""
    import narwhals as nw

    from cocreate.engines import check_columns, collected, floats, frame_of, number

    frame = frame_of(table)
    check_columns(frame, [winner, loser, *([weight] if weight else [])])
    asked: dict[str, Any] = {"winner": nw.col(winner), "loser": nw.col(loser)}
    if weight is not None:
        asked["weight"] = number(nw.col(weight), weight, frame.collect_schema()[weight]).cast(nw.Float64)
    sums = nw.col("weight").sum() if weight else nw.len().alias("weight")
    lightest = [nw.col("weight").min().alias("lightest")] if weight else []
    found = collected(frame.select(**asked).group_by("winner", "loser").agg(sums, *lightest))
    count = floats(found["weight"])
    if not len(count):
        raise NoAnswersError("there are no comparisons")
    if weight is not None and not (floats(found["lightest"]) >= 0).all():
        raise WeightError(f"{weight!r} holds missing or negative weights; they must be >= 0")
    return _crossed(Factor.of(winner, found["winner"]), Factor.of(loser, found["loser"]), count)


def _crossed(winner: Factor, loser: Factor, count: FloatArray) -> Duels:
    both = winner.joined(loser)
    if None in both.levels:
        raise InputError(
            f"{winner.name!r} or {loser.name!r} is missing in some rows; drop them, or say who it was"
        )
    one, other = both.codes[: len(count)], both.codes[len(count) :]
    if (one == other).any():
        same = both.levels[one[one == other][0]]
        raise InputError(f"{same!r} is compared with itself; a comparison needs two items")
    wins = np.zeros((len(both.levels), len(both.levels)))
    np.add.at(wins, (one, other), count)
    return Duels(both.levels, wins)
