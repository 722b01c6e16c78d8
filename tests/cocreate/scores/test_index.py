import numpy as np
import pytest
from statsmodels.stats.weightstats import DescrStatsW

from cocreate import cells, experience_index, mean_score
from cocreate.errors import InputError, MissingColumnError, MixedScalesError, NoAnswersError, OptionError

RNG = np.random.default_rng(21)
COMMON = RNG.normal(0, 1, 300)
WIDE = {
    name: np.clip(np.rint(3 + COMMON + RNG.normal(0, 1, 300)), 1, 5)
    for name in ("effective", "easy", "enjoyable")
} | {"shop": RNG.choice(["a", "b"], 300), "w": RNG.uniform(0.5, 2, 300)}
ITEMS = ["effective", "easy", "enjoyable"]
WEIGHTS = {"effective": 2.0, "easy": 1.0, "enjoyable": 1.0}


def as_long(wide):
    return {
        "component": np.repeat(ITEMS, len(wide["shop"])),
        "s": np.concatenate([wide[name] for name in ITEMS]),
        "shop": np.tile(wide["shop"], 3),
    }


def test_wide_is_the_mean_of_each_persons_index():
    each = sum(WEIGHTS[name] / 4 * (WIDE[name] - 1) / 4 * 100 for name in ITEMS)
    expected = DescrStatsW(each)
    found = experience_index(WIDE, items=ITEMS, weights=WEIGHTS)
    assert (found.value, found.n, found.unit, found.bounds) == (
        pytest.approx(each.mean()),
        300,
        "index",
        (0, 100),
    )
    assert (found.low, found.high) == pytest.approx(expected.tconfint_mean())


def test_long_is_the_sum_of_independent_means():
    found = experience_index(as_long(WIDE), "s", weights=WEIGHTS)
    parts = [mean_score(WIDE, name) for name in ITEMS]
    shares = np.array([WEIGHTS[name] / 4 * 25 for name in ITEMS])
    variances = np.array([part.std_error**2 for part in parts]) * shares**2
    assert found.value == pytest.approx(
        sum((part.value - 1) * share for part, share in zip(parts, shares, strict=True))
    )
    assert found.std_error == pytest.approx(np.sqrt(variances.sum()))
    assert found.df == pytest.approx(variances.sum() ** 2 / (variances**2 / 299).sum())
    assert found.n == 900


def test_answers_of_one_person_hang_together():
    """The components rise and fall together, so the wide interval, which knows it, is wider."""
    wide, long = experience_index(WIDE, items=ITEMS), experience_index(as_long(WIDE), "s")
    assert wide.value == pytest.approx(long.value)
    assert wide.std_error > 1.2 * long.std_error


def test_net_of_three_parts():
    """Mean over the parts of top-two share less bottom-two share."""
    expected = np.mean([100 * (np.mean(WIDE[name] >= 4) - np.mean(WIDE[name] <= 2)) for name in ITEMS])
    found = experience_index(WIDE, items=ITEMS, form="net")
    assert (found.value, found.bounds) == (pytest.approx(expected), (-100, 100))
    one = experience_index(WIDE, items=ITEMS, form="net", top=1, bottom=1)
    assert one.value == pytest.approx(
        np.mean([100 * (np.mean(WIDE[n] == 5) - np.mean(WIDE[n] == 1)) for n in ITEMS])
    )


def test_satisfaction_of_three_items():
    """(sum of means - 3) / 27 * 100 on items from 1 to 10."""
    table = {"overall": [8, 9, 10, 4], "expected": [7, 9, 9, 5], "ideal": [6, 8, 9, 3]}
    found = experience_index(table, items=list(table), form="satisfaction")
    assert found.value == pytest.approx((sum(np.mean(v) for v in table.values()) - 3) / 27 * 100)
    with pytest.raises(OptionError, match="made of three items weighted alike"):
        experience_index(table, items=["overall", "ideal"], form="satisfaction")
    with pytest.raises(OptionError, match="wants the scale 1 to 10"):
        experience_index(table, items=list(table), form="satisfaction", scale=(0, 10))


