"""Figures of reviews as inline SVG."""

import math

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cocreate import Estimate
from cocreate.charts import IntervalRow, TrendPoint, interval_plot, trend_chart
from cocreate_server.ground.ui.numbers import figure
from cocreate_server.listen.reviews.figures import Figures

MOST_TRENDS = 4


def stars_picture(figures: Figures) -> SafeString:
    """Shares of one to five stars, each with its interval."""
    rows = [
        IntervalRow(
            label=ngettext("%(n)s star", "%(n)s stars", row.stars) % {"n": row.stars},
            value=row.pct,
            low=row.low_pct,
            high=row.high_pct,
            note=f"{figure(row.pct)} %",
        )
        for row in figures.stars
    ]
    return mark_safe(interval_plot(rows, title=_("Share of each number of stars, in per cent"), width=440))  # noqa: S308 - it escapes its labels


def sources_picture(figures: Figures) -> SafeString:
    """Mean rating of each source with its interval."""
    rows = [_row(str(estimate.group["source"]), estimate) for estimate in figures.by_source]
    return mark_safe(interval_plot(rows, title=_("Mean rating by source"), width=440))  # noqa: S308 - likewise


def trend_pictures(figures: Figures) -> list[tuple[str, SafeString]]:
    """For each of the largest sources its mean rating by month."""
    if len(figures.months) < 2:  # noqa: PLR2004 - one point is no line
        return []
    pictures = []
    for estimate in figures.by_source[:MOST_TRENDS]:
        source = str(estimate.group["source"])
        means = figures.by_month[source]
        points = [
            _point(date_format(month, "YEAR_MONTH_FORMAT"), means.get(month)) for month in figures.months
        ]
        title = _("Mean rating by month: %(source)s") % {"source": source}
        pictures.append((source, mark_safe(trend_chart(points, title=title, height=180))))  # noqa: S308 - likewise
    return pictures


def _row(label: str, estimate: Estimate) -> IntervalRow:
    low, high = _end(estimate.low), _end(estimate.high)
    return IntervalRow(
        label,
        _end(estimate.value),
        low,
        high,
        note=f"{figure(estimate.value, 2)} · n {figure(estimate.n, 0)}",
    )


def _point(label: str, estimate: Estimate | None) -> TrendPoint:
    if estimate is None:
        return TrendPoint(label, None)
    return TrendPoint(label, _end(estimate.value), _end(estimate.low), _end(estimate.high))


def _end(value: float) -> float | None:
    """One answer has no interval."""
    return value if math.isfinite(value) else None
