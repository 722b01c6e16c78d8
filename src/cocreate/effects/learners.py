"""Cross-fitting: what is said of a person comes from models that have not seen her."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cocreate.errors import OptionError
from cocreate.logistic import fitted_logit

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    Mask = NDArray[np.bool_]
    Predictor = Callable[[FloatArray], FloatArray]


def folds_of(treated: Mask, folds: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Put people into folds by chance, those treated and others evenly."""
    least = int(min(treated.sum(), (~treated).sum()))
    if not 2 <= folds <= least:  # noqa: PLR2004 - one fold holds nobody back
        raise OptionError(f"folds == {folds}, must lie between 2 and {least}")
    fold = np.empty(len(treated), dtype=np.int64)
    for side in (treated, ~treated):
        fold[side] = rng.permutation(np.arange(int(side.sum())) % folds)
    return fold


def fitted_chance(x: FloatArray, outcome: FloatArray, *, ridge: float) -> Predictor:
    """Logistic regression as a function of traits."""
    found, _ = fitted_logit(x, outcome, ridge=ridge)

    def chance(traits: FloatArray) -> FloatArray:
        values: FloatArray = 1 / (1 + np.exp(-np.clip(found[0] + traits @ found[1:], -35, 35)))
        return values

    return chance


def fitted_line(x: FloatArray, outcome: FloatArray, *, ridge: float) -> Predictor:
    """Ridge regression as a function of traits, the intercept not drawn to nought."""
    middle, mean = x.mean(axis=0), outcome.mean()
    gram = (x - middle).T @ (x - middle)
    drawn = ridge + 1e-9 * (1 + np.trace(gram))
    slope = np.linalg.solve(gram + drawn * np.eye(len(gram)), (x - middle).T @ (outcome - mean))

    def line(traits: FloatArray) -> FloatArray:
        values: FloatArray = mean + (traits - middle) @ slope
        return values

    return line


def fitted_outcome(x: FloatArray, outcome: FloatArray, *, binary: bool, ridge: float) -> Predictor:
    """What to expect of people with some traits: a chance for zeros and ones, else a line."""
    return (fitted_chance if binary else fitted_line)(x, outcome, ridge=ridge)


def curved(x: FloatArray) -> FloatArray:
    """Traits with squares of those that are numbers, so that lines may bend; rests are not doubled."""
    levels = np.array([len(np.unique(column[:1000])) for column in x.T])
    numbers = x[:, levels > 2]  # noqa: PLR2004 - a trait of two values has no bend
    squares = np.clip(numbers, -4, 4) ** 2
    return np.column_stack([x, squares - squares.mean(axis=0)]) if numbers.shape[1] else x
