import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocreate.errors import (
    InputError,
    MissingColumnError,
    NoAnswersError,
    NotEnoughDataError,
    OptionError,
    WeightError,
)
from cocreate.opinions import bradley_terry, next_pair, wiki_scores
from cocreate.worlds import contests

# Agresti (2002), table 10.10: citations between four journals
BETWEEN = [
    ("Biometrika", "CommStat", 730, 33),
    ("Biometrika", "JASA", 498, 320),
    ("Biometrika", "JRSSB", 221, 284),
    ("CommStat", "JASA", 68, 813),
    ("CommStat", "JRSSB", 17, 276),
    ("JASA", "JRSSB", 142, 325),
]
CITATIONS = {
    "cited": [name for one, other, _, _ in BETWEEN for name in (one, other)],
    "citing": [name for one, other, _, _ in BETWEEN for name in (other, one)],
    "times": [count for _, _, won, lost in BETWEEN for count in (won, lost)],
}
ROLES = {"winner": "winner", "loser": "loser"}


def citations(**options):
    return bradley_terry(CITATIONS, winner="cited", loser="citing", weight="times", **options)


def test_citations_between_journals():
    found = citations(reference="Biometrika")
    value = dict(zip(found.items, found.value, strict=True))
    golden = {"Biometrika": 0, "CommStat": -2.9491, "JASA": -0.4796, "JRSSB": 0.2690}
    assert {label: round(v, 4) for label, v in value.items()} == golden
    assert found.deviance == pytest.approx(4.2934, abs=5e-5)
    assert found.items == ("JRSSB", "Biometrika", "JASA", "CommStat")
    assert (list(found.rank_from), list(found.rank_to)) == ([1, 2, 3, 4], [1, 2, 3, 4])


def test_standard_errors_beside_a_logistic_regression():
    import statsmodels.api as sm

    names = ("Biometrika", "CommStat", "JASA", "JRSSB")
    design = np.array(
        [
            [(w == name) - (lo == name) for name in names[1:]]
            for w, lo in zip(CITATIONS["cited"], CITATIONS["citing"], strict=True)
        ],
        dtype=float,
    )
    fitted = sm.GLM(
        np.ones(12), design, family=sm.families.Binomial(), freq_weights=np.array(CITATIONS["times"])
    ).fit()
    found = citations(reference="Biometrika")
    error = dict(zip(found.items, found.std_error, strict=True))
    assert [error[name] for name in names[1:]] == pytest.approx(list(fitted.bse), rel=1e-5)


def test_the_reference_moves_strengths_but_not_their_differences():
    one, other = citations(), citations(reference="JASA")
    assert one.value.mean() == pytest.approx(0, abs=1e-12)
    np.testing.assert_allclose(np.diff(one.value), np.diff(other.value), atol=1e-10)
    assert one.chance("JASA", "CommStat") == pytest.approx(other.chance("JASA", "CommStat"))


def test_chance_follows_the_model():
    found = citations(reference="Biometrika")
    value, low, high = found.chance("Biometrika", "CommStat")
    assert value == pytest.approx(1 / (1 + np.exp(-2.9491)), abs=1e-5)
    assert low < value < high
    assert sum(found.chance(*pair)[0] for pair in (("JASA", "JRSSB"), ("JRSSB", "JASA"))) == pytest.approx(1)


def test_recovers_strengths_at_the_stated_rate():
    inside = []
    for seed in range(60):
        world = contests(items=8, comparisons=800, seed=seed)
        found = bradley_terry(world.table, **ROLES)
        truth = world.strength[list(found.items)]
        inside.append((found.low <= truth) & (truth <= found.high))
    assert np.mean(inside) == pytest.approx(0.95, abs=0.03)


def test_ranks_hold_the_truth():
    wrong = 0
    for seed in range(40):
        world = contests(items=8, comparisons=600, seed=100 + seed)
        found = bradley_terry(world.table, **ROLES)
        true_rank = (-world.strength).argsort().argsort()[list(found.items)] + 1
        wrong += bool(((true_rank < found.rank_from) | (true_rank > found.rank_to)).any())
    assert wrong <= 6


