import numpy as np
import pytest

from cocreate import worlds

MAKERS = [
    worlds.campaign,
    worlds.interruption,
    worlds.invitation,
    worlds.randomised,
    worlds.self_chosen,
    worlds.staggered,
]


@pytest.mark.parametrize("maker", MAKERS)
def test_a_seed_gives_one_world(maker):
    one, other, another = maker(4), maker(4), maker(5)
    for name in one.table.names:
        assert one.table[name].tolist() == other.table[name].tolist() or name == "started"
    assert any(one.table[name].tolist() != another.table[name].tolist() for name in one.table.names)
    assert one.effect == other.effect


def test_stated_effects_are_what_was_drawn():
    world = worlds.randomised(1, people=200_000)
    new = world.table["arm"] == "new"
    gap = world.table["spend"][new].mean() - world.table["spend"][~new].mean()
    assert gap == pytest.approx(world.effect, abs=0.05)
    assert np.corrcoef(world.table["spend"], world.table["before"])[0, 1] == pytest.approx(0.7, abs=0.03)


def test_invitations_move_compliers_alone():
    table = worlds.invitation(1, people=100_000).table
    joined = [table["joined"][table["invited"] == side].mean() for side in (0, 1)]
    assert joined == pytest.approx([0.15, 0.55], abs=0.01)


def test_rollouts_start_when_they_say():
    world = worlds.staggered(1)
    on = world.table["week"] >= world.table["started"]
    assert (world.each[~on] == 0).all()
    assert world.each[on].mean() == pytest.approx(world.effect)
    assert world.each.max() == 6  # the first start, six weeks on


def test_who_chooses_differs():
    world = worlds.self_chosen(1, people=50_000)
    joined = world.table["joined"] == 1
    assert world.table["loyalty"][joined].mean() > world.table["loyalty"][~joined].mean() + 0.5
    assert world.on_treated > world.effect + 0.05


def test_series_step_and_mailings_move():
    still = worlds.interruption(1, level=0.0)
    moved = worlds.interruption(1, level=3.0, slope=0.5)
    assert moved.table["score"] - still.table["score"] == pytest.approx(moved.each)
    world = worlds.campaign(1, people=50_000)
    mailed = world.table["mailed"] == 1
    assert world.table["bought"][mailed].mean() - world.table["bought"][~mailed].mean() == pytest.approx(
        world.effect, abs=0.015
    )
