from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from cocreate import worlds
from cocreate.errors import (
    InputError,
    MissingColumnError,
    NoAnswersError,
    NotEnoughDataError,
    NotNumericError,
    OptionError,
)
from cocreate.recommend import Limits, learn_actions, next_action

CONTEXT = {"visits": 2.0, "region": "north"}
NOW = datetime(2026, 1, 10, tzinfo=UTC)


def learnt(decisions=3000, seed=1):
    table = pd.DataFrame(worlds.offers(decisions, seed=seed).table)
    return learn_actions(
        table, action="action", reward="reward", context=["visits", "region"], propensity="propensity"
    )


@pytest.fixture(scope="module")
def model():
    return learnt()


def test_truth_is_covered_at_the_stated_rate():
    """Calls bring 1 - visits / 2, discounts .8 + .6 visits, letters .5, or .8 in the south."""
    covered = []
    for seed in range(60):
        value, error = learnt(1200, seed).expected({"visits": 1.0, "region": "south"})
        covered.append(np.abs(value - [0.5, 1.4, 0.8]) <= 1.96 * error)
    assert np.mean(covered) == pytest.approx(0.95, abs=0.04)


def test_the_best_for_each_customer(model):
    assert next_action(model, CONTEXT, explore="none").action == "discount"
    assert next_action(model, {"visits": -2.0, "region": "north"}, explore="none").action == "call"


def test_money(model):
    found = next_action(model, CONTEXT, worth=10, costs={"discount": 15.0}, explore="none")
    assert found.action == "letter"
    discount = next(each for each in found.candidates if each.action == "discount")
    assert discount.value == pytest.approx(10 * model.expected(CONTEXT)[0][1] - 15)
    assert "letter is expected to be worth" in found.reason


@pytest.mark.parametrize("explore", ["thompson", "epsilon", "softmax"])
def test_propensities_are_how_often_actions_are_chosen(model, explore):
    rng = np.random.default_rng(1)
    found = [
        next_action(model, {"visits": 0.0, "region": "north"}, explore=explore, rate=0.3, rng=rng)
        for _ in range(600)
    ]
    for action in model.actions:
        chance = np.mean([next(c.chance for c in each.candidates if c.action == action) for each in found])
        assert np.mean([each.action == action for each in found]) == pytest.approx(chance, abs=0.06)
    assert all(each.propensity > 0 for each in found)
    assert any(each.explored for each in found)
    assert "chosen to learn" in next(each.reason for each in found if each.explored)


def test_thompson_explores_less_once_more_is_known():
    context = {"visits": 0.6, "region": "north"}
    few, many = (next_action(learnt(n, 3), context, rate=0.0).candidates for n in (60, 6000))
    assert max(each.chance for each in many) > max(each.chance for each in few)


def test_limits(model):
    limits = Limits(
        allowed=frozenset({"call", "discount", "letter"}), last={"discount": NOW - timedelta(days=2)},
        rest={"discount": timedelta(days=7)}, left={"letter": 0},
    )  # fmt: skip
    found = next_action(model, CONTEXT, limits=limits, now=NOW)
    assert (found.action, found.propensity) == ("call", 1.0)
    told = {each.action: each.closed for each in found.candidates}
    assert told == {"call": "", "discount": "rests until 2026-01-15 00:00", "letter": "none left"}
    assert (
        next_action(model, CONTEXT, limits=limits, now=NOW + timedelta(days=7), explore="none").action
        == "discount"
    )
    nothing = next_action(model, CONTEXT, limits=Limits(allowed=frozenset()))
    assert nothing.action is None
    assert "not for this customer" in nothing.reason
    dear = next_action(
        model, CONTEXT, costs=dict.fromkeys(model.actions, 9.0), limits=Limits(least_value=0.0)
    )
    assert dear.action is None
    with pytest.raises(OptionError, match="give now="):
        next_action(model, CONTEXT, limits=limits)


def test_seeds_repeat(model):
    assert repr(next_action(model, CONTEXT, rng=3)) == repr(next_action(model, CONTEXT, rng=3))


def test_any_form_of_table(as_form):
    table = worlds.offers(200, seed=2).table
    asked = {"action": "action", "reward": "reward", "context": ["visits", "region"]}
    assert learn_actions(as_form(table), **asked).value == pytest.approx(learn_actions(table, **asked).value)


def test_wrong_input(model):
    log = {"did": ["a", "a", "b", "b"], "paid": [1.0, 2.0, 3.0, 4.0], "chance": [0.5, 0.5, 0.5, 0.0]}
    with pytest.raises(InputError, match=r"chances outside \(0, 1\]"):
        learn_actions(log, action="did", reward="paid", propensity="chance")
    with pytest.raises(InputError, match="'paid' is missing or not finite"):
        learn_actions({**log, "paid": [1.0, None, 2.0, 3.0]}, action="did", reward="paid")
    with pytest.raises(NotNumericError, match="no number"):
        learn_actions({**log, "paid": list("abcd")}, action="did", reward="paid")
    with pytest.raises(NotEnoughDataError, match="'b' was taken once only"):
        learn_actions({"did": ["a", "a", "b"], "paid": [1, 2, 3]}, action="did", reward="paid")
    with pytest.raises(NoAnswersError, match="the table is empty"):
        learn_actions({"did": [], "paid": []}, action="did", reward="paid")
    with pytest.raises(MissingColumnError, match="no trait in the context 'region'"):
        next_action(model, {"visits": 1.0})
    with pytest.raises(OptionError, match="explore == 'ucb'"):
        next_action(model, CONTEXT, explore="ucb")
    with pytest.raises(OptionError, match="rate == 2"):
        next_action(model, CONTEXT, rate=2)
