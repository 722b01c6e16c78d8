"""Numbers that carry their uncertainty and their unit: one, or one a row."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np

from cocreate.frames import Tabular
from cocreate.scores.quantiles import normal_quantile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

Span = Literal["line", "positive", "share"]
"""Where a number can lie, which says on what scale its interval is symmetric."""

_STEP = 1e-4
"""Step of the numerical derivatives, in logs of parameters."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its interval and its unit.

    Attributes:
        what: what is estimated.
        value: the estimate.
        low: lower end of the interval.
        high: upper end; infinite where the data set no end.
        std_error: standard error, NaN where there is none.
        unit: what the value is counted in.
        method: how the interval is made.
        confidence: its confidence, between 0 and 1.
    """

    what: str
    value: float
    low: float
    high: float
    std_error: float
    unit: str
    method: str
    confidence: float = 0.95

    def to_dict(self) -> dict[str, Any]:
        """Give what, value, low, high, unit and method; None where there is nothing to show."""
        figures = {name: getattr(self, name) for name in ("value", "low", "high")}
        shown = {name: value if math.isfinite(value) else None for name, value in figures.items()}
        return {"what": self.what, **shown, "unit": self.unit, "method": self.method}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Quantities(Tabular, Sequence[Quantity]):
    """Numbers of one kind, one a row, each with its interval; read one as a `Quantity`.

    Attributes:
        what: what is estimated.
        value: the estimates.
        low: lower ends of the intervals.
        high: upper ends.
        std_error: standard errors.
        unit: what the values are counted in.
        method: how the intervals are made.
        confidence: their confidence, between 0 and 1.
    """

    what: str
    value: FloatArray
    low: FloatArray
    high: FloatArray
    std_error: FloatArray
    unit: str
    method: str
    confidence: float

    def columns(self) -> dict[str, Any]:
        """Give value, low, high and standard error, row by row."""
        return {"value": self.value, "low": self.low, "high": self.high, "std_error": self.std_error}

    @overload
    def __getitem__(self, place: int) -> Quantity: ...
    @overload
    def __getitem__(self, place: slice) -> Quantities: ...
    def __getitem__(self, place: int | slice) -> Quantity | Quantities:
        figures = (self.value[place], self.low[place], self.high[place], self.std_error[place])
        rest = (self.unit, self.method, self.confidence)
        if isinstance(place, slice):
            return Quantities(self.what, *figures, *rest)
        value, low, high, error = (float(figure) for figure in figures)
        return Quantity(self.what, value, low, high, error, *rest)

    def __len__(self) -> int:
        return len(self.value)

    def __iter__(self) -> Iterator[Quantity]:
        return (self[place] for place in range(len(self)))

    def __repr__(self) -> str:
        mean = f"{self.value.mean():.4g}" if len(self) else "none"
        return f"Quantities({self.what!r}, n={len(self)}, mean={mean} {self.unit})"


def by_delta(
    function: Callable[[FloatArray], FloatArray],
    at: FloatArray,
    covariance: FloatArray,
    *,
    what: str,
    unit: str,
    span: Span,
    confidence: float,
) -> Quantities:
    """Estimate a function of estimated parameters by the delta method, with numerical derivatives."""
    value = function(at)
    slopes = np.stack([_slope(function, at, place) for place in range(len(at))])
    variance = np.einsum("in,ij,jn->n", slopes, covariance, slopes)
    error = np.sqrt(np.maximum(variance, 0.0))
    low, high = limits(value, error, span=span, confidence=confidence)
    method = {"line": "delta", "positive": "delta, log", "share": "delta, logit"}[span]
    return Quantities(what, value, low, high, error, unit, method, confidence)


def _slope(function: Callable[[FloatArray], FloatArray], at: FloatArray, place: int) -> FloatArray:
    step = np.zeros(len(at))
    step[place] = _STEP
    return (function(at + step) - function(at - step)) / (2 * _STEP)


def limits(
    value: FloatArray, error: FloatArray, *, span: Span, confidence: float
) -> tuple[FloatArray, FloatArray]:
    """Ends of an interval that stays where the number can lie."""
    z = normal_quantile(confidence)
    if span == "line":
        return value - z * error, value + z * error
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if span == "positive":
            factor = np.exp(z * error / value)
            low, high = value / factor, value * factor
        else:
            odds = value / (1 - value)
            factor = np.exp(z * error / (value * (1 - value)))
            low, high = 1 / (1 + factor / odds), 1 / (1 + 1 / (odds * factor))
    fixed = (value <= 0) | ((value >= 1) if span == "share" else np.zeros_like(value, dtype=bool))
    return np.where(fixed, value, low), np.where(fixed, value, high)
