"""The shape of the world: sizes, columns, keys, scales, days, languages."""

import hashlib
import json
import re
from datetime import UTC, date, datetime, time

import numpy as np
import pytest

from cocreate.errors import OptionError
from cocreate.worlds import learning_centres
from cocreate.worlds.learning_centres.records import RECORD_COLUMNS

END, FIRST = date(2026, 6, 30), date(2024, 7, 1)
HAN = re.compile(r"[\u4e00-\u9fff]")


def digest(world) -> str:
    parts = [table.to_lists() for table in (world.customers, world.records, world.events)]
    text = json.dumps([*parts, world.truth.to_json()], ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_same_seed_gives_the_same_world_and_another_seed_another():
    first, again, other = (digest(learning_centres(end=END, customers=300, seed=seed)) for seed in (5, 5, 6))
    assert first == again
    assert first != other


def test_a_later_end_shifts_days_but_not_people(small):
    later = learning_centres(end=date(2027, 1, 31), customers=2_000, seed=7)
    assert later.customers["market"].tolist() == small.customers["market"].tolist()
    assert later.records["collected_at"].max().astype("datetime64[D]") == np.datetime64("2027-01-31")


def test_sizes_are_the_promised_ones(world):
    assert len(world.customers) == 40_000
    assert 220_000 <= len(world.records) <= 245_000
    assert 165_000 <= len(world.events) <= 195_000


def test_scale_multiplies_the_answers_as_the_truth_says():
    usual, twice = (learning_centres(end=END, customers=2_000, scale=scale) for scale in (1.0, 2.0))
    assert len(twice.records) == pytest.approx(2 * len(usual.records), rel=0.05)
    for measure in ("nps", "csat", "ces"):
        assert twice.truth.expect(measure).expected_n == pytest.approx(
            2 * usual.truth.expect(measure).expected_n
        )
        assert twice.truth.expect(measure).value == pytest.approx(usual.truth.expect(measure).value)


@pytest.mark.parametrize(
    "wrong", [{"customers": 99}, {"scale": 0.0}, {"scale": 4.5}, {"scale": float("nan")}]
)
def test_options_outside_their_range_are_refused(wrong):
    with pytest.raises(OptionError, match=f"{next(iter(wrong))} == .*must be"):
        learning_centres(end=END, **wrong)


def test_records_have_the_columns_of_the_wire(world):
    assert world.records.names == RECORD_COLUMNS
    assert world.customers.names[:9] == (
        "external_id",
        "kind",
        "role",
        "name",
        "email",
        "language",
        "market",
        "centre",
        "joined_at",
    )
    assert world.events.names == ("message_id", "user_id", "event", "at", "properties")


def test_keys_are_unique_and_resolve(world):
    customers = set(world.customers["external_id"].tolist())
    assert len(customers) == len(world.customers)
    keys = list(zip(world.records["submission_id"], world.records["field_id"], strict=True))
    assert len(set(keys)) == len(keys)
    assert len(set(world.events["message_id"].tolist())) == len(world.events)
    assert set(world.events["user_id"].tolist()) <= customers
    assert set(world.records["user_id"].tolist()) - {None} <= customers
    anonymous = world.records["user_id"] == None  # noqa: E711 — elementwise
    assert set(world.records["source_type"][anonymous].tolist()) == {"review"}


def test_codes_resolve_in_the_structure(world):
    structure, records = world.structure, world.records
    fields = {field.id: (survey, field) for survey in structure.surveys for field in survey.fields}
    points = {point.code: point for point in structure.touchpoints}
    assert {point.stage for point in points.values()} <= {stage.code for stage in structure.stages}
    assert set(records["channel"].tolist()) <= {channel.code for channel in structure.channels}
    assert set(records["component"].tolist()) == {component.code for component in structure.components}
    assert set(records["market"].tolist()) == {market.code for market in structure.markets}
    met = set(zip(records["field_id"], records["touchpoint"], records["channel"], strict=True))
    for field_id, touchpoint, channel in met:
        survey, _ = fields[field_id]
        assert touchpoint in (survey.touchpoints or (None,))
        assert touchpoint is None or channel in points[touchpoint].channels
    for survey in structure.surveys:
        assert survey.fields[0].type in {"nps", "csat", "ces", "rating"}


def test_shares_of_the_structure_sum_to_one(world):
    structure = world.structure
    assert sum(market.customer_share for market in structure.markets) == pytest.approx(1)
    for market in structure.markets:
        centres = [centre for centre in structure.centres if centre.market == market.code]
        assert sum(centre.share for centre in centres) == pytest.approx(1)
    for survey in structure.surveys:
        for field in survey.fields:
            assert not field.options or sum(option.share for option in field.options) == pytest.approx(1)


def test_every_record_has_the_one_value_of_its_type(world):
    records = world.records
    kinds = records["field_type"]
    filled = {
        "value_number": ~np.isnan(records["value_number"]),
        "value_text": np.array([value is not None for value in records["value_text"]]),
        "value_boolean": np.array([value is not None for value in records["value_boolean"]]),
        "value_id": np.array([value is not None for value in records["value_id"]]),
    }
    wanted = {
        "value_number": np.isin(kinds, ["nps", "csat", "ces", "rating"]),
        "value_text": np.isin(kinds, ["text", "categorical"]),
        "value_boolean": kinds == "boolean",
        "value_id": kinds == "categorical",
    }
    for column, expected in wanted.items():
        np.testing.assert_array_equal(filled[column], expected, err_msg=column)


def test_scores_are_whole_numbers_within_their_scale(world):
    scored = ~np.isnan(world.records["value_number"])
    scores = world.records["value_number"][scored]
    assert np.all(scores == np.round(scores))
    assert np.all(scores >= world.records["scale_min"][scored])
    assert np.all(scores <= world.records["scale_max"][scored])
    assert np.all(np.isnan(world.records["scale_max"][~scored]))


def test_times_lie_in_the_two_years_at_waking_hours(world):
    for times in (world.records["collected_at"], world.events["at"]):
        assert times.dtype == np.dtype("datetime64[s]")
        assert times.min() >= np.datetime64(datetime.combine(FIRST, time()))
        assert times.max() < np.datetime64(END) + np.timedelta64(1, "D")
        assert np.all(times[1:] >= times[:-1])
    east = {"cn": 8, "sg": 8}
    for market, hours in east.items():
        here = world.records["market"] == market
        local = world.records["collected_at"][here] + np.timedelta64(hours, "h")
        clock = (local - local.astype("datetime64[D]")).astype(int) // 3600
        assert clock.min() >= 8
        assert clock.max() <= 22


def test_british_summer_time_is_kept(world):
    british = world.records["market"] == "gb"
    times = world.records["collected_at"][british]
    hours = (times - times.astype("datetime64[D]")).astype(int) // 3600
    july = times.astype("datetime64[M]").astype(int) % 12 == 6
    january = times.astype("datetime64[M]").astype(int) % 12 == 0
    assert hours[july].min() == 7
    assert hours[january].min() == 8
    assert hours[january].max() == 22


def test_languages_follow_customers_and_scripts(world):
    languages = dict(zip(world.customers["external_id"], world.customers["language"], strict=True))
    known = [
        (user, said)
        for user, said in zip(world.records["user_id"], world.records["language"], strict=True)
        if user
    ]
    assert all(languages[user] == said for user, said in known)
    for name, language in zip(world.customers["name"], world.customers["language"], strict=True):
        assert bool(HAN.search(name)) == (language == "zh-hans")
    for label, language in set(zip(world.records["field_label"], world.records["language"], strict=True)):
        assert bool(HAN.search(label)) == (language == "zh-hans")
    shares = {
        market: np.mean(world.customers["language"][world.customers["market"] == market] == "en")
        for market in ("cn", "gb", "sg")
    }
    assert shares["cn"] < 0.05
    assert 0.4 < shares["sg"] < 0.75
    assert shares["gb"] > 0.9


def test_who_refused_is_not_asked(world):
    refused = set(world.customers["external_id"][world.customers["consent_feedback"] == "denied"].tolist())
    surveyed = world.records["source_type"] == "survey"
    assert refused
    assert refused.isdisjoint(world.records["user_id"][surveyed].tolist())


def test_addresses_are_reserved_ones(world):
    assert all(address.endswith("@example.org") for address in world.customers["email"])
    assert len(set(world.customers["email"].tolist())) == len(world.customers)


def test_nobody_answers_a_survey_twice_in_a_period(world):
    age = np.datetime64(END) - world.records["collected_at"].astype("datetime64[D]")
    periods = age.astype(int) // 90
    first = world.records["field_id"] == "relationship.nps"
    keys = list(zip(world.records["user_id"][first], periods[first], strict=True))
    assert len(set(keys)) == len(keys)


def test_customers_do_things_only_while_they_are_there(world):
    lapsed = world.events["event"] == "Lapsed"
    last = dict(zip(world.events["user_id"][lapsed], world.events["at"][lapsed], strict=True))
    assert len(last) == lapsed.sum()
    other = np.isin(world.events["event"], ["Class Attended", "Help Requested", "Renewed", "Order Completed"])
    for user, at in zip(world.events["user_id"][other], world.events["at"][other], strict=True):
        assert user not in last or at < last[user]


def test_structure_and_truth_are_plain_json(small):
    for part in (small.structure.to_json(), small.truth.to_json()):
        assert json.loads(json.dumps(part, ensure_ascii=False, allow_nan=False)) == json.loads(
            json.dumps(part)
        )
    assert small.truth.to_json()["end"] == "2026-06-30"


def test_lists_carry_aware_times(small):
    joined = small.customers.to_lists()["joined_at"]
    assert all(one.tzinfo is UTC for one in joined)
