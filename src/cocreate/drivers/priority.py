"""Importance beside performance: where to begin, and where that is not yet known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cocreate.drivers.results import Importance
from cocreate.errors import InputError, MissingColumnError, NotATableError, OptionError, ScaleError
from cocreate.estimates import Estimate
from cocreate.frames import Tabular
from cocreate.scores.means import mean_score
from cocreate.scores.measure import checked_scale

if TYPE_CHECKING:
    from cocreate.drivers.results import Driver

Scale = tuple[float, float]
Quadrant = Literal["concentrate here", "keep up the good work", "low priority", "possible overkill"]

_QUADRANTS: dict[tuple[bool, bool], Quadrant] = {
    (True, False): "concentrate here",
    (True, True): "keep up the good work",
    (False, False): "low priority",
    (False, True): "possible overkill",
}


@dataclass(frozen=True, slots=True)
class Priority:
    """One driver's place in the matrix.

    Attributes:
        driver: its name.
        importance: its share of what all drivers explain, 0 to 1.
        importance_low: lower end of the share's interval.
        importance_high: upper end.
        performance: its mean score, rescaled to 0 (worst answer) to 100 (best).
        performance_low: lower end of the interval.
        performance_high: upper end.
        quadrant: where the estimates lie.
        decided: whether both intervals lie in that quadrant.
        n: answers about the driver.
    """

    driver: str
    importance: float
    importance_low: float
    importance_high: float
    performance: float
    performance_low: float
    performance_high: float
    quadrant: Quadrant
    decided: bool
    n: int


@dataclass(frozen=True, slots=True, repr=False)
class PriorityMatrix(Tabular, Sequence[Priority]):
    """Drivers by importance and performance, the most important first.

    Attributes:
        outcome: what the drivers are important for.
        priorities: each driver's place.
        importance_line: the share above which a driver is important.
        performance_line: the performance above which it does well, 0 to 100.
        confidence: of the intervals.
        notes: what the reader should know.
    """

    outcome: str
    priorities: tuple[Priority, ...]
    importance_line: float
    performance_line: float
    confidence: float
    notes: tuple[str, ...] = ()

    def find(self, driver: str) -> Priority:
        """Give one driver's place."""
        for priority in self.priorities:
            if priority.driver == driver:
                return priority
        raise MissingColumnError(driver, [priority.driver for priority in self.priorities], what="driver")

    def columns(self) -> Mapping[str, Any]:
        """Give a row a driver."""
        names = Priority.__slots__
        return {name: [getattr(priority, name) for priority in self.priorities] for name in names}

    def __getitem__(self, place: Any) -> Any:
        return self.priorities[place]

    def __len__(self) -> int:
        return len(self.priorities)

    def __repr__(self) -> str:
        first = [priority.driver for priority in self if priority.quadrant == "concentrate here"]
        return f"PriorityMatrix({self.outcome!r}, drivers={len(self)}, concentrate here: {first})"