def test_tables_of_every_kind_and_cells_agree(as_form):
    long = {name: list(values) for name, values in as_long(WIDE).items()}
    expected = experience_index(long, "s", by="shop")
    assert [e.value for e in experience_index(as_form(long), "s", by="shop")] == pytest.approx(
        [e.value for e in expected]
    )
    counted = cells(long, "s", by=["component", "shop"])
    assert experience_index(counted, by="shop") == expected
    wide = {name: list(values) for name, values in WIDE.items()}
    for ours, theirs in zip(
        experience_index(as_form(wide), items=ITEMS, by="shop", weight="w"),
        experience_index(WIDE, items=ITEMS, by="shop", weight="w"),
        strict=True,
    ):
        assert (ours.value, ours.low, ours.n_eff) == pytest.approx((theirs.value, theirs.low, theirs.n_eff))


def test_components_not_answered_by_all():
    table = {"easy": [1, 5, 3, None], "good": [2, None, 4, 5]}
    found = experience_index(table, items=["easy", "good"])
    assert found.value == pytest.approx((50 + 100 * (11 / 3 - 1) / 4) / 2)
    assert found.n == 4


def test_a_group_without_a_component_has_no_value():
    table = {"component": ["a", "b", "a"], "g": ["x", "x", "y"], "s": [1, 5, 3]}
    found = experience_index(table, "s", by="g")
    assert [e.to_dict()["value"] for e in found] == [50, None]


def test_scales_of_their_own():
    table = {"component": ["nps", "nps", "ces", "ces"], "s": [0, 10, 1, 7]}
    assert experience_index(table, "s", scale={"nps": (0, 10), "ces": (1, 7)}).value == 50
    with pytest.raises(
        MixedScalesError, match=r"component 'ces' has answers such as 7 outside its scale 1 to 5"
    ):
        experience_index(table, "s", weights={"ces": 1})


def test_truth_is_covered_at_the_stated_rate():
    rng = np.random.default_rng(5)
    common = rng.integers(-1, 2, (1500, 40, 1))
    scores = np.clip(3 + common + rng.integers(-1, 2, (1500, 40, 2)), 1, 5)
    table = {"run": np.repeat(np.arange(1500), 40), "a": scores[..., 0].ravel(), "b": scores[..., 1].ravel()}
    found = experience_index(table, items=["a", "b"], by="run")
    assert np.mean((found.low <= 50) & (found.high >= 50)) == pytest.approx(0.95, abs=0.017)


def test_wrong_input():
    with pytest.raises(MissingColumnError, match="no component 'esy'; did you mean 'easy'"):
        experience_index(WIDE, items=ITEMS, weights={"esy": 1})
    with pytest.raises(OptionError, match="must be >= 0"):
        experience_index(WIDE, items=ITEMS, weights={"easy": -1})
    with pytest.raises(OptionError, match="all weights are zero"):
        experience_index(WIDE, items=ITEMS, weights={"easy": 0})
    with pytest.raises(OptionError, match="form == 'best'"):
        experience_index(WIDE, items=ITEMS, form="best")
    with pytest.raises(OptionError, match="overlap"):
        experience_index(WIDE, items=ITEMS, form="net", top=3, bottom=3)
    with pytest.raises(OptionError, match="each once"):
        experience_index(WIDE, items=["easy", "easy"])
    with pytest.raises(OptionError, match="holds the components"):
        experience_index(as_long(WIDE), "s", by="component")
    with pytest.raises(InputError, match="name the component instead"):
        experience_index(WIDE, "easy", items=ITEMS)
    with pytest.raises(InputError, match="holds text"):
        experience_index(WIDE, items=["easy", "shop"])
    with pytest.raises(NoAnswersError):
        experience_index({"easy": [None], "good": [None]}, items=["easy", "good"])
    with pytest.raises(MissingColumnError, match="no component in scale 'easy'"):
        experience_index(WIDE, items=["easy"], scale={"esy": (1, 5)})


def test_answers_all_alike_still_have_an_interval():
    for found in (
        experience_index({"easy": [5, 5, 5], "good": [5, 5, 5]}, items=["easy", "good"]),
        experience_index({"component": ["easy", "good"] * 3, "s": [5] * 6}, "s"),
    ):
        assert found.value == found.high == 100
        assert 0 < found.low < 95
