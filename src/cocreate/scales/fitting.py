"""Fitting a factor model by maximum likelihood, and how well it fits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cocreate.errors import NotEnoughDataError
from cocreate.scales.factors import Parts, Sample, Structure, misfit, split, start, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from cocreate.scales.items import Items

    FloatArray = NDArray[np.float64]

_GRADIENT = 1e-6
_AT_ZERO = 1e-3
"""A unique variance below this share of its item's variance is one that wants to be negative."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a factor model fits.

    Attributes:
        chi_square: n times the discrepancy; 0 for a perfect fit.
        df: degrees of freedom.
        p_value: chance of a chi-square as large if the model held.
        cfi: comparative fit index, 0 to 1.
        tli: Tucker-Lewis index.
        rmsea: root mean square error of approximation, 0 for a perfect fit.
        rmsea_low: lower end of its 90 % interval.
        rmsea_high: upper end.
        srmr: standardised root mean square residual of the covariances.
        n: rows.
    """

    chi_square: float
    df: int
    p_value: float
    cfi: float
    tli: float
    rmsea: float
    rmsea_low: float
    rmsea_high: float
    srmr: float
    n: int


@dataclass(frozen=True, eq=False, slots=True)
class Solution:
    """A fitted model.

    Attributes:
        structure: which model.
        vector: its parameters, for items of pooled standard deviation 1.
        covariance: of the parameters (inverse of the observed information).
        fit: how well it fits.
        items: standard deviation of each item that was divided by.
        notes: what is amiss.
    """

    structure: Structure
    vector: FloatArray
    covariance: FloatArray
    fit: Fit
    items: FloatArray
    notes: tuple[str, ...]

    @property
    def parts(self) -> Parts:
        """The model's matrices."""
        return unpacked(self.structure, self.vector)

    def delta(self, function: Callable[[Parts], FloatArray]) -> tuple[FloatArray, FloatArray]:
        """Give a function of the model and its standard errors, by the delta method."""
        value = np.asarray(function(self.parts), dtype=np.float64)
        slopes = np.empty((len(self.vector), value.size))
        for place in range(len(self.vector)):
            step = np.zeros(len(self.vector))
            step[place] = 1e-5
            up, down = (function(unpacked(self.structure, self.vector + side * step)) for side in (1, -1))
            slopes[place] = (np.ravel(up) - np.ravel(down)) / 2e-5
        variance = np.einsum("pi,pq,qi->i", slopes, self.covariance, slopes)
        return value, np.sqrt(np.maximum(variance, 0)).reshape(value.shape)


def fitted(items: Items, structure: Structure, *, near: FloatArray | None = None) -> Solution:
    """Fit a structure to items; items are first divided by their pooled standard deviation."""
    from scipy.optimize import minimize

    sample, deviation = _standardised(items)
    begin = start(structure, sample) if near is None else near
    found = minimize(
        lambda vector: misfit(structure, sample, vector), begin, jac=True, method="BFGS",
        options={"gtol": _GRADIENT, "maxiter": 5000},
    )  # fmt: skip
    if not np.isfinite(found.fun) or np.abs(found.jac).max() > 1e-3:  # noqa: PLR2004 - far from flat
        raise NotEnoughDataError(
            "the model could not be fitted: its likelihood has no clear top; items may be copies of each other, or a"
            " factor may have too few of them"
        )
    covariance, certain = _information(structure, sample, found.x)
    notes = _notes(items, unpacked(structure, found.x), sample, certain=certain)
    return Solution(
        structure, found.x, covariance, _fit(structure, sample, found.fun, found.x), deviation, notes
    )


def _standardised(items: Items) -> tuple[Sample, FloatArray]:
    pooled = np.einsum("g,gij->ij", items.n / items.n.sum(), items.covariance)
    deviation = np.sqrt(pooled.diagonal())
    covariance = items.covariance / deviation[:, None] / deviation
    least = np.linalg.eigvalsh(covariance).min(axis=1)
    for place in np.flatnonzero(least < 1e-10):  # noqa: PLR2004 - what rounding leaves of nothing
        where = "" if items.groups[place] is None else f" in {items.groups[place]!r}"
        raise NotEnoughDataError(f"the items' covariances{where} are singular: {_copies(items, int(place))}")
    return Sample(items.n, items.mean / deviation, covariance), deviation


