"""Gamma-gamma: what customers spend on a purchase, drawn towards the mean where little was seen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cocreate.errors import NotEnoughDataError, OptionError
from cocreate.loyalty.fitting import Fitted, maximum
from cocreate.loyalty.histories import RepeatSummary
from cocreate.loyalty.quantities import Quantities, Quantity, by_delta
from cocreate.scores.quantiles import checked_confidence

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    FloatArray = NDArray[np.float64]

_NAMES = ("p", "q", "v")
_SHAPES = ((2.0, 4.0), (6.0, 4.0), (1.0, 2.0))
_FEW = 10
_NOTABLE = 0.2


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class GammaGamma(Fitted):
    """A fitted gamma-gamma model of the money spent on a purchase.

    Attributes:
        correlation: between how often customers buy again and the mean they spend; assumed to be nought.
    """

    correlation: Quantity

    @property
    def p(self) -> float:
        """Shape of the gamma distribution of one purchase's money."""
        return float(self.values[0])

    @property
    def q(self) -> float:
        """Shape of the gamma distribution of its rate."""
        return float(self.values[1])

    @property
    def v(self) -> float:
        """Rate of that distribution, in money."""
        return float(self.values[2])

    def mean_spend(self) -> Quantity:
        """Estimate what a random customer spends on a purchase; infinite where q is not above 1."""
        return self._estimate(np.zeros(1), np.ones(1))[0]

    def expected_spend(
        self, frequency: ArrayLike | RepeatSummary, spend: ArrayLike | None = None
    ) -> Quantities:
        """Expect so much money on each purchase to come.

        Args:
            frequency: numbers of repeat purchases, or a summary in place of both.
            spend: mean spent on them; of no matter where frequency is 0.
        """
        return self._estimate(*spend_of(frequency, spend))

    def expected(self, params: FloatArray, frequency: FloatArray, spend: FloatArray) -> FloatArray:
        """Give the money expected on a purchase under some parameters."""
        p, q, v = params
        below = p * frequency + q - 1
        with np.errstate(divide="ignore"):
            return np.where(below > 0, p * (v + frequency * spend) / np.maximum(below, 0), np.inf)

    def _estimate(self, frequency: FloatArray, spend: FloatArray) -> Quantities:
        return by_delta(
            lambda logs: self.expected(np.exp(logs), frequency, spend),
            np.log(self.values),
            self.log_covariance,
            what="money on a purchase",
            unit="money",
            span="positive",
            confidence=self.confidence,
        )


def gamma_gamma(summary: RepeatSummary, *, confidence: float = 0.95) -> GammaGamma:
    """Fit the gamma-gamma model of the money spent on a purchase.

    Args:
        summary: what `repeat_summary` gives with an amount; customers without a repeat say nothing here.
        confidence: of the intervals, between 0 and 1.

    Returns:
        A `GammaGamma`, which can tell what to expect of a customer's next purchases. Its notes say how many
        were left out because their mean is not above 0, and if spending hangs together with frequency.

    Raises:
        OptionError: if the summary was made without an amount.
        NotEnoughDataError: with fewer than ten customers who bought again.

    Method:
        Maximum likelihood on number and mean of repeat purchases, analytic gradient, several starts; standard
        errors from the observed information. Money on one purchase is gamma distributed, with a rate that is
        gamma distributed over customers. Assumes that money and frequency are independent (the correlation is
        given with it) and that customers do not change. Not for refunds or subscriptions at a fixed price.

    Source:
        Fader and Hardie (2013), The gamma-gamma model of monetary value, equations 1a and 5; CDNOW figures:
        tests/cocreate/loyalty/test_spend.py.

    >>> spend = [20.0, 35.0, 28.0, 60.0, 44.0, 31.0, 25.0, 38.0, 90.0, 33.0]
    >>> often = [1, 2, 3, 1, 2, 5, 2, 1, 2, 4]
    >>> fit = gamma_gamma(RepeatSummary.of(often, [30.0] * 10, [39.0] * 10, spend=spend))
    >>> next_time = fit.expected_spend([1, 1], [20.0, 90.0])
    >>> [round(float(value), 1) for value in next_time.value]
    [26.0, 74.7]
    """
    if not isinstance(summary, RepeatSummary) or summary.spend is None:
        raise OptionError("no money in the summary: make it with repeat_summary(..., amount=COLUMN)")
    repeated = summary.frequency > 0
    used = repeated & np.isfinite(summary.spend) & (np.nan_to_num(summary.spend) > 0)
    if used.sum() < _FEW:
        raise NotEnoughDataError(
            f"{used.sum()} customers with money on repeat purchases, {_FEW} are needed; widen the table"
        )
    x, mean = summary.frequency[used].astype(np.float64), summary.spend[used]
    scale = float(mean.mean())
    starts = [(p, q, scale * (q - 1) / p) for p, q in _SHAPES]
    likelihood = spend_log_likelihood(x, mean)
    found = maximum(likelihood, likelihood, names=_NAMES, starts=starts, n=len(x))
    correlation = _correlation(x, mean, checked_confidence(confidence))
    found["notes"] += _spend_notes(found["values"], int(repeated.sum() - used.sum()), correlation)
    return GammaGamma(model="gamma-gamma", correlation=correlation, confidence=confidence, **found)


