"""Surveys of preferences whose truth is known: Kano's pairs, best and worst, choices, ratings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    Columns = dict[str, NDArray[Any]]


@dataclass(frozen=True, eq=False, slots=True)
class KanoSurvey:
    """Pairs of answers, drawn from known chances.

    Attributes:
        table: columns f0, d0, f1, d1 … (1 like to 5 dislike), a row a person.
        functional: the columns of answers to "how if it were there".
        dysfunctional: those to "how if it were not there".
        chance: true chance of each pair, shape (features, 5, 5).
    """

    table: Columns
    functional: tuple[str, ...]
    dysfunctional: tuple[str, ...]
    chance: FloatArray


@dataclass(frozen=True, eq=False, slots=True)
class BestWorstSurvey:
    """Picks of the best and the worst, drawn from known utilities.

    Attributes:
        table: columns person, shown0 …, best and worst, a row a question.
        shown: the columns of items shown.
        utility: true mean utility of each item, mean 0, shape (items,).
        of_person: true utilities of each person, shape (people, items).
    """

    table: Columns
    shown: tuple[str, ...]
    utility: FloatArray
    of_person: FloatArray


@dataclass(frozen=True, eq=False, slots=True)
class ChoiceSurvey:
    """Choices among options, drawn from known weights.

    Attributes:
        table: columns person, situation, option, chosen and the attributes, a row an option of a situation.
        weights: true weight of each attribute.
    """

    table: Columns
    weights: dict[str, float]


@dataclass(frozen=True, eq=False, slots=True)
class RatingSurvey:
    """Ratings of profiles, drawn from known part-worths.

    Attributes:
        table: columns person, rating and the attributes, a row a profile rated.
        part_worths: true part-worth of each level by attribute; each attribute's add up to 0.
    """

    table: Columns
    part_worths: dict[str, dict[str, float]]


def kano_survey(people: int = 300, *, features: int = 4, seed: int = 0) -> KanoSurvey:
    """Let people answer Kano's pairs of questions.

    Args:
        people: how many answer.
        features: how many features they are asked about.
        seed: of everything drawn.

    Returns:
        KanoSurvey: the answers and their truth.
    """
    rng = np.random.default_rng(seed)
    chance = rng.dirichlet(np.full(25, 0.4), size=features).reshape(features, 5, 5)
    table: Columns = {}
    for place in range(features):
        drawn = rng.choice(25, size=people, p=chance[place].ravel())
        table[f"f{place}"], table[f"d{place}"] = drawn // 5 + 1, drawn % 5 + 1
    named = tuple(f"f{place}" for place in range(features))
    return KanoSurvey(table, named, tuple(f"d{place}" for place in range(features)), chance)


def best_worst_survey(
    people: int = 100,
    *,
    items: int = 8,
    size: int = 4,
    questions: int = 8,
    spread: float = 0.7,
    seed: int = 0,
) -> BestWorstSurvey:
    """Let people pick the best and the worst of sets drawn at random.

    Args:
        people: how many answer.
        items: how many items there are.
        size: how many a set shows.
        questions: how many sets each person sees.
        spread: standard deviation of people's utilities around the mean; 0 for one taste.
        seed: of everything drawn.

    Returns:
        BestWorstSurvey: the picks and their truth.
    """
    rng = np.random.default_rng(seed)
    utility = np.linspace(1.2, -1.2, items)
    own = utility + spread * rng.normal(size=(people, items))
    own -= own.mean(axis=1, keepdims=True)
    person = np.repeat(np.arange(people), questions)
    sets = rng.random((len(person), items)).argsort(axis=1)[:, :size]
    seen = own[person[:, None], sets]
    gap = np.where(np.eye(size, dtype=bool), -np.inf, seen[:, :, None] - seen[:, None, :]).reshape(
        len(person), -1
    )
    picked = (gap + rng.gumbel(size=gap.shape)).argmax(axis=1)
    rows = np.arange(len(person))
    named = np.array([f"item {place:02d}" for place in range(items)])
    columns = {f"shown{place}": named[sets[:, place]] for place in range(size)}
    best, worst = named[sets[rows, picked // size]], named[sets[rows, picked % size]]
    table: Columns = {"person": person, **columns, "best": best, "worst": worst}
    return BestWorstSurvey(table, tuple(columns), utility - utility.mean(), own)


def choice_survey(
    situations: int = 500, *, weights: Mapping[str, float], options: int = 3, each: int = 8, seed: int = 0
) -> ChoiceSurvey:
    """Let people choose among options.

    Args:
        situations: how many choices are made.
        weights: true weight of each attribute; attributes are drawn as 0 to 3 in steps.
        options: how many options a situation has.
        each: how many choices one person makes.
        seed: of everything drawn.

    Returns:
        ChoiceSurvey: the choices and their truth.
    """
    rng = np.random.default_rng(seed)
    values = rng.integers(4, size=(situations, options, len(weights))).astype(float)
    utility = values @ np.array(list(weights.values())) + rng.gumbel(size=(situations, options))
    chosen = np.zeros((situations, options), dtype=np.int64)
    chosen[np.arange(situations), utility.argmax(axis=1)] = 1
    situation = np.repeat(np.arange(situations), options)
    table: Columns = {
        "person": situation // each,
        "situation": situation,
        "option": np.tile(np.arange(options), situations),
        "chosen": chosen.ravel(),
        **{name: values[:, :, place].ravel() for place, name in enumerate(weights)},
    }
    return ChoiceSurvey(table, dict(weights))


def rating_survey(
    people: int = 60,
    *,
    levels: Sequence[int] = (3, 2, 4),
    profiles: int = 12,
    noise: float = 1.5,
    seed: int = 0,
) -> RatingSurvey:
    """Let people rate profiles drawn at random.

    Args:
        people: how many rate.
        levels: how many levels each attribute has.
        profiles: how many profiles each person rates.
        noise: standard deviation of a rating around its truth; people's own levels vary as much.
        seed: of everything drawn.

    Returns:
        RatingSurvey: the ratings and their truth.
    """
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(people), profiles)
    rating = 5 + rng.normal(0, noise, people)[person] + rng.normal(0, noise, len(person))
    part_worths, table = {}, {"person": person}
    for place, count in enumerate(levels):
        worth = np.linspace(-1, 1, count) * (1 + place)
        drawn = rng.integers(count, size=len(person))
        rating = rating + worth[drawn]
        named = [f"level {level}" for level in range(count)]
        part_worths[f"attribute {place}"] = dict(zip(named, worth.tolist(), strict=True))
        table[f"attribute {place}"] = np.array(named)[drawn]
    return RatingSurvey({**table, "rating": rating}, part_worths)
