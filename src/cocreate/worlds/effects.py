"""Interventions whose effect is known: drawn by lot, by invitation, rolled out, chosen, over time, by person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cocreate.worlds.tables import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

type Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Intervention:
    """Rows and the effect they were drawn with.

    Attributes:
        table: a row a person, or a unit and period, or a period.
        effect: the true mean effect: of the arm, of taking part on compliers, on those treated, on everyone,
            or over the periods after.
        each: the effect on each row, where effects differ; empty where they do not.
        on_treated: the mean effect on those treated, where that is another.
    """

    table: Table
    effect: float
    each: Floats
    on_treated: float


def _of(
    columns: Mapping[str, NDArray[np.generic]],
    effect: float,
    *,
    each: Floats | None = None,
    on_treated: float | None = None,
) -> Intervention:
    return Intervention(
        Table(columns),
        effect,
        np.zeros(0) if each is None else each,
        effect if on_treated is None else on_treated,
    )


def randomised(
    seed: int, *, people: int = 1000, effect: float = 1.0, earlier: float = 0.7, treated_share: float = 0.5
) -> Intervention:
    """Draw an experiment: arm, spend, spend before.

    Args:
        seed: the same seed gives the same world.
        people: how many.
        effect: of the arm "new" on spend, whose standard deviation is 3.
        earlier: correlation of spend with spend before.
        treated_share: chance to be in the arm "new".
    """
    rng = np.random.default_rng(seed)
    treated = rng.random(people) < treated_share
    before = rng.normal(size=people)
    noise = earlier * before + np.sqrt(1 - earlier**2) * rng.normal(size=people)
    arm = np.where(treated, "new", "control").astype(object)
    return _of({"arm": arm, "spend": 20 + 3 * noise + effect * treated, "before": 20 + 3 * before}, effect)


def invitation(
    seed: int,
    *,
    people: int = 2000,
    effect: float = 2.0,
    compliers: float = 0.4,
    always: float = 0.15,
    keener: float = 3.0,
) -> Intervention:
    """Draw an invitation by lot: invited, joined, spend.

    Args:
        seed: the same seed gives the same world.
        people: how many.
        effect: of joining on those who join because they are invited; on those who join anyway it is half.
        compliers: share who join if invited only.
        always: share who join in any case.
        keener: how much more those spend, without joining, who join anyway; it misleads who compares.
    """
    rng = np.random.default_rng(seed)
    kind = rng.choice(3, size=people, p=[compliers, always, 1 - compliers - always])
    invited = rng.integers(0, 2, people)
    joined = np.where(kind == 0, invited, kind == 1).astype(np.int64)
    each = np.array([effect, effect / 2, 0.0])[kind]
    spend = 20 + keener * (kind == 1) + 3 * rng.normal(size=people) + each * joined
    return _of({"invited": invited, "joined": joined, "spend": spend}, effect, each=each)


def staggered(
    seed: int,
    *,
    units: int = 300,
    periods: int = 8,
    growth: float = 1.0,
    never: float = 0.3,
    drift: float = 0.0,
) -> Intervention:
    """Draw a roll-out: shop, week, started, size, sales. Effects grow, and more so where it came early.

    Args:
        seed: the same seed gives the same world.
        units: how many shops.
        periods: how many weeks.
        growth: by how much the effect grows a week, in the shops that start first; half as much later.
        never: share of shops that never start.
        drift: by how much more a shop's sales grow a week for each unit of its size; early starters are large.
    """
    rng = np.random.default_rng(seed)
    size = rng.normal(size=units)
    starts = np.array([2, periods // 2, periods - 2])
    liking = size[:, None] * np.array([0.8, 0.4, 0.0]) + rng.gumbel(size=(units, 3))
    start = np.where(rng.random(units) < never, periods, starts[liking.argmax(axis=1)])
    week = np.arange(periods)
    since = week[None, :] - start[:, None]
    pace = np.where(start == starts[0], growth, growth / 2)
    each = np.where(since >= 0, pace[:, None] * (since + 1), 0.0)
    steady = 50 + 5 * rng.normal(size=(units, 1)) + 0.6 * week + drift * size[:, None] * week
    sales = steady + each + rng.normal(size=(units, periods))
    shop = np.repeat(np.arange(units), periods)
    columns = {
        "shop": shop,
        "week": np.tile(week, units),
        "started": np.where(start == periods, np.nan, start.astype(np.float64))[shop],
        "size": size[shop],
        "sales": sales.ravel(),
    }
    return _of(columns, float(each[since >= 0].mean()), each=each.ravel())


def self_chosen(seed: int, *, people: int = 3000, effect: float = 1.0, strength: float = 1.0) -> Intervention:
    """Draw people who choose to join: joined, spend, loyalty, visits, city. The loyal join and spend more.

    Args:
        seed: the same seed gives the same world.
        people: how many.
        effect: mean effect of joining on spend; it grows with visits.
        strength: how much loyalty makes people join.
    """
    rng = np.random.default_rng(seed)
    loyalty, visits = rng.normal(size=people), rng.normal(size=people)
    city = rng.random(people) < 0.4  # noqa: PLR2004 - share who live in the city
    odds = strength * (0.8 * loyalty + 0.4 * visits + 0.4 * city - 0.2)
    joined = (rng.random(people) < 1 / (1 + np.exp(-odds))).astype(np.int64)
    each = effect + 0.5 * visits
    spend = 20 + 2 * loyalty + visits + city + 2 * rng.normal(size=people) + each * joined
    columns = {
        "joined": joined,
        "spend": spend,
        "loyalty": loyalty,
        "visits": visits,
        "city": np.where(city, "city", "country").astype(object),
    }
    return _of(columns, effect, each=each, on_treated=float(effect + 0.5 * visits[joined == 1].mean()))


def interruption(
    seed: int,
    *,
    before: int = 40,
    after: int = 30,
    level: float = 3.0,
    slope: float = 0.0,
    carried: float = 0.4,
) -> Intervention:
    """Draw a series that steps and bends: month, score; the change comes at month `before`.

    Args:
        seed: the same seed gives the same world.
        before: months before the change.
        after: months after it.
        level: the step at the change.
        slope: by how much the line becomes steeper, a month.
        carried: how much of a month's deviation goes on to the next.
    """
    rng = np.random.default_rng(seed)
    n = before + after
    noise = np.empty(n)
    noise[0] = rng.normal() / np.sqrt(1 - carried**2)
    for month in range(1, n):
        noise[month] = carried * noise[month - 1] + rng.normal()
    since = np.arange(n) - before
    each = np.where(since >= 0, level + slope * since, 0.0)
    columns = {"month": np.arange(n), "score": 60 + 0.1 * np.arange(n) + each + noise}
    return _of(columns, float(each[before:].mean()), each=each)


def campaign(seed: int, *, people: int = 5000, moved: float = 0.15) -> Intervention:
    """Draw a mailing by lot that moves some more than others: mailed, bought, age, visits.

    Args:
        seed: the same seed gives the same world.
        people: how many.
        moved: by how much it raises the chance to buy of those it moves most; of others it lowers it a little.
    """
    rng = np.random.default_rng(seed)
    age, visits = rng.uniform(20, 70, people), rng.poisson(3, people)
    mailed = rng.integers(0, 2, people)
    each = moved * np.clip(1.2 - np.abs(age - 35) / 15, -0.3, 1.0)
    chance = 0.1 + 0.03 * np.minimum(visits, 8) + each * mailed
    bought = (rng.random(people) < chance).astype(np.int64)
    return _of(
        {"mailed": mailed, "bought": bought, "age": age, "visits": visits}, float(each.mean()), each=each
    )
