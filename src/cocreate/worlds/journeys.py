"""Journeys whose law is known: a Markov chain of stages, how each feels, and how the whole is judged."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cocreate.errors import OptionError
from cocreate.worlds.probabilities import Floats
from cocreate.worlds.tables import Table

__all__ = ["JourneyLog", "journey_log"]

_STAGES = ("discover", "compare", "order", "deliver", "support")
_START = np.array([0.8, 0.2, 0.0, 0.0, 0.0])
_NEXT = np.array(
    [  # to each stage, and to the end
        [0.0, 0.60, 0.15, 0.0, 0.0, 0.25],
        [0.2, 0.0, 0.50, 0.0, 0.05, 0.25],
        [0.0, 0.0, 0.0, 0.90, 0.05, 0.05],
        [0.0, 0.0, 0.0, 0.0, 0.35, 0.65],
        [0.0, 0.0, 0.15, 0.15, 0.0, 0.70],
    ]
)
_MEAN_HOURS = np.array([4.0, 24.0, 2.0, 72.0, 30.0])
_FEELING = np.array([7.0, 6.0, 7.5, 6.5, 4.0])
_NOISE, _TEMPER = 1.6, 0.8
_PEAK, _END, _MEAN = 0.35, 0.40, 0.15
_LONGEST = 40
_NEUTRAL = 5.0


@dataclass(frozen=True, slots=True)
class JourneyLog:
    """An event table, and the law it was drawn from.

    Attributes:
        table: a row an event: `case`, `activity`, `when`, `score` (0 to 10, not rounded), `overall` (the
            journey's judgement, the same on all rows of a case) and `channel` (the case's).
        stages: the activities.
        start: probability that a journey begins with each stage, by its name.
        transitions: probability of each next stage, by stage and next stage; what lacks to 1 ends the journey.
        mean_hours: mean time from each stage to what follows; times are exponential.
        feeling: mean score of each stage, before it is cut to the scale.
        weights: what peak, end and mean of a journey weigh in its judgement.
    """

    table: Table
    stages: tuple[str, ...]
    start: Mapping[str, float]
    transitions: Mapping[tuple[str, str], float]
    mean_hours: Mapping[str, float]
    feeling: Mapping[str, float]
    weights: Mapping[str, float]


def journey_log(cases: int, *, rng: np.random.Generator | int | None = 0) -> JourneyLog:
    """Draw the journeys of some customers through five stages.

    Args:
        cases: how many journeys.
        rng: where chance comes from; a number is a seed.

    Returns:
        The event table, in no particular order, and its truth.

    Raises:
        OptionError: if there are no cases.
    """
    if cases < 1:
        raise OptionError(f"cases == {cases}, must be >= 1")
    chance = np.random.default_rng(rng)
    case, stage, place = _walks(cases, chance)
    began = chance.uniform(0, 90 * 24, cases)
    hours = began[case] + _elapsed(case, stage, place, chance)
    temper = chance.normal(0, _TEMPER, cases)
    score = np.clip(_FEELING[stage] + temper[case] + chance.normal(0, _NOISE, len(case)), 0, 10)
    overall = _judged(case, score, cases) + chance.normal(0, 0.6, cases)
    channel = np.array(["web", "shop"], dtype=object)[(chance.random(cases) < 0.4).astype(int)]  # noqa: PLR2004 - two in five
    order = chance.permutation(len(case))
    when = np.datetime64("2026-01-01", "s") + (hours * 3600).astype("timedelta64[s]")
    columns = {
        "case": case,
        "activity": np.array(_STAGES, dtype=object)[stage],
        "when": when,
        "score": score,
        "overall": overall[case],
        "channel": channel[case],
    }
    return JourneyLog(
        table=Table({name: column[order] for name, column in columns.items()}),
        stages=_STAGES,
        start=dict(zip(_STAGES, _START.tolist(), strict=True)),
        transitions={
            (a, b): float(_NEXT[i, j])
            for i, a in enumerate(_STAGES)
            for j, b in enumerate(_STAGES)
            if _NEXT[i, j]
        },
        mean_hours=dict(zip(_STAGES, _MEAN_HOURS.tolist(), strict=True)),
        feeling=dict(zip(_STAGES, _FEELING.tolist(), strict=True)),
        weights={"peak": _PEAK, "end": _END, "mean": _MEAN},
    )


def _walks(
    cases: int, chance: np.random.Generator
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Walk all cases at once: case, stage and place of each event, sorted by case and place."""
    walking = np.arange(cases)
    here = chance.choice(len(_STAGES), size=cases, p=_START)
    reach = np.cumsum(_NEXT, axis=1)
    events = []
    for place in range(_LONGEST):
        events.append((walking, here, np.full(len(walking), place)))
        following = (chance.random(len(walking))[:, np.newaxis] > reach[here]).sum(axis=1)
        goes_on = following < len(_STAGES)
        walking, here = walking[goes_on], following[goes_on]
        if not len(walking):
            break
    case, stage, place_of = (np.concatenate(parts) for parts in zip(*events, strict=True))
    order = np.lexsort((place_of, case))
    return case[order], stage[order], place_of[order]


def _elapsed(
    case: NDArray[np.intp], stage: NDArray[np.intp], place: NDArray[np.intp], chance: np.random.Generator
) -> Floats:
    """Hours since the first event of the case."""
    waits = chance.exponential(_MEAN_HOURS[stage])
    before = np.where(place > 0, np.concatenate([[0.0], waits[:-1]]), 0.0)
    total = np.cumsum(before)
    first = np.flatnonzero(place == 0)
    return np.asarray(total - total[first][np.searchsorted(first, np.arange(len(case)), side="right") - 1])


def _judged(case: NDArray[np.intp], score: Floats, cases: int) -> Floats:
    """The judgement without its noise: peak, end and mean of the case's scores."""
    ends = np.cumsum(np.bincount(case, minlength=cases))
    starts = np.concatenate([[0], ends[:-1]])
    top, bottom = np.maximum.reduceat(score, starts), np.minimum.reduceat(score, starts)
    peak = np.where(top - _NEUTRAL > _NEUTRAL - bottom, top, bottom)
    mean = np.add.reduceat(score, starts) / (ends - starts)
    return np.asarray(1.0 + _PEAK * peak + _END * score[ends - 1] + _MEAN * mean)
