"""sBG: customers under contract who may leave at each renewal."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.errors import InputError, NotEnoughDataError, OptionError
from cocreate.loyalty.fitting import Fitted, maximum
from cocreate.loyalty.quantities import Quantities, Span, by_delta
from cocreate.loyalty.repeat_fit import checked_times
from cocreate.scores.quantiles import checked_confidence

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    FloatArray = NDArray[np.float64]

_NAMES = ("alpha", "beta")
_STARTS = ((1.0, 1.0), (0.5, 2.0), (1.0, 10.0))
_NEGLIGIBLE = 1e-14
_LONGEST_SUM = 20_000


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class ShiftedBetaGeometric(Fitted):
    """A fitted shifted-beta-geometric model of renewals. Time is counted in renewals.

    Attributes:
        alpha: first shape of the beta distribution of the chance to leave at a renewal.
        beta: second shape of it.
    """

    @property
    def alpha(self) -> float:
        """First shape of the beta distribution of the chance to leave at a renewal."""
        return float(self.values[0])

    @property
    def beta(self) -> float:
        """Second shape of it."""
        return float(self.values[1])

    def survival(self, t: ArrayLike) -> Quantities:
        """Estimate the share of customers who are still there after t renewals."""
        times = checked_times(t, "t")
        return self._estimate(lambda params: _survival(params, times), "survival", "share", "share")

    def retention(self, t: ArrayLike) -> Quantities:
        """Estimate the share of those there after t - 1 renewals who renew for the t-th time (t >= 1)."""
        times = checked_times(t, "t")
        if times.min() < 1:
            raise OptionError(f"t == {times.min():g}, the first renewal is t = 1")

        def function(params: FloatArray) -> FloatArray:
            alpha, beta = params
            kept: FloatArray = (beta + times - 1) / (alpha + beta + times - 1)
            return kept

        return self._estimate(function, "retention", "share", "share")

    def discounted_periods(
        self, renewals: ArrayLike, *, discount: float, horizon: int | None = None
    ) -> Quantities:
        """Expect so many more periods, discounted to now, of customers just before their next renewal.

        Args:
            renewals: how often they have renewed so far; 0 in their first period.
            discount: rate a period, >= 0.
            horizon: how many renewals to look ahead; without one the discount must be above 0.
        """
        times = checked_times(renewals, "renewals")
        steps = _steps(discount, horizon)

        def function(params: FloatArray) -> FloatArray:
            return np.array([_periods_ahead(params, done, steps, discount) for done in times])

        return self._estimate(function, "discounted periods to come", "positive", "periods")

    def _estimate(
        self, function: Callable[[FloatArray], FloatArray], what: str, span: Span, unit: str
    ) -> Quantities:
        return by_delta(
            lambda logs: function(np.exp(logs)),
            np.log(self.values),
            self.log_covariance,
            what=what,
            unit=unit,
            span=span,
            confidence=self.confidence,
        )


def sbg(
    survivors: Sequence[float] | Mapping[Any, Sequence[float]], *, confidence: float = 0.95
) -> ShiftedBetaGeometric:
    """Fit the shifted-beta-geometric model of renewals under contract.

    Args:
        survivors: how many customers there were at the start and after each renewal, as [1000, 631, 468];
            or a mapping of cohorts to such counts, of any lengths.
        confidence: of the intervals, between 0 and 1.

    Returns:
        A `ShiftedBetaGeometric`, which projects survival and retention beyond what was seen.

    Raises:
        InputError: if counts rise, are negative or not finite.
        NotEnoughDataError: if fewer than two renewals were seen, or nobody left.

    Method:
        Maximum likelihood, analytic gradient, several starts; standard errors from the observed information.
        At each renewal a customer leaves with a chance of her own, which never changes and is beta distributed
        over customers; retention rises because those likely to leave have left. Not where customers may leave
        at any time, nor where everybody's chance changes with time.

    Source:
        Fader and Hardie (2007), How to project customer retention, Journal of Interactive Marketing 21(1),
        equations 5 to 8; Fader and Hardie (2010), Marketing Science 29(1), for the periods to come. Both
        segments of the paper: tests/cocreate/loyalty/test_contract.py.

    >>> fit = sbg([1000, 631, 468, 382, 326, 289, 262, 241])
    >>> fit
    sBG(alpha=0.7041, beta=1.182, log-likelihood=-1680.265, n=1000)
    >>> after = fit.survival([12])[0]
    >>> print(f"{after.value:.3f} ({after.low:.3f} to {after.high:.3f})")
    0.170 (0.146 to 0.198)
    """
    lost, kept = _counts(survivors)
    n = round(float(lost.sum() + kept.sum()))
    likelihood = sbg_log_likelihood(lost, kept)
    found = maximum(likelihood, likelihood, names=_NAMES, starts=_STARTS, n=n)
    return ShiftedBetaGeometric(model="sBG", confidence=checked_confidence(confidence), **found)


def sbg_log_likelihood(
    lost: FloatArray, kept: FloatArray
) -> Callable[[FloatArray], tuple[float, FloatArray]]:
    """Give the log-likelihood and its gradient as a function of logs of alpha and beta.

    Args:
        lost: how many left at renewal 1, 2, ...
        kept: how many were last seen after renewal 0, 1, ...: one more.
    """
    from scipy.special import gammaln, psi

    left_at, seen = np.arange(1.0, len(lost) + 1), np.arange(0.0, len(kept))
    n_lost, n = lost.sum(), lost.sum() + kept.sum()

    def value_and_gradient(logs: FloatArray) -> tuple[float, FloatArray]:
        alpha, beta = np.exp(logs)
        both = alpha + beta
        value = n_lost * np.log(alpha) + n * (gammaln(both) - gammaln(beta))
        value += lost @ (gammaln(beta + left_at - 1) - gammaln(both + left_at))
        value += kept @ (gammaln(beta + seen) - gammaln(both + seen))
        shared = n * psi(both) - lost @ psi(both + left_at) - kept @ psi(both + seen)
        own = lost @ psi(beta + left_at - 1) + kept @ psi(beta + seen) - n * psi(beta)
        return float(value), np.array([n_lost / alpha + shared, own + shared]) * np.exp(logs)

    return value_and_gradient


def _counts(survivors: Any) -> tuple[FloatArray, FloatArray]:
    """Add cohorts up: how many were lost at each renewal, how many last seen after each."""
    cohorts = survivors if isinstance(survivors, Mapping) else {"": survivors}
    curves = [_checked_curve(name, counts) for name, counts in cohorts.items()]
    longest = max((len(curve) for curve in curves), default=0)
    lost, kept = np.zeros(max(longest - 1, 0)), np.zeros(longest)
    for curve in curves:
        lost[: len(curve) - 1] -= np.diff(curve)
        kept[len(curve) - 1] += curve[-1]
    if len(lost) < 2:  # noqa: PLR2004 - two parameters
        raise NotEnoughDataError(
            f"{len(lost)} renewals seen, two are needed: counts at the start and after each"
        )
    if lost.sum() <= 0:
        raise NotEnoughDataError("nobody left, so there is nothing to fit; wait for more renewals")
    return lost, kept


def _checked_curve(name: Any, counts: Any) -> FloatArray:
    of = f" of cohort {name!r}" if name != "" else ""
    try:
        curve = np.asarray(counts, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"survivors{of} are no numbers; give counts, as [1000, 631, 468]") from error
    if curve.ndim != 1 or not curve.size or not np.all(np.isfinite(curve) & (curve >= 0)):
        raise InputError(f"survivors{of} must be one row of finite counts >= 0, as [1000, 631, 468]")
    if np.any(np.diff(curve) > 0):
        at = int(np.argmax(np.diff(curve) > 0))
        raise InputError(
            f"survivors{of} rise from {curve[at]:g} to {curve[at + 1]:g}: who has left does not come back"
        )
    return curve


def _survival(params: FloatArray, t: FloatArray) -> FloatArray:
    from scipy.special import gammaln

    alpha, beta = params
    log_share = gammaln(beta + t) - gammaln(beta) + gammaln(alpha + beta) - gammaln(alpha + beta + t)
    share: FloatArray = np.exp(log_share)
    return share


def _steps(discount: float, horizon: int | None) -> FloatArray:
    if not 0 <= discount < math.inf:
        raise OptionError(f"discount == {discount!r}, must be a rate a period >= 0, as 0.1")
    if horizon is not None and horizon < 1:
        raise OptionError(f"horizon == {horizon!r}, must be at least one renewal")
    longest = math.inf if discount == 0 else -math.log(_NEGLIGIBLE) / math.log1p(discount)
    ahead = min(longest, math.inf if horizon is None else horizon)
    if ahead > _LONGEST_SUM:
        raise OptionError(
            f"{ahead:g} renewals to add up: give horizon (up to {_LONGEST_SUM}), or a larger discount"
        )
    return np.arange(1.0, math.ceil(ahead) + 1)


def _periods_ahead(params: FloatArray, done: float, steps: FloatArray, discount: float) -> float:
    ahead = _survival(params, done + steps) / _survival(params, np.array([done]))
    return float((ahead / (1 + discount) ** (steps - 1)).sum())
