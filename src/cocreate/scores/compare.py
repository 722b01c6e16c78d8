"""Differences between two sets of estimates, with a verdict that allows for chance."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np

from cocreate.errors import MismatchError, NotEnoughDataError, OptionError
from cocreate.estimates import Estimate, Estimates, of_one
from cocreate.frames import Backend, to_frame
from cocreate.scores.quantiles import checked_confidence, normal_quantile, t_quantile, two_sided_p
from cocreate.scores.shares import wilson_limits
from cocreate.scores.sums import divide

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cocreate.estimates import Unit

    FloatArray = NDArray[np.float64]

Adjust = Literal["bh", "holm", "none"]
Verdict = Literal["higher", "lower", "within chance"]


@dataclass(frozen=True, slots=True)
class Difference:
    """How much one estimate lies above another.

    Attributes:
        measure: what is compared.
        value: after - before, in the unit of the measure.
        low: lower end of its interval.
        high: upper end.
        p_value: probability of a difference as large by chance alone.
        p_adjusted: the same, allowing for how many groups were compared.
        verdict: "higher" or "lower" where the adjusted p is at most 1 - confidence, else "within chance".
        method: how the interval is made.
        confidence: its confidence.
        before: the estimate compared with.
        after: the estimate compared.
        group: the group it speaks of.
        unit: what the value is counted in.
    """

    measure: str
    value: float
    low: float
    high: float
    p_value: float
    p_adjusted: float
    verdict: Verdict
    method: str
    confidence: float
    before: Estimate
    after: Estimate
    group: Mapping[str, Hashable]
    unit: Unit

    def to_dict(self) -> dict[str, Any]:
        """Give the figures as a dict; None where there is nothing to show."""
        figures = {name: getattr(self, name) for name in ("value", "low", "high", "p_value", "p_adjusted")}
        shown = {name: figure if math.isfinite(figure) else None for name, figure in figures.items()}
        names = {"group": dict(self.group), "measure": self.measure}
        return names | shown | {"verdict": self.verdict, "method": self.method}


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A group that could not be compared.

    Attributes:
        group: the group.
        reason: "no before", "no after" or "suppressed".
    """

    group: Mapping[str, Hashable]
    reason: Literal["no before", "no after", "suppressed"]


@dataclass(frozen=True, eq=False, repr=False)
class Differences(Sequence[Difference]):
    """Differences of several groups, sorted by group; kept as columns, each read as a `Difference`.

    Attributes:
        before: what is compared with, group by group.
        after: what is compared.
        value: after - before.
        low: lower ends.
        high: upper ends.
        p_value: probabilities by chance alone.
        p_adjusted: the same, allowing for how many groups were compared.
        sign: 1 where higher, -1 where lower, 0 within chance.
        method: how the intervals are made.
        confidence: their confidence.
        unmatched: groups missing or suppressed on a side.
    """

    before: Estimates
    after: Estimates
    value: FloatArray
    low: FloatArray
    high: FloatArray
    p_value: FloatArray
    p_adjusted: FloatArray
    sign: NDArray[np.int8]
    method: str
    confidence: float
    unmatched: tuple[Unmatched, ...] = ()

    @property
    def beyond_chance(self) -> list[Difference]:
        """Differences larger than chance, the largest first."""
        rows = np.flatnonzero(self.sign)
        return [self[int(row)] for row in rows[np.argsort(-np.abs(self.value[rows]), kind="stable")]]

    def to_dict(self) -> list[dict[str, Any]]:
        """Give each difference as a dict."""
        return [difference.to_dict() for difference in self]

    def to_frame(self, *, backend: Backend | None = None) -> Any:
        """Give a data frame of pandas, Polars or Arrow, whichever is installed: a row a group."""
        columns: dict[str, Any] = {factor.name: factor.values() for factor in self.after.factors}
        figures = {name: getattr(self, name) for name in ("value", "low", "high", "p_value", "p_adjusted")}
        verdicts = np.array([_VERDICTS[int(sign)] for sign in self.sign], dtype=object)
        measure = np.full(len(self), self.after.measure, dtype=object)
        return to_frame(columns | {"measure": measure} | figures | {"verdict": verdicts}, backend=backend)

    @overload
    def __getitem__(self, place: int) -> Difference: ...
    @overload
    def __getitem__(self, place: slice) -> Differences: ...
    def __getitem__(self, place: int | slice) -> Difference | Differences:
        if isinstance(place, slice):
            rows = np.arange(len(self))[place]
            names = ("value", "low", "high", "p_value", "p_adjusted", "sign")
            columns = {name: getattr(self, name)[rows] for name in names}
            return replace(self, before=self.before.keep(rows), after=self.after.keep(rows), **columns)
        at = range(len(self))[place]
        after = self.after[at]
        return Difference(
            after.measure,
            float(self.value[at]),
            float(self.low[at]),
            float(self.high[at]),
            float(self.p_value[at]),
            float(self.p_adjusted[at]),
            _VERDICTS[int(self.sign[at])],
            self.method,
            self.confidence,
            self.before[at],
            after,
            after.group,
            after.unit,
        )

    def __len__(self) -> int:
        return len(self.value)

    def __iter__(self) -> Iterator[Difference]:
        return (self[place] for place in range(len(self)))

    def __repr__(self) -> str:
        found = f"groups={len(self)}, beyond chance={int(np.count_nonzero(self.sign))}"
        return f"Differences({self.after.measure!r}, by={list(self.after.by)}, {found})"


