"""The same charts as Apache ECharts options: plain dicts that turn into JSON, without functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cocreate.charts.marks import Control, IntervalRow, TrendPoint

__all__ = ["DARK", "LIGHT", "Palette", "interval_option", "sparkline_option", "trend_option"]

FONT = (
    'system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Noto Sans CJK SC", "Microsoft'
    ' YaHei", sans-serif'
)
GAP = "-"
"""What ECharts reads as a missing value."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of the page, as a canvas needs them."""

    paper: str
    ink: str
    soft: str
    line: str
    accent: str
    better: str
    worse: str
    notice: str


LIGHT = Palette("#fbfaf7", "#1d2530", "#5b6573", "#e6e3dc", "#0e6e6e", "#217a4b", "#b3372f", "#9a6700")
DARK = Palette("#14181d", "#e8e6e1", "#a5adb8", "#2b323b", "#5cc2b8", "#63c58d", "#ef8a80", "#d9a93c")


def sparkline_option(
    values: Sequence[float | None],
    lows: Sequence[float | None],
    highs: Sequence[float | None],
    *,
    palette: Palette = LIGHT,
) -> dict[str, Any]:
    """A line in its band, without axes.

    Args:
        values: The estimates in order.
        lows: Lower ends of the intervals.
        highs: Upper ends.
        palette: The page's colours.

    Returns:
        An ECharts option.
    """
    labels = [str(index) for index in range(len(values))]
    hidden = {"show": False}
    return {
        "animation": False,
        "grid": {"left": 0, "right": 0, "top": 2, "bottom": 2},
        "xAxis": {"type": "category", "data": labels, "boundaryGap": False, **hidden},
        "yAxis": {"type": "value", "scale": True, **hidden},
        "series": [*_band(lows, highs, palette), _line("", values, palette)],
    }


def interval_option(
    rows: Sequence[IntervalRow],
    before: Sequence[float | None] | None = None,
    *,
    title: str = "",
    palette: Palette = LIGHT,
) -> dict[str, Any]:
    """A dot on a soft bar a row; hollow dots are the period before.

    Args:
        rows: The estimates, top first.
        before: Earlier values, one a row.
        title: What it shows, for screen readers.
        palette: The page's colours.

    Returns:
        An ECharts option. Bars are one thick line with gaps, which intervals below zero do not upset.
    """
    bars: list[list[Any]] = []
    for index, row in enumerate(rows):
        if row.low is not None and row.high is not None:
            bars += [[row.low, index], [row.high, index], [GAP, GAP]]
    series: list[dict[str, Any]] = [
        {
            "type": "line", "data": bars, "symbol": "none", "silent": True, "connectNulls": False,
            "lineStyle": {"width": 9, "cap": "round", "opacity": 0.22, "color": palette.accent},
        },
        {"type": "scatter", "name": title, "data": _dots(rows, palette), "symbolSize": 10},
        {"type": "scatter", "data": _notes(rows, before, palette), "symbolSize": 0, "silent": True},
    ]  # fmt: skip
    if before is not None:
        series.insert(1, _hollow(before, palette))
    return {
        "aria": {"enabled": True},
        "animation": False,
        "textStyle": {"fontFamily": FONT, "color": palette.soft},
        "grid": {"left": 8, "right": 72, "top": 8, "bottom": 8, "containLabel": True},
        "tooltip": _tooltip(palette),
        "xAxis": {"type": "value", "scale": True, **_axis(palette)},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [row.label for row in rows],
            **_axis(palette, grid=False, every_label=True),
        },
        "series": series,
    }


def trend_option(
    series: Sequence[TrendPoint], control: Control | None = None, *, title: str = "", palette: Palette = LIGHT
) -> dict[str, Any]:
    """A line in its band over time, with control limits and the points that signal.

    The line and its band break off before a point that is fresh.

    Args:
        series: The periods in order.
        control: Centre line and limits.
        title: What it shows.
        palette: The page's colours.

    Returns:
        An ECharts option.
    """
    drawn: list[dict[str, Any]] = []
    for number, (start, end) in enumerate(_stretches(series)):
        inside = [point if start <= place < end else None for place, point in enumerate(series)]
        lows = [point.low if point else None for point in inside]
        highs = [point.high if point else None for point in inside]
        values = [point.value if point else None for point in inside]
        drawn += [*_band(lows, highs, palette, stack=f"band {number}"), _line(title, values, palette)]
    if control:
        drawn += _limits(control, palette)
    flagged = [
        [index, point.value]
        for index, point in enumerate(series)
        if point.flagged and point.value is not None
    ]
    if flagged:
        ring = {"color": palette.paper, "borderColor": palette.notice, "borderWidth": 2}
        drawn.append({"type": "scatter", "data": flagged, "symbolSize": 10, "itemStyle": ring, "z": 5})
    return {
        "aria": {"enabled": True},
        "animation": False,
        "textStyle": {"fontFamily": FONT, "color": palette.soft},
        "grid": {"left": 8, "right": 16, "top": 12, "bottom": 8, "containLabel": True},
        "tooltip": {**_tooltip(palette), "trigger": "axis"},
        "xAxis": {
            "type": "category", "boundaryGap": False, "data": [point.label for point in series],
            **_axis(palette, grid=False),
        },
        "yAxis": {"type": "value", "scale": True, **_axis(palette)},
        "series": drawn,
    }  # fmt: skip


