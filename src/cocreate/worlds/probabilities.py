"""The few probabilities a world with a known truth is made of: normal, ordered, logistic."""

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

type Floats = NDArray[np.float64]

_ERF = np.frompyfunc(math.erf, 1, 1)
_QUADRATURE_NODES = 96


def normal_cdf(x: ArrayLike) -> Floats:
    """Give the standard normal distribution function, element by element.

    Args:
        x: Numbers of any shape, in standard deviations.

    Returns:
        P(Z ≤ x), 0–1, in the shape of ``x``.

    Example:
        >>> normal_cdf([-1.96, 0, 1.96]).round(3).tolist()
        [0.025, 0.5, 0.975]
    """
    scaled = np.asarray(x, dtype=np.float64) / math.sqrt(2)
    return 0.5 * (1.0 + np.asarray(_ERF(scaled), dtype=np.float64))


def cut_points(shares: Sequence[float]) -> Floats:
    """Cut a standard normal latent scale so that each answer gets its share.

    Args:
        shares: How often each answer, lowest first, is given when the latent mean is 0; sums to 1.

    Returns:
        The ``len(shares) - 1`` cut points, ascending.

    Example:
        >>> cut_points([0.5, 0.5]).tolist()
        [0.0]
    """
    return np.array([NormalDist().inv_cdf(total) for total in np.cumsum(shares)[:-1]])


def answer_shares(mean: ArrayLike, cuts: Floats, *, shift: float = 0.0, spread: float = 1.0) -> Floats:
    """Give the exact share of each answer of an ordered scale.

    Args:
        mean: Latent means of any shape, in standard deviations of the latent scale.
        cuts: Cut points of the scale, ascending.
        shift: What a response style adds to the latent score.
        spread: What a response style multiplies the latent score by, > 0.

    Returns:
        Shares, 0–1, with one more axis than ``mean``: the answers, lowest first.

    Method:
        An answer is k where ``shift + spread · (mean + Z)``, Z standard normal, lies between its cut points
        (ordered probit).

    Example:
        >>> answer_shares(0.0, cut_points([0.2, 0.3, 0.5])).round(6).tolist()
        [0.2, 0.3, 0.5]
    """
    bounds = (cuts - shift) / spread - np.asarray(mean, dtype=np.float64)[..., np.newaxis]
    return np.diff(normal_cdf(bounds), axis=-1, prepend=0.0, append=1.0)


def mean_logistic(intercept: ArrayLike, slope: float) -> Floats:
    """Give the mean of a logistic probability over a standard normal covariate.

    Args:
        intercept: Log-odds where the covariate is 0, of any shape.
        slope: Log-odds a standard deviation of the covariate.

    Returns:
        E[1 / (1 + exp(−intercept − slope·Z))], in the shape of ``intercept``.

    Method:
        Gauss–Hermite quadrature (see ``normal_nodes``); right to more than ten digits for slopes up to 2.

    Example:
        >>> float(mean_logistic(0.0, 1.5).round(9))
        0.5
    """
    nodes, weights = normal_nodes()
    log_odds = np.asarray(intercept, dtype=np.float64)[..., np.newaxis] + slope * nodes
    return np.asarray((weights / (1.0 + np.exp(-log_odds))).sum(axis=-1))


def normal_nodes() -> tuple[Floats, Floats]:
    """Give points and weights by which to average over a standard normal number (Gauss–Hermite).

    Returns:
        96 points and their weights, which sum to 1.

    Example:
        >>> points, weights = normal_nodes()
        >>> round(float(weights @ points**4), 9)
        3.0
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(_QUADRATURE_NODES)
    return np.asarray(nodes), np.asarray(weights / math.sqrt(2 * math.pi))
