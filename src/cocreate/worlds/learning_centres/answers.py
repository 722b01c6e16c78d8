"""How submissions are answered: the latent level, the mood, the response style, the score."""

from dataclasses import dataclass

import numpy as np

from cocreate.worlds.learning_centres import model
from cocreate.worlds.learning_centres.asking import NO_TOUCHPOINT, Submissions
from cocreate.worlds.learning_centres.days import Integers
from cocreate.worlds.learning_centres.journey import TOUCHPOINTS
from cocreate.worlds.learning_centres.people import Flags, People
from cocreate.worlds.learning_centres.places import CENTRES, MARKETS
from cocreate.worlds.learning_centres.structure import Field
from cocreate.worlds.learning_centres.surveys import SURVEYS
from cocreate.worlds.probabilities import Floats, cut_points

FAULT_START = model.DAYS - model.FAULT_DAYS_BEFORE_END


@dataclass(frozen=True, slots=True, eq=False)
class Moods:
    """Each submission's latent mean, what its answers have in common, and what it has met."""

    mean: Floats
    common: Floats
    fault: Flags
    card: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """One entry an answered field: which submission, which field, and the score (NaN where it has none)."""

    submission: Integers
    field: Integers
    score: Floats


def card_starts() -> Integers:
    """Give the day on which each centre got the feedback card (``DAYS`` where it never came)."""
    before_end = [centre.card_days_before_end for centre in CENTRES]
    return np.array([model.DAYS - days if days is not None else model.DAYS for days in before_end])


def moods(rng: np.random.Generator, people: People, asked: Submissions, centre_effects: Floats) -> Moods:
    """Draw what the answers of each submission have in common."""
    person = asked.person
    market, centre = people.market[person], people.centre[person]
    code = np.array([point.code for point in TOUCHPOINTS])[asked.touchpoint]
    hit = np.isin(np.array([place.code for place in MARKETS])[market], model.FAULT_MARKETS)
    fault = (code == model.FAULT_TOUCHPOINT) & hit & (asked.day >= FAULT_START)
    card = (code == model.CARD_TOUCHPOINT) & (asked.day >= card_starts()[centre])
    means = np.array([model.LATENT_MEANS[point.code] for point in TOUCHPOINTS])
    whole = np.array(model.LATENT_MEANS[model.WHOLE_RELATIONSHIP])
    mean = np.where(asked.touchpoint == NO_TOUCHPOINT, whole[market], means[asked.touchpoint, market])
    mean = mean + centre_effects[centre] + model.FAULT_SIZE * fault + model.CARD_SIZE * card
    mean = (
        mean + model.PUPIL_EFFECT * people.pupil[person] + model.EXAM_YEAR_EFFECT * people.exam_year[person]
    )
    common = (
        model.PERSON * people.level[person]
        + model.TERM * people.luck_on(person, asked.day)
        + model.ANSWER * rng.standard_normal(len(asked))
    )
    return Moods(mean, common, fault, card)


def answer(rng: np.random.Generator, people: People, asked: Submissions, mood: Moods) -> Answers:
    """Answer all fields of all submissions, texts and choices without their words."""
    submission, field, score = [], [], []
    at = 0
    for index, survey in enumerate(SURVEYS):
        rows = np.flatnonzero(asked.survey == index)
        deviations = _deviations(rng, survey.fields, mood.common[rows])
        for number, one in enumerate(survey.fields):
            answered = rng.random(len(rows)) < one.answered_share
            these = rows[answered]
            submission.append(these)
            field.append(np.full(len(these), at + number))
            latent = mood.mean[these] + deviations[number][answered]
            score.append(_scores(one, latent, people.market[asked.person[these]]))
        at += len(survey.fields)
    return Answers(np.concatenate(submission), np.concatenate(field), np.concatenate(score))


def _deviations(rng: np.random.Generator, fields: tuple[Field, ...], common: Floats) -> list[Floats]:
    """Draw each field's deviation from its mean, normal with variance 1; components drive the whole."""
    drawn = [common + model.OWN * rng.standard_normal(len(common)) for _ in fields]
    weights = [model.DRIVER_WEIGHTS.get(one.component, 0.0) * (one.group_id is not None) for one in fields]
    if not any(weights):
        return drawn
    driven = sum((weight * one for weight, one in zip(weights, drawn, strict=True)), np.zeros(len(common)))
    left = np.sqrt(1 - driven_variance(weights))
    return [driven + left * rng.standard_normal(len(common)), *drawn[1:]]


def driven_variance(weights: list[float]) -> float:
    """Give the variance that the weighted components give to the whole."""
    return model.COMMON * sum(weights) ** 2 + (1 - model.COMMON) * sum(weight**2 for weight in weights)


def _scores(field: Field, latent: Floats, market: Integers) -> Floats:
    scale = model.scale_of(field)
    if scale is None:
        return np.full(len(latent), np.nan)
    shift = np.array([model.STYLE_SHIFTS[place.code] for place in MARKETS])[market]
    spread = np.array([model.STYLE_SPREADS[place.code] for place in MARKETS])[market]
    styled = shift + spread * (latent + model.FIELD_OFFSETS.get(field.id, 0.0))
    steps = np.searchsorted(cut_points(model.SCALE_SHARES[scale]), styled, side="right")
    return np.asarray(steps + scale[1], dtype=np.float64)
