"""Customers whose loyalty is known: buyers who come and go unseen, subscribers who renew or leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cocreate.worlds.tables import Table

type Floats = NDArray[np.float64]

Leaving = Literal["after a purchase", "any time"]

_WEEK_SECONDS = 7 * 86_400


@dataclass(frozen=True, slots=True, eq=False)
class BuyersTruth:
    """What the buyers were drawn from; time is in weeks.

    Attributes:
        leaving: "after a purchase" (BG/NBD) or "any time" (Pareto/NBD).
        params: r, alpha, and a, b or s, beta.
        spend: p, q, v of the gamma-gamma model.
        active: who was still active at the end, customer by customer.
        rate: purchases a week of each.
    """

    leaving: Leaving
    params: tuple[float, float, float, float]
    spend: tuple[float, float, float]
    active: NDArray[np.bool_]
    rate: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Buyers:
    """Purchases, what they come to, and what they were drawn from.

    Attributes:
        purchases: customer, when, amount; a row a purchase, by customer and time.
        histories: frequency, recency, age, spend; a row a customer, in weeks, not cut to days.
        truth: what they were drawn from.
    """

    purchases: Table
    histories: Table
    truth: BuyersTruth


def repeat_buyers(
    seed: int,
    *,
    customers: int = 1000,
    leaving: Leaving = "after a purchase",
    params: tuple[float, float, float, float] | None = None,
    spend: tuple[float, float, float] = (6.25, 3.74, 15.4),
    weeks: float = 78.0,
    joining_weeks: float = 12.0,
    start: str = "2024-01-01",
) -> Buyers:
    """Draw customers who join within some weeks and buy until they leave, which nobody sees.

    Args:
        seed: the same seed gives the same world.
        customers: how many.
        leaving: after a purchase, as BG/NBD has it, or at any time, as Pareto/NBD has it.
        params: r, alpha, a, b, or r, alpha, s, beta; those of the CDNOW data without them.
        spend: p, q and v of the money on a purchase.
        weeks: how long they are watched, from `start`.
        joining_weeks: within how many weeks of it they join.
        start: the first day.
    """
    chosen = params or (
        (0.243, 4.414, 0.793, 2.426) if leaving == "after a purchase" else (0.553, 10.58, 0.606, 11.67)
    )
    rng = np.random.default_rng(seed)
    joined = rng.uniform(0, joining_weeks, customers)
    age = weeks - joined
    rate = rng.gamma(chosen[0], 1 / chosen[1], customers)
    if leaving == "after a purchase":
        chance, stays = rng.beta(chosen[2], chosen[3], customers), np.full(customers, np.inf)
    else:
        chance = np.zeros(customers)
        stays = rng.exponential(1 / np.maximum(rng.gamma(chosen[2], 1 / chosen[3], customers), 1e-300))
    person, time, active = _bought(rng, rate, chance, np.minimum(stays, age))
    active &= stays > age
    price = rng.gamma(spend[0], 1 / rng.gamma(spend[1], 1 / spend[2], customers)[person])
    purchases = _purchases(person, joined[person] + time, price, start)
    histories = _histories(person, time, price, age)
    return Buyers(purchases, histories, BuyersTruth(leaving, chosen, spend, active, rate))


def _bought(
    rng: np.random.Generator, rate: Floats, chance: Floats, until: Floats
) -> tuple[NDArray[np.intp], Floats, NDArray[np.bool_]]:
    """Purchases by person and time since the first; who had not left by purchase."""
    people, now = np.arange(len(rate)), np.zeros(len(rate))
    active = np.ones(len(rate), dtype=bool)
    person, time = [people], [now]
    while len(people):
        now = now + rng.exponential(1 / np.maximum(rate[people], 1e-300))
        inside = now <= until[people]
        people, now = people[inside], now[inside]
        person.append(people)
        time.append(now)
        left = rng.random(len(people)) < chance[people]
        active[people[left]] = False
        people, now = people[~left], now[~left]
    whose, when = np.concatenate(person), np.concatenate(time)
    order = np.lexsort((when, whose))
    return whose[order], when[order], active


def _purchases(person: NDArray[np.intp], weeks: Floats, price: Floats, start: str) -> Table:
    seconds = (weeks * _WEEK_SECONDS).astype("timedelta64[s]")
    names = np.array([f"c{number:07d}" for number in range(int(person.max()) + 1)], dtype=object)
    when = np.datetime64(start, "s") + seconds
    return Table({"customer": names[person], "when": when, "amount": np.round(price, 2)})


def _histories(person: NDArray[np.intp], time: Floats, price: Floats, age: Floats) -> Table:
    n = len(age)
    frequency = np.bincount(person, minlength=n) - 1
    last = np.zeros(n)
    np.maximum.at(last, person, time)
    repeat = np.bincount(person, np.where(time > 0, price, 0.0), n)
    spend = np.where(frequency > 0, repeat / np.maximum(frequency, 1), np.nan)
    return Table({"frequency": frequency, "recency": last, "age": age, "spend": spend})


@dataclass(frozen=True, slots=True, eq=False)
class Subscribers:
    """Subscriptions that renew or end, and what they were drawn from.

    Attributes:
        contracts: customer, renewals (how often renewed, or the one at which they left), left (1 or 0).
        survivors: how many there were at the start and after each renewal.
        alpha: first shape of the beta distribution of the chance to leave.
        beta: second shape.
    """

    contracts: Table
    survivors: tuple[int, ...]
    alpha: float
    beta: float


def subscribers(
    seed: int, *, customers: int = 1000, alpha: float = 0.7, beta: float = 1.2, renewals: int = 7
) -> Subscribers:
    """Draw customers who may leave at each renewal, each with a chance of her own.

    Args:
        seed: the same seed gives the same world.
        customers: how many.
        alpha: first shape of the beta distribution of the chance to leave.
        beta: second shape.
        renewals: how many renewals are watched.
    """
    rng = np.random.default_rng(seed)
    leaves_at = rng.geometric(np.maximum(rng.beta(alpha, beta, customers), 1e-12))
    left = leaves_at <= renewals
    contracts = Table({
        "customer": np.array([f"c{number:07d}" for number in range(customers)], dtype=object),
        "renewals": np.minimum(leaves_at, renewals).astype(np.float64),
        "left": left.astype(np.float64),
    })  # fmt: skip
    survivors = tuple(int(np.count_nonzero(leaves_at > done)) for done in range(renewals + 1))
    return Subscribers(contracts, survivors, alpha, beta)
