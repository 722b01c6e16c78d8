"""Intervals that hold however often one looks, and experiments watched as they run."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.drivers.moments import moments
from cocreate.effects.arms import control_of, is_share
from cocreate.effects.effect import Effect, told
from cocreate.errors import NotEnoughDataError, OptionError
from cocreate.frames import Tabular
from cocreate.scores.quantiles import checked_confidence

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import ArrayLike, NDArray

    from cocreate.drivers.moments import Moments

    FloatArray = NDArray[np.float64]

_MOST_LOOKS = 5000
_FEW = 20
"""Before each arm has so many people, the normal curve is not trusted and a look says nothing."""


def always_valid_half_width(
    std_error: ArrayLike, n: ArrayLike, *, confidence: float, tightest_at: float
) -> FloatArray:
    """Half the width of the asymptotic confidence sequence with a normal mixture."""
    error, size = np.asarray(std_error, dtype=np.float64), np.asarray(n, dtype=np.float64)
    alpha = 1 - checked_confidence(confidence)
    mixed = size * _mixture(alpha, tightest_at) + 1
    half: FloatArray = error * np.sqrt(mixed / (mixed - 1) * (np.log(mixed) - 2 * math.log(alpha)))
    return half


def always_valid_p(
    statistic: ArrayLike, n: ArrayLike, *, confidence: float, tightest_at: float
) -> FloatArray:
    """The p value that goes with it: one over the mixture likelihood ratio."""
    z, size = np.asarray(statistic, dtype=np.float64), np.asarray(n, dtype=np.float64)
    mixed = size * _mixture(1 - confidence, tightest_at) + 1
    log_ratio = z * z / 2 * (mixed - 1) / mixed - np.log(mixed) / 2
    p: FloatArray = np.exp(-np.maximum(log_ratio, 0.0))
    return p


def _mixture(alpha: float, tightest_at: float) -> float:
    """The mixture's variance that makes the interval tightest at a number of people."""
    if tightest_at < 1:
        raise OptionError(f"tightest_at == {tightest_at!r}, must be a number of people >= 1")
    level = -2 * math.log(alpha)
    return (level + math.log(level + 1)) / tightest_at


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Monitoring(Tabular):
    """An experiment watched look by look.

    Attributes:
        outcome: what was measured.
        arm: the arm watched.
        control: the arm it is held against.
        looks: the looks, in order.
        n: people in both arms up to each look.
        value: difference up to each look.
        low: lower end of its always-valid interval.
        high: upper end.
        p_value: the smallest always-valid p up to each look.
        unit: "share" or "outcome".
        first: the first look whose interval leaves out zero; None if there is none.
        confidence: that all intervals hold at once.
        tightest_at: number of people at which the interval is tightest.
        notes: what was left out.
    """

    outcome: str
    arm: Hashable
    control: Hashable
    looks: tuple[Hashable, ...]
    n: NDArray[np.int64]
    value: FloatArray
    low: FloatArray
    high: FloatArray
    p_value: FloatArray
    unit: str
    first: Hashable | None
    confidence: float
    tightest_at: float
    notes: tuple[str, ...] = ()

    @property
    def effect(self) -> Effect:
        """The effect as it stands at the last look."""
        return Effect(
            f"{self.arm} less {self.control}", float(self.value[-1]), float(self.low[-1]), float(self.high[-1]),
            math.nan, float(self.p_value[-1]), int(self.n[-1]), self.unit, "always valid", self.confidence,
        )  # fmt: skip

    @property
    def sentence(self) -> str:
        """What may and may not be concluded."""
        stop = (
            f"The interval left out zero first at {self.first}, and one may stop there."
            if self.first is not None
            else "No look so far leaves out zero; one may go on, or give up, at any time."
        )
        return (
            f"After {len(self.looks)} looks the effect of {self.arm} on {self.outcome} {told(self.effect)}. {stop}"
            " This holds however often one looks, provided that who got it was drawn by lot."
        )

    def columns(self) -> dict[str, Any]:
        """Give a row a look."""
        looks = np.array([str(look) for look in self.looks], dtype=object)
        names = ("n", "value", "low", "high", "p_value")
        return {"look": looks, **{name: getattr(self, name) for name in names}}

    def __repr__(self) -> str:
        return (
            f"Monitoring({self.outcome!r}, looks={len(self.looks)}, effect={self.effect}, first={self.first})"
        )


