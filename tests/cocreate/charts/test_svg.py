import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from cocreate.charts import Control, IntervalRow, TrendPoint, interval_plot, sparkline, trend_chart

ROWS = [
    IntervalRow("Finding us", 36, 31, 43),
    IntervalRow("Getting <help>", 14, 9, 19, "worse", "▼ 16.7"),
    IntervalRow("课后", 52, 48, 57, "better", "▲ 9.7"),
    IntervalRow("Tiny", None, note="n < 5"),
]
POINTS = [TrendPoint(f"2024-{month:02}", month, month - 1, month + 1, month == 9) for month in range(1, 13)]
CONTROL = Control(6, [2] * 12, [10] * 12)


def drawn(svg):
    return ET.fromstring(svg)  # noqa: S314 - our own


def of_class(svg, name):
    return [node for node in drawn(svg).iter() if node.get("class") == name]


@pytest.mark.parametrize(
    "svg",
    [
        sparkline([1, 2, 3], [0, 1, 2], [2, 3, 4], title="NPS"),
        interval_plot(ROWS, [30, 33, 41, None], title="NPS by stage"),
        trend_chart(POINTS, CONTROL, title="NPS by month"),
    ],
)
def test_a_strict_policy_and_a_screen_reader_are_content(svg):
    root = drawn(svg)
    assert "style" not in svg
    assert "<script" not in svg
    assert root.get("role") == "img"
    names = {node.get("id"): node for node in root if node.get("id")}
    assert names[root.get("aria-labelledby")].text.startswith("NPS")


def test_decoration_is_hidden_from_screen_readers():
    assert 'aria-hidden="true"' in sparkline([1, 2], [0, 1], [2, 3])


def test_an_interval_is_drawn_where_there_is_one():
    svg = interval_plot(ROWS, [30, 33, 41, None], title="t")
    assert len(of_class(svg, "interval")) == len(of_class(svg, "dot")) == 3
    assert len(of_class(svg, "before")) == 3
    assert [node.get("fill") for node in of_class(svg, "note")] == [
        "var(--worse)",
        "var(--better)",
        "var(--soft)",
    ]


def test_the_dot_lies_within_its_bar():
    svg = interval_plot(ROWS, title="t")
    for bar, dot in zip(of_class(svg, "interval"), of_class(svg, "dot"), strict=True):
        start, end = (float(place) for place in re.findall(r"M([\d.]+) .*H([\d.]+)", bar.get("d"))[0])
        assert start < float(dot.get("cx")) < end


def test_labels_are_escaped_and_shortened_with_the_whole_beside():
    svg = interval_plot([IntervalRow("x <&> " + "long " * 40, 1, 0, 2)], title="t", width=340)
    label = of_class(svg, "label")[0]
    assert "".join(label.itertext()).endswith("…")
    assert label[0].text.startswith("x <&> long")


def test_gaps_break_the_line_and_lone_points_are_dots():
    svg = sparkline([1, 2, None, 4], [0, 1, None, 3], [2, 3, None, 5], title="t")
    assert len(of_class(svg, "line")) == len(of_class(svg, "band")) == 1
    assert len(of_class(svg, "dot")) == 1


def test_signals_are_ringed_and_told():
    svg = trend_chart(POINTS, CONTROL, title="t")
    assert len(of_class(svg, "flagged")) == 1
    assert len(of_class(svg, "limit")) == 2
    assert "2024-09: 9" in drawn(svg).find("{*}desc").text if "xmlns" in svg else "2024-09: 9" in svg


@pytest.mark.parametrize("width", [300, 640, 1200])
def test_period_labels_never_overlap(width):
    svg = trend_chart(POINTS, title="t", width=width)
    places = sorted(
        float(node.get("x")) for node in of_class(svg, "tick") if (node.text or "").startswith("2024")
    )
    assert all(after - before > 45 for before, after in pairwise(places))
    assert places[-1] < width


@pytest.mark.parametrize("values", [[], [5], [None, None], [0, 0, 0], [-5, -5]])
def test_any_series_can_be_drawn(values):
    assert drawn(sparkline(values, values, values, title="t")) is not None
    points = [TrendPoint(str(place), value, value, value) for place, value in enumerate(values)]
    assert drawn(trend_chart(points, title="t")) is not None
    rows = [IntervalRow(str(place), value, value, value) for place, value in enumerate(values)]
    assert drawn(interval_plot(rows, title="t")) is not None
