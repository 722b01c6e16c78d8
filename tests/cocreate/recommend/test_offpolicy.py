import numpy as np
import pandas as pd
import pytest

from cocreate import worlds
from cocreate.errors import InputError, MissingColumnError, NotEnoughDataError, OptionError
from cocreate.recommend import policy_value

LOG = {"action": "action", "reward": "reward", "propensity": "propensity"}


def rated(seed, method, **options):
    world = worlds.offers(600, seed=seed)
    found = policy_value(
        pd.DataFrame(world.table),
        **LOG,
        context=["visits", "region"],
        method=method,
        **{"target": "discount", **options},
    )
    return found, world


@pytest.mark.parametrize("method", ["ips", "snips", "dr"])
def test_truth_is_covered_at_the_stated_rate(method):
    """Discounts bring .8 + .6 visits, and visits have mean 0."""
    found = [rated(seed, method)[0] for seed in range(60)]
    assert np.mean([each.low <= 0.8 <= each.high for each in found]) == pytest.approx(0.95, abs=0.07)
    assert np.mean([each.value for each in found]) == pytest.approx(0.8, abs=0.04)


def test_doubly_robust_is_surest():
    errors = {
        method: np.mean([rated(seed, method)[0].std_error for seed in range(5)]) for method in ("ips", "dr")
    }
    assert errors["dr"] < errors["ips"]


def test_a_policy_by_context():
    """Calls for those who come seldom, else discounts: better than what was done."""
    world = worlds.offers(4000, seed=3)
    often = (world.table["visits"] > 0).astype(float)
    table = pd.DataFrame({**world.table, "p_call": 1 - often, "p_discount": often})
    target = {"call": "p_call", "discount": "p_discount"}
    found = policy_value(table, **LOG, target=target, context=["visits", "region"])
    truth = np.where(often == 1, world.expected[:, 1], world.expected[:, 0]).mean()
    assert found.low <= truth <= found.high
    assert found.gain_low > 0
    assert found.logged == pytest.approx(world.table["reward"].mean())


def test_the_logging_policy_is_worth_what_it_earned():
    table = {"did": ["a", "b"] * 20, "paid": np.arange(40.0), "chance": [0.5] * 40, "half": [0.5] * 40}
    found = policy_value(
        table,
        action="did",
        reward="paid",
        propensity="chance",
        target={"a": "half", "b": "half"},
        method="ips",
    )
    assert found.value == found.logged == 19.5
    assert found.gain == 0
    assert found.n_eff == 40


def test_any_form_of_table(as_form):
    table = worlds.offers(120, seed=1).table
    found, peer = (
        policy_value(each, **LOG, target="call", method="snips") for each in (as_form(table), table)
    )
    assert found.value == pytest.approx(peer.value)


def test_what_should_be_known_is_told():
    found, _ = rated(1, "ips", most_weight=2.0)
    assert "weights were cut" in found.notes[-1]
    few = policy_value(
        {"did": ["a"] * 9 + ["b"] * 3, "paid": np.arange(12.0), "chance": [0.5] * 12},
        action="did",
        reward="paid",
        propensity="chance",
        target="b",
        method="ips",
    )
    assert "too few for a normal interval" in few.notes[0]


def test_wrong_input():
    table = {"did": ["a", "b"] * 10, "paid": [1.0] * 20, "chance": [0.5] * 20, "third": [1 / 3] * 20}
    asked = {"action": "did", "reward": "paid", "propensity": "chance"}
    with pytest.raises(MissingColumnError, match="no action among those taken 'c'"):
        policy_value(table, **asked, target="c")
    with pytest.raises(InputError, match="do not add up to 1"):
        policy_value(table, **asked, target={"a": "third", "b": "third"})
    with pytest.raises(InputError, match="chances outside"):
        policy_value({**table, "chance": [2.0] * 20}, **asked, target="a")
    with pytest.raises(NotEnoughDataError, match="4 decisions are too few"):
        policy_value({name: values[:4] for name, values in table.items()}, **asked, target="a")
    with pytest.raises(OptionError, match="method == 'dm'"):
        policy_value(table, **asked, target="a", method="dm")
    with pytest.raises(OptionError, match="most_weight == 0"):
        policy_value(table, **asked, target="a", most_weight=0)
