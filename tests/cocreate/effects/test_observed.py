from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cocreate import worlds
from cocreate.effects import observed
from cocreate.errors import CollinearError, NotEnoughDataError, OptionError

LALONDE = Path(__file__).parents[3].parent / "shared" / "data" / "loyalty" / "lalonde_matchit.csv"
TRAITS = ["age", "educ", "race", "married", "nodegree", "re74", "re75"]
ASKED = {"treated": "joined", "adjust": ["loyalty", "visits", "city"]}


@pytest.fixture(scope="module")
def lalonde():
    if not LALONDE.exists():
        pytest.skip(f"{LALONDE} is not at hand")
    return pd.read_csv(LALONDE)


class TestLaLonde:
    """Trainees and a survey: those drawn by lot say about +1,794 (LaLonde 1986, Dehejia and Wahba 1999)."""

    def test_regression(self, lalonde):
        """1548.24 with standard error 781.28, as in the design notes."""
        found = observed(
            lalonde, "re78", treated="treat", adjust=TRAITS, method="regression", estimand="treated"
        )
        assert found.effect.value == pytest.approx(1548.24, abs=0.005)
        assert found.effect.std_error == pytest.approx(781.28, abs=0.005)
        assert any("prefer aipw" in note for note in found.notes)

    def test_aipw_covers_what_the_draw_by_lot_says(self, lalonde):
        found = observed(lalonde, "re78", treated="treat", adjust=TRAITS, estimand="treated")
        assert found.effect.low < 1794 < found.effect.high
        assert found.effect.value > 0
        race = found.balance.trait.index("race = black")
        assert abs(found.balance.before[race]) > 1.5
        assert np.abs(found.balance.after).max() < np.abs(found.balance.before).max() / 2
        assert "−635" not in found.sentence


def test_recovery_at_the_stated_rate_where_the_gap_misleads():
    hits, gaps, off = [], [], []
    for seed in range(60):
        world = worlds.self_chosen(seed, people=1200)
        columns = world.table.columns
        everyone = observed(columns, "spend", **ASKED, repeats=1).effect
        treated = observed(columns, "spend", **ASKED, repeats=1, estimand="treated").effect
        hits.append([
            everyone.low < world.effect < everyone.high, treated.low < world.on_treated < treated.high,
        ])  # fmt: skip
        off.append([everyone.value - world.effect, treated.value - world.on_treated])
        joined = columns["joined"] == 1
        gaps.append(columns["spend"][joined].mean() - columns["spend"][~joined].mean() - world.effect)
    assert np.mean(hits, axis=0) == pytest.approx(0.95, abs=0.055)
    assert np.mean(off, axis=0) == pytest.approx(0, abs=0.06)
    assert np.mean(gaps) > 1


def test_shares():
    world = worlds.self_chosen(1, people=3000)
    columns = dict(world.table.columns)
    columns["bought"] = (columns["spend"] > 21).astype(int)
    found = observed(columns, "bought", **ASKED)
    assert found.effect.unit == "share"
    assert 0 < found.effect.value < 0.4
    assert found.sensitivity.e_value > found.sensitivity.e_value_of_limit > 1


def test_e_value_is_that_of_its_authors():
    """Risk ratio 3.9 with limit 1.8: 7.26 and 3.00 (VanderWeele and Ding 2017)."""
    from cocreate.effects.observed import _e_value

    assert (_e_value(3.9), _e_value(1.8), _e_value(1 / 3.9)) == pytest.approx((7.26, 3.0, 7.26), abs=0.005)
    assert _e_value(1.0) == 1


def test_people_without_counterparts_are_left_out_and_told():
    world = worlds.self_chosen(2, people=2000, strength=4.0)
    found = observed(world.table.columns, "spend", **ASKED, trim=0.05)
    assert found.overlap.trimmed > 200
    assert found.overlap.trimmed + found.overlap.kept == 2000
    assert any("no counterpart" in note for note in found.notes)
    assert found.overlap.n_eff_others < 1000


def test_forms_and_order(as_form):
    columns = {name: values[:400].tolist() for name, values in worlds.self_chosen(3).table.columns.items()}
    found = observed(as_form(columns), "spend", **ASKED)
    assert found.effect == observed(columns, "spend", **ASKED).effect
    backwards = {name: values[::-1] for name, values in columns.items()}
    assert observed(backwards, "spend", **ASKED).effect.value == pytest.approx(found.effect.value, abs=0.1)


def test_gaps_are_handled_and_told():
    columns = {name: values[:500].tolist() for name, values in worlds.self_chosen(4).table.columns.items()}
    columns["spend"][:7] = [None] * 7
    columns["loyalty"][20:60] = [None] * 40
    found = observed(columns, "spend", **ASKED)
    assert found.effect.n <= 493
    assert any("7 rows lack an outcome" in note for note in found.notes)
    assert "loyalty is missing" in found.balance.trait


def test_sentence_names_the_assumption():
    said = observed(worlds.self_chosen(1).table.columns, "spend", **ASKED).sentence
    assert "differ in nothing else that matters" in said
    assert "the data cannot prove" in said


def test_nobody():
    with pytest.raises(NotEnoughDataError, match="holds nothing"):
        observed({"spend": [], "joined": [], "x": []}, "spend", treated="joined", adjust=["x"])


def test_wrong_input():
    columns = dict(worlds.self_chosen(1, people=200).table.columns)
    with pytest.raises(OptionError, match="no traits are named"):
        observed(columns, "spend", treated="joined", adjust=[])
    with pytest.raises(OptionError, match="named twice"):
        observed(columns, "spend", treated="joined", adjust=["joined"])
    with pytest.raises(OptionError, match="must be everyone or treated"):
        observed(columns, "spend", **ASKED, estimand="others")
    with pytest.raises(OptionError, match=r"trim == 0\.7"):
        observed(columns, "spend", **ASKED, trim=0.7)
    with pytest.raises(OptionError, match="folds == 1"):
        observed(columns, "spend", **ASKED, folds=1)
    with pytest.raises(NotEnoughDataError, match="3 treated and 197 others"):
        observed(columns | {"joined": np.arange(200) < 3}, "spend", **ASKED)
    twin = columns | {"twin": columns["loyalty"] * 2}
    with pytest.raises(CollinearError, match="follow from each other"):
        observed(twin, "spend", treated="joined", adjust=["loyalty", "twin"], method="regression")
    sure = columns | {"loyalty": columns["joined"] * 1000.0 + columns["visits"] / 1000}
    with pytest.raises(NotEnoughDataError, match="no counterparts"):
        observed(sure, "spend", treated="joined", adjust=["loyalty"], ridge=0.0001, trim=0.1)
