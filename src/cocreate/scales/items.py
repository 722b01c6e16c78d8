"""Items of a questionnaire as moments: means and covariances by group, with items that run backwards turned round."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.drivers.moments import Missing, moments
from cocreate.errors import MissingColumnError, NotEnoughDataError, OptionError, ScaleError

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

FEWEST_ITEMS = 2


@dataclass(frozen=True, eq=False, slots=True)
class Items:
    """Items' moments by group.

    Attributes:
        names: the items, k of them.
        groups: labels of the groups; one None where there are none.
        n: rows used, shape (groups,).
        mean: item means, shape (groups, k).
        covariance: with n below the line, shape (groups, k, k).
        notes: what was left out or assumed.
    """

    names: tuple[str, ...]
    groups: tuple[Hashable, ...]
    n: NDArray[np.int64]
    mean: FloatArray
    covariance: FloatArray
    notes: tuple[str, ...]

    def over(self, names: Sequence[str]) -> Items:
        """Keep some items."""
        at = [self.names.index(name) for name in names]
        return replace(
            self, names=tuple(names), mean=self.mean[:, at], covariance=self.covariance[:, at][:, :, at]
        )


def items_of(
    table: Any,
    names: Sequence[str],
    *,
    reverse: Sequence[str] = (),
    scale: tuple[float, float] | None = None,
    group: str | None = None,
    missing: Missing = "pairwise",
) -> Items:
    """Count items' moments where the table lies, and turn reversed items round."""
    names = checked_items(names, reverse=reverse, scale=scale)
    found = moments(table, names, by=group, missing=missing)
    labels = [next(iter(labels.values()), None) for labels in found.groups()]
    keep = np.array([label is not None or group is None for label in labels])
    notes = []
    if not keep.all():
        notes.append(f"rows without {group!r} are left out")
    mean, covariance = found.mean[keep], found.covariance[keep]
    kept = tuple(label for label, stays in zip(labels, keep, strict=True) if stays)
    n = found.n[keep]
    _check_spread(names, kept, n, covariance)
    left = int(found.rows.sum() - found.n.sum())
    if left and missing == "listwise":
        notes.append(f"{left:,} of {int(found.rows.sum()):,} rows have a gap and are left out")
    if reverse:
        low, high = scale if scale is not None else _observed(table, names, notes)
        sign = np.where(np.isin(names, list(reverse)), -1.0, 1.0)
        mean = np.where(sign < 0, low + high - mean, mean)
        covariance = covariance * sign[:, None] * sign
    return Items(tuple(names), kept, n, mean, covariance, tuple(notes))


def checked_items(
    names: Sequence[str], *, reverse: Sequence[str] = (), scale: tuple[float, float] | None = None
) -> list[str]:
    """Read item names; refuse too few, doubles, unknown reversed ones and a scale upside down."""
    if isinstance(names, str):
        raise OptionError(f"items == {names!r}, must be a list of column names")
    names = list(names)
    if len(names) < FEWEST_ITEMS:
        raise OptionError(f"a scale needs {FEWEST_ITEMS} items or more; {len(names)} were named")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise OptionError(f"item {twice[0]!r} is named twice")
    for name in reverse:
        if name not in names:
            raise MissingColumnError(name, names, what="item")
    if scale is not None and not scale[0] < scale[1]:
        raise ScaleError(f"scale == {scale!r}, must begin below its end")
    return names


def _check_spread(
    names: Sequence[str], groups: Sequence[Hashable], n: NDArray[np.int64], covariance: FloatArray
) -> None:
    for place, label in enumerate(groups):
        where = "" if label is None else f" in {label!r}"
        if n[place] <= len(names):
            raise NotEnoughDataError(
                f"{n[place]} rows{where} are too few for {len(names)} items; more rows than items are needed"
            )
        constant = [
            name
            for name, variance in zip(names, covariance[place].diagonal(), strict=True)
            if not variance > 0
        ]
        if constant:
            raise NotEnoughDataError(f"{', '.join(map(repr, constant))} never varies{where}; leave it out")


def _observed(table: Any, names: Sequence[str], notes: list[str]) -> tuple[float, float]:
    """The least and the greatest answer to any item, where no scale is given."""
    import narwhals as nw

    from cocreate.engines import collected, floats, frame_of

    frame = frame_of(table)
    asked = [nw.col(name).min().alias(f"l{i}") for i, name in enumerate(names)]
    asked += [nw.col(name).max().alias(f"h{i}") for i, name in enumerate(names)]
    found = collected(frame.select(*asked))
    low = min(float(floats(found[f"l{i}"])[0]) for i in range(len(names)))
    high = max(float(floats(found[f"h{i}"])[0]) for i in range(len(names)))
    notes.append(f"the scale is taken to run from {low:g} to {high:g}, as the answers do")
    return low, high
