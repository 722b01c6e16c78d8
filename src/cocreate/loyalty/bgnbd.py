"""BG/NBD: customers buy at random for as long as they stay, and may leave after any purchase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cocreate.loyalty.fitting import maximum
from cocreate.loyalty.integrals import beta_nodes, discounted_span, in_blocks
from cocreate.loyalty.repeat_fit import RepeatFit, cells_to_fit, thinned, usual_rate
from cocreate.scores.quantiles import checked_confidence

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from cocreate.loyalty.histories import Histories, HistoryCells, RepeatSummary

    FloatArray = NDArray[np.float64]

_NAMES = ("r", "alpha", "a", "b")
_SHAPES = ((0.5, 1.0, 3.0), (1.0, 0.5, 1.0), (0.25, 0.8, 2.5), (2.0, 0.3, 5.0))
"""Starts: r, a, b; alpha follows from r and how often people buy."""


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class BGNBD(RepeatFit):
    """A fitted BG/NBD model.

    Attributes:
        r: shape of the gamma distribution of purchase rates.
        alpha: its rate, in units of time.
        a: first shape of the beta distribution of the chance to leave after a purchase.
        b: second shape.
    """

    @property
    def r(self) -> float:
        """Shape of the gamma distribution of purchase rates."""
        return float(self.values[0])

    @property
    def alpha(self) -> float:
        """Rate of that distribution."""
        return float(self.values[1])

    @property
    def a(self) -> float:
        """First shape of the beta distribution of the chance to leave."""
        return float(self.values[2])

    @property
    def b(self) -> float:
        """Second shape of it."""
        return float(self.values[3])

    def _new(self, params: FloatArray, times: FloatArray) -> FloatArray:
        r, alpha, a, b = params
        shape, rate, second = (np.full(len(times), value) for value in (r, alpha, b))
        return _purchases(shape, times / rate, a, second)

    def _alive(self, params: FloatArray, past: Histories) -> FloatArray:
        from scipy.special import expit

        r, alpha, a, b = params
        x, recency, age = past
        repeated = x > 0
        odds_left = np.log(a) - np.log(b + np.maximum(x, 1) - 1)
        odds_left += (r + x) * np.log((alpha + age) / (alpha + recency))
        alive: FloatArray = np.where(repeated, expit(-odds_left), 1.0)
        return alive

    def _ahead(self, params: FloatArray, past: Histories, t: float) -> FloatArray:
        r, alpha, a, b = params
        return _purchases(r + past.frequency, t / (alpha + past.age), a, b + past.frequency)

    def _discounted(self, params: FloatArray, past: Histories, discount: float, horizon: float) -> FloatArray:
        r, alpha, a, b = params
        return _discounted_purchases(
            r + past.frequency, alpha + past.age, a, b + past.frequency, (discount, horizon)
        )


def bgnbd(summary: RepeatSummary | HistoryCells, *, confidence: float = 0.95) -> BGNBD:
    """Fit the BG/NBD model of repeat purchases outside a contract.

    Args:
        summary: what `repeat_summary` gives, or its cells.
        confidence: of the intervals, between 0 and 1.

    Returns:
        A `BGNBD` with parameters, standard errors and log-likelihood, which can tell who is still active, what
        is to be expected of whom, and what that is worth. Its notes say if a parameter lies at its edge.

    Raises:
        NotEnoughDataError: with fewer than ten customers, or nobody who bought again.

    Method:
        Maximum likelihood on the distinct histories with their counts, in logs of the parameters, with the
        analytic gradient, from several starts; standard errors from the observed information. Purchases are
        Poisson with a gamma distributed rate; after each repeat purchase a customer leaves with a chance that
        is beta distributed. Assumes both independent, rates constant, and no seasons. Somebody without a repeat
        counts as active for certain: take `pareto_nbd` where that matters. Not for contracts.

    Source:
        Fader, Hardie and Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2),
        equations 6, 9 and 10. Their CDNOW figures: tests/cocreate/loyalty/test_bgnbd.py.

    >>> from cocreate.loyalty import RepeatSummary
    >>> often = [0] * 30 + [1] * 8 + [2] * 6 + [5] * 4
    >>> last = [0] * 30 + [3, 9, 14, 20, 26, 30, 7, 5] + [12, 25, 31, 18, 36, 8] + [35, 30, 38, 22]
    >>> fit = bgnbd(RepeatSummary.of(often, last, [39.0] * 48))
    >>> coming = fit.conditional_expected(39, 5, 35, 39)[0]
    >>> print(f"{coming.value:.1f} purchases ({coming.low:.1f} to {coming.high:.1f})")
    2.2 purchases (1.0 to 5.1)
    """
    cells = cells_to_fit(summary)
    rate = usual_rate(cells)
    starts = [(r, r / rate / 2, a, b) for r, a, b in _SHAPES]
    exact, rough = bgnbd_log_likelihood(cells), bgnbd_log_likelihood(thinned(cells))
    found = maximum(exact, rough, names=_NAMES, starts=starts, n=cells.n)
    return BGNBD(model="BG/NBD", unit=cells.unit, confidence=checked_confidence(confidence), **found)


def bgnbd_log_likelihood(cells: HistoryCells) -> Callable[[FloatArray], tuple[float, FloatArray]]:
    """Give the log-likelihood and its gradient as a function of logs of r, alpha, a and b.

    Terms in the frequency alone are worked out once a frequency, those in the age once an age.
    """
    from scipy.special import gammaln, psi

    x_levels, x_code = np.unique(cells.frequency, return_inverse=True)
    age_levels, age_code = np.unique(cells.age, return_inverse=True)
    last_levels, last_code = np.unique(cells.recency, return_inverse=True)
    count = cells.count.astype(np.float64)
    x, n_by_x = x_levels.astype(np.float64), np.bincount(x_code, count)
    x_cell, repeated = x[x_code], cells.frequency > 0
    n = count.sum()

    def value_and_gradient(logs: FloatArray) -> tuple[float, FloatArray]:
        r, alpha, a, b = np.exp(logs)
        end, last = (alpha + age_levels)[age_code], (alpha + last_levels)[last_code]
        log_end, log_last = np.log(alpha + age_levels)[age_code], np.log(alpha + last_levels)[last_code]
        log_odds = np.log(a) - np.log(b + np.maximum(x, 1) - 1)[x_code] + (r + x_cell) * (log_end - log_last)
        log_odds[~repeated] = -np.inf
        small = np.exp(-np.abs(log_odds))  # shared by log(1 + odds) and odds / (1 + odds), neither overflows
        left = np.where(log_odds > 0, 1.0, small) / (1 + small)
        value = n_by_x @ (
            gammaln(r + x) - gammaln(r) + r * np.log(alpha)
            + gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
        ) + count @ (np.maximum(log_odds, 0) + np.log1p(small) - (r + x_cell) * log_end)  # fmt: skip
        left_count = count * left
        left_by_x = np.bincount(x_code, left_count, len(x))
        kept = count - left_count
        d_alpha = (r + x_cell) @ (kept / end + left_count / last)
        gradient = np.array([
            n_by_x @ psi(r + x) - n * psi(r) + n * np.log(alpha) - kept @ log_end - left_count @ log_last,
            n * r / alpha - d_alpha,
            n * psi(a + b) - n_by_x @ psi(a + b + x) + left_by_x.sum() / a,
            n * psi(a + b) + n_by_x @ (psi(b + x) - psi(a + b + x)) - n * psi(b)
            - left_by_x @ (1 / (b + np.maximum(x, 1) - 1)),
        ])  # fmt: skip
        return float(value), gradient * np.exp(logs)

    return value_and_gradient


def _purchases(shape: FloatArray, time: FloatArray, a: float, b: FloatArray) -> FloatArray:
    """Purchases expected within `time` (in units of the gamma's rate) of somebody alive.

    The mean of (1 - (1 + p * time)^-shape) / p over the beta distribution of p. The textbook's form of it
    has a pole at a = 1, which this has not.
    """
    from scipy.special import exprel

    found = np.empty(len(shape))
    for rows in in_blocks(len(shape)):
        p, weight = _nodes(a, b[rows])
        total = shape[rows, None] * np.log1p(p * time[rows, None])
        found[rows] = (weight * total * exprel(-total) / p).sum(axis=1)
    return found


def _discounted_purchases(
    shape: FloatArray, rate: FloatArray, a: float, b: FloatArray, terms: tuple[float, float]
) -> FloatArray:
    """Purchases expected of somebody alive, each discounted: by parts, over nodes in time."""
    discount, horizon = terms
    end = discounted_span(discount, horizon)
    node, weight = np.polynomial.legendre.leggauss(24)
    stretch = np.log1p(end * (discount + 1 / rate.mean()))
    scale = end / np.expm1(stretch)
    time = scale * np.expm1(stretch * (node + 1) / 2)
    jacobian = (time + scale) * stretch * weight / 2
    found: FloatArray = np.exp(-discount * end) * _purchases(shape, end / rate, a, b)
    if discount == 0:
        return found
    for at, width in zip(time, jacobian, strict=True):
        found += discount * width * np.exp(-discount * at) * _purchases(shape, at / rate, a, b)
    return found


def _nodes(a: float, b: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Nodes for each row, worked out once a distinct b."""
    levels, code = np.unique(b, return_inverse=True)
    p, weight = beta_nodes(a, levels)
    return p[code], weight[code]