_VERDICTS: dict[int, Verdict] = {1: "higher", -1: "lower", 0: "within chance"}


@overload
def compare(
    before: Estimate, after: Estimate, *, confidence: float = ..., adjust: Adjust = ...
) -> Difference: ...
@overload
def compare(
    before: Estimates, after: Estimates, *, confidence: float = ..., adjust: Adjust = ...
) -> Differences: ...
def compare(
    before: Estimate | Estimates,
    after: Estimate | Estimates,
    *,
    confidence: float = 0.95,
    adjust: Adjust = "bh",
) -> Difference | Differences:
    """Estimate how much `after` lies above `before`, and whether that is more than chance.

    Args:
        before: an estimate, or estimates by group.
        after: the same measure of other answers; estimates by group are matched by their groups.
        confidence: of the interval, between 0 and 1; the verdict errs at a rate of 1 - confidence.
        adjust: how p values allow for many groups: "bh" (Benjamini-Hochberg: the share of false alarms among
            alarms), "holm" (the chance of any false alarm), or "none".

    Returns:
        A `Difference`; for estimates by group `Differences`, whose `unmatched` names the groups that are
        missing or suppressed on a side.

    Raises:
        MismatchError: if the measures, units or groupings differ.
        NotEnoughDataError: if a single estimate is suppressed.

    Method:
        NPS: z on adjusted estimates, 3/2 answers added to each side (3/8 of a promoter and of a detractor
        each). Shares: Newcombe's hybrid of two Wilson intervals, p from the confidence at which it just
        touches zero. Means and indices: Welch's t. The two must come from different people: not for answers
        of the same people before and after.

    Source:
        Newcombe (1998), Statistics in Medicine 17, 873-890, method 10; Welch (1947), Biometrika 34;
        Agresti and Caffo (2000), The American Statistician 54, for halving what is added to each side;
        Benjamini and Hochberg (1995), JRSS B 57; Holm (1979), Scandinavian Journal of Statistics 6.
        tests/cocreate/scores/test_compare.py.

    >>> from cocreate import csat
    >>> before = csat({"score": [5] * 60 + [2] * 40}, "score")
    >>> after = csat({"score": [5] * 80 + [2] * 20}, "score")
    >>> change = compare(before, after)
    >>> print(f"{change.value:+.2f} ({change.low:+.2f} to {change.high:+.2f}): {change.verdict}")
    +0.20 (+0.07 to +0.32): higher
    """
    checked_confidence(confidence)
    if adjust not in ("bh", "holm", "none"):
        raise OptionError(f"adjust == {adjust!r}, must be 'bh', 'holm' or 'none'")
    if isinstance(before, Estimate) and isinstance(after, Estimate):
        if before.suppressed or after.suppressed:
            raise NotEnoughDataError("one of the two estimates is suppressed; compare larger groups")
        found = compared(of_one(before), of_one(after), confidence=confidence, adjust=adjust)[0]
        return replace(found, before=before, after=after, group=after.group)
    if isinstance(before, Estimates) and isinstance(after, Estimates):
        before, after, unmatched = _matched(before, after)
        return replace(compared(before, after, confidence=confidence, adjust=adjust), unmatched=unmatched)
    given = f"{type(before).__name__} and {type(after).__name__}"
    raise MismatchError(f"{given} given; compare two Estimate, or two Estimates by the same groupings")


def compared(before: Estimates, after: Estimates, *, confidence: float, adjust: Adjust) -> Differences:
    """Compare estimates row by row."""
    if (before.measure, before.unit, before.bounds) != (after.measure, after.unit, after.bounds):
        raise MismatchError(
            f"{before.measure} on {before.bounds} and {after.measure} on {after.bounds} cannot be compared;"
            " give two estimates of one measure on one scale"
        )
    step = _shares if after.unit == "share" else _centres
    method, low, high, p_value = step(before, after, confidence)
    p_adjusted = adjusted(p_value, adjust)
    with np.errstate(invalid="ignore"):
        beyond = p_adjusted <= 1 - confidence
    middle = after.value - before.value if after.unit == "share" else after.centre - before.centre
    sign = np.where(beyond, np.sign(np.nan_to_num(middle)), 0).astype(np.int8)
    return Differences(
        before, after, after.value - before.value, low, high, p_value, p_adjusted, sign, method, confidence
    )