def _stretches(series: Sequence[TrendPoint]) -> list[tuple[int, int]]:
    """From where to where a line may be drawn through."""
    starts = [0, *(place for place, point in enumerate(series) if point.fresh and place)]
    return list(zip(starts, [*starts[1:], len(series)], strict=True))


def _given(values: Sequence[float | None]) -> list[Any]:
    return [GAP if value is None else value for value in values]


def _band(
    lows: Sequence[float | None], highs: Sequence[float | None], palette: Palette, *, stack: str = "band"
) -> list[dict[str, Any]]:
    """An unseen line and, stacked on it, the width of the band."""
    widths = [
        None if low is None or high is None else high - low for low, high in zip(lows, highs, strict=True)
    ]
    unseen = {
        "type": "line", "stack": stack, "stackStrategy": "all", "symbol": "none", "silent": True,
        "lineStyle": {"opacity": 0}, "tooltip": {"show": False},
    }  # fmt: skip
    return [
        {**unseen, "data": _given(lows)},
        {**unseen, "data": _given(widths), "areaStyle": {"color": palette.accent, "opacity": 0.13}},
    ]


def _line(name: str, values: Sequence[float | None], palette: Palette) -> dict[str, Any]:
    return {
        "type": "line", "name": name, "data": _given(values), "symbol": "circle", "symbolSize": 5,
        "showSymbol": sum(value is not None for value in values) == 1, "lineStyle": {"width": 2, "color": palette.accent},
        "itemStyle": {"color": palette.accent},
    }  # fmt: skip


def _limits(control: Control, palette: Palette) -> list[dict[str, Any]]:
    still = {"type": "line", "symbol": "none", "silent": True, "step": "middle", "tooltip": {"show": False}}
    dashed = {"width": 1, "type": "dashed", "color": palette.soft}
    centre = [control.centre] * len(control.lower)
    return [
        {**still, "data": list(control.lower), "lineStyle": dashed},
        {**still, "data": list(control.upper), "lineStyle": dashed},
        {**still, "data": centre, "lineStyle": {"width": 1, "color": palette.soft}},
    ]


def _dots(rows: Sequence[IntervalRow], palette: Palette) -> list[dict[str, Any]]:
    return [
        {"value": [row.value, index], "name": row.label, "itemStyle": {"color": palette.accent}}
        for index, row in enumerate(rows)
        if row.value is not None
    ]


def _notes(
    rows: Sequence[IntervalRow], before: Sequence[float | None] | None, palette: Palette
) -> list[dict[str, Any]]:
    """Words behind the bars and dots, on points that do not show; of a hidden group at the start of its row."""
    colours = {"better": palette.better, "worse": palette.worse, "": palette.soft}
    start = min((row.low for row in rows if row.low is not None), default=0)
    earlier = before or [None] * len(rows)
    return [
        {
            "value": [max((end for end in (row.high, earlier[index]) if end is not None), default=start), index],
            "label": {"show": True, "position": "right", "distance": 12, "formatter": row.note,
                      "color": colours[row.verdict]},
        }
        for index, row in enumerate(rows)
        if row.note
    ]  # fmt: skip


def _hollow(before: Sequence[float | None], palette: Palette) -> dict[str, Any]:
    ring = {"color": palette.paper, "borderColor": palette.soft, "borderWidth": 1.6}
    data = [[value, index] for index, value in enumerate(before) if value is not None]
    return {"type": "scatter", "data": data, "symbolSize": 8, "itemStyle": ring, "silent": True}


def _axis(palette: Palette, *, grid: bool = True, every_label: bool = False) -> dict[str, Any]:
    label: dict[str, Any] = {"color": palette.soft}
    if every_label:
        label["interval"] = 0
    return {
        "axisLine": {"show": False},
        "axisTick": {"show": False},
        "axisLabel": label,
        "splitLine": {"show": grid, "lineStyle": {"color": palette.line}},
    }


def _tooltip(palette: Palette) -> dict[str, Any]:
    return {
        "backgroundColor": palette.paper, "borderColor": palette.line, "textStyle": {"color": palette.ink},
        "confine": True,
    }  # fmt: skip
