"""An effect: a number with its interval, and words that say it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.scores.quantiles import t_quantile, two_sided_p

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Effect:
    """How much something changes an outcome.

    Attributes:
        what: what is estimated.
        value: the estimate.
        low: lower end of the interval; infinite where the data set no end, NaN where nothing is known.
        high: upper end.
        std_error: standard error; NaN where the interval is made without one.
        p_value: probability of a value as far from zero if there were no effect; NaN where not worked out.
        n: how many people, or periods, it rests on.
        unit: "share" (of 1) or "outcome" (what the outcome is counted in).
        method: how the interval is made.
        confidence: its confidence, between 0 and 1.
    """

    what: str
    value: float
    low: float
    high: float
    std_error: float
    p_value: float
    n: int
    unit: str
    method: str
    confidence: float = 0.95

    @property
    def shown(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0

    def __str__(self) -> str:
        ends = [end for end in (self.low, self.high) if math.isfinite(end)]
        wide = max((abs(end - self.value) for end in ends), default=abs(self.value))
        value, low, high = (
            figure(number, self.unit, like=wide) for number in (self.value, self.low, self.high)
        )
        return f"{value}{' points' if self.unit == 'share' else ''} ({low} to {high})"

    def to_dict(self) -> dict[str, Any]:
        """Give what, value, low, high, std_error, p_value, n and method; None where there is nothing to show."""
        names = ("value", "low", "high", "std_error", "p_value")
        figures = {name: getattr(self, name) for name in names}
        shown = {name: value if math.isfinite(value) else None for name, value in figures.items()}
        return {"what": self.what, **shown, "n": self.n, "unit": self.unit, "method": self.method}


def effect_of(
    what: str,
    value: float,
    std_error: float,
    *,
    n: int,
    method: str,
    confidence: float,
    unit: str = "outcome",
    df: float = math.inf,
) -> Effect:
    """An effect with the interval of its standard error: normal, or Student's t with degrees of freedom."""
    wide = float(t_quantile(confidence, np.array([df]))[0])
    half = wide * std_error
    known = std_error > 0 and df > 0
    p_value = float(two_sided_p(value / std_error, df)) if known else math.nan
    return Effect(
        what, float(value), float(value - half), float(value + half), float(std_error), p_value, int(n), unit,
        method, confidence,
    )  # fmt: skip


def told(effect: Effect) -> str:
    """Say an effect's size and sureness as the beginning of a sentence's end."""
    if math.isinf(effect.low) or math.isinf(effect.high) or math.isnan(effect.low):
        return f"cannot be told: the data set no end to it ({effect})"
    if not effect.shown:
        return f"could not be told from chance: {effect}; a wide interval is not proof of no effect"
    return f"was {effect}"


def figure(value: float, unit: str, *, like: float | None = None) -> str:
    """Write a figure: shares in points of a hundred; as fine as a width deserves, or with three digits that count.

    With a width it is a difference, and shows its sign.
    """
    if math.isnan(value):
        return "unknown"
    if math.isinf(value):
        return "no end"
    times = 100 if unit == "share" else 1
    size = abs(value if like is None else like) * times
    digits = 2 if like is None else 1
    decimals = digits - math.floor(math.log10(size)) if size > 0 else digits
    decimals = min(max(decimals, 1), 2) if unit == "share" else min(max(decimals, 0), 6)
    return f"{times * value:{'' if like is None else '+'},.{decimals}f}".replace("-", "−")


def columns_of(effects: Sequence[Effect]) -> dict[str, Any]:
    """Put the figures of several effects into columns."""
    names = ("value", "low", "high", "std_error", "p_value", "n")
    return {name: np.array([getattr(effect, name) for effect in effects]) for name in names}
