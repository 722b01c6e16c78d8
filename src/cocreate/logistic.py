"""Logistic regression with a ridge, and how good its probabilities are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

_STEPS = 60
_CLOSE = 1e-10
_HALVINGS = 30
_LEAST = 1e-12


def fitted_logit(
    design: FloatArray, outcome: FloatArray, *, ridge: float, weight: FloatArray | None = None
) -> tuple[FloatArray, FloatArray]:
    """Fit by Newton's method, intercept first and not drawn to nought.

    Args:
        design: a row a customer, without a column of ones.
        outcome: 1 or 0, or shares between.
        ridge: half of it times the squared coefficients is taken from the log-likelihood.
        weight: how often each row counts.

    Returns:
        Coefficients, and their covariance: the inverse of the penalised information.
    """
    from scipy.special import expit

    matrix = np.column_stack([np.ones(len(design)), design])
    counts = np.ones(len(design)) if weight is None else weight
    penalty = np.full(matrix.shape[1], ridge)
    penalty[0] = 0.0
    mean = np.clip(np.average(outcome, weights=counts), _LEAST, 1 - _LEAST)
    found = np.zeros(matrix.shape[1])
    found[0] = np.log(mean / (1 - mean))

    def value_at(at: FloatArray) -> float:
        odds = matrix @ at
        return float(counts @ (outcome * odds - np.logaddexp(0, odds)) - penalty @ at**2 / 2)

    value = value_at(found)
    for _ in range(_STEPS):
        share = expit(matrix @ found)
        information = _information(matrix, counts * share * (1 - share), penalty)
        step = np.linalg.solve(information, matrix.T @ (counts * (outcome - share)) - penalty * found)
        found, better = _shortened(value_at, found, step, value)
        gained, value = better - value, better
        if gained <= _CLOSE * (1 + abs(value)):
            break
    share = expit(matrix @ found)
    return found, np.linalg.inv(_information(matrix, counts * share * (1 - share), penalty))


def _information(matrix: FloatArray, weight: FloatArray, penalty: FloatArray) -> FloatArray:
    information: FloatArray = matrix.T @ (matrix * weight[:, None])
    return information + np.diag(penalty + _LEAST * (1 + np.diag(information)))


def _shortened(
    value_at: Callable[[FloatArray], float], at: FloatArray, step: FloatArray, value: float
) -> tuple[FloatArray, float]:
    """Halve a step until it does not lead down."""
    for halving in range(_HALVINGS):
        moved = at + step / 2**halving
        better = value_at(moved)
        if better >= value:
            return moved, better
    return at, value


def auc_with_error(outcome: NDArray[np.bool_], score: FloatArray) -> tuple[float, float]:
    """Area under the ROC curve and its standard error, by DeLong's ranks."""
    hits, misses = score[outcome], score[~outcome]
    above = _share_below(misses, hits)
    below = 1 - _share_below(hits, misses)
    area = float(above.mean())
    few = min(len(hits), len(misses)) < 2  # noqa: PLR2004 - a variance takes two
    error = np.nan if few else np.sqrt(above.var(ddof=1) / len(hits) + below.var(ddof=1) / len(misses))
    return area, float(error)


def _share_below(reference: FloatArray, values: FloatArray) -> FloatArray:
    """Share of the reference below each value, ties counting half."""
    ordered = np.sort(reference)
    under = np.searchsorted(ordered, values, side="left")
    up_to = np.searchsorted(ordered, values, side="right")
    return (under + up_to) / (2 * len(ordered))
