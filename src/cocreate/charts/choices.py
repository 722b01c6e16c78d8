"""Preferences as ECharts options: features by better and worse, and utilities with their intervals."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from cocreate.charts.bars import axis, corners, framed, whisker, whiskers
from cocreate.charts.options import GAP, LIGHT, Palette

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cocreate.choices.bestworst import BestWorst
    from cocreate.choices.conjoint import Conjoint
    from cocreate.choices.kano import KanoFeature

__all__ = ["kano_option", "utilities_option"]


def kano_option(
    features: Sequence[KanoFeature], *, title: str = "", palette: Palette = LIGHT
) -> dict[str, Any]:
    """A point a feature: better upwards, worse to the right, whiskers both ways, four quadrants.

    Args:
        features: What `choices.kano` gives, of one group.
        title: What it shows, for screen readers.
        palette: The page's colours.

    Returns:
        An ECharts option in percent. Filled points are decided by Fong's test, hollow ones are not.
    """
    known = [feature for feature in features if not math.isnan(feature.better)]
    ends: list[list[Any]] = []
    for feature in known:
        right, up = -100 * feature.worse, 100 * feature.better
        ends += whisker([-100 * feature.worse_high, up], [-100 * feature.worse_low, up])
        ends += whisker([right, 100 * feature.better_low], [right, 100 * feature.better_high])
    percent = {"color": palette.soft, "formatter": "{value} %"}
    sides = {"type": "value", "min": 0, "max": 100, **axis(palette, grid=False), "axisLabel": percent}
    return {
        **framed(palette),
        "grid": {"left": 8, "right": 24, "top": 24, "bottom": 8, "containLabel": True},
        "xAxis": {**sides, "name": "worse", "nameLocation": "end"},
        "yAxis": {**sides, "name": "better", "nameLocation": "end"},
        "series": [
            {
                "type": "line", "symbol": "none", "silent": True, "connectNulls": False,
                "lineStyle": {"type": "dashed", "width": 1, "color": palette.soft},
                "data": [[50, 0], [50, 100], [GAP, GAP], [0, 50], [100, 50]],
            },
            whiskers(ends, palette),
            {"type": "scatter", "symbolSize": 0, "silent": True, "data": _corners(palette)},
            {
                "type": "scatter", "name": title, "symbolSize": 10, "z": 5,
                "data": [_point(feature, palette) for feature in known],
            },
        ],
    }  # fmt: skip


def utilities_option(
    found: BestWorst | Conjoint, *, title: str = "", palette: Palette = LIGHT
) -> dict[str, Any]:
    """A dot an item or level, top first, with its interval as a whisker about it and a line at zero.

    Args:
        found: What `choices.best_worst` or `choices.conjoint` gives.
        title: What it shows, for screen readers.
        palette: The page's colours.

    Returns:
        An ECharts option made of lines and points alone.
    """
    rows = found.to_dict()
    name = "utility" if "utility" in rows[0] else "value"
    labels = [f"{row['attribute']}: {row['level']}" if "level" in row else str(row["item"]) for row in rows]
    ends: list[list[Any]] = []
    for place, row in enumerate(rows):
        if row["low"] is not None and row["high"] is not None:
            ends += whisker([row["low"], place], [row["high"], place])
    return {
        **framed(palette),
        "grid": {"left": 8, "right": 24, "top": 8, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", **axis(palette)},
        "yAxis": {
            "type": "category", "inverse": True, "data": labels, **axis(palette, grid=False),
            "axisLabel": {"color": palette.soft, "interval": 0},
        },
        "series": [
            {
                "type": "line", "symbol": "none", "silent": True,
                "lineStyle": {"type": "dashed", "width": 1, "color": palette.soft},
                "data": [[0, 0], [0, len(rows) - 1]],
            },
            whiskers(ends, palette),
            {
                "type": "scatter", "name": title, "symbolSize": 9, "itemStyle": {"color": palette.accent}, "z": 5,
                "data": [[row[name], place] for place, row in enumerate(rows)],
            },
        ],
    }  # fmt: skip


def _corners(palette: Palette) -> list[dict[str, Any]]:
    """Names of the four quadrants, in their corners."""
    names: dict[str, tuple[list[float], str, str]] = {
        "attractive": ([0, 100], "right", "top"),
        "one-dimensional": ([100, 100], "left", "top"),
        "indifferent": ([0, 0], "right", "bottom"),
        "must-be": ([100, 0], "left", "bottom"),
    }
    return corners(names, palette)


def _point(feature: KanoFeature, palette: Palette) -> dict[str, Any]:
    fill = palette.accent if feature.decided else palette.paper
    return {
        "name": feature.feature,
        "value": [-100 * feature.worse, 100 * feature.better],
        "itemStyle": {"color": fill, "borderColor": palette.accent, "borderWidth": 2},
        "label": {"show": True, "position": "top", "color": palette.ink, "formatter": feature.feature},
    }
