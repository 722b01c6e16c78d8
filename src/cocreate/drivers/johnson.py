"""Johnson's relative weights: R squared shared out by way of the nearest uncorrelated drivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]


def relative_weights(matrices: FloatArray) -> FloatArray:
    """Share R squared out among drivers.

    Args:
        matrices: correlations, (..., p + 1, p + 1), drivers first and the outcome last.

    Returns:
        Weights (..., p); they add up to R squared.
    """
    among, with_outcome = matrices[..., :-1, :-1], matrices[..., :-1, -1:]
    values, vectors = np.linalg.eigh(among)
    root = np.sqrt(np.maximum(values, np.finfo(np.float64).tiny))[..., np.newaxis, :]
    turned = vectors.swapaxes(-1, -2)
    loadings = (vectors * root) @ turned
    slopes = (vectors / root) @ turned @ with_outcome
    weights: FloatArray = ((loadings * loadings) @ (slopes * slopes))[..., 0]
    return weights
