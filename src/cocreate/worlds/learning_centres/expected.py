"""What every score is expected to be, from the model's probabilities alone: no drawing."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cocreate.worlds.learning_centres import model
from cocreate.worlds.learning_centres.answers import FAULT_START, card_starts
from cocreate.worlds.learning_centres.days import Days, period_bounds, periods
from cocreate.worlds.learning_centres.places import CENTRES, MARKETS
from cocreate.worlds.learning_centres.structure import Field, Survey
from cocreate.worlds.learning_centres.surveys import SURVEYS
from cocreate.worlds.probabilities import Floats, answer_shares, cut_points, mean_logistic


@dataclass(frozen=True, slots=True)
class ExpectedCell:
    """The exact share of each answer to one field, in one market, touchpoint and period.

    Attributes:
        field_id: The question.
        measure: ``nps``, ``csat``, ``ces``, ``rating`` or ``boolean``.
        touchpoint: Its code, or ``None`` for the whole relationship.
        market: The market's code.
        period: 0 for the last 90 days, 1 for the 90 before, and so on.
        expected_n: How many answers are expected.
        lowest: The score of the first answer.
        shares: The share of each answer, lowest first; they sum to 1.
    """

    field_id: str
    measure: str
    touchpoint: str | None
    market: str
    period: int
    expected_n: float
    lowest: int
    shares: tuple[float, ...]


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


def answers_per_day(days: Days, customers: int, scale: float) -> dict[str, Floats]:
    """Give the expected submissions of each survey (markets × days)."""
    there, renewing = active_shares(days)
    size = customers * (1 - model.DENIED_SHARE) * np.array([[place.customer_share] for place in MARKETS])
    joining = (1 - model.STARTED_BEFORE_SHARE) * np.array([days.joining(at) for at in range(len(MARKETS))])
    visits = np.zeros_like(joining)
    for lag in range(3, 17):
        visits[:, :-lag] += model.TRIAL_SHARE * joining[:, lag:] / 14
    occasions = {"enrolment": joining, "first-visit": visits, "renewal": renewing}
    expected = {
        code: size * share * np.array(model.OCCASION_RATES[code])[:, np.newaxis]
        for code, share in occasions.items()
    }
    for code, rates in model.ANSWER_RATES.items():
        expected[code] = size * there * np.array(rates)[:, np.newaxis] * _day_shares(days, code)
    return {code: values * scale for code, values in expected.items()}


def _day_shares(days: Days, occasion: str) -> Floats:
    """Give each day's share of its 90 days (markets × days)."""
    shares = np.zeros((len(MARKETS), model.DAYS))
    for market in range(len(MARKETS)):
        rhythm = days.rhythm(occasion, market)
        for period in range(int(periods().max()) + 1):
            start, stop = period_bounds(period)
            length = (stop - start) / model.PERIOD_DAYS
            shares[market, start:stop] = length * rhythm[start:stop] / rhythm[start:stop].sum()
    return shares


def expected_cells(
    days: Days, customers: int, scale: float, centre_effects: Floats
) -> tuple[ExpectedCell, ...]:
    """Work out the exact answer shares of all scored fields by touchpoint, market and period."""
    per_day = answers_per_day(days, customers, scale)
    return tuple(
        cell for survey in SURVEYS for cell in _survey_cells(survey, per_day[survey.code], centre_effects)
    )


def _survey_cells(survey: Survey, per_day: Floats, centre_effects: Floats) -> Iterator[ExpectedCell]:
    for touchpoint in survey.touchpoints or (None,):
        asked = np.array(model.TOUCHPOINT_SHARES[touchpoint] if touchpoint else (1.0, 1.0, 1.0))
        for market, place in enumerate(MARKETS):
            for period in range(int(periods().max()) + 1):
                days = slice(*period_bounds(period))
                weights = per_day[market, days] * asked[market]
                for field in survey.fields:
                    scale = model.scale_of(field)
                    if scale is None:
                        continue
                    shares = _mixed_shares(
                        field,
                        touchpoint,
                        market,
                        days=days,
                        weights=weights / weights.sum(),
                        centre_effects=centre_effects,
                    )
                    yield ExpectedCell(
                        field.id,
                        field.type,
                        touchpoint,
                        place.code,
                        period,
                        float(weights.sum() * field.answered_share),
                        scale[1],
                        tuple(shares.tolist()),
                    )


def _mixed_shares(
    field: Field,
    touchpoint: str | None,
    market: int,
    *,
    days: slice,
    weights: Floats,
    centre_effects: Floats,
) -> Floats:
    """Average the answer shares over centres, groups and days."""
    centres = [at for at, centre in enumerate(CENTRES) if centre.market == MARKETS[market].code]
    total: Floats = np.zeros(1)
    for centre in centres:
        changed = touchpoint_changes(touchpoint, market, centre)[days]
        for change in np.unique(changed):
            share = CENTRES[centre].share * weights[changed == change].sum()
            total = total + share * group_answer_shares(
                field, touchpoint, market, centre_effects[centre] + change
            )
    return total


def touchpoint_changes(touchpoint: str | None, market: int, centre: int) -> Floats:
    """Give what the fault and the card add to the latent mean on each day."""
    changes = np.zeros(model.DAYS)
    if touchpoint == model.FAULT_TOUCHPOINT and MARKETS[market].code in model.FAULT_MARKETS:
        changes[FAULT_START:] += model.FAULT_SIZE
    if touchpoint == model.CARD_TOUCHPOINT:
        changes[card_starts()[centre] :] += model.CARD_SIZE
    return changes


def group_answer_shares(field: Field, touchpoint: str | None, market: int, added: float) -> Floats:
    """Give a field's answer shares in a market, averaged over the groups of customers."""
    scale = model.scale_of(field)
    if scale is None:
        raise ValueError(f"field {field.id!r} has no scale, must be a score")
    mean = model.LATENT_MEANS[touchpoint or model.WHOLE_RELATIONSHIP][market] + added
    mean += model.FIELD_OFFSETS.get(field.id, 0.0)
    groups = np.array(model.group_shares())
    code = MARKETS[market].code
    shares = answer_shares(
        mean + groups[:, 1],
        cut_points(model.SCALE_SHARES[scale]),
        shift=model.STYLE_SHIFTS[code],
        spread=model.STYLE_SPREADS[code],
    )
    return np.asarray(groups[:, 0] @ shares)
