"""Scores of scales: for each person the mean of the items, for each group its mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.drivers.moments import moments
from cocreate.errors import NotEnoughDataError, OptionError
from cocreate.estimates import Estimate
from cocreate.scales.items import checked_items
from cocreate.scores.quantiles import checked_confidence, t_quantile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_HALF = 0.5
_SCORE = "score of the person"


def scale_scores(
    table: Any,
    dimensions: Mapping[str, Sequence[str]],
    *,
    scale: tuple[float, float],
    reverse: Sequence[str] = (),
    by: str | None = None,
    fewest: float = _HALF,
    confidence: float = 0.95,
) -> tuple[Estimate, ...]:
    """Estimate mean scores of scales of several items.

    Args:
        table: a table of any kind with a row a person.
        dimensions: items by dimension, as `Instrument.factors` gives them.
        scale: the least and greatest answer to an item.
        reverse: items that run backwards.
        by: the column of groups.
        fewest: the share of a dimension's items, 0 to 1, that a person has to have answered.
        confidence: of the intervals, between 0 and 1.

    Returns:
        An `Estimate` a dimension and group, in steps of the scale; `group` names both.

    Raises:
        MissingColumnError: if a column is not there.
        OptionError: if `fewest` is out of range.
        ScaleError: if the scale ends below its beginning.
        NotEnoughDataError: if nobody answered enough of a dimension's items.

    Method:
        For each person the mean of the items answered, reversed ones turned round, if enough were; t intervals over
        people. Comparing groups asks for `invariance` first.

    Source:
        tests/cocreate/scales/test_scoring.py.

    >>> found = scale_scores({"a": [1, 5], "b": [5, None]}, {"joy": ["a", "b"]}, scale=(1, 5), reverse=["b"])
    >>> found[0].value, found[0].n
    (3.0, 2)
    """
    checked_confidence(confidence)
    if not 0 < fewest <= 1:
        raise OptionError(f"fewest == {fewest!r}, must lie above 0 and not above 1")
    found: list[Estimate] = []
    for name, items in dimensions.items():
        own = [item for item in reverse if item in items]
        names = checked_items(items, reverse=own, scale=scale)
        people = _people(table, names, own, scale, by=by, fewest=fewest)
        found += _means(name, people, scale, by=by, confidence=confidence)
    return tuple(found)


def _people(
    table: Any,
    names: Sequence[str],
    reverse: Sequence[str],
    scale: tuple[float, float],
    *,
    by: str | None,
    fewest: float,
) -> Any:
    """Each person's mean, worked out where the table lies; NULL where too few items were answered."""
    import narwhals as nw

    from cocreate.engines import check_columns, frame_of, number

    frame = frame_of(table)
    check_columns(frame, [*names, *([by] if by else [])])
    schema = frame.collect_schema()
    total, answered = nw.lit(0.0), nw.lit(0)
    for name in names:
        column = number(nw.col(name), name, schema[name]).cast(nw.Float64)
        column = column.fill_nan(None) if schema[name].is_float() else column
        turned = (scale[0] + scale[1]) - column if name in reverse else column
        total = total + turned.fill_null(0.0)
        answered = answered + (~column.is_null()).cast(nw.Int64)
    enough = answered >= max(1, int(np.ceil(fewest * len(names))))
    asked = {_SCORE: nw.when(enough).then(total / answered)} | ({by: nw.col(by)} if by else {})
    return frame.select(**asked).to_native()


def _means(
    name: str, people: Any, scale: tuple[float, float], *, by: str | None, confidence: float
) -> list[Estimate]:
    found = moments(people, [_SCORE], by=by)
    estimates = []
    for place, labels in enumerate(found.groups()):
        n = int(found.n[place])
        group = {"dimension": name, **labels}
        if not n:
            raise NotEnoughDataError(
                f"nobody answered enough items of {name!r}" + (f" in {labels}" if labels else "")
            )
        error = float(np.sqrt(found.covariance[place, 0, 0] / (n - 1))) if n > 1 else float("nan")
        value = float(found.mean[place, 0])
        reach = float(t_quantile(confidence, np.array([n - 1.0]))[0]) * error
        estimates.append(
            Estimate(
                "mean",
                value,
                value - reach,
                value + reach,
                n,
                "t",
                confidence,
                group,
                "score",
                scale,
                n_eff=float(n),
                std_error=error,
                centre=value,
                df=n - 1.0,
            )
        )
    return estimates
