"""From raw log odds to probabilities that mean what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from cocreate.logistic import fitted_logit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

Calibration = Literal["platt", "isotonic"]

_RIDGE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Platt:
    """A logistic curve of the log odds.

    Attributes:
        shift: log odds where the raw ones are 0.
        slope: by which the raw ones are multiplied; never below 0.
    """

    shift: float
    slope: float

    def __call__(self, odds: FloatArray) -> FloatArray:
        """Give probabilities."""
        from scipy.special import expit

        found: FloatArray = expit(self.shift + self.slope * odds)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Isotonic:
    """A rising curve through steps.

    Attributes:
        odds: raw log odds, rising.
        probability: the probability at each.
    """

    odds: FloatArray
    probability: FloatArray

    def __call__(self, odds: FloatArray) -> FloatArray:
        """Give probabilities, straight lines between the steps."""
        found: FloatArray = np.interp(odds, self.odds, self.probability)
        return found


Calibrator = Platt | Isotonic


def calibrator(kind: Calibration, odds: FloatArray, outcome: FloatArray) -> Calibrator:
    """Fit a calibration on log odds of rows that their model had not seen."""
    if kind == "isotonic":
        return _isotonic(odds, outcome)
    hits, misses = outcome.sum(), len(outcome) - outcome.sum()
    softened = np.where(outcome > 0, (hits + 1) / (hits + 2), 1 / (misses + 2))
    (shift, slope), _ = fitted_logit(odds[:, None], softened, ridge=_RIDGE)
    if slope < 0:
        return Platt(float(np.log(hits / misses)), 0.0)
    return Platt(float(shift), float(slope))


def _isotonic(odds: FloatArray, outcome: FloatArray) -> Isotonic:
    from scipy.optimize import isotonic_regression

    levels, place = np.unique(odds, return_inverse=True)
    count = np.bincount(place)
    share = isotonic_regression(np.bincount(place, outcome) / count, weights=count).x
    least = 0.5 / (count.sum() + 1)
    return Isotonic(levels, np.clip(share, least, 1 - least))
