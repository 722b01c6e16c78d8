import sys
from itertools import permutations

import duckdb
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from cocreate.drivers import Importance, importance, moments, shapley, summing
from cocreate.errors import (
    CollinearError,
    InputError,
    MissingColumnError,
    NoAnswersError,
    NotEnoughDataError,
    NotNumericError,
    OptionError,
    WeightError,
)
from cocreate.worlds import driver_survey

DRIVERS = ["Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality"]


def values_of(found, names=DRIVERS):
    return [found.find(name).importance for name in names]


def r_squared(y, x):
    return sm.OLS(y, sm.add_constant(x)).fit().rsquared if x.shape[1] else 0.0


def by_all_orders(y, x):
    """What each driver adds to R squared, averaged over all orders: by force, with statsmodels."""
    gains = np.zeros(x.shape[1])
    orders = list(permutations(range(x.shape[1])))
    for order in orders:
        for place, driver in enumerate(order):
            before, after = list(order[:place]), list(order[: place + 1])
            gains[driver] += r_squared(y, x[:, after]) - r_squared(y, x[:, before])
    return gains / len(orders)


def survey(rows=300, **options):
    world = driver_survey(rows, **options)
    return pd.DataFrame(dict(world.table.columns)), list(world.drivers), world


class TestGoldenNumbers:
    """Shares of swiss fertility; R's relaimpo gives the same LMG (Groemping 2006, JSS 17(1))."""

    def test_lmg(self, swiss):
        found = importance(swiss, "Fertility", drivers=DRIVERS, intervals=None)
        assert values_of(found) == pytest.approx(
            [0.05709122, 0.17117303, 0.26013468, 0.10557015, 0.11276592], abs=5e-9
        )
        assert found.r_squared.value == pytest.approx(0.70673500, abs=5e-9)

    def test_johnson(self, swiss):
        found = importance(swiss, "Fertility", drivers=DRIVERS, method="johnson", intervals=None)
        assert values_of(found) == pytest.approx([0.048417, 0.154708, 0.271964, 0.114680, 0.116966], abs=5e-7)

    def test_all_orders_by_force(self, swiss):
        found = importance(swiss, "Fertility", drivers=DRIVERS[:4], intervals=None)
        expected = by_all_orders(swiss["Fertility"].to_numpy(), swiss[DRIVERS[:4]].to_numpy())
        assert values_of(found, DRIVERS[:4]) == pytest.approx(expected, abs=1e-12)


@settings(max_examples=30)
@given(st.integers(1, 5), st.integers(0, 10_000))
def test_shares_add_up_to_r_squared(drivers, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(40, drivers)) @ rng.normal(size=(drivers, drivers))
    table = pd.DataFrame(x, columns=[f"x{i}" for i in range(drivers)])
    table["y"] = x.sum(axis=1) + rng.normal(size=40)
    names = [f"x{i}" for i in range(drivers)]
    for method in ("lmg", "johnson"):
        found = importance(table, "y", drivers=names, method=method, intervals=None)
        assert sum(values_of(found, names)) == pytest.approx(r_squared(table["y"], x), abs=1e-8)
        assert sum(driver.share for driver in found) == pytest.approx(1)
        assert min(values_of(found, names)) >= -1e-12
        turned = importance(table[::-1], "y", drivers=names[::-1], method=method,
                            intervals=None)  # fmt: skip
        assert values_of(turned, names) == pytest.approx(values_of(found, names), abs=1e-9)


def test_scale_and_direction_do_not_matter(swiss):
    plain = importance(swiss, "Fertility", drivers=DRIVERS, intervals=None)
    changed = swiss.assign(Education=1e6 - 3 * swiss["Education"])
    turned = importance(changed, "Fertility", drivers=DRIVERS, intervals=None)
    assert values_of(turned) == pytest.approx(values_of(plain), abs=1e-9)
    assert turned.find("Education").correlation == pytest.approx(-plain.find("Education").correlation)


def test_sampled_orders_agree_with_all_of_them(swiss):
    matrix = np.corrcoef(swiss[[*DRIVERS, "Fertility"]].to_numpy().T)
    orders = shapley.random_orders(5, 4000, np.random.default_rng(3))
    gains = shapley.sampled(matrix, orders)
    assert gains.sum(axis=1) == pytest.approx(0.706735, abs=1e-6)
    assert gains.mean(axis=0) == pytest.approx(shapley.exact(matrix), abs=0.004)


