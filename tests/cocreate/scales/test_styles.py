import numpy as np
import pytest

from cocreate.errors import NotEnoughDataError, OptionError, OutsideScaleError
from cocreate.scales import adjusted_means, response_styles
from cocreate.worlds import questionnaire

TABLE = {"a": [7, 4, 1, 2], "b": [7, 4, 6, None], "c": [6, 4, 2, 2], "g": ["x", "x", "y", "y"]}


def test_styles_by_hand(as_form):
    found = response_styles(as_form(TABLE), ["a", "b", "c"], scale=(1, 7))
    assert found.n[0] == 3
    people = [(1, 0, 2 / 3, 0), (0, 0, 0, 1), (1 / 3, 2 / 3, 1 / 3, 0)]
    np.testing.assert_allclose(found.value[0, :4], np.mean(people, axis=0))
    spread = [np.std(row, ddof=1) for row in ([7, 7, 6], [4, 4, 4], [1, 6, 2])]
    assert found.value[0, 4] == pytest.approx(np.mean(spread))
    reach = 4.302652729911275 * np.std([1, 0, 1 / 3], ddof=1) / np.sqrt(3)  # t of two degrees
    assert found.high[0, 0] - found.value[0, 0] == pytest.approx(reach)


def test_leaning_markets_are_seen():
    world = questionnaire(people=3000, groups=2, steps=7, style=0.8, seed=1)
    found = response_styles(world.table, world.heterogeneous, scale=(1, 7), by="market")
    assert found.low[1, 0] > found.high[0, 0]
    assert found.high[1, 1] < found.low[0, 1]


def test_both_figures_are_shown_and_the_adjusted_gap_is_smaller():
    world = questionnaire(people=3000, groups=2, steps=7, style=0.8, seed=2)
    found = adjusted_means(world.table, "a1", items=world.heterogeneous, scale=(1, 7), by="market")
    raw, adjusted = np.diff(found.raw)[0], np.diff(found.adjusted)[0]
    assert raw > 0.9
    assert 0 <= adjusted < 0.45 * raw
    assert 0 < found.explained < 1


def test_without_styles_the_adjustment_changes_little():
    world = questionnaire(people=3000, groups=2, gap=1.0, steps=7, style=1e-9, seed=3)
    found = adjusted_means(world.table, "a1", items=world.heterogeneous, scale=(1, 7), by="market")
    np.testing.assert_allclose(found.adjusted, found.raw, atol=0.05)


def test_adjusted_means_beside_statsmodels():
    import pandas as pd
    import statsmodels.formula.api as smf

    world = questionnaire(people=500, groups=2, steps=7, style=0.5, seed=4)
    found = adjusted_means(world.table, "b2", items=world.heterogeneous, scale=(1, 7), by="market")
    many = np.column_stack([world.table[name] for name in world.heterogeneous])
    data = pd.DataFrame({
        "score": world.table["b2"], "market": world.table["market"], "yes": (many > 4).mean(axis=1),
        "no": (many < 4).mean(axis=1), "ends": np.isin(many, (1, 7)).mean(axis=1),
    })  # fmt: skip
    fitted = smf.ols("score ~ 0 + market + yes + no + ends", data).fit()
    middle = data[["yes", "no", "ends"]].mean()
    at = pd.DataFrame({"market": ["market 0", "market 1"]}).assign(**middle)
    told = fitted.get_prediction(at).summary_frame()
    np.testing.assert_allclose(found.adjusted, told["mean"])
    np.testing.assert_allclose(found.adjusted_low, told["mean_ci_lower"], rtol=1e-6)


def test_what_cannot_be_used():
    with pytest.raises(OutsideScaleError, match="'a' holds 7"):
        response_styles(TABLE, ["a", "b"], scale=(1, 5))
    with pytest.raises(OptionError, match="2 items or more"):
        response_styles(TABLE, ["a"], scale=(1, 7))
    with pytest.raises(NotEnoughDataError, match="'y' has 1 people"):
        response_styles(TABLE, ["a", "b"], scale=(1, 7), by="g")
    with pytest.raises(OptionError, match="both the score"):
        adjusted_means(TABLE, "a", items=["a", "b"], scale=(1, 7), by="g")
