"""Texts as ECharts options: themes as bars with intervals, and how people feel by theme."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from cocreate.charts.bars import Bar, bars_option
from cocreate.charts.marks import IntervalRow, Verdict
from cocreate.charts.options import LIGHT, Palette, interval_option

if TYPE_CHECKING:
    from cocreate.text.themes import Theme, Themes

__all__ = ["theme_scores_option", "themes_option"]

_VERDICTS: dict[str, Verdict] = {"higher": "better", "lower": "worse", "within chance": ""}


def themes_option(found: Themes, *, title: str = "", palette: Palette = LIGHT) -> dict[str, Any]:
    """A bar a theme for the share of texts that speak of it, the most frequent first, each with its interval.

    Args:
        found: What `text.themes` gives; its parts are left out.
        title: What it shows, for screen readers.
        palette: The page's colours.

    Returns:
        An ECharts option.
    """
    ranked = sorted(found.top, key=lambda theme: -theme.share.value)
    bars = [
        Bar(theme.name, theme.share.value, theme.share.low, theme.share.high, f"{theme.n:,}")
        for theme in ranked
    ]
    return bars_option(bars, title=title, palette=palette)


def theme_scores_option(found: Themes, *, title: str = "", palette: Palette = LIGHT) -> dict[str, Any]:
    """A dot on a bar a theme for the mean score of its texts, coloured by whether it differs from the rest.

    Args:
        found: What `text.themes` gives with a score; themes without one are left out.
        title: What it shows, for screen readers.
        palette: The page's colours.

    Returns:
        An ECharts option.
    """
    rows = [_row(theme) for theme in found.top if theme.score is not None]
    return interval_option(rows, title=title, palette=palette)


def _row(theme: Theme) -> IntervalRow:
    score, difference = theme.score, theme.difference
    ends = (math.nan, math.nan, math.nan) if score is None else (score.value, score.low, score.high)
    value, low, high = (None if math.isnan(end) else end for end in ends)
    verdict = "within chance" if difference is None else difference.verdict
    return IntervalRow(theme.name, value, low, high, verdict=_VERDICTS[verdict], note=f"{theme.n:,}")
