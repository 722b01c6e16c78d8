import json

import pytest

from cocreate import charts, worlds
from cocreate.loyalty import RepeatSummary, bgnbd, repeat_summary, retention, track


@pytest.fixture(scope="module")
def bought():
    return worlds.repeat_buyers(1, customers=500).purchases.columns


def test_retention_is_drawn_in_its_band():
    curves = retention({"t": [1, 2, 3, 4], "g": ["a", "a", "b", "b"]}, "t", by="g")
    option = charts.retention_option(curves)
    assert [line.get("name") for line in option["series"]] == [None, None, "a", None, None, "b"]
    low, width, share = (line["data"] for line in option["series"][:3])
    assert share == [[0.0, 1.0], [1.0, 0.5], [2.0, 0.0]]
    assert low[1][1] == pytest.approx(curves[0].low[0])
    assert low[1][1] + width[1][1] == pytest.approx(curves[0].high[0])
    assert json.dumps(option)


def test_tracking_draws_the_interval_and_the_cut(bought):
    fit = bgnbd(repeat_summary(bought, "customer", when="when", until="2024-09-29"))
    found = track(fit, bought, customer="customer", when="when", fitted_until="2024-09-29")
    option = charts.tracking_option(found)
    low, width, expected, actual = (line["data"] for line in option["series"])
    assert len(low) == len(width) == len(expected) == len(actual) == len(found.time)
    assert low[5][1] + width[5][1] == pytest.approx(found.high[5])
    assert option["series"][2]["markLine"]["data"] == [{"xAxis": found.fitted_until}]
    assert json.dumps(option)


def test_heat_holds_probabilities_with_their_ends(bought):
    summary = repeat_summary(bought, "customer", when="when")
    fit = bgnbd(summary)
    option = charts.alive_option(fit, age=40.0, most_often=5, steps=4, palette=charts.DARK)
    cells = option["series"][0]["data"]
    assert len(cells) == 20
    column, row, value, low, high = cells[0]
    expected = fit.p_alive(RepeatSummary.of([row + 1], [10.0 * (column + 1)], [40.0])).value[0]
    assert value == pytest.approx(expected, abs=1e-4)
    assert low < value < high
    assert json.dumps(option)
