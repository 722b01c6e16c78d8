import json

from cocreate.charts import (
    DARK,
    Control,
    IntervalRow,
    TrendPoint,
    interval_option,
    sparkline_option,
    trend_option,
)

POINTS = [TrendPoint("a", 1, 0, 2), TrendPoint("b", None), TrendPoint("c", -3, -4, -2, flagged=True)]


def test_options_are_plain_json():
    rows = [IntervalRow("a", 1, -1, 2, "better", "▲ 1"), IntervalRow("b", None)]
    for option in (
        interval_option(rows, [0, None]),
        trend_option(POINTS, Control(0, [-2] * 3, [2] * 3)),
        sparkline_option([1, None], [0, None], [2, None]),
    ):
        assert json.loads(json.dumps(option)) == option


def test_bars_are_one_line_with_gaps():
    bars = interval_option([IntervalRow("a", 1, -1, 2), IntervalRow("b", 5, 4, 6)])["series"][0]
    assert bars["data"] == [[-1, 0], [2, 0], ["-", "-"], [4, 1], [6, 1], ["-", "-"]]


def test_a_band_is_stacked_on_its_lower_end():
    low, width = trend_option(POINTS)["series"][:2]
    assert (low["data"], width["data"]) == ([0, "-", -4], [2, "-", 2])
    assert low["stackStrategy"] == "all"


def test_no_line_leads_to_what_is_asked_otherwise():
    points = [TrendPoint("a", 1, 0, 2), TrendPoint("b", 2, 1, 3), TrendPoint("c", 5, 4, 6, fresh=True)]
    lines = [
        part["data"] for part in trend_option(points)["series"] if part.get("lineStyle", {}).get("width") == 2
    ]
    assert lines == [[1, 2, "-"], ["-", "-", 5]]
    assert trend_option([TrendPoint("a", 1, 0, 2, fresh=True)]) == trend_option([TrendPoint("a", 1, 0, 2)])


def test_limits_and_signals_are_there_when_given():
    series = trend_option(POINTS, Control(0, [-2] * 3, [2] * 3), palette=DARK)["series"]
    assert [part["data"] for part in series if part.get("step")] == [[-2] * 3, [2] * 3, [0] * 3]
    ring = series[-1]
    assert ring["data"] == [[2, -3]]
    assert ring["itemStyle"]["borderColor"] == DARK.notice
