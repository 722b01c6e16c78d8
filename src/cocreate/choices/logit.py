"""Choices among alternatives as one likelihood: value, slope and curvature, and Newton's way to its top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cocreate.errors import CollinearError, InputError, NotEnoughDataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

_STEPS = 100
_HALVINGS = 30
_CLOSE = 1e-10
_COLLINEAR = 1e-10
"""Least eigenvalue of the information, as correlations, that still tells attributes apart."""
_INVOLVED = 0.1
_SEPARATED = 1e-5
"""Share of the information at the start below which a direction has run away."""


@dataclass(frozen=True, eq=False, slots=True)
class ChoiceSets:
    """Situations in which one of several alternatives was chosen, their rows one after another.

    Attributes:
        design: a row an alternative that could be chosen, shape (rows, attributes).
        start: the first row of each situation, shape (situations,).
        chosen: the row that was chosen, shape (situations,).
        weight: how often the situation counts, shape (situations,).
    """

    design: FloatArray
    start: IntArray
    chosen: IntArray
    weight: FloatArray

    @property
    def sizes(self) -> IntArray:
        """How many alternatives each situation has, shape (situations,)."""
        return np.diff(self.start, append=len(self.design))

    @property
    def null(self) -> float:
        """Log-likelihood were every alternative as likely as every other."""
        return -float(self.weight @ np.log(self.sizes))

    def shares(self, at: FloatArray) -> tuple[FloatArray, float]:
        """Chance of each row to be chosen, and the log-likelihood."""
        utility = self.design @ at
        size = self.sizes
        top = np.maximum.reduceat(utility, self.start)
        power = np.exp(utility - np.repeat(top, size))
        total = np.add.reduceat(power, self.start)
        fit = float(self.weight @ (utility[self.chosen] - top - np.log(total)))
        return power / np.repeat(total, size), fit

    def slopes(self, share: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Slope of each situation, unweighted, and the information: minus the curvature."""
        spread = share[:, None] * self.design
        centre = np.add.reduceat(spread, self.start, axis=0)
        slope = self.design[self.chosen] - centre
        times = np.repeat(self.weight, self.sizes)
        information = (spread * times[:, None]).T @ self.design - (centre * self.weight[:, None]).T @ centre
        return slope, information


@dataclass(frozen=True, eq=False, slots=True)
class Fitted:
    """The top of the likelihood.

    Attributes:
        value: coefficients, shape (attributes,).
        covariance: the inverse of the information there.
        slope: of each situation, shape (situations, attributes), which the sandwich is made of.
        log_likelihood: at the top.
    """

    value: FloatArray
    covariance: FloatArray
    slope: FloatArray
    log_likelihood: float


def fitted(sets: ChoiceSets, names: Sequence[str]) -> Fitted:
    """Climb to the top of the likelihood, after a look at whether there is one."""
    at = np.zeros(sets.design.shape[1])
    share, fit = sets.shares(at)
    slope, information = sets.slopes(share)
    _check_identified(information, names)
    flat = information
    for _ in range(_STEPS):
        step = _step(information, slope.T @ sets.weight)
        at, share, better = _shortened(sets, at, step, fit, share)
        gained, fit = better - fit, better
        slope, information = sets.slopes(share)
        if gained <= _CLOSE * (1 + abs(fit)):
            break
    _check_bounded(flat, information, names)
    return Fitted(at, np.linalg.inv(information), slope, fit)


def sandwich(found: Fitted, weight: FloatArray, cluster: IntArray | None) -> FloatArray:
    """Covariance that holds though situations of one cluster are alike, or the model is not quite true."""
    scores = found.slope * weight[:, None]
    if cluster is not None:
        summed = np.zeros((int(cluster.max()) + 1, scores.shape[1]))
        np.add.at(summed, cluster, scores)
        groups = len(summed)
        meat = summed.T @ summed * (groups / (groups - 1))
    else:
        meat = found.slope.T @ scores
    covariance: FloatArray = found.covariance @ meat @ found.covariance
    return covariance


def _step(information: FloatArray, slope: FloatArray) -> FloatArray:
    return np.linalg.lstsq(information, slope, rcond=1e-14)[0]


def _shortened(
    sets: ChoiceSets, at: FloatArray, step: FloatArray, fit: float, share: FloatArray
) -> tuple[FloatArray, FloatArray, float]:
    """Halve a step until it does not lead down."""
    for halving in range(_HALVINGS):
        moved = at + step / 2**halving
        found, better = sets.shares(moved)
        if better >= fit:
            return moved, found, better
    return at, share, fit


def _check_identified(information: FloatArray, names: Sequence[str]) -> None:
    """Refuse attributes that never differ between alternatives, or that follow from others."""
    spread = np.diag(information)
    still = [name for name, value in zip(names, spread, strict=True) if not value > 0]
    if still:
        raise InputError(
            f"{still[0]!r} never differs between the alternatives of a situation, so its weight cannot be known;"
            " leave it out, or let its weight differ by alternative (traits=)"
        )
    scale = np.sqrt(spread)
    values, vectors = np.linalg.eigh(information / np.outer(scale, scale))
    if values[0] < _COLLINEAR * len(names):
        involved = [n for n, v in zip(names, vectors[:, 0], strict=True) if abs(v) > _INVOLVED]
        raise CollinearError(
            f"{', '.join(map(repr, involved))} can be worked out from each other; leave one of them out"
        )


def _check_bounded(flat: FloatArray, information: FloatArray, names: Sequence[str]) -> None:
    """Refuse a likelihood without a top: attributes that tell every choice beforehand."""
    scale = np.sqrt(np.diag(flat))
    start = np.linalg.eigvalsh(flat / np.outer(scale, scale))[0]
    values, vectors = np.linalg.eigh(information / np.outer(scale, scale))
    if values[0] < _SEPARATED * start:
        involved = [n for n, v in zip(names, vectors[:, 0], strict=True) if abs(v) > _INVOLVED]
        raise NotEnoughDataError(
            f"{', '.join(map(repr, involved))} told some choices without fail, so that the estimate runs away;"
            " leave it out, join rare alternatives, or gather more choices"
        )
