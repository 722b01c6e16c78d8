"""The proportions and tests that Polis chooses statements by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    FloatArray = NDArray[np.float64]


def smoothed(hits: ArrayLike, seen: ArrayLike) -> FloatArray:
    """Share of hits, drawn a little to one half: (hits + 1) / (seen + 2)."""
    return (np.asarray(hits) + 1.0) / (np.asarray(seen) + 2.0)


def majority_z(hits: ArrayLike, seen: ArrayLike) -> FloatArray:
    """How far a share lies above one half, in standard errors, with one hit added.

    >>> round(float(majority_z(6, 6)), 6)
    2.645751
    """
    n = np.asarray(seen) + 1.0
    return 2 * np.sqrt(n) * ((np.asarray(hits) + 1.0) / n - 0.5)


def contrast_z(hits: ArrayLike, seen: ArrayLike, other_hits: ArrayLike, other_seen: ArrayLike) -> FloatArray:
    """How far a share lies above another, in pooled standard errors, with one added to every count.

    >>> round(float(contrast_z(15, 24, 56, 71)), 5)
    -1.51407
    """
    own, other = np.asarray(hits) + 1.0, np.asarray(other_hits) + 1.0
    n, other_n = np.asarray(seen) + 1.0, np.asarray(other_seen) + 1.0
    pooled = (own + other) / (n + other_n)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / other_n))
    gap: FloatArray = own / n - other / other_n
    return np.divide(gap, spread, out=np.zeros_like(gap), where=spread > 0)
