"""Figures of reviews: mean rating by source and over time, stars, and how many wait for an answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from cocreate import Estimate, Estimates, mean_score, share
from cocreate.cells import Cells
from cocreate_server.listen.reviews.models import Review
from cocreate_server.listen.reviews.reading import UNANSWERED

STARS = (5, 4, 3, 2, 1)
MOST_SOURCES = 8
MOST_MONTHS = 24


@dataclass(frozen=True, slots=True)
class StarRow:
    """How many of a hundred ratings have so many stars, with the interval."""

    stars: int
    pct: float
    low_pct: float
    high_pct: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What the reviews found say together.

    Attributes:
        n: How many there are.
        unanswered: How many have no answer.
        scale: The scale of most ratings; means are of these alone.
        others: Ratings on another scale, which no mean counts.
        mean: Of all; None without ratings.
        by_source: Means of the sources with most ratings.
        months: First days of months, with ratings.
        by_month: For each source its means by month.
        stars: Share of each number of stars, five first.
    """

    n: int
    unanswered: int
    scale: tuple[float, float] | None
    others: int
    mean: Estimate | None
    by_source: tuple[Estimate, ...]
    months: tuple[datetime, ...]
    by_month: dict[str, dict[datetime, Estimate]]
    stars: tuple["StarRow", ...]


def figures_of(found: QuerySet[Review], *, zone: ZoneInfo) -> Figures:
    """Count the reviews and estimate."""
    rated = found.exclude(rating=None)
    scales = list(_counted(rated, "scale_min", "scale_max").order_by("-n", "scale_max"))
    usual = scales[0] if scales else None
    scale = (usual["scale_min"], usual["scale_max"]) if usual else None
    cells = _cells(rated, scale, zone) if scale else None
    by_source = _by_source(cells, scale) if cells and scale else ()
    months, by_month = _by_month(cells, by_source, scale) if cells and scale else ((), {})
    return Figures(
        n=found.count(),
        unanswered=found.filter(UNANSWERED).count(),
        scale=scale,
        others=sum(row["n"] for row in scales[1:]),
        mean=mean_score(cells.over(()), scale=scale) if cells else None,
        by_source=by_source,
        months=months,
        by_month=by_month,
        stars=_stars(rated),
    )


def _counted(found: QuerySet[Review], *by: str) -> Any:
    return found.order_by().values(*by).annotate(n=Count("pk"))


def _cells(rated: QuerySet[Review], scale: tuple[float, float], zone: ZoneInfo) -> Cells:
    alike = rated.filter(scale_min=scale[0], scale_max=scale[1])
    rows = list(
        _counted(alike.annotate(month=TruncMonth("collected_at", tzinfo=zone)), "source", "month", "rating")
    )
    return Cells.from_columns(
        keys={
            "source": [row["source"] for row in rows],
            "month": [row["month"].isoformat() for row in rows],
        },
        score=[row["rating"] for row in rows],
        count=[row["n"] for row in rows],
    )


def _by_source(cells: Cells, scale: tuple[float, float]) -> tuple[Estimate, ...]:
    means: Estimates = mean_score(cells, by="source", scale=scale)
    return tuple(sorted(means, key=lambda estimate: -estimate.n)[:MOST_SOURCES])


def _by_month(
    cells: Cells, by_source: tuple[Estimate, ...], scale: tuple[float, float]
) -> tuple[tuple[datetime, ...], dict[str, dict[datetime, Estimate]]]:
    means: Estimates = mean_score(cells, by=["source", "month"], scale=scale)
    shown = {str(estimate.group["source"]): {} for estimate in by_source}  # type: dict[str, dict[datetime, Estimate]]
    for estimate in means:
        source = str(estimate.group["source"])
        if source in shown:
            shown[source][datetime.fromisoformat(str(estimate.group["month"]))] = estimate
    months = sorted({month for of_source in shown.values() for month in of_source})[-MOST_MONTHS:]
    return tuple(months), shown


def _stars(rated: QuerySet[Review]) -> tuple[StarRow, ...]:
    counts = {row["stars"]: row["n"] for row in _counted(rated.exclude(stars=None), "stars")}
    if not counts:
        return ()
    cells = Cells.from_columns(score=list(counts), count=list(counts.values()))
    shares = ((stars, share(cells, of=stars)) for stars in STARS)
    return tuple(
        StarRow(stars, 100 * estimate.value, 100 * estimate.low, 100 * estimate.high)
        for stars, estimate in shares
    )
