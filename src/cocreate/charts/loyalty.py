"""Loyalty as ECharts options: who is still there, what was expected, who is active."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.charts.lines import band, framed_lines, points
from cocreate.charts.options import FONT, LIGHT, Palette

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cocreate.loyalty.repeat_fit import RepeatFit
    from cocreate.loyalty.survival import RetentionCurve
    from cocreate.loyalty.tracking import Tracking

__all__ = ["alive_option", "retention_option", "tracking_option"]


def retention_option(
    curves: Iterable[RetentionCurve], *, title: str = "", palette: Palette = LIGHT
) -> dict[str, Any]:
    """Kaplan-Meier curves as steps, each in the band of its interval.

    Args:
        curves: What `retention` gives; up to four are told apart by colour.
        title: What it shows, for screen readers.
        palette: The page's colours.

    Returns:
        An ECharts option.
    """
    colours = (palette.accent, palette.notice, palette.better, palette.worse)
    drawn: list[dict[str, Any]] = []
    for place, curve in enumerate(curves):
        colour = colours[place % len(colours)]
        name = ", ".join(str(label) for label in curve.group.values()) or title
        time = np.append(0.0, curve.time)
        low, high, share = (np.append(1.0, ends) for ends in (curve.low, curve.high, curve.share))
        drawn += [*band(time, low, high, colour, step="end", stack=f"band {place}")]
        drawn.append({
            "type": "line", "name": name, "step": "end", "symbol": "none", "data": points(time, share),
            "lineStyle": {"width": 2, "color": colour}, "itemStyle": {"color": colour},
        })  # fmt: skip
    return framed_lines(drawn, palette, y={"min": 0, "max": 1})


def tracking_option(found: Tracking, *, title: str = "", palette: Palette = LIGHT) -> dict[str, Any]:
    """Repeat purchases as they came beside what was expected, added up, with the interval and the cut.

    Args:
        found: What `track` gives.
        title: What it shows, for screen readers.
        palette: The page's colours.

    Returns:
        An ECharts option; the dashed line is the end of what the model was fitted on.
    """
    cut = {
        "silent": True, "symbol": "none", "label": {"show": False},
        "lineStyle": {"type": "dashed", "color": palette.soft}, "data": [{"xAxis": found.fitted_until}],
    }  # fmt: skip
    expected = {
        "type": "line", "name": title, "symbol": "none", "data": points(found.time, found.expected),
        "lineStyle": {"width": 2, "color": palette.accent}, "markLine": cut,
    }  # fmt: skip
    actual = {
        "type": "line", "symbol": "none", "data": points(found.time, found.actual),
        "lineStyle": {"width": 2, "color": palette.ink},
    }  # fmt: skip
    return framed_lines([*band(found.time, found.low, found.high, palette.accent), expected, actual], palette)


def alive_option(
    fit: RepeatFit, *, age: float, most_often: int = 12, steps: int = 12, palette: Palette = LIGHT
) -> dict[str, Any]:
    """Probability of being active by frequency and recency, of customers of one age, as a map of heat.

    Args:
        fit: A fitted `bgnbd` or `pareto_nbd`.
        age: The customers' age, in the model's unit.
        most_often: Highest frequency drawn.
        steps: Into how many steps recency is cut.
        palette: The page's colours.

    Returns:
        An ECharts option; each cell holds recency, frequency, probability, and the ends of its interval.
    """
    frequency, part = np.meshgrid(np.arange(1, most_often + 1), np.arange(1, steps + 1), indexing="ij")
    recency = age * part.ravel() / steps
    found = fit.p_alive(frequency.ravel(), recency, np.full(recency.size, age))
    data = [
        [int(column) - 1, int(row) - 1, *(round(float(end), 4) for end in ends)]
        for column, row, *ends in zip(
            part.ravel(), frequency.ravel(), found.value, found.low, found.high, strict=True
        )
    ]
    axis = {"axisLine": {"show": False}, "axisTick": {"show": False}, "axisLabel": {"color": palette.soft}}
    labels = [f"{age * step / steps:.3g}" for step in range(1, steps + 1)]
    return {
        "aria": {"enabled": True},
        "animation": False,
        "textStyle": {"fontFamily": FONT, "color": palette.soft},
        "grid": {"left": 8, "right": 16, "top": 12, "bottom": 48, "containLabel": True},
        "tooltip": {"backgroundColor": palette.paper, "textStyle": {"color": palette.ink}, "confine": True},
        "xAxis": {"type": "category", "data": labels, **axis},
        "yAxis": {"type": "category", "data": [str(n) for n in range(1, most_often + 1)], **axis},
        "visualMap": {
            "min": 0, "max": 1, "dimension": 2, "orient": "horizontal", "left": "center", "bottom": 0,
            "inRange": {"color": [palette.line, palette.accent]}, "textStyle": {"color": palette.soft},
        },
        "series": [{
            "type": "heatmap", "data": data,
            "dimensions": ["recency", "frequency", "probability", "low", "high"],
            "encode": {"x": 0, "y": 1, "value": 2, "tooltip": [2, 3, 4]},
        }],
    }  # fmt: skip
