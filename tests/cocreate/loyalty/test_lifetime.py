import numpy as np
import pytest

from cocreate.errors import OptionError
from cocreate.loyalty import RepeatSummary, bgnbd, gamma_gamma, lifetime_value, pareto_nbd


@pytest.fixture(scope="module", params=[bgnbd, pareto_nbd])
def purchases(request, buyers):
    return request.param(buyers)


def test_value_is_purchases_times_spend_times_margin(purchases, buyers):
    spend = gamma_gamma(buyers)
    found = lifetime_value(purchases, spend, summary=buyers, discount=0.12, horizon=52, margin=0.3)
    bought = purchases.discounted_expected(buyers, discount=0.12, horizon=52).value
    assert found.value == pytest.approx(0.3 * bought * spend.expected_spend(buyers).value)
    assert found.total.value == pytest.approx(found.value.sum())
    assert found.total.low < found.total.value < found.total.high
    assert found.columns()["customer"].tolist() == list(range(400))


def test_purchases_to_come_against_numerical_integration(purchases, buyers):
    """Discounted sums of the expectation's differences, in steps of a fiftieth of a week."""
    times = np.linspace(0, 52, 521)
    upto = np.array([purchases.conditional_expected(t, 4, 20.0, 30.0).value[0] for t in times])
    force = np.log(1.12) * 7 / 365.25
    expected = (np.diff(upto) * np.exp(-force * (times[1:] + times[:-1]) / 2)).sum()
    found = purchases.discounted_expected(4, 20.0, 30.0, discount=0.12, horizon=52)
    assert found.value[0] == pytest.approx(expected, rel=1e-6)


def test_errors_of_both_models_are_in_the_interval(purchases, buyers):
    spend = gamma_gamma(buyers)
    found = lifetime_value(purchases, spend, summary=buyers, horizon=52)
    bought = purchases.discounted_expected(buyers, discount=0.1, horizon=52)
    money = spend.expected_spend(buyers)
    shares = np.hypot(bought.std_error / bought.value, money.std_error / money.value)
    assert found.std_error / found.value == pytest.approx(shares, rel=1e-5)


def test_wrong_input(purchases, buyers):
    spend = gamma_gamma(buyers)
    with pytest.raises(OptionError, match="dict is no summary"):
        lifetime_value(purchases, spend, summary={})
    with pytest.raises(OptionError, match="margin == 30"):
        lifetime_value(purchases, spend, summary=buyers, margin=30)
    by_day = RepeatSummary.of([0], [0], [1], spend=[np.nan], unit="day")
    with pytest.raises(OptionError, match="counts by the day, the model by the week"):
        lifetime_value(purchases, spend, summary=by_day)
    with pytest.raises(OptionError, match="no money in the summary"):
        lifetime_value(purchases, spend, summary=RepeatSummary.of([0], [0], [1]))
    with pytest.raises(OptionError, match="give horizon"):
        lifetime_value(purchases, spend, summary=buyers, discount=0)
