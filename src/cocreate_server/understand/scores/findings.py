"""What changed beyond chance, and where: stages of the journey, and the markets in which they changed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cocreate import Difference, Differences
from cocreate.scores.compare import adjusted
from cocreate_server.understand.scores.answers import Counter, change_of, changes_of
from cocreate_server.understand.scores.measures import Measure, one
from cocreate_server.understand.scores.periods import Span

CHANCE = 0.05
EVERYWHERE = ""
LOOKS = (("stage",), ("stage", "market"))


@dataclass(frozen=True, slots=True)
class Place:
    """A stage that got better or worse.

    Attributes:
        stage: Its code.
        better: Which of the two.
        markets: The markets in which it did; empty where it did on the whole, and no market by itself.
        measure: The measure that shows it most.
        change: By how much, in these markets together.
    """

    stage: str
    better: bool
    markets: tuple[str, ...]
    measure: Measure
    change: Difference


@dataclass(frozen=True, slots=True)
class _Finding:
    measure: Measure
    stage: str
    market: str
    change: Difference

    @property
    def strength(self) -> float:
        """How far from chance, in widths of its interval."""
        return abs(self.change.value) / max(self.change.high - self.change.low, 1e-12)


def places_of(counter: Counter, measures: Sequence[Measure], span: Span) -> tuple[Place, ...]:
    """Stages that changed beyond chance between the days before and these, the strongest change first.

    Each measure is compared for each stage, once on the whole and once by market. Each of the two looks may err one
    time in forty, whatever the number of its comparisons (Holm), so that to be told of any change that was none is
    as rare as one time in twenty. A stage that got better by one measure and worse by another is told once, by what
    is stronger.
    """
    findings = [
        finding
        for by in LOOKS
        for finding in _findings([_changes(counter, measure, span, by) for measure in measures])
    ]
    grouped: dict[str, list[_Finding]] = defaultdict(list)
    for finding in sorted(findings, key=lambda finding: -finding.strength):
        grouped[finding.stage].append(finding)
    places = (_place(counter, span, found) for found in grouped.values())
    return tuple(place for place in places if place is not None)


def _findings(compared: Sequence[tuple[Measure, Differences] | None]) -> list[_Finding]:
    """Changes beyond chance of one look, all its comparisons allowed for at once."""
    known = [pair for pair in compared if pair is not None]
    if not known:
        return []
    p_values = adjusted(np.concatenate([changes.p_value for _measure, changes in known]), "holm")
    pairs = [(measure, change) for measure, changes in known for change in changes]
    return [
        _Finding(measure, str(change.group["stage"]), str(change.group.get("market", EVERYWHERE)), change)
        for (measure, change), p_value in zip(pairs, p_values, strict=True)
        if p_value <= CHANCE / len(LOOKS)
    ]


def _place(counter: Counter, span: Span, found: Sequence[_Finding]) -> Place | None:
    strongest = found[0]
    better = strongest.change.verdict == "higher" or strongest.change.value > 0
    alike = [finding for finding in found if (finding.change.value > 0) == better]
    markets = tuple(sorted({finding.market for finding in alike} - {EVERYWHERE}))
    change = _change_in(counter, strongest.measure, span, strongest.stage, markets)
    return None if change is None else Place(strongest.stage, better, markets, strongest.measure, change)


def _change_in(
    counter: Counter, measure: Measure, span: Span, stage: str, markets: tuple[str, ...]
) -> Difference | None:
    """How much a measure changed on a stage, in some markets together or in all."""
    where = {"stage": stage} | ({"market": set(markets)} if markets else {})
    now, before = (
        one(measure.estimates(counter.cells(measure, days, ["stage", "market"]).where(where), None))
        for days in (span, span.before)
    )
    return change_of(before, now)


def _changes(
    counter: Counter, measure: Measure, span: Span, by: Sequence[str]
) -> tuple[Measure, Differences] | None:
    stages = set(counter.dimensions.places.stages)
    now, before = (
        measure.estimates(
            counter.cells(measure, days, ["stage", "market"]).where(stage=stages),
            by,
            min_n=counter.workspace.min_n,
        )
        for days in (span, span.before)
    )
    changes = changes_of(before, now)
    return (measure, changes) if changes is not None and len(changes) else None
