import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from cocreate import worlds
from cocreate.effects import interrupted_series
from cocreate.errors import CollinearError, NotATimeError, NotEnoughDataError, NotNumericError, OptionError

WORLD = worlds.interruption(3)
TABLE = WORLD.table.columns


def test_the_line_is_least_squares():
    found = interrupted_series(TABLE, "score", when="month", change=40)
    t = np.arange(70) - 40
    late = (t >= 0).astype(float)
    oracle = sm.OLS(TABLE["score"], np.column_stack([np.ones(70), t, late, late * t])).fit()
    assert found.fitted == pytest.approx(oracle.fittedvalues)
    assert (found.level.value, found.slope.value) == pytest.approx(tuple(oracle.params[2:]))
    assert found.mean.value == pytest.approx((found.actual - found.expected)[40:].mean())
    assert (found.low <= found.expected).all()
    hac = oracle.get_robustcov_results("HAC", maxlags=3).bse
    assert (found.level.std_error, found.slope.std_error) == pytest.approx(tuple(hac[2:]), rel=0.6)


@pytest.mark.parametrize(
    ("carried", "months", "least"), [(0.0, (40, 30), 0.915), (0.4, (40, 30), 0.9), (0.4, (100, 80), 0.91)]
)
def test_coverage_of_correlated_series(carried, months, least):
    """Beside it, what treating months as independent would hold."""
    hits, plain = [], []
    for seed in range(150):
        world = worlds.interruption(seed, before=months[0], after=months[1], carried=carried)
        columns = world.table.columns
        found = interrupted_series(pd.DataFrame(dict(columns)), "score", when="month", change=months[0])
        hits.append(found.mean.low < world.effect < found.mean.high)
        t = columns["month"] - months[0]
        late = (t >= 0).astype(float)
        fit = sm.OLS(columns["score"], np.column_stack([np.ones(len(t)), t, late, late * t])).fit()
        pick = np.array([0, 0, 1, t[t >= 0].mean()])
        plain.append(abs(pick @ fit.params - world.effect) < 1.96 * np.sqrt(pick @ fit.cov_params() @ pick))
    assert least <= np.mean(hits) <= 0.99
    assert carried == 0 or np.mean(plain) < 0.85


def test_autocorrelation_is_found():
    found = [
        interrupted_series(
            worlds.interruption(seed, carried=0.5).table.columns, "score", when="month", change=40
        ).autocorrelation
        for seed in range(60)
    ]
    assert np.mean(found) == pytest.approx(0.5, abs=0.06)


def test_seasons():
    t = np.arange(72)
    rng = np.random.default_rng(0)
    score = 50 + 6 * np.sin(2 * np.pi * t / 12) + 4 * (t >= 40) + rng.normal(size=72)
    rows = {"t": t, "y": score}
    without = interrupted_series(rows, "y", when="t", change=40)
    found = interrupted_series(rows, "y", when="t", change=40, season=12)
    assert found.mean.std_error < without.mean.std_error / 2
    assert found.mean.low < 4 < found.mean.high


def test_dates_rows_and_forms(as_form):
    days = np.datetime64("2025-01-01") + np.arange(40)
    rng = np.random.default_rng(1)
    columns = {"day": np.repeat(days, 2).astype("datetime64[us]").tolist(), "y": rng.normal(size=80).tolist()}
    found = interrupted_series(as_form(columns), "y", when="day", change="2025-01-21")
    assert found.change == 20
    assert any("several rows in a period" in note for note in found.notes)
    assert found.actual[0] == pytest.approx(np.mean(columns["y"][:2]))


def test_it_calls_itself_weak():
    found = interrupted_series(TABLE, "score", when="month", change=40)
    assert found.strength == "weak"
    assert "weak evidence" in found.sentence
    assert len(found.to_frame(backend="pandas")) == 70
    assert found.effects()["what"].tolist() == [
        "step at the change",
        "change of slope",
        "mean after the change",
    ]


def test_nothing_is_left_over():
    found = interrupted_series({"t": range(40), "y": [3.0] * 40}, "y", when="t", change=20)
    assert found.autocorrelation == found.mean.std_error == 0
    assert found.mean.value == pytest.approx(0, abs=1e-12)


def test_wrong_input():
    for error, message, options in (
        (NotEnoughDataError, "2 periods before", {"change": 2}),
        (NotATimeError, "is no int", {"change": "soon"}),
        (NotATimeError, "cannot be put among", {"change": None}),
        (OptionError, "season == 1", {"change": 40, "season": 1}),
    ):
        with pytest.raises(error, match=message):
            interrupted_series(TABLE, "score", when="month", **options)
    with pytest.raises(NotNumericError):
        interrupted_series({"t": [1, 2], "y": ["a", "b"]}, "y", when="t", change=2)
    with pytest.raises(CollinearError, match="too few for a season"):
        interrupted_series({"t": range(14), "y": range(14)}, "y", when="t", change=7, season=14)
    uneven = {"t": [1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13], "y": np.random.default_rng(0).normal(size=12)}
    assert any("evenly" in note for note in interrupted_series(uneven, "y", when="t", change=8).notes)
