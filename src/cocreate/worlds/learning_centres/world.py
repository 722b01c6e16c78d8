"""The demo world itself: drawn part by part, each part from its own stream of chance."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from cocreate.errors import OptionError
from cocreate.worlds.learning_centres import model
from cocreate.worlds.learning_centres.answers import answer, moods
from cocreate.worlds.learning_centres.asking import (
    Occasions,
    Submissions,
    joined_submissions,
    joinings,
    occurrences,
    renewals,
    submissions_of,
    trials,
)
from cocreate.worlds.learning_centres.days import Days
from cocreate.worlds.learning_centres.events import Happenings, events_table
from cocreate.worlds.learning_centres.journey import (
    CHANNELS,
    COMPANY,
    COMPONENTS,
    JOURNEY,
    STAGES,
    TOUCHPOINTS,
)
from cocreate.worlds.learning_centres.people import People, draw_people
from cocreate.worlds.learning_centres.places import CENTRES, MARKETS
from cocreate.worlds.learning_centres.records import customers_table, records_table
from cocreate.worlds.learning_centres.stating import state_truth
from cocreate.worlds.learning_centres.structure import Structure
from cocreate.worlds.learning_centres.surveys import SURVEYS
from cocreate.worlds.learning_centres.truth import Truth
from cocreate.worlds.tables import Table

_PARTS = ("people", "asking", "centres", "moods", "answers", "words", "customers", "events")
_MAX_SCALE = 4.0
_SURVEY = {survey.code: survey for survey in SURVEYS}


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """A company's two years: its set-up, its tables, and what is true of it.

    Attributes:
        customers: One row a customer.
        records: One row an answered field, in the order of time.
        events: One row an event, in the order of time.
        structure: Journey, touchpoints, markets, centres and surveys, in both languages.
        truth: What the tables were drawn from.
    """

    customers: Table
    records: Table
    events: Table
    structure: Structure
    truth: Truth


def learning_centres(
    *, seed: int = 20260101, end: date, customers: int = 40_000, scale: float = 1.0
) -> World:
    """Make the world of Lighthouse Learning: a chain of learning centres for children in three markets.

    Parents and pupils are the customers, teachers the service. In the last 76 days the help hotline fails in
    two of three markets, and a feedback card after each class comes to one centre after the other; nothing
    else changes.

    Args:
        seed: What all chance comes from; the same seed gives the same world.
        end: The last complete day of the two years (730 days).
        customers: How many customers, ≥ 100.
        scale: How many answers and events each customer gives, in units of the usual ones, > 0 and ≤ 4.

    Returns:
        The tables, the structure of the company, and the truth.

    Raises:
        OptionError: Too few customers, or a scale out of its range.

    Method:
        Ordered-probit answers with a customer's level, a term's luck and a submission's mood in common; see
        ``docs/guide/demo-world.md``. Each customer answers each survey at most once in 90 days counted back
        from ``end``, and whether somebody answers does not depend on what they would say.

    Example:
        >>> world = learning_centres(end=date(2026, 6, 30), customers=500)
        >>> len(world.customers), world.truth.fault.markets, world.truth.fault.start.isoformat()
        (500, ('cn', 'gb'), '2026-04-16')
        >>> changes = {(one.measure, one.stage, one.market): one for one in world.truth.changes}
        >>> fallen = changes["ces", "help", "cn"]
        >>> fallen.cause, round(fallen.before, 1), round(fallen.after, 1)
        ('fault', 5.5, 4.6)
    """
    if customers < 100:  # noqa: PLR2004 — below it whole centres are empty
        raise OptionError(f"customers == {customers}, must be ≥ 100 to fill the centres")
    if not 0 < scale <= _MAX_SCALE:
        raise OptionError(f"scale == {scale}, must be > 0 and ≤ {_MAX_SCALE:g}")
    days = Days(end)
    chance = _streams(seed)
    people = draw_people(chance["people"], days, customers)
    centre_effects = chance["centres"].normal(0, model.CENTRE_SPREAD, len(CENTRES))
    happenings = _happenings(chance["asking"], days, people, scale)
    asked = happenings.asked
    mood = moods(chance["moods"], people, asked, centre_effects)
    answers = answer(chance["answers"], people, asked, mood)
    return World(
        customers=customers_table(chance["customers"], days, people),
        records=records_table(
            chance["words"], days=days, people=people, asked=asked, mood=mood, answers=answers
        ),
        events=events_table(chance["events"], days, people, happenings),
        structure=structure(),
        truth=state_truth(days, centre_effects, seed=seed, customers=customers, scale=scale),
    )


def structure() -> Structure:
    """Give how Lighthouse Learning is set up; the same in all its worlds."""
    return Structure(
        company=COMPANY,
        journey=JOURNEY,
        stages=STAGES,
        touchpoints=TOUCHPOINTS,
        channels=CHANNELS,
        components=COMPONENTS,
        markets=MARKETS,
        centres=CENTRES,
        surveys=SURVEYS,
    )


def _streams(seed: int) -> dict[str, np.random.Generator]:
    """Give each part its own chance, so that a change in one leaves the others as they were."""
    sequences = np.random.SeedSequence(seed).spawn(len(_PARTS))
    return {part: np.random.default_rng(one) for part, one in zip(_PARTS, sequences, strict=True)}


def _happenings(rng: np.random.Generator, days: Days, people: People, scale: float) -> Happenings:
    """Draw what happens to customers, and what they are asked about."""

    def drawn(occasion: str, rates: tuple[float, ...]) -> Occasions:
        scaled = tuple(rate * scale for rate in rates)
        return occurrences(rng, days, people, occasion=occasion, rates=scaled)

    def sent(occasions: Occasions, code: str, hours: str) -> Submissions:
        return submissions_of(rng, people, occasions, _SURVEY[code], hours=hours)

    requests = _requests(rng, drawn("after-help", _help_rates()))
    first, joined, stayed = (
        trials(rng, people, scale),
        joinings(rng, people, scale),
        renewals(rng, people, scale),
    )
    parts = [sent(first, "first-visit", "relationship"), sent(joined, "enrolment", "desk")]
    parts += [sent(stayed, "renewal", "relationship"), sent(requests, "after-help", "after-help")]
    for code in ("relationship", "in-class", "after-class", "review"):
        parts.append(sent(drawn(code, model.ANSWER_RATES[code]), code, code))
    return Happenings(
        trials=first,
        joinings=joined,
        renewals=stayed,
        requests=requests,
        classes=drawn("in-class", (model.EXTRA_CLASS_RATE,) * len(MARKETS)),
        orders=drawn("shop", (model.SHOP_RATE,) * len(MARKETS)),
        asked=joined_submissions(parts),
    )


def _help_rates() -> tuple[float, ...]:
    return tuple(rate / model.HELP_ANSWER_SHARE for rate in model.ANSWER_RATES["after-help"])


def _requests(rng: np.random.Generator, requests: Occasions) -> Occasions:
    answered = requests.asked & (rng.random(len(requests.day)) < model.HELP_ANSWER_SHARE)
    return Occasions(requests.person, requests.day, answered)
