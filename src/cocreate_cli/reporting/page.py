"""The report as one HTML page: no scripts, nothing from the network, fit to print."""

import math
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from cocreate import Difference, Estimate, Series
from cocreate.charts import Control, IntervalRow, TrendPoint, interval_plot, sparkline, trend_chart
from cocreate_cli.reporting.figures import Breakdown, Headline, Report, Verbatim
from cocreate_cli.reporting.plan import Plan
from cocreate_cli.reporting.words import Words
from cocreate_files import SourceTable

__all__ = ["page_of"]

WIDE, NARROW = 640, 340
MOST_NAMED = 2
LONGEST_EXAMPLE = 80
MARK = (
    '<svg viewBox="0 0 26 20" aria-hidden="true" focusable="false" fill="none" stroke-width="2">'
    '<circle cx="9" cy="10" r="7.5" stroke="currentColor"/>'
    '<circle cx="17" cy="10" r="7.5" stroke="var(--accent)"/></svg>'
)


def page_of(table: SourceTable, plan: Plan, report: Report, *, words: Words, min_n: int) -> str:
    """Put the report together.

    Args:
        table: The table it is about.
        plan: What was asked.
        report: The figures.
        words: The language.
        min_n: The least number of answers shown.

    Returns:
        A whole HTML document.
    """
    title = escape(words.say("title", file=table.path.name))
    language = "zh-Hans" if words.language == "zh-hans" else "en"
    style = (files("cocreate_cli.reporting") / "style.css").read_text(encoding="utf-8")
    parts = [
        _opening(report, words),
        _tiles(report.headlines, words),
        _trend(report, words),
        _breakdowns(report, words, min_n=min_n),
        _differences(report.breakdowns, words),
        _verbatims(report.verbatims, words),
        _data(table, plan, report, words, min_n=min_n),
    ]
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title>\n<style>\n{style}</style></head>\n<body><header>{MARK}Cocreate"
        f"<span>{escape(table.path.name)}</span></header>\n<main>{''.join(parts)}</main></body></html>\n"
    )


def _opening(report: Report, words: Words) -> str:
    main = report.headlines[0]
    estimate, unit = main.estimate, main.estimate.unit
    crumb = [words.say("answers", n=f"{report.answers:,}")]
    if report.first and report.last:
        crumb.append(words.say("span", first=words.day(report.first), last=words.day(report.last)))
    sentence = words.say(
        "opening",
        question=escape(_asked(main, words)),
        value=words.value(estimate.value, unit),
        low=words.value(estimate.low, unit),
        high=words.value(estimate.high, unit),
    )
    space = " " if words.language == "en" else ""
    return f'<p class="crumb">{" · ".join(crumb)}</p><h1>{sentence}{space}{_standing_out(report, words)}</h1>'


def _standing_out(report: Report, words: Words) -> str:
    """The groups furthest above and below the rest, beyond chance."""
    beyond = _beyond(report.breakdowns)
    if not report.breakdowns:
        return ""
    if not beyond:
        return words.say("opening_same")
    parts = []
    for verdict, tag in (("lower", "b"), ("higher", "i")):
        named = [f"<{tag}>{escape(_group(found))}</{tag}>" for found in beyond if found.verdict == verdict]
        if named:
            parts.append(words.say(verdict, groups=words.say("comma").join(named[:MOST_NAMED])))
    return words.say("opening_differs", parts=words.say("and").join(parts))


def _beyond(breakdowns: Iterable[Breakdown]) -> list[Difference]:
    """All that differs beyond chance, the largest differences first."""
    found = [each for part in breakdowns for each in part.differences if each.verdict != "within chance"]
    return sorted(found, key=lambda each: -abs(each.value))


def _group(found: Difference) -> str:
    name, label = next(iter(found.group.items()))
    return f"{name}: {label}"


def _asked(headline: Headline, words: Words) -> str:
    measure = words.say(headline.question.measure)
    label = headline.question.column.label
    return f"{label} – {measure}" if words.language == "en" else f"“{label}”的{measure}"


def _tiles(headlines: Sequence[Headline], words: Words) -> str:
    return f'<div class="tiles">{"".join(_tile(headline, words) for headline in headlines)}</div>'


