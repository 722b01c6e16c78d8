import numpy as np
import pytest

from cocreate import worlds
from cocreate.errors import NotEnoughDataError, OptionError
from cocreate.loyalty import RepeatSummary, gamma_gamma, repeat_summary
from cocreate.loyalty.spend import spend_log_likelihood


def test_cdnow(cdnow):
    """Fader and Hardie (2013): p 6.25, q 3.74, v 15.44 on 946 repeaters; more digits from the design notes."""
    summary = repeat_summary(cdnow, "customer", when="day", amount="amount", until="1997-09-30")
    found = gamma_gamma(summary)
    assert found.n == 946
    assert (found.p, found.q, found.v) == pytest.approx((6.2488, 3.7446, 15.4477), rel=1e-3)
    assert found.log_likelihood == pytest.approx(-4055.918, abs=2e-3)
    assert found.mean_spend().value == pytest.approx(found.p * found.v / (found.q - 1))
    assert found.converged


def test_gradient():
    rng = np.random.default_rng(0)
    function = spend_log_likelihood(rng.integers(1, 500, 30).astype(float), rng.gamma(2, 50, 30))
    at = np.log([3.0, 2.0, 40.0])
    gradient = function(at)[1]
    slopes = [(function(at + step)[0] - function(at - step)[0]) / 2e-5 for step in np.eye(3) * 1e-5]
    assert gradient == pytest.approx(slopes, rel=1e-6)


def test_the_more_was_seen_the_less_it_is_drawn_to_the_mean(buyers):
    found = gamma_gamma(buyers)
    mean = found.mean_spend().value
    once, often, never = found.expected_spend([1, 50, 0], [3 * mean, 3 * mean, np.nan]).value
    assert mean < once < often < 3 * mean
    assert never == pytest.approx(mean)


def test_the_truth_is_covered():
    hits = []
    for seed in range(60):
        world = worlds.repeat_buyers(
            seed, customers=1500, params=(1.5, 5.0, 0.5, 5.0), spend=(4.0, 5.0, 40.0), weeks=52
        )
        columns = [world.histories[name] for name in ("frequency", "recency", "age")]
        found = gamma_gamma(RepeatSummary.of(*columns, spend=world.histories["spend"]))
        low, high = (found.columns()[name] for name in ("low", "high"))
        mean = found.mean_spend()
        hits.append(
            [*((low <= (4.0, 5.0, 40.0)) & (high >= (4.0, 5.0, 40.0))), mean.low <= 40.0 <= mean.high]
        )
    assert np.all(np.abs(np.mean(hits, axis=0) - 0.95) < 0.07)


def test_currency_does_not_matter(buyers):
    in_cents = RepeatSummary.of(buyers.frequency, buyers.recency, buyers.age, spend=buyers.spend * 100)
    one, other = gamma_gamma(buyers), gamma_gamma(in_cents)
    assert (other.p, other.q, other.v / 100) == pytest.approx((one.p, one.q, one.v), rel=1e-4)
    assert other.correlation.value == pytest.approx(one.correlation.value)


def test_what_breaks_the_assumptions_is_told():
    x = np.tile([1, 2, 5, 10], 50)
    spend = x * 10.0 + np.random.default_rng(1).gamma(2, 1, 200)
    spend[:3] = (0, -5, np.nan)
    found = gamma_gamma(RepeatSummary.of(x, [20.0] * 200, [30.0] * 200, spend=spend))
    assert any("3 customers were left out" in note for note in found.notes)
    assert any("hang together (correlation" in note for note in found.notes)


def test_wrong_input(buyers):
    bare = RepeatSummary.of(buyers.frequency, buyers.recency, buyers.age)
    with pytest.raises(OptionError, match="no money in the summary"):
        gamma_gamma(bare)
    with pytest.raises(NotEnoughDataError, match="1 customers with money"):
        gamma_gamma(RepeatSummary.of([1, 0], [1, 0], [5, 5], spend=[3, 4]))
    with pytest.raises(OptionError, match="no money"):
        gamma_gamma(buyers).expected_spend(bare)
    with pytest.raises(OptionError, match="give frequency and spend"):
        gamma_gamma(buyers).expected_spend(3)
