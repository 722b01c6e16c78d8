"""Stating the truth: all the world's numbers, and what follows from them exactly."""

import numpy as np

from cocreate.worlds.learning_centres import model
from cocreate.worlds.learning_centres.answers import FAULT_START
from cocreate.worlds.learning_centres.days import Days
from cocreate.worlds.learning_centres.expected import centres_of, expected_cells, group_answer_shares
from cocreate.worlds.learning_centres.places import CENTRES, MARKETS
from cocreate.worlds.learning_centres.staying import renewal_by_nps, renewal_shares
from cocreate.worlds.learning_centres.surveys import SURVEYS
from cocreate.worlds.learning_centres.truth import Card, CardAtCentre, Fault, Renewal, Truth, changes_of
from cocreate.worlds.probabilities import Floats

_FAULT_PHRASES: dict[str, tuple[str, ...]] = {
    "en": ("explain it all again", "tell the whole story again"),
    "zh-hans": ("从头再说一遍", "重新解释一遍"),
}
_MARKETS = tuple(place.code for place in MARKETS)


def state_truth(days: Days, centre_effects: Floats, *, seed: int, customers: int, scale: float) -> Truth:
    """Put the truth of a world together; nothing in it comes from the answers drawn."""
    cells = expected_cells(days, customers, scale, centre_effects)
    codes = [centre.code for centre in CENTRES]
    return Truth(
        seed=seed,
        end=days.end,
        customers=customers,
        scale=scale,
        latent_means=_latent_means(),
        centre_effects=dict(zip(codes, centre_effects.tolist(), strict=True)),
        group_effects={"exam-year": model.EXAM_YEAR_EFFECT, "pupil": model.PUPIL_EFFECT},
        response_styles=_response_styles(),
        loadings={"person": model.PERSON, "term": model.TERM, "answer": model.ANSWER, "own": model.OWN},
        driver_weights=dict(model.DRIVER_WEIGHTS),
        fault=_fault(days),
        card=_card(days, centre_effects),
        renewal=_renewal(centre_effects),
        cells=cells,
        changes=changes_of(cells, _MARKETS),
    )


def _latent_means() -> dict[str, dict[str, float]]:
    return {point: dict(zip(_MARKETS, means, strict=True)) for point, means in model.LATENT_MEANS.items()}


def _response_styles() -> dict[str, dict[str, float]]:
    return {
        code: {"shift": model.STYLE_SHIFTS[code], "spread": model.STYLE_SPREADS[code]} for code in _MARKETS
    }


def _fault(days: Days) -> Fault:
    return Fault(
        touchpoint=model.FAULT_TOUCHPOINT,
        markets=model.FAULT_MARKETS,
        start=days.date_of(FAULT_START),
        latent_size=model.FAULT_SIZE,
        phrases=_FAULT_PHRASES,
    )


def _renewal(centre_effects: Floats) -> Renewal:
    plans = [plan.code for plan in model.PLANS]
    shares = zip(_MARKETS, renewal_shares().tolist(), strict=True)
    return Renewal(
        markets=dict(model.RENEWAL_MARKETS),
        plans=dict(model.RENEWAL_PLANS),
        slope=model.RENEWAL_SLOPE,
        shares={code: dict(zip(plans, row, strict=True)) for code, row in shares},
        by_nps=renewal_by_nps(centre_effects),
    )


def _card(days: Days, centre_effects: Floats) -> Card:
    """Work out what the card does to the share of satisfied answers at each centre."""
    field = next(one for survey in SURVEYS for one in survey.fields if one.id == "after-class.csat")
    centres = []
    for market in range(len(MARKETS)):
        for at in centres_of(market):
            levels = centre_effects[at] + np.array([0.0, model.CARD_SIZE])
            shares = group_answer_shares(field, model.CARD_TOUCHPOINT, market, levels)
            without, with_card = shares[:, -2:].sum(axis=1).tolist()
            start = CENTRES[at].card_days_before_end
            began = None if start is None else days.date_of(model.DAYS - start)
            centres.append(CardAtCentre(CENTRES[at].code, CENTRES[at].market, began, without, with_card))
    return Card(model.CARD_TOUCHPOINT, model.CARD_SIZE, tuple(centres))
