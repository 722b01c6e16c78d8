"""What a chart is told: plain values, so that charts depend on no statistics."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["Control", "IntervalRow", "TrendPoint", "Verdict"]

type Verdict = Literal["better", "worse", ""]


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One estimate of an interval plot.

    Args:
        label: Whose estimate it is.
        value: The estimate; None draws the label and `note` alone (a suppressed group).
        low: Lower end of the interval.
        high: Upper end.
        verdict: `better` or `worse` only for a change beyond chance, else empty.
        note: Words at the right, such as `▼ 6.1` or `n < 5`.
    """

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    verdict: Verdict = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One period of a trend.

    Args:
        label: The period, as it stands on the axis.
        value: The estimate; None leaves a gap.
        low: Lower end of the interval.
        high: Upper end.
        flagged: Whether a control chart signals here.
        fresh: Whether something else is asked from here on, so that no line may be drawn to it.
    """

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    flagged: bool = False
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Control:
    """Control limits, one a point.

    Args:
        centre: The centre line.
        lower: Lower limits, as many as there are points.
        upper: Upper limits.
    """

    centre: float
    lower: Sequence[float]
    upper: Sequence[float]
