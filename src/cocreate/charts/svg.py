"""Charts as inline SVG after the house's look: a dot on a soft bar, a line in a soft band.

No style attributes and no style element, so that a strict Content-Security-Policy lets them through: colours
are presentation attributes that name the page's own tokens (`--accent`, `--band`, …), with classes for what a
page may wish to change. Each chart is one image to a screen reader, with a title and a summary in words.
"""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from zlib import crc32

from cocreate.charts.marks import Control, IntervalRow, TrendPoint
from cocreate.charts.scale import Axis, axis_of, shortened, text_width

__all__ = ["interval_plot", "sparkline", "trend_chart"]

SMALL, NORMAL = 12, 13
ROW_HEIGHT = 40
LABEL_SHARE = 0.34
VERDICT_COLOURS = {"better": "var(--better)", "worse": "var(--worse)", "": "var(--soft)"}
LABEL_GAP = 12
FEWEST_FOR_LINE = 2


def sparkline(
    values: Sequence[float | None],
    lows: Sequence[float | None],
    highs: Sequence[float | None],
    *,
    title: str = "",
    summary: str = "",
    width: int = 220,
    height: int = 46,
) -> str:
    """A line in its band, without axes, stretched to its place.

    Args:
        values: The estimates in order; None leaves a gap.
        lows: Lower ends of the intervals.
        highs: Upper ends.
        title: What it shows; without one it is decoration and hidden from screen readers.
        summary: The same in words.
        width: Width of the drawing, in its own units.
        height: Height.

    Returns:
        An `svg` element.

    Examples:
        >>> sparkline([1, 2], [0, 1], [2, 3], title="NPS").startswith('<svg class="chart sparkline"')
        True
    """
    axis = axis_of([*values, *lows, *highs], start=height - 2, end=2)
    step = width / max(1, len(values) - 1)
    places = [round(step * index, 1) for index in range(len(values))]
    body = _bands(places, lows, highs, axis) + _lines(places, values, axis, stroke=1.8)
    body += _lone_dots(places, values, axis)
    return _frame("sparkline", body, (width, height), title=title, summary=summary, stretch=True)


