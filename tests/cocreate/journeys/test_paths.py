from collections import Counter
from datetime import UTC, date, datetime

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocreate.errors import (
    ConfidenceError,
    MismatchError,
    MissingColumnError,
    NoAnswersError,
    NotATimeError,
    OptionError,
)
from cocreate.journeys import paths, variants

SMALL = {
    "case": [1, 1, 1, 2, 2, 3],
    "activity": ["visit", "order", "return", "visit", "order", "order"],
    "when": [datetime(2026, 3, day, 12, tzinfo=UTC) for day in (1, 2, 9, 4, 7, 5)],
}


def by_pandas(log):
    """Count pairs, times, starts, ends and sequences case by case."""
    log = log.assign(activity=log["activity"].astype(str)).sort_values(["case", "when", "activity"])
    log["next"] = log.groupby("case")["activity"].shift(-1)
    log["took"] = (log.groupby("case")["when"].shift(-1) - log["when"]).dt.total_seconds()
    pairs = log.dropna(subset="next").groupby(["activity", "next"])["took"].agg(["size", "mean", "std"])
    cases = log.groupby("case")["activity"]
    return pairs, cases.first().value_counts(), cases.last().value_counts(), Counter(cases.agg(tuple))


class TestRealLogs:
    def test_counts_and_times(self, real_log, named):
        pairs, starts, ends, _ = by_pandas(real_log)
        found = paths(real_log, **named, variants=0)
        assert found.events == len(real_log)
        assert found.cases == real_log["case"].nunique()
        steps = found.steps()
        assert len(steps) == len(pairs)
        for step in steps:
            size, mean, deviation = pairs.loc[(step.source, step.target)]
            assert step.count == size
            assert step.seconds == pytest.approx(mean)
            assert step.seconds_sd == pytest.approx(deviation, rel=1e-6, nan_ok=True)
        assert dict(zip(found.activities, found.started.tolist(), strict=True)) == {
            name: starts.get(name, 0) for name in found.activities
        }
        assert dict(zip(found.activities, found.ended.tolist(), strict=True)) == {
            name: ends.get(name, 0) for name in found.activities
        }

    def test_variants(self, real_log, named):
        counts = by_pandas(real_log)[3]
        found = paths(real_log, **named, variants=None).variants
        assert {variant.activities: variant.count for variant in found} == counts
        assert (found.distinct, found.cases) == (len(counts), real_log["case"].nunique())

    def test_duckdb_finds_the_same_variants(self, real_log, named, monkeypatch):
        monkeypatch.setattr(variants, "_EVENTS_IN_MEMORY", 0)
        counts = by_pandas(real_log)[3]
        found = paths(duckdb.connect().from_df(real_log), **named, variants=5).variants
        assert [v.count for v in found] == sorted(counts.values(), reverse=True)[:5]
        assert all(counts[v.activities] == v.count for v in found)
        assert (found.distinct, found.cases) == (len(counts), real_log["case"].nunique())


def test_by_hand(named):
    found = paths(SMALL, **named)
    step = found.find("visit", "order")
    assert (step.count, step.share, step.seconds) == (2, 1, 2 * 86400)
    assert step.seconds_sd == pytest.approx(86400 * np.sqrt(2))
    once = found.find("order", "return")
    assert (once.count, once.share) == (1, pytest.approx(1 / 3))
    assert once.low < once.share < once.high
    assert np.isnan(once.seconds_low)
    assert found.starts().find(activity="visit").value == pytest.approx(2 / 3)
    assert found.ends().find(activity="order").n == 3
    assert repr(found) == "Paths(activities=3, steps=2, cases=3, events=6)"
    assert [v.activities for v in found.variants] == [
        ("order",),
        ("visit", "order"),
        ("visit", "order", "return"),
    ]


def test_every_form_of_table(as_form, named):
    found = paths(as_form(SMALL), **named)
    expected = paths(SMALL, **named)
    assert found.to_dict() == expected.to_dict()
    assert found.variants == expected.variants


def test_order_of_rows_does_not_matter(log, named):
    turned = log.sample(frac=1, random_state=1)
    one, two = paths(turned, **named), paths(log, **named)
    np.testing.assert_array_equal(one.count, two.count)
    assert one.variants == two.variants


