"""Quantiles and tails of the normal and the t distribution.

SciPy's special functions are loaded when first wanted: its statistics would cost a second at import.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from cocreate.errors import ConfidenceError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    FloatArray = NDArray[np.float64]


def normal_quantile(confidence: float) -> float:
    """Half-width, in standard errors, of a two-sided interval."""
    return NormalDist().inv_cdf((1 + checked_confidence(confidence)) / 2)


def t_quantile(confidence: float, df: FloatArray) -> FloatArray:
    """The same for the t distribution; NaN where there are no degrees of freedom."""
    z = normal_quantile(confidence)
    quantile = np.full(np.shape(df), np.nan)
    quantile[np.isposinf(df)] = z
    finite = np.isfinite(df) & (df > 0)
    if finite.any():
        from scipy.special import stdtrit

        quantile[finite] = stdtrit(df[finite], (1 + confidence) / 2)
    return quantile


def two_sided_p(statistic: ArrayLike, df: ArrayLike = np.inf) -> FloatArray:
    """Probability of a statistic as far from zero; NaN where it is not known."""
    from scipy.special import ndtr, stdtr

    far = -np.abs(np.asarray(statistic, dtype=np.float64))
    degrees = np.broadcast_to(np.asarray(df, dtype=np.float64), far.shape)
    normal = 2 * ndtr(far)
    with np.errstate(invalid="ignore"):
        student = 2 * stdtr(np.where(np.isfinite(degrees), degrees, 1.0), far)
    tail = np.where(np.isposinf(degrees), normal, student)
    return np.where(np.isnan(far) | np.isnan(degrees) | (degrees <= 0), np.nan, tail)


def checked_confidence(confidence: float) -> float:
    """Refuse a confidence outside (0, 1)."""
    if not 0 < confidence < 1:
        hint = f"; did you mean {confidence / 100:g}?" if 1 < confidence < 100 else ""  # noqa: PLR2004 - a percentage
        raise ConfidenceError(f"confidence == {confidence!r}, must lie between 0 and 1{hint}")
    return float(confidence)
