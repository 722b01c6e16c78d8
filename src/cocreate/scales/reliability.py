"""Reliability: how much of a scale's variance is not noise, and which items carry it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.errors import NotEnoughDataError
from cocreate.estimates import Estimate
from cocreate.frames import Tabular
from cocreate.scales.confirm import omegas, one_factor, standardised
from cocreate.scales.items import Items, items_of
from cocreate.scores.quantiles import checked_confidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cocreate.drivers.moments import Missing

    FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Reliability(Tabular):
    """How reliable a scale is, and each of its items.

    Attributes:
        alpha: Cronbach's alpha, at most 1.
        omega: McDonald's omega of one factor, 0 to 1; None with two items, or where one factor cannot be fitted.
        std_error_of_measurement: of the mean score of one person, in steps of the scale.
        items: the items.
        mean: their means, reversed ones turned round.
        deviation: their standard deviations.
        rest: correlation of each item with the sum of the others.
        loading: standardised loading on one factor; NaN where none is fitted.
        alpha_without: alpha if the item is left out; NaN with two items.
        n: rows used; taken pairwise, those of the pair that has fewest.
        notes: what was left out, and items that run against the others.
    """

    alpha: Estimate
    omega: Estimate | None
    std_error_of_measurement: float
    items: tuple[str, ...]
    mean: FloatArray
    deviation: FloatArray
    rest: FloatArray
    loading: FloatArray
    alpha_without: FloatArray
    n: int
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        omega = "" if self.omega is None else f", omega={self.omega.value:.3f}"
        return f"Reliability(alpha={self.alpha.value:.3f}{omega}, items={len(self.items)}, n={self.n})"

    def columns(self) -> dict[str, Any]:
        """Give a row an item."""
        arrays = ("mean", "deviation", "rest", "loading", "alpha_without")
        return {"item": list(self.items), **{name: getattr(self, name) for name in arrays}}


def reliability(
    table: Any,
    items: Sequence[str],
    *,
    reverse: Sequence[str] = (),
    scale: tuple[float, float] | None = None,
    missing: Missing = "pairwise",
    confidence: float = 0.95,
) -> Reliability:
    """Estimate how reliable the sum of some items is.

    Args:
        table: a table of any kind with a row a person.
        items: the columns of the items, two or more.
        reverse: items that run backwards.
        scale: the least and greatest answer to an item, from which reversed items are counted; without it the
            least and greatest there are.
        missing: "pairwise" uses for each pair of items the rows that have both; "listwise" leaves out rows with a
            gap.
        confidence: of the intervals, between 0 and 1.

    Returns:
        Reliability: alpha and omega with intervals, and each item's part.

    Raises:
        MissingColumnError: if an item is not there.
        OptionError: if there are fewer than two items, or one is named twice.
        NotEnoughDataError: if an item never varies, or there are too few rows.
        ScaleError: if the scale ends below its beginning.

    Method:
        alpha = k / (k - 1) (1 - sum of item variances / variance of the sum), with Feldt's interval from the F
        distribution; omega = (sum of loadings)^2 / ((sum of loadings)^2 + sum of unique variances) of one factor by
        maximum likelihood, with an interval by the delta method on the logit. Alpha is too low where items load
        unequally, and says nothing about there being one factor: look at `cfa` first.

    Source:
        Cronbach (1951); Feldt (1965), Psychometrika 30; McDonald (1999); the big-five items of R's psych and
        Holzinger and Swineford's tests: tests/cocreate/scales/test_reliability.py.

    >>> from cocreate.worlds import questionnaire
    >>> world = questionnaire(people=500, seed=1)
    >>> reliability(world.table, next(iter(world.factors.values())))
    Reliability(alpha=0.768, omega=0.769, items=4, n=500)
    """
    checked_confidence(confidence)
    counted = items_of(table, items, reverse=reverse, scale=scale, missing=missing)
    covariance, n = counted.covariance[0], int(counted.n[0])
    value = alpha_of(covariance)
    omega, loading, notes = _omega(counted, confidence)
    total = covariance.sum()
    rest = (covariance.sum(axis=1) - covariance.diagonal()) / np.sqrt(
        covariance.diagonal() * (total - 2 * covariance.sum(axis=1) + covariance.diagonal())
    )
    against = [name for name, r in zip(counted.names, rest, strict=True) if r < 0]
    if against:
        notes += (f"{', '.join(map(repr, against))} runs against the others; reverse it, or leave it out",)
    low, high = feldt(value, n, len(counted.names), confidence)
    return Reliability(
        Estimate("alpha", value, low, high, n, "Feldt", confidence, unit="index"),
        omega,
        float(np.sqrt(max(total * (1 - value), 0.0)) / len(counted.names)),
        counted.names,
        counted.mean[0],
        np.sqrt(covariance.diagonal()) * np.sqrt(n / (n - 1)),
        rest,
        loading,
        _without_each(covariance),
        n,
        notes,
    )


def alpha_of(covariance: FloatArray) -> float:
    """Cronbach's alpha of a covariance matrix."""
    k = len(covariance)
    return float(k / (k - 1) * (1 - covariance.trace() / covariance.sum()))


def feldt(alpha: float, n: int, items: int, confidence: float) -> tuple[float, float]:
    """Feldt's interval: (1 - alpha) / (1 - estimate) follows F with n - 1 and (n - 1)(k - 1) degrees."""
    from scipy.special import fdtri

    df = n - 1, (n - 1) * (items - 1)
    half = (1 - confidence) / 2
    return float(1 - (1 - alpha) * fdtri(*df, 1 - half)), float(1 - (1 - alpha) * fdtri(*df, half))


def _omega(items: Items, confidence: float) -> tuple[Estimate | None, FloatArray, tuple[str, ...]]:
    """Omega with its interval, the standardised loadings, and notes."""
    unknown = np.full(len(items.names), np.nan)
    try:
        solution = one_factor(items)
    except NotEnoughDataError as reason:
        return None, unknown, (*items.notes, f"omega is not given: {reason}")
    (found,) = omegas(solution, n=int(items.n[0]), confidence=confidence)
    loading = standardised(solution.parts)[0, :, 0]
    return found, loading * (np.sign(loading.sum()) or 1.0), solution.notes


def _without_each(covariance: FloatArray) -> FloatArray:
    k = len(covariance)
    if k == 2:  # noqa: PLR2004 - one item alone has no alpha
        return np.full(k, np.nan)
    kept = [np.delete(np.arange(k), place) for place in range(k)]
    return np.array([alpha_of(covariance[np.ix_(own, own)]) for own in kept])
