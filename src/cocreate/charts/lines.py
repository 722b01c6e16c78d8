"""Lines in their bands, and the frame such charts stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocreate.charts.options import FONT, Palette

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = list[list[float]]

__all__ = ["band", "framed_lines", "points"]


def band(
    x: NDArray[Any],
    low: NDArray[Any],
    high: NDArray[Any],
    colour: str,
    *,
    step: str = "",
    stack: str = "band",
) -> list[dict[str, Any]]:
    """An unseen line and, stacked on it, the width of the band."""
    unseen = {
        "type": "line", "stack": stack, "stackStrategy": "all", "symbol": "none", "silent": True,
        "lineStyle": {"opacity": 0}, "tooltip": {"show": False},
    } | ({"step": step} if step else {})  # fmt: skip
    return [
        {**unseen, "data": points(x, low)},
        {**unseen, "data": points(x, high - low), "areaStyle": {"color": colour, "opacity": 0.13}},
    ]


def points(x: NDArray[Any], y: NDArray[Any]) -> Points:
    """Pairs of plain numbers."""
    return [[float(across), float(up)] for across, up in zip(x, y, strict=True)]


def framed_lines(
    series: list[dict[str, Any]], palette: Palette, *, y: dict[str, Any] | None = None
) -> dict[str, Any]:
    """An option of lines over a scale of numbers."""
    axis = {
        "axisLine": {"show": False}, "axisTick": {"show": False}, "axisLabel": {"color": palette.soft},
        "splitLine": {"show": True, "lineStyle": {"color": palette.line}},
    }  # fmt: skip
    return {
        "aria": {"enabled": True},
        "animation": False,
        "textStyle": {"fontFamily": FONT, "color": palette.soft},
        "grid": {"left": 8, "right": 16, "top": 12, "bottom": 8, "containLabel": True},
        "tooltip": {
            "trigger": "axis", "backgroundColor": palette.paper, "borderColor": palette.line,
            "textStyle": {"color": palette.ink}, "confine": True,
        },
        "xAxis": {"type": "value", **axis, "splitLine": {"show": False}},
        "yAxis": {"type": "value", **axis, **(y or {})},
        "series": series,
    }  # fmt: skip