def test_many_drivers_are_sampled_and_the_error_is_said():
    rng = np.random.default_rng(5)
    x = rng.normal(size=(500, 24)) + rng.normal(size=(500, 1))
    table = {"y": x[:, :3].sum(axis=1) + rng.normal(size=500)} | {f"x{i}": x[:, i] for i in range(24)}
    found = importance(table, "y", drivers=[f"x{i}" for i in range(24)], draws=100)
    assert found.method == "lmg sampled"
    assert 0 < found.sampling_error < 0.005
    assert {driver.name for driver in found[:3]} == {"x0", "x1", "x2"}
    assert all(driver.rank_to <= 3 for driver in found[:3])
    again = importance(table, "y", drivers=[f"x{i}" for i in range(24)], intervals=None, rng=9)
    for driver in found:
        assert abs(driver.importance - again.find(driver.name).importance) < 6 * found.sampling_error


def test_draws_on_some_orders_are_as_wide_as_on_all(monkeypatch):
    table, drivers, _ = survey(400, weights=(0.4, 0.3, 0.2, 0.1, 0.1, 0.0))
    exact = importance(table, "overall", drivers=drivers)
    monkeypatch.setattr(sys.modules[importance.__module__], "_MOST_EXACT_DRAWS", 2)
    some = importance(table, "overall", drivers=drivers)
    for driver in exact:
        width = driver.high - driver.low
        assert some.find(driver.name).high - some.find(driver.name).low == pytest.approx(width, rel=0.1)


@pytest.fixture(scope="module")
def found():
    worlds = [driver_survey(300, rng=seed) for seed in range(120)]
    return [
        (w, importance(pd.DataFrame(dict(w.table.columns)), "overall", drivers=w.drivers, draws=300, rng=i))
        for i, w in enumerate(worlds)
    ]


class TestTruth:
    """Simulated surveys of 300 rows whose importances are known."""

    def test_intervals_cover_at_the_stated_rate(self, found):
        """Nominal 95 %; 945 of 1,000 were reached in a longer run, 929 with 100 rows."""
        hits = [
            each.find(name).low <= true <= each.find(name).high
            for world, each in found
            for name, true in world.importance.items()
        ]
        assert 0.92 <= np.mean(hits) <= 0.98
        shares = [
            each.find(name).share_low <= true / world.r_squared <= each.find(name).share_high
            for world, each in found
            for name, true in world.importance.items()
        ]
        assert 0.92 <= np.mean(shares) <= 0.98
        whole = [e.r_squared.low <= world.r_squared <= e.r_squared.high for world, e in found]
        assert 0.9 <= np.mean(whole) <= 0.99

    def test_ranks_are_wrong_less_often_than_confidence_allows(self, found):
        wrong = [
            any(
                a.rank_to < b.rank_from and world.importance[a.name] <= world.importance[b.name]
                for a in each
                for b in each
            )
            for world, each in found
        ]
        assert np.mean(wrong) <= 0.06

    def test_ranks_are_found_where_drivers_differ(self, found):
        first = [each.find("aspect_1").rank_to <= 2 for _, each in found]
        assert np.mean(first) > 0.8


def test_parts_are_as_good_as_rows():
    """Above 1,000 rows random parts of them are drawn."""
    table, drivers, _ = survey(6000)
    parts = importance(moments(table, [*drivers, "overall"], parts=250), "overall", drivers=drivers)
    rows = importance(moments(table, [*drivers, "overall"], parts=6000), "overall", drivers=drivers)
    for driver in rows:
        assert parts.find(driver.name).high - parts.find(driver.name).low == pytest.approx(
            driver.high - driver.low, rel=0.2
        )


def test_same_seed_same_answer(swiss):
    one, two = (importance(swiss, "Fertility", drivers=DRIVERS, draws=200) for _ in range(2))
    assert one.to_dict() == two.to_dict()
    other = importance(swiss, "Fertility", drivers=DRIVERS, draws=200, rng=1)
    assert other.drivers[0].low != one.drivers[0].low


def test_every_form_of_table(as_form, swiss):
    found = importance(as_form(swiss.to_dict("list")), "Fertility", drivers=DRIVERS, draws=200)
    expected = importance(swiss, "Fertility", drivers=DRIVERS, draws=200)
    for name in DRIVERS:
        for figure in ("importance", "low", "high", "rank_from"):
            assert getattr(found.find(name), figure) == pytest.approx(getattr(expected.find(name), figure))


def test_pushed_down_it_is_the_same(monkeypatch):
    table, drivers, _ = survey(3000, gaps=0.02)
    expected = importance(table, "overall", drivers=drivers)
    monkeypatch.setattr(summing, "_NUMBERS_IN_MEMORY", 0)
    found = importance(duckdb.connect().from_df(table), "overall", drivers=drivers)
    assert values_of(found, drivers) == pytest.approx(values_of(expected, drivers), rel=1e-9)
    for driver in expected:
        assert found.find(driver.name).high == pytest.approx(
            driver.high, abs=0.25 * (driver.high - driver.low)
        )


