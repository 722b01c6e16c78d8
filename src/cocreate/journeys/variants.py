"""Whole journeys: which sequences of activities there are, and how common each is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from cocreate.engines import fetched_whole
from cocreate.errors import MismatchError
from cocreate.factors import Factor
from cocreate.frames import Tabular
from cocreate.journeys.events import ACTIVITY, CASE, WHEN
from cocreate.scores.shares import wilson_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cocreate.engines import Frame


_EVENTS_IN_MEMORY = 2_000_000
"""Up to so many events, journeys are put together in memory."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One sequence of activities.

    Attributes:
        activities: what happened, in order.
        count: how many cases went this way.
        share: of all cases.
        low: lower end of the share's interval.
        high: upper end.
    """

    activities: tuple[str, ...]
    count: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, repr=False)
class Variants(Tabular, Sequence[Variant]):
    """Sequences of activities, the commonest first.

    Attributes:
        variants: those kept.
        distinct: how many different ones there are in all.
        cases: how many cases there are.
        confidence: of the intervals.
    """

    variants: tuple[Variant, ...]
    distinct: int
    cases: int
    confidence: float

    @property
    def complete(self) -> bool:
        """Whether all of them were kept."""
        return len(self.variants) == self.distinct

    def columns(self) -> Mapping[str, Any]:
        """Give a row a variant, its activities joined by arrows."""
        rows = self.variants
        return {
            "variant": [" → ".join(variant.activities) for variant in rows],
            **{name: [getattr(v, name) for v in rows] for name in ("count", "share", "low", "high")},
        }

    def __add__(self, other: Variants) -> Variants:
        if not (self.complete and other.complete):
            raise MismatchError(
                "only the commonest variants were kept; take both with variants=None to add them"
            )
        counts = Counter({variant.activities: variant.count for variant in self})
        counts.update({variant.activities: variant.count for variant in other})
        return _told(counts.items(), len(counts), self.cases + other.cases, self.confidence)

    def __getitem__(self, place: Any) -> Any:
        return self.variants[place]

    def __len__(self) -> int:
        return len(self.variants)

    def __repr__(self) -> str:
        return f"Variants({len(self)} of {self.distinct}, cases={self.cases})"


def variants_of(log: Frame, *, events: int, top: int | None, confidence: float) -> Variants:
    """Count the sequences of activities of the cases of a log."""
    if top is not None and events > _EVENTS_IN_MEMORY and log.implementation.is_duckdb():
        return _by_duckdb(log, top, confidence)
    counts = _in_memory(log)
    return _told(_commonest(counts.items(), top), len(counts), sum(counts.values()), confidence)


def _by_duckdb(log: Frame, top: int, confidence: float) -> Variants:
    """Count signatures of the cases' journeys, and look up a case of each of the commonest."""
    native = log.to_native()
    marked = native.project(
        f'"{CASE}", hash("{ACTIVITY}", row_number() OVER (PARTITION BY "{CASE}" ORDER BY "{WHEN}", "{ACTIVITY}"))'
        " AS mark"
    )
    signed = marked.aggregate(f'"{CASE}", sum(mark) AS signature', f'"{CASE}"')
    counted = signed.aggregate(f'signature, count(*) AS cases, min("{CASE}") AS example', "signature")
    ranked = counted.project("*, count(*) OVER () AS kinds, sum(cases) OVER () AS everyone")
    rows = ranked.order("cases DESC, signature").limit(top).fetchall()
    examples = [example for _, _, example, _, _ in rows]
    theirs = _in_order(log.filter(nw.col(CASE).is_in(examples)))
    counts = [(theirs[example], int(cases)) for _, cases, example, _, _ in rows]
    return _told(counts, int(rows[0][3]), int(rows[0][4]), confidence)


def _in_order(log: Frame) -> dict[Any, tuple[str, ...]]:
    """Give the activities of each case."""
    rows = log.to_native().order(f'"{WHEN}", "{ACTIVITY}"').project(f'"{CASE}", "{ACTIVITY}"').fetchall()
    found: dict[Any, tuple[str, ...]] = {}
    for case, activity in rows:
        found[case] = (*found.get(case, ()), activity)
    return found


def _in_memory(log: Frame) -> Counter[tuple[str, ...]]:
    columns = fetched_whole(log)
    case, activity = Factor.of(CASE, columns[CASE]), Factor.of(ACTIVITY, columns[ACTIVITY])
    order = np.lexsort((activity.codes, columns[WHEN], case.codes))
    codes = activity.codes[order].astype(np.int32)
    ends = np.cumsum(np.bincount(case.codes, minlength=len(case.levels)))[:-1]
    counts = Counter(part.tobytes() for part in np.split(codes, ends))
    names = activity.levels
    return Counter(
        {tuple(str(names[code]) for code in np.frombuffer(key, np.int32)): n for key, n in counts.items()}
    )


def _commonest(
    counts: Iterable[tuple[tuple[str, ...], int]], top: int | None
) -> list[tuple[tuple[str, ...], int]]:
    return sorted(counts, key=lambda item: (-item[1], item[0]))[:top]


def _told(
    counts: Iterable[tuple[tuple[str, ...], int]], distinct: int, cases: int, confidence: float
) -> Variants:
    ranked = _commonest(counts, None)
    hits = np.array([count for _, count in ranked], dtype=np.int64)
    figures = wilson_of(hits, np.full(len(hits), cases), confidence)
    rows = zip(ranked, *(values.tolist() for values in figures), strict=True)
    return Variants(tuple(Variant(*item, *figure) for item, *figure in rows), distinct, cases, confidence)
