"""The tables of customers and records, put together from what was drawn."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from cocreate.worlds.learning_centres import model
from cocreate.worlds.learning_centres.answers import Answers, Moods
from cocreate.worlds.learning_centres.asking import NO_TOUCHPOINT, Submissions
from cocreate.worlds.learning_centres.days import Days, Integers, seconds_of_day, to_utc
from cocreate.worlds.learning_centres.journey import CHANNELS, TOUCHPOINTS
from cocreate.worlds.learning_centres.names import draw_names
from cocreate.worlds.learning_centres.people import Flags, People
from cocreate.worlds.learning_centres.places import CENTRES, MARKETS
from cocreate.worlds.learning_centres.structure import LANGUAGES, Field, Survey
from cocreate.worlds.learning_centres.surveys import SURVEYS
from cocreate.worlds.learning_centres.verbatims import Occasion, write_verbatims
from cocreate.worlds.tables import Table

type Objects = NDArray[np.object_]

_FIELDS: tuple[tuple[Survey, Field], ...] = tuple(
    (survey, one) for survey in SURVEYS for one in survey.fields
)
_NEW_DAYS = 180
# Below the first score an answer is unhappy, from the second on it is happy.
_BANDS = {"nps": (7, 9), "csat": (3, 4), "ces": (4, 6), "rating": (3, 4)}


def customers_table(rng: np.random.Generator, days: Days, people: People) -> Table:
    """Give the table of customers."""
    size = len(people)
    names = draw_names(rng, people)
    ids = external_ids(size)
    joined_at = to_utc(days, people.joined, seconds_of_day(rng, "desk", size), people.market)
    new = np.where(people.joined >= model.DAYS - _NEW_DAYS, "new", "settled")
    return Table(
        {
            "external_id": ids,
            "kind": _pool(["person"])[np.zeros(size, dtype=np.int64)],
            "role": _pool(["parent", "pupil"])[people.pupil.astype(np.int64)],
            "name": _pool(names),
            "email": _pool([f"{one.lower()}@example.org" for one in ids.tolist()]),
            "language": _pool(LANGUAGES[::-1])[people.english.astype(np.int64)],
            "market": _pool([place.code for place in MARKETS])[people.market],
            "centre": _pool([centre.code for centre in CENTRES])[people.centre],
            "joined_at": joined_at,
            "plan": _pool([plan.code for plan in model.PLANS])[people.plan],
            "age_band": _pool([band.code for band in model.AGE_BANDS])[people.age_band],
            "segment": np.where(people.exam_year, "exam-year", new).astype(object),
            "consent_feedback": _pool(["denied", "granted"])[people.agrees.astype(np.int64)],
            "consent_research": _pool(["denied", "granted"])[people.agrees_research.astype(np.int64)],
        }
    )


def external_ids(size: int) -> Objects:
    """Give the customers' ids in the company's own system."""
    return _pool([f"LL-{number:06d}" for number in range(1, size + 1)])


def records_table(
    rng: np.random.Generator, *, days: Days, people: People, asked: Submissions, mood: Moods, answers: Answers
) -> Table:
    """Give the table of records, in the order of time; a column each of the record's fields."""
    sent_at = to_utc(days, asked.day, asked.second, people.market[asked.person])
    order = np.lexsort((answers.field, answers.submission, sent_at[answers.submission]))
    answers = Answers(answers.submission[order], answers.field[order], answers.score[order])
    columns = _field_columns(answers, people.english[asked.person])
    columns |= _value_columns(rng, people, asked, mood, answers)
    columns |= _submission_columns(rng, people, asked, answers.submission)
    columns["collected_at"] = sent_at[answers.submission]
    return Table({name: columns[name] for name in RECORD_COLUMNS})


RECORD_COLUMNS = (
    "submission_id",
    "field_id",
    "field_label",
    "field_type",
    "field_group_id",
    "field_group_label",
    "value_number",
    "value_text",
    "value_boolean",
    "value_id",
    "scale_min",
    "scale_max",
    "source_type",
    "source_id",
    "source_name",
    "user_id",
    "language",
    "market",
    "channel",
    "touchpoint",
    "component",
    "collected_at",
    "metadata",
)


def _field_columns(answers: Answers, english: Flags) -> dict[str, NDArray[np.generic]]:
    field, chinese = answers.field, (~english[answers.submission]).astype(np.int64)
    fields = [one for _, one in _FIELDS]
    return {
        "field_id": _pool([one.id for one in fields])[field],
        "field_label": _bilingual([(one.label.en, one.label.zh) for one in fields])[field, chinese],
        "field_type": _pool([one.type for one in fields])[field],
        "field_group_id": _pool([one.group_id for one in fields])[field],
        "field_group_label": _bilingual(
            [(one.group_label.en, one.group_label.zh) if one.group_label else (None, None) for one in fields]
        )[field, chinese],
        "component": _pool([one.component for one in fields])[field],
        "scale_min": np.array([_bound(one, one.scale_min) for one in fields])[field],
        "scale_max": np.array([_bound(one, one.scale_max) for one in fields])[field],
        "source_type": _pool([survey.source_type for survey, _ in _FIELDS])[field],
        "source_id": _pool([survey.code for survey, _ in _FIELDS])[field],
        "source_name": _bilingual([(survey.name.en, survey.name.zh) for survey, _ in _FIELDS])[field, 0],
    }