def test_whole_weights_are_repetition(swiss):
    weights = np.arange(len(swiss)) % 3 + 1
    repeated = swiss.loc[swiss.index.repeat(weights)]
    weighted = importance(swiss.assign(w=weights), "Fertility", drivers=DRIVERS, weight="w", intervals=None)
    plain = importance(repeated, "Fertility", drivers=DRIVERS, intervals=None)
    assert values_of(weighted) == pytest.approx(values_of(plain), abs=1e-12)
    assert weighted.n == 47
    assert weighted.n_eff == pytest.approx(weights.sum() ** 2 / (weights**2).sum())


def test_groups_each_have_their_own(swiss):
    table = swiss.assign(region=["north", "south"] * 23 + ["north"])
    found = importance(table, "Fertility", drivers=DRIVERS, by="region", draws=200)
    assert [item.group for item in found] == [{"region": "north"}, {"region": "south"}]
    alone = importance(table[table["region"] == "south"], "Fertility", drivers=DRIVERS, intervals=None)
    assert values_of(found.find(region="south")) == pytest.approx(values_of(alone))
    frame = found.to_frame()
    assert list(frame["region"]) == ["north"] * 5 + ["south"] * 5
    assert len(found.to_dict()) == 10
    with pytest.raises(MissingColumnError, match="group"):
        found.find(region="west")


def test_a_group_that_cannot_be_worked_out_is_said(swiss):
    table = swiss.assign(region=["north"] * 43 + ["south"] * 4)
    found = importance(table, "Fertility", drivers=DRIVERS, by="region", intervals=None)
    assert len(found) == 1
    assert found.notes == (
        "region south: 4 rows can be used for 5 drivers, at least 7 are wanted; name fewer drivers",
    )


def test_missing_answers():
    table, drivers, world = survey(3000, gaps=0.1)
    listwise = importance(table, "overall", drivers=drivers, intervals=None)
    pairwise = importance(table, "overall", drivers=drivers, missing="pairwise", draws=200)
    whole = len(table.dropna())
    assert listwise.n == whole
    assert listwise.notes == (f"{3000 - whole} of 3000 rows have a gap and were left out",)
    assert whole < pairwise.n < 3000
    assert "each pair of columns uses the rows that have both" in pairwise.notes[0]
    for name, true in world.importance.items():
        assert pairwise.find(name).importance == pytest.approx(true, abs=0.05)
        assert pairwise.find(name).low < pairwise.find(name).high


def test_pairwise_correlations_that_contradict_each_other():
    a = [1, 2, 3, 4, 5, 6] + [None] * 6 + [1, 2, 3, 4, 5, 6]
    b = [1, 2, 3, 4, 5, 7] + [1, 2, 3, 4, 5, 6] + [None] * 6
    y = [None] * 6 + [1, 2, 3, 4, 5, 7] + [6, 5, 4, 3, 2, 0]
    found = importance({"a": a, "b": b, "y": y}, "y", drivers=["a", "b"], missing="pairwise", draws=100)
    assert any("contradict each other" in note for note in found.notes)
    assert 0 < found.r_squared.value <= 1


def test_moments_in_place_of_a_table(swiss):
    taken = moments(swiss, ["Fertility", *DRIVERS], parts=1000)
    assert values_of(importance(taken, "Fertility", drivers=DRIVERS)) == pytest.approx(
        values_of(importance(swiss, "Fertility", drivers=DRIVERS, intervals=None))
    )
    bare = importance(moments(swiss, ["Fertility", *DRIVERS]), "Fertility", drivers=DRIVERS)
    assert np.isnan(bare[0].low)
    assert any("taken without parts" in note for note in bare.notes)
    assert bare.to_dict()[0]["low"] is None
    with pytest.raises(InputError, match="added up already"):
        importance(taken, "Fertility", drivers=DRIVERS, weight="w")


