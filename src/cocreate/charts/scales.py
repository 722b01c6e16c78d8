"""Scales as ECharts options: loadings with whiskers, and means as they stand beside adjusted ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocreate.charts.bars import Bar, axis, bars_option, framed, whisker, whiskers
from cocreate.charts.options import LIGHT, Palette

if TYPE_CHECKING:
    from cocreate.scales.confirm import FactorModel
    from cocreate.scales.styles import AdjustedMeans

__all__ = ["adjusted_option", "loadings_option"]

_APART = 0.14


def loadings_option(found: FactorModel, *, title: str = "", palette: Palette = LIGHT) -> dict[str, Any]:
    """A bar an item, as long as its standardised loading, with its whisker and its factor beside it.

    Args:
        found: What `cfa` gives.
        title: What it shows, for screen readers.
        palette: The page's colours.

    Returns:
        An ECharts option; loadings are drawn in percent.
    """
    each = zip(found.item, found.loading, found.low, found.high, found.factor, strict=True)
    bars = [
        Bar(item, float(value), float(low), float(high), factor) for item, value, low, high, factor in each
    ]
    return bars_option(bars, title=title, palette=palette)


def adjusted_option(found: AdjustedMeans, *, title: str = "", palette: Palette = LIGHT) -> dict[str, Any]:
    """For each group two points with whiskers: hollow as it stands, filled without response styles.

    Args:
        found: What `adjusted_means` gives.
        title: What it shows, for screen readers.
        palette: The page's colours.

    Returns:
        An ECharts option.
    """
    ends: list[list[Any]] = []
    raw, adjusted = [], []
    for row in range(len(found.groups)):
        ends += whisker([float(found.raw_low[row]), row - _APART], [float(found.raw_high[row]), row - _APART])
        ends += whisker(
            [float(found.adjusted_low[row]), row + _APART], [float(found.adjusted_high[row]), row + _APART]
        )
        raw.append([float(found.raw[row]), row - _APART])
        adjusted.append([float(found.adjusted[row]), row + _APART])
    hollow = {"color": palette.paper, "borderColor": palette.accent, "borderWidth": 2}
    names = [str(label) for label in found.groups]
    return {
        **framed(palette),
        "grid": {"left": 8, "right": 24, "top": 8, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "scale": True, **axis(palette)},
        "yAxis": [
            {"type": "value", "min": -0.5, "max": len(names) - 0.5, "inverse": True, "show": False},
            {"type": "category", "inverse": True, "data": names, "position": "left", **axis(palette, grid=False)},
        ],
        "series": [
            whiskers(ends, palette),
            {"type": "scatter", "name": title, "symbolSize": 9, "z": 5, "itemStyle": hollow, "data": raw},
            {"type": "scatter", "name": title, "symbolSize": 9, "z": 5, "itemStyle": {"color": palette.accent},
             "data": adjusted},
        ],
    }  # fmt: skip
