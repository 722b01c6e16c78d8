"""The integrals behind the purchase models, by quadrature.

Textbooks write them with Gauss's hypergeometric function, whose implementations fail for large counts or
parameters that meet its poles. The integrals themselves are of smooth, positive functions: a few dozen nodes,
placed where the function lives, give ten digits everywhere, and derivatives come from the same nodes.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

_LEGENDRE_NODES = 40
_BETA_NODES = 96
_NEGLIGIBLE = 40.0
"""A factor of exp(-40) is below what a double holds."""
_TALL = 8.0
"""Standard deviations beyond which a bell is negligible."""
_WIDEST_CORE = 2.0
"""Widest stretch, in log odds, that is covered evenly before the nodes thin out."""
_LEAST = 1e-290
_ROWS_AT_ONCE = 4096


def in_blocks(rows: int) -> Iterator[slice]:
    """Cut rows into blocks whose nodes fit the cache."""
    return (slice(start, start + _ROWS_AT_ONCE) for start in range(0, rows, _ROWS_AT_ONCE))


def stretched(scale: FloatArray, length: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Nodes and weights on [0, length] for functions that fall at first within `scale`, then slower.

    The axis is u = scale * (exp(v) - 1), with Gauss-Legendre nodes in v.
    """
    node, weight = _legendre()
    end = np.log1p(length / scale)[:, None]
    stretch = scale[:, None] * np.exp(end * node)
    return stretch - scale[:, None], stretch * end * weight


@cache
def _legendre() -> tuple[FloatArray, FloatArray]:
    """Gauss-Legendre nodes and weights on [0, 1]."""
    node, weight = np.polynomial.legendre.leggauss(_LEGENDRE_NODES)
    return (node + 1) / 2, weight / 2


def beta_nodes(a: float, b: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Nodes p and weights, one row a value of b, that average over a beta(a, b) distribution.

    The trapezoid rule in u, where the log odds of p are centre + core * sinh(u): evenly where the density
    is tall, ever wider in tails, which are exponential in the log odds.
    """
    spread = np.sqrt(1 / a + 1 / b)
    core = np.minimum(spread, _WIDEST_CORE)
    left = -np.arcsinh((_NEGLIGIBLE / a + _TALL * spread) / core)
    right = np.arcsinh((_NEGLIGIBLE / b + _TALL * spread) / core)
    u = left[:, None] + (right - left)[:, None] * np.linspace(0, 1, _BETA_NODES)
    odds = np.log(a / b)[:, None] + core[:, None] * np.sinh(u)
    log_p = -np.logaddexp(0, -odds)
    log_weight = a * log_p - b[:, None] * np.logaddexp(0, odds) + np.log(np.cosh(u))
    weight = np.exp(log_weight - log_weight.max(axis=1, keepdims=True))
    return np.maximum(np.exp(log_p), _LEAST), weight / weight.sum(axis=1, keepdims=True)


def discounted_span(discount: float, horizon: float) -> float:
    """Where a discounted integral may end: at the horizon, or where nothing is left."""
    return min(horizon, _NEGLIGIBLE / discount) if discount > 0 else horizon
