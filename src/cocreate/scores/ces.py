"""Customer effort: how easy it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack, overload

from cocreate.scores.means import mean_measure
from cocreate.scores.measure import Measure, Options, Scale, measured

if TYPE_CHECKING:
    from cocreate.estimates import Estimate, Estimates
    from cocreate.groupings import By


@overload
def ces(
    table: Any,
    score: str | None = None,
    *,
    by: None = None,
    scale: Scale = ...,
    top: int = ...,
    **options: Unpack[Options],
) -> Estimate: ...
@overload
def ces(
    table: Any,
    score: str | None = None,
    *,
    by: By,
    scale: Scale = ...,
    top: int = ...,
    **options: Unpack[Options],
) -> Estimates: ...
def ces(
    table: Any,
    score: str | None = None,
    *,
    by: By | None = None,
    weight: str | None = None,
    confidence: float = 0.95,
    min_n: int = 0,
    scale: Scale = (1, 7),
    top: int = 3,
) -> Estimate | Estimates:
    """Estimate the customer effort score: the mean agreement, in steps, that it was made easy.

    Args:
        table: a table, one row an answer, or `Cells`.
        score: the column of answers to "the company made it easy for me", high meaning easy; missing ones
            are left out. Leave it out with cells.
        by: columns or `period(...)` to group by.
        weight: the column of weights, >= 0.
        confidence: of the interval, between 0 and 1.
        min_n: groups with fewer answers are suppressed, and neighbours that would give them away.
        scale: least and greatest answer.
        top: how many of the highest boxes count as easy (5 to 7 by default), for the share beside it.

    Returns:
        An `Estimate` whose `top_box` is the share of easy answers; with `by` one a group, as `Estimates`.

    Raises:
        OutsideScaleError: if a score lies outside the scale.
        ScaleError: if the scale is upside down.
        NoAnswersError: if there is no answer.

    Method:
        Mean with its t interval as in `mean_score`; beside it the share of easy answers with Wilson's. Not
        for the older question in which a high answer meant much effort: turn those answers round first.

    Source:
        Dixon, Toman and DeLisi (2013), The Effortless Experience (the agreement form of the question).
        tests/cocreate/scores/test_ces.py.

    >>> result = ces({"score": [7, 6, 6, 3, 5]}, "score")
    >>> print(f"{result.value:.1f} ({result.low:.1f} to {result.high:.1f}); {result.top_box.value:.0%} easy")
    5.4 (3.5 to 7.0); 80% easy
    """
    measure = ces_measure(scale=scale, top=top)
    return measured(measure, table, score, by=by, weight=weight, confidence=confidence, min_n=min_n)


def ces_measure(*, scale: Scale = (1, 7), top: int = 3) -> Measure:
    """Describe the customer effort score."""
    return mean_measure(scale=scale, top=top, name="ces")
