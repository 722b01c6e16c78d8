"""What every model of repeat purchases answers, once it has been fitted."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cocreate.errors import NotEnoughDataError, OptionError
from cocreate.loyalty.fitting import Fitted
from cocreate.loyalty.histories import (
    DAYS,
    Histories,
    HistoryCells,
    RepeatSummary,
    Unit,
    cells_of,
    checked_histories,
)
from cocreate.loyalty.quantities import Quantities, Quantity, Span, by_delta

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    FloatArray = NDArray[np.float64]

_FEW = 10
_MANY, _ENOUGH, _HEAVY = 20_000, 10_000, 20


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class RepeatFit(Fitted, ABC):
    """A fitted model of repeat purchases: what is to be expected of whom.

    Time is counted in `unit`. Intervals hold what is not known about the parameters; what a single customer
    will do scatters more widely about what is expected of her.

    Attributes:
        unit: what time is counted in.
    """

    unit: Unit

    def expected_purchases(self, t: ArrayLike) -> Quantities:
        """Expect so many repeat purchases of a random new customer within t of the first.

        Args:
            t: times, >= 0, one or many.
        """
        times = checked_times(t, "t")
        return self._estimate(lambda params: self._new(params, times), "repeat purchases", "positive")

    def p_alive(
        self,
        frequency: ArrayLike | RepeatSummary,
        recency: ArrayLike | None = None,
        age: ArrayLike | None = None,
    ) -> Quantities:
        """Estimate the probability that customers are still active, from 0 to 1.

        Args:
            frequency: numbers of repeat purchases, or a summary in place of all three.
            recency: times from the first purchase to the last.
            age: times from the first purchase to now.
        """
        return self._by_cells(
            self._alive, self._histories(frequency, recency, age), "P(alive)", "probability", "share"
        )

    def conditional_expected(
        self,
        t: float,
        frequency: ArrayLike | RepeatSummary,
        recency: ArrayLike | None = None,
        age: ArrayLike | None = None,
    ) -> Quantities:
        """Expect so many purchases within the next t of customers with these histories.

        Args:
            t: length of the time to come, >= 0.
            frequency: numbers of repeat purchases, or a summary in place of all three.
            recency: times from the first purchase to the last.
            age: times from the first purchase to now.
        """
        (ahead,) = checked_times(t, "t", one=True)

        def function(params: FloatArray, past: Histories) -> FloatArray:
            return self._alive(params, past) * self._ahead(params, past, float(ahead))

        past = self._histories(frequency, recency, age)
        return self._by_cells(function, past, "purchases to come", "purchases", "positive")

    def discounted_expected(
        self,
        frequency: ArrayLike | RepeatSummary,
        recency: ArrayLike | None = None,
        age: ArrayLike | None = None,
        *,
        discount: float,
        horizon: float = math.inf,
    ) -> Quantities:
        """Expect so many purchases to come, each discounted to today.

        Args:
            frequency: numbers of repeat purchases, or a summary in place of all three.
            recency: times from the first purchase to the last.
            age: times from the first purchase to now.
            discount: rate a year, >= 0: 0.1 for ten percent.
            horizon: how far to look; without one the discount must be above 0.
        """
        function = self.discounting(discount=discount, horizon=horizon)
        past = self._histories(frequency, recency, age)
        return self._by_cells(function, past, "discounted purchases to come", "purchases", "positive")

    def total_expected(self, t: float, summary: RepeatSummary) -> Quantity:
        """Expect so many purchases within the next t of all these customers together."""
        self._check_unit(summary.unit)
        cells = summary.cells

        def function(params: FloatArray) -> FloatArray:
            past = cells.histories
            return np.array([cells.count @ (self._alive(params, past) * self._ahead(params, past, t))])

        return self._estimate(function, "purchases to come", "positive")[0]

    def added_up(self, lags: FloatArray, place: NDArray[np.intp], customers: NDArray[np.int64]) -> Quantities:
        """Add up expected repeat purchases of new customers, `customers` of them at each lag in a row."""
        return self._estimate(
            lambda params: self._new(params, lags)[place] @ customers, "repeat purchases", "positive"
        )

    def discounting(
        self, *, discount: float, horizon: float
    ) -> Callable[[FloatArray, Histories], FloatArray]:
        """Give discounted expected purchases as a function of parameters and histories."""
        if not 0 <= discount < math.inf:
            raise OptionError(f"discount == {discount!r}, must be a rate a year >= 0, as 0.1")
        if not horizon > 0:
            raise OptionError(f"horizon == {horizon!r}, must be above 0")
        if discount == 0 and math.isinf(horizon):
            raise OptionError("without a discount there is no end to add up: give horizon, or a discount > 0")
        force = math.log1p(discount) * DAYS[self.unit] / DAYS["year"]

        def function(params: FloatArray, past: Histories) -> FloatArray:
            return self._alive(params, past) * self._discounted(params, past, force, horizon)

        return function

    @abstractmethod
    def _new(self, params: FloatArray, times: FloatArray) -> FloatArray:
        """Purchases expected of somebody new within each time."""

    @abstractmethod
    def _alive(self, params: FloatArray, past: Histories) -> FloatArray:
        """Chance that each is still active."""

    @abstractmethod
    def _ahead(self, params: FloatArray, past: Histories, t: float) -> FloatArray:
        """Purchases expected within t of somebody who is alive."""

    @abstractmethod
    def _discounted(self, params: FloatArray, past: Histories, discount: float, horizon: float) -> FloatArray:
        """Discounted purchases expected of somebody who is alive."""

    def _histories(
        self, frequency: ArrayLike | RepeatSummary, recency: ArrayLike | None, age: ArrayLike | None
    ) -> Histories:
        if isinstance(frequency, RepeatSummary):
            self._check_unit(frequency.unit)
            return frequency.histories
        if recency is None or age is None:
            raise OptionError("give frequency, recency and age, or a repeat_summary in place of all three")
        broadcast = np.broadcast_arrays(*(np.atleast_1d(part) for part in (frequency, recency, age)))
        return checked_histories(*broadcast)

    def _check_unit(self, unit: str) -> None:
        if unit != self.unit:
            raise OptionError(
                f"the summary counts by the {unit}, the model by the {self.unit}: make them one"
            )

    def _by_cells(
        self,
        function: Callable[[FloatArray, Histories], FloatArray],
        past: Histories,
        what: str,
        unit: str,
        span: Span,
    ) -> Quantities:
        """Estimate once for customers with the same history."""
        cells, place = cells_of(past.frequency, past.recency, past.age, unit=self.unit)
        found = self._estimate(lambda params: function(params, cells.histories), what, span, unit)
        figures = (found.value, found.low, found.high, found.std_error)
        value, low, high, error = (figure[place] for figure in figures)
        return Quantities(what, value, low, high, error, unit, found.method, self.confidence)

    def _estimate(
        self, function: Callable[[FloatArray], FloatArray], what: str, span: Span, unit: str = "purchases"
    ) -> Quantities:
        return by_delta(
            lambda logs: function(np.exp(logs)),
            np.log(self.values),
            self.log_covariance,
            what=what,
            unit=unit,
            span=span,
            confidence=self.confidence,
        )


def checked_times(t: ArrayLike, name: str, *, one: bool = False) -> FloatArray:
    """Give times as an array; refuse those that cannot be."""
    try:
        times = np.atleast_1d(np.asarray(t, dtype=np.float64))
    except (TypeError, ValueError) as error:
        raise OptionError(f"{name} == {t!r}, must be numbers >= 0") from error
    if one and times.size != 1:
        raise OptionError(f"{name} holds {times.size} values, must be one")
    if times.ndim != 1 or not np.all((times >= 0) & np.isfinite(times)):
        raise OptionError(f"{name} == {t!r}, must be >= 0 and finite")
    return times


def cells_to_fit(summary: RepeatSummary | HistoryCells) -> HistoryCells:
    """Take what a model is fitted on; refuse what would teach it nothing."""
    if isinstance(summary, RepeatSummary):
        summary = summary.cells
    if not isinstance(summary, HistoryCells):
        raise OptionError(
            f"{type(summary).__name__} is no summary; make one with repeat_summary(table, customer, when=...)"
            " or RepeatSummary.of(frequency, recency, age)"
        )
    repeaters = int(summary.count[summary.frequency > 0].sum())
    if summary.n < _FEW or repeaters == 0:
        raise NotEnoughDataError(
            f"{summary.n} customers, {repeaters} of whom bought again; at least {_FEW} customers and one who"
            " bought again are needed"
        )
    return summary


def thinned(cells: HistoryCells) -> HistoryCells:
    """Stand-ins for very many cells, good enough to climb on: all with many customers, every so manieth other."""
    if len(cells) <= _MANY:
        return cells
    heavy = np.flatnonzero(cells.count >= _HEAVY)
    light = np.flatnonzero(cells.count < _HEAVY)
    step = max(len(light) // _ENOUGH, 1)
    kept = np.append(heavy, light[::step])
    count = np.append(cells.count[heavy], cells.count[light[::step]] * step)
    return HistoryCells(cells.frequency[kept], cells.recency[kept], cells.age[kept], count, cells.unit)


def usual_rate(cells: HistoryCells) -> float:
    """Repeat purchases by unit of time, from which starts are scaled."""
    x, _, age = cells.histories
    return max(float(x @ cells.count), 0.5) / max(float(age @ cells.count), 1e-9)
