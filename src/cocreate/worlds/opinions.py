"""A conversation whose groups are known, and contests whose strengths are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cocreate.opinions.votes import Votes

    FloatArray = NDArray[np.float64]

_SHARED_SHARE, _PASS_SHARE = 0.2, 0.1
_LIKELY = 0.88


@dataclass(frozen=True, eq=False, slots=True)
class Conversation:
    """Votes drawn from known groups.

    Attributes:
        votes: the votes; people and statements are numbered.
        group: the true group of each person, shape (people,).
        chance: the true chance that somebody of a group who does not pass agrees, shape (groups, statements).
        shared: statements that every group agrees with.
    """

    votes: Votes
    group: NDArray[np.intp]
    chance: FloatArray
    shared: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Contests:
    """Comparisons of pairs, drawn from known strengths.

    Attributes:
        table: columns winner, loser and person, a row a comparison.
        strength: true log strength of each item, mean 0, shape (items,).
    """

    table: dict[str, NDArray[Any]]
    strength: FloatArray


def conversation(
    *, people: int = 200, statements: int = 40, groups: int = 3, votes_each: int | None = None, seed: int = 0
) -> Conversation:
    """Let groups of people vote on statements.

    Args:
        people: how many vote.
        statements: how many statements there are; with a fifth of them at least everybody agrees.
        groups: how many groups the people fall into, by chance and evenly.
        votes_each: on how many statements each votes; None for half of them.
        seed: of everything drawn.

    Returns:
        Conversation: the votes and their truth.
    """
    from cocreate.opinions.votes import votes_matrix

    rng = np.random.default_rng(seed)
    group = rng.integers(groups, size=people)
    side = rng.integers(2, size=(groups, statements))
    shared = np.arange(statements) < max(1, round(_SHARED_SHARE * statements))
    chance = np.where(shared | (side == 1), _LIKELY, 1 - _LIKELY)
    drawn = np.where(rng.random((people, statements)) < chance[group], 1.0, -1.0)
    drawn[rng.random(drawn.shape) < _PASS_SHARE] = 0
    asked = rng.random(drawn.shape).argsort(axis=1) < (votes_each or statements // 2)
    drawn[~asked] = np.nan
    table = {str(place): drawn[:, place] for place in range(statements)} | {"person": np.arange(people)}
    found = votes_matrix(table, statements=[str(place) for place in range(statements)], person="person")
    everyone = (chance == _LIKELY).all(axis=0)
    return Conversation(found, group, chance, tuple(str(place) for place in np.flatnonzero(everyone)))


def contests(*, items: int = 10, comparisons: int = 1000, spread: float = 1.0, seed: int = 0) -> Contests:
    """Let pairs of items be compared.

    Args:
        items: how many there are.
        comparisons: how many pairs are shown, at random.
        spread: standard deviation of the log strengths.
        seed: of everything drawn.

    Returns:
        Contests: the comparisons and their truth.
    """
    rng = np.random.default_rng(seed)
    strength = rng.normal(0, spread, items)
    strength -= strength.mean()
    one = rng.integers(items, size=comparisons)
    other = (one + rng.integers(1, items, size=comparisons)) % items
    won = rng.random(comparisons) < 1 / (1 + np.exp(strength[other] - strength[one]))
    table = {
        "winner": np.where(won, one, other),
        "loser": np.where(won, other, one),
        "person": rng.integers(max(1, comparisons // 10), size=comparisons),
    }
    return Contests(table, strength)
