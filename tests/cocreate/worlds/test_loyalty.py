import numpy as np
import pytest

from cocreate import worlds


@pytest.mark.parametrize("leaving", ["after a purchase", "any time"])
def test_purchases_and_histories_tell_the_same(leaving):
    world = worlds.repeat_buyers(2, customers=300, leaving=leaving)
    who, when = world.purchases["customer"], world.purchases["when"]
    names, first, count = np.unique(who.astype(str), return_index=True, return_counts=True)
    assert len(names) == len(world.histories) == 300
    assert (count - 1).tolist() == world.histories["frequency"].tolist()
    last = np.append(first[1:], len(who)) - 1
    weeks = (when[last] - when[first]) / np.timedelta64(7 * 86_400, "s")
    assert weeks == pytest.approx(world.histories["recency"], abs=1e-5)
    assert np.all(world.histories["recency"] <= world.histories["age"])
    assert (world.purchases["amount"] >= 0).all()


def test_the_mean_number_of_repeats_is_the_models():
    """E[X(t)] of the Pareto/NBD model in closed form; everybody joins at once."""
    r, alpha, s, beta = 0.8, 8.0, 1.5, 20.0
    world = worlds.repeat_buyers(
        0, customers=40_000, leaving="any time", params=(r, alpha, s, beta), weeks=52, joining_weeks=0
    )
    expected = r * beta / (alpha * (s - 1)) * (1 - (beta / (beta + 52)) ** (s - 1))
    assert world.histories["frequency"].mean() == pytest.approx(expected, rel=0.03)


def test_survivors_follow_the_model():
    world = worlds.subscribers(0, customers=50_000, alpha=0.7, beta=1.2, renewals=5)
    steps = np.arange(5)
    expected = np.cumprod((1.2 + steps) / (1.9 + steps))
    assert np.array(world.survivors[1:]) / 50_000 == pytest.approx(expected, abs=0.01)
    assert len(world.contracts) == world.survivors[0] == 50_000


def test_a_seed_gives_one_world():
    one, other = (worlds.repeat_buyers(7, customers=50) for _ in range(2))
    assert one.purchases["amount"].tolist() == other.purchases["amount"].tolist()
    assert worlds.subscribers(7).survivors == worlds.subscribers(7).survivors
