from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from cocreate import worlds
from cocreate.errors import InputError, MissingColumnError, NotEnoughDataError, OptionError
from cocreate.loyalty import compare_retention, retention

RNG = np.random.default_rng(4)
TABLE = {
    "months": np.round(RNG.exponential(10, 300)) + 1,
    "gone": (RNG.random(300) < 0.6).astype(float),
    "plan": RNG.choice(["basic", "family", "plus"], 300).astype(object),
}


def test_against_statsmodels():
    (found,) = retention(TABLE, "months", left="gone")
    oracle = SurvfuncRight(TABLE["months"], TABLE["gone"])
    at = np.searchsorted(found.time, oracle.surv_times)
    assert found.share[at] == pytest.approx(oracle.surv_prob)
    assert found.std_error[at][:-1] == pytest.approx(oracle.surv_prob_se[:-1])
    assert found.at_risk[at] == pytest.approx(oracle.n_risk)
    assert found.left[at] == pytest.approx(oracle.n_events)
    assert found.median().value == oracle.quantile(0.5)


def test_median_beside_statsmodels():
    """Both hold the times at which the curve's interval holds one half."""
    months, gone = TABLE["months"].copy(), TABLE["gone"].copy()
    months[0], gone[0] = months.max() + 1, 0.0
    (found,) = retention({"months": months, "gone": gone}, "months", left="gone")
    low, high = SurvfuncRight(months, gone).quantile_ci(0.5, method="cloglog")
    assert (found.median().low, found.median().high) == pytest.approx((low, high), abs=1)


@pytest.mark.parametrize("groups", [["basic", "plus"], ["basic", "family", "plus"]])
def test_log_rank_against_statsmodels(groups):
    rows = np.isin(TABLE["plan"].astype(str), groups)
    table = {name: column[rows] for name, column in TABLE.items()}
    found = compare_retention(retention(table, "months", left="gone", by="plan"))
    statistic, p_value = survdiff(table["months"], table["gone"], table["plan"].astype(str))
    assert (found.statistic, found.p_value) == pytest.approx((statistic, p_value))
    assert found.df == len(groups) - 1
    assert sum(found.expected) == pytest.approx(sum(found.left))


def test_restricted_mean_by_hand():
    (found,) = retention({"t": [2, 4, 6, 8]}, "t")
    mean = found.restricted_mean(6)
    assert mean.value == pytest.approx(2 + 2 * 0.75 + 2 * 0.5)
    beyond = np.array([2 * 0.75 + 2 * 0.5, 2 * 0.5])
    assert mean.std_error == pytest.approx(np.sqrt((beyond**2 / np.array([4 * 3, 3 * 2])).sum()))
    assert found.restricted_mean(8).value == pytest.approx(5)


def test_every_form_of_table(as_form):
    columns = {name: list(column[:60]) for name, column in TABLE.items()}
    found = retention(as_form(columns), "months", left="gone", by="plan")
    assert [curve.group["plan"] for curve in found] == ["basic", "family", "plus"]
    assert found.find(plan="plus").n == columns["plan"].count("plus")
    assert found.to_frame(backend="dict")["plan"][0] == "basic"


def test_days_of_start_and_end(as_form):
    table = {
        "from": [date(2024, 1, 1), date(2024, 1, 1), date(2024, 6, 1), date(2026, 1, 1)],
        "to": [date(2024, 12, 31), None, date(2027, 1, 1), None],
    }
    (found,) = retention(as_form(table), start="from", end="to", until="2024-12-31", unit="day")
    assert found.time.tolist() == [213, 365]
    assert found.left.tolist() == [0, 1]
    assert found.censored.tolist() == [1, 1]
    assert found.n == 3


@settings(max_examples=20)
@given(
    st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=40),
    st.sampled_from(["log-log", "log", "plain"]),
)
def test_bounds_and_repetition(rows, interval):
    time, left = ([row[place] for row in rows] for place in (0, 1))
    (found,) = retention({"t": time, "x": left}, "t", left="x", interval=interval)
    assert np.all((found.low >= 0) & (found.low <= found.share + 1e-12))
    assert np.all((found.share <= found.high + 1e-12) & (found.high <= 1))
    assert np.all(np.diff(found.share) <= 0)
    (twice,) = retention({"t": time[::-1] * 2, "x": left[::-1] * 2}, "t", left="x", interval=interval)
    assert twice.share == pytest.approx(found.share)
    assert twice.n == 2 * found.n


def test_the_truth_is_covered_at_the_stated_rate():
    """Log-log intervals with 60 customers a curve, at three times; two in five censored."""
    rng = np.random.default_rng(8)
    stay, watched = rng.exponential(10, (300, 60)), rng.uniform(2, 25, (300, 60))
    table = {
        "t": np.minimum(stay, watched).ravel(),
        "gone": (stay <= watched).ravel().astype(float),
        "run": np.repeat(np.arange(300), 60),
    }
    curves = retention(table, "t", left="gone", by="run")
    for time in (3.0, 6.0, 12.0):
        found = [curve.at(time) for curve in curves]
        rate = np.mean([answer.low <= np.exp(-time / 10) <= answer.high for answer in found])
        assert rate == pytest.approx(0.95, abs=0.035)


def test_subscribers_of_a_world():
    world = worlds.subscribers(1, customers=800)
    (found,) = retention(dict(world.contracts.columns), "renewals", left="left")
    assert found.share == pytest.approx(np.array(world.survivors[1:]) / 800)


def test_ends_of_a_curve():
    (found,) = retention({"t": [1, 2, 5], "x": [1, 0, 0]}, "t", left="x")
    assert found.at(0.5).value == 1
    assert np.isnan(found.at(6).value)
    assert np.isnan(found.quantile(0.1).value)
    assert "median=not reached" in repr(found)
    (gone,) = retention({"t": [1, 2]}, "t")
    assert gone.at(9).value == 0


def test_lacking_values_are_told():
    found = retention({"t": [1, None, 3], "x": [1, 1, None]}, "t", left="x")
    assert found.notes == ("2 rows without a time were left out",)


def test_wrong_input():
    with pytest.raises(InputError, match="give either duration"):
        retention({"t": [1]})
    with pytest.raises(InputError, match="a time of -1"):
        retention({"t": [-1, 1]}, "t")
    with pytest.raises(InputError, match="left holds 2"):
        retention({"t": [1, 1], "x": [2, 0]}, "t", left="x")
    with pytest.raises(InputError, match="left goes with duration"):
        retention({"t": [date(2024, 1, 1)], "x": [1]}, start="t", left="x")
    with pytest.raises(InputError, match="go with start"):
        retention({"t": [1], "e": [date(2024, 1, 1)]}, "t", end="e")
    with pytest.raises(NotEnoughDataError, match="no row with a time"):
        retention({"t": np.array([np.nan])}, "t")
    with pytest.raises(OptionError, match="interval == 'exact'"):
        retention({"t": [1]}, "t", interval="exact")
    with pytest.raises(MissingColumnError, match="no column 'tt'"):
        retention({"t": [1]}, "tt")
    with pytest.raises(NotEnoughDataError, match="1 group"):
        compare_retention(retention({"t": [1]}, "t"))
    with pytest.raises(MissingColumnError, match="no group"):
        retention(TABLE, "months", by="plan").find(plan="none")
