"""Each group against all the others: what differs beyond chance."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.errors import NotEnoughDataError
from cocreate.scores.compare import Adjust, Differences, Unmatched, compared
from cocreate.scores.measure import as_cells, check_scores, middle, spread_out
from cocreate.scores.measures import named_measure
from cocreate.scores.quantiles import checked_confidence
from cocreate.scores.sums import group_sums
from cocreate.scores.suppress import suppress

if TYPE_CHECKING:
    from cocreate.groupings import By


def compare_to_rest(
    table: Any,
    score: str | None = None,
    *,
    by: By,
    measure: str = "nps",
    weight: str | None = None,
    confidence: float = 0.95,
    adjust: Adjust = "bh",
    min_n: int = 0,
    **options: Any,
) -> Differences:
    """Estimate how much each group lies above all the others together: what differs beyond chance.

    Args:
        table: a table, one row an answer, or `Cells`.
        score: the column of answers; leave it out with cells.
        by: columns or `period(...)` to group by.
        measure: "nps", "csat", "ces", "mean" or "share".
        weight: the column of weights, >= 0.
        confidence: of the intervals, between 0 and 1; the verdicts err at a rate of 1 - confidence.
        adjust: how p values allow for many groups: "bh", "holm" or "none".
        min_n: groups with fewer answers are left out, as `suppress` does, and named in `unmatched`.
        **options: of the measure: scale, top, of, method.

    Returns:
        `Differences`: `after` is the group, `before` the rest. `beyond_chance` lists those that differ.

    Raises:
        NotEnoughDataError: if there are fewer than two groups.
        NoAnswersError: if there is no answer.

    Method:
        The rest's sums are the total's less the group's; then as in `compare`. It says where a group stands
        out, not why: groups may differ in who answers.

    Source:
        As `compare`. tests/cocreate/scores/test_contrast.py.

    >>> shops = {"shop": ["a"] * 80 + ["b"] * 80, "score": [10] * 80 + [10] * 40 + [3] * 40}
    >>> for found in compare_to_rest(shops, "score", by="shop").beyond_chance:
    ...     print(found.group["shop"], found.verdict, f"{found.value:+.0f}")
    a higher +100
    b lower -100
    """
    checked_confidence(confidence)
    spec = named_measure(measure, table, options)
    cells = as_cells(table, score, by=by, weight=weight, of=spec.of)
    check_scores(cells, spec)
    factors, index = cells.grouped()
    groups = int(index.max()) + 1
    if groups < 2:  # noqa: PLR2004 - one and the rest
        raise NotEnoughDataError("one group only, at least two are wanted to compare each with the rest")
    sums = group_sums(cells, spec.recode(cells.score), index, groups, shift=middle(spec, cells))
    each, rest = (spread_out(spec, part, confidence=confidence) for part in (sums, sums.rest()))
    each = suppress(replace(each, factors=factors), min_n=min_n)
    shown = ~each.suppressed & (rest.n >= min_n)
    left_out = [group for group, seen in zip(each.groups(), shown, strict=True) if not seen]
    rows = np.flatnonzero(shown)
    before = replace(rest, factors=factors).keep(rows)
    found = compared(before, each.keep(rows), confidence=confidence, adjust=adjust)
    return replace(found, unmatched=tuple(Unmatched(group, "suppressed") for group in left_out))
