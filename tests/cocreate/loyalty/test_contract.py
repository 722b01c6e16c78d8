import numpy as np
import pytest
from scipy.special import hyp2f1

from cocreate import worlds
from cocreate.errors import InputError, NotEnoughDataError, OptionError
from cocreate.loyalty import sbg
from cocreate.loyalty.contract import sbg_log_likelihood

REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173]
HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394]
"""Fader and Hardie (2007), table 1, of a thousand customers; fitted on the first eight."""


@pytest.mark.parametrize(
    ("survivors", "params", "value"),
    [(REGULAR, (0.704, 1.182), -1680.27), (HIGH_END, (0.668, 3.806), -1611.16)],
)
def test_both_segments(survivors, params, value):
    found = sbg(survivors[:8])
    assert (found.alpha, found.beta) == pytest.approx(params, abs=6e-4)
    assert found.log_likelihood == pytest.approx(value, abs=6e-3)
    assert found.converged
    projected = found.survival(range(13))
    assert projected.value == pytest.approx(np.array(survivors) / 1000, abs=0.02)
    assert found.n == 1000


def test_gradient():
    function = sbg_log_likelihood(-np.diff(REGULAR[:8]).astype(float), np.array([0.0] * 7 + [241]))
    at = np.log([0.5, 3.0])
    slopes = [(function(at + step)[0] - function(at - step)[0]) / 2e-5 for step in np.eye(2) * 1e-5]
    assert function(at)[1] == pytest.approx(slopes, rel=1e-6)


def test_retention_is_the_ratio_of_survival():
    found = sbg(REGULAR[:8])
    share = found.survival(range(6)).value
    assert found.retention(range(1, 6)).value == pytest.approx(share[1:] / share[:-1])


def test_periods_to_come_as_published():
    """Fader and Hardie (2010), equation 6, with the hypergeometric function."""
    found = sbg(HIGH_END[:8])
    a, b, d = found.alpha, found.beta, 0.1
    for done in (0, 1, 4):
        expected = (b + done) / (a + b + done) * hyp2f1(1, b + done + 1, a + b + done + 1, 1 / (1 + d))
        assert found.discounted_periods(done, discount=d).value[0] == pytest.approx(expected, rel=1e-9)
    within = found.discounted_periods(0, discount=0, horizon=3).value[0]
    assert within == pytest.approx(found.survival([1, 2, 3]).value.sum())


def test_cohorts_add_up():
    both = sbg({"2023": [500, 320, 240], "2024": [400, 260]})
    function = sbg_log_likelihood(np.array([320.0, 80]), np.array([0.0, 260, 240]))
    assert both.log_likelihood == pytest.approx(function(np.log(both.values))[0])
    assert both.n == 900
    doubled = sbg([2000, 1262, 936])
    assert tuple(doubled.values) == pytest.approx(tuple(sbg([1000, 631, 468]).values), rel=1e-5)


def test_the_truth_is_covered_at_the_stated_rate():
    hits = []
    for seed in range(200):
        found = sbg(worlds.subscribers(seed, customers=1500, alpha=0.8, beta=2.5).survivors)
        low, high = (found.columns()[name] for name in ("low", "high"))
        after = found.survival([12])[0]
        truth = np.exp(np.log((2.5 + np.arange(12)) / (3.3 + np.arange(12))).sum())
        hits.append([*((low <= (0.8, 2.5)) & (high >= (0.8, 2.5))), after.low <= truth <= after.high])
    assert np.all(np.abs(np.mean(hits, axis=0) - 0.95) < 0.045)


def test_customers_all_alike_are_told():
    found = sbg([100_000, 80_000, 64_000, 51_200, 40_960])
    assert found.notes
    assert found.retention([1, 9]).value == pytest.approx([0.8, 0.8], abs=1e-3)


@pytest.mark.parametrize(
    ("survivors", "error", "words"),
    [
        ([1000, 1100, 900], InputError, "rise from 1000 to 1100"),
        ([1000, 600], NotEnoughDataError, "1 renewals seen, two are needed"),
        ([1000, 1000, 1000], NotEnoughDataError, "nobody left"),
        ([1000, -5, -6], InputError, "finite counts >= 0"),
        ([1000, np.nan, 3], InputError, "finite counts"),
        (["a", "b", "c"], InputError, "no numbers"),
        ([], InputError, "one row of finite counts"),
        ({}, NotEnoughDataError, "0 renewals"),
        ({"x": [10, 20, 5]}, InputError, "of cohort 'x' rise"),
    ],
)
def test_wrong_input(survivors, error, words):
    with pytest.raises(error, match=words):
        sbg(survivors)


def test_wrong_options():
    found = sbg(REGULAR[:8])
    with pytest.raises(OptionError, match="the first renewal is t = 1"):
        found.retention(0)
    with pytest.raises(OptionError, match="give horizon"):
        found.discounted_periods(0, discount=0)
    with pytest.raises(OptionError, match="discount == -1"):
        found.discounted_periods(0, discount=-1)
    with pytest.raises(OptionError, match="horizon == 0"):
        found.discounted_periods(0, discount=0.1, horizon=0)
