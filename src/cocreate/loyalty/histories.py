"""Purchase histories as the models want them: how often, how recently, for how long; and how many alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

import numpy as np

from cocreate.errors import InputError, MismatchError, NotEnoughDataError, OptionError
from cocreate.factors import as_array, combined, distinct_codes
from cocreate.frames import Tabular

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import ArrayLike, NDArray

    FloatArray = NDArray[np.float64]

Unit = Literal["day", "week", "month", "year"]

DAYS: dict[str, float] = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}


class Histories(NamedTuple):
    """Frequency, recency and age as arrays of one length."""

    frequency: FloatArray
    recency: FloatArray
    age: FloatArray


@dataclass(frozen=True, eq=False, repr=False)
class HistoryCells:
    """Distinct histories and how many customers have each: all that the likelihood depends on. Cells add up.

    Attributes:
        frequency: number of repeat purchases.
        recency: time from the first purchase to the last.
        age: time from the first purchase to the end of observation.
        count: how many customers have this history.
        unit: what time is counted in.
    """

    frequency: NDArray[np.int64]
    recency: FloatArray
    age: FloatArray
    count: NDArray[np.int64]
    unit: Unit = "week"

    @property
    def n(self) -> int:
        """Number of customers."""
        return int(self.count.sum())

    @property
    def histories(self) -> Histories:
        """The histories as numbers."""
        return Histories(self.frequency.astype(np.float64), self.recency, self.age)

    def __len__(self) -> int:
        return len(self.count)

    def __add__(self, other: HistoryCells) -> HistoryCells:
        """Put the customers of two sets together."""
        if self.unit != other.unit:
            raise MismatchError(f"cells by the {self.unit} and by the {other.unit}: count both by the same")
        frequency, recency, age, count = (
            np.concatenate([getattr(self, name), getattr(other, name)])
            for name in ("frequency", "recency", "age", "count")
        )
        cells, place = cells_of(frequency, recency, age, unit=self.unit)
        return replace(cells, count=np.bincount(place, count, len(cells)).astype(np.int64))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, HistoryCells):
            return NotImplemented
        names = ("frequency", "recency", "age", "count")
        return self.unit == other.unit and all(
            np.array_equal(getattr(self, name), getattr(other, name)) for name in names
        )

    __hash__ = None  # type: ignore[assignment]  # arrays are compared by content

    def __repr__(self) -> str:
        return f"HistoryCells(cells={len(self)}, n={self.n}, unit={self.unit!r})"


@dataclass(frozen=True, eq=False, repr=False)
class RepeatSummary(Tabular):
    """How often, how recently and for how long each customer has bought.

    Attributes:
        customers: ids of the customers, sorted where they came from a table.
        frequency: number of repeat purchases: days with a purchase, less the first.
        recency: time from the first purchase to the last; 0 without a repeat.
        age: time from the first purchase to the end of observation ("T").
        spend: mean spent on a repeat day; NaN without a repeat. None where no amounts were given.
        unit: what time is counted in.
        until: the last day that was looked at, where known.
        notes: what was left out.
    """

    customers: NDArray[Any]
    frequency: NDArray[np.int64]
    recency: FloatArray
    age: FloatArray
    spend: FloatArray | None = None
    unit: Unit = "week"
    until: date | None = None
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        frequency: ArrayLike,
        recency: ArrayLike,
        age: ArrayLike,
        *,
        spend: ArrayLike | None = None,
        customers: ArrayLike | None = None,
        unit: Unit = "week",
    ) -> RepeatSummary:
        """Take histories that were summed up elsewhere, after checking that they can be."""
        checked = checked_histories(frequency, recency, age)
        if unit not in get_args(Unit):
            raise OptionError(f"unit == {unit!r}, must be one of {', '.join(get_args(Unit))}")
        n = len(checked.age)
        ids = np.arange(n) if customers is None else as_array(customers)
        mean = None if spend is None else _as_numbers(spend, "spend")
        for name, column in (("customers", ids), ("spend", mean)):
            if column is not None and len(column) != n:
                raise InputError(f"{name} holds {len(column)} values, frequency {n}: give one a customer")
        return cls(ids, checked.frequency.astype(np.int64), checked.recency, checked.age, mean, unit)

    @cached_property
    def _cells(self) -> tuple[HistoryCells, NDArray[np.intp]]:
        return cells_of(self.frequency, self.recency, self.age, unit=self.unit)

    @property
    def cells(self) -> HistoryCells:
        """Distinct histories with their counts."""
        return self._cells[0]

    @property
    def repeaters(self) -> int:
        """How many have bought more than once."""
        return int(np.count_nonzero(self.frequency))

    @property
    def histories(self) -> Histories:
        """The histories as numbers."""
        return Histories(self.frequency.astype(np.float64), self.recency, self.age)

    def columns(self) -> dict[str, Any]:
        """Give a row a customer."""
        columns = {
            "customer": self.customers,
            "frequency": self.frequency,
            "recency": self.recency,
            "age": self.age,
        }
        return columns if self.spend is None else columns | {"spend": self.spend}

    def __len__(self) -> int:
        return len(self.frequency)

    def __repr__(self) -> str:
        return f"RepeatSummary(customers={len(self)}, repeaters={self.repeaters}, unit={self.unit!r})"


def cells_of(
    frequency: NDArray[Any], recency: FloatArray, age: FloatArray, *, unit: Unit
) -> tuple[HistoryCells, NDArray[np.intp]]:
    """Distinct histories with counts, sorted, and for each customer the place of its cell."""
    columns = (frequency.astype(np.int64), recency, age)
    coded = [_coded(column) for column in columns]
    code, size = combined(((codes, len(levels)) for levels, codes in coded), len(age))
    _, place = distinct_codes(code, size)
    count = np.bincount(place)
    first = np.empty(len(count), dtype=np.intp)
    first[place] = np.arange(len(place))
    cells = HistoryCells(columns[0][first], recency[first], age[first], count, unit)
    return cells, place


def _coded(column: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """Sorted distinct values and the codes into them; by look-up, since there are usually few."""
    levels = np.unique(column)
    return levels, np.searchsorted(levels, column)


def checked_histories(frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Histories:
    """Refuse histories that cannot be."""
    x, last, span = (
        _numbers(values, name)
        for name, values in (("frequency", frequency), ("recency", recency), ("age", age))
    )
    if len({len(x), len(last), len(span)}) > 1:
        raise InputError(
            f"frequency, recency and age hold {len(x)}, {len(last)} and {len(span)} values: give one a customer"
        )
    if not len(x):
        raise NotEnoughDataError("there is no customer; give one history a customer")
    _refuse((x < 0) | (x != np.floor(x)), x, "frequency", "must be a whole number >= 0 (repeats only)")
    _refuse(span < 0, span, "age", "must be >= 0")
    _refuse((last < 0) | (last > span * (1 + 1e-12)), last, "recency", "must lie between 0 and age")
    _refuse((x == 0) & (last > 0), last, "recency", "must be 0 where frequency is 0")
    _refuse((x > 0) & (last == 0), last, "recency", "must be above 0 where frequency is above 0")
    return Histories(x, np.minimum(last, span), span)


def _numbers(values: ArrayLike, name: str) -> FloatArray:
    numbers = _as_numbers(values, name)
    _refuse(~np.isfinite(numbers), numbers, name, "must be finite; drop customers without a history")
    return numbers


def _as_numbers(values: ArrayLike, name: str) -> FloatArray:
    try:
        numbers = np.atleast_1d(np.asarray(values, dtype=np.float64))
    except (TypeError, ValueError) as error:
        raise InputError(f"{name} does not hold numbers; give one number a customer") from error
    if numbers.ndim != 1:
        raise InputError(f"{name} has {numbers.ndim} dimensions; give one number a customer")
    return numbers


def _refuse(wrong: NDArray[np.bool_], values: FloatArray, name: str, wanted: str) -> None:
    if wrong.any():
        place = int(np.argmax(wrong))
        raise InputError(
            f"{name} == {values[place]:g} in row {place}, {wanted} ({np.count_nonzero(wrong)} rows)"
        )