def test_events_at_the_same_moment_go_by_name(named):
    table = {"case": [1, 1, 1], "activity": ["b", "c", "a"], "when": [date(2026, 1, 1)] * 3}
    (variant,) = paths(table, **named).variants
    assert variant.activities == ("a", "b", "c")


def test_days_zones_and_categories(named):
    frame = pd.DataFrame(SMALL)
    frame["activity"] = frame["activity"].astype("category")
    expected = paths(SMALL, **named).to_dict()
    assert (
        paths(frame.assign(when=frame["when"].dt.tz_convert("Asia/Shanghai")), **named).to_dict() == expected
    )
    assert (
        paths(frame.assign(when=frame["when"].dt.tz_localize(None).dt.normalize()), **named).to_dict()
        == expected
    )


@settings(max_examples=15)
@given(st.integers(1, 39))
def test_paths_of_different_cases_add_up(cut):
    rng = np.random.default_rng(cut)
    frame = pd.DataFrame(
        {
            "case": rng.integers(0, 40, 200),
            "activity": rng.choice(list("abcd"), 200),
            "when": pd.to_datetime("2026-01-01") + pd.to_timedelta(rng.integers(0, 10**6, 200), unit="s"),
        }
    )
    named = {"case": "case", "activity": "activity", "when": "when", "variants": None}
    whole = paths(frame, **named)
    below, above = (paths(frame[part], **named) for part in (frame["case"] < cut, frame["case"] >= cut))
    for both in (below + above, above + below):
        assert both.activities == whole.activities
        assert both.variants == whole.variants
        for name in ("occurrences", "started", "ended"):
            np.testing.assert_array_equal(getattr(both, name), getattr(whole, name))
        assert [(s.source, s.target, s.count) for s in both.steps()] == [
            (s.source, s.target, s.count) for s in whole.steps()
        ]
        np.testing.assert_allclose(both.columns()["seconds"], whole.columns()["seconds"])


def test_truncated_variants_do_not_add_up(log, named):
    some = paths(log, **named, variants=1)
    with pytest.raises(MismatchError, match="variants=None"):
        some + some
    with pytest.raises(MismatchError, match="do not add up"):
        some + 1
    bare = paths(log, **named, variants=0)
    assert (bare + bare).variants is None


def test_truth_is_covered(world, log, named):
    """Shares of what comes next, and mean times, on 3,000 journeys whose chain is known."""
    found = paths(log, **named)
    covered, times = [], []
    for (source, target), true in world.transitions.items():
        step = found.find(source, target)
        covered.append(step.low <= true <= step.high)
        times.append(step.seconds_low <= 3600 * world.mean_hours[source] <= step.seconds_high)
    assert np.mean(covered) >= 0.85
    assert np.mean(times) >= 0.85
    start = found.starts().find(activity="discover")
    assert start.low <= world.start["discover"] <= start.high


def test_rows_that_lack_something_are_left_out_and_said(named):
    gaps = pd.DataFrame(SMALL)
    gaps.loc[2, "activity"] = None
    gaps.loc[5, "when"] = pd.NaT
    found = paths(gaps, **named)
    assert (found.events, found.cases) == (4, 2)
    assert found.notes == ("2 of 6 rows lack a case, an activity or a time and were left out",)


def test_wrong_input(named):
    with pytest.raises(MissingColumnError, match="did you mean 'activity'"):
        paths(SMALL, **named | {"activity": "activiti"})
    with pytest.raises(NotATimeError, match="'case' holds"):
        paths(SMALL, **named | {"when": "case"})
    with pytest.raises(NoAnswersError, match="all 6 rows lack"):
        paths(pd.DataFrame(SMALL).assign(activity=None), **named)
    with pytest.raises(NoAnswersError, match="empty"):
        paths(pd.DataFrame(SMALL)[:0], **named)
    with pytest.raises(OptionError, match="variants == -1"):
        paths(SMALL, **named, variants=-1)
    with pytest.raises(ConfidenceError):
        paths(SMALL, **named, confidence=2)
    with pytest.raises(MissingColumnError, match="activity"):
        paths(SMALL, **named).find("visit", "sleep")
    with pytest.raises(MissingColumnError, match="next activity"):
        paths(SMALL, **named).find("return", "visit")
