from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from cocreate.errors import MissingColumnError, NoAnswersError, NotATimeError, OptionError
from cocreate.journeys import funnel
from cocreate.journeys.survival import median_of

STEPS = ["discover", "compare", "order", "deliver"]


def by_hand(log, steps, within=None):
    """How many come so far, walking each case in Python, and the seconds each step took."""
    reached, took = np.zeros(len(steps), dtype=int), [[] for _ in steps]
    for _, case in log.groupby("case"):
        at = first = None
        for place, step in enumerate(steps):
            times = case.loc[case["activity"] == step, "when"]
            times = times if at is None else times[times >= at]
            if within is not None and first is not None:
                times = times[times - first <= within]
            if times.empty:
                break
            if at is not None:
                took[place].append((times.min() - at).total_seconds())
            at = times.min()
            first = at if first is None else first
            reached[place] += 1
    return reached.tolist(), took


@pytest.mark.parametrize("within", [None, timedelta(days=2)])
def test_counts_and_medians_by_hand(log, named, within):
    reached, took = by_hand(log[log["case"] < 600], STEPS, within)
    found = funnel(log[log["case"] < 600], **named, steps=STEPS, within=within)
    assert [step.cases for step in found] == reached
    assert [step.seconds for step in found][1:] == pytest.approx([np.median(t) for t in took[1:]])
    assert [step.dropped for step in found][1:] == [a - b for a, b in pairwise(reached)]
    assert found[2].conversion == pytest.approx(reached[2] / reached[1])
    assert found[3].overall == pytest.approx(reached[3] / reached[0])
    assert np.isnan(found[0].conversion)
    assert all(step.low < step.conversion < step.high for step in found[1:])
    assert all(step.seconds_low < step.seconds < step.seconds_high for step in found[1:])


def test_real_logs(real_log, named):
    some = real_log["case"].isin(real_log["case"].unique()[:300])
    real_log = real_log[some].assign(activity=real_log["activity"].astype(str))
    activities = real_log["activity"].value_counts().index[:3].tolist()
    found = funnel(real_log, **named, steps=activities)
    assert [step.cases for step in found] == by_hand(real_log, activities)[0]


def test_every_form_of_table(as_form, named):
    table = {
        "case": ["x", "x", "y", "y", "z"],
        "activity": ["a", "b", "b", "a", "a"],
        "when": [datetime(2026, 1, day, tzinfo=UTC) for day in (1, 3, 4, 6, 7)],
    }
    found = funnel(as_form(table), **named, steps=["a", "b"])
    assert [(s.step, s.cases, s.overall) for s in found] == [("a", 3, 1.0), ("b", 1, pytest.approx(1 / 3))]
    assert found[1].seconds == 2 * 86400
    assert np.isnan(found[1].seconds_low)


def test_groups(log, named):
    found = funnel(log, **named, steps=STEPS[:2], by="channel")
    assert [(step.group["channel"], step.step) for step in found] == [
        ("shop", "discover"),
        ("shop", "compare"),
        ("web", "discover"),
        ("web", "compare"),
    ]
    alone = funnel(log[log["channel"] == "web"], **named, steps=STEPS[:2])
    assert found.find("compare", channel="web").cases == alone[1].cases
    assert sum(s.cases for s in found if s.step == "discover") == funnel(log, **named, steps=STEPS)[0].cases
    assert list(found.to_frame()["channel"]) == ["shop", "shop", "web", "web"]


def test_a_step_at_the_same_moment_counts(named):
    table = {"case": [1, 1], "activity": ["a", "b"], "when": [datetime(2026, 1, 1, tzinfo=UTC)] * 2}
    assert [step.cases for step in funnel(table, **named, steps=["a", "b"])] == [1, 1]
    assert [step.cases for step in funnel(table, **named, steps=["b", "a"])] == [1, 1]


def test_cases_without_all_their_time_are_told_of(named):
    table = {
        "case": [1, 1, 2, 3],
        "activity": ["a", "b", "a", "a"],
        "when": [datetime(2026, 1, day, tzinfo=UTC) for day in (1, 3, 2, 9)],
    }
    found = funnel(table, **named, steps=["a", "b"], within=timedelta(days=5))
    assert found.notes == (
        "1 cases began less than 5 days, 0:00:00 before the last event and have not had all their time",
    )
    assert [s.cases for s in funnel(table, **named, steps=["a", "b"], within=timedelta(days=1))] == [3, 0]


def test_truth_is_covered(world, log, named):
    """Orders are delivered next in 90 % of cases; some come to it later, so the funnel lies above."""
    found = funnel(log, **named, steps=["order", "deliver"])
    assert found[1].high > world.transitions["order", "deliver"]
    assert found[1].conversion == pytest.approx(0.91, abs=0.02)
    assert found[1].seconds_low <= 2 * 3600 * np.log(2) * 1.1
    assert found[1].seconds_high >= 2 * 3600 * np.log(2)


class TestMedian:
    @pytest.mark.parametrize(("n", "place"), [(6, 0), (10, 1), (25, 7), (100, 39), (1000, 468)])
    def test_ranks_of_the_interval(self, n, place):
        """Places, from 0, of the lower end at 95 %: tables of the sign test (Conover 1999, A3)."""
        found = median_of(np.arange(n, dtype=float), 0.95)
        assert found[1:] == (place, n - 1 - place)

    def test_few_tell_nothing(self):
        assert np.isnan(median_of(np.arange(5.0), 0.95)[1])
        assert np.isnan(median_of(np.empty(0), 0.95)).all()

    def test_coverage(self):
        rng = np.random.default_rng(0)
        draws = [median_of(rng.exponential(size=30), 0.95) for _ in range(1000)]
        hits = [low <= np.log(2) <= high for _, low, high in draws]
        assert 0.94 <= np.mean(hits) <= 0.98


def test_wrong_input(log, named):
    with pytest.raises(OptionError, match="two or more"):
        funnel(log, **named, steps=["order"])
    with pytest.raises(OptionError, match="two or more"):
        funnel(log, **named, steps="order")
    with pytest.raises(OptionError, match="'order' twice"):
        funnel(log, **named, steps=["order", "order"])
    with pytest.raises(MissingColumnError, match="did you mean 'order'"):
        funnel(log, **named, steps=["ordr", "deliver"])
    with pytest.raises(MissingColumnError, match="did you mean 'deliver'"):
        funnel(log, **named, steps=["order", "delivr"])
    with pytest.raises(OptionError, match="within"):
        funnel(log, **named, steps=STEPS, within=timedelta(0))
    with pytest.raises(NotATimeError):
        funnel(log, **named | {"when": "score"}, steps=STEPS)
    with pytest.raises(NoAnswersError, match="no events"):
        funnel(log[:0], **named, steps=STEPS)
    with pytest.raises(OptionError, match="by =="):
        funnel(log, **named, steps=STEPS, by=[1])
    with pytest.raises(MissingColumnError, match="step"):
        funnel(log, **named, steps=STEPS).find("nothing")
