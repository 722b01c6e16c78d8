"""Answers: a question put to the lake, its cells turned into estimates, differences, a trend and its limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import cocreate
from cocreate import Cells, ControlChart, Differences, Estimate, Estimates, Series
from cocreate.errors import CocreateError, NotEnoughDataError
from cocreate_server.ground.accounts.api import Workspace
from cocreate_server.ground.lake.api import Condition, count, customers_by
from cocreate_server.understand.scores.dimensions import STAGE, Dimension, Dimensions
from cocreate_server.understand.scores.measures import Measure, one
from cocreate_server.understand.scores.periods import Span
from cocreate_server.understand.scores.questions import Question

WEIGHT = "weight:"
LEAST_POINTS = 8


@dataclass(frozen=True, slots=True)
class Answer:
    """What the Scores page shows.

    Attributes:
        total: The estimate for everyone asked about.
        total_before: The same in the period before.
        change: Their difference; None where one of them is missing.
        groups: An estimate a group, small ones suppressed.
        groups_before: The same in the period before.
        changes: Differences of the groups, allowing for how many there are.
        standing_out: Each group against all others.
        series: The trend.
        control: Its limits; None where there are too few points.
        weighting: What became of weights that were asked for: "", "on", "no targets" or "not possible".
    """

    total: Estimate | None
    total_before: Estimate | None
    change: cocreate.Difference | None
    groups: Estimates
    groups_before: Estimates
    changes: Differences | None
    standing_out: Differences | None
    series: Series | None
    control: ControlChart | None
    weighting: str


@dataclass(frozen=True, slots=True)
class Counter:
    """Counts a measure's answers in a workspace, by dimensions, with filters and weights."""

    workspace: Workspace
    dimensions: Dimensions

    def cells(
        self,
        measure: Measure,
        span: Span,
        by: Sequence[str] = (),
        *,
        filters: Mapping[str, Sequence[str]] | None = None,
        grain: str | None = None,
        weighted: bool = False,
    ) -> Cells:
        """Cells of a measure by dimensions (and by `when`, the first day of a grain), weighted where asked."""
        weights = (
            [WEIGHT + code for code in self.workspace.weight_by if self.dimensions.get(code)]
            if weighted
            else []
        )
        asked = [self.dimensions.get(code) for code in by]
        extra = [self.dimensions.get(name.removeprefix(WEIGHT)) for name in weights]
        groupings = [(d.code, d.sql) for d in asked if d] + [(WEIGHT + d.code, d.sql) for d in extra if d]
        if grain:
            groupings.append(("when", _first_day(grain)))
        conditions = self._conditions(filters or {})
        joined = any(d.of_customers for d in (*asked, *extra, *self._filtered(filters or {})) if d)
        shape = measure.shape(groupings, conditions, with_customers=joined)
        cells = count(self.workspace.pk, shape, span.first, span.last)
        if STAGE in by:
            stages = self.dimensions.places.stage_of_touchpoint
            cells = cells.relabel(STAGE, lambda code: stages.get(code, ""))
        return self._raked(cells, weights) if weights else cells

    def weighting(self, *, asked: bool) -> str:
        """What becomes of weights that are asked for."""
        if not asked:
            return ""
        return "on" if any(self.dimensions.get(code) for code in self.workspace.weight_by) else "no targets"

    def _raked(self, cells: Cells, weights: Sequence[str]) -> Cells:
        """Weight answers so that they are made up as the customer base is, as far as both know the label."""
        margins: dict[str, dict[Any, float]] = {}
        for name in weights:
            dimension = self.dimensions.get(name.removeprefix(WEIGHT))
            population = customers_by(self.workspace.pk, dimension.customer_sql) if dimension else {}
            answered = set(cells.keys[name]) if cells.n else set()
            cells = cells.where({name: answered & set(population)})
            margins[name] = {
                label: float(n) for label, n in population.items() if label in set(cells.keys[name])
            }
        if cells.n == 0 or not all(margins.values()):
            return cells
        return cocreate.rake(cells, margins)

    def _conditions(self, filters: Mapping[str, Sequence[str]]) -> list[Condition]:
        found = (self.dimensions.condition(code, values) for code, values in filters.items())
        return [condition for condition in found if condition is not None]

    def _filtered(self, filters: Mapping[str, Sequence[str]]) -> list[Dimension | None]:
        return [self.dimensions.get(code) for code in filters]


