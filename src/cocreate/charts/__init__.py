"""Estimates as pictures: small inline SVG for pages, ECharts options for charts a person explores."""

from cocreate.charts.choices import kano_option, utilities_option
from cocreate.charts.drivers import importance_option, priority_option
from cocreate.charts.effects import effects_option, event_study_option, qini_option, series_option
from cocreate.charts.journeys import emotion_option, funnel_option, paths_option
from cocreate.charts.loyalty import alive_option, retention_option, tracking_option
from cocreate.charts.marks import Control, IntervalRow, TrendPoint, Verdict
from cocreate.charts.opinions import landscape_option, statement_option, strengths_option
from cocreate.charts.options import DARK, LIGHT, Palette, interval_option, sparkline_option, trend_option
from cocreate.charts.scales import adjusted_option, loadings_option
from cocreate.charts.svg import interval_plot, sparkline, trend_chart
from cocreate.charts.text import theme_scores_option, themes_option

__all__ = [
    "DARK",
    "LIGHT",
    "Control",
    "IntervalRow",
    "Palette",
    "TrendPoint",
    "Verdict",
    "adjusted_option",
    "alive_option",
    "effects_option",
    "emotion_option",
    "event_study_option",
    "funnel_option",
    "importance_option",
    "interval_option",
    "interval_plot",
    "kano_option",
    "landscape_option",
    "loadings_option",
    "paths_option",
    "priority_option",
    "qini_option",
    "retention_option",
    "series_option",
    "sparkline",
    "sparkline_option",
    "statement_option",
    "strengths_option",
    "theme_scores_option",
    "themes_option",
    "tracking_option",
    "trend_chart",
    "trend_option",
    "utilities_option",
]
