"""Opinion groups as ECharts options: people on the plane, and what a statement gets in each group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocreate.charts.bars import Bar, axis, bars_option, framed, whisker, whiskers
from cocreate.charts.options import LIGHT, Palette
from cocreate.scores.shares import wilson_of

if TYPE_CHECKING:
    from collections.abc import Hashable

    from cocreate.opinions.groups import OpinionGroups
    from cocreate.opinions.pairwise import Strengths, WikiScores
    from cocreate.opinions.statements import GroupViews

__all__ = ["landscape_option", "statement_option", "strengths_option"]


def landscape_option(found: OpinionGroups, *, title: str = "", palette: Palette = LIGHT) -> dict[str, Any]:
    """Everybody on the plane, a colour and a shape a group; those in no group as faint dots.

    Args:
        found: What `opinion_groups` gives.
        title: What it shows, for screen readers.
        palette: The page's colours.

    Returns:
        An ECharts option. Nearer means voting more alike; the axes have no unit.
    """
    colours = (palette.accent, palette.notice, palette.better, palette.worse, palette.ink)
    shapes = ("circle", "rect", "triangle", "diamond", "pin")
    drawn: list[dict[str, Any]] = [
        {"type": "scatter", "name": title, "symbolSize": 3, "silent": True, "itemStyle": {"color": palette.line},
         "data": _points(found, -1)}
    ]  # fmt: skip
    for group in range(len(found)):
        style = {"color": colours[group % len(colours)], "opacity": 0.7}
        drawn.append({
            "type": "scatter", "name": f"{group}", "symbol": shapes[group % len(shapes)], "symbolSize": 7,
            "itemStyle": style, "data": _points(found, group),
        })  # fmt: skip
        drawn.append({
            "type": "scatter", "name": f"{group}", "symbolSize": 0, "silent": True, "z": 6,
            "data": [[round(float(x), 4) for x in found.centre[group]]],
            "label": {"show": True, "formatter": f"{group} (n = {found.size[group]})", "color": palette.ink,
                      "backgroundColor": palette.paper, "padding": 3},
        })  # fmt: skip
    bare = {"show": False, "scale": True}
    return {
        **framed(palette),
        "grid": {"left": 8, "right": 8, "top": 8, "bottom": 8},
        "xAxis": {"type": "value", **bare},
        "yAxis": {"type": "value", **bare},
        "series": drawn,
    }


def statement_option(
    views: GroupViews, statement: Hashable, *, title: str = "", palette: Palette = LIGHT
) -> dict[str, Any]:
    """How each group took one statement: the share that agrees, with its interval.

    Args:
        views: What `group_views` gives.
        statement: Which statement.
        title: What it shows, for screen readers.
        palette: The page's colours.

    Returns:
        An ECharts option; shares are drawn in percent.
    """
    at = views.statements.index(statement)
    n = views.seen[:, at]
    share, low, high = wilson_of(views.agrees[:, at], n, views.confidence)
    bars = [
        Bar(f"{group}", float(share[group]), float(low[group]), float(high[group]), f"n = {int(n[group])}")
        for group in range(len(n))
        if n[group]
    ]
    return bars_option(bars, title=title, palette=palette)


def strengths_option(
    found: Strengths | WikiScores, *, title: str = "", palette: Palette = LIGHT
) -> dict[str, Any]:
    """Items by strength, the strongest on top, each with the line of its interval.

    Args:
        found: What `bradley_terry` or `wiki_scores` gives.
        title: What it shows, for screen readers.
        palette: The page's colours.

    Returns:
        An ECharts option.
    """
    ends: list[list[Any]] = []
    for row in range(len(found)):
        ends += whisker([float(found.low[row]), row], [float(found.high[row]), row])
    return {
        **framed(palette),
        "grid": {"left": 8, "right": 24, "top": 8, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "scale": True, **axis(palette)},
        "yAxis": {
            "type": "category", "inverse": True, "data": [str(item) for item in found.items],
            **axis(palette, grid=False), "axisLabel": {"color": palette.soft, "interval": 0},
        },
        "series": [
            whiskers(ends, palette),
            {
                "type": "scatter", "name": title, "symbolSize": 9, "itemStyle": {"color": palette.accent}, "z": 5,
                "data": [[float(value), row] for row, value in enumerate(found.value)],
            },
        ],
    }  # fmt: skip


def _points(found: OpinionGroups, group: int) -> list[list[float]]:
    return [[round(float(x), 4), round(float(y), 4)] for x, y in found.position[found.group == group]]
