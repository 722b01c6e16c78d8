"""From values to places: axes with round ticks, and how wide words come out."""

import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Axis", "axis_of", "shortened", "text_width"]

WIDE = frozenset("WFA")
NARROW_EM = 0.56


@dataclass(frozen=True, slots=True)
class Axis:
    """A linear axis.

    Args:
        low: Value at its start.
        high: Value at its end.
        start: Place of `low`.
        end: Place of `high`.
        ticks: Round values in between.
    """

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]

    def place(self, value: float) -> float:
        """Where a value lies, to a tenth."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def written(self, tick: float) -> str:
        """A tick as text, with as many decimals as the step needs and a true minus."""
        step = self.ticks[1] - self.ticks[0] if len(self.ticks) > 1 else 1.0
        decimals = max(0, -math.floor(math.log10(step) + 1e-9))
        return f"{tick:.{decimals}f}".replace("-", "−")


def axis_of(values: Iterable[float | None], *, start: float, end: float, ticks: int = 4) -> Axis:
    """An axis that holds the values with a little room, and about as many round ticks as asked.

    Args:
        values: What has to fit; None is passed over.
        start: Place of the low end.
        end: Place of the high end.
        ticks: About how many ticks.

    Returns:
        The axis.

    Examples:
        >>> axis_of([3, 58], start=0, end=100).ticks
        (0.0, 20.0, 40.0, 60.0)
    """
    known = [value for value in values if value is not None and math.isfinite(value)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    room = (high - low) * 0.06 or abs(high) * 0.1 or 0.5
    low, high = low - room, high + room
    step = _round_step((high - low) / ticks)
    first, last = math.floor(low / step + 0.5), math.ceil(high / step - 0.5)
    marks = tuple(round(step * count, 10) + 0.0 for count in range(first, last + 1))
    return Axis(min(low, marks[0]), max(high, marks[-1]), start, end, marks)


def _round_step(rough: float) -> float:
    magnitude = 10.0 ** math.floor(math.log10(rough))
    return next(step * magnitude for step in (1, 2, 5, 10) if step * magnitude >= rough * 0.999)


def text_width(text: str, size: float) -> float:
    """About how wide a text is set at a size; Chinese characters take a full em."""
    ems = sum(1.0 if unicodedata.east_asian_width(letter) in WIDE else NARROW_EM for letter in text)
    return ems * size


def shortened(text: str, *, size: float, width: float) -> str:
    """The text, cut with an ellipsis where it would be wider than `width`."""
    if text_width(text, size) <= width:
        return text
    kept = text
    while kept and text_width(kept + "…", size) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…"
