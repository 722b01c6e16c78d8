"""What the library answers with: numbers that carry their interval, their n and their method."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np

from cocreate.cells import groups_of
from cocreate.errors import MissingColumnError
from cocreate.frames import Backend, to_frame

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cocreate.factors import Factor

    FloatArray = NDArray[np.float64]

Unit = Literal["points", "share", "score", "index"]
"""What a value is counted in: NPS points (-100 to 100), a share (0 to 1), steps of a scale, an index."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its uncertainty.

    Attributes:
        measure: what is estimated: "nps", "csat", "ces", "mean", "share", "experience index".
        value: the estimate; NaN where there is no answer or where it is suppressed.
        low: lower end of the interval, in the unit of the value.
        high: upper end.
        n: number of answers; 0 where suppressed.
        method: how the interval is made.
        confidence: its confidence, between 0 and 1.
        group: the group it speaks of, by grouping; empty for everyone.
        unit: what the value is counted in.
        bounds: the least and the greatest value possible, where known.
        n_eff: effective number of answers (Kish); equal to n without weights.
        std_error: standard error that comparisons use.
        centre: estimate that comparisons use; for NPS one drawn a little to the middle.
        df: degrees of freedom of the standard error; infinite for the normal distribution.
        suppressed: whether the group is too small to be shown, or would give such a group away.
        top_box: beside a mean, the share of answers at the top of its scale.
    """

    measure: str
    value: float
    low: float
    high: float
    n: int
    method: str
    confidence: float = 0.95
    group: Mapping[str, Hashable] = field(default_factory=dict, hash=False)
    unit: Unit = "score"
    bounds: tuple[float, float] | None = None
    n_eff: float = math.nan
    std_error: float = math.nan
    centre: float = math.nan
    df: float = math.inf
    suppressed: bool = False
    top_box: Estimate | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give group, measure, value, low, high, n and method; None where there is nothing to show."""
        return {
            "group": dict(self.group),
            "measure": self.measure,
            "value": _finite(self.value),
            "low": _finite(self.low),
            "high": _finite(self.high),
            "n": None if self.suppressed else self.n,
            "method": self.method,
        }


@dataclass(frozen=True, eq=False, repr=False)
class Estimates(Sequence[Estimate]):
    """Estimates of one measure for several groups, sorted by group.

    Kept as columns, so that many groups are quick; each is read as an `Estimate`. The attributes are those of
    `Estimate`, as arrays where they differ from group to group.
    """

    measure: str
    method: str
    unit: Unit
    confidence: float
    bounds: tuple[float, float] | None
    factors: tuple[Factor, ...]
    value: FloatArray
    low: FloatArray
    high: FloatArray
    n: NDArray[np.int64]
    n_eff: FloatArray
    std_error: FloatArray
    centre: FloatArray
    df: FloatArray
    suppressed: NDArray[np.bool_]
    top_box: Estimates | None = None

    @property
    def by(self) -> tuple[str, ...]:
        """Names of the groupings."""
        return tuple(factor.name for factor in self.factors)

    def groups(self) -> list[dict[str, Hashable]]:
        """Group of each estimate."""
        return groups_of(self.factors) if self.factors else [{} for _ in range(len(self))]

    def find(self, group: Mapping[str, Hashable] | None = None, /, **more: Hashable) -> Estimate:
        """Give the estimate of one group, named by some or all of its labels."""
        wanted = {**(group or {}), **more}
        for place, labels in enumerate(self.groups()):
            if wanted.items() <= labels.items():
                return self[place]
        raise MissingColumnError(wanted, [str(labels) for labels in self.groups()], what="group")

    def keep(self, rows: NDArray[Any]) -> Estimates:
        """Keep some estimates, by position or by mask."""
        arrays = ("value", "low", "high", "n", "n_eff", "std_error", "centre", "df", "suppressed")
        columns: dict[str, Any] = {name: getattr(self, name)[rows] for name in arrays}
        return replace(
            self,
            factors=tuple(factor.rows(rows) for factor in self.factors),
            top_box=None if self.top_box is None else self.top_box.keep(rows),
            **columns,
        )

    def hide(self, rows: NDArray[np.bool_]) -> Estimates:
        """Take away what the marked estimates say: values, intervals and counts."""
        rows = rows | self.suppressed
        if not rows.any():
            return self
        blank = ("value", "low", "high", "n_eff", "std_error", "centre", "df")
        columns: dict[str, Any] = {name: np.where(rows, np.nan, getattr(self, name)) for name in blank}
        return replace(
            self,
            n=np.where(rows, 0, self.n),
            suppressed=rows,
            top_box=None if self.top_box is None else self.top_box.hide(rows),
            **columns,
        )

    def to_dict(self) -> list[dict[str, Any]]:
        """Give each estimate as a dict: group, measure, value, low, high, n, method."""
        return [estimate.to_dict() for estimate in self]

    def to_frame(self, *, backend: Backend | None = None) -> Any:
        """Give a data frame of pandas, Polars or Arrow, whichever is installed: a row a group."""
        columns: dict[str, Any] = {factor.name: factor.values() for factor in self.factors}
        rest = {
            "measure": np.full(len(self), self.measure, dtype=object),
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "n": self.n,
            "method": np.full(len(self), self.method, dtype=object),
            "suppressed": self.suppressed,
        }
        return to_frame(columns | rest, backend=backend)

    @overload
    def __getitem__(self, place: int) -> Estimate: ...
    @overload
    def __getitem__(self, place: slice) -> Estimates: ...
    def __getitem__(self, place: int | slice) -> Estimate | Estimates:
        if isinstance(place, slice):
            return self.keep(np.arange(len(self))[place])
        at = range(len(self))[place]
        return Estimate(
            self.measure,
            float(self.value[at]),
            float(self.low[at]),
            float(self.high[at]),
            int(self.n[at]),
            self.method,
            self.confidence,
            {factor.name: factor.levels[factor.codes[at]] for factor in self.factors},
            self.unit,
            self.bounds,
            float(self.n_eff[at]),
            float(self.std_error[at]),
            float(self.centre[at]),
            float(self.df[at]),
            bool(self.suppressed[at]),
            None if self.top_box is None else self.top_box[at],
        )

    def __len__(self) -> int:
        return len(self.value)

    def __iter__(self) -> Iterator[Estimate]:
        return (self[place] for place in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Estimates):
            return NotImplemented
        return len(self) == len(other) and all(repr(a) == repr(b) for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # arrays are compared by content

    def __repr__(self) -> str:
        return f"Estimates({self.measure!r}, by={list(self.by)}, groups={len(self)}, n={int(self.n.sum())})"


def of_one(estimate: Estimate) -> Estimates:
    """Give a single estimate as a sequence of one, without its grouping."""
    columns = {
        name: np.array([getattr(estimate, name)], dtype=np.float64)
        for name in ("value", "low", "high", "n_eff", "std_error", "centre", "df")
    }
    return Estimates(
        estimate.measure,
        estimate.method,
        estimate.unit,
        estimate.confidence,
        estimate.bounds,
        (),
        n=np.array([estimate.n]),
        suppressed=np.array([estimate.suppressed]),
        top_box=None if estimate.top_box is None else of_one(estimate.top_box),
        **columns,
    )


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
