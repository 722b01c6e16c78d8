"""A questionnaire whose factors, differences between markets and answering styles are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

_ITEMS, _FACTORS = 4, 2
_LOADING, _CORRELATION = 0.68, 0.4


@dataclass(frozen=True, eq=False, slots=True)
class Questionnaire:
    """Answers drawn from a known factor model.

    Attributes:
        table: the items, and the columns market and (where people have styles) style.
        factors: items of each factor.
        loading: the true standardised loading of every item before answers are cut to steps.
        gap: true difference of the factors' means between markets, in standard deviations.
        shifted: items whose intercept differs between markets.
        heterogeneous: items on many things, for telling styles from opinions; empty without styles.
    """

    table: dict[str, NDArray[Any]]
    factors: dict[str, list[str]]
    loading: float
    gap: float
    shifted: tuple[str, ...]
    heterogeneous: tuple[str, ...]


def questionnaire(
    *,
    people: int = 500,
    groups: int = 1,
    gap: float = 0.0,
    shift: float = 0.0,
    steps: int | None = None,
    style: float = 0.0,
    seed: int = 0,
) -> Questionnaire:
    """Let people answer two scales of four items, and, with styles, sixteen items on many things.

    Args:
        people: how many answer.
        groups: markets they live in, evenly.
        gap: by how many standard deviations a market's factors lie above those of the one before.
        shift: by how much the first item's intercept differs from market to market.
        steps: into how many answers items are cut; None leaves them continuous.
        style: by how much people of each further market say yes to anything, in standard deviations.
        seed: of everything drawn.

    Returns:
        Questionnaire: the answers and their truth.
    """
    rng = np.random.default_rng(seed)
    market = rng.integers(groups, size=people)
    spread = np.full((_FACTORS, _FACTORS), _CORRELATION) + (1 - _CORRELATION) * np.eye(_FACTORS)
    factor = rng.multivariate_normal(np.zeros(_FACTORS), spread, size=people) + gap * market[:, None]
    leaning = style * (market + 0.5 * rng.normal(size=people))
    own = np.repeat(np.arange(_FACTORS), _ITEMS)
    noise = rng.normal(size=(people, len(own))) * np.sqrt(1 - _LOADING**2)
    answers = _LOADING * factor[:, own] + noise + leaning[:, None]
    answers[:, 0] += shift * market
    many = rng.normal(size=(people, 16 if style else 0)) + leaning[:, None]
    if steps:
        answers, many = _cut(answers, steps), _cut(many, steps)
    names = [f"{letter}{number}" for letter in "ab" for number in range(1, _ITEMS + 1)]
    table: dict[str, NDArray[Any]] = dict(zip(names, answers.T, strict=True))
    other = [f"m{place}" for place in range(1, many.shape[1] + 1)]
    table |= dict(zip(other, many.T, strict=True)) | {"market": np.array([f"market {m}" for m in market])}
    factors = {"a": names[:_ITEMS], "b": names[_ITEMS:]}
    return Questionnaire(table, factors, _LOADING, gap, ("a1",) if shift else (), tuple(other))


def _cut(answers: FloatArray, steps: int) -> FloatArray:
    """Cut continuous answers into whole ones from 1 up, two deviations either side of the middle."""
    edges = np.linspace(-2, 2, steps + 1)[1:-1]
    return np.digitize(answers, edges).astype(np.float64) + 1
