"""Shoppers whose tastes are known, and offers whose rewards are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    Columns = dict[str, NDArray[Any]]


@dataclass(frozen=True, eq=False, slots=True)
class Shoppers:
    """Purchases drawn from known tastes.

    Attributes:
        table: columns user, item and when (a day), a row a purchase.
        taste: the true taste of each user.
        chance: the true chance of each item to be bought next, shape (tastes, items).
    """

    table: Columns
    taste: NDArray[np.intp]
    chance: FloatArray


@dataclass(frozen=True, eq=False, slots=True)
class Offers:
    """Actions taken by known chances, with rewards of known expectation.

    Attributes:
        table: columns visits, region, action, propensity and reward, a row a decision.
        expected: true expected reward of each action in each row, shape (rows, actions).
        actions: their labels.
    """

    table: Columns
    expected: FloatArray
    actions: tuple[str, ...]


def shoppers(
    users: int = 500, *, items: int = 60, tastes: int = 4, purchases: int = 10, seed: int = 0
) -> Shoppers:
    """Let people of a few tastes buy.

    Args:
        users: how many buy.
        items: how many items there are.
        tastes: how many tastes people fall into; items that one likes are mostly liked by it alone.
        purchases: how many items each buys on average.
        seed: of everything drawn.

    Returns:
        Shoppers: the purchases and their truth.
    """
    rng = np.random.default_rng(seed)
    popular = 1 / np.arange(1, items + 1) ** 0.5
    liked = np.where(np.arange(items) % tastes == np.arange(tastes)[:, None], 8.0, 1.0)
    chance = liked * popular
    chance /= chance.sum(axis=1, keepdims=True)
    taste = rng.integers(tastes, size=users)
    size = np.clip(rng.poisson(purchases, users), 1, items)
    order = (np.log(chance[taste]) + rng.gumbel(size=(users, items))).argsort(axis=1)[:, ::-1]
    bought = np.concatenate([row[:count] for row, count in zip(order, size, strict=True)])
    day = np.concatenate([np.sort(rng.integers(365, size=count)) for count in size])
    named = np.array([f"item {place:03d}" for place in range(items)])
    when = np.datetime64("2025-01-01") + day.astype("timedelta64[D]")
    return Shoppers(
        {"user": np.repeat(np.arange(users), size), "item": named[bought], "when": when}, taste, chance
    )


def offers(decisions: int = 2000, *, noise: float = 1.0, seed: int = 0) -> Offers:
    """Let actions be chosen by chance and bring rewards.

    Args:
        decisions: how many.
        noise: standard deviation of a reward around its expectation.
        seed: of everything drawn.

    Returns:
        Offers: the log and its truth: calls help those who come seldom, discounts those who come often.
    """
    rng = np.random.default_rng(seed)
    visits = rng.normal(size=decisions)
    region = rng.integers(2, size=decisions)
    expected = np.column_stack(
        [1.0 - 0.5 * visits, 0.8 + 0.6 * visits, np.full(decisions, 0.5) + 0.3 * region]
    )
    chance = np.exp(0.5 * expected)
    chance = 0.1 / 3 + 0.9 * chance / chance.sum(axis=1, keepdims=True)
    taken = (rng.random(decisions)[:, None] > chance.cumsum(axis=1)).sum(axis=1).clip(0, 2)
    rows = np.arange(decisions)
    actions = ("call", "discount", "letter")
    table: Columns = {
        "visits": visits,
        "region": np.array(["north", "south"])[region],
        "action": np.array(actions)[taken],
        "propensity": chance[rows, taken],
        "reward": expected[rows, taken] + rng.normal(0, noise, decisions),
    }
    return Offers(table, expected, actions)
