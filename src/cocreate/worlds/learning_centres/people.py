"""The customers: who they are, when they come, and how long they stay."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cocreate.worlds.learning_centres import model
from cocreate.worlds.learning_centres.days import Days, Integers
from cocreate.worlds.learning_centres.places import CENTRES, MARKETS
from cocreate.worlds.probabilities import Floats

type Flags = NDArray[np.bool_]

NEVER = 10**6  # the day of lapsing of those who are still there at the end


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """One entry a customer in each array; days are numbers, places are indices.

    A customer is there from ``joined`` until the day before ``lapsed``; terms of ``term_days`` follow each
    other from ``anchor`` on. ``renewed`` (customers × terms) says whether the term was followed by another.
    """

    market: Integers
    centre: Integers
    english: Flags
    pupil: Flags
    exam_year: Flags
    age_band: Integers
    plan: Integers
    agrees: Flags
    agrees_research: Flags
    joined: Integers
    anchor: Integers
    term_days: Integers
    lapsed: Integers
    renewed: Flags
    level: Floats
    luck: Floats

    def __len__(self) -> int:
        return len(self.market)

    def there(self, person: Integers, day: Integers) -> Flags:
        """Tell whether customers are there on given days."""
        return (day >= np.maximum(self.joined[person], 0)) & (day < self.lapsed[person])

    def luck_on(self, person: Integers, day: Integers) -> Floats:
        """Give the luck of the term in which a day lies (the first term's before joining)."""
        term = (day - self.anchor[person]) // self.term_days[person]
        return np.asarray(self.luck[person, np.clip(term, 0, self.luck.shape[1] - 1)])


def draw_people(rng: np.random.Generator, days: Days, customers: int) -> People:
    """Draw the customers and their terms."""
    market = rng.choice(len(MARKETS), size=customers, p=[place.customer_share for place in MARKETS])
    age_band = rng.choice(len(model.AGE_BANDS), size=customers, p=[band.share for band in model.AGE_BANDS])
    plan = rng.choice(len(model.PLANS), size=customers, p=[option.share for option in model.PLANS])
    term_days = np.array([option.days for option in model.PLANS])[plan]
    joined, anchor = _draw_joining(rng, days, market, term_days)
    terms = model.DAYS // min(option.days for option in model.PLANS) + 2
    luck = rng.standard_normal((customers, terms))
    renewed = rng.random((customers, terms)) < renewal_probability(market, plan, luck)
    last_term = np.argmin(renewed, axis=1)
    ends = anchor + term_days * (last_term + 1)
    stays = renewed.all(axis=1) | (ends >= model.DAYS)
    return People(
        market=market,
        centre=_draw_centres(rng, market),
        english=rng.random(customers) < np.array([place.english_share for place in MARKETS])[market],
        pupil=rng.random(customers) < np.array([band.pupil_share for band in model.AGE_BANDS])[age_band],
        exam_year=rng.random(customers) < np.array([band.exam_share for band in model.AGE_BANDS])[age_band],
        age_band=age_band,
        plan=plan,
        agrees=rng.random(customers) >= model.DENIED_SHARE,
        agrees_research=rng.random(customers) < 0.6,  # noqa: PLR2004 — a bare share, used nowhere else
        joined=joined,
        anchor=anchor,
        term_days=term_days,
        lapsed=np.where(stays, NEVER, ends),
        renewed=renewed,
        level=rng.standard_normal(customers),
        luck=luck,
    )


def renewal_probability(market: Integers, plan: Integers, luck: Floats) -> Floats:
    """Give the probability to renew at the end of terms (customers × terms)."""
    by_market = np.array([model.RENEWAL_MARKETS[place.code] for place in MARKETS])
    by_plan = np.array([model.RENEWAL_PLANS[option.code] for option in model.PLANS])
    log_odds = (by_market[market] + by_plan[plan])[:, np.newaxis] + model.RENEWAL_SLOPE * luck
    return np.asarray(1 / (1 + np.exp(-log_odds)))


def _draw_joining(
    rng: np.random.Generator, days: Days, market: Integers, term_days: Integers
) -> tuple[Integers, Integers]:
    """Draw the day of joining (negative before the first day) and of the first term met in the two years."""
    size = len(market)
    joined = np.zeros(size, dtype=np.int64)
    for place in range(len(MARKETS)):
        here = market == place
        joined[here] = rng.choice(model.DAYS, size=int(here.sum()), p=days.joining(place))
    first_end = (rng.random(size) * term_days).astype(np.int64)
    earlier_terms = rng.geometric(0.4, size)
    before = rng.random(size) < model.STARTED_BEFORE_SHARE
    anchor = np.where(before, first_end - term_days, joined)
    return np.where(before, first_end - term_days * earlier_terms, joined), anchor


def _draw_centres(rng: np.random.Generator, market: Integers) -> Integers:
    centre = np.zeros(len(market), dtype=np.int64)
    for index, place in enumerate(MARKETS):
        codes = [at for at, one in enumerate(CENTRES) if one.market == place.code]
        here = market == index
        centre[here] = rng.choice(codes, size=int(here.sum()), p=[CENTRES[at].share for at in codes])
    return centre
