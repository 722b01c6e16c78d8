"""Who is asked, when, and about what: the submissions, before anybody has given a score."""

from dataclasses import dataclass, fields

import numpy as np

from cocreate.worlds.learning_centres import model
from cocreate.worlds.learning_centres.days import Days, Integers, period_bounds, periods, seconds_of_day
from cocreate.worlds.learning_centres.journey import CHANNELS, TOUCHPOINTS
from cocreate.worlds.learning_centres.people import Flags, People
from cocreate.worlds.learning_centres.places import MARKETS
from cocreate.worlds.learning_centres.structure import Survey
from cocreate.worlds.learning_centres.surveys import SURVEYS

_TOUCHPOINT_INDEX = {point.code: index for index, point in enumerate(TOUCHPOINTS)}
_CHANNEL_INDEX = {channel.code: index for index, channel in enumerate(CHANNELS)}
_RELATIONSHIP_CHANNELS = tuple(_CHANNEL_INDEX[code] for code in ("email", "app", "social"))
_FIRST_CHANNEL_SHARE = 0.6
NO_TOUCHPOINT = -1


@dataclass(frozen=True, slots=True, eq=False)
class Submissions:
    """One entry a submission in each array; surveys, customers and places are indices, times are local."""

    survey: Integers
    person: Integers
    day: Integers
    second: Integers
    touchpoint: Integers
    channel: Integers

    def __len__(self) -> int:
        return len(self.survey)


@dataclass(frozen=True, slots=True, eq=False)
class Occasions:
    """Things that happened to customers on days, whether they were asked about it or not."""

    person: Integers
    day: Integers
    asked: Flags


def occurrences(
    rng: np.random.Generator, days: Days, people: People, *, occasion: str, rates: tuple[float, ...]
) -> Occasions:
    """Draw at most one occasion a customer and 90 days, kept if the customer is there on that day."""
    person, day = [], []
    for market in range(len(MARKETS)):
        cumulated = np.concatenate([[0.0], np.cumsum(days.rhythm(occasion, market))])
        here = np.flatnonzero(people.market == market)
        for period in range(int(periods().max()) + 1):
            start, stop = period_bounds(period)
            rate = rates[market] * (stop - start) / model.PERIOD_DAYS
            drawn = here[rng.random(len(here)) < rate]
            low, high = cumulated[start], cumulated[stop]
            place = low + (high - low) * rng.random(len(drawn))
            person.append(drawn)
            day.append(np.searchsorted(cumulated, place, side="right") - 1)
    people_drawn, days_drawn = np.concatenate(person), np.concatenate(day)
    kept = people.there(people_drawn, days_drawn)
    people_drawn, days_drawn = people_drawn[kept], days_drawn[kept]
    return Occasions(people_drawn, days_drawn, people.agrees[people_drawn])


def joinings(rng: np.random.Generator, people: People, scale: float) -> Occasions:
    """Give all enrolments within the two years; a share of them is asked on the same day."""
    person = np.flatnonzero(people.joined >= 0)
    return _asked_some(rng, people, person, people.joined[person], survey="enrolment", scale=scale)


def trials(rng: np.random.Generator, people: People, scale: float) -> Occasions:
    """Give the booked trials of those who then joined, 3 to 16 days before they did."""
    person = np.flatnonzero((people.joined >= 0) & (rng.random(len(people)) < model.TRIAL_SHARE))
    day = people.joined[person] - rng.integers(3, 17, len(person))
    person, day = person[day >= 0], day[day >= 0]
    return _asked_some(rng, people, person, day, survey="first-visit", scale=scale)


def renewals(rng: np.random.Generator, people: People, scale: float) -> Occasions:
    """Give all renewals within the two years: the first days of terms that follow a term."""
    person, day = [], []
    for term in range(people.renewed.shape[1]):
        end = people.anchor + people.term_days * (term + 1)
        here = np.flatnonzero((end < model.DAYS) & (end < people.lapsed) & people.renewed[:, term])
        person.append(here)
        day.append(end[here])
    return _asked_some(
        rng, people, np.concatenate(person), np.concatenate(day), survey="renewal", scale=scale
    )


def submissions_of(
    rng: np.random.Generator, people: People, occasions: Occasions, survey: Survey, *, hours: str
) -> Submissions:
    """Turn the occasions asked about into submissions of a survey."""
    person, day = occasions.person[occasions.asked], occasions.day[occasions.asked]
    touchpoint = _draw_touchpoints(rng, people.market[person], survey)
    return Submissions(
        survey=np.full(len(person), SURVEYS.index(survey)),
        person=person,
        day=day,
        second=seconds_of_day(rng, hours, len(person)),
        touchpoint=touchpoint,
        channel=_draw_channels(rng, touchpoint),
    )


def joined_submissions(parts: list[Submissions]) -> Submissions:
    """Put submissions together in the order of time."""
    whole = {
        one.name: np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Submissions)
    }
    order = np.lexsort((whole["person"], whole["survey"], whole["second"], whole["day"]))
    return Submissions(**{name: values[order] for name, values in whole.items()})


def _asked_some(
    rng: np.random.Generator, people: People, person: Integers, day: Integers, *, survey: str, scale: float
) -> Occasions:
    rates = scale * np.array(model.OCCASION_RATES[survey])[people.market[person]]
    return Occasions(person, day, people.agrees[person] & (rng.random(len(person)) < rates))


def _draw_touchpoints(rng: np.random.Generator, market: Integers, survey: Survey) -> Integers:
    if not survey.touchpoints:
        return np.full(len(market), NO_TOUCHPOINT)
    shares = np.array([model.TOUCHPOINT_SHARES[code] for code in survey.touchpoints])
    picked = (rng.random(len(market)) >= np.cumsum(shares, axis=0)[:-1, market]).sum(axis=0)
    return np.asarray(np.array([_TOUCHPOINT_INDEX[code] for code in survey.touchpoints])[picked])


def _draw_channels(rng: np.random.Generator, touchpoint: Integers) -> Integers:
    """The first channel of a touchpoint carries 60 %, the others share the rest."""
    channel = np.zeros(len(touchpoint), dtype=np.int64)
    for index in np.unique(touchpoint):
        here = touchpoint == index
        codes = TOUCHPOINTS[index].channels
        choices = (
            _RELATIONSHIP_CHANNELS if index == NO_TOUCHPOINT else [_CHANNEL_INDEX[code] for code in codes]
        )
        rest = len(choices) - 1
        shares = [_FIRST_CHANNEL_SHARE] + [(1 - _FIRST_CHANNEL_SHARE) / rest] * rest if rest else [1.0]
        channel[here] = rng.choice(choices, size=int(here.sum()), p=shares)
    return channel
