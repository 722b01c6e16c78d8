"""What the templates of the room are given: frozen pages, in the reader's words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cocreate import Difference, Estimate
from cocreate_server.ground.accounts.access import Visit
from cocreate_server.ground.accounts.api import Permission
from cocreate_server.ground.records.api import Verbatim, newest_verbatims
from cocreate_server.understand.scores.answers import Answer, first_days
from cocreate_server.understand.scores.breaks import breaks_of
from cocreate_server.understand.scores.choosing import Chooser
from cocreate_server.understand.scores.dimensions import Dimensions
from cocreate_server.understand.scores.heat import HeatTable, heat_of
from cocreate_server.understand.scores.measures import Measure, method_label
from cocreate_server.understand.scores.overview import Breakdown, Overview
from cocreate_server.understand.scores.periods import CHOICES, GRAINS, Span
from cocreate_server.understand.scores.pictures import (
    breakdown_picture,
    interval_chart,
    tile_picture,
    trend_chart,
    trend_points,
    verdict_of,
)
from cocreate_server.understand.scores.questions import Question
from cocreate_server.understand.scores.sentence import sentence_of

WIDE, NARROW = 640, 340
VERBATIMS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """An estimate in words: its value, interval and n, and its change.

    Attributes:
        label: Whose.
        measure: Of which measure.
        estimate: The estimate; None where nobody answered.
        change: Against the period before.
    """

    label: str
    measure: Measure
    estimate: Estimate | None
    change: Difference | None = None

    @property
    def hidden(self) -> bool:
        """Whether there is nothing to show."""
        estimate = self.estimate
        return estimate is None or estimate.suppressed or estimate.value != estimate.value

    @property
    def value(self) -> float | None:
        """The value as shown."""
        return None if self.hidden or self.estimate is None else self.estimate.value * self.measure.factor

    @property
    def low(self) -> float | None:
        """The lower end as shown."""
        return None if self.hidden or self.estimate is None else self.estimate.low * self.measure.factor

    @property
    def high(self) -> float | None:
        """The upper end as shown."""
        return None if self.hidden or self.estimate is None else self.estimate.high * self.measure.factor

    @property
    def verdict(self) -> str:
        """better, worse or nothing."""
        return verdict_of(self.change)

    @property
    def change_value(self) -> float | None:
        """The change as shown."""
        return None if self.change is None else self.change.value * self.measure.factor

    @property
    def change_size(self) -> float | None:
        """The size of the change as shown."""
        return None if self.change is None else abs(self.change.value) * self.measure.factor

    @property
    def change_ends(self) -> tuple[float, float] | None:
        """The interval of the size of the change: turned round for a fall, so that it reads as the size does."""
        if self.change is None:
            return None
        ends = (self.change.low * self.measure.factor, self.change.high * self.measure.factor)
        return ends if self.change.value >= 0 else (-ends[1], -ends[0])


@dataclass(frozen=True, slots=True)
class TileView:
    """A headline figure with its picture."""

    figure: Figure
    picture: SafeString
    address: str


@dataclass(frozen=True, slots=True)
class BreakdownView:
    """A breakdown with its pictures and its table."""

    measure: Measure
    wide: SafeString
    narrow: SafeString
    rows: tuple[Figure, ...]
    address: str


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The Overview."""

    sentence: SafeString
    span: Span
    span_name: str
    choices: tuple[tuple[str, Any], ...]
    answers: int
    tiles: tuple[TileView, ...]
    stages: tuple[BreakdownView, ...]
    components: BreakdownView | None
    verbatims: tuple[Verbatim, ...]
    verbatims_about: str

    @classmethod
    def of(cls, visit: Visit, found: Overview, dimensions: Dimensions, span_name: str) -> Self:
        """Put the page together."""
        scores = reverse("scores", args=[visit.workspace.slug])
        about = found.places[0].stage if found.places else ""
        touchpoints = dimensions.places.touchpoints_in([about]) if about else None
        see_words = visit.may(Permission.SEE_RECORDS)
        return cls(
            sentence=sentence_of(found, dimensions),
            span=found.span,
            span_name=span_name,
            choices=tuple(choice for choice in CHOICES if choice[0] != "custom"),
            answers=sum(tile.now.n for tile in found.tiles if tile.now),
            tiles=tuple(
                TileView(
                    Figure(tile.measure.label, tile.measure, tile.now, tile.change),
                    tile_picture(tile),
                    f"{scores}?measure={tile.measure.code}&period={span_name}",
                )
                for tile in found.tiles
            ),
            stages=tuple(_breakdown(item, dimensions, scores, span_name) for item in found.by_stage),
            components=_breakdown(found.by_component, dimensions, scores, span_name)
            if found.by_component
            else None,
            verbatims=tuple(newest_verbatims(visit.workspace.pk, touchpoints, limit=VERBATIMS))
            if see_words
            else (),
            verbatims_about=dimensions.label_of("stage", about) if about else "",
        )


