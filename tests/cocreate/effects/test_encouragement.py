import numpy as np
import pandas as pd
import pytest
from statsmodels.sandbox.regression.gmm import IV2SLS

from cocreate import worlds
from cocreate.effects import encouragement
from cocreate.errors import NotEnoughDataError, OptionError

ASKED = {"invited": "invited", "took_part": "joined"}
WORLD = worlds.invitation(5)
TABLE = WORLD.table.columns


def test_it_is_two_stage_least_squares():
    found = encouragement(TABLE, "spend", **ASKED)
    ones = np.ones(len(TABLE["spend"]))
    oracle = IV2SLS(
        TABLE["spend"], np.column_stack([ones, TABLE["joined"]]), np.column_stack([ones, TABLE["invited"]])
    ).fit()
    assert found.taking_part.value == pytest.approx(oracle.params[1])
    assert found.taking_part.std_error == pytest.approx(
        oracle.bse[1], rel=0.02
    )  # theirs assumes equal variance
    assert found.taking_part.value == pytest.approx(found.invitation.value / found.uptake.value)
    assert found.strength == pytest.approx((found.uptake.value / found.uptake.std_error) ** 2)


def test_ends_of_the_interval_are_where_the_test_turns():
    """Anderson and Rubin: were the end the truth, the outcome less it times joining would just differ."""
    found = encouragement(TABLE, "spend", **ASKED).taking_part
    for end in (found.low, found.high):
        rest = TABLE["spend"] - end * TABLE["joined"]
        sides = [rest[TABLE["invited"] == side] for side in (1, 0)]
        z = (sides[0].mean() - sides[1].mean()) / np.sqrt(sum(side.var(ddof=1) / len(side) for side in sides))
        assert abs(z) == pytest.approx(1.959964, abs=1e-6)


def test_who_follows():
    found = encouragement(worlds.invitation(1, people=40_000).table.columns, "spend", **ASKED)
    assert (found.compliers, found.always_takers, found.never_takers) == pytest.approx(
        (0.4, 0.15, 0.45), abs=0.02
    )
    assert found.compliers + found.always_takers + found.never_takers == pytest.approx(1)


def test_coverage_and_that_comparing_takers_misleads():
    hits, naive = [], []
    for seed in range(150):
        world = worlds.invitation(seed, people=1000)
        columns = world.table.columns
        found = encouragement(pd.DataFrame(dict(columns)), "spend", **ASKED)
        hits.append([
            found.taking_part.low < world.effect < found.taking_part.high,
            found.invitation.low < 0.4 * world.effect < found.invitation.high,
        ])  # fmt: skip
        joined = columns["joined"] == 1
        naive.append(columns["spend"][joined].mean() - columns["spend"][~joined].mean())
    assert np.mean(hits, axis=0) == pytest.approx(0.95, abs=0.045)
    assert np.mean(naive) > world.effect + 0.4


def test_weak_invitations_cover_too_and_are_told():
    hits, endless = [], 0
    for seed in range(150):
        world = worlds.invitation(seed, people=300, compliers=0.08)
        found = encouragement(pd.DataFrame(dict(world.table.columns)), "spend", **ASKED)
        hits.append(found.taking_part.low <= world.effect <= found.taking_part.high)
        endless += np.isinf(found.taking_part.high)
        assert (found.strength < 10) == any("weak" in note for note in found.notes)
    assert np.mean(hits) > 0.9
    assert endless > 10
    assert "no end" in found.sentence or found.strength > 4


def test_every_form_of_table(as_form):
    columns = {name: values[:300].tolist() for name, values in TABLE.items()}
    found = encouragement(as_form(columns), "spend", **ASKED)
    whole = encouragement(columns, "spend", **ASKED)
    for row, same in zip(found.to_dict(), whole.to_dict(), strict=True):
        assert row == pytest.approx(same)


def test_sentence_says_what_may_not_be_concluded():
    said = encouragement(TABLE, "spend", **ASKED).sentence
    assert "drawn by lot" in said
    assert "must not be compared" in said


def test_wrong_input():
    rows = {"invited": [0, 1] * 20, "joined": [0, 1] * 20, "y": list(range(40)), "none": [0] * 40}
    with pytest.raises(NotEnoughDataError, match="no more than others"):
        encouragement(rows, "y", invited="invited", took_part="none")
    with pytest.raises(OptionError, match="more than zeros and ones"):
        encouragement(rows | {"joined": [0, 2] * 20}, "y", **ASKED)
    with pytest.raises(OptionError, match="give 1 for yes and 0 for no"):
        encouragement(rows | {"invited": [0, 1, 2, 3] * 10}, "y", **ASKED)
    with pytest.raises(OptionError, match="names 'invited' too"):
        encouragement(rows, "y", invited="invited", took_part="invited")
