"""Pareto/NBD: customers buy at random for as long as they stay, and may leave at any time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cocreate.loyalty.fitting import maximum
from cocreate.loyalty.histories import Histories, HistoryCells, RepeatSummary
from cocreate.loyalty.integrals import discounted_span, in_blocks, stretched
from cocreate.loyalty.repeat_fit import RepeatFit, cells_to_fit, thinned, usual_rate
from cocreate.scores.quantiles import checked_confidence

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

_NAMES = ("r", "alpha", "s", "beta")
_SHAPES = ((0.5, 0.5, 0.3), (1.0, 1.0, 1.0), (0.5, 2.0, 2.0))
"""Starts: r, s, and beta in terms of the mean age; alpha follows from r and how often people buy."""


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class ParetoNBD(RepeatFit):
    """A fitted Pareto/NBD model.

    Attributes:
        r: shape of the gamma distribution of purchase rates.
        alpha: its rate, in units of time.
        s: shape of the gamma distribution of the rates at which customers leave.
        beta: its rate, in units of time.
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
    def s(self) -> float:
        """Shape of the gamma distribution of the rates at which customers leave."""
        return float(self.values[2])

    @property
    def beta(self) -> float:
        """Rate of that distribution."""
        return float(self.values[3])

    def _new(self, params: FloatArray, times: FloatArray) -> FloatArray:
        r, alpha, s, beta = params
        expected: FloatArray = r / alpha * _active_time(s, np.full(len(times), beta), times)
        return expected

    def _alive(self, params: FloatArray, past: Histories) -> FloatArray:
        return 1 - _split(params, past).left

    def _ahead(self, params: FloatArray, past: Histories, t: float) -> FloatArray:
        r, alpha, s, beta = params
        rate = (r + past.frequency) / (alpha + past.age)
        expected: FloatArray = rate * _active_time(s, beta + past.age, np.full(len(rate), t))
        return expected

    def _discounted(self, params: FloatArray, past: Histories, discount: float, horizon: float) -> FloatArray:
        r, alpha, s, beta = params
        since = beta + past.age
        scale = 1 / (discount + s / since)
        time, weight = stretched(scale, np.full(len(scale), discounted_span(discount, horizon)))
        active = np.exp(-discount * time - s * np.log1p(time / since[:, None]))
        rate = (r + past.frequency) / (alpha + past.age)
        expected: FloatArray = rate * (weight * active).sum(axis=1)
        return expected


def pareto_nbd(summary: RepeatSummary | HistoryCells, *, confidence: float = 0.95) -> ParetoNBD:
    """Fit the Pareto/NBD model of repeat purchases outside a contract.

    Args:
        summary: what `repeat_summary` gives, or its cells.
        confidence: of the intervals, between 0 and 1.

    Returns:
        A `ParetoNBD` with parameters, standard errors and log-likelihood, which can tell who is still active,
        what is to be expected of whom, and what that is worth. Its notes say if a parameter lies at its edge.

    Raises:
        NotEnoughDataError: with fewer than ten customers, or nobody who bought again.

    Method:
        Maximum likelihood on the distinct histories with their counts, in logs of the parameters, with the
        analytic gradient; the integral over the unseen time of leaving is by quadrature, which stays exact
        where the textbook's hypergeometric function fails. Standard errors from the observed information.
        Purchases are Poisson and the time to leaving exponential, both at gamma distributed rates. Assumes
        both independent, rates constant, and no seasons. Not for contracts.

    Source:
        Schmittlein, Morrison and Colombo (1987), Management Science 33(1); Fader and Hardie (2005), A note on
        deriving the Pareto/NBD model. Their CDNOW figures: tests/cocreate/loyalty/test_paretonbd.py.

    >>> often = [0] * 30 + [1] * 8 + [2] * 6 + [5] * 4
    >>> last = [0] * 30 + [3, 9, 14, 20, 26, 30, 7, 5] + [12, 25, 31, 18, 36, 8] + [35, 30, 38, 22]
    >>> fit = pareto_nbd(RepeatSummary.of(often, last, [39.0] * 48))
    >>> active = fit.p_alive([0, 5], [0, 35], [39, 39])
    >>> [round(float(value), 2) for value in active.value]
    [0.38, 0.91]
    """
    cells = cells_to_fit(summary)
    rate, age = usual_rate(cells), float(np.average(cells.age, weights=cells.count))
    starts = [(r, r / rate / 2, s, beta * age) for r, s, beta in _SHAPES]
    exact, rough = pareto_nbd_log_likelihood(cells), pareto_nbd_log_likelihood(thinned(cells))
    found = maximum(exact, rough, names=_NAMES, starts=starts, n=cells.n)
    return ParetoNBD(model="Pareto/NBD", unit=cells.unit, confidence=checked_confidence(confidence), **found)


