"""Measures: ways to turn records into a number, each on its own scale, so that scales are never mixed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

import cocreate
from cocreate import Cells, Estimate, Estimates
from cocreate_server.ground.lake.api import Condition, Shape, count

NPS_SCALE = (0.0, 10.0)
INDEX = "index"
KINDS = ("nps", "csat", "ces", "rating")
USUAL_SCALE = {"nps": NPS_SCALE, "csat": (1.0, 5.0), "ces": (1.0, 7.0), "rating": (1.0, 5.0)}
SCALED = "r.scale_max > r.scale_min AND r.component <> ''"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure on one scale.

    Attributes:
        kind: nps, csat, ces, rating or index.
        low: Least possible answer.
        high: Greatest possible answer.
        n: How many answers the workspace has for it.
        shared: Whether the workspace has other scales of the same kind, so that the scale must be named.
        of: For the index the kind of the answers to components that it is made of.
    """

    kind: str
    low: float
    high: float
    n: int = 0
    shared: bool = False
    of: str = ""

    @property
    def code(self) -> str:
        """Its name in addresses."""
        return self.kind if self.kind in {"nps", INDEX} else f"{self.kind}-{self.low:g}-{self.high:g}"

    @property
    def label(self) -> str:
        """Its name on pages."""
        scale = f" {self.low:g}–{self.high:g}" if self.shared or self.kind == "rating" else ""
        names = {
            "nps": _("NPS"),
            "csat": _("CSAT") + scale,
            "ces": _("Effort (CES %(high)g)") % {"high": self.high},
            "rating": _("Rating") + scale,
            INDEX: _("Experience index"),
        }
        return names[self.kind]

    @property
    def is_share(self) -> bool:
        """Whether its value is a share, shown in percent."""
        return self.kind == "csat"

    @property
    def factor(self) -> float:
        """What a value is multiplied by to be shown."""
        return 100.0 if self.is_share else 1.0

    @property
    def unit(self) -> str:
        """What stands behind its value."""
        return "%" if self.is_share else ""

    @property
    def decimals(self) -> int:
        """How many decimals its value deserves."""
        return 2 if self.kind in {"ces", "rating"} else 1

    def shape(
        self,
        by: Sequence[tuple[str, str]],
        conditions: Sequence[Condition] = (),
        *,
        with_customers: bool = False,
    ) -> Shape:
        """How its answers are counted."""
        if self.kind == INDEX:
            score = "(r.value_number - r.scale_min) / (r.scale_max - r.scale_min) * 100"
            spoken = Condition(f"r.field_type = {{p}} AND {SCALED}", self.of)
            return Shape(tuple(by), score, (spoken, *conditions), with_customers, per_submission=True)
        low, high = USUAL_SCALE[self.kind]
        own = [
            Condition("r.field_type = {p}", self.kind),
            Condition(f"coalesce(r.scale_min, {low}) = {{p}}", self.low),
            Condition(f"coalesce(r.scale_max, {high}) = {{p}}", self.high),
        ]
        return Shape(tuple(by), "r.value_number", (*own, *conditions), with_customers)

    def estimates(self, cells: Cells, by: Sequence[Any] | None, *, min_n: int = 0) -> Estimates:
        """Estimate it for each group; for everyone as a sequence of one (or none, where nobody answered)."""
        if cells.n == 0:
            return _none()
        return self._measured(cells, by=list(by or []), min_n=min_n)

    def _measured(self, cells: Cells, *, by: list[Any], min_n: int) -> Estimates:
        scale = (self.low, self.high)
        if self.kind == "nps":
            return cocreate.nps(cells, by=by, min_n=min_n)
        if self.kind == "csat":
            return cocreate.csat(cells, scale=scale, by=by, min_n=min_n)
        if self.kind == "ces":
            return cocreate.ces(cells, scale=scale, by=by, min_n=min_n)
        if (
            self.kind == INDEX
        ):  # a submission's index is the mean of its components, so that people count, not answers
            return replace(
                cocreate.mean_score(cells, scale=scale, by=by, min_n=min_n),
                measure="experience index",
                unit="index",
            )
        return cocreate.mean_score(cells, scale=scale, by=by, min_n=min_n)


def _none() -> Estimates:
    return cocreate.mean_score(
        Cells.from_columns(keys={"nothing": ["-"]}, score=[1], count=[1]), by=["nothing"]
    )[:0]


def method_label(method: str) -> str:
    """How an interval was made, in the reader's language."""
    known = {
        "adjusted-wald": _("adjusted Wald"),
        "wilson": _("Wilson"),
        "t": _("Student’s t"),
        "t, delta method": _("t by the delta method"),
    }
    return known.get(method, method)


def one(estimates: Estimates) -> Estimate | None:
    """The single estimate of a sequence of one; None where there is none."""
    return estimates[0] if len(estimates) else None


def measures_of(workspace_id: int) -> list[Measure]:
    """The measures a workspace has answers for: most used scale of each kind first, then the index."""
    shape = Shape(
        by=(
            ("kind", "r.field_type"),
            ("low", "r.scale_min"),
            ("high", "r.scale_max"),
            ("component", "r.component <> ''"),
        ),
        score="1.0",
        conditions=(
            Condition("r.field_type IN ('nps', 'csat', 'ces', 'rating') AND r.value_number IS NOT NULL"),
        ),
    )
    cells = count(workspace_id, shape)
    found: dict[tuple[str, float, float], int] = {}
    keys = cells.keys
    for kind, low, high, n in zip(keys["kind"], keys["low"], keys["high"], cells.count, strict=True):
        usual = USUAL_SCALE[kind]
        scale = (usual[0] if low is None else float(low), usual[1] if high is None else float(high))
        found[kind, *scale] = found.get((kind, *scale), 0) + int(n)
    kinds = [kind for kind, _low, _high in found]
    measures = [
        Measure(kind, low, high, n, shared=kinds.count(kind) > 1) for (kind, low, high), n in found.items()
    ]
    measures.sort(key=lambda measure: (KINDS.index(measure.kind), -measure.n))
    return [*measures, *_index(cells)]


def _index(cells: Cells) -> list[Measure]:
    """The experience index, where answers speak of components: ratings of them, else satisfaction, else effort."""
    spoken = cells.where(component=True) if cells.n else cells
    for kind in ("rating", "csat", "ces"):
        n = spoken.where(kind=kind).n if spoken.n else 0
        if n:
            return [Measure(INDEX, 0, 100, n, of=kind)]
    return []


def headline(measures: Sequence[Measure]) -> list[Measure]:
    """One measure of each kind: the scale with most answers."""
    best: dict[str, Measure] = {}
    for measure in measures:
        best.setdefault(measure.kind, replace(measure))
    return [best[kind] for kind in ("nps", "csat", "ces", INDEX, "rating") if kind in best]