def _copies(items: Items, place: int) -> str:
    deviation = np.sqrt(items.covariance[place].diagonal())
    correlation = np.abs(items.covariance[place] / deviation[:, None] / deviation) - np.eye(len(deviation))
    one, other = np.unravel_index(correlation.argmax(), correlation.shape)
    if correlation[one, other] > 0.999:  # noqa: PLR2004 - as good as one
        return f"{items.names[one]!r} and {items.names[other]!r} say the same; leave one out"
    return "some items add up to others, or pairs of them were answered by different people; take missing='listwise'"


def _information(structure: Structure, sample: Sample, vector: FloatArray) -> tuple[FloatArray, bool]:
    """Covariance of the parameters from the curvature of the likelihood."""
    size, step = len(vector), 1e-5
    curve = np.empty((size, size))
    for place in range(size):
        move = np.zeros(size)
        move[place] = step
        up, down = (misfit(structure, sample, vector + side * move)[1] for side in (1, -1))
        curve[place] = (up - down) / (2 * step)
    information = sample.n.sum() / 4 * (curve + curve.T)
    roots, axes = np.linalg.eigh(information)
    clear = roots > 1e-8 * roots.max()
    covariance = (axes[:, clear] / roots[clear]) @ axes[:, clear].T
    return covariance, bool(clear.all())


def _fit(structure: Structure, sample: Sample, discrepancy: float, vector: FloatArray) -> Fit:
    from scipy.special import chdtrc

    n, items, groups = int(sample.n.sum()), len(structure.pattern), structure.groups
    chi_square, df = n * max(discrepancy, 0.0), structure.degrees
    correlation_log = np.linalg.slogdet(sample.covariance)[1] - np.log(
        np.einsum("gii->gi", sample.covariance)
    ).sum(axis=1)
    baseline, base_df = float(-(sample.n * correlation_log).sum()), groups * items * (items - 1) // 2
    excess, base_excess = max(chi_square - df, 0.0), max(baseline - base_df, chi_square - df, 0.0)
    tli = 1.0 if df == 0 else (baseline / base_df - chi_square / df) / (baseline / base_df - 1)
    low, high = (_rmsea(_noncentral(chi_square, df, p), df, n, groups) for p in (0.95, 0.05))
    return Fit(
        chi_square,
        df,
        float(chdtrc(df, chi_square)) if df else 1.0,
        1 - excess / base_excess if base_excess > 0 else 1.0,
        tli,
        _rmsea(excess, df, n, groups),
        low,
        high,
        _srmr(structure, sample, vector),
        n,
    )


def _rmsea(excess: float, df: int, n: int, groups: int) -> float:
    return float(np.sqrt(groups * excess / (df * (n - groups)))) if df else 0.0


def _noncentral(chi_square: float, df: int, p: float) -> float:
    """The noncentrality under which a chi-square as small has probability p; 0 where even none is too much."""
    from scipy.special import chdtr, chndtrinc

    if not df or chdtr(df, chi_square) <= p:
        return 0.0
    return float(chndtrinc(chi_square, df, p))


def _srmr(structure: Structure, sample: Sample, vector: FloatArray) -> float:
    implied = unpacked(structure, vector).covariance
    deviation = np.sqrt(np.einsum("gii->gi", sample.covariance))
    residual = (sample.covariance - implied) / deviation[:, :, None] / deviation[:, None, :]
    rows, columns = np.tril_indices(len(structure.pattern))
    each = np.sqrt((residual[:, rows, columns] ** 2).mean(axis=1))
    return float((sample.n * each).sum() / sample.n.sum())


def _notes(items: Items, parts: Parts, sample: Sample, *, certain: bool) -> tuple[str, ...]:
    notes = list(items.notes)
    share = parts.unique / np.einsum("gii->gi", sample.covariance)
    notes += [
        f"{name!r} leaves no variance of its own (a Heywood case): the model asks too much of these items"
        for name in sorted({items.names[item] for item in np.nonzero(share < _AT_ZERO)[1]})
    ]
    if not certain:
        notes.append("some parameters are not told apart by the answers; their standard errors are too small")
    return tuple(notes)


def freed(structure: Structure, vector: FloatArray, item: int) -> tuple[Structure, FloatArray]:
    """The same structure, but groups need not share what concerns one more item; and where to begin."""
    freer = replace(structure, freed=(*structure.freed, item))
    parts = split(structure, vector)
    before = parts.pop("freed", np.zeros((structure.groups - 1, 0)))
    begin = np.concatenate([before, np.zeros((structure.groups - 1, 1))], axis=1)
    return freer, np.concatenate([np.ravel(part) for part in (*parts.values(), begin)])
