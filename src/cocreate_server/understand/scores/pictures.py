"""Estimates as charts: the small ones as inline SVG, the ones a person explores as ECharts options."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cocreate import ControlChart, Difference, Differences, Estimate, Estimates, Series
from cocreate.charts import (
    Control,
    IntervalRow,
    Palette,
    TrendPoint,
    interval_option,
    interval_plot,
    sparkline,
    trend_option,
)
from cocreate_server.ground.ui.numbers import figure
from cocreate_server.understand.scores.answers import first_days
from cocreate_server.understand.scores.measures import Measure
from cocreate_server.understand.scores.overview import Breakdown, Tile

# the page's own tokens; the script that draws puts the colours of the reader's scheme in
TOKENS = Palette(
    *(f"var(--{name})" for name in ("paper", "ink", "soft", "line", "accent", "better", "worse", "notice"))
)
MOST_ROWS = 40


def tile_picture(tile: Tile) -> SafeString:
    """The trend of a headline measure as a line in its band."""
    if tile.series is None or len(tile.series) < 2:  # noqa: PLR2004 - one point is no line
        return mark_safe("")
    shown = [_scaled(estimate, tile.measure) for estimate in tile.series]
    title = _("%(measure)s over time") % {"measure": tile.measure.label}
    values, lows, highs = ([part[place] for part in shown] for place in range(3))
    summary = _trend_words(tile.series, tile.measure)
    return mark_safe(sparkline(values, lows, highs, title=title, summary=summary))  # noqa: S308 - it escapes its words


def breakdown_picture(
    breakdown: Breakdown, order: Sequence[str], label: Callable[[str], str], *, width: int
) -> SafeString:
    """A measure by the values of a dimension, in their order: now a dot on its bar, before a hollow dot."""
    rows, before = breakdown_rows(breakdown, order, label)
    title = _("%(measure)s by %(dimension)s") % {
        "measure": breakdown.measure.label,
        "dimension": breakdown.dimension,
    }
    return mark_safe(interval_plot(rows, before, title=title, width=width))  # noqa: S308 - it escapes its labels


def breakdown_rows(
    breakdown: Breakdown, order: Sequence[str], label: Callable[[str], str]
) -> tuple[list[IntervalRow], list[float | None]]:
    """The rows of a breakdown's picture, and their values before."""
    now = {str(estimate.group[breakdown.dimension]): estimate for estimate in breakdown.now}
    before = {str(estimate.group[breakdown.dimension]): estimate for estimate in breakdown.before}
    changes = {str(change.group[breakdown.dimension]): change for change in breakdown.changes or ()}
    codes = [code for code in order if code in now]
    rows = [_row(label(code), now[code], changes.get(code), breakdown.measure) for code in codes]
    return rows, [_scaled(before[code], breakdown.measure)[0] if code in before else None for code in codes]


def interval_chart(
    groups: Sequence[Estimate],
    before: Estimates,
    changes: Differences | None,
    measure: Measure,
    label: Callable[[Estimate], str],
) -> dict[str, Any]:
    """The groups of an answer as an ECharts option."""
    earlier = {_key(estimate): estimate for estimate in before}
    changed = {_key(change): change for change in changes or ()}
    shown = groups[:MOST_ROWS]
    rows = [_row(label(estimate), estimate, changed.get(_key(estimate)), measure) for estimate in shown]
    values = [_scaled(earlier[_key(e)], measure)[0] if _key(e) in earlier else None for e in shown]
    return interval_option(rows, values, title=measure.label, palette=TOKENS)


def trend_chart(
    points: Sequence[TrendPoint], control: ControlChart | None, measure: Measure
) -> dict[str, Any]:
    """A trend with its limits as an ECharts option."""
    return trend_option(
        points,
        _control(control, measure),
        title=measure.label,
        palette=TOKENS,
    )


def trend_points(
    series: Series, control: ControlChart | None, measure: Measure, grain: str, *, fresh: Collection[int] = ()
) -> list[TrendPoint]:
    """The points of a trend, with those marked that chance would seldom give, and those no line leads to."""
    flagged = {signal.place for signal in control.signals} if control else set()
    days = [
        date_format(day, "MONTH_DAY_FORMAT" if grain in {"day", "week"} else "YEAR_MONTH_FORMAT")
        for day in first_days(series)
    ]
    return [
        TrendPoint(day, *_scaled(estimate, measure), flagged=place in flagged, fresh=place in fresh)
        for place, (day, estimate) in enumerate(zip(days, series, strict=True))
    ]


def verdict_of(change: Difference | None) -> str:
    """`better` or `worse` for a change beyond chance, else nothing; more is better for every measure here."""
    if change is None:
        return ""
    return {"higher": "better", "lower": "worse"}.get(change.verdict, "")


def _row(label: str, estimate: Estimate, change: Difference | None, measure: Measure) -> IntervalRow:
    if estimate.suppressed or estimate.value != estimate.value:
        return IntervalRow(label, None, note=_("too few"))
    verdict = verdict_of(change)
    note = ""
    if change is not None and verdict:
        arrow = "▲" if verdict == "better" else "▼"
        note = f"{arrow} {figure(abs(change.value) * measure.factor, measure.decimals)}"
    return IntervalRow(label, *_scaled(estimate, measure), verdict=verdict, note=note)  # type: ignore[arg-type]


def _scaled(estimate: Estimate, measure: Measure) -> tuple[float | None, float | None, float | None]:
    parts = (estimate.value, estimate.low, estimate.high)
    value, low, high = (None if part != part else round(part * measure.factor, 4) for part in parts)  # noqa: PLR0124
    return value, low, high


def _control(control: ControlChart | None, measure: Measure) -> Control | None:
    if control is None:
        return None
    lower, upper = (
        [round(float(limit) * measure.factor, 4) for limit in limits]
        for limits in (control.lower, control.upper)
    )
    return Control(round(control.centre * measure.factor, 4), lower, upper)


def _trend_words(series: Series, measure: Measure) -> str:
    known = [estimate for estimate in series if estimate.value == estimate.value]
    if not known:
        return ""
    first, last = (
        figure(estimate.value * measure.factor, measure.decimals) for estimate in (known[0], known[-1])
    )
    return _("From %(first)s to %(last)s.") % {"first": first, "last": last}


def _key(thing: Estimate | Difference) -> tuple[Any, ...]:
    return tuple(thing.group.values())