def _bound(field: Field, bound: int | None) -> float:
    return np.nan if bound is None or field.type == "boolean" else float(bound)


def _value_columns(
    rng: np.random.Generator, people: People, asked: Submissions, mood: Moods, answers: Answers
) -> dict[str, NDArray[np.generic]]:
    types = np.array([one.type for _, one in _FIELDS])[answers.field]
    english = people.english[asked.person]
    boolean: Objects = np.full(len(types), None, dtype=object)
    boolean[types == "boolean"] = answers.score[types == "boolean"] == 1
    value_id, text = _choices(rng, answers, english)
    topics: Objects = np.full(len(asked), None, dtype=object)
    is_topic = answers.field == _index("after-help.topic")
    topics[answers.submission[is_topic]] = value_id[is_topic]
    written = np.flatnonzero(types == "text")
    which = answers.submission[written]
    occasion = Occasion(
        english=english[which],
        pupil=people.pupil[asked.person[which]],
        touchpoint=asked.touchpoint[which],
        band=_bands(asked, answers)[which],
        fault=mood.fault[which],
        card=mood.card[which],
        topic=topics[which],
    )
    text[written] = write_verbatims(rng, occasion)
    number = np.where(types == "boolean", np.nan, answers.score)
    return {"value_number": number, "value_text": text, "value_boolean": boolean, "value_id": value_id}


def _choices(rng: np.random.Generator, answers: Answers, english: Flags) -> tuple[Objects, Objects]:
    """Draw the choices of categorical questions: ids, and texts in the language of the answer."""
    value_id: Objects = np.full(len(answers.field), None, dtype=object)
    text = value_id.copy()
    for index, (_, field) in enumerate(_FIELDS):
        if not field.options:
            continue
        rows = np.flatnonzero(answers.field == index)
        picked = rng.choice(len(field.options), size=len(rows), p=[option.share for option in field.options])
        value_id[rows] = _pool([option.id for option in field.options])[picked]
        names = _bilingual([(option.name.en, option.name.zh) for option in field.options])
        text[rows] = names[picked, (~english[answers.submission[rows]]).astype(np.int64)]
    return value_id, text


def _bands(asked: Submissions, answers: Answers) -> Integers:
    """Tell for each submission whether its first score is unhappy (0), in between (1) or happy (2)."""
    first = [next(i for i, (of, _) in enumerate(_FIELDS) if of is survey) for survey in SURVEYS]
    cuts = np.array([_BANDS[_FIELDS[index][1].type] for index in first])
    score = np.zeros(len(asked))
    leading = np.isin(answers.field, first)
    score[answers.submission[leading]] = answers.score[leading]
    return np.asarray((score[:, np.newaxis] >= cuts[asked.survey]).sum(axis=1))


def _submission_columns(
    rng: np.random.Generator, people: People, asked: Submissions, row: Integers
) -> dict[str, NDArray[np.generic]]:
    person, market = asked.person, people.market[asked.person]
    reviews = asked.survey == [survey.code for survey in SURVEYS].index("review")
    anonymous = reviews & (rng.random(len(asked)) < model.ANONYMOUS_REVIEW_SHARE)
    users = external_ids(len(people))[person]
    users[anonymous] = None
    points = _pool([*(point.code for point in TOUCHPOINTS), None])  # the last, −1, is the whole relationship
    centres = _mappings([{"centre": centre.code} for centre in CENTRES])
    codes = [SURVEYS[survey].code for survey in asked.survey.tolist()]
    return {
        "submission_id": _pool([f"{code}-{number:06d}" for number, code in enumerate(codes, 1)])[row],
        "user_id": users[row],
        "language": _pool(LANGUAGES[::-1])[people.english[person].astype(np.int64)][row],
        "market": _pool([place.code for place in MARKETS])[market][row],
        "channel": _pool([channel.code for channel in CHANNELS])[asked.channel][row],
        "touchpoint": points[np.where(asked.touchpoint == NO_TOUCHPOINT, -1, asked.touchpoint)][row],
        "metadata": centres[people.centre[person]][row],
    }


def _index(field_id: str) -> int:
    return next(index for index, (_, one) in enumerate(_FIELDS) if one.id == field_id)


def _pool(values: Iterable[str | None]) -> Objects:
    return np.array(list(values), dtype=object)


def _bilingual(pairs: Sequence[tuple[str, str] | tuple[None, None]]) -> Objects:
    return np.array(pairs, dtype=object)


def _mappings(values: list[dict[str, str]]) -> Objects:
    pool: Objects = np.empty(len(values), dtype=object)
    pool[:] = values
    return pool
