"""Effects as ECharts options: intervals beside zero, event studies, Qini curves, interrupted series."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.charts.bars import whisker, whiskers
from cocreate.charts.lines import band, framed_lines, points
from cocreate.charts.options import LIGHT, Palette

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cocreate.effects.effect import Effect
    from cocreate.effects.rollout import Aggregate
    from cocreate.effects.series import InterruptedSeries
    from cocreate.effects.uplift import Uplift

__all__ = ["effects_option", "event_study_option", "qini_option", "series_option"]


def effects_option(
    effects: Sequence[Effect],
    *,
    labels: Sequence[str] | None = None,
    title: str = "",
    palette: Palette = LIGHT,
) -> dict[str, Any]:
    """Effects as dots with whiskers beside the line of no effect, top first.

    Args:
        effects: What the designs give; shares are drawn in points of a hundred.
        labels: What to call them; what they say of themselves without it.
        title: What it shows, for screen readers.
        palette: The page's colours.

    Returns:
        An ECharts option. An interval without an end, or not known, draws no whisker.
    """
    names = list(labels) if labels is not None else [effect.what for effect in effects]
    dots, ends = [], []
    for place, effect in enumerate(effects):
        times = 100 if effect.unit == "share" else 1
        dots.append([times * effect.value, place])
        if math.isfinite(effect.low) and math.isfinite(effect.high):
            ends += whisker([times * effect.low, place], [times * effect.high, place])
    dot = {
        "type": "scatter", "name": title, "symbolSize": 10, "itemStyle": {"color": palette.accent}, "z": 5,
        "data": dots, "markLine": _no_effect("xAxis", palette),
    }  # fmt: skip
    option = framed_lines([whiskers(ends, palette), dot], palette)
    named = {"type": "category", "inverse": True, "data": names, "splitLine": {"show": False}}
    return {**option, "yAxis": option["yAxis"] | named, "tooltip": option["tooltip"] | {"trigger": "item"}}


def event_study_option(found: Aggregate, *, title: str = "", palette: Palette = LIGHT) -> dict[str, Any]:
    """Effects by time since treatment, before and after, with the band that holds all at once.

    Args:
        found: A roll-out's `by_event`; others are drawn in their order.
        title: What it shows, for screen readers.
        palette: The page's colours.

    Returns:
        An ECharts option; the dashed line stands where treatment begins.
    """
    numbers = found.by == "event"
    x = (
        np.array(found.labels, dtype=np.float64)
        if numbers
        else np.arange(len(found.labels), dtype=np.float64)
    )
    ends: list[list[Any]] = []
    for at, low, high in zip(x.tolist(), found.low.tolist(), found.high.tolist(), strict=True):
        ends += whisker([at, low], [at, high])
    marks = _no_effect("yAxis", palette)
    if numbers:
        marks["data"] = [
            *marks["data"],
            {"xAxis": -0.5, "lineStyle": {"type": "dashed", "color": palette.soft}},
        ]
    dots = {
        "type": "scatter", "name": title, "symbolSize": 8, "itemStyle": {"color": palette.accent}, "z": 5,
        "data": points(x, found.value), "markLine": marks,
    }  # fmt: skip
    option = framed_lines([whiskers(ends, palette), dots], palette)
    if numbers:
        return {**option, "xAxis": option["xAxis"] | {"minInterval": 1}}
    named = {"type": "category", "data": [str(label) for label in found.labels]}
    return {**option, "xAxis": option["xAxis"] | named}


def qini_option(found: Uplift, *, title: str = "", palette: Palette = LIGHT) -> dict[str, Any]:
    """What reaching the best share gains, in its band, beside choice by lot.

    Args:
        found: What `uplift` gives.
        title: What it shows, for screen readers.
        palette: The page's colours.

    Returns:
        An ECharts option; the dashed line is choice by lot.
    """
    curve = found.curve
    line = {
        "type": "line", "name": title, "symbol": "none", "data": points(curve.share, curve.gain),
        "lineStyle": {"width": 2, "color": palette.accent},
    }  # fmt: skip
    by_lot = {
        "type": "line", "symbol": "none", "data": points(curve.share, curve.at_random),
        "lineStyle": {"width": 1, "type": "dashed", "color": palette.soft},
    }  # fmt: skip
    drawn = framed_lines([*band(curve.share, curve.low, curve.high, palette.accent), line, by_lot], palette)
    return {**drawn, "xAxis": drawn["xAxis"] | {"min": 0, "max": 1}}


def series_option(found: InterruptedSeries, *, title: str = "", palette: Palette = LIGHT) -> dict[str, Any]:
    """A series, its broken line, and where the earlier line was heading, in its band.

    Args:
        found: What `interrupted_series` gives.
        title: What it shows, for screen readers.
        palette: The page's colours.

    Returns:
        An ECharts option; the dashed upright stands at the change.
    """
    x = np.arange(len(found.when), dtype=np.float64)
    late = slice(found.change, None)
    cut = {
        "silent": True, "symbol": "none", "label": {"show": False}, "data": [{"xAxis": found.change}],
        "lineStyle": {"type": "dashed", "color": palette.soft},
    }  # fmt: skip
    dots = {
        "type": "scatter", "symbolSize": 5, "itemStyle": {"color": palette.soft}, "data": points(x, found.actual),
    }  # fmt: skip
    fitted = {
        "type": "line", "name": title, "symbol": "none", "data": points(x, found.fitted), "markLine": cut,
        "lineStyle": {"width": 2, "color": palette.accent},
    }  # fmt: skip
    expected = {
        "type": "line", "symbol": "none", "data": points(x[late], found.expected[late]),
        "lineStyle": {"width": 1.5, "type": "dashed", "color": palette.notice},
    }  # fmt: skip
    around = band(x[late], found.low[late], found.high[late], palette.notice)
    option = framed_lines([*around, dots, fitted, expected], palette, y={"scale": True})
    named = {"type": "category", "data": [str(period) for period in found.when]}
    return {**option, "xAxis": option["xAxis"] | named}


def _no_effect(axis: str, palette: Palette) -> dict[str, Any]:
    return {
        "silent": True, "symbol": "none", "label": {"show": False}, "data": [{axis: 0}],
        "lineStyle": {"type": "solid", "width": 1, "color": palette.soft},
    }  # fmt: skip
