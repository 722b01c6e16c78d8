"""Weighting: making those who answered stand for those who were meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cocreate.cells import Cells
from cocreate.errors import MarginError, NoAnswersError, OptionError

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from numpy.typing import NDArray

    from cocreate.factors import Factor

    FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Raked(Cells):
    """Cells with raked weights. They can be used wherever cells can.

    Attributes:
        converged: whether the weights meet all margins.
        iterations: how many rounds it took.
        gap: largest difference left between a margin and its target, as a share.
    """

    converged: bool = True
    iterations: int = 0
    gap: float = 0.0

    @property
    def deff(self) -> float:
        """Kish's design effect, n * sum(w^2) / (sum w)^2: how many times the variance has grown."""
        total = float(self.weights.sum()) if self.weights is not None else 0.0
        squares = float(self.weights_sq.sum()) if self.weights_sq is not None else 0.0
        return self.n * squares / (total * total)

    @property
    def n_eff(self) -> float:
        """How many answers, all weighted alike, would tell as much."""
        return self.n / self.deff


def rake(
    cells: Cells,
    margins: Mapping[str, Mapping[Hashable, float]],
    *,
    max_iterations: int = 100,
    tolerance: float = 1e-9,
) -> Raked:
    """Estimate weights under which the answers have the margins of the population.

    Args:
        cells: answers counted by (at least) the groupings of the margins.
        margins: for each grouping the share, or number, of the population at each of its labels, >= 0. Only
            proportions count.
        max_iterations: how many rounds to try.
        tolerance: how far a margin may be off its target, as a share.

    Returns:
        `Raked` cells, whose weights sum to the number of answers; `converged`, `iterations`, `gap`, `deff`
        and `n_eff` say how it went. Weights the cells had before are the start.

    Raises:
        MarginError: if a label of the cells has no target, a target no answers, or targets are negative.
        MissingColumnError: if the cells have no such grouping.
        NoAnswersError: if there is no answer.
        OptionError: if max_iterations or tolerance is not positive.

    Method:
        Iterative proportional fitting on the cells: each round scales the weights to meet one margin after
        the other. The result is closest to the start in the sense of relative entropy. It mends who answered
        only as far as the margins explain it. Not for margins finer than some 30 answers a label: weights
        then run away and `deff` grows.

    Source:
        Deming and Stephan (1940), Annals of Mathematical Statistics 11, 427-444; Kish (1965), Survey
        Sampling, 11.7. tests/cocreate/scores/test_weights.py.

    >>> answers = Cells.from_columns(keys={"sex": ["f", "m"]}, score=[10, 3], count=[80, 20])
    >>> even = rake(answers, {"sex": {"f": 0.5, "m": 0.5}})
    >>> even.weight.tolist(), round(even.deff, 4), even.converged
    ([50.0, 50.0], 1.5625, True)
    """
    if max_iterations < 1 or tolerance <= 0:
        raise OptionError(
            f"max_iterations == {max_iterations}, tolerance == {tolerance}, both must be positive"
        )
    if not margins:
        raise MarginError("no margins given; give for each grouping the share of each label")
    if cells.n == 0:
        raise NoAnswersError("no answers to weight")
    answered = ~np.isnan(cells.scores)
    start = np.where(answered, cells.counts if cells.weights is None else cells.weights, 0.0)
    steps = [_target(cells, name, shares, start) for name, shares in margins.items()]
    factor, rounds, gap = _fitted(start, steps, max_iterations, tolerance)
    factor = factor * (cells.n / (start @ factor))
    squares = np.where(answered, cells.counts if cells.weights_sq is None else cells.weights_sq, 0.0)
    return Raked(
        cells.factors,
        cells.scores,
        cells.counts,
        start * factor,
        squares * factor * factor,
        converged=gap <= tolerance,
        iterations=rounds,
        gap=gap,
    )


Step = tuple["NDArray[np.intp]", "FloatArray"]


def _fitted(
    start: FloatArray, steps: list[Step], max_iterations: int, tolerance: float
) -> tuple[FloatArray, int, float]:
    """Scale to one margin after the other until all are met."""
    total = start.sum()
    factor = np.ones(len(start))
    gap = np.inf
    for done in range(1, max_iterations + 1):
        for codes, shares in steps:
            sums = np.bincount(codes, weights=start * factor, minlength=len(shares))
            scale = np.divide(total * shares, sums, out=np.zeros(len(shares)), where=sums > 0)
            factor = factor * scale[codes]
        gap = max(_gap(start * factor, codes, shares) for codes, shares in steps)
        if gap <= tolerance:
            return factor, done, gap
    return factor, max_iterations, gap


def _gap(weights: FloatArray, codes: NDArray[np.intp], shares: FloatArray) -> float:
    sums = np.bincount(codes, weights=weights, minlength=len(shares))
    return float(np.max(np.abs(sums / sums.sum() - shares)))


def _target(cells: Cells, name: str, shares: Mapping[Hashable, float], start: FloatArray) -> Step:
    """Line the targets of one margin up with its labels."""
    factor = cells.factor(name)
    targets = _checked_targets(name, shares)
    sums = np.bincount(factor.codes, weights=start, minlength=len(factor.levels))
    present = {level for level, total in zip(factor.levels, sums, strict=True) if total > 0}
    without = [level for level in factor.levels if level in present and level not in targets]
    if without:
        raise MarginError(
            f"margin {name!r} has no target for {without[0]!r}; give one, or leave those answers out"
            " with cells.where"
        )
    empty = [level for level, share in targets.items() if share > 0 and level not in present]
    if empty:
        raise MarginError(
            f"margin {name!r} wants {targets[empty[0]]:g} at {empty[0]!r}, where nobody answered;"
            " merge it with another label (cells.relabel) or leave it out"
        )
    return factor.codes, _lined_up(factor, targets)


def _lined_up(factor: Factor, targets: Mapping[Hashable, float]) -> FloatArray:
    found = np.array([targets.get(level, 0.0) for level in factor.levels], dtype=np.float64)
    return found / found.sum()


def _checked_targets(name: str, shares: Mapping[Hashable, float]) -> dict[Hashable, float]:
    targets = {level: float(share) for level, share in shares.items()}
    wrong = [level for level, share in targets.items() if not (np.isfinite(share) and share >= 0)]
    if wrong:
        raise MarginError(f"margin {name!r} wants {targets[wrong[0]]} at {wrong[0]!r}, targets must be >= 0")
    if not sum(targets.values()) > 0:
        raise MarginError(f"margin {name!r} has no target above zero; give the share of each label")
    return targets