def _breakdown(item: Breakdown, dimensions: Dimensions, scores: str, span_name: str) -> BreakdownView:
    places = dimensions.places
    names = places.stages if item.dimension == "stage" else places.components
    changes = {str(change.group[item.dimension]): change for change in item.changes or ()}
    now = {str(estimate.group[item.dimension]): estimate for estimate in item.now}
    return BreakdownView(
        measure=item.measure,
        wide=breakdown_picture(item, list(names), names.__getitem__, width=WIDE),
        narrow=breakdown_picture(item, list(names), names.__getitem__, width=NARROW),
        rows=tuple(
            Figure(names[code], item.measure, now[code], changes.get(code)) for code in names if code in now
        ),
        address=f"{scores}?measure={item.measure.code}&by={item.dimension}&period={span_name}",
    )


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the address without it."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class ScoresPage:
    """The Scores page: the question in force, what else may be asked, and the answer."""

    question: Question
    measures: Sequence[Measure]
    choices: tuple[tuple[str, Any], ...]
    grains: tuple[tuple[str, Any], ...]
    dimensions: tuple[tuple[str, str], ...]
    chips: tuple[Chip, ...]
    total: Figure
    rows: tuple[Figure, ...]
    hidden_groups: int
    heat: HeatTable | None
    interval_chart: dict[str, Any] | None
    trend: "Trend | None"
    standing_out: tuple[Figure, ...]
    weighting: str
    csv: str
    permanent: str
    method: str
    chooser: Chooser | None
    choose: tuple[tuple[str, str], ...]

    @classmethod
    def of(
        cls,
        visit: Visit,
        question: Question,
        answer: Answer,
        dimensions: Dimensions,
        *,
        measures: Sequence[Measure],
        chooser: Chooser | None,
    ) -> Self:
        """Put the page together."""
        measure, label = question.measure, _labels(question, dimensions)
        changes = {tuple(change.group.values()): change for change in answer.changes or ()}
        groups = _in_order(answer, question, dimensions)
        rows = tuple(Figure(label(e), measure, e, changes.get(tuple(e.group.values()))) for e in groups)
        address = question.address()
        return cls(
            question=question,
            measures=measures,
            choices=CHOICES,
            grains=GRAINS,
            dimensions=tuple((dimension.code, dimension.label) for dimension in dimensions.all),
            chips=tuple(_chips(question, dimensions)),
            total=Figure("", measure, answer.total, answer.change),
            rows=rows,
            hidden_groups=sum(row.hidden for row in rows),
            heat=heat_of(question, answer, dimensions),
            interval_chart=interval_chart(groups, answer.groups_before, answer.changes, measure, label)
            if rows
            else None,
            trend=Trend.of(visit, question, answer),
            standing_out=_standing_out(answer, measure, label),
            weighting=answer.weighting,
            csv=f"?{address}&format=csv",
            permanent=visit.request.build_absolute_uri(f"?{address}"),
            method=method_label(answer.total.method) if answer.total else "",
            chooser=chooser,
            choose=tuple(
                (dimension.label, f"?{address}&choose={quote(dimension.code)}")
                for dimension in dimensions.all
            ),
        )


@dataclass(frozen=True, slots=True)
class Trend:
    """A measure over time.

    Attributes:
        chart: As an ECharts option.
        rows: Each point with its estimate.
        signals: Steps that chance would seldom give.
        breaks: What was asked otherwise, and since when.
    """

    chart: dict[str, Any]
    rows: tuple[Any, ...]
    signals: tuple[str, ...]
    breaks: tuple[str, ...]

    @classmethod
    def of(cls, visit: Visit, question: Question, answer: Answer) -> Self | None:
        """The trend of an answer; None where nobody answered."""
        if not answer.series:
            return None
        breaks = breaks_of(question, first_days(answer.series), visit.workspace)
        points = trend_points(
            answer.series, answer.control, question.measure, question.grain, fresh=breaks.places
        )
        signals = answer.control.signals if answer.control else ()
        return cls(
            chart=trend_chart(points, answer.control, question.measure),
            rows=tuple(zip(points, answer.series, strict=True)),
            signals=tuple(points[signal.place].label for signal in signals),
            breaks=breaks.sentences,
        )


type Label = Callable[[Estimate | Difference], str]


def _labels(question: Question, dimensions: Dimensions) -> Label:
    def label(thing: Estimate | Difference) -> str:
        return " · ".join(dimensions.label_of(code, thing.group[code]) for code in question.by)

    return label


def _in_order(answer: Answer, question: Question, dimensions: Dimensions) -> list[Estimate]:
    return sorted(
        answer.groups, key=lambda e: [dimensions.order_of(code, e.group[code]) for code in question.by]
    )


def _standing_out(answer: Answer, measure: Measure, label: Label) -> tuple[Figure, ...]:
    found = answer.standing_out.beyond_chance if answer.standing_out else ()
    return tuple(Figure(label(change), measure, change.after, change) for change in found)


def _chips(question: Question, dimensions: Dimensions) -> "Sequence[Chip]":
    found = []
    for code, values in question.filters.items():
        dimension = dimensions.get(code)
        if dimension is not None:
            names = _(", ").join(dimensions.label_of(code, value) for value in values)
            found.append(
                Chip(
                    _("%(name)s: %(values)s") % {"name": dimension.label, "values": names},
                    f"?{question.without(code)}",
                )
            )
    return found
