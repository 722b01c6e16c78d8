"""What every score is expected to be, from the model's probabilities alone: no drawing."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cocreate.errors import OptionError
from cocreate.worlds.learning_centres import model
from cocreate.worlds.learning_centres.answers import FAULT_START, card_starts
from cocreate.worlds.learning_centres.days import Days, period_bounds, periods
from cocreate.worlds.learning_centres.places import CENTRES, MARKETS
from cocreate.worlds.learning_centres.staying import active_shares
from cocreate.worlds.learning_centres.structure import Field, Survey
from cocreate.worlds.learning_centres.surveys import SURVEYS
from cocreate.worlds.probabilities import Floats, answer_shares, cut_points


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
        asked = model.TOUCHPOINT_SHARES[touchpoint] if touchpoint else (1.0, 1.0, 1.0)
        for market in range(len(MARKETS)):
            reached = _reached(touchpoint, market, per_day[market])
            sizes = np.add.reduceat(per_day[market] * asked[market], _first_days())
            for field in survey.fields:
                if model.scale_of(field):
                    shares = _mixed_shares(field, touchpoint, market, centre_effects, reached=reached)
                    yield from _field_cells(field, touchpoint, market, sizes=sizes, shares=shares)


def _field_cells(
    field: Field, touchpoint: str | None, market: int, *, sizes: Floats, shares: Floats
) -> Iterator[ExpectedCell]:
    """Give a cell for each period; sizes and shares begin with the oldest."""
    for age, (size, row) in enumerate(zip(sizes[::-1], shares[::-1], strict=True)):
        yield ExpectedCell(
            field_id=field.id,
            measure=field.type,
            touchpoint=touchpoint,
            market=MARKETS[market].code,
            period=age,
            expected_n=float(size * field.answered_share),
            lowest=field.scale_min or 0,
            shares=tuple(row.tolist()),
        )


def _first_days() -> list[int]:
    """Give the first day of each period, the oldest first."""
    return sorted(period_bounds(period)[0] for period in range(int(periods().max()) + 1))


def _reached(touchpoint: str | None, market: int, per_day: Floats) -> Floats:
    """Give the expected share of answers that the fault or the card has reached (periods × centres)."""
    day = np.arange(model.DAYS)[:, np.newaxis]
    starts = np.full(len(centres_of(market)), model.DAYS)
    if touchpoint == model.FAULT_TOUCHPOINT and MARKETS[market].code in model.FAULT_MARKETS:
        starts[:] = FAULT_START
    if touchpoint == model.CARD_TOUCHPOINT:
        starts = card_starts()[centres_of(market)]
    weights = per_day[:, np.newaxis]
    reached = np.add.reduceat(weights * (day >= starts), _first_days())
    return np.asarray(reached / np.add.reduceat(weights, _first_days()))


def _mixed_shares(
    field: Field, touchpoint: str | None, market: int, centre_effects: Floats, *, reached: Floats
) -> Floats:
    """Average the answer shares over centres, groups and days (periods × answers)."""
    here = centres_of(market)
    sizes = {model.FAULT_TOUCHPOINT: model.FAULT_SIZE, model.CARD_TOUCHPOINT: model.CARD_SIZE}
    changed_effects = centre_effects[here] + sizes.get(touchpoint or "", 0.0)
    before = group_answer_shares(field, touchpoint, market, centre_effects[here])
    after = group_answer_shares(field, touchpoint, market, changed_effects)
    weights = np.array([CENTRES[at].share for at in here])
    return np.asarray(((1 - reached) * weights) @ before + (reached * weights) @ after)


def centres_of(market: int) -> list[int]:
    """Give the indices of a market's centres."""
    return [at for at, centre in enumerate(CENTRES) if centre.market == MARKETS[market].code]


def group_answer_shares(field: Field, touchpoint: str | None, market: int, added: Floats) -> Floats:
    """Give a field's answer shares in a market, averaged over the groups of customers.

    Args:
        field: A question with a scale.
        touchpoint: What it is asked about, ``None`` for the whole relationship.
        market: The market's index.
        added: What is added to the latent mean, of any shape.

    Returns:
        The share of each answer, lowest first, with one more axis than ``added``.
    """
    scale = model.scale_of(field)
    if scale is None:
        raise OptionError(f"field {field.id!r} has no scale, must be a score")
    mean = model.LATENT_MEANS[touchpoint or model.WHOLE_RELATIONSHIP][market]
    mean += model.FIELD_OFFSETS.get(field.id, 0.0)
    groups = np.array(model.group_shares())
    code = MARKETS[market].code
    shares = answer_shares(
        mean + added[..., np.newaxis] + groups[:, 1],
        cut_points(model.SCALE_SHARES[scale]),
        shift=model.STYLE_SHIFTS[code],
        spread=model.STYLE_SPREADS[code],
    )
    return np.asarray(np.tensordot(shares, groups[:, 0], axes=(-2, 0)))
