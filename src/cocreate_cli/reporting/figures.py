"""The figures of a report: estimates, breakdowns, trend, what differs, words, and what was left out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import cocreate
from cocreate import ControlChart, Difference, Estimate, Series
from cocreate.errors import CocreateError, NoAnswersError
from cocreate_cli.questions import Question, estimate_all, estimate_by
from cocreate_cli.reporting.plan import Plan
from cocreate_files import Answers, LeftOut, SourceTable, answers_of

__all__ = ["Breakdown", "Headline", "Report", "Verbatim", "figures_of"]

FEWEST_PERIODS = 6
MOST_PERIODS = 40
PERIODS = ("year", "quarter", "month", "week", "day")
VERBATIMS_EACH = 3
LONGEST_VERBATIM = 280
SHORTEST_VERBATIM = 12
WIDE_GAP_SHARE = 0.5
FEW_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Span:
    """The days the answers cover, and how many answers lie far outside."""

    first: date | None
    last: date | None
    far_out: int


@dataclass(frozen=True, slots=True)
class Headline:
    """One question's figure over all answers."""

    question: Question
    estimate: Estimate
    series: Series | None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The main measure by the groups of one column, and which of them differ from the rest."""

    name: str
    estimates: tuple[Estimate, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A customer's words with the score given, the day and the groups."""

    text: str
    score: float | None
    day: date | None
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All that the page shows.

    Args:
        headlines: The main question's figure first.
        breakdowns: The main measure by each grouping.
        trend: The main measure over time, if there are times.
        control: Its control chart, if there are periods enough.
        verbatims: A few words from either end of the scale.
        left_out: Of the main question, by reason.
        answers: How many answers the main question has.
        first: The earliest day.
        last: The latest day.
        far_out: How many answers are dated so far from the others that the trend leaves them out.
    """

    headlines: tuple[Headline, ...]
    breakdowns: tuple[Breakdown, ...]
    trend: Series | None
    control: ControlChart | None
    verbatims: tuple[Verbatim, ...]
    left_out: tuple[LeftOut, ...]
    answers: int
    first: date | None
    last: date | None
    far_out: int


def figures_of(table: SourceTable, plan: Plan, *, min_n: int = 5) -> Report:
    """Work out the figures.

    Args:
        table: The table.
        plan: What the report is about.
        min_n: Groups and periods with fewer answers are hidden.

    Returns:
        The figures.

    Raises:
        NoAnswersError: If the main question has no answer.
    """
    answers = answers_of(table, plan.main.column, by=plan.by, when=plan.when, text=plan.text)
    if not answers.count:
        raise NoAnswersError(f"{plan.main.column.name!r} holds no scores: name another column with --score")
    span = _span(answers)
    trend = _trend(plan.main, answers, span=span, min_n=min_n)
    main = Headline(plan.main, estimate_all(plan.main, answers), trend)
    others = [_headline(table, plan, question, span=span, min_n=min_n) for question in plan.others]
    return Report(
        headlines=(main, *(headline for headline in others if headline)),
        breakdowns=tuple(_breakdown(plan.main, answers, name, min_n=min_n) for name in answers.groups),
        trend=trend,
        control=_control(trend),
        verbatims=_verbatims(answers) if plan.text else (),
        left_out=answers.left_out,
        answers=answers.count,
        first=span.first,
        last=span.last,
        far_out=span.far_out,
    )


def _headline(
    table: SourceTable, plan: Plan, question: Question, *, span: Span, min_n: int
) -> Headline | None:
    answers = answers_of(table, question.column, when=plan.when)
    if not answers.count:
        return None
    return Headline(
        question, estimate_all(question, answers), _trend(question, answers, span=span, min_n=min_n)
    )


def _breakdown(question: Question, answers: Answers, name: str, *, min_n: int) -> Breakdown:
    estimates = tuple(estimate for estimate in estimate_by(question, answers, by=[name], min_n=min_n))
    known = tuple(estimate for estimate in estimates if estimate.group[name] is not None)
    shown = sorted(
        known, key=lambda estimate: (estimate.suppressed, -estimate.value if not estimate.suppressed else 0)
    )
    try:
        differences = cocreate.compare_to_rest(
            answers.relation,
            "score",
            by={name: answers.groups[name]},
            measure=question.measure,
            min_n=min_n,
            **question.options,
        )
        found = tuple(found for found in differences if found.group[name] is not None)
    except CocreateError:  # fewer than two groups to compare
        found = ()
    return Breakdown(name, tuple(shown), found)


def _span(answers: Answers) -> Span:
    """From the first day to the last, but for a few answers far from all others, as on 1 January 1970."""
    days = answers.relation.filter("time IS NOT NULL").aggregate("CAST(time AS DATE) AS day, count(*) AS n")
    counted: list[tuple[date, int]] = days.order("day").fetchall()
    if not counted:
        return Span(None, None, 0)
    whole, total = counted[-1][0] - counted[0][0], sum(n for _, n in counted)
    gaps = [(after[0] - before[0], place) for place, (before, after) in enumerate(pairwise(counted), start=1)]
    gap, place = max(gaps, default=(whole, 0))
    early, late = counted[:place], counted[place:]
    fewer, kept = sorted((early, late), key=lambda part: sum(n for _, n in part))
    out = sum(n for _, n in fewer)
    if not fewer or gap <= WIDE_GAP_SHARE * whole or out > FEW_SHARE * total:
        return Span(counted[0][0], counted[-1][0], 0)
    return Span(kept[0][0], kept[-1][0], out)


def _day(moment: object) -> date | None:
    return moment.date() if isinstance(moment, datetime) else None


def _period(first: date, last: date) -> str:
    """The longest period of which there are enough for a chart."""
    days = (last - first).days + 1
    lengths = {"year": 365, "quarter": 91, "month": 30, "week": 7, "day": 1}
    fitting = [name for name in PERIODS if 2 * FEWEST_PERIODS <= days / lengths[name] <= MOST_PERIODS]
    enough = [name for name in PERIODS if days / lengths[name] >= FEWEST_PERIODS]
    return (fitting or enough or ["day"])[0]


def _trend(question: Question, answers: Answers, *, span: Span, min_n: int) -> Series | None:
    if span.first is None or span.last is None:
        return None
    options: dict[str, Any] = {**question.options, "every": _period(span.first, span.last)}
    after = span.last + timedelta(days=1)
    dated = answers.relation.filter(f"time >= TIMESTAMP '{span.first}' AND time < TIMESTAMP '{after}'")
    try:
        series = cocreate.trend(dated, "score", when="time", measure=question.measure, min_n=min_n, **options)
    except NoAnswersError:
        return None
    return series if len(series) > 1 else None


def _control(trend: Series | None) -> ControlChart | None:
    if trend is None or len(trend) < FEWEST_PERIODS:
        return None
    try:
        return cocreate.control_chart(trend)
    except CocreateError:  # too few periods have answers
        return None


def _verbatims(answers: Answers) -> tuple[Verbatim, ...]:
    """The newest words from the lowest and from the highest scores, none too short or too long to read."""
    readable = answers.relation.filter(f"length(text) BETWEEN {SHORTEST_VERBATIM} AND {LONGEST_VERBATIM}")
    picked: dict[int, tuple[Any, ...]] = {}
    groups = "".join(f", {column}" for column in answers.groups.values())
    for order in ("score ASC", "score DESC"):
        rows = readable.project(f"row, text, score, time{groups}").order(
            f"{order} NULLS LAST, time DESC NULLS LAST, row"
        )
        picked.update({row[0]: row for row in rows.limit(VERBATIMS_EACH).fetchall()})
    return tuple(
        Verbatim(row[1], row[2], _day(row[3]), tuple(str(label) for label in row[4:] if label))
        for row in picked.values()
    )
