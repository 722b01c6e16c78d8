import numpy as np
import pytest

from cocreate import cells, compare, compare_to_rest, csat, mean_score, nps
from cocreate.errors import NotEnoughDataError, OptionError

RNG = np.random.default_rng(6)
TABLE = {
    "shop": RNG.choice(["a", "b", "c", "d"], 800).tolist(),
    "s": RNG.integers(1, 6, 800).tolist(),
    "w": RNG.uniform(0.5, 2, 800).tolist(),
}


@pytest.mark.parametrize(("name", "function"), [("nps", nps), ("csat", csat), ("mean", mean_score)])
@pytest.mark.parametrize("weight", [None, "w"])
def test_as_comparing_by_hand(name, function, weight):
    found = compare_to_rest(TABLE, "s", by="shop", measure=name, weight=weight, adjust="none")
    for difference in found:
        inside = np.array([shop == difference.group["shop"] for shop in TABLE["shop"]])
        one, rest = ({k: np.array(v)[keep] for k, v in TABLE.items()} for keep in (inside, ~inside))
        expected = compare(function(rest, "s", weight=weight), function(one, "s", weight=weight))
        assert (difference.value, difference.low, difference.high, difference.p_value) == pytest.approx(
            (expected.value, expected.low, expected.high, expected.p_value)
        )
        assert difference.before.n + difference.after.n == 800


def test_finds_the_one_that_differs():
    scores = [1 if shop == "c" else score for shop, score in zip(TABLE["shop"], TABLE["s"], strict=True)]
    found = compare_to_rest(
        cells(TABLE | {"s": scores}, "s", by="shop"), by="shop", measure="csat", scale=(1, 5)
    )
    verdicts = {d.group["shop"]: d.verdict for d in found}
    assert verdicts["c"] == "lower"
    assert found.beyond_chance[0].group == {"shop": "c"}


def test_no_more_false_alarms_than_stated():
    alarms = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        table = {"g": rng.integers(0, 10, 500), "s": rng.integers(0, 11, 500)}
        alarms += bool(compare_to_rest(table, "s", by="g").beyond_chance)
    assert alarms / 200 < 0.09  # 5 %, and what 200 tries may stray


def test_small_groups_are_left_out():
    table = {"g": ["a"] * 20 + ["b"] * 20 + ["c"] * 2, "s": [9] * 42}
    found = compare_to_rest(table, "s", by="g", min_n=5)
    assert [u.reason for u in found.unmatched] == ["suppressed"] * 2
    assert len(found) == 1


def test_wrong_input():
    with pytest.raises(NotEnoughDataError, match="one group only"):
        compare_to_rest({"g": ["a"], "s": [1]}, "s", by="g")
    with pytest.raises(OptionError, match="measure == 'npss', must be one of nps"):
        compare_to_rest(TABLE, "s", by="shop", measure="npss")
    with pytest.raises(OptionError, match="do not fit nps"):
        compare_to_rest(TABLE, "s", by="shop", scale=(1, 5))