def answer_of(question: Question, workspace: Workspace, dimensions: Dimensions) -> Answer:
    """Answer a question.

    Raises:
        QueryTooLarge: The engine ran into its bound.
    """
    counter = Counter(workspace, dimensions)
    now, before = (
        counter.cells(
            question.measure, span, question.by, filters=question.filters, weighted=question.weighted
        )
        for span in (question.span, question.span.before)
    )
    measure, by, min_n = question.measure, list(question.by), workspace.min_n
    total, total_before = (one(measure.estimates(cells, None, min_n=min_n)) for cells in (now, before))
    groups, groups_before = (_by_group(measure, cells, by, min_n) for cells in (now, before))
    series = series_of(counter, question)
    return Answer(
        total=total,
        total_before=total_before,
        change=change_of(total_before, total),
        groups=groups,
        groups_before=groups_before,
        changes=changes_of(groups_before, groups) if by else None,
        standing_out=_standing_out(now, measure, by, min_n),
        series=series,
        control=control_of(series),
        weighting=counter.weighting(asked=question.weighted),
    )


def _by_group(measure: Measure, cells: Cells, by: list[str], min_n: int) -> Estimates:
    estimates = measure.estimates(cells, by, min_n=min_n)
    return estimates if by else estimates[:0]


def series_of(counter: Counter, question: Question) -> Series | None:
    """The trend of a question, for everyone together."""
    return trend_of(
        counter,
        question.measure,
        question.span,
        question.grain,
        filters=question.filters,
        weighted=question.weighted,
    )


def trend_of(counter: Counter, measure: Measure, span: Span, grain: str, **options: Any) -> Series | None:
    """Estimates of a measure, a step of the grain each; None where nobody answered."""
    cells = counter.cells(measure, span, grain=grain, **options)
    estimates = measure.estimates(cells, ["when"], min_n=counter.workspace.min_n)
    if not len(estimates):
        return None
    return Series.of(estimates, when="when", every=grain)  # type: ignore[arg-type]


def control_of(series: Series | None) -> ControlChart | None:
    """Limits of a trend; None where it has too few points to know what is usual."""
    if series is None or len(series) - len(series.gaps) < LEAST_POINTS:
        return None
    try:
        return cocreate.control_chart(series)
    except NotEnoughDataError:
        return None


def change_of(before: Estimate | None, now: Estimate | None) -> cocreate.Difference | None:
    """The difference between two periods; None where one is missing or hidden."""
    if before is None or now is None or before.suppressed or now.suppressed:
        return None
    return cocreate.compare(before, now)


def changes_of(before: Estimates, now: Estimates) -> Differences | None:
    """Differences by group; None where one of the periods has none."""
    if not len(before) or not len(now):
        return None
    return cocreate.compare(before, now)


def _standing_out(cells: Cells, measure: Measure, by: list[str], min_n: int) -> Differences | None:
    if not by:
        return None
    names = {"nps": "nps", "csat": "csat", "ces": "ces"}
    options: dict[str, Any] = {} if measure.kind == "nps" else {"scale": (measure.low, measure.high)}
    try:
        return cocreate.compare_to_rest(
            cells, by=by, measure=names.get(measure.kind, "mean"), min_n=min_n, **options
        )
    except CocreateError:  # fewer than two groups, or nobody answered: nothing to compare
        return None


def _first_day(grain: str) -> str:
    return "r.day" if grain == "day" else f"date_trunc('{grain}', r.day)::DATE"


def first_days(series: Series) -> list[date]:
    """First day of each step of a trend."""
    return [
        period if isinstance(period, date) else date.fromisoformat(str(period)[:10])
        for period in series.periods
    ]