def adjusted(p_value: FloatArray, adjust: Adjust) -> FloatArray:
    """Allow for many comparisons; those that are NaN were none."""
    if adjust == "none":
        return p_value
    result = np.full(len(p_value), np.nan)
    rows = np.flatnonzero(~np.isnan(p_value))
    rows = rows[np.argsort(p_value[rows], kind="stable")]
    count = len(rows)
    if adjust == "bh":
        steps = p_value[rows] * count / np.arange(1, count + 1)
        result[rows] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0)
    else:
        result[rows] = np.minimum(np.maximum.accumulate(p_value[rows] * np.arange(count, 0, -1)), 1.0)
    return result


def _centres(
    before: Estimates, after: Estimates, confidence: float
) -> tuple[str, FloatArray, FloatArray, FloatArray]:
    """Take z (infinite degrees of freedom) or Welch's t on the centres."""
    one, two = before.std_error**2, after.std_error**2
    error = np.sqrt(one + two)
    parts = divide(one * one, before.df) + divide(two * two, after.df)
    endless = np.isposinf(before.df) & np.isposinf(after.df)
    df = np.where(endless, np.inf, divide((one + two) ** 2, parts))
    middle = after.centre - before.centre
    half = t_quantile(confidence, df) * error
    low, high = middle - half, middle + half
    if after.bounds is not None:
        width = after.bounds[1] - after.bounds[0]
        low, high = np.maximum(low, -width), np.minimum(high, width)
    name = "z on adjusted estimates" if after.unit == "points" else "welch"
    return (
        name,
        low,
        high,
        two_sided_p(np.divide(middle, error, out=np.full(len(error), np.nan), where=error > 0), df),
    )


def _shares(
    before: Estimates, after: Estimates, confidence: float
) -> tuple[str, FloatArray, FloatArray, FloatArray]:
    """Newcombe's hybrid interval, and the p value at which it just touches zero."""
    difference = after.value - before.value
    low, high = newcombe_limits(before, after, normal_quantile(confidence))
    least, most = np.zeros(len(difference)), np.full(len(difference), 40.0)
    for _ in range(60):
        z = (least + most) / 2
        below, above = newcombe_limits(before, after, z)
        covers = (below <= 0) & (above >= 0)
        least, most = np.where(covers, least, z), np.where(covers, z, most)
    p_value = two_sided_p((least + most) / 2)
    p_value = np.where(difference == 0, 1.0, p_value)
    return "newcombe", low, high, np.where(np.isnan(difference), np.nan, p_value)


def newcombe_limits(
    before: Estimates, after: Estimates, z: FloatArray | float
) -> tuple[FloatArray, FloatArray]:
    """Ends of Newcombe's interval (method 10) for after - before, z standard errors wide each way."""
    low1, high1 = wilson_limits(before.value, before.n_eff, z)
    low2, high2 = wilson_limits(after.value, after.n_eff, z)
    difference = after.value - before.value
    down = np.hypot(after.value - low2, high1 - before.value)
    up = np.hypot(high2 - after.value, before.value - low1)
    return difference - down, difference + up


def _matched(before: Estimates, after: Estimates) -> tuple[Estimates, Estimates, tuple[Unmatched, ...]]:
    """Keep the groups that both sides show, in the order of `after`."""
    if set(before.by) != set(after.by):
        raise MismatchError(f"estimates by {before.by} and by {after.by} do not match; group both alike")
    ours, theirs = after.groups(), before.groups()
    names = after.by
    place = {tuple(group[name] for name in names): row for row, group in enumerate(theirs)}
    rows, others, unmatched = [], [], []
    for row, group in enumerate(ours):
        other = place.pop(tuple(group.values()), None)
        if other is None:
            unmatched.append(Unmatched(group, "no before"))
        elif after.suppressed[row] or before.suppressed[other]:
            unmatched.append(Unmatched(group, "suppressed"))
        else:
            rows.append(row)
            others.append(other)
    unmatched += [Unmatched(theirs[row], "no after") for row in place.values()]
    keep, match = np.asarray(rows, dtype=np.intp), np.asarray(others, dtype=np.intp)
    return before.keep(match), after.keep(keep), tuple(unmatched)