def interval_plot(
    rows: Sequence[IntervalRow],
    before: Sequence[float | None] | None = None,
    *,
    title: str = "",
    summary: str = "",
    width: int = 640,
) -> str:
    """A dot on a soft bar a row; hollow dots are the period before.

    Args:
        rows: The estimates, top first.
        before: Earlier values, one a row; None where there is none.
        title: What it shows.
        summary: The same in words; composed from the rows where it is empty.
        width: Width in CSS pixels at which letters have their own size; use about 340 on phones.

    Returns:
        An `svg` element.
    """
    earlier = list(before or [None] * len(rows))
    left = min(
        width * LABEL_SHARE, max((text_width(row.label, NORMAL) for row in rows), default=0) + LABEL_GAP + 6
    )
    right = max((text_width(row.note, SMALL) for row in rows), default=0) + LABEL_GAP
    height = ROW_HEIGHT * len(rows) + 28
    values = [part for row in rows for part in (row.value, row.low, row.high)]
    axis = axis_of([*values, *earlier], start=left + 6, end=width - right - 6, ticks=max(2, width // 150))
    body = _grid(axis, top=4, bottom=height - 24)
    for index, (row, old) in enumerate(zip(rows, earlier, strict=True)):
        body += _interval_row(row, old, axis, y=22 + ROW_HEIGHT * index, left=left, width=width)
    words = summary or "; ".join(_row_words(row) for row in rows)
    return _frame("interval-plot", body, (width, height), title=title, summary=words)


def trend_chart(
    series: Sequence[TrendPoint],
    control: Control | None = None,
    *,
    title: str = "",
    summary: str = "",
    width: int = 640,
    height: int = 240,
) -> str:
    """A line in its band over time, with control limits and the points that signal.

    Args:
        series: The periods in order.
        control: Centre line and limits, one a period.
        title: What it shows.
        summary: The same in words; composed from the first, last and flagged points where it is empty.
        width: Width in CSS pixels at which letters have their own size.
        height: Height likewise.

    Returns:
        An `svg` element.
    """
    limits = [*control.lower, *control.upper, control.centre] if control else []
    values = [part for point in series for part in (point.value, point.low, point.high)]
    axis = axis_of([*values, *limits], start=height - 30, end=12)
    left = max(text_width(axis.written(tick), SMALL) for tick in axis.ticks) + 10
    step = (width - left - 12) / max(1, len(series) - 1)
    places = [round(left + 4 + step * index, 1) for index in range(len(series))]
    body = _levels(axis, left=left, right=width)
    body += _bands(places, [point.low for point in series], [point.high for point in series], axis)
    body += _limits(places, control, axis) if control else ""
    body += _lines(places, [point.value for point in series], axis, stroke=2)
    body += _lone_dots(places, [point.value for point in series], axis)
    body += _flags(places, series, axis) + _periods(places, series, y=height - 8, width=width)
    return _frame("trend", body, (width, height), title=title, summary=summary or _trend_words(series))


def _frame(
    kind: str, body: str, size: tuple[int, int], *, title: str, summary: str, stretch: bool = False
) -> str:
    width, height = size
    opening = f'<svg class="chart {kind}" viewBox="0 0 {width} {height}"'
    if stretch:
        opening += f' height="{height}" preserveAspectRatio="none"'
    if not title:
        return f'{opening} aria-hidden="true" focusable="false">{body}</svg>'
    key = f"c{crc32((title + summary + body).encode()):08x}"
    words = f'<title id="{key}t">{escape(title)}</title>'
    described = ""
    if summary:
        words += f'<desc id="{key}d">{escape(summary)}</desc>'
        described = f' aria-describedby="{key}d"'
    return f'{opening} role="img" aria-labelledby="{key}t"{described} focusable="false">{words}{body}</svg>'


def _grid(axis: Axis, *, top: float, bottom: float) -> str:
    path = "".join(f"M{axis.place(tick)} {top}V{bottom}" for tick in axis.ticks)
    words = "".join(
        f'<text class="tick" x="{axis.place(tick)}" y="{bottom + 18}"'
        f' text-anchor="middle">{axis.written(tick)}</text>'
        for tick in axis.ticks
    )
    return f'<path class="grid" d="{path}" stroke="var(--line)" fill="none"/>{_ticks(words)}'


def _levels(axis: Axis, *, left: float, right: float) -> str:
    path = "".join(f"M{left:.1f} {axis.place(tick)}H{right}" for tick in axis.ticks)
    words = "".join(
        f'<text class="tick" x="{left - 8:.1f}" y="{axis.place(tick) + 4:.1f}" text-anchor="end">'
        f"{axis.written(tick)}</text>"
        for tick in axis.ticks
    )
    return f'<path class="grid" d="{path}" stroke="var(--line)" fill="none"/>{_ticks(words)}'


def _ticks(words: str) -> str:
    return f'<g font-size="{SMALL}" fill="var(--soft)">{words}</g>'


def _interval_row(
    row: IntervalRow, old: float | None, axis: Axis, *, y: float, left: float, width: int
) -> str:
    told = ' font-weight="600"' if row.verdict else ""
    colour = "var(--ink)" if row.verdict else "var(--soft)"
    label = shortened(row.label, size=NORMAL, width=left - LABEL_GAP)
    full = f"<title>{escape(row.label)}</title>" if label != row.label else ""
    parts = [
        (
            f'<text class="label" x="0" y="{y + 4.5}" font-size="{NORMAL}"'
            f' fill="{colour}"{told}>{full}{escape(label)}</text>'
        )
    ]
    if row.low is not None and row.high is not None:
        path = f"M{axis.place(row.low)} {y}H{axis.place(row.high)}"
        parts.append(
            f'<path class="interval" d="{path}" stroke="var(--accent)" stroke-width="9"'
            f' stroke-linecap="round"'
            ' opacity=".22" fill="none"/>'
        )
    if old is not None:
        parts.append(
            f'<circle class="before" cx="{axis.place(old)}" cy="{y}" r="4" fill="var(--paper)"'
            f' stroke="var(--soft)"'
            ' stroke-width="1.6"/>'
        )
    if row.value is not None:
        parts.append(
            f'<circle class="dot" cx="{axis.place(row.value)}" cy="{y}" r="5" fill="var(--accent)"/>'
        )
    if row.note:
        fill = VERDICT_COLOURS[row.verdict]
        parts.append(
            f'<text class="note" x="{width}" y="{y + 4}" font-size="{SMALL}" fill="{fill}" text-anchor="end">'
            f"{escape(row.note)}</text>"
        )
    return "".join(parts)


def _stretches(*columns: Sequence[float | None]) -> Iterable[list[int]]:
    """Runs of places at which none of the columns has a gap."""
    run: list[int] = []
    for index, cells in enumerate(zip(*columns, strict=True)):
        if None in cells:
            if run:
                yield run
            run = []
        else:
            run.append(index)
    if run:
        yield run


def _bands(
    places: Sequence[float], lows: Sequence[float | None], highs: Sequence[float | None], axis: Axis
) -> str:
    found = []
    for run in _stretches(lows, highs):
        if len(run) >= FEWEST_FOR_LINE:
            upper = [f"{places[i]} {axis.place(highs[i] or 0.0)}" for i in run]
            lower = [f"{places[i]} {axis.place(lows[i] or 0.0)}" for i in reversed(run)]
            found.append(f'<path class="band" d="M{" L".join(upper + lower)}Z" fill="var(--band)"/>')
    return "".join(found)


def _lines(places: Sequence[float], values: Sequence[float | None], axis: Axis, *, stroke: float) -> str:
    found = []
    for run in _stretches(values):
        if len(run) >= FEWEST_FOR_LINE:
            points = " L".join(f"{places[i]} {axis.place(values[i] or 0.0)}" for i in run)
            found.append(
                f'<path class="line" d="M{points}" fill="none" stroke="var(--accent)" stroke-width="{stroke}"'
                ' stroke-linejoin="round" vector-effect="non-scaling-stroke"/>'
            )
    return "".join(found)


def _lone_dots(places: Sequence[float], values: Sequence[float | None], axis: Axis) -> str:
    """Points without a neighbour would not show on a line."""
    return "".join(
        f'<circle class="dot" cx="{places[run[0]]}" cy="{axis.place(values[run[0]] or 0.0)}" r="2.5"'
        ' fill="var(--accent)"/>'
        for run in _stretches(values)
        if len(run) < FEWEST_FOR_LINE
    )


def _limits(places: Sequence[float], control: Control, axis: Axis) -> str:
    """The centre line, and limits as steps where they change from point to point."""
    centre = axis.place(control.centre)
    line = f"M{places[0]} {centre}H{places[-1]}"
    paths = [f'<path class="centre" d="{line}" stroke="var(--soft)" stroke-width="1" fill="none"/>']
    middles = [(first + second) / 2 for first, second in pairwise(places)]
    edges = [places[0], *middles, places[-1]]
    for limit in (control.lower, control.upper):
        path = f"M{edges[0]:.1f} {axis.place(limit[0])}"
        for index, value in enumerate(limit):
            path += f"V{axis.place(value)}H{edges[index + 1]:.1f}"
        paths.append(
            f'<path class="limit" d="{path}" stroke="var(--soft)" stroke-width="1"'
            f' stroke-dasharray="3 4" fill="none"/>'
        )
    return "".join(paths)


def _flags(places: Sequence[float], series: Sequence[TrendPoint], axis: Axis) -> str:
    return "".join(
        f'<circle class="flagged" cx="{place}" cy="{axis.place(point.value)}" r="5" fill="var(--paper)"'
        f' stroke="var(--notice)" stroke-width="2"><title>{escape(point.label)}</title></circle>'
        for place, point in zip(places, series, strict=True)
        if point.flagged and point.value is not None
    )


def _periods(places: Sequence[float], series: Sequence[TrendPoint], *, y: float, width: int) -> str:
    """As many period labels as have room, the last one always."""
    if not series:
        return ""
    widest = max(text_width(point.label, SMALL) for point in series) + 14
    gap = (places[-1] - places[0]) / max(1, len(places) - 1)
    every = max(1, -int(-widest // gap)) if gap else 1
    shown = range(len(series) - 1, -1, -every)
    words, room = [], float(width) + LABEL_GAP
    for index in shown:
        wide = text_width(series[index].label, SMALL)
        place = min(max(places[index], wide / 2), width - wide / 2)
        if place + wide / 2 + LABEL_GAP > room:
            continue
        room = place - wide / 2
        label = escape(series[index].label)
        words.append(f'<text class="tick" x="{place:.1f}" y="{y}" text-anchor="middle">{label}</text>')
    return _ticks("".join(words))


def _row_words(row: IntervalRow) -> str:
    if row.value is None:
        return f"{row.label}: {row.note}" if row.note else row.label
    interval = "" if row.low is None or row.high is None else f" ({row.low:.4g} – {row.high:.4g})"
    note = f", {row.note}" if row.note else ""
    return f"{row.label}: {row.value:.4g}{interval}{note}".replace("-", "−")


def _trend_words(series: Sequence[TrendPoint]) -> str:
    known = [point for point in series if point.value is not None]
    if not known:
        return ""
    told = [known[0], *[point for point in known[1:-1] if point.flagged], *known[1:][-1:]]
    return "; ".join(f"{point.label}: {point.value:.4g}" for point in told).replace(": -", ": −")
