from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cocreate import worlds
from cocreate.effects import uplift
from cocreate.errors import MissingColumnError, NotEnoughDataError, OptionError

HILLSTROM = (
    Path(__file__).parents[3].parent / "shared" / "data" / "loyalty" / "hillstrom_email_experiment.csv.gz"
)
ASKED = {"treated": "mailed", "traits": ["age", "visits"]}


@pytest.mark.parametrize("learner", ["two models", "transformed outcome"])
def test_scores_go_with_the_true_effects(learner):
    world = worlds.campaign(1, people=20_000)
    found = uplift(world.table.columns, "bought", **ASKED, learner=learner, draws=100)
    assert np.corrcoef(found.score, world.each)[0, 1] > 0.7
    assert found.qini.low > 0
    assert found.average.low < world.effect < found.average.high
    order = np.argsort(-found.score)
    truth = [world.each[part].mean() for part in np.array_split(order, 10)]
    assert np.mean([t.low <= true <= t.high for t, true in zip(found.tenths, truth, strict=True)]) >= 0.7


def test_the_curve_by_hand():
    world = worlds.campaign(2, people=3000)
    columns = world.table.columns
    found = uplift(columns, "bought", **ASKED, draws=100)
    mailed, bought = columns["mailed"] == 1, columns["bought"]
    best = np.argsort(-found.score)[:1500]
    ours, theirs = best[mailed[best]], best[~mailed[best]]
    gain = (bought[ours].mean() - bought[theirs].mean()) / 2
    assert found.curve.gain[50] == pytest.approx(gain, abs=0.002)  # people of one score fall either side
    assert found.curve.gain[0] == 0
    assert found.curve.gain[-1] == pytest.approx(bought[mailed].mean() - bought[~mailed].mean())
    assert found.auuc.value - found.qini.value == pytest.approx(found.curve.gain[-1] / 2)
    assert (found.curve.low <= found.curve.high).all()


def test_nothing_is_found_where_nobody_differs():
    found_any = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        table = {
            "mailed": rng.integers(0, 2, 800), "bought": rng.normal(size=800), "age": rng.normal(size=800),
            "visits": rng.normal(size=800),
        }  # fmt: skip
        found_any += uplift(table, "bought", **ASKED, draws=100).qini.low > 0
    assert found_any <= 3


def test_hillstrom_by_one_arm():
    if not HILLSTROM.exists():
        pytest.skip(f"{HILLSTROM} is not at hand")
    table = pd.read_csv(HILLSTROM)
    found = uplift(
        table, "visit", treated="segment", control="No E-Mail", arm="Womens E-Mail", draws=100,
        traits=["recency", "history", "mens", "womens", "zip_code", "newbie", "channel"],
    )  # fmt: skip
    assert found.average.value == pytest.approx(0.15140 - 0.10617, abs=1e-5)
    assert found.n == 42_693
    assert found.qini.low > 0  # women's e-mail moves those who bought women's wares
    assert any("21,307 rows of other arms" in note for note in found.notes)
    assert np.isnan(found.score[table["segment"] == "Mens E-Mail"]).all()


def test_forms(as_form):
    columns = {name: values[:300].tolist() for name, values in worlds.campaign(3).table.columns.items()}
    assert (
        uplift(as_form(columns), "bought", **ASKED, draws=100).qini
        == uplift(columns, "bought", **ASKED, draws=100).qini
    )


def test_wrong_input():
    columns = worlds.campaign(3, people=100).table.columns
    with pytest.raises(OptionError, match="learner == 'forest'"):
        uplift(columns, "bought", **ASKED, learner="forest")
    with pytest.raises(OptionError, match="draws == 3"):
        uplift(columns, "bought", **ASKED, draws=3)
    with pytest.raises(MissingColumnError, match="no arm '7'"):
        uplift(columns, "bought", **ASKED, arm="7")
    with pytest.raises(NotEnoughDataError, match="at least 10"):
        uplift(worlds.campaign(3, people=15).table.columns, "bought", **ASKED)
    with pytest.raises(OptionError, match="two are wanted"):
        uplift(
            {"mailed": [0, 1, 2] * 30, "bought": [0, 1] * 45, "age": range(90), "visits": range(90)},
            "bought",
            **ASKED,
        )
