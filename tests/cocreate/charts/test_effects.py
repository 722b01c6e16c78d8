import json

import numpy as np
import pytest

from cocreate import charts, effects, worlds


def test_effects_stand_beside_zero():
    found = effects.experiment(
        {"g": [0] * 60 + [1] * 60, "y": [0, 1, 0] * 20 + [1, 1, 0] * 20}, "y", group="g"
    ).effect
    endless = effects.Effect("no end", 1.0, -np.inf, np.inf, np.nan, 0.5, 9, "outcome", "anderson-rubin")
    option = charts.effects_option([found, endless], palette=charts.DARK)
    ends, dots = (series["data"] for series in option["series"])
    assert ends[:2] == [[pytest.approx(100 * found.low), 0], [pytest.approx(100 * found.high), 0]]
    assert len(ends) == 3
    assert dots[1] == [1.0, 1]
    assert option["yAxis"]["data"] == [found.what, "no end"]
    assert option["series"][1]["markLine"]["data"] == [{"xAxis": 0}]
    assert json.dumps(option)


def test_event_study():
    world = worlds.staggered(1, units=60).table.columns
    found = effects.rollout(world, "sales", unit="shop", when="week", treated_from="started", draws=100)
    option = charts.event_study_option(found.by_event)
    ends, dots = (series["data"] for series in option["series"])
    assert [dot[0] for dot in dots] == [float(label) for label in found.by_event.labels]
    assert ends[0] == [dots[0][0], pytest.approx(found.by_event.low[0])]
    assert option["series"][1]["markLine"]["data"][1]["xAxis"] == -0.5
    assert charts.event_study_option(found.by_group)["xAxis"]["data"] == ["2", "4", "6"]
    assert json.dumps(option)


def test_qini():
    found = effects.uplift(
        worlds.campaign(1, people=600).table.columns, "bought", treated="mailed", traits=["age"], draws=100
    )
    option = charts.qini_option(found)
    low, width, gain, by_lot = (series["data"] for series in option["series"])
    assert gain[-1] == by_lot[-1] == [1.0, pytest.approx(found.curve.gain[-1])]
    assert low[50][1] + width[50][1] == pytest.approx(found.curve.high[50])
    assert json.dumps(option)


def test_series():
    found = effects.interrupted_series(worlds.interruption(1).table.columns, "score", when="month", change=40)
    option = charts.series_option(found)
    low, width, dots, fitted, expected = (series["data"] for series in option["series"])
    assert len(dots) == len(fitted) == 70
    assert len(low) == len(width) == len(expected) == 30
    assert low[0][1] + width[0][1] == pytest.approx(found.high[40])
    assert option["series"][3]["markLine"]["data"] == [{"xAxis": 40}]
    assert json.dumps(option)