def monitor(
    table: Any,
    outcome: str,
    *,
    group: str,
    look: str,
    control: Hashable | None = None,
    arm: Hashable | None = None,
    tightest_at: float | None = None,
    confidence: float = 0.95,
) -> Monitoring:
    """Watch an experiment as it runs, with intervals that hold at all looks at once.

    Args:
        table: a table, one row a person.
        outcome: the column of numbers, or of zeros and ones.
        group: the column that says in which arm each person is.
        look: the column that says when the row came in: a day, week or batch, which sort in time.
        control: the arm that got nothing new; found by its name where that is plain.
        arm: the arm to watch, where there are more than two.
        tightest_at: number of people, both arms together, at which the interval is to be tightest; half of
            those there are without it. Choose it before looking.
        confidence: that all intervals hold at once, between 0 and 1.

    Returns:
        A `Monitoring`, a row a look.

    Raises:
        OptionError: if the control or the arm is not plain, or there are too many looks.
        NotEnoughDataError: if no look has 20 people in each arm.

    Method:
        Sums by arm and look are worked out where the table lies and added up over the looks. The interval is
        the asymptotic confidence sequence with a normal mixture; it is about a third wider than one that
        allows a single look. Looks with fewer than 20 people in an arm say nothing. Not for outcomes so
        heavy-tailed that means of thousands are far from normal.

    Source:
        Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2021), Time-uniform central limit theory and
        asymptotic confidence sequences, theorem 2.2; Howard et al. (2021), Annals of Statistics 49.
        Coverage over all looks: tests/cocreate/effects/test_sequential.py.

    >>> rows = {"arm": [0, 1] * 100, "day": [i // 20 for i in range(200)], "y": [0, 2, 1, 1] * 50}
    >>> found = monitor(rows, "y", group="arm", look="day", tightest_at=200)
    >>> len(found.looks), found.value[-1].item()
    (9, 1.0)
    """
    checked_confidence(confidence)
    if look in {group, outcome}:
        raise OptionError(f"look names {look!r} too; give the column that says when rows came in")
    sums = moments(table, [outcome], by=[group, look])
    arms, looks = sums.factors
    labels = [label for label in arms.levels if label is not None]
    base = control_of(labels, control, group=group)
    chosen = _watched(labels, base, arm, group=group)
    if len(looks.levels) > _MOST_LOOKS:
        raise OptionError(f"{look!r} holds {len(looks.levels):,} values; give days, weeks or batches")
    shown = [place for place, label in enumerate(looks.levels) if label is not None]
    count, mean, variance = _up_to_each(sums, [arms.levels.index(labels[at]) for at in (base, chosen)], shown)
    enough = (count >= _FEW).all(axis=0)
    if not enough.any():
        raise NotEnoughDataError(f"no look has {_FEW} people in each arm; wait for more")
    n, value = count.sum(axis=0)[enough], (mean[1] - mean[0])[enough]
    error = np.sqrt((variance / count).sum(axis=0))[enough]
    at = tightest_at if tightest_at is not None else n[-1] / 2
    half = always_valid_half_width(error, n, confidence=confidence, tightest_at=at)
    statistic = np.divide(value, error, out=np.zeros_like(value), where=error > 0)
    p_value = np.minimum.accumulate(always_valid_p(statistic, n, confidence=confidence, tightest_at=at))
    names = [looks.levels[place] for place, is_enough in zip(shown, enough, strict=True) if is_enough]
    beyond = np.flatnonzero((np.abs(value) > half) & (error > 0))
    whole = bool(is_share(count[:, -1], mean[:, -1], variance[:, -1]))
    left_out = int(sums.rows.sum() - count[:, -1].sum()) if len(labels) == 2 else 0  # noqa: PLR2004 - others are no loss
    return Monitoring(
        outcome, labels[chosen], labels[base], tuple(names), n.astype(np.int64), value, value - half, value + half,
        p_value, "share" if whole else "outcome", names[beyond[0]] if len(beyond) else None, confidence, float(at),
        (f"{left_out:,} rows lack a value and were left out",) if left_out else (),
    )  # fmt: skip


def _watched(labels: list[Hashable], base: int, arm: Hashable | None, *, group: str) -> int:
    others = [place for place in range(len(labels)) if place != base]
    if arm is not None:
        others = [place for place in others if str(labels[place]) == str(arm)]
    if len(others) != 1:
        shown = ", ".join(repr(str(label)) for label in labels)
        raise OptionError(f"{group!r} holds {shown}: say with arm which one to watch")
    return others[0]


def _up_to_each(
    sums: Moments, arms: list[int], looks: list[int]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Rows, means and variances of two arms up to each look, each (2, looks)."""
    which, when = sums.factors
    count, total, square = (np.zeros((len(which.levels), len(when.levels))) for _ in range(3))
    count[which.codes, when.codes] = sums.n
    total[which.codes, when.codes] = sums.total[:, 0, 0, 0]
    square[which.codes, when.codes] = sums.cross[:, 0, 0, 0]
    n, first, second = (np.cumsum(each[np.ix_(arms, looks)], axis=1) for each in (count, total, square))
    mean = first / np.maximum(n, 1)
    variance = np.maximum(second - n * mean * mean, 0.0) / np.maximum(n - 1, 1)
    return n, mean + sums.shift[0], variance
