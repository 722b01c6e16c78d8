"""Confirmatory factor analysis: whether items hang together as their scale says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.errors import NotEnoughDataError, OptionError
from cocreate.estimates import Estimate
from cocreate.frames import Tabular
from cocreate.scales.factors import Parts, Structure
from cocreate.scales.fitting import Fit, Solution, fitted
from cocreate.scales.items import Items, items_of
from cocreate.scores.quantiles import checked_confidence, normal_quantile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from cocreate.drivers.moments import Missing

    FloatArray = NDArray[np.float64]

_FEWEST_ALONE = 3
GOOD_CFI, GOOD_RMSEA, GOOD_SRMR = 0.95, 0.06, 0.08
FAIR_CFI, FAIR_RMSEA = 0.90, 0.08


@dataclass(frozen=True, eq=False, repr=False)
class FactorModel(Tabular):
    """A fitted factor model.

    Attributes:
        factor: the factor of each loading.
        item: the item of each loading.
        loading: standardised loadings, -1 to 1.
        low: lower ends of their intervals.
        high: upper ends.
        std_error: their standard errors.
        factors: names of the factors.
        correlation: between factors, shape (factors, factors).
        omega: McDonald's omega of each factor's items, in the model of all factors.
        fit: how well the model fits.
        confidence: of the intervals.
        method: how it was estimated.
        notes: what was left out, or is amiss.
    """

    factor: tuple[str, ...]
    item: tuple[str, ...]
    loading: FloatArray
    low: FloatArray
    high: FloatArray
    std_error: FloatArray
    factors: tuple[str, ...]
    correlation: FloatArray
    omega: tuple[Estimate, ...]
    fit: Fit
    confidence: float
    method: str = "maximum likelihood, delta method"
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        fit = self.fit
        return (
            f"FactorModel(factors={list(self.factors)}, chi_square={fit.chi_square:.3f}, df={fit.df},"
            f" cfi={fit.cfi:.4f}, rmsea={fit.rmsea:.4f}, n={fit.n})"
        )

    @property
    def verdict(self) -> str:
        """Whether the fit is "good", "fair" or "poor" by the usual marks."""
        return verdict_of(self.fit)

    def columns(self) -> dict[str, Any]:
        """Give a row a loading."""
        arrays = ("loading", "low", "high", "std_error")
        return {
            "factor": list(self.factor),
            "item": list(self.item),
            **{name: getattr(self, name) for name in arrays},
        }


def cfa(
    table: Any,
    factors: Mapping[str, Sequence[str]] | Sequence[str],
    *,
    reverse: Sequence[str] = (),
    scale: tuple[float, float] | None = None,
    missing: Missing = "listwise",
    confidence: float = 0.95,
) -> FactorModel:
    """Fit one factor, or several that may correlate, to items.

    Args:
        table: a table of any kind with a row a person.
        factors: items of each factor by its name, or the items of a single factor; three items or more where
            there is one factor.
        reverse: items that run backwards.
        scale: the least and greatest answer to an item; only the means of reversed items need it.
        missing: "listwise" leaves out rows with a gap; "pairwise" uses for each pair the rows that have both.
        confidence: of the intervals, between 0 and 1.

    Returns:
        FactorModel: standardised loadings with intervals, the factors' correlations, and the fit.

    Raises:
        MissingColumnError: if an item is not there.
        OptionError: if an item belongs to two factors, or a factor has too few items.
        NotEnoughDataError: if an item never varies, items are copies, or no clear best fit exists.

    Method:
        Maximum likelihood on the covariances of the items; chi-square is n times the discrepancy; CFI and TLI against
        independent items; RMSEA with its 90 % interval; SRMR. Items count as normal and continuous: with five
        answers or more this is usual, with very skewed ones chi-square is too large. A good fit does not
        prove the structure, it fails to refuse it.

    Source:
        Joereskog (1969); Hu and Bentler (1999) for the marks; Holzinger and Swineford's nine tests (chi-square
        85.306, df 24): tests/cocreate/scales/test_confirm.py.

    >>> from cocreate.worlds import questionnaire
    >>> world = questionnaire(people=500, seed=1)
    >>> cfa(world.table, world.factors).verdict
    'good'
    """
    checked_confidence(confidence)
    named = named_factors(factors)
    items = items_of(
        table, [item for own in named.values() for item in own], reverse=reverse, scale=scale, missing=missing
    )
    solution = fitted(items, structure_of(items, named))
    loading, error = solution.delta(standardised)
    correlation = correlations(solution.parts)[0]
    z = normal_quantile(confidence)
    factor, item = np.nonzero(solution.structure.pattern.T)
    value, spread = loading[0, item, factor], error[0, item, factor]
    return FactorModel(
        tuple(list(named)[place] for place in factor),
        tuple(items.names[place] for place in item),
        value,
        value - z * spread,
        value + z * spread,
        spread,
        tuple(named),
        correlation,
        omegas(solution, names=list(named), n=int(items.n[0]), confidence=confidence),
        solution.fit,
        confidence,
        notes=solution.notes,
    )


def named_factors(factors: Mapping[str, Sequence[str]] | Sequence[str]) -> dict[str, list[str]]:
    """Read factors into one form, each with items enough and none twice."""
    from collections.abc import Mapping as Mappable

    if isinstance(factors, str):
        raise OptionError(f"factors == {factors!r}, must be a list of items, or items by factor")
    named = (
        {name: list(items) for name, items in factors.items()}
        if isinstance(factors, Mappable)
        else {"factor": list(factors)}
    )
    if not named:
        raise OptionError("factors is empty; name the items of one factor at least")
    items = [item for own in named.values() for item in own]
    twice = sorted({item for item in items if items.count(item) > 1})
    if twice:
        raise OptionError(f"item {twice[0]!r} is named twice; each item belongs to one factor")
    fewest = _FEWEST_ALONE if len(named) == 1 else 2
    for name, own in named.items():
        if len(own) < fewest:
            raise OptionError(f"factor {name!r} has {len(own)} items; {fewest} or more are wanted")
    return named


def structure_of(items: Items, named: Mapping[str, Sequence[str]]) -> Structure:
    """Which item loads on which factor; each factor's marker is the item closest to its others."""
    pattern = np.zeros((len(items.names), len(named)), dtype=bool)
    pooled = np.einsum("g,gij->ij", items.n / items.n.sum(), items.covariance)
    deviation = np.sqrt(pooled.diagonal())
    correlation = pooled / deviation[:, None] / deviation
    marker = np.empty(len(named), dtype=np.intp)
    for place, own in enumerate(named.values()):
        at = np.array([items.names.index(item) for item in own])
        pattern[at, place] = True
        marker[place] = at[np.abs(correlation[np.ix_(at, at)]).sum(axis=0).argmax()]
    return Structure(pattern, marker, len(items.groups))


