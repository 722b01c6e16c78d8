"""What customers did: the table of events."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cocreate.worlds.learning_centres import model
from cocreate.worlds.learning_centres.asking import Occasions, Submissions
from cocreate.worlds.learning_centres.days import FIRST_HOUR, Days, Integers, seconds_of_day, to_utc
from cocreate.worlds.learning_centres.people import NEVER, People
from cocreate.worlds.learning_centres.places import CENTRES, MARKETS
from cocreate.worlds.learning_centres.records import external_ids
from cocreate.worlds.learning_centres.surveys import SURVEYS
from cocreate.worlds.tables import Table

EVENT_NAMES = (
    "Trial Booked",
    "Enrolled",
    "Class Attended",
    "Help Requested",
    "Order Completed",
    "Renewed",
    "Lapsed",
)
_SUBJECTS = ("reading", "mathematics", "coding", "drawing", "science")
_GOODS = (
    ("workbook", (4_800, 900, 1_500)),
    ("science kit", (12_800, 2_200, 3_600)),
    ("reader", (3_600, 700, 1_200)),
)


@dataclass(frozen=True, slots=True, eq=False)
class Happenings:
    """All occasions from which events come."""

    trials: Occasions
    joinings: Occasions
    renewals: Occasions
    requests: Occasions
    classes: Occasions
    orders: Occasions
    asked: Submissions


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    name: str
    person: Integers
    day: Integers
    second: Integers
    properties: NDArray[np.object_]


def events_table(rng: np.random.Generator, days: Days, people: People, happenings: Happenings) -> Table:
    """Give the table of events, in the order of time."""
    parts = _parts(rng, people, happenings)
    person = np.concatenate([part.person for part in parts])
    name = np.repeat([EVENT_NAMES.index(part.name) for part in parts], [len(part.person) for part in parts])
    day = np.concatenate([part.day for part in parts])
    second = np.concatenate([part.second for part in parts])
    properties = np.concatenate([part.properties for part in parts])
    at = to_utc(days, day, second, people.market[person])
    order = np.lexsort((name, person, at))
    ids = [f"event-{number:06d}" for number in range(1, len(order) + 1)]
    return Table(
        {
            "message_id": np.array(ids, dtype=object),
            "user_id": external_ids(len(people))[person[order]],
            "event": np.array(EVENT_NAMES, dtype=object)[name[order]],
            "at": at[order],
            "properties": properties[order],
        }
    )


def _parts(rng: np.random.Generator, people: People, happenings: Happenings) -> list[_Part]:
    lapsed = np.flatnonzero((people.lapsed < model.DAYS) & (people.lapsed != NEVER))
    subject = rng.integers(0, len(_SUBJECTS), len(people))
    good = rng.integers(0, len(_GOODS), len(happenings.orders.person))
    unasked = ~happenings.requests.asked
    helped = (happenings.requests.person[unasked], happenings.requests.day[unasked])
    helped_at = _before_answers(rng, happenings, {"after-help"}, helped, "after-help")
    attended_at = _before_answers(
        rng, happenings, {"in-class", "after-class"}, _who(happenings.classes), "in-class"
    )

    def part(name: str, person: Integers, day: Integers, hours: str, of: NDArray[np.object_]) -> _Part:
        return _Part(name, person, day, seconds_of_day(rng, hours, len(person)), of)

    paid, centre = _paid(people), _centre(people)
    taught = _table_of(
        lambda at, about: {"centre": CENTRES[at].code, "subject": _SUBJECTS[about]},
        len(CENTRES),
        len(_SUBJECTS),
    )[people.centre, subject]
    bought = _table_of(_order, len(MARKETS), len(_GOODS))[people.market[happenings.orders.person], good]
    return [
        part("Trial Booked", *_who(happenings.trials), "desk", taught[happenings.trials.person]),
        part("Enrolled", *_who(happenings.joinings), "desk", paid[happenings.joinings.person]),
        part("Renewed", *_who(happenings.renewals), "desk", paid[happenings.renewals.person]),
        part("Lapsed", lapsed, people.lapsed[lapsed], "desk", centre[lapsed]),
        _Part("Help Requested", *helped_at, centre[helped_at[0]]),
        _Part("Class Attended", *attended_at, taught[attended_at[0]]),
        part("Order Completed", *_who(happenings.orders), "shop", bought),
    ]


def _who(occasions: Occasions) -> tuple[Integers, Integers]:
    return occasions.person, occasions.day


def _before_answers(
    rng: np.random.Generator,
    happenings: Happenings,
    surveys: set[str],
    other: tuple[Integers, Integers],
    hours: str,
) -> tuple[Integers, Integers, Integers]:
    """Put what was asked about up to two hours before the answer; other occasions at any time."""
    asked = happenings.asked
    rows = np.isin(asked.survey, [at for at, survey in enumerate(SURVEYS) if survey.code in surveys])
    lag = rng.integers(600, 7200, int(rows.sum()))
    second = np.maximum(FIRST_HOUR * 3600, asked.second[rows] - lag)
    person, day = (
        np.concatenate(pair) for pair in zip((asked.person[rows], asked.day[rows]), other, strict=True)
    )
    return person, day, np.concatenate([second, seconds_of_day(rng, hours, len(other[0]))])


def _paid(people: People) -> NDArray[np.object_]:
    def terms(market: int, plan: int) -> dict[str, Any]:
        chosen = model.PLANS[plan]
        price = chosen.prices_minor[market]
        return {"plan": chosen.code, "revenue_minor": price, "currency": MARKETS[market].currency}

    return _table_of(terms, len(MARKETS), len(model.PLANS))[people.market, people.plan]


def _centre(people: People) -> NDArray[np.object_]:
    pool = _table_of(lambda at, _: {"centre": CENTRES[at].code}, len(CENTRES), 1)[:, 0]
    return pool[people.centre]


def _order(market: int, good: int) -> dict[str, Any]:
    name, prices = _GOODS[good]
    return {"product": name, "revenue_minor": prices[market], "currency": MARKETS[market].currency}


def _table_of(make: Callable[[int, int], dict[str, Any]], rows: int, columns: int) -> NDArray[np.object_]:
    """Make all mappings once; the rows of the table share them."""
    pool: NDArray[np.object_] = np.empty((rows, columns), dtype=object)
    for row in range(rows):
        for column in range(columns):
            pool[row, column] = make(row, column)
    return pool
