"""Bars with whiskers, drawn as thick lines with gaps, and the frame such charts stand in."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cocreate.charts.options import FONT, GAP, LIGHT, Palette

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Bar", "axis", "bars_option", "corners", "framed", "whisker", "whiskers"]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Args:
        label: What it stands for.
        value: Where it ends.
        low: Lower end of the interval; NaN draws no whisker.
        high: Upper end.
        note: Words behind it.
    """

    label: str
    value: float
    low: float
    high: float
    note: str = ""


def bars_option(bars: Sequence[Bar], *, title: str = "", palette: Palette = LIGHT) -> dict[str, Any]:
    """Bars from zero to shares in percent, top first, each with its whisker.

    Args:
        bars: The bars, their values as shares from 0 to 1.
        title: What it shows, for screen readers.
        palette: The page's colours.

    Returns:
        An ECharts option made of lines and points alone.
    """
    lines: list[list[Any]] = []
    ends: list[list[Any]] = []
    for place, bar in enumerate(bars):
        lines += [[0, place], [100 * bar.value, place], [GAP, GAP]]
        ends += whisker([100 * bar.low, place], [100 * bar.high, place])
    return {
        **framed(palette),
        "grid": {"left": 8, "right": 96, "top": 8, "bottom": 8, "containLabel": True},
        "xAxis": {
            "type": "value", "min": 0, **axis(palette),
            "axisLabel": {"color": palette.soft, "formatter": "{value} %"},
        },
        "yAxis": {
            "type": "category", "inverse": True, "data": [bar.label for bar in bars],
            **axis(palette, grid=False), "axisLabel": {"color": palette.soft, "interval": 0},
        },
        "series": [
            {
                "type": "line", "data": lines, "symbol": "none", "silent": True, "connectNulls": False,
                "lineStyle": {"width": 14, "cap": "butt", "opacity": 0.55, "color": palette.accent},
            },
            whiskers(ends, palette),
            {
                "type": "scatter", "name": title, "symbolSize": 7, "itemStyle": {"color": palette.accent}, "z": 5,
                "data": [[100 * bar.value, place] for place, bar in enumerate(bars)],
            },
            {"type": "scatter", "symbolSize": 0, "silent": True, "data": _notes(bars, palette)},
        ],
    }  # fmt: skip


def whisker(start: list[float], end: list[float]) -> list[list[Any]]:
    """One whisker as points of a line with gaps; nothing where the interval is not known."""
    if any(math.isnan(value) for value in (*start, *end)):
        return []
    return [start, end, [GAP, GAP]]


def whiskers(lines: list[list[Any]], palette: Palette) -> dict[str, Any]:
    """All whiskers as one line with gaps."""
    return {
        "type": "line", "data": lines, "symbol": "none", "silent": True, "connectNulls": False, "z": 4,
        "lineStyle": {"width": 1.6, "color": palette.ink},
    }  # fmt: skip


def framed(palette: Palette) -> dict[str, Any]:
    """What every such chart begins with."""
    return {
        "aria": {"enabled": True},
        "animation": False,
        "textStyle": {"fontFamily": FONT, "color": palette.soft},
        "tooltip": {
            "backgroundColor": palette.paper, "borderColor": palette.line, "textStyle": {"color": palette.ink},
            "confine": True,
        },
    }  # fmt: skip


def axis(palette: Palette, *, grid: bool = True) -> dict[str, Any]:
    """An axis without line and ticks."""
    return {
        "axisLine": {"show": False},
        "axisTick": {"show": False},
        "axisLabel": {"color": palette.soft},
        "splitLine": {"show": grid, "lineStyle": {"color": palette.line}},
    }


def corners(names: Mapping[str, tuple[list[float], str, str]], palette: Palette) -> list[dict[str, Any]]:
    """Names of quadrants in their corners: for each the place, and on which side of it and how high the name stands."""
    return [
        {
            "value": corner,
            "label": {
                "show": True, "position": side, "verticalAlign": end, "distance": 6, "formatter": name,
                "color": palette.soft, "fontStyle": "italic",
            },
        }
        for name, (corner, side, end) in names.items()
    ]  # fmt: skip


def _notes(bars: Sequence[Bar], palette: Palette) -> list[dict[str, Any]]:
    return [
        {
            "value": [100 * (bar.value if math.isnan(bar.high) else max(bar.value, bar.high)), place],
            "label": {
                "show": True, "position": "right", "distance": 10, "formatter": bar.note, "color": palette.soft,
            },
        }
        for place, bar in enumerate(bars)
        if bar.note
    ]  # fmt: skip
