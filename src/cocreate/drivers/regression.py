"""Least squares from moments: coefficients with t intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cocreate.drivers.correlations import correlations
from cocreate.scores.quantiles import t_quantile, two_sided_p

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cocreate.drivers.moments import Moments

    FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Regression:
    """A fitted line.

    Attributes:
        names: the regressors that vary.
        coefficient: the outcome's change a unit of each, the others held.
        low: lower ends of the intervals.
        high: upper ends.
        p_value: of each being nothing.
        r_squared: the part of the outcome's variance explained.
        df: residual degrees of freedom.
        n: rows.
        notes: what the reader should know of the data.
    """

    names: tuple[str, ...]
    coefficient: FloatArray
    low: FloatArray
    high: FloatArray
    p_value: FloatArray
    r_squared: float
    df: float
    n: int
    notes: tuple[str, ...] = ()


def least_squares(
    found: Moments, outcome: str, regressors: Sequence[str], *, confidence: float
) -> Regression:
    """Fit one group's outcome on some regressors, with errors that are alike for all rows."""
    given = correlations(found.over([*regressors, outcome]), outcome)
    kept = found.over([*given.drivers, outcome])
    covariance, n = kept.covariance[0], float(kept.n_eff[0])
    among, with_outcome, variance = covariance[:-1, :-1], covariance[:-1, -1], covariance[-1, -1]
    inverse = np.linalg.inv(among)
    slopes = inverse @ with_outcome
    r_squared = float(np.clip(slopes @ with_outcome / variance, 0.0, 1.0))
    df = n - len(slopes) - 1
    error = np.sqrt(variance * (1 - r_squared) / df * np.diagonal(inverse))
    half = t_quantile(confidence, np.full(len(slopes), df)) * error
    statistic = np.divide(slopes, error, out=np.full(len(slopes), np.inf), where=error > 0)
    return Regression(
        names=given.drivers,
        coefficient=slopes,
        low=slopes - half,
        high=slopes + half,
        p_value=two_sided_p(statistic, df),
        r_squared=r_squared,
        df=df,
        n=int(kept.n[0]),
        notes=given.notes,
    )


def f_test(larger: Regression, smaller: Regression) -> float:
    """Probability of so much more explained by chance, the smaller being nested in the larger."""
    more = len(larger.names) - len(smaller.names)
    if not more or larger.r_squared >= 1:
        return float("nan") if not more else 0.0
    from scipy.special import fdtrc

    gain = max(larger.r_squared - smaller.r_squared, 0.0) / more
    return float(fdtrc(more, larger.df, gain / ((1 - larger.r_squared) / larger.df)))
