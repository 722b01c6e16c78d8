"""What every score does alike: count, check, add up by group, put an interval round it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np

from cocreate.cells import Cells
from cocreate.errors import (
    InputError,
    MixedScalesError,
    NoAnswersError,
    OptionError,
    OutsideScaleError,
    ScaleError,
)
from cocreate.estimates import Estimate, Estimates, Unit
from cocreate.groupings import By, groupings
from cocreate.scores.quantiles import checked_confidence
from cocreate.scores.sums import Sums, group_sums
from cocreate.scores.suppress import suppress

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

Scale = tuple[float, float]


class Options(TypedDict, total=False):
    """What every score may be told.

    Attributes:
        weight: the column of weights.
        confidence: of the interval, between 0 and 1.
        min_n: groups with fewer answers are suppressed.
    """

    weight: str | None
    confidence: float
    min_n: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Intervals of several groups.

    Attributes:
        value: estimates.
        low: lower ends.
        high: upper ends.
        std_error: standard errors, for comparing.
        centre: estimates, for comparing.
        df: degrees of freedom.
    """

    value: FloatArray
    low: FloatArray
    high: FloatArray
    std_error: FloatArray
    centre: FloatArray
    df: FloatArray


@dataclass(frozen=True, slots=True)
class Measure:
    """One way to turn scores into a number.

    Attributes:
        name: as it stands in results.
        method: name of its interval.
        unit: what its values are counted in.
        bounds: least and greatest value possible.
        scale: least and greatest score allowed; None allows any.
        whole: whether scores must be whole numbers.
        recode: what becomes of a score before it is averaged.
        interval: from the sums and the confidence to the intervals.
        of: for shares of a table, the values that count.
        top_box: the share to be told beside it.
    """

    name: str
    method: str
    unit: Unit
    bounds: tuple[float, float] | None
    recode: Callable[[FloatArray], FloatArray]
    interval: Callable[[Sums, float], Spread]
    scale: Scale | None = None
    whole: bool = False
    of: Collection[Any] | None = None
    top_box: Measure | None = None


def measured(
    measure: Measure,
    table: Any,
    score: str | None,
    *,
    by: By | None,
    weight: str | None = None,
    confidence: float = 0.95,
    min_n: int = 0,
) -> Estimate | Estimates:
    """Estimate a measure: one `Estimate`, or with `by` one a group."""
    checked_confidence(confidence)
    if min_n < 0:
        raise OptionError(f"min_n == {min_n}, must be >= 0")
    cells = as_cells(table, score, by=by, weight=weight, of=measure.of)
    found = suppress(estimates_from(measure, cells, confidence=confidence), min_n=min_n)
    return found[0] if by is None else found


def as_cells(
    table: Any,
    score: str | None,
    *,
    by: By | None,
    weight: str | None = None,
    of: Collection[Any] | None = None,
) -> Cells:
    """Count a table, or narrow cells, to the groupings asked for."""
    if isinstance(table, Cells):
        if score is not None or weight is not None:
            given = f"score={score!r}" if score is not None else f"weight={weight!r}"
            raise InputError(f"{given} given with cells, which are counted already; leave it out")
        return table.over(by or ())
    if score is None:
        raise InputError("score is missing: name the column of answers, as in nps(table, 'score')")
    from cocreate.tables import counted

    return counted(table, score, by=groupings(by), weight=weight, of=of)


def estimates_from(measure: Measure, cells: Cells, *, confidence: float) -> Estimates:
    """Estimate a measure for every group of some cells."""
    check_scores(cells, measure)
    factors, index = cells.grouped()
    sums = group_sums(
        cells, measure.recode(cells.score), index, int(index.max()) + 1, shift=middle(measure, cells)
    )
    found = spread_out(measure, sums, confidence=confidence)
    top_box = (
        None if measure.top_box is None else estimates_from(measure.top_box, cells, confidence=confidence)
    )
    return replace(found, factors=factors, top_box=top_box)


def spread_out(measure: Measure, sums: Sums, *, confidence: float) -> Estimates:
    """Put intervals round the sums of some groups."""
    spread = measure.interval(sums, confidence)
    return Estimates(
        measure=measure.name,
        method=measure.method,
        unit=measure.unit,
        confidence=confidence,
        bounds=measure.bounds,
        factors=(),
        value=spread.value,
        low=spread.low,
        high=spread.high,
        n=sums.n,
        n_eff=sums.n_eff,
        std_error=spread.std_error,
        centre=spread.centre,
        df=spread.df,
        suppressed=np.zeros(len(sums.n), dtype=bool),
    )


def middle(measure: Measure, cells: Cells) -> float:
    """Give a whole number near the mean score, where a measure averages the scores themselves."""
    if measure.unit != "score":
        return 0.0
    return float(np.rint(np.average(cells.score, weights=cells.count)))


def check_scores(cells: Cells, measure: Measure) -> None:
    """Refuse cells without answers, and answers the scale does not have."""
    if cells.n == 0:
        left = f"; all {cells.missing} rows lack a score" if cells.missing else "; the table is empty"
        raise NoAnswersError(f"no answers to work out {measure.name} from{left}")
    if measure.scale is None:
        return
    low, high = measure.scale
    outside = (cells.score < low) | (cells.score > high)
    if outside.any():
        raise _outside(cells, outside, measure)
    if measure.whole and np.any(cells.score != np.rint(cells.score)):
        broken = float(cells.score[cells.score != np.rint(cells.score)][0])
        raise OutsideScaleError(
            f"score {broken:g} lies between the steps; {measure.name} wants whole numbers"
            f" from {low:g} to {high:g}"
        )


def _outside(cells: Cells, outside: NDArray[np.bool_], measure: Measure) -> OutsideScaleError:
    """Say whether a few answers are wrong or two scales are mixed."""
    low, high = measure.scale or (0.0, 0.0)
    wrong, n = int(cells.count[outside].sum()), cells.n
    least, most = float(cells.score.min()), float(cells.score.max())
    seen = f"{wrong} of {n} answers lie outside the scale {low:g} to {high:g} (all run {least:g} to {most:g})"
    if 0.05 * n <= wrong < n:
        return MixedScalesError(
            f"{seen}: two scales seem to be mixed; take each on its own or rescale one of them"
        )
    if wrong == n:
        return OutsideScaleError(f"{seen}; give the scale the question was asked on")
    return OutsideScaleError(f"{seen}; mend or drop them, or give the scale the question was asked on")


def checked_scale(scale: Scale) -> Scale:
    """Refuse a scale that is upside down."""
    low, high = (float(end) for end in scale)
    if not low < high:
        raise ScaleError(f"scale_max == {high:g}, must be > scale_min ({low:g})")
    return low, high


def checked_top(top: int, scale: Scale) -> int:
    """Refuse a number of top boxes that a scale does not have."""
    low, high = scale
    if not 1 <= top <= high - low:
        raise OptionError(
            f"top == {top}, must be at least 1 and leave a box of the scale {low:g} to {high:g}"
        )
    return top
