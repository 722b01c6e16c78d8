"""Response styles: saying yes, saying no, choosing ends or the middle, whatever the question; and means without them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.drivers.moments import moments
from cocreate.errors import NotEnoughDataError, OptionError, OutsideScaleError
from cocreate.frames import Tabular
from cocreate.scales.items import checked_items
from cocreate.scores.quantiles import checked_confidence, t_quantile

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    from cocreate.engines import Frame

    FloatArray = NDArray[np.float64]

STYLES = ("acquiescence", "disacquiescence", "extreme", "middle", "range")
_ADJUST_BY = ("acquiescence", "disacquiescence", "extreme")
"""Styles by which means are adjusted; the middle and the range say little besides these."""
_SCORE = "score of the person"


@dataclass(frozen=True, eq=False, repr=False)
class ResponseStyles(Tabular):
    """How people of each group use the scale. Arrays have the shape (groups, styles).

    Attributes:
        groups: the groups' labels; one None for everyone.
        styles: acquiescence, disacquiescence, extreme, middle (shares of answers, 0 to 1), range (steps of the
            scale).
        value: group means.
        low: lower ends of their intervals.
        high: upper ends.
        n: people in each group, shape (groups,).
        confidence: of the intervals.
    """

    groups: tuple[Hashable, ...]
    styles: tuple[str, ...]
    value: FloatArray
    low: FloatArray
    high: FloatArray
    n: NDArray[np.int64]
    confidence: float

    def __repr__(self) -> str:
        return f"ResponseStyles(groups={list(self.groups)}, n={int(self.n.sum())})"

    def columns(self) -> dict[str, Any]:
        """Give a row a group and style."""
        count = len(self.styles)
        return {
            "group": [label for label in self.groups for _ in range(count)],
            "style": list(self.styles) * len(self.groups),
            "value": self.value.ravel(),
            "low": self.low.ravel(),
            "high": self.high.ravel(),
            "n": np.repeat(self.n, count),
        }


@dataclass(frozen=True, eq=False, repr=False)
class AdjustedMeans(Tabular):
    """Group means as they stand, and as they would be if all groups used the scale alike.

    Attributes:
        groups: the groups' labels.
        raw: means as they stand, shape (groups,).
        raw_low: lower ends of their intervals.
        raw_high: upper ends.
        adjusted: means at everybody's average style.
        adjusted_low: lower ends of their intervals.
        adjusted_high: upper ends.
        n: people in each group.
        explained: share of the variance within groups that styles account for, 0 to 1.
        slopes: change of the score with each style.
        confidence: of the intervals.
    """

    groups: tuple[Hashable, ...]
    raw: FloatArray
    raw_low: FloatArray
    raw_high: FloatArray
    adjusted: FloatArray
    adjusted_low: FloatArray
    adjusted_high: FloatArray
    n: NDArray[np.int64]
    explained: float
    slopes: dict[str, float]
    confidence: float

    def __repr__(self) -> str:
        return f"AdjustedMeans(groups={list(self.groups)}, explained={self.explained:.3f})"

    def columns(self) -> dict[str, Any]:
        """Give a row a group."""
        arrays = ("raw", "raw_low", "raw_high", "adjusted", "adjusted_low", "adjusted_high", "n")
        return {"group": list(self.groups), **{name: getattr(self, name) for name in arrays}}


def response_styles(
    table: Any,
    items: Sequence[str],
    *,
    scale: tuple[float, float],
    by: str | None = None,
    confidence: float = 0.95,
) -> ResponseStyles:
    """Estimate how people use a scale, whatever they are asked.

    Args:
        table: a table of any kind with a row a person.
        items: items on things as different as can be, as they were asked: reversed ones not turned round.
        scale: the least and greatest answer to every item.
        by: the column of groups.
        confidence: of the intervals, between 0 and 1.

    Returns:
        ResponseStyles: each style's mean by group. Show them beside every mean that is compared across markets.

    Raises:
        MissingColumnError: if a column is not there.
        OutsideScaleError: if an answer lies outside the scale.
        OptionError: if there are fewer than two items.
        NotEnoughDataError: if a group has fewer than two people.

    Method:
        For each person the share of answers above the middle (acquiescence), below it (disacquiescence), at either
        end (extreme), at the middle, and the standard deviation of the answers (range); people with a gap are
        left out. Means by group with t intervals. Only items that have nothing to do with each other tell style
        from opinion: on one topic, saying yes is meaning yes.

    Source:
        Baumgartner and Steenkamp (2001), Journal of Marketing Research 38(2), 143-156;
        tests/cocreate/scales/test_styles.py.

    >>> table = {"a": [7, 4, 1], "b": [7, 4, 6], "c": [6, 4, 2]}
    >>> found = response_styles(table, ["a", "b", "c"], scale=(1, 7))
    >>> [round(float(v), 2) for v in found.value[0]]
    [0.44, 0.22, 0.33, 0.33, 1.07]
    """
    checked_confidence(confidence)
    found = moments(_with_styles(table, items, scale, by=by), STYLES, by=by)
    n = found.n
    _check_groups(n, [next(iter(labels.values()), None) for labels in found.groups()])
    variance = np.einsum("gii->gi", found.covariance) * (n / (n - 1))[:, None]
    reach = t_quantile(confidence, n.astype(np.float64) - 1)[:, None] * np.sqrt(variance / n[:, None])
    labels = tuple(next(iter(labels.values()), None) for labels in found.groups())
    return ResponseStyles(labels, STYLES, found.mean, found.mean - reach, found.mean + reach, n, confidence)


def adjusted_means(
    table: Any,
    score: str,
    *,
    items: Sequence[str],
    scale: tuple[float, float],
    by: str,
    confidence: float = 0.95,
) -> AdjustedMeans:
    """Estimate group means of a score as they stand and without differences in response style.

    Args:
        table: a table of any kind with a row a person.
        score: the column of the score that is compared; it must not be one of the items.
        items: other items, on things as different as can be, from which styles are told.
        scale: the least and greatest answer to those items.
        by: the column of groups.
        confidence: of the intervals, between 0 and 1.

    Returns:
        AdjustedMeans: both figures for every group. Show both: the one is what people said, the other what they may
        have meant.

    Raises:
        MissingColumnError: if a column is not there.
        OutsideScaleError: if an answer lies outside the scale.
        OptionError: if the score is one of the items, or there are fewer than two items.
        NotEnoughDataError: if there are too few people.

    Method:
        Covariance analysis: the score on acquiescence, disacquiescence and extreme answers within groups, with one
        slope for all; means at everybody's average style; intervals by t. It takes away what style and score
        share: too much where the items and the score are about the same thing, too little where few items tell
        styles with noise (with sixteen, about two thirds of a pure difference in style).

    Source:
        Baumgartner and Steenkamp (2001); tests/cocreate/scales/test_styles.py.

    >>> from cocreate.worlds import questionnaire
    >>> world = questionnaire(people=2000, groups=2, steps=7, style=0.8, seed=1)
    >>> found = adjusted_means(world.table, "a1", items=world.heterogeneous, scale=(1, 7), by="market")
    >>> round(float(found.raw[1] - found.raw[0]), 1), abs(round(float(found.adjusted[1] - found.adjusted[0]), 1))
    (1.1, 0.4)
    """
    checked_confidence(confidence)
    if score in items:
        raise OptionError(f"{score!r} is both the score and one of the items; tell styles from other items")
    found = moments(_with_styles(table, items, scale, by=by, score=score), [_SCORE, *_ADJUST_BY], by=by)
    n, mean = found.n, found.mean
    labels = tuple(next(iter(labels.values()), None) for labels in found.groups())
    _check_groups(n, labels)
    within = (found.covariance * n[:, None, None]).sum(axis=0)
    free = int(n.sum()) - len(n) - len(_ADJUST_BY)
    if free < 1:
        raise NotEnoughDataError(
            f"{int(n.sum())} people are too few for {len(n)} groups and {len(_ADJUST_BY)} styles"
        )
    inverse = np.linalg.pinv(within[1:, 1:], hermitian=True)
    slope = inverse @ within[1:, 0]
    away = mean[:, 1:] - np.average(mean[:, 1:], axis=0, weights=n)
    residual = max(within[0, 0] - slope @ within[1:, 0], 0.0) / free
    error = np.sqrt(residual * (1 / n + np.einsum("gi,ij,gj->g", away, inverse, away)))
    adjusted = mean[:, 0] - away @ slope
    raw_error = np.sqrt(np.einsum("gii->gi", found.covariance)[:, 0] / (n - 1))
    raw_reach = t_quantile(confidence, n.astype(np.float64) - 1) * raw_error
    reach = t_quantile(confidence, np.full(len(n), float(free))) * error
    return AdjustedMeans(
        labels,
        mean[:, 0],
        mean[:, 0] - raw_reach,
        mean[:, 0] + raw_reach,
        adjusted,
        adjusted - reach,
        adjusted + reach,
        n,
        float(slope @ within[1:, 0] / within[0, 0]) if within[0, 0] > 0 else 0.0,
        dict(zip(_ADJUST_BY, slope.tolist(), strict=True)),
        confidence,
    )


def _check_groups(n: NDArray[np.int64], labels: Sequence[Hashable]) -> None:
    for label, count in zip(labels, n, strict=True):
        if count < 2:  # noqa: PLR2004 - one person has no spread
            where = "there are" if label is None else f"{label!r} has"
            raise NotEnoughDataError(f"{where} {count} people without a gap; two or more are needed")


def _with_styles(
    table: Any, items: Sequence[str], scale: tuple[float, float], *, by: str | None, score: str | None = None
) -> Any:
    """Each person's styles as columns, worked out where the table lies; NULL where an item has a gap."""
    import narwhals as nw

    from cocreate.engines import check_columns, frame_of, number

    items = checked_items(items, scale=scale)
    frame = frame_of(table)
    check_columns(frame, [*items, *(name for name in (by, score) if name)])
    schema = frame.collect_schema()
    columns = [number(nw.col(name), name, schema[name]).cast(nw.Float64) for name in items]
    _check_inside(frame, items, scale)
    count, middle = len(items), (scale[0] + scale[1]) / 2

    def share(hits: Sequence[nw.Expr]) -> nw.Expr:
        total = hits[0].cast(nw.Float64)
        for hit in hits[1:]:
            total = total + hit.cast(nw.Float64)
        return total / count

    total, squares = columns[0], columns[0] * columns[0]
    for column in columns[1:]:
        total, squares = total + column, squares + column * column
    asked = {
        "acquiescence": share([column > middle for column in columns]),
        "disacquiescence": share([column < middle for column in columns]),
        "extreme": share([(column == scale[0]) | (column == scale[1]) for column in columns]),
        "middle": share([column == middle for column in columns]),
        "range": ((squares - total * total / count) / (count - 1)).clip(0.0, None).sqrt(),
    }
    asked |= {by: nw.col(by)} if by else {}
    asked |= {_SCORE: number(nw.col(score), score, schema[score])} if score else {}
    return frame.select(**asked).to_native()


def _check_inside(frame: Frame, items: Sequence[str], scale: tuple[float, float]) -> None:
    import narwhals as nw

    from cocreate.engines import collected, floats

    asked = [nw.col(name).min().alias(f"l{i}") for i, name in enumerate(items)]
    asked += [nw.col(name).max().alias(f"h{i}") for i, name in enumerate(items)]
    found = collected(frame.select(*asked))
    for place, name in enumerate(items):
        for end in ("l", "h"):
            value = float(floats(found[f"{end}{place}"])[0])
            if value < scale[0] or value > scale[1]:
                raise OutsideScaleError(
                    f"{name!r} holds {value:g}, outside the scale {scale[0]:g} to {scale[1]:g}"
                )
