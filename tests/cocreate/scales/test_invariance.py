import numpy as np
import pytest

from cocreate.errors import MissingColumnError, OptionError
from cocreate.scales import invariance
from cocreate.worlds import questionnaire
from scale_data import TESTS, holzinger


def test_holzinger_and_swineford_by_school():
    found = invariance(holzinger(), TESTS, group="school")
    fits = [(round(step.fit.chi_square, 3), step.fit.df) for step in found.steps]
    assert fits == [(115.851, 48), (124.044, 54), (164.103, 60)]
    assert [step.holds for step in found.steps] == [True, True, False]
    assert found.level == "metric"
    assert "means may not" in found.verdict
    assert found.gaps == ()
    assert {"x3", "x7"} <= {item.item for item in found.suspects}  # as Rosseel (2012) finds


def test_means_are_compared_where_they_may_be():
    inside = []
    for seed in range(30):
        world = questionnaire(people=800, groups=2, gap=0.5, seed=seed)
        found = invariance(world.table, world.factors, group="market")
        if found.level == "scalar":
            inside += [gap.low <= world.gap <= gap.high for gap in found.gaps]
    assert len(inside) >= 2 * 27
    assert np.mean(inside) == pytest.approx(0.95, abs=0.07)


def test_a_shifted_item_is_found_and_means_withheld():
    world = questionnaire(people=1200, groups=2, shift=0.7, seed=4)
    found = invariance(world.table, world.factors, group="market")
    assert found.level == "metric"
    assert found.suspects[0].item == "a1"
    assert found.suspects[0].level == "scalar"
    assert "a1" in found.verdict


def test_different_loadings_are_found():
    rng = np.random.default_rng(5)
    world = questionnaire(people=1600, groups=2, seed=5)
    table = dict(world.table)
    second = table["market"] == "market 1"
    table["b2"] = np.where(second, rng.normal(size=1600), table["b2"])
    found = invariance(table, world.factors, group="market")
    assert found.level == "configural"
    assert found.suspects[0].item == "b2"
    assert "Neither means nor relations" in found.verdict


def test_three_groups():
    world = questionnaire(people=1500, groups=3, gap=0.3, seed=6)
    found = invariance(world.table, world.factors, group="market")
    assert [step.fit.df for step in found.steps] == [57, 69, 81]
    assert len(found.gaps) == 4 if found.level == "scalar" else True
    assert found.groups == ("market 0", "market 1", "market 2")


def test_rows_without_a_group_are_left_out():
    world = questionnaire(people=400, groups=2, seed=7)
    market = world.table["market"].astype(object)
    market[:5] = None
    found = invariance(world.table | {"market": market}, world.factors, group="market")
    assert sum(found.n) == 395
    assert any("without 'market'" in note for note in found.notes)


def test_what_cannot_be_used():
    world = questionnaire(people=200, seed=8)
    with pytest.raises(OptionError, match="1 groups"):
        invariance(world.table, world.factors, group="market")
    with pytest.raises(MissingColumnError, match="did you mean 'market'"):
        invariance(world.table, world.factors, group="markt")
