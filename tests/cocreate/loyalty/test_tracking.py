import numpy as np
import pytest

from cocreate import worlds
from cocreate.errors import OptionError
from cocreate.loyalty import bgnbd, repeat_summary, track


@pytest.fixture(scope="module")
def cdnow_tracked(cdnow):
    fit = bgnbd(repeat_summary(cdnow, "customer", when="day", until="1997-09-30"))
    return track(fit, cdnow, customer="customer", when="day", fitted_until="1997-09-30")


def test_cdnow(cdnow_tracked):
    """Figures 2 and 3 of Fader, Hardie and Lee (2005): 39 weeks fitted, 39 weeks foretold."""
    found = cdnow_tracked
    assert found.time[-1] == pytest.approx(545 / 7)
    assert found.fitted_until == pytest.approx(272 / 7)
    assert np.all(np.diff(found.actual) >= 0)
    fitted = np.searchsorted(found.time, found.fitted_until) - 1
    assert found.expected[fitted] == pytest.approx(found.actual[fitted], rel=0.02)
    assert found.expected[-1] == pytest.approx(found.actual[-1], rel=0.06)
    assert np.all((found.low < found.expected) & (found.expected < found.high))
    assert found.by_frequency.customers.sum() == 2357
    assert found.by_frequency.expected == pytest.approx(found.by_frequency.actual, abs=1.0)
    means = found.by_frequency.actual @ found.by_frequency.customers
    assert means == pytest.approx(found.actual_after)


def test_it_holds_as_often_as_it_says():
    held = []
    for seed in range(20):
        table = worlds.repeat_buyers(seed, customers=600).purchases.columns
        fit = bgnbd(repeat_summary(table, "customer", when="when", until="2024-09-29"))
        held.append(track(fit, table, customer="customer", when="when", fitted_until="2024-09-29").holds)
    assert np.mean(held) == pytest.approx(0.95, abs=0.1)


def test_a_model_that_does_not_hold_is_told(cdnow):
    """Fitted on customers who stopped buying at once, held against those who go on."""
    weeks = np.arange(40)
    customers = np.repeat(np.arange(200), 40)
    steady = {"who": customers, "day": np.datetime64("2024-01-01") + np.tile(weeks * 7, 200)}
    fit = bgnbd(repeat_summary(cdnow, "customer", when="day", until="1997-09-30"))
    found = track(fit, steady, customer="who", when="day", fitted_until="2024-04-01")
    assert not found.holds
    assert "holds=False" in repr(found)


def test_wrong_input(cdnow):
    fit = bgnbd(repeat_summary(cdnow, "customer", when="day", until="1997-09-30"))
    with pytest.raises(OptionError, match="no day after fitted_until == 2001-01-01"):
        track(fit, cdnow, customer="customer", when="day", fitted_until="2001-01-01")
