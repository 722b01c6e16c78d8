import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate.errors import MissingColumnError, NotEnoughDataError, OptionError, ScaleError
from cocreate.scales import cfa, reliability
from cocreate.worlds import questionnaire
from scale_data import TESTS, bfi, big_five, holzinger


@pytest.mark.parametrize(
    ("letter", "alpha"), [("A", 0.703), ("C", 0.727), ("E", 0.762), ("N", 0.814), ("O", 0.600)]
)
def test_alpha_of_the_big_five(letter, alpha):
    items, reverse = big_five(letter)
    found = reliability(bfi(), items, reverse=reverse, scale=(1, 6))
    assert found.alpha.value == pytest.approx(alpha, abs=5e-4)
    assert found.alpha.low < found.alpha.value < found.alpha.high


@pytest.mark.parametrize(
    ("scale", "alpha", "omega"),
    [("visual", 0.6261, 0.6254), ("textual", 0.8827, 0.8852), ("speed", 0.6885, 0.6877)],
)
def test_holzinger_and_swineford(scale, alpha, omega):
    table = holzinger()
    assert reliability(table, TESTS[scale]).alpha.value == pytest.approx(alpha, abs=5e-5)
    by_factor = {found.group["factor"]: found.value for found in cfa(table, TESTS).omega}
    assert by_factor[scale] == pytest.approx(omega, abs=1e-4)


def test_alpha_and_its_interval_beside_pingouin():
    pingouin = pytest.importorskip("pingouin")
    table = holzinger()[TESTS["textual"]]
    value, ends = pingouin.cronbach_alpha(data=table)
    found = reliability(table, TESTS["textual"]).alpha
    assert (found.value, round(found.low, 3), round(found.high, 3)) == pytest.approx((value, *ends), abs=1e-9)


def test_items_by_hand():
    table = holzinger()[TESTS["textual"]]
    found = reliability(table, TESTS["textual"])
    rest = [table[name].corr(table.drop(columns=name).sum(axis=1)) for name in table]
    np.testing.assert_allclose(found.rest, rest)
    np.testing.assert_allclose(found.mean, table.mean())
    np.testing.assert_allclose(found.deviation, table.std())
    pair = table[["x5", "x6"]]
    alone = 2 * (1 - pair.var().sum() / pair.sum(axis=1).var())
    assert found.alpha_without[0] == pytest.approx(alone)


def test_reversing_turns_items_round():
    table = bfi()
    items, reverse = big_five("A")
    turned = table.assign(A1=7 - table["A1"])
    one = reliability(table, items, reverse=reverse, scale=(1, 6))
    other = reliability(turned, items)
    assert one.alpha.value == pytest.approx(other.alpha.value)
    np.testing.assert_allclose(one.mean, other.mean)


def test_a_backward_item_is_named():
    items, _ = big_five("A")
    assert any("'A1' runs against the others" in note for note in reliability(bfi(), items).notes)


def test_without_a_scale_it_is_taken_from_the_answers():
    items, reverse = big_five("A")
    found = reliability(bfi(), items, reverse=reverse)
    assert "the scale is taken to run from 1 to 6, as the answers do" in found.notes


def test_every_form_of_table(as_form):
    table = {name: holzinger()[name].tolist() for name in TESTS["textual"]}
    expected = reliability(table, TESTS["textual"])
    found = reliability(as_form(table), TESTS["textual"])
    assert found.alpha.value == pytest.approx(expected.alpha.value, abs=1e-12)
    assert found.omega.value == pytest.approx(expected.omega.value, abs=1e-6)


def test_intervals_hold_the_truth_at_the_stated_rate():
    loading = questionnaire().loading
    true = 4 * loading**2 * 4 / (4 * loading**2 * 4 + 4 * (1 - loading**2))
    inside = []
    for seed in range(120):
        world = questionnaire(people=200, seed=seed)
        found = reliability(world.table, world.factors["a"])
        inside.append([e.low <= true <= e.high for e in (found.alpha, found.omega)])
    assert np.mean(inside, axis=0) == pytest.approx([0.95, 0.95], abs=0.045)


@given(st.integers(0, 1000), st.floats(0.1, 50), st.floats(-100, 100))
def test_stretching_and_moving_all_items_changes_nothing(seed, by, shift):
    values = np.random.default_rng(seed).normal(size=(60, 3)) + np.random.default_rng(seed + 1).normal(
        size=(60, 1)
    )
    names = ["a", "b", "c"]
    one = reliability(pd.DataFrame(values, columns=names), names).alpha.value
    other = reliability(pd.DataFrame(values * by + shift, columns=names), names).alpha.value
    assert one == pytest.approx(other, abs=1e-7)


def test_two_items_have_an_alpha_and_no_omega():
    found = reliability(holzinger(), ["x4", "x5"])
    assert found.omega is None
    assert "omega is not given" in found.notes[0]
    assert np.isnan(found.alpha_without).all()


@pytest.mark.parametrize(
    ("table", "items", "options", "error", "said"),
    [
        ({"a": [1, 2, 3], "b": [1, 2, 2]}, ["a", "c"], {}, MissingColumnError, "'c'"),
        ({"a": [1, 2, 3, 4], "b": [1, 1, 1, 1]}, ["a", "b"], {}, NotEnoughDataError, "'b' never varies"),
        ({"a": [1, 2, 3], "b": [1, 2, 2]}, ["a"], {}, OptionError, "2 items or more"),
        ({"a": [1, 2, 3], "b": [1, 2, 2]}, ["a", "a"], {}, OptionError, "named twice"),
        ({"a": [1, 2], "b": [1, 2]}, ["a", "b"], {}, NotEnoughDataError, "too few"),
        ({"a": [1, 2, 3], "b": [1, 2, 2]}, ["a", "b"], {"scale": (5, 1)}, ScaleError, "must begin below"),
        ({"a": [1, 2, 3], "b": [1, 2, 2]}, ["a", "b"], {"reverse": ["z"]}, MissingColumnError, "item 'z'"),
    ],
)
def test_what_cannot_be_used(table, items, options, error, said):
    with pytest.raises(error, match=said):
        reliability(table, items, **options)
