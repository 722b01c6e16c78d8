"""Who is expected to be there, and who to stay: exact, from the model's probabilities."""

import numpy as np

from cocreate.worlds.learning_centres import model
from cocreate.worlds.learning_centres.days import Days
from cocreate.worlds.learning_centres.places import CENTRES, MARKETS
from cocreate.worlds.probabilities import Floats, cut_points, mean_logistic, normal_cdf, normal_nodes

NPS_GROUPS = ("detractors", "passives", "promoters")


def renewal_shares() -> Floats:
    """Give the exact share of terms that are renewed (markets × plans), luck averaged out."""
    by_market = np.array([model.RENEWAL_MARKETS[place.code] for place in MARKETS])
    by_plan = np.array([model.RENEWAL_PLANS[plan.code] for plan in model.PLANS])
    return mean_logistic(by_market[:, np.newaxis] + by_plan, model.RENEWAL_SLOPE)


def active_shares(days: Days) -> tuple[Floats, Floats]:
    """Give the expected share of customers there on each day, and renewing on it (markets × days)."""
    renewed = renewal_shares()
    there = np.zeros((len(MARKETS), model.DAYS))
    renewing = np.zeros_like(there)
    for market in range(len(MARKETS)):
        joining = (1 - model.STARTED_BEFORE_SHARE) * days.joining(market)
        for plan, q in zip(model.PLANS, renewed[market], strict=True):
            first_end = np.where(
                np.arange(model.DAYS) < plan.days, model.STARTED_BEFORE_SHARE / plan.days, 0.0
            )
            ends = _term_ends(first_end, joining, plan.days, q)
            change = joining - (1 - q) * ends
            there[market] += plan.share * (model.STARTED_BEFORE_SHARE + np.cumsum(change))
            renewing[market] += plan.share * q * ends
    return there, renewing


def _term_ends(first_end: Floats, joining: Floats, term_days: int, renewed: float) -> Floats:
    """Give the expected share of customers whose term ends on each day."""
    ends = first_end.copy()
    for day in range(term_days, model.DAYS):
        ends[day] += joining[day - term_days] + renewed * ends[day - term_days]
    return ends


def renewal_by_nps(centre_effects: Floats) -> dict[str, dict[str, dict[str, float]]]:
    """Give the exact share of terms renewed by what was answered in them to the relationship survey.

    Args:
        centre_effects: The centres' latent effects.

    Returns:
        By market, plan and group of answers (detractors, passives, promoters): the share renewed, 0–1.

    Method:
        Bayes' rule over the luck of the term, which moves both the answer and the decision.
    """
    luck, weights = normal_nodes()
    return {
        place.code: {
            plan.code: dict(
                zip(NPS_GROUPS, _share_renewed(at, plan.code, luck, weights, centre_effects), strict=True)
            )
            for plan in model.PLANS
        }
        for at, place in enumerate(MARKETS)
    }


def _share_renewed(
    market: int, plan: str, luck: Floats, weights: Floats, centre_effects: Floats
) -> list[float]:
    log_odds = model.RENEWAL_MARKETS[MARKETS[market].code] + model.RENEWAL_PLANS[plan]
    renewed = 1 / (1 + np.exp(-log_odds - model.RENEWAL_SLOPE * luck))
    answered = _groups_given(luck, market, centre_effects)
    return [float(share) for share in (weights * renewed) @ answered / (weights @ answered)]


def _groups_given(luck: Floats, market: int, centre_effects: Floats) -> Floats:
    """Give the shares of detractors, passives and promoters for each luck of the term."""
    code = MARKETS[market].code
    cuts = cut_points(model.SCALE_SHARES["nps", 0, 10])[[6, 8]]
    bounds = (cuts - model.STYLE_SHIFTS[code]) / model.STYLE_SPREADS[code]
    left = np.sqrt(1 - model.TERM**2)
    total = np.zeros((len(luck), len(NPS_GROUPS)))
    for at, centre in enumerate(CENTRES):
        if centre.market != code:
            continue
        for share, effect in model.group_shares():
            mean = model.LATENT_MEANS[model.WHOLE_RELATIONSHIP][market] + centre_effects[at] + effect
            below = normal_cdf((bounds - mean - model.TERM * luck[:, np.newaxis]) / left)
            total += centre.share * share * np.diff(below, axis=1, prepend=0.0, append=1.0)
    return total