def _tile(headline: Headline, words: Words) -> str:
    estimate, unit = headline.estimate, headline.estimate.unit
    line = ""
    if headline.series is not None:
        columns = [
            [_known(getattr(each, name)) for each in headline.series] for name in ("value", "low", "high")
        ]
        line = sparkline(*columns, title=_asked(headline, words))
    return (
        f'<div class="tile"><h2>{_breakable(headline.question.column.label)}'
        f" <span>n {estimate.n:,}</span></h2>"
        f'<p class="value">{words.value(estimate.value, unit)}</p><p class="unit">'
        f"{words.say(headline.question.measure)} · {words.interval(estimate.low, estimate.high, unit)}</p>"
        f"{line}</div>"
    )


def _breakable(name: str) -> str:
    """A name that may be broken after its underscores."""
    return escape(name).replace("_", "_<wbr>")


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _shown(value: float, unit: str) -> float | None:
    """A value as a chart shows it: shares in per cent."""
    return None if not math.isfinite(value) else value * 100 if unit == "share" else value


def _trend(report: Report, words: Words) -> str:
    series = report.trend
    if series is None:
        return ""
    unit, every = report.headlines[0].estimate.unit, series.every
    flagged = {signal.place for signal in report.control.signals} if report.control else set()
    points = [
        TrendPoint(
            words.period(start, every),
            _shown(each.value, unit),
            _shown(each.low, unit),
            _shown(each.high, unit),
            place in flagged,
        )
        for place, (start, each) in enumerate(zip(series.periods, series, strict=True))
    ]
    measure, period = words.say(report.headlines[0].question.measure), words.say(every)
    sub = words.say("trend_sub" if report.control else "trend_plain", measure=measure, period=period)
    told = ""
    if report.control:
        names = [points[place].label for place in sorted(flagged)]
        told = (
            words.say("trend_signals", periods=words.say("comma").join(names))
            if names
            else words.say("trend_calm")
        )
    control = _control(report, unit)
    charts = "".join(
        f'<div class="{kind}">{trend_chart(points, control, title=f"{measure} · {sub}", width=width)}</div>'
        for kind, width in (("wide", 1016), ("narrow", NARROW))
    )
    table = _trend_table(series, points, words)
    return f'<section><h2>{words.say("trend")}</h2><p class="sub">{sub} {told}</p>{charts}{table}</section>'


def _control(report: Report, unit: str) -> Control | None:
    chart = report.control
    if chart is None:
        return None
    limits = [[_shown(float(end), unit) for end in ends] for ends in (chart.lower, chart.upper)]
    centre = _shown(chart.centre, unit) or 0.0
    lower, upper = ([centre if end is None else end for end in ends] for ends in limits)
    return Control(centre, lower, upper)


def _trend_table(series: Series, points: Sequence[TrendPoint], words: Words) -> str:
    rows = [
        [point.label, _figure(each, words), f"{each.n:,}"] for point, each in zip(points, series, strict=True)
    ]
    heads = [words.say("period"), words.say("figure"), "n"]
    return f"<details><summary>{words.say('table')}</summary>{_table(heads, rows)}</details>"


def _figure(estimate: Estimate, words: Words) -> str:
    return words.of(estimate) if math.isfinite(estimate.value) else "–"


def _breakdowns(report: Report, words: Words, *, min_n: int) -> str:
    if not report.breakdowns:
        return ""
    measure = words.say(report.headlines[0].question.measure)
    sub = words.say("breakdowns_sub", measure=measure)
    body = "".join(_breakdown(part, measure, words, min_n=min_n) for part in report.breakdowns)
    heading = f'<h2>{words.say("breakdowns")}</h2><p class="sub">{sub}</p>'
    return f'<section>{heading}<div class="grid-2">{body}</div></section>'


def _breakdown(part: Breakdown, measure: str, words: Words, *, min_n: int) -> str:
    verdicts = {str(found.group[part.name]): found for found in part.differences}
    rows = [_interval_row(each, part.name, verdicts, words, min_n=min_n) for each in part.estimates]
    charts = "".join(
        f'<div class="{kind}">{interval_plot(rows, title=f"{measure} · {part.name}", width=width)}</div>'
        for kind, width in (("wide", 480), ("narrow", NARROW))
    )
    cells = [
        [str(each.group[part.name]), _figure(each, words), _count(each, words, min_n)]
        for each in part.estimates
    ]
    table = _table([part.name, measure, "n"], cells)
    return (
        f'<div class="breakdown"><h3>{escape(part.name)}</h3>{charts}'
        f"<details><summary>{words.say('table')}</summary>{table}</details></div>"
    )


def _count(estimate: Estimate, words: Words, min_n: int) -> str:
    return words.say("hidden", n=min_n) if estimate.suppressed else f"{estimate.n:,}"


