"""Logistic regression on sparse features by L-BFGS, with targets between 0 and 1 and a known part of the logit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_MOST_STEPS, _FLAT = 300, 1e-4
_LARGEST_LOGIT = 30.0


def sigmoid(logit: Floats) -> Floats:
    """Turn logits into probabilities."""
    limited = np.clip(logit, -_LARGEST_LOGIT, _LARGEST_LOGIT)
    result: Floats = 1.0 / (1.0 + np.exp(-limited))
    return result


def fit_logistic(
    features: Any,
    target: Floats,
    *,
    penalty: float | Floats,
    towards: Floats | None = None,
    weight: Floats | None = None,
    intercept: bool = True,
    tolerance: float = 1e-6,
) -> tuple[Floats, float]:
    """Fit weights and intercept of P(y = 1) = sigmoid(x w + b).

    Args:
        features: a sparse or dense matrix, a row a case.
        target: between 0 and 1, one a case.
        penalty: how strongly weights are drawn, times half the squared distance; one for all, or one each.
        towards: where weights are drawn to; 0 if left out.
        weight: of each case; 1 if left out.
        intercept: whether there is one.
        tolerance: the search ends when a step lowers the loss by less than this share.

    Returns:
        Weights and intercept.
    """
    from scipy.optimize import minimize

    columns = features.shape[1]
    centre = np.zeros(columns) if towards is None else towards
    cases = np.ones(len(target)) if weight is None else weight
    turned = features.T.tocsr() if hasattr(features, "tocsr") else features.T

    def loss(parameters: Floats) -> tuple[float, Floats]:
        weights = parameters[:-1]
        logit = features @ weights + parameters[-1]
        apart = weights - centre
        missing = cases * (sigmoid(logit) - target)
        value = np.sum(cases * (np.logaddexp(0.0, logit) - target * logit)) + 0.5 * np.sum(
            penalty * apart * apart
        )
        return float(value), np.append(
            turned @ missing + penalty * apart, missing.sum() if intercept else 0.0
        )

    start = np.append(centre, 0.0)
    limits = {"maxiter": _MOST_STEPS, "ftol": tolerance, "gtol": _FLAT}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=limits)
    return np.asarray(found.x[:-1], dtype=np.float64), float(found.x[-1])
