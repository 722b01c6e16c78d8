"""What the Overview shows: the headline measures now and before, where it happens, and what to say about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cocreate import ControlChart, Difference, Differences, Estimate, Estimates, Series
from cocreate_server.ground.accounts.api import Workspace
from cocreate_server.understand.scores.answers import Counter, change_of, changes_of, control_of, trend_of
from cocreate_server.understand.scores.dimensions import Dimensions
from cocreate_server.understand.scores.findings import Place, places_of
from cocreate_server.understand.scores.measures import Measure, headline, one
from cocreate_server.understand.scores.periods import Span

MOST_TILES = 4


@dataclass(frozen=True, slots=True)
class Tile:
    """One headline measure.

    Attributes:
        measure: Which.
        now: Its estimate in the period.
        change: Against the period before; None where it cannot be compared.
        series: Its trend over both periods.
        control: The limits of the trend.
    """

    measure: Measure
    now: Estimate | None
    change: Difference | None
    series: Series | None
    control: ControlChart | None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One measure by one dimension, now and before."""

    measure: Measure
    dimension: str
    now: Estimates
    before: Estimates
    changes: Differences | None


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the page shows."""

    span: Span
    tiles: tuple[Tile, ...]
    by_stage: tuple[Breakdown, ...]
    by_component: Breakdown | None
    places: tuple[Place, ...]
    markets: frozenset[str]


def overview_of(
    workspace: Workspace, dimensions: Dimensions, measures: Sequence[Measure], span: Span
) -> Overview:
    """Work out the Overview of a workspace for some days."""
    counter = Counter(workspace, dimensions)
    chosen = headline(measures)[:MOST_TILES]
    staged = [measure for measure in chosen if measure.kind != "index"]
    markets = counter.cells(chosen[0], span, ["market"]).groups() if chosen else []
    return Overview(
        span=span,
        tiles=tuple(_tile(counter, measure, span) for measure in chosen),
        by_stage=tuple(
            breakdown for measure in staged if (breakdown := _breakdown(counter, measure, span, "stage"))
        ),
        by_component=_first(
            _breakdown(counter, measure, span, "component") for measure in _componentwise(measures)
        ),
        places=places_of(counter, staged, span),
        markets=frozenset(str(group["market"]) for group in markets if group["market"]),
    )


def _tile(counter: Counter, measure: Measure, span: Span) -> Tile:
    now, before = (one(measure.estimates(counter.cells(measure, days), None)) for days in (span, span.before))
    both = Span(span.before.first, span.last)
    series = trend_of(counter, measure, both, Span(span.first, span.last).grain)
    return Tile(measure, now, change_of(before, now), series, control_of(series))


def _breakdown(counter: Counter, measure: Measure, span: Span, dimension: str) -> Breakdown | None:
    now, before = (
        measure.estimates(
            counter.cells(measure, days, [dimension]).where({dimension: _named(counter, dimension)}),
            [dimension],
            min_n=counter.workspace.min_n,
        )
        for days in (span, span.before)
    )
    return Breakdown(measure, dimension, now, before, changes_of(before, now)) if len(now) > 1 else None


def _named(counter: Counter, dimension: str) -> set[str]:
    places = counter.dimensions.places
    return set(places.stages if dimension == "stage" else places.components)


def _componentwise(measures: Sequence[Measure]) -> list[Measure]:
    return [measure for kind in ("rating", "csat") for measure in measures if measure.kind == kind]


def _first(found: Iterable[Breakdown | None]) -> Breakdown | None:
    return next((breakdown for breakdown in found if breakdown is not None), None)
