import numpy as np
import pandas as pd
import pytest

from cocreate import worlds
from cocreate.choices import market_shares, mnl, willingness_to_pay
from cocreate.errors import MissingColumnError, NotNumericError, OptionError

WEIGHTS = {"quality": 0.8, "size": 0.0, "price": -0.5}


def fitted(situations=400, seed=1, **options):
    table = pd.DataFrame(worlds.choice_survey(situations, weights=WEIGHTS, seed=seed).table)
    return mnl(
        table, "chosen", attributes=list(WEIGHTS), situation="situation", alternative="option", constants=False, **options
    )  # fmt: skip


@pytest.fixture(scope="module")
def model():
    return fitted()


@pytest.mark.parametrize("method", ["fieller", "delta", "simulation"])
def test_truth_is_covered_at_the_stated_rate(method):
    covered = []
    for seed in range(60):
        found = willingness_to_pay(fitted(200, seed), cost="price", method=method)
        truth = np.array([0.8 / 0.5, 0.0])
        covered.append((found.low <= truth) & (truth <= found.high))
    assert np.mean(covered) == pytest.approx(0.95, abs=0.045)


def test_fieller_is_where_the_test_turns(model):
    found = willingness_to_pay(model, cost="price")
    for end in (found.low[0], found.high[0]):
        slope = np.array([1.0, 0.0, end])
        z = (slope @ model.value) / np.sqrt(slope @ model.covariance @ slope)
        assert abs(z) == pytest.approx(1.959964, abs=1e-5)


def test_ways_agree_where_much_is_known():
    model = fitted(4000)
    fieller, delta, drawn = (
        willingness_to_pay(model, cost="price", method=method)
        for method in ("fieller", "delta", "simulation")
    )
    assert fieller.value == pytest.approx(-model.value[:2] / model.value[2])
    for other in (delta, drawn):
        assert other.low == pytest.approx(fieller.low, abs=0.02)
        assert other.high == pytest.approx(fieller.high, abs=0.02)


def test_a_cost_that_may_not_matter_has_no_bounds(model):
    found = willingness_to_pay(model, cost="size")
    assert np.isneginf(found.low).all()
    assert np.isposinf(found.high).all()
    assert "willingness to pay has no bounds" in found.notes[-1]
    upside_down = willingness_to_pay(model, cost="quality")
    assert "people seem to like to pay" in upside_down.notes[0]


def test_shares_are_those_of_the_formula(model):
    line = {"plain": {"quality": 0, "size": 1, "price": 1}, "fine": {"quality": 2, "size": 1, "price": 3}}
    found = market_shares(model, line)
    utility = np.array([list(told.values()) for told in line.values()]) @ model.value
    assert found.value == pytest.approx(np.exp(utility) / np.exp(utility).sum())
    assert (found.low < found.value).all()
    assert (found.value < found.high).all()
    assert found.value.sum() == pytest.approx(1)
    drawn = np.random.default_rng(1).multivariate_normal(model.value, model.covariance, 20_000)
    gap = drawn @ (np.array([2, 0, 2.0]))
    share = 1 / (1 + np.exp(-gap))
    assert [found.low[1], found.high[1]] == pytest.approx(np.quantile(share, [0.025, 0.975]), abs=0.005)


def test_a_product_called_like_an_alternative_has_its_constant():
    rows = {"c": ["a", "b", "a", "a"] * 20, "xa": [1, 2, 1, 3] * 20, "xb": [2, 2, 2, 1] * 20}
    model = mnl(rows, "c", attributes={"x": {"a": "xa", "b": "xb"}}, base="b")
    same = market_shares(model, {"a": {"x": 1}, "b": {"x": 1}})
    assert same.value[0] == pytest.approx(1 / (1 + np.exp(-model.value[0])))


def test_wrong_input(model):
    with pytest.raises(MissingColumnError, match="did you mean 'price'"):
        willingness_to_pay(model, cost="prize")
    with pytest.raises(OptionError, match="method == 'wald'"):
        willingness_to_pay(model, cost="price", method="wald")
    with pytest.raises(OptionError, match="1 products"):
        market_shares(model, {"only": {"quality": 1, "size": 0, "price": 1}})
    with pytest.raises(MissingColumnError, match="no attribute of 'b' 'size'"):
        market_shares(model, {"a": {"quality": 1, "size": 0, "price": 1}, "b": {"quality": 1, "price": 2}})
    with pytest.raises(MissingColumnError, match="no attribute 'colour'"):
        market_shares(model, {"a": {"colour": 1}, "b": {}})
    told = {"quality": 1, "size": 0, "price": "cheap"}
    with pytest.raises(NotNumericError, match="'price' of 'a' is 'cheap'"):
        market_shares(model, {"a": told, "b": told})
