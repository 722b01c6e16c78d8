"""Journeys as ECharts options: a graph of paths, a funnel, and how the stages feel."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.charts.bars import Bar, bars_option, framed
from cocreate.charts.marks import TrendPoint
from cocreate.charts.options import GAP, LIGHT, Palette, trend_option

if TYPE_CHECKING:
    from cocreate.estimates import Estimates
    from cocreate.journeys.funnels import Funnel
    from cocreate.journeys.paths import Paths

__all__ = ["emotion_option", "funnel_option", "paths_option"]

_DAY, _HOUR, _MINUTE = 86_400, 3_600, 60
_MOST_LINKS = 30


def paths_option(
    found: Paths, *, most: int = _MOST_LINKS, title: str = "", palette: Palette = LIGHT
) -> dict[str, Any]:
    """Activities as dots, the commonest steps between them as arrows, wider for more.

    Args:
        found: What `journeys.paths` gives.
        most: How many steps to draw, the commonest.
        title: What it shows, for screen readers.
        palette: The page's colours.

    Returns:
        An ECharts option. A graph rather than a Sankey, since journeys go round in circles. A step's label
        says which part of its source's events it follows, with the interval, and how long it takes.
    """
    steps = found.steps()[:most]
    widest = max((step.count for step in steps), default=1)
    largest = max(int(found.occurrences.max(initial=1)), 1)
    shown = {name for step in steps for name in (step.source, step.target)}
    nodes = [
        {
            "name": name, "value": int(times), "symbolSize": 12 + 28 * math.sqrt(times / largest),
            "itemStyle": {"color": palette.accent},
            "label": {"show": True, "position": "right", "color": palette.ink},
        }
        for name, times in zip(found.activities, found.occurrences, strict=True)
        if name in shown or len(found.activities) == 1
    ]  # fmt: skip
    links = [
        {
            "source": step.source, "target": step.target, "value": step.count,
            "lineStyle": {"width": 1 + 7 * step.count / widest, "curveness": 0.2, "color": palette.soft},
            "label": {"show": False, "formatter": _told(step.share, step.low, step.high, step.seconds)},
            "emphasis": {"label": {"show": True, "color": palette.ink}},
        }
        for step in steps
    ]  # fmt: skip
    graph = {
        "type": "graph", "name": title, "layout": "circular", "roam": True, "data": nodes, "links": links,
        "edgeSymbol": ["none", "arrow"], "edgeSymbolSize": 8, "lineStyle": {"opacity": 0.6},
    }  # fmt: skip
    return {**framed(palette), "series": [graph]}


def funnel_option(found: Funnel, *, title: str = "", palette: Palette = LIGHT) -> dict[str, Any]:
    """A bar a step: the part of those who entered that came so far, with its interval.

    Args:
        found: What `journeys.funnel` gives; with groups, theirs one after the other.
        title: What it shows, for screen readers.
        palette: The page's colours.

    Returns:
        An ECharts option; behind each bar stands how many came so far.
    """
    bars = [
        Bar(
            " · ".join([*map(str, step.group.values()), step.step]),
            step.overall,
            step.overall_low,
            step.overall_high,
            f"{step.cases:,}",
        )
        for step in found
    ]
    return bars_option(bars, title=title, palette=palette)


def emotion_option(found: Estimates, *, title: str = "", palette: Palette = LIGHT) -> dict[str, Any]:
    """How each stage feels, as a line in its band, in the journey's order.

    Args:
        found: What `journeys.stage_scores` gives.
        title: What it shows, for screen readers.
        palette: The page's colours.

    Returns:
        An ECharts option; hidden stages leave a gap.
    """
    points = [
        TrendPoint(
            str(next(iter(each.group.values()))), _known(each.value), _known(each.low), _known(each.high)
        )
        for each in found
    ]
    return trend_option(points, title=title, palette=palette)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _told(share: float, low: float, high: float, seconds: float) -> str:
    return f"{share:.0%} ({low:.0%}–{high:.0%}), {_duration(seconds)}"


def _duration(seconds: float) -> str:
    """A time in the largest unit it fills."""
    if not math.isfinite(seconds):
        return GAP
    for size, name in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min")):
        if seconds >= size:
            return f"{seconds / size:.1f} {name}"
    return f"{seconds:.0f} s"