def priority_matrix(
    importance: Importance,
    performance: Any,
    *,
    scale: Scale | Mapping[str, Scale] | None = None,
    weight: str | None = None,
    importance_line: float | None = None,
    performance_line: float | None = None,
) -> PriorityMatrix:
    """Place drivers by how much they matter and how well they do.

    Args:
        importance: what `importance` gave.
        performance: the table of answers, or an `Estimate` a driver, by name.
        scale: worst and best answer of the drivers, or one for each driver by name; with estimates it may be
            left out where they know their bounds. A scale given as (5, 1) is turned round.
        weight: the column of weights in the table.
        importance_line: the share that parts important drivers from others; by default 1 / drivers, the share
            each would have if all were alike.
        performance_line: the performance, 0 to 100, that parts good from bad; by default the drivers' mean.

    Returns:
        A `PriorityMatrix`.

    Raises:
        ScaleError: if a driver's scale is not known, or has no steps.
        MissingColumnError: if a driver's answers are missing.
        OptionError: if a line lies outside its range.

    Method:
        Importance is the share of explained variance with its bootstrap interval. Performance is the mean
        score rescaled to 0 to 100, with its t interval. A driver is `decided` where neither interval crosses
        its line. The lines count as given: the default for performance moves with the drivers, so the matrix
        tells drivers apart and does not say that any is good. A driver that all rate alike cannot be seen to
        matter: variation is what importance is made of.

    Source:
        Martilla and James (1977), Journal of Marketing 41(1), 77-79.
        tests/cocreate/drivers/test_priority.py.

    >>> from cocreate.drivers import importance
    >>> table = {"overall": [9, 8, 6, 4, 7, 2], "speed": [5, 5, 3, 2, 3, 1], "price": [3, 5, 4, 3, 5, 2]}
    >>> found = priority_matrix(importance(table, "overall", drivers=["speed", "price"]), table, scale=(1, 5))
    >>> [(place.driver, place.quadrant, place.decided) for place in found]
    [('speed', 'concentrate here', False), ('price', 'possible overkill', False)]
    """
    if not isinstance(importance, Importance):
        raise InputError(
            f"importance is {type(importance).__name__}, an Importance is wanted; with groups, take one of them"
        )
    places = {
        driver.name: _rescaled(
            _estimate_of(driver.name, performance, scale, weight, importance), driver.name, scale
        )
        for driver in importance
    }
    across = (
        1 / len(importance) if importance_line is None else _checked(importance_line, 1, "importance_line")
    )
    mean = float(np.mean([place[0] for place in places.values()]))
    up = mean if performance_line is None else _checked(performance_line, 100, "performance_line")
    priorities = tuple(_placed(driver, places[driver.name], (across, up)) for driver in importance)
    return PriorityMatrix(importance.outcome, priorities, across, up, importance.confidence, importance.notes)


def _estimate_of(
    driver: str,
    performance: Any,
    scale: Scale | Mapping[str, Scale] | None,
    weight: str | None,
    importance: Importance,
) -> Estimate:
    """Give a driver's mean, from the estimates at hand or from the table."""
    if isinstance(performance, Mapping) and any(isinstance(item, Estimate) for item in performance.values()):
        if driver not in performance:
            raise MissingColumnError(driver, performance, what="driver")
        return performance[driver]  # type: ignore[no-any-return]
    if isinstance(performance, Estimate):
        raise NotATableError("performance is one Estimate; give the table, or a dict of an Estimate a driver")
    if importance.group:
        raise InputError(
            "this importance speaks of one group: give an Estimate a driver of that group, as"
            " {driver: mean_score(rows_of_the_group, driver, scale=…)}"
        )
    low, high = _scale_of(driver, scale)
    ends = (min(low, high), max(low, high))
    return mean_score(performance, driver, scale=ends, weight=weight, confidence=importance.confidence)


def _scale_of(driver: str, scale: Scale | Mapping[str, Scale] | None) -> Scale:
    if isinstance(scale, Mapping):
        if driver not in scale:
            raise MissingColumnError(driver, scale, what="scale")
        scale = scale[driver]
    if scale is None:
        raise ScaleError(f"the scale of {driver!r} is not known; give scale=(worst, best)")
    checked_scale((min(scale), max(scale)))
    return scale


def _rescaled(
    estimate: Estimate, driver: str, scale: Scale | Mapping[str, Scale] | None
) -> tuple[float, float, float, int]:
    """Value, low, high from 0 (worst) to 100 (best), and n."""
    worst, best = _scale_of(driver, scale if scale is not None else estimate.bounds)
    value, *ends = (
        100 * (end - worst) / (best - worst) for end in (estimate.value, estimate.low, estimate.high)
    )
    return value, min(ends), max(ends), estimate.n


def _checked(line: float, most: float, name: str) -> float:
    if not 0 < line < most:
        raise OptionError(f"{name} == {line!r}, must lie between 0 and {most:g}")
    return float(line)


def _placed(
    driver: Driver, performance: tuple[float, float, float, int], lines: tuple[float, float]
) -> Priority:
    across, up = lines
    value, low, high, n = performance
    matters, does_well = driver.share > across, value >= up
    sure = _beyond(driver.share_low, driver.share_high, across) and _beyond(low, high, up)
    return Priority(
        driver=driver.name,
        importance=driver.share,
        importance_low=driver.share_low,
        importance_high=driver.share_high,
        performance=value,
        performance_low=low,
        performance_high=high,
        quadrant=_QUADRANTS[matters, does_well],
        decided=sure,
        n=n,
    )


def _beyond(low: float, high: float, line: float) -> bool:
    return low > line or high < line
