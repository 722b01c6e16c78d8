from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocreate.choices import best_worst_design, choice_design, profile_design
from cocreate.errors import InputError, OptionError

PRODUCT = {"price": [1, 2, 3], "colour": ["red", "blue"], "size": ["s", "m", "l"]}


@pytest.mark.parametrize(
    ("items", "size", "sets", "together"),
    [(7, 4, 7, 2), (7, 3, 7, 1), (9, 3, 12, 1), (13, 4, 13, 1), (5, 3, 10, 3)],
)
def test_known_block_designs_are_found(items, size, sets, together):
    found = best_worst_design(range(items), size=size, sets=sets)
    assert found.balanced
    assert found.efficiency == pytest.approx(1)
    for pair in combinations(range(items), 2):
        assert sum(set(pair) <= set(shown) for shown in found.versions[0]) == together


@settings(max_examples=25)
@given(st.integers(3, 14), st.integers(2, 5), st.integers(1, 3), st.integers(0, 99))
def test_what_is_said_of_a_design_is_so(items, size, versions, seed):
    size = min(size, items - 1)
    found = best_worst_design(range(items), size=size, versions=versions, rng=seed)
    sets = [shown for version in found.versions for shown in version]
    assert all(len(set(shown)) == size for shown in sets)
    assert found.item_counts.tolist() == [sum(item in shown for shown in sets) for item in range(items)]
    assert np.ptp(found.item_counts) <= versions
    assert found.pair_counts[0, 1] == sum({0, 1} <= set(shown) for shown in sets)
    assert found.position_counts.sum() == len(sets) * size
    assert 0 <= found.efficiency <= 1 + 1e-9
    assert len(found.to_dict()) == len(sets)


def test_versions_even_out_pairs_between_them():
    found = best_worst_design(range(20), size=5, sets=12, versions=5)
    off = found.pair_counts[np.triu_indices(20, 1)]
    assert np.ptp(off) <= 2
    assert np.ptp(found.item_counts) == 0
    assert found.position_counts.min() >= 2
    assert found.efficiency > 0.99


def test_seeds_repeat():
    assert (
        best_worst_design("abcdef", size=3, rng=4).versions
        == best_worst_design("abcdef", size=3, rng=4).versions
    )
    one, other = (choice_design(PRODUCT, sets=6, rng=seed).rows for seed in (1, 1))
    assert (one == other).all()


def test_all_profiles():
    found = profile_design(PRODUCT)
    assert len(found) == 18
    assert len(set(map(tuple, found.rows))) == 18
    assert found.efficiency == pytest.approx(1)
    assert found.level_counts == {"price": (6, 6, 6), "colour": (9, 9), "size": (6, 6, 6)}


def test_orthogonal_fractions_are_found():
    """Four factors of three levels in nine profiles, seven of two in eight: Taguchi's L9 and L8."""
    assert profile_design(dict.fromkeys("abcd", (1, 2, 3)), profiles=9).efficiency == pytest.approx(1)
    assert profile_design(dict.fromkeys("abcdefg", (1, 2)), profiles=8, rng=1).efficiency == pytest.approx(1)


def test_choices_between_opposites_are_best():
    """Three factors of two levels in four pairs: each pair is a foldover, and the D-error the least there is."""
    found = choice_design(dict.fromkeys("abc", (0, 1)), sets=4)
    assert found.efficiency == pytest.approx(1)
    assert found.overlap == 0
    assert found.d_error == pytest.approx(1)


def test_d_error_by_hand():
    found = choice_design(PRODUCT, sets=9, alternatives=3, rng=2)
    basis = {3: np.array([[1, 0], [0, 1], [-1, -1.0]]), 2: np.array([[1], [-1.0]])}
    coded = np.hstack([basis[len(of)][found.rows[:, at]] for at, of in enumerate(PRODUCT.values())])
    sets = coded.reshape(9, 3, 5)
    away = sets - sets.mean(axis=1, keepdims=True)
    information = np.einsum("sak,sal->kl", away, away) / 3 / 9
    assert found.d_error == pytest.approx(np.linalg.det(information) ** (-1 / 5))
    drawn = np.random.default_rng(1).integers(0, [3, 2, 3], size=(200, 27, 3))
    assert found.efficiency > 0.95
    assert len(drawn) == 200


def test_a_prior_avoids_sets_whose_winner_is_plain():
    strong = {"price": [2.0, 0, -2], "colour": [0, 0], "size": [0, 0, 0]}
    blind, told = choice_design(PRODUCT, sets=12), choice_design(PRODUCT, sets=12, prior=strong)
    worth = np.array(strong["price"])

    def gap(found):
        pairs = worth[found.rows[:, 0]].reshape(-1, 2)
        return np.abs(np.diff(pairs, axis=1)).mean()

    assert gap(told) < gap(blind)
    assert np.isnan(told.efficiency)


def test_wrong_input():
    with pytest.raises(OptionError, match="size == 5, must lie between 2 and 4"):
        best_worst_design(range(5), size=5)
    with pytest.raises(InputError, match="an item is there twice"):
        best_worst_design("aab", size=2)
    with pytest.raises(OptionError, match="profiles == 3, but 6 weights"):
        profile_design(PRODUCT, profiles=3)
    with pytest.raises(OptionError, match="two different ones"):
        profile_design({"price": [1]})
    with pytest.raises(OptionError, match="too few for 5 weights"):
        choice_design(PRODUCT, sets=3)
    with pytest.raises(OptionError, match="prior of 'price' holds 2 numbers"):
        choice_design(PRODUCT, sets=9, prior={"price": [1, 2]})
    with pytest.raises(OptionError, match="prior names 'taste'"):
        choice_design(PRODUCT, sets=9, prior={"taste": [1, 2]})
    with pytest.raises(OptionError, match="no attribute is named"):
        profile_design({})
