"""The arms of an experiment as sums, which engines work out and which add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cocreate.effects.group_sums import summed_by_group
from cocreate.errors import MissingColumnError, NotEnoughDataError, OptionError
from cocreate.reading import asked_frame

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    from cocreate.drivers.products import Moments

    FloatArray = NDArray[np.float64]

Measure = Literal["mean", "share"]

_CALLED_CONTROL = {
    "0", "0.0", "false", "no", "n", "none", "control", "control group", "holdout", "hold-out", "placebo",
    "baseline", "a", "否", "对照", "对照组",
}  # fmt: skip
_WHOLE = 1e-9
TWO = 2
"""A difference takes two arms, a variance two rows."""


@dataclass(frozen=True, slots=True)
class Arms:
    """Means and covariances of some columns, arm by arm.

    Attributes:
        labels: the arms.
        n: rows of each, (a,).
        mean: means of each, (a, q).
        covariance: covariances of each with n - 1 below the line, (a, q, q).
        left_out: rows without an arm, or with a gap in a column.
    """

    labels: tuple[Hashable, ...]
    n: NDArray[np.int64]
    mean: FloatArray
    covariance: FloatArray
    left_out: int

    def place(self, label: Hashable) -> int:
        """Find an arm by its label, or by the label's text."""
        for place, known in enumerate(self.labels):
            if known == label or str(known) == str(label):
                return place
        raise MissingColumnError(label, self.labels, what="arm")

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out."""
        if not self.left_out:
            return ()
        return (f"{self.left_out:,} rows lack a group or a value and were left out",)


def arms_of(table: Any, columns: Sequence[str], *, group: str) -> Arms:
    """Work out the arms of a table: one GROUP BY of sums, wherever the table lies."""
    names = list(dict.fromkeys(columns))
    return _arms_from(*summed_by_group(asked_frame(table, [*names, group]), names, group=group))


def _arms_from(sums: Moments, rows: int, *, least: int = TWO) -> Arms:
    """Read arms from sums by one grouping, leaving out rows without a label."""
    factor = sums.factors[0]
    labels = [factor.levels[code] for code in factor.codes]
    kept = np.array([label is not None for label in labels], dtype=bool)
    n = sums.n
    few = [str(label) for label, count, keep in zip(labels, n, kept, strict=True) if keep and count < least]
    if few:
        raise NotEnoughDataError(
            f"arm {few[0]!r} has fewer than {least} rows with a value; leave the arm out or gather more"
        )
    if kept.sum() < TWO:
        shown = ", ".join(repr(label) for label in labels if label is not None) or "none"
        raise NotEnoughDataError(
            f"{factor.name!r} holds one arm or none ({shown}), two are wanted to tell a difference"
        )
    bessel = (n / np.maximum(n - 1, 1))[:, None, None]
    return Arms(
        tuple(label for label in labels if label is not None),
        n[kept],
        sums.mean[kept],
        (sums.covariance * bessel)[kept],
        int(rows - n[kept].sum()),
    )


def control_of(arms: Sequence[Hashable], control: Hashable | None, *, group: str) -> int:
    """Find the arm that others are held against: the one named, or one that is plainly called so."""
    texts = [str(arm) for arm in arms]
    if len(texts) < TWO:
        raise NotEnoughDataError(
            f"{group!r} holds {' '.join(texts) or 'nothing'}; two values are wanted to tell a difference"
        )
    if control is not None:
        if str(control) not in texts:
            raise MissingColumnError(control, arms, what="arm")
        return texts.index(str(control))
    called = [place for place, text in enumerate(texts) if text.strip().casefold() in _CALLED_CONTROL]
    if len(called) == 1:
        return called[0]
    raise OptionError(
        f"{group!r} holds {', '.join(map(repr, texts[:12]))}: say with control which one had nothing new"
    )


def is_share(n: NDArray[Any], mean: FloatArray, variance: FloatArray) -> bool:
    """Tell whether sums are those of zeros and ones: then the mean square is the mean."""
    square = variance * (n - 1) / n + mean**2
    inside = (mean >= 0) & (mean <= 1)
    return bool((inside & (np.abs(square - mean) <= _WHOLE)).all())


def two_groups(table: Any, columns: Sequence[str], *, group: str) -> tuple[Arms, int, int]:
    """Work out two groups of which one is plainly the control: the sums, its place, the other's place."""
    arms = arms_of(table, columns, group=group)
    if len(arms.labels) != TWO:
        shown = ", ".join(repr(str(label)) for label in arms.labels[:12])
        raise OptionError(f"{group!r} holds {len(arms.labels)} values ({shown}); give 1 for yes and 0 for no")
    control = control_of(arms.labels, None, group=group)
    return arms, control, 1 - control
