"""The max-diff likelihood for many people at once: its value, slope and curvature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cocreate.choices.picks import Picks

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

_STEPS = 60
_CLOSE = 1e-9
_LONGEST = 2.0


@dataclass(frozen=True, eq=False, slots=True)
class Curve:
    """Picks of one or of many people, each with utilities of their own.

    Attributes:
        items: how many items there are.
        people: how many have utilities of their own.
        of: for each pick whose utilities it speaks of, shape (picks,).
        shown: places of the items shown; `items` (a place of its own) where there is none, shape (picks, size).
        best: column picked as best.
        worst: column picked as worst.
        weight: how often each pick was made.
    """

    items: int
    people: int
    of: IntArray
    shown: IntArray
    best: IntArray
    worst: IntArray
    weight: FloatArray

    @property
    def null(self) -> float:
        """Log-likelihood were all ordered pairs equally likely."""
        size = (self.shown < self.items).sum(axis=1)
        return -float(self.weight @ np.log(size * (size - 1)))

    def fit(self, value: FloatArray) -> float:
        """Log-likelihood at utilities of shape (people, items)."""
        utility = self._shown(value)
        return float(
            self.weight @ np.log(self._chances(utility)[np.arange(len(self.of)), self.best, self.worst])
        )

    def slope_and_information(self, value: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Slope (people, items) and information (people, items, items)."""
        chance = self._chances(self._shown(value))
        best, worst = chance.sum(axis=2), chance.sum(axis=1)
        away = self._away(best, worst) * self.weight[:, None]
        spread = -(chance + chance.swapaxes(1, 2)) - (best - worst)[:, :, None] * (best - worst)[:, None, :]
        own = np.arange(self.shown.shape[1])
        spread[:, own, own] += best + worst
        return self._gathered(away, self.of, self.people), self._squared(spread * self.weight[:, None, None])

    def slopes_by(self, value: FloatArray, of: IntArray, groups: int) -> FloatArray:
        """Slope of one common curve, summed by group: shape (groups, items)."""
        chance = self._chances(self._shown(value[None, :]))
        away = self._away(chance.sum(axis=2), chance.sum(axis=1)) * self.weight[:, None]
        return self._gathered(away, of, groups)

    def _shown(self, value: FloatArray) -> FloatArray:
        padded = np.column_stack([value, np.full(len(value), np.nan)])
        found: FloatArray = padded[self.of[:, None], self.shown]
        return found

    def _chances(self, utility: FloatArray) -> FloatArray:
        """Chance of each ordered pair of places, shape (picks, size, size)."""
        there = ~np.isnan(utility)
        filled = np.where(there, utility, 0.0)
        gap = filled[:, :, None] - filled[:, None, :]
        open_to = there[:, :, None] & there[:, None, :] & ~np.eye(utility.shape[1], dtype=bool)
        power = np.where(open_to, np.exp(gap - gap.max(axis=(1, 2), keepdims=True)), 0.0)
        chance: FloatArray = power / power.sum(axis=(1, 2), keepdims=True)
        return chance

    def _away(self, best: FloatArray, worst: FloatArray) -> FloatArray:
        """What was picked less what was to be expected, place by place."""
        rows = np.arange(len(self.of))
        away = worst - best
        away[rows, self.best] += 1
        away[rows, self.worst] -= 1
        return away

    def _gathered(self, away: FloatArray, of: IntArray, groups: int) -> FloatArray:
        place = of[:, None] * (self.items + 1) + self.shown
        found = np.bincount(place.ravel(), weights=away.ravel(), minlength=groups * (self.items + 1))
        return found.reshape(groups, -1)[:, : self.items]

    def _squared(self, spread: FloatArray) -> FloatArray:
        wide = self.items + 1
        place = (self.of[:, None, None] * wide + self.shown[:, :, None]) * wide + self.shown[:, None, :]
        found = np.bincount(place.ravel(), weights=spread.ravel(), minlength=self.people * wide * wide)
        return found.reshape(self.people, wide, wide)[:, : self.items, : self.items]


def curve_of(picks: Picks, *, alone: bool) -> Curve:
    """Picks as one curve for all (alone), or one a person."""
    of = np.zeros(len(picks.person), dtype=np.intp) if alone else picks.person
    shown = np.where(picks.shown < 0, len(picks.items), picks.shown)
    people = 1 if alone else len(picks.people)
    return Curve(len(picks.items), people, of, shown, picks.best, picks.worst, picks.weight)


def climbed(curve: Curve, mean: FloatArray, precision: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Climb to the mode of every person's utilities under a normal prior (precision 0 for none).

    Args:
        curve: the picks.
        mean: of the prior, shape (items,).
        precision: of the prior, shape (items,); with 0, utilities have mean 0.

    Returns:
        Utilities, shape (people, items), and the information there.
    """
    value = np.tile(mean, (curve.people, 1))
    held = np.diag(precision) if precision.any() else np.full((curve.items, curve.items), 1.0)
    for _ in range(_STEPS):
        slope, information = curve.slope_and_information(value)
        slope = slope - precision * (value - mean)
        step = np.linalg.solve(information + held, slope[:, :, None])[:, :, 0]
        longest = np.abs(step).max(axis=1, keepdims=True)
        value = value + step * np.minimum(1.0, _LONGEST / np.maximum(longest, 1e-300))
        if longest.max() < _CLOSE:
            break
    information = curve.slope_and_information(value)[1]
    return value, information + np.diag(precision)