def standardised(parts: Parts) -> FloatArray:
    """Loadings of standardised items on standardised factors, shape (groups, items, factors)."""
    factor = np.sqrt(np.einsum("gii->gi", parts.spread))
    item = np.sqrt(np.einsum("gii->gi", parts.covariance))
    found: FloatArray = parts.loading * factor[:, None, :] / item[:, :, None]
    return found


def correlations(parts: Parts) -> FloatArray:
    """Correlations between factors, shape (groups, factors, factors)."""
    deviation = np.sqrt(np.einsum("gii->gi", parts.spread))
    found: FloatArray = parts.spread / deviation[:, :, None] / deviation[:, None, :]
    return found


def omegas(
    solution: Solution, *, names: Sequence[str] = ("",), n: int, confidence: float
) -> tuple[Estimate, ...]:
    """Omega of each factor: what its items share of the variance of their sum, with an interval on the logit."""
    deviation, pattern = solution.items, solution.structure.pattern

    def logit(parts: Parts) -> FloatArray:
        common = (parts.loading[0] * deviation[:, None]).sum(axis=0) ** 2 * parts.spread[0].diagonal()
        unique = (parts.unique[0] * deviation**2) @ pattern
        found: FloatArray = np.log(common / unique)
        return found

    value, error = solution.delta(logit)
    ends = (_expit(value + side * normal_quantile(confidence) * error) for side in (0, -1, 1))
    return tuple(
        Estimate(
            "omega", float(middle), float(low), float(high), n, "factor model, delta", confidence,
            {"factor": name} if name else {}, "index",
        )
        for name, middle, low, high in zip(names, *ends, strict=True)
    )  # fmt: skip


def _expit(value: FloatArray) -> FloatArray:
    from scipy.special import expit

    found: FloatArray = expit(value)
    return found


def verdict_of(fit: Fit) -> str:
    """Read a fit by the usual marks."""
    if fit.cfi >= GOOD_CFI and fit.rmsea <= GOOD_RMSEA and fit.srmr <= GOOD_SRMR:
        return "good"
    return "fair" if fit.cfi >= FAIR_CFI and fit.rmsea_low <= FAIR_RMSEA else "poor"


def one_factor(items: Items) -> Solution:
    """One factor behind all items."""
    if len(items.names) < _FEWEST_ALONE:
        raise NotEnoughDataError(f"{len(items.names)} items do not tell one factor; three or more do")
    return fitted(items, structure_of(items, {"factor": items.names}))
