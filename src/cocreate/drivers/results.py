"""What importance is told in: one driver, all drivers of a group, all groups."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, overload

from cocreate.errors import MissingColumnError
from cocreate.frames import Tabular

if TYPE_CHECKING:
    from cocreate.estimates import Estimate

_COLUMNS = (
    *("importance", "low", "high", "share", "share_low", "share_high"),
    *("correlation", "rank_from", "rank_to", "n"),
)


@dataclass(frozen=True, slots=True)
class Driver:
    """What one driver accounts for.

    Attributes:
        name: its column.
        importance: the part of the outcome's variance that falls to it, 0 to 1.
        low: lower end of the interval; NaN without intervals.
        high: upper end.
        share: its part of what all drivers explain together; the shares add up to 1.
        share_low: lower end of the share's interval.
        share_high: upper end.
        correlation: with the outcome; its sign says which way the driver points.
        rank_from: the best rank it may have: 1 + the number of drivers above it beyond chance.
        rank_to: the worst rank it may have.
        n: rows used.
    """

    name: str
    importance: float
    low: float
    high: float
    share: float
    share_low: float
    share_high: float
    correlation: float
    rank_from: int
    rank_to: int
    n: int


@dataclass(frozen=True, slots=True, repr=False)
class Importance(Tabular, Sequence[Driver]):
    """Drivers of one outcome, the most important first.

    Attributes:
        outcome: what is explained.
        drivers: each driver's part.
        r_squared: the part of the variance that all of them explain together.
        method: "lmg" or "johnson", and whether it is exact or sampled.
        confidence: of intervals and ranks.
        n: rows used.
        n_eff: effective number of rows (Kish); equal to n without weights.
        sampling_error: standard error that sampling orders adds to an importance; 0 where it is exact.
        group: the group it speaks of; empty for everyone.
        left_out: drivers that do not vary.
        notes: what the reader should know of the data.
    """

    outcome: str
    drivers: tuple[Driver, ...]
    r_squared: Estimate
    method: str
    confidence: float
    n: int
    n_eff: float
    sampling_error: float = 0.0
    group: Mapping[str, Hashable] = field(default_factory=dict, hash=False)
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def find(self, name: str) -> Driver:
        """Give one driver by its name."""
        for driver in self.drivers:
            if driver.name == name:
                return driver
        raise MissingColumnError(name, [driver.name for driver in self.drivers], what="driver")

    def columns(self) -> Mapping[str, Any]:
        """Give a row a driver."""
        names: dict[str, Any] = {"driver": [driver.name for driver in self.drivers]}
        return names | {column: [getattr(driver, column) for driver in self.drivers] for column in _COLUMNS}

    @overload
    def __getitem__(self, place: int) -> Driver: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Driver]: ...
    def __getitem__(self, place: int | slice) -> Driver | Sequence[Driver]:
        return self.drivers[place]

    def __len__(self) -> int:
        return len(self.drivers)

    def __iter__(self) -> Iterator[Driver]:
        return iter(self.drivers)

    def __repr__(self) -> str:
        first = ", ".join(f"{driver.name} {driver.share:.0%}" for driver in self.drivers[:3])
        more = ", …" if len(self) > 3 else ""  # noqa: PLR2004 - three fit a line
        return f"Importance({self.outcome!r}: {first}{more}; R²={self.r_squared.value:.2f}, n={self.n})"


@dataclass(frozen=True, slots=True, repr=False)
class Importances(Tabular, Sequence[Importance]):
    """Drivers of one outcome, group by group.

    Attributes:
        items: the groups' importances, sorted by group.
        by: names of the groupings.
        notes: groups that could not be worked out, and why.
    """

    items: tuple[Importance, ...]
    by: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def find(self, group: Mapping[str, Hashable] | None = None, /, **more: Hashable) -> Importance:
        """Give the importance of one group, named by some or all of its labels."""
        wanted = {**(group or {}), **more}
        for item in self.items:
            if wanted.items() <= item.group.items():
                return item
        raise MissingColumnError(wanted, [str(dict(item.group)) for item in self.items], what="group")

    def columns(self) -> Mapping[str, Any]:
        """Give a row a group and driver."""
        found: dict[str, list[Any]] = {name: [] for name in (*self.by, "driver", *_COLUMNS)}
        for item in self.items:
            for name, values in item.columns().items():
                found[name] += values
            for name in self.by:
                found[name] += [item.group[name]] * len(item)
        return found

    @overload
    def __getitem__(self, place: int) -> Importance: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Importance]: ...
    def __getitem__(self, place: int | slice) -> Importance | Sequence[Importance]:
        return self.items[place]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Importance]:
        return iter(self.items)

    def __repr__(self) -> str:
        return f"Importances(by={list(self.by)}, groups={len(self)})"
