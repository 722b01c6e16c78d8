"""A survey whose drivers are known: aspects that hang together, and an overall score made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from cocreate.errors import OptionError
from cocreate.worlds.probabilities import Floats
from cocreate.worlds.tables import Table

__all__ = ["DriverSurvey", "driver_survey"]

_MOST_DRIVERS = 12


@dataclass(frozen=True, slots=True)
class DriverSurvey:
    """Answers, and what they were drawn from.

    Attributes:
        table: a row an answer sheet: `overall` and one column a driver, on no scale (mean 7, aspects with
            standard deviation 1).
        drivers: names of the drivers.
        importance: true importance (LMG) of each driver, by its name; they add up to `r_squared`.
        r_squared: the part of the overall score's variance that the drivers explain.
    """

    table: Table
    drivers: tuple[str, ...]
    importance: Mapping[str, float]
    r_squared: float


def driver_survey(
    rows: int,
    *,
    weights: Sequence[float] = (0.5, 0.3, 0.15, 0.0, 0.05),
    correlation: float = 0.4,
    r_squared: float = 0.5,
    gaps: float = 0.0,
    rng: np.random.Generator | int | None = 0,
) -> DriverSurvey:
    """Draw a survey with a known importance of each driver.

    Args:
        rows: how many answer sheets.
        weights: the regression weight of each driver; at most 12.
        correlation: between any two drivers, 0 to below 1.
        r_squared: the part of the variance that the drivers explain together, between 0 and 1.
        gaps: the share of answers missing, completely at random.
        rng: where chance comes from; a number is a seed.

    Returns:
        The table and its truth.

    Raises:
        OptionError: if an option is out of range.
    """
    count = len(weights)
    if not 1 <= count <= _MOST_DRIVERS:
        raise OptionError(f"{count} weights, must be 1 to {_MOST_DRIVERS}")
    if not (0 <= correlation < 1 and 0 < r_squared < 1 and 0 <= gaps < 1):
        raise OptionError(
            f"correlation == {correlation}, r_squared == {r_squared}, gaps == {gaps}; must lie between 0 and 1"
        )
    chance = np.random.default_rng(rng)
    slopes = np.asarray(weights, dtype=np.float64)
    among = np.full((count, count), correlation) + (1 - correlation) * np.eye(count)
    explained = float(slopes @ among @ slopes)
    aspects = chance.normal(size=(rows, count)) @ np.linalg.cholesky(among).T
    noise = chance.normal(size=rows) * np.sqrt(explained * (1 - r_squared) / r_squared)
    names = tuple(f"aspect_{place + 1}" for place in range(count))
    columns = {"overall": aspects @ slopes + noise, **dict(zip(names, aspects.T, strict=True))}
    answers = {
        name: np.where(chance.random(rows) < gaps, np.nan, 7 + column) for name, column in columns.items()
    }
    with_outcome = among @ slopes / np.sqrt(explained / r_squared)
    shares = _over_subsets(among, with_outcome)
    truth = dict(zip(names, shares.tolist(), strict=True))
    return DriverSurvey(Table(answers), names, truth, r_squared)


def _over_subsets(among: Floats, with_outcome: Floats) -> Floats:
    """Average what each driver adds to R squared, subset by subset."""
    count = len(with_outcome)
    explained = {
        subset: _explained(among, with_outcome, subset)
        for size in range(count + 1)
        for subset in combinations(range(count), size)
    }
    shares = np.zeros(count)
    for subset, value in explained.items():
        for driver in set(range(count)) - set(subset):
            larger = explained[tuple(sorted((*subset, driver)))]
            shares[driver] += (larger - value) / (count * comb(count - 1, len(subset)))
    return shares


def _explained(among: Floats, with_outcome: Floats, subset: tuple[int, ...]) -> float:
    places = np.asarray(subset, dtype=np.intp)
    return float(with_outcome[places] @ np.linalg.solve(among[np.ix_(places, places)], with_outcome[places]))