class TestDegenerate:
    def test_collinear_columns_are_named(self, swiss):
        table = swiss.assign(both=swiss["Education"] + swiss["Catholic"])
        with pytest.raises(CollinearError, match="'both' can be worked out from 'Education', 'Catholic'"):
            importance(table, "Fertility", drivers=[*DRIVERS, "both"])

    def test_nearly_collinear_columns_are_warned_of(self, swiss):
        table = swiss.assign(twin=swiss["Education"] + np.random.default_rng(0).normal(0, 0.5, 47))
        found = importance(table, "Fertility", drivers=[*DRIVERS, "twin"], draws=100)
        assert any("'Education', 'twin' are almost worked out" in note for note in found.notes)

    @pytest.mark.parametrize("value", [0.0, 0.1, 3.0, 1e9 + 0.1])
    def test_a_constant_driver_is_left_out_and_named(self, swiss, value):
        found = importance(swiss.assign(same=value), "Fertility", drivers=[*DRIVERS, "same"], draws=100)
        assert found.left_out == ("same",)
        assert found.notes[0] == "'same' has the same value in every row and was left out"
        assert len(found) == 5

    def test_a_constant_outcome(self, swiss):
        with pytest.raises(NotEnoughDataError, match=r"'same' is 0\.1 in every row"):
            importance(swiss.assign(same=0.1), "same", drivers=DRIVERS)

    def test_only_constant_drivers(self, swiss):
        with pytest.raises(NotEnoughDataError, match="no driver varies"):
            importance(swiss.assign(same=3), "Fertility", drivers=["same"])

    def test_too_few_rows(self, swiss):
        with pytest.raises(NotEnoughDataError, match="6 rows can be used for 5 drivers, at least 7"):
            importance(swiss[:6], "Fertility", drivers=DRIVERS)

    def test_few_rows_are_warned_of(self, swiss):
        found = importance(swiss[:12], "Fertility", drivers=DRIVERS, draws=200)
        assert any("12 rows for 5 drivers are few" in note for note in found.notes)
        assert all(0 <= driver.low <= driver.high <= 1 for driver in found)

    def test_no_rows(self, swiss):
        with pytest.raises(NoAnswersError, match="empty"):
            importance(swiss[:0], "Fertility", drivers=DRIVERS)
        with pytest.raises(NoAnswersError, match="none of 47 rows has 'Fertility' and every driver"):
            importance(swiss.assign(Education=np.nan), "Fertility", drivers=DRIVERS)
        with pytest.raises(NoAnswersError, match="'Education' hold no number"):
            importance(swiss.assign(Education=np.nan), "Fertility", drivers=DRIVERS, missing="pairwise")

    def test_weights_of_nothing(self, swiss):
        with pytest.raises(WeightError, match="all 47 rows have the weight 0"):
            importance(swiss.assign(w=0.0), "Fertility", drivers=DRIVERS, weight="w")

    def test_one_driver_is_r_squared(self, swiss):
        found = importance(swiss, "Fertility", drivers=["Education"], draws=200)
        assert found[0].importance == pytest.approx(found.r_squared.value)
        assert (found[0].share, found[0].rank_from, found[0].rank_to) == (1, 1, 1)

    def test_a_perfect_fit(self):
        table = {"a": [1.0, 2, 3, 4, 5, 6], "b": [1.0, 0, 1, 1, 0, 1]}
        table["y"] = [2 * a + b for a, b in zip(table["a"], table["b"], strict=True)]
        found = importance(table, "y", drivers=["a", "b"], draws=200)
        assert found.r_squared.value == pytest.approx(1)


def test_wrong_input(swiss):
    with pytest.raises(MissingColumnError, match="did you mean 'Education'"):
        importance(swiss, "Fertility", drivers=["Educaton"])
    with pytest.raises(NotNumericError, match="'text' holds"):
        importance(swiss.assign(text="a"), "Fertility", drivers=["text"])
    with pytest.raises(OptionError, match="both outcome and driver"):
        importance(swiss, "Fertility", drivers=["Fertility"])
    with pytest.raises(OptionError, match="must be a list of columns"):
        importance(swiss, "Fertility", drivers="Education")
    with pytest.raises(OptionError, match="drivers is empty"):
        importance(swiss, "Fertility", drivers=[])
    with pytest.raises(OptionError, match="method == 'beta'"):
        importance(swiss, "Fertility", drivers=DRIVERS, method="beta")
    with pytest.raises(OptionError, match="intervals == 'wald'"):
        importance(swiss, "Fertility", drivers=DRIVERS, intervals="wald")
    with pytest.raises(OptionError, match="draws == 5"):
        importance(swiss, "Fertility", drivers=DRIVERS, draws=5)


def test_it_reads_as_a_table(swiss):
    found = importance(swiss, "Fertility", drivers=DRIVERS, draws=100)
    assert isinstance(found, Importance)
    assert repr(found) == (
        "Importance('Fertility': Education 37%, Examination 24%, Infant.Mortality 16%, …; R²=0.71, n=47)"
    )
    frame = found.to_frame()
    assert list(frame["driver"][:2]) == ["Education", "Examination"]
    assert list(frame["importance"]) == sorted(frame["importance"], reverse=True)
    with pytest.raises(MissingColumnError, match="driver"):
        found.find("Educaton")
