"""Importance of drivers: each one's part of what they explain together, with its interval and its rank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack, overload

import numpy as np

from cocreate.drivers.bootstrap import intervals_of, ranks_of
from cocreate.drivers.correlations import as_correlations, correlations, mend
from cocreate.drivers.johnson import relative_weights
from cocreate.drivers.moments import Moments, moments
from cocreate.drivers.results import Driver, Importance, Importances
from cocreate.drivers.shapley import MOST_EXACT, exact, random_orders, sampled
from cocreate.errors import CollinearError, InputError, NotEnoughDataError, OptionError
from cocreate.estimates import Estimate
from cocreate.scores.quantiles import checked_confidence

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    from cocreate.drivers.correlations import Correlations
    from cocreate.drivers.moments import Missing

    FloatArray = NDArray[np.float64]

Method = Literal["lmg", "johnson"]


class Options(TypedDict, total=False):
    """What `importance` may be told besides.

    Attributes:
        method: "lmg" or "johnson".
        weight: the column of weights.
        missing: "listwise" or "pairwise".
        intervals: "bootstrap", or None for none.
        draws: how often the bootstrap draws.
        confidence: of intervals and ranks.
        rng: where chance comes from.
    """

    method: Method
    weight: str | None
    missing: Missing
    intervals: Literal["bootstrap"] | None
    draws: int
    confidence: float
    rng: np.random.Generator | int | None


_ORDERS = 4000
"""Orders of entry sampled where there are too many drivers for all of them."""
_MOST_EXACT_DRAWS = 13
"""Drivers up to which each draw of the bootstrap is shared out exactly."""
_ORDERS_A_DRAW = 100
_PARTS = 1000
"""Rows up to which each is drawn by itself; above, random parts of them are drawn."""


@overload
def importance(
    table: Any, outcome: str, *, drivers: Sequence[str], by: None = None, **options: Unpack[Options]
) -> Importance: ...
@overload
def importance(
    table: Any, outcome: str, *, drivers: Sequence[str], by: str | Sequence[str], **options: Unpack[Options]
) -> Importances: ...
def importance(
    table: Any,
    outcome: str,
    *,
    drivers: Sequence[str],
    method: Method = "lmg",
    by: str | Sequence[str] | None = None,
    weight: str | None = None,
    missing: Missing = "listwise",
    intervals: Literal["bootstrap"] | None = "bootstrap",
    draws: int = 1000,
    confidence: float = 0.95,
    rng: np.random.Generator | int | None = 0,
) -> Importance | Importances:
    """Estimate how much of an outcome's variance each of several drivers accounts for.

    Args:
        table: a table, one row an answer sheet, or `Moments`.
        outcome: the column to explain, such as the overall score.
        drivers: the columns that may explain it, such as the scores of single aspects.
        method: "lmg" averages what a driver adds to R squared over all orders in which drivers can enter
            (Shapley's value); "johnson" takes Johnson's relative weights, close to it and quick for any number.
        by: columns to group by; every group gets its own importances. Leave it out with moments.
        weight: the column of weights, >= 0. Leave it out with moments.
        missing: "listwise" leaves out rows with a gap; "pairwise" uses for each pair of columns the rows that
            have both, which keeps more of them but may contradict itself. Leave it out with moments.
        intervals: "bootstrap", or None for none.
        draws: how often the bootstrap draws.
        confidence: of the intervals and of the ranks, between 0 and 1.
        rng: where chance comes from; a number is a seed.

    Returns:
        An `Importance`; with `by` one a group, as `Importances`.

    Raises:
        CollinearError: if a driver can be worked out from others; both are named.
        NotEnoughDataError: if the outcome does not vary, or there are fewer rows than drivers + 2.
        MissingColumnError: if a column is not there.
        NotNumericError: if a column does not hold numbers.
        OptionError: if an option is out of range.

    Method:
        LMG is exact up to 22 drivers: R squared of all 2^p subsets by a tree of Schur complements of the
        correlation matrix. Beyond, 4,000 random orders in antithetic pairs; `sampling_error` says how far
        chance moves a figure. Intervals: rows (above 1,000 rows: random parts of them) are drawn anew 1,000
        times; percentiles, moved back by the bootstrap's bias. With more than 13 drivers a draw is held
        against the data on 100 orders, the same for both. A driver ranks above another only where their
        difference is beyond chance, with an allowance for all pairs. Weights count as given; draws take rows
        with their weights. Importance describes correlation: it is no effect, and not for drivers that
        follow from the outcome, for curves, or for few rows (below 10 a driver).

    Source:
        Lindeman, Merenda and Gold (1980), p. 119; Groemping (2007), The American Statistician 61(2); Johnson
        (2000), Multivariate Behavioral Research 35(1). Golden numbers, all orders by force, and coverage on
        simulated worlds: tests/cocreate/drivers/test_importance.py.

    >>> table = {"overall": [9, 8, 6, 4, 7, 2], "speed": [5, 5, 3, 2, 3, 1], "price": [3, 5, 4, 3, 5, 2]}
    >>> found = importance(table, "overall", drivers=["speed", "price"])
    >>> [(driver.name, round(driver.importance, 2)) for driver in found]
    [('speed', 0.72), ('price', 0.21)]
    """
    _check_options(method, intervals, draws, confidence)
    chance = np.random.default_rng(rng)
    asked = _Asked(outcome, method, draws if intervals else 0, confidence, chance)
    wanted = _columns(outcome, drivers)
    if isinstance(table, Moments):
        if by is not None or weight is not None:
            raise InputError("by or weight given with moments, which are added up already; leave them out")
        found = table.over(wanted)
    else:
        parts = _PARTS if intervals else 1
        found = moments(table, wanted, by=by, weight=weight, missing=missing, parts=parts, rng=chance)
    return _of_groups(found, asked) if found.factors else _of_group(found, asked, {})


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is wanted of each group."""

    outcome: str
    method: Method
    draws: int
    confidence: float
    rng: np.random.Generator


def _check_options(method: str, intervals: str | None, draws: int, confidence: float) -> None:
    if method not in {"lmg", "johnson"}:
        raise OptionError(f"method == {method!r}, must be lmg or johnson")
    if intervals not in {"bootstrap", None}:
        raise OptionError(f"intervals == {intervals!r}, must be 'bootstrap' or None")
    if draws < 100:  # noqa: PLR2004 - fewer say nothing of the tails
        raise OptionError(f"draws == {draws}, must be >= 100")
    checked_confidence(confidence)


def _columns(outcome: str, drivers: Sequence[str]) -> list[str]:
    if isinstance(drivers, str) or not all(isinstance(name, str) for name in drivers):
        raise OptionError(f"drivers == {drivers!r}, must be a list of columns")
    if not drivers:
        raise OptionError("drivers is empty; name at least one column")
    if outcome in drivers:
        raise OptionError(f"{outcome!r} is both outcome and driver; leave it out of the drivers")
    return [*drivers, outcome]


def _of_groups(found: Moments, asked: _Asked) -> Importances:
    """Work each group out; one that cannot be is left out, and said."""
    items, wrong = [], []
    for place, labels in enumerate(found.groups()):
        try:
            items.append(_of_group(found.only(place), asked, labels))
        except (CollinearError, NotEnoughDataError) as error:
            named = ", ".join(f"{name} {value}" for name, value in labels.items())
            wrong.append(f"{named}: {error}")
    if not items:
        raise NotEnoughDataError("; ".join(wrong) or "the table is empty")
    return Importances(tuple(items), tuple(factor.name for factor in found.factors), tuple(wrong))


def _of_group(found: Moments, asked: _Asked, labels: dict[str, Hashable]) -> Importance:
    given = correlations(found, asked.outcome)
    among = found.over([*given.drivers, asked.outcome])
    shares, error = _shared_out(given.matrix, asked)
    figures = _figures(shares)
    low = high = np.full(len(figures), np.nan)
    first, last = np.ones(len(shares), dtype=np.int64), np.full(len(shares), len(shares))
    notes = [*given.notes, *_left_out(found)]
    if asked.draws and among.parts > 1:
        drawn = _drawn(among, given.matrix, shares, asked)
        low, high = intervals_of(figures, _figures(drawn), asked.confidence)
        first, last = ranks_of(shares, drawn, asked.confidence)
    elif asked.draws:
        notes.append("the moments were taken without parts, which intervals need: moments(…, parts=1000)")
    spread = _Spread(figures, low, high)
    return Importance(
        outcome=asked.outcome,
        drivers=_drivers(given, spread, first, last, int(found.n[0])),
        r_squared=_r_squared(found, spread, asked, labels),
        method=asked.method if error == 0 else f"{asked.method} sampled",
        confidence=asked.confidence,
        n=int(found.n[0]),
        n_eff=float(found.n_eff[0]),
        sampling_error=error,
        group=labels,
        left_out=given.constant,
        notes=tuple(notes),
    )


def _shared_out(matrix: FloatArray, asked: _Asked) -> tuple[FloatArray, float]:
    """Importances, and the standard error that sampling adds to them."""
    if asked.method == "johnson":
        return relative_weights(matrix), 0.0
    drivers = len(matrix) - 1
    if drivers <= MOST_EXACT:
        return exact(matrix), 0.0
    gains = sampled(matrix, random_orders(drivers, _ORDERS, asked.rng))
    pairs = gains.reshape(-1, 2, drivers).mean(axis=1)
    return gains.mean(axis=0), float((pairs.std(axis=0, ddof=1) / np.sqrt(len(pairs))).max())


def _drawn(found: Moments, matrix: FloatArray, shares: FloatArray, asked: _Asked) -> FloatArray:
    """Importances in each draw of the rows."""
    matrices = as_correlations(np.nan_to_num(found.resampled(asked.draws, asked.rng)))
    if found.missing == "pairwise":
        matrices, _ = mend(matrices)
    if asked.method == "johnson":
        return relative_weights(matrices)
    if len(shares) <= _MOST_EXACT_DRAWS:
        return exact(matrices)
    orders = random_orders(len(shares), _ORDERS_A_DRAW, asked.rng)
    moved = sampled(matrices, orders).mean(axis=-2) - sampled(matrix, orders).mean(axis=-2)
    return shares + moved


def _figures(shares: FloatArray) -> FloatArray:
    """Importances, their parts of the whole, and the whole, one after the other."""
    whole = shares.sum(axis=-1, keepdims=True)
    parts = np.divide(shares, whole, out=np.zeros_like(shares), where=whole > 0)
    return np.concatenate([shares, parts, whole], axis=-1)


@dataclass(frozen=True, slots=True)
class _Spread:
    """Figures with their intervals: importances, shares and R squared, one after the other."""

    value: FloatArray
    low: FloatArray
    high: FloatArray


def _drivers(
    given: Correlations, spread: _Spread, first: NDArray[np.int64], last: NDArray[np.int64], n: int
) -> tuple[Driver, ...]:
    """The drivers, the most important first."""
    count = len(given.drivers)
    value, low, high = spread.value, spread.low, spread.high
    return tuple(
        Driver(
            name=given.drivers[i],
            importance=float(value[i]),
            low=float(low[i]),
            high=float(high[i]),
            share=float(value[count + i]),
            share_low=float(low[count + i]),
            share_high=float(high[count + i]),
            correlation=float(given.matrix[i, -1]),
            rank_from=int(first[i]),
            rank_to=int(last[i]),
            n=n,
        )
        for i in np.argsort(-value[:count], kind="stable")
    )


def _r_squared(found: Moments, spread: _Spread, asked: _Asked, labels: dict[str, Hashable]) -> Estimate:
    return Estimate(
        measure="r squared",
        value=float(spread.value[-1]),
        low=float(spread.low[-1]),
        high=float(spread.high[-1]),
        n=int(found.n[0]),
        method="bootstrap",
        confidence=asked.confidence,
        group=labels,
        unit="share",
        bounds=(0.0, 1.0),
        n_eff=float(found.n_eff[0]),
    )


def _left_out(found: Moments) -> list[str]:
    """Say how many rows the gaps cost."""
    rows, n = int(found.rows[0]), int(found.n[0])
    if found.missing == "pairwise":
        return (
            [f"each pair of columns uses the rows that have both: {n} to {rows} of {rows}"]
            if n < rows
            else []
        )
    return [f"{rows - n} of {rows} rows have a gap and were left out"] if n < rows else []
