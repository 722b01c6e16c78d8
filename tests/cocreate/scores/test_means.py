import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.weightstats import DescrStatsW

from cocreate import mean_score
from cocreate.errors import OptionError


def test_as_statsmodels():
    values = np.random.default_rng(2).integers(1, 8, 57)
    found = mean_score({"s": values}, "s", confidence=0.9)
    expected = DescrStatsW(values)
    assert found.value == pytest.approx(expected.mean)
    assert (found.low, found.high) == pytest.approx(expected.tconfint_mean(alpha=0.1))
    assert (found.std_error, found.df) == pytest.approx((expected.std_mean, 56))


def test_as_student():
    """Student (1908), extra hours of sleep by drug 2 over drug 1: mean 1.58, s = 1.23 (n - 1), t = 4.0621."""
    extra = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
    found = mean_score({"s": extra}, "s")
    assert found.value == pytest.approx(1.58)
    assert found.value / found.std_error == pytest.approx(4.0621, abs=1e-4)
    assert (found.low, found.high) == pytest.approx((0.7001, 2.4599), abs=1e-4)


def test_large_amounts_lose_no_digits():
    amounts = np.array([1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 6])
    assert mean_score({"s": amounts}, "s").std_error == pytest.approx(amounts.std(ddof=1) / 2, rel=1e-9)


def test_one_answer_says_little():
    alone = mean_score({"s": [4]}, "s", scale=(1, 5))
    assert (alone.value, alone.low, alone.high) == (4, 1, 5)
    unbounded = mean_score({"s": [4]}, "s")
    assert math.isnan(unbounded.low)
    assert unbounded.to_dict()["low"] is None


def test_answers_all_alike_still_have_an_interval():
    few, many = (mean_score({"s": [5] * n}, "s", scale=(1, 5)) for n in (3, 300))
    assert 1 <= few.low < many.low < 5
    assert few.high == many.high == 5
    # as if one more answer lay one step away
    assert few.std_error == pytest.approx(np.std([5, 5, 5, 4]) / np.sqrt(2))


def test_scale_cuts_the_interval_and_tells_the_top():
    found = mean_score({"s": [5, 5, 4, 1]}, "s", scale=(1, 5), top=2)
    assert found.high == 5
    assert found.top_box.value == 0.75
    assert found.top_box.method == "wilson"
    with pytest.raises(OptionError, match="top == 2 without a scale"):
        mean_score({"s": [1]}, "s", top=2)


@given(
    st.lists(st.tuples(st.integers(1, 7), st.integers(0, 4)), min_size=1).filter(
        lambda rows: any(w for _, w in rows)
    )
)
def test_whole_weights_are_repetition(rows):
    repeated = [score for score, times in rows for _ in range(times)]
    weighted = mean_score(
        {"s": [s for s, _ in rows], "w": [w for _, w in rows]}, "s", weight="w", scale=(1, 7)
    )
    assert weighted.value == pytest.approx(np.mean(repeated))
    assert 1 <= weighted.low <= weighted.value + 1e-9
    assert weighted.value - 1e-9 <= weighted.high <= 7


def test_weighted_interval_by_hand():
    s, w = np.array([1.0, 4, 5, 2]), np.array([1.0, 2, 1, 3])
    found = mean_score({"s": s, "w": w}, "s", weight="w")
    n_eff = w.sum() ** 2 / (w**2).sum()
    mean = np.average(s, weights=w)
    error = np.sqrt(np.average((s - mean) ** 2, weights=w) / (n_eff - 1))
    assert (found.value, found.n_eff, found.std_error, found.df) == pytest.approx(
        (mean, n_eff, error, n_eff - 1)
    )
