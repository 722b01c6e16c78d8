"""Drivers as ECharts options: bars of importance, and importance beside performance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.charts.bars import Bar, axis, bars_option, corners, framed, whisker, whiskers
from cocreate.charts.options import GAP, LIGHT, Palette

if TYPE_CHECKING:
    from cocreate.drivers.priority import Priority, PriorityMatrix
    from cocreate.drivers.results import Driver, Importance

__all__ = ["importance_option", "priority_option"]


def importance_option(found: Importance, *, title: str = "", palette: Palette = LIGHT) -> dict[str, Any]:
    """A bar a driver, the most important first, each with a whisker for its interval.

    Args:
        found: What `drivers.importance` gives for one group.
        title: What it shows, for screen readers.
        palette: The page's colours.

    Returns:
        An ECharts option; shares are drawn in percent, and behind each bar stand the ranks it may have.
    """
    bars = [
        Bar(driver.name, driver.share, driver.share_low, driver.share_high, _ranks(driver))
        for driver in found
    ]
    return bars_option(bars, title=title, palette=palette)


def priority_option(found: PriorityMatrix, *, title: str = "", palette: Palette = LIGHT) -> dict[str, Any]:
    """A point a driver: importance upwards, performance to the right, whiskers both ways, four quadrants.

    Args:
        found: What `drivers.priority_matrix` gives.
        title: What it shows, for screen readers.
        palette: The page's colours.

    Returns:
        An ECharts option. Filled points are decided; hollow ones have an interval that crosses a line.
    """
    ends: list[list[Any]] = []
    for place in found:
        share, performance = 100 * place.importance, place.performance
        ends += whisker([place.performance_low, share], [place.performance_high, share])
        ends += whisker([performance, 100 * place.importance_low], [performance, 100 * place.importance_high])
    top = _top(found)
    percent = {"color": palette.soft, "formatter": "{value} %"}
    return {
        **framed(palette),
        "grid": {"left": 8, "right": 24, "top": 24, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "min": 0, "max": 100, **axis(palette, grid=False)},
        "yAxis": {"type": "value", "min": 0, "max": top, **axis(palette, grid=False), "axisLabel": percent},
        "series": [
            _lines(found, top, palette),
            whiskers(ends, palette),
            {"type": "scatter", "symbolSize": 0, "silent": True, "data": _corners(top, palette)},
            {
                "type": "scatter", "name": title, "symbolSize": 10, "z": 5,
                "data": [_point(place, palette) for place in found],
            },
        ],
    }  # fmt: skip


def _top(found: PriorityMatrix) -> float:
    """Where the axis of importance ends: a tenth above the highest whisker, on a round number."""
    highest = max(np.nanmax([place.importance, place.importance_high]) for place in found)
    return float(10 * np.ceil(11 * max(highest, found.importance_line)))


def _lines(found: PriorityMatrix, top: float, palette: Palette) -> dict[str, Any]:
    """The two lines that part the quadrants, as one line with a gap."""
    across, up = found.performance_line, 100 * found.importance_line
    return {
        "type": "line", "symbol": "none", "silent": True, "connectNulls": False,
        "lineStyle": {"type": "dashed", "width": 1, "color": palette.soft},
        "data": [[across, 0], [across, top], [GAP, GAP], [0, up], [100, up]],
    }  # fmt: skip


def _corners(top: float, palette: Palette) -> list[dict[str, Any]]:
    """Names of the four quadrants, in their corners."""
    names: dict[str, tuple[list[float], str, str]] = {
        "concentrate here": ([0, top], "right", "top"),
        "keep up the good work": ([100, top], "left", "top"),
        "low priority": ([0, 0], "right", "bottom"),
        "possible overkill": ([100, 0], "left", "bottom"),
    }
    return corners(names, palette)


def _point(place: Priority, palette: Palette) -> dict[str, Any]:
    colour = palette.worse if place.quadrant == "concentrate here" else palette.accent
    style = {"color": colour if place.decided else palette.paper, "borderColor": colour, "borderWidth": 2}
    label = {"show": True, "position": "top", "color": palette.ink, "formatter": place.driver}
    value = [place.performance, 100 * place.importance]
    return {"name": place.driver, "value": value, "itemStyle": style, "label": label}


def _ranks(driver: Driver) -> str:
    """The ranks it may have, as "1" or "2–4"."""
    first, last = driver.rank_from, driver.rank_to
    return f"{first}" if first == last else f"{first}–{last}"
