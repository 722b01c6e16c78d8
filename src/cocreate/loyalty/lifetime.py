"""What customers are worth: purchases to come, times what is spent on each, times the margin."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.errors import OptionError
from cocreate.loyalty.histories import Histories, RepeatSummary, cells_of
from cocreate.loyalty.quantities import Quantities, Quantity, by_delta
from cocreate.loyalty.spend import spend_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cocreate.loyalty.repeat_fit import RepeatFit
    from cocreate.loyalty.spend import GammaGamma

    FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LifetimeValues(Quantities):
    """Values of customers in the summary's order, each with its interval, and their total.

    Attributes:
        customers: ids of the customers.
        total: the value of all of them together; what is not known about parameters does not cancel out.
    """

    customers: NDArray[Any]
    total: Quantity

    def columns(self) -> dict[str, Any]:
        """Give customer, value, low, high and standard error, row by row."""
        return {"customer": self.customers, **Quantities.columns(self)}


def lifetime_value(
    purchases: RepeatFit,
    spend: GammaGamma,
    *,
    summary: RepeatSummary,
    discount: float = 0.1,
    horizon: float = math.inf,
    margin: float = 1.0,
) -> LifetimeValues:
    """Estimate what the purchases to come of each customer are worth today.

    Args:
        purchases: a fitted `bgnbd` or `pareto_nbd`.
        spend: a fitted `gamma_gamma`.
        summary: the customers to value, with amounts.
        discount: rate a year, >= 0: 0.1 for ten percent.
        horizon: how far to look, in the summary's unit; without one the discount must be above 0.
        margin: share of what is spent that remains, above 0 and up to 1.

    Returns:
        One value a customer, in the currency of the amounts, and their total.

    Raises:
        OptionError: if discount, horizon or margin make no sense, or the summary holds no amounts.

    Method:
        Discounted expected purchases (continuous time) times expected spend on a purchase times margin; the
        delta method over both models' parameters, taken as independent. What the customer has spent so far,
        what she cost, and seasons are not in it. Intervals speak of expectations: what one customer will
        spend scatters far more widely.

    Source:
        Fader, Hardie and Lee (2005), RFM and CLV, Journal of Marketing Research 42(4), equations 5 and 6.
        Against numerical integration: tests/cocreate/loyalty/test_lifetime.py.

    >>> from cocreate.loyalty import bgnbd, gamma_gamma
    >>> often = [0] * 30 + [1] * 8 + [2] * 6 + [5] * 4
    >>> last = [0] * 30 + [3, 9, 14, 20, 26, 30, 7, 5] + [12, 25, 31, 18, 36, 8] + [35, 30, 38, 22]
    >>> paid = [math.nan] * 30 + [20, 35, 28, 60, 44, 31, 25, 38, 90, 33, 27, 41, 36, 52, 30, 29, 47, 39]
    >>> who = RepeatSummary.of(often, last, [39.0] * 48, spend=paid)
    >>> values = lifetime_value(bgnbd(who), gamma_gamma(who), summary=who, horizon=52)
    >>> round(float(values.value[-1]))
    50
    """
    if not isinstance(summary, RepeatSummary):
        raise OptionError(
            f"{type(summary).__name__} is no summary; make one with repeat_summary(..., amount=COLUMN)"
        )
    if not 0 < margin <= 1:
        raise OptionError(f"margin == {margin!r}, must be a share above 0 and up to 1")
    if summary.unit != purchases.unit:
        raise OptionError(
            f"the summary counts by the {summary.unit}, the model by the {purchases.unit}: make them one"
        )
    times, mean = spend_of(summary, None)
    ahead = purchases.discounting(discount=discount, horizon=horizon)
    cells, place = cells_of(*summary.histories, unit=summary.unit)
    past: Histories = cells.histories
    split = len(purchases.values)

    def values_and_total(logs: FloatArray) -> FloatArray:
        params = np.exp(logs)
        bought = ahead(params[:split], past)[place]
        values = margin * bought * spend.expected(params[split:], times, mean)
        return np.append(values, values.sum())

    found = by_delta(
        values_and_total,
        np.log(np.concatenate([purchases.values, spend.values])),
        _both(purchases.log_covariance, spend.log_covariance),
        what="lifetime value",
        unit="money",
        span="positive",
        confidence=purchases.confidence,
    )
    each = found[:-1]
    columns = {part.name: getattr(each, part.name) for part in fields(Quantities)}
    return LifetimeValues(**columns, customers=summary.customers, total=found[len(each)])


def _both(one: FloatArray, other: FloatArray) -> FloatArray:
    """Covariance of two sets of parameters that know nothing of each other."""
    joint = np.zeros((len(one) + len(other), len(one) + len(other)))
    joint[: len(one), : len(one)] = one
    joint[len(one) :, len(one) :] = other
    return joint