def _interval_row(
    each: Estimate, name: str, verdicts: dict[str, Difference], words: Words, *, min_n: int
) -> IntervalRow:
    label = str(each.group[name])
    if each.suppressed or not math.isfinite(each.value):
        return IntervalRow(label, None, note=words.say("hidden", n=min_n))
    found = verdicts.get(label)
    value, low, high = (_shown(end, each.unit) for end in (each.value, each.low, each.high))
    if found is None or found.verdict == "within chance":
        return IntervalRow(label, value, low, high)
    note = words.change(found.value, found.unit)
    return IntervalRow(label, value, low, high, "better" if found.verdict == "higher" else "worse", note)


def _differences(breakdowns: Sequence[Breakdown], words: Words) -> str:
    beyond = _beyond(breakdowns)
    if not beyond:
        return ""
    rows = []
    for found in beyond:
        kind = "better" if found.verdict == "higher" else "worse"
        interval = words.interval(found.low, found.high, found.unit)
        change = f'<span class="{kind}">{words.change(found.value, found.unit)}</span> ({interval})'
        rows.append((escape(_group(found)), words.of(found.after), f"{found.after.n:,}", change))
    heads = [words.say("group"), words.say("figure"), "n", words.say("difference")]
    head = "".join(f'<th scope="col"{_numeric(place)}>{name}</th>' for place, name in enumerate(heads))
    body = "".join(
        f"<tr>{''.join(f'<td{_numeric(place)}>{cell}</td>' for place, cell in enumerate(row))}</tr>"
        for row in rows
    )
    return (
        f'<section><h2>{words.say("differs")}</h2><p class="sub">{words.say("differs_sub")}</p>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></section>"
    )


def _numeric(place: int) -> str:
    return ' class="num"' if place else ""


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(
        f'<th scope="col"{_numeric(place)}>{escape(name)}</th>' for place, name in enumerate(heads)
    )
    body = "".join(
        f"<tr>{''.join(f'<td{_numeric(place)}>{escape(cell)}</td>' for place, cell in enumerate(row))}</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _verbatims(verbatims: Sequence[Verbatim], words: Words) -> str:
    if not verbatims:
        return ""
    quotes = "".join(_quote(each, words) for each in verbatims)
    sub = words.say("verbatims_sub")
    return f'<section><h2>{words.say("verbatims")}</h2><p class="sub">{sub}</p>{quotes}</section>'


def _quote(each: Verbatim, words: Words) -> str:
    score = [] if each.score is None else [words.say("score", score=f"{each.score:g}")]
    day = [words.day(each.day)] if each.day else []
    meta = " · ".join(escape(part) for part in (*score, *day, *each.groups))
    return f'<blockquote class="quote"><p>{escape(each.text)}</p><div class="meta">{meta}</div></blockquote>'


def _data(table: SourceTable, plan: Plan, report: Report, words: Words, *, min_n: int) -> str:
    out = sum(part.count for part in report.left_out)
    lines = [
        words.say("rows_read", n=f"{table.rows:,}"),
        words.say("answers_used", n=f"{report.answers:,}"),
    ]
    blank = table.rows - report.answers - out
    lines += [words.say("rows_blank", n=f"{blank:,}")] if blank > 0 else []
    lines += [words.say("far_out", n=f"{report.far_out:,}")] if report.far_out else []
    for part in report.left_out:
        line, value = table.line_of([part.row])[0], _example(part.value)
        reason = words.reason(part.code)
        lines.append(words.say("left_out", n=f"{part.count:,}", reason=reason, line=line, value=value))
    if table.malformed:
        first = table.malformed[0]
        count = f"{len(table.malformed):,}"
        lines.append(words.say("malformed", n=count, line=first.line, value=_example(first.raw)))
    if not out and not table.malformed:
        lines.append(words.say("nothing_left_out"))
    lines += [words.note(note) for note in table.notes if note.code != "lines_malformed"]
    lines += [
        words.say(f"guess_{role}", name=column.name, reason=words.note(column.reason))
        for role, column in plan.guessed
    ]
    lines += [words.say("correct")] if plan.guessed else []
    methods = sorted({headline.estimate.method for headline in report.headlines})
    lines += [words.say("small", n=min_n), words.say("method", method=", ".join(methods))]
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<section><h2>{words.say('data')}</h2><ul>{items}</ul></section>"


def _example(value: str) -> str:
    short = " ".join(value.split())
    return short if len(short) <= LONGEST_EXAMPLE else f"{short[:LONGEST_EXAMPLE]}…"
