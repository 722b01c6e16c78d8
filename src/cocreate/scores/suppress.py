"""Hiding groups too small to be shown, and the neighbours that would give them away."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from cocreate.errors import OptionError
from cocreate.factors import combined, distinct_codes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cocreate.estimates import Estimates
    from cocreate.factors import Factor

    Mask = NDArray[np.bool_]
    FloatArray = NDArray[np.float64]


def suppress(estimates: Estimates, *, min_n: int = 5) -> Estimates:
    """Hide estimates of groups too small to be shown, and the neighbours that would give them away.

    Args:
        estimates: estimates by any number of groupings.
        min_n: groups with fewer answers are hidden; 0 and 1 hide nothing.

    Returns:
        The same `Estimates`; where `suppressed`, value, interval and n are gone for good (NaN and 0).

    Raises:
        OptionError: if `min_n` is negative.

    Method:
        Every total over one or more groupings that holds at least `min_n` answers is taken as published, the
        grand total too. On each such line of groups at least two are hidden, and together they hold at
        least `min_n` answers: the smallest neighbours join until that is so, those first that also serve a
        crossing line. Then it is checked, by least squares, that no small group can be solved for from
        all lines together. Groups that cannot be protected (a line of one group, whose total is published)
        want their totals hidden as well.

    Source:
        Cox (1980), Suppression methodology and statistical disclosure control, JASA 75, 377-385. An attack
        that tries to work hidden groups out: tests/cocreate/scores/test_suppress.py.

    >>> from cocreate import nps
    >>> table = {"shop": ["a"] * 9 + ["b"] * 6 + ["c"] * 2, "score": [10] * 17}
    >>> [(e.group["shop"], e.suppressed) for e in suppress(nps(table, "score", by="shop"), min_n=5)]
    [('a', False), ('b', True), ('c', True)]
    """
    if min_n < 0:
        raise OptionError(f"min_n == {min_n}, must be >= 0")
    small = (estimates.n < min_n) & (estimates.n > 0) & ~estimates.suppressed
    if not small.any():
        return estimates
    if not estimates.factors:
        return estimates.hide(small)
    return estimates.hide(hidden_with(estimates.factors, estimates.n.astype(np.float64), small, min_n=min_n))


@dataclass(frozen=True, slots=True)
class Lines:
    """The groups that one kind of total adds up over.

    Attributes:
        index: for each group the line it lies on.
        published: for each line whether its total is large enough to be published.
    """

    index: NDArray[np.intp]
    published: Mask

    def add(self, values: FloatArray | Mask) -> FloatArray:
        """Add up by line."""
        return np.bincount(self.index, weights=values, minlength=len(self.published))


def hidden_with(factors: tuple[Factor, ...], n: FloatArray, small: Mask, *, min_n: int) -> Mask:
    """Find what has to be hidden so that small groups stay hidden."""
    lines = _lines(factors, n, min_n)
    hidden = small.copy()
    while True:
        before = hidden.sum()
        for family in lines:
            hidden |= _neighbours(family, _too_open(family, n, hidden, min_n), lines, n, hidden)
        if hidden.sum() > before:
            continue
        known = small & worked_out(lines, hidden)
        if not known.any():
            return hidden
        for family in lines:
            hidden |= _neighbours(family, family.add(known) > 0, lines, n, hidden)
        if hidden.sum() == before:
            return hidden


def _lines(factors: tuple[Factor, ...], n: FloatArray, min_n: int) -> list[Lines]:
    """One family of lines for every way to add up over groupings."""
    families = []
    for size in range(len(factors)):
        for kept in combinations(factors, size):
            parts = [(factor.codes, len(factor.levels)) for factor in kept]
            found, index = distinct_codes(*combined(parts, len(n)))
            totals = np.bincount(index, weights=n, minlength=len(found))
            families.append(Lines(index, totals >= min_n))
    return families[::-1]  # short lines first: they need the nearest neighbours


def _too_open(family: Lines, n: FloatArray, hidden: Mask, min_n: int) -> Mask:
    """Lines on which what is hidden is one group, or too few answers."""
    groups, answers = family.add(hidden), family.add(n * hidden)
    return family.published & (groups > 0) & ((groups < 2) | (answers < min_n))  # noqa: PLR2004 - one is given away


def _neighbours(family: Lines, wanted: Mask, lines: list[Lines], n: FloatArray, hidden: Mask) -> Mask:
    """On each wanted line the neighbour to hide next."""
    chosen = np.zeros(len(n), dtype=bool)
    rows = np.flatnonzero(wanted[family.index] & ~hidden & (n > 0))
    if len(rows) == 0:
        return chosen
    crossing = np.sum([other.add(hidden)[other.index] > 0 for other in lines], axis=0)
    order = np.lexsort((n[rows], -crossing[rows], family.index[rows]))
    rows = rows[order]
    first = np.unique(family.index[rows], return_index=True)[1]
    chosen[rows[first]] = True
    return chosen


def worked_out(lines: list[Lines], hidden: Mask) -> Mask:
    """Find the hidden groups that the published totals determine.

    A group is determined if no change to it leaves all published totals as they are: the part of a random
    vector that changes no total (what least squares cannot explain by the totals) is zero there.
    """
    rows = np.flatnonzero(hidden)
    sums = [(family.index[rows], family.published) for family in lines if family.published.any()]
    start = np.random.default_rng(0).uniform(1, 2, len(rows))  # any vector in general position will do
    free, offset, step, last = start, np.zeros(len(rows)), np.zeros(len(rows)), 0.0
    for _ in range(4 * len(rows) + 16):
        slope = _back_and_forth(sums, free)
        size = float(slope @ slope)
        if size <= 1e-24 * len(rows):
            break
        step = slope + (size / last if last else 0.0) * step
        width = _total_sizes(sums, step)
        offset, last = offset + (size / width) * step, size
        free = start - offset
    found = np.zeros(len(hidden), dtype=bool)
    found[rows] = np.abs(free) < 1e-7  # noqa: PLR2004 - rounding
    return found


def _totals(sums: list[tuple[NDArray[np.intp], Mask]], values: FloatArray) -> list[FloatArray]:
    return [np.bincount(index, weights=values, minlength=len(shown)) * shown for index, shown in sums]


def _back_and_forth(sums: list[tuple[NDArray[np.intp], Mask]], values: FloatArray) -> FloatArray:
    """Add up by line and give each group the sum of its lines' totals."""
    totals = _totals(sums, values)
    gathered = [total[index] for (index, _), total in zip(sums, totals, strict=True)]
    return np.sum(gathered, axis=0) if gathered else np.zeros(len(values))


def _total_sizes(sums: list[tuple[NDArray[np.intp], Mask]], values: FloatArray) -> float:
    return float(sum(total @ total for total in _totals(sums, values)))