def test_weights_repeat_rows():
    world = contests(items=5, comparisons=150, seed=3)
    rows = list(zip(world.table["winner"], world.table["loser"], strict=True))
    kinds = sorted(set(rows))
    weighted = {
        "winner": [w for w, _ in kinds],
        "loser": [lo for _, lo in kinds],
        "n": [rows.count(kind) for kind in kinds],
    }
    one, other = bradley_terry(world.table, **ROLES), bradley_terry(weighted, **ROLES, weight="n")
    np.testing.assert_allclose(one.value, other.value, atol=1e-9)


def test_every_form_of_table(as_form):
    table = {"winner": ["a", "b", "a", "c", "b"], "loser": ["b", "a", "c", "a", "c"]}
    expected = bradley_terry(table, **ROLES, prior=0.5)
    found = bradley_terry(as_form(table), **ROLES, prior=0.5)
    assert found.items == expected.items
    np.testing.assert_allclose(found.value, expected.value, atol=1e-9)


def test_one_who_never_lost_has_no_finite_strength_without_a_prior():
    table = {"winner": ["a", "a", "b", "c"], "loser": ["b", "c", "c", "b"]}
    with pytest.raises(NotEnoughDataError, match="'a' won or lost every comparison"):
        bradley_terry(table, **ROLES, prior=0)
    found = bradley_terry(table, **ROLES)
    assert found.items[0] == "a"
    assert found.prior == 0.5
    assert "half-wins were lent" in found.notes[0]
    assert np.isfinite(found.high).all()


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 5)), min_size=3, max_size=60))
def test_anything_goes_in_and_strengths_come_out(pairs):
    table = {"winner": [one for one, _ in pairs], "loser": [(one + step) % 6 for one, step in pairs]}
    found = bradley_terry(table, **ROLES)
    assert np.isfinite(found.value).all()
    assert list(found.value) == sorted(found.value, reverse=True)
    assert (found.rank_from <= np.arange(1, len(found) + 1)).all()
    assert (found.rank_to >= np.arange(1, len(found) + 1)).all()


@pytest.mark.parametrize(
    ("table", "options", "error"),
    [
        ({"winner": ["a"], "loser": ["a"]}, {}, InputError),
        ({"winner": [], "loser": []}, {}, NoAnswersError),
        ({"winner": ["a"], "looser": ["b"]}, {}, MissingColumnError),
        ({"winner": ["a"], "loser": [None]}, {}, InputError),
        ({"winner": ["a"], "loser": ["b"], "n": [-1.0]}, {"weight": "n"}, WeightError),
        ({"winner": ["a"], "loser": ["b"]}, {"prior": -1}, OptionError),
        ({"winner": ["a"], "loser": ["b"]}, {"reference": "z"}, MissingColumnError),
    ],
)
def test_bad_comparisons(table, options, error):
    with pytest.raises(error):
        bradley_terry(table, **ROLES, **options)


def test_wiki_scores_recover_the_chance_to_win():
    inside = []
    for seed in range(25):
        world = contests(items=12, comparisons=600, spread=0.8, seed=seed)
        found = wiki_scores(world.table, **ROLES)
        gap = world.strength[:, None] - world.strength
        truth = 100 * ((1 / (1 + np.exp(-gap))).sum(axis=1) - 0.5) / 11
        truth = truth[list(found.items)]
        inside.append((found.low <= truth) & (truth <= found.high))
    assert np.mean(inside) == pytest.approx(0.95, abs=0.04)


def test_an_idea_seen_once_is_not_the_best():
    table = {"winner": ["a"] * 30 + ["b"] * 10 + ["new"], "loser": ["b"] * 30 + ["a"] * 10 + ["b"]}
    found = wiki_scores(table, **ROLES)
    assert found.items[0] == "a"
    assert (found.value >= 0).all()
    assert (found.value <= 100).all()


def test_next_pair_lets_the_seldom_seen_catch_up():
    shown = {"old": 1000, "older": 1000, "new": 0}
    drawn = [item for seed in range(300) for item in next_pair(shown, rng=seed)]
    assert drawn.count("new") > 250
    with pytest.raises(NotEnoughDataError):
        next_pair({"alone": 3})
