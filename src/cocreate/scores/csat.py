"""Customer satisfaction: the share of the most satisfied answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack, overload

from cocreate.scores.measure import Measure, Options, Scale, measured
from cocreate.scores.shares import top_measure

if TYPE_CHECKING:
    from cocreate.estimates import Estimate, Estimates
    from cocreate.groupings import By


@overload
def csat(
    table: Any,
    score: str | None = None,
    *,
    by: None = None,
    scale: Scale = ...,
    top: int = ...,
    **options: Unpack[Options],
) -> Estimate: ...
@overload
def csat(
    table: Any,
    score: str | None = None,
    *,
    by: By,
    scale: Scale = ...,
    top: int = ...,
    **options: Unpack[Options],
) -> Estimates: ...
def csat(
    table: Any,
    score: str | None = None,
    *,
    by: By | None = None,
    weight: str | None = None,
    confidence: float = 0.95,
    min_n: int = 0,
    scale: Scale = (1, 5),
    top: int = 2,
) -> Estimate | Estimates:
    """Estimate customer satisfaction: the share, from 0 to 1, of answers in the top boxes.

    Args:
        table: a table, one row an answer, or `Cells`.
        score: the column of answers to "how satisfied are you"; missing ones are left out. Leave it out
            with cells.
        by: columns or `period(...)` to group by.
        weight: the column of weights, >= 0.
        confidence: of the interval, between 0 and 1.
        min_n: groups with fewer answers are suppressed, and neighbours that would give them away.
        scale: least and greatest answer.
        top: how many of the highest boxes count as satisfied.

    Returns:
        An `Estimate`; with `by` one a group, as `Estimates`.

    Raises:
        OutsideScaleError: if a score lies outside the scale.
        ScaleError: if the scale is upside down.
        NoAnswersError: if there is no answer.

    Method:
        The share of answers >= scale_max - top + 1, with Wilson's score interval. Not for comparing markets
        that use scales differently, nor scales of different length.

    Source:
        Wilson (1927), JASA 22, 209-212; the top-two-box convention of ISO 10004:2018.
        tests/cocreate/scores/test_csat.py.

    >>> result = csat({"score": [5, 4, 4, 2, 5]}, "score")
    >>> print(f"{result.value:.0%} ({result.low:.0%} to {result.high:.0%}), n={result.n}")
    80% (38% to 96%), n=5
    """
    measure = csat_measure(scale=scale, top=top)
    return measured(measure, table, score, by=by, weight=weight, confidence=confidence, min_n=min_n)


def csat_measure(*, scale: Scale = (1, 5), top: int = 2) -> Measure:
    """Describe customer satisfaction."""
    return top_measure("csat", scale=scale, top=top)