def spend_log_likelihood(x: FloatArray, mean: FloatArray) -> Callable[[FloatArray], tuple[float, FloatArray]]:
    """Give the log-likelihood and its gradient as a function of logs of p, q and v."""
    from scipy.special import gammaln, psi

    log_total = np.log(x * mean)
    n = len(x)

    def value_and_gradient(logs: FloatArray) -> tuple[float, FloatArray]:
        p, q, v = np.exp(logs)
        shape, log_both = p * x, np.log(v + x * mean)
        value = (
            gammaln(shape + q) - gammaln(shape) + shape * (log_total - log_both) - q * log_both
        ).sum() - np.log(mean).sum() + n * (q * np.log(v) - gammaln(q))  # fmt: skip
        common = psi(shape + q)
        gradient = np.array([
            x @ (common - psi(shape) + log_total - log_both),
            common.sum() - n * psi(q) + n * np.log(v) - log_both.sum(),
            n * q / v - ((shape + q) / (v + x * mean)).sum(),
        ])  # fmt: skip
        return float(value), gradient * np.array([p, q, v])

    return value_and_gradient


def spend_of(frequency: ArrayLike | RepeatSummary, spend: ArrayLike | None) -> tuple[FloatArray, FloatArray]:
    """Read frequencies and mean spends, one or many; a mean that is not above 0 counts as not seen."""
    if isinstance(frequency, RepeatSummary):
        if frequency.spend is None:
            raise OptionError("no money in the summary: make it with repeat_summary(..., amount=COLUMN)")
        return _seen(frequency.frequency.astype(np.float64), frequency.spend)
    if spend is None:
        raise OptionError("give frequency and spend, or a repeat_summary in place of both")
    x, mean = np.broadcast_arrays(
        np.atleast_1d(np.asarray(frequency, dtype=np.float64)), np.atleast_1d(np.asarray(spend, dtype=float))
    )
    return _seen(x, mean)


def _seen(x: FloatArray, mean: FloatArray) -> tuple[FloatArray, FloatArray]:
    seen = (x > 0) & np.isfinite(mean) & (np.nan_to_num(mean) > 0)
    return np.where(seen, x, 0.0), np.where(seen, mean, 1.0)


def _correlation(x: FloatArray, mean: FloatArray, confidence: float) -> Quantity:
    """Pearson's correlation with Fisher's interval."""
    from cocreate.scores.quantiles import normal_quantile

    spread = x.std() * mean.std()
    if spread == 0:
        return Quantity("correlation", 0.0, -1.0, 1.0, math.nan, "correlation", "fisher", confidence)
    r = float(np.clip(((x - x.mean()) * (mean - mean.mean())).mean() / spread, -1 + 1e-12, 1 - 1e-12))
    half = normal_quantile(confidence) / math.sqrt(len(x) - 3)
    low, high = math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)
    error = (1 - r * r) / math.sqrt(len(x) - 1)
    return Quantity("correlation", r, low, high, error, "correlation", "fisher", confidence)


def _spend_notes(values: FloatArray, left_out: int, correlation: Quantity) -> tuple[str, ...]:
    notes = []
    if left_out:
        notes.append(f"{left_out:,} customers were left out whose mean spend is not above 0")
    if values[1] <= 1:
        notes.append("q is not above 1: mean spend has no finite estimate")
    if abs(correlation.value) > _NOTABLE and correlation.low * correlation.high > 0:
        notes.append(
            f"money and frequency hang together (correlation {correlation.value:.2f}), which the model denies"
        )
    return tuple(notes)