def pareto_nbd_log_likelihood(cells: HistoryCells) -> Callable[[FloatArray], tuple[float, FloatArray]]:
    """Give the log-likelihood and its gradient as a function of logs of r, alpha, s and beta."""
    from scipy.special import gammaln, psi

    x_levels, x_code = np.unique(cells.frequency, return_inverse=True)
    count = cells.count.astype(np.float64)
    x, n_by_x = x_levels.astype(np.float64), np.bincount(x_code, count)
    n, past = count.sum(), cells.histories

    def value_and_gradient(logs: FloatArray) -> tuple[float, FloatArray]:
        params = np.exp(logs)
        r, alpha, s, beta = params
        split = _split(params, past)
        value = n_by_x @ (gammaln(r + x) - gammaln(r)) + n * (r * np.log(alpha) + s * np.log(beta))
        gradient = np.array([
            n_by_x @ psi(r + x) - n * psi(r) + n * np.log(alpha) - count @ split.log_alpha,
            n * r / alpha - count @ ((r + past.frequency) * split.per_alpha),
            n * np.log(beta) + count @ (split.left / s - split.log_beta),
            n * s / beta - count @ split.per_beta,
        ])  # fmt: skip
        return float(value + count @ split.log_total), gradient * params

    return value_and_gradient


@dataclass(frozen=True, slots=True)
class _Split:
    """The likelihood's two parts, still there or left at some time since the last purchase, and means over them."""

    log_total: FloatArray
    left: FloatArray
    log_alpha: FloatArray
    per_alpha: FloatArray
    log_beta: FloatArray
    per_beta: FloatArray


def _split(params: FloatArray, past: Histories) -> _Split:
    columns = np.empty((6, len(past.age)))
    for rows in in_blocks(len(past.age)):
        columns[:, rows] = _split_block(params, Histories(*(column[rows] for column in past)))
    return _Split(*columns)


def _split_block(params: FloatArray, past: Histories) -> FloatArray:
    """Integrate s (alpha + u)^-(r + x) (beta + u)^-(s + 1) over the time u of leaving, since the last purchase."""
    r, alpha, s, beta = params
    x, recency, age = past
    k = r + x
    scale = 1 / (k / (alpha + recency) + (s + 1) / (beta + recency))
    scale = np.minimum(scale, np.minimum(alpha, beta) + recency)
    time, weight = stretched(scale, age - recency)
    time += recency[:, None]
    log_a, log_b = np.log(alpha + time), np.log(beta + time)
    log_left = np.log(s) - k[:, None] * log_a - (s + 1) * log_b
    end_a, end_b = np.log(alpha + age), np.log(beta + age)
    log_there = -k * end_a - s * end_b
    top = np.maximum(log_there, log_left.max(axis=1))
    there, left = np.exp(log_there - top), weight * np.exp(log_left - top[:, None])
    total = there + left.sum(axis=1)
    there, left = there / total, left / total[:, None]
    return np.stack([
        top + np.log(total),
        left.sum(axis=1),
        there * end_a + (left * log_a).sum(axis=1),
        there * np.exp(-end_a) + (left * np.exp(-log_a)).sum(axis=1),
        there * end_b + (left * log_b).sum(axis=1),
        s * there * np.exp(-end_b) + (s + 1) * (left * np.exp(-log_b)).sum(axis=1),
    ])  # fmt: skip


def _active_time(s: float, since: FloatArray, t: FloatArray) -> FloatArray:
    """Time expected to be active within t, given active now; smooth through s = 1, where the usual form breaks."""
    from scipy.special import exprel

    logs = np.log1p(t / since)
    active: FloatArray = since * logs * exprel(-(s - 1) * logs)
    return active
