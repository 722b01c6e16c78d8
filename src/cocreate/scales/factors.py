"""The factor model in several groups: its implied moments, its misfit, and the gradient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    BoolArray = NDArray[np.bool_]

_TINY = 1e-12


@dataclass(frozen=True, eq=False, slots=True)
class Structure:
    """Which item belongs to which factor, and what groups have in common.

    Attributes:
        pattern: which item loads on which factor, shape (items, factors).
        marker: for each factor the item whose loading is 1.
        groups: how many groups there are.
        same_loadings: whether groups share loadings.
        same_intercepts: whether groups share intercepts, and differ in the means of the factors instead.
        freed: items whose intercepts (or, with free intercepts, loadings) groups need not share.
    """

    pattern: BoolArray
    marker: NDArray[np.intp]
    groups: int
    same_loadings: bool = False
    same_intercepts: bool = False
    freed: tuple[int, ...] = ()

    @property
    def free(self) -> BoolArray:
        """Loadings to estimate: all of the pattern but the markers."""
        free = self.pattern.copy()
        free[self.marker, np.arange(free.shape[1])] = False
        return free

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Parts of the parameter vector and their shapes."""
        items, factors = self.pattern.shape
        loadings = int(self.free.sum())
        parts: dict[str, tuple[int, ...]] = {
            "loading": (1 if self.same_loadings else self.groups, loadings),
            "unique": (self.groups, items),
            "root": (self.groups, factors * (factors + 1) // 2),
        }
        if self.same_intercepts:
            parts |= {"intercept": (items,), "centre": (self.groups - 1, factors)}
        freed = len(self.freed) * (self.groups - 1)
        if freed:
            parts["freed"] = (self.groups - 1, len(self.freed))
        return parts

    @property
    def parameters(self) -> int:
        """How many parameters there are."""
        return sum(int(np.prod(shape)) for shape in self.shapes.values())

    @property
    def degrees(self) -> int:
        """Degrees of freedom: moments less parameters."""
        items = len(self.pattern)
        moments = self.groups * items * (items + 1) // 2
        means = self.groups * items if self.same_intercepts else 0
        return moments + means - self.parameters


@dataclass(frozen=True, eq=False, slots=True)
class Sample:
    """What the model is held against.

    Attributes:
        n: rows of each group.
        mean: item means, shape (groups, items).
        covariance: with n below the line, shape (groups, items, items).
    """

    n: NDArray[np.int64]
    mean: FloatArray
    covariance: FloatArray


@dataclass(frozen=True, eq=False, slots=True)
class Parts:
    """A parameter vector unpacked, each with a first axis of groups.

    Attributes:
        loading: shape (groups, items, factors).
        unique: unique variances, shape (groups, items).
        root: lower triangular roots of the factors' covariances, shape (groups, factors, factors).
        intercept: shape (groups, items).
        centre: means of the factors, shape (groups, factors).
    """

    loading: FloatArray
    unique: FloatArray
    root: FloatArray
    intercept: FloatArray
    centre: FloatArray

    @property
    def spread(self) -> FloatArray:
        """Covariances of the factors, shape (groups, factors, factors)."""
        return self.root @ self.root.swapaxes(1, 2)

    @property
    def covariance(self) -> FloatArray:
        """Implied covariances of the items."""
        common = self.loading @ self.spread @ self.loading.swapaxes(1, 2)
        return common + self.unique[:, :, None] * np.eye(self.unique.shape[1])

    @property
    def mean(self) -> FloatArray:
        """Implied means of the items."""
        found: FloatArray = self.intercept + (self.loading @ self.centre[:, :, None])[:, :, 0]
        return found


def split(structure: Structure, vector: FloatArray) -> dict[str, FloatArray]:
    """Cut a parameter vector into its parts."""
    parts, start = {}, 0
    for name, shape in structure.shapes.items():
        size = int(np.prod(shape))
        parts[name] = vector[start : start + size].reshape(shape)
        start += size
    return parts


def unpacked(structure: Structure, vector: FloatArray) -> Parts:
    """Turn a parameter vector into the model's matrices."""
    items, factors = structure.pattern.shape
    groups, told = structure.groups, split(structure, vector)
    loading = np.zeros((groups, items, factors))
    loading[:, structure.marker, np.arange(factors)] = 1.0
    loading[:, structure.free] = told["loading"]
    root = np.zeros((groups, factors, factors))
    rows, columns = np.tril_indices(factors)
    root[:, rows, columns] = told["root"]
    diagonal = np.arange(factors)
    root[:, diagonal, diagonal] = np.exp(root[:, diagonal, diagonal])
    intercept, centre = np.zeros((groups, items)), np.zeros((groups, factors))
    if structure.same_intercepts:
        intercept[:] = told["intercept"]
        centre[1:] = told["centre"]
    if "freed" in told:
        if structure.same_intercepts:
            intercept[1:, list(structure.freed)] += told["freed"]
        else:
            for place, item in enumerate(structure.freed):
                loading[1:, item, structure.pattern[item]] += told["freed"][:, [place]]
    return Parts(loading, np.exp(told["unique"]), root, intercept, centre)


def misfit(structure: Structure, sample: Sample, vector: FloatArray) -> tuple[float, FloatArray]:
    """Discrepancy of maximum likelihood, 0 for a perfect fit, and its gradient."""
    parts = unpacked(structure, vector)
    weight = sample.n / sample.n.sum()
    try:
        inverse = np.linalg.inv(parts.covariance)
        _, log_implied = np.linalg.slogdet(parts.covariance)
    except np.linalg.LinAlgError:
        return np.inf, np.zeros(len(vector))
    _, log_sample = np.linalg.slogdet(sample.covariance)
    gap = sample.mean - parts.mean if structure.same_intercepts else np.zeros_like(sample.mean)
    observed = sample.covariance + gap[:, :, None] * gap[:, None, :]
    trace = np.einsum("gij,gji->g", observed, inverse)
    value = float((weight * (log_implied + trace - log_sample - len(structure.pattern))).sum())
    slope_covariance = weight[:, None, None] * (inverse - inverse @ observed @ inverse)
    slope_mean = -2 * weight[:, None] * (inverse @ gap[:, :, None])[:, :, 0]
    return value, _gradient(structure, parts, slope_covariance, slope_mean)


def _gradient(structure: Structure, parts: Parts, covariance: FloatArray, mean: FloatArray) -> FloatArray:
    """Carry slopes on the implied moments back to the parameters."""
    loading = 2 * covariance @ parts.loading @ parts.spread + mean[:, :, None] * parts.centre[:, None, :]
    spread = parts.loading.swapaxes(1, 2) @ covariance @ parts.loading
    root = 2 * spread @ parts.root
    diagonal = np.arange(root.shape[1])
    root[:, diagonal, diagonal] *= parts.root[:, diagonal, diagonal]
    rows, columns = np.tril_indices(root.shape[1])
    free = loading[:, structure.free]
    found = {
        "loading": free.sum(axis=0, keepdims=True) if structure.same_loadings else free,
        "unique": np.einsum("gii->gi", covariance) * parts.unique,
        "root": root[:, rows, columns],
    }
    if structure.same_intercepts:
        centre = (parts.loading.swapaxes(1, 2) @ mean[:, :, None])[:, :, 0]
        found |= {"intercept": mean.sum(axis=0), "centre": centre[1:]}
    if structure.freed:
        if structure.same_intercepts:
            found["freed"] = mean[1:, list(structure.freed)]
        else:
            own = [loading[1:, item][:, structure.pattern[item]].sum(axis=1) for item in structure.freed]
            found["freed"] = np.stack(own, axis=1)
    return np.concatenate([np.ravel(found[name]) for name in structure.shapes])


def start(structure: Structure, sample: Sample) -> FloatArray:
    """A first guess from the covariances within each factor."""
    items, factors = structure.pattern.shape
    variance = np.einsum("gii->gi", sample.covariance)
    loading = np.zeros((structure.groups, items, factors))
    spread = np.zeros((structure.groups, factors))
    for factor in range(factors):
        own, marker = np.flatnonzero(structure.pattern[:, factor]), structure.marker[factor]
        rest = own[own != marker]
        shared = sample.covariance[:, rest].mean(axis=1) if len(rest) else variance
        level = np.where(np.abs(shared[:, [marker]]) > _TINY, shared[:, [marker]], _TINY)
        loading[:, own, factor] = np.clip(shared[:, own] / level, -3, 3)
        spread[:, factor] = 0.5 * variance[:, marker]
    parts = {"loading": loading[:, structure.free], "unique": np.log(0.5 * variance)}
    if structure.same_loadings:
        parts["loading"] = parts["loading"].mean(axis=0, keepdims=True)
    root = np.zeros((structure.groups, factors * (factors + 1) // 2))
    rows, columns = np.tril_indices(factors)
    root[:, rows == columns] = 0.5 * np.log(spread)
    parts["root"] = root
    if structure.same_intercepts:
        parts |= {"intercept": sample.mean[0], "centre": np.zeros((structure.groups - 1, factors))}
    if structure.freed:
        parts["freed"] = np.zeros((structure.groups - 1, len(structure.freed)))
    return np.concatenate([np.ravel(parts[name]) for name in structure.shapes])
