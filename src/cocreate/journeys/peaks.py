"""Peak and end: whether a journey is judged by its strongest moment and its last, rather than by its mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from cocreate.drivers.moments import moments
from cocreate.drivers.regression import f_test, least_squares
from cocreate.engines import check_columns, number
from cocreate.errors import MissingColumnError, NotEnoughDataError
from cocreate.frames import Tabular
from cocreate.journeys.events import CASE, WHEN, times, windowed
from cocreate.scores.measure import checked_scale
from cocreate.scores.quantiles import checked_confidence, t_quantile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from cocreate.drivers.moments import Moments
    from cocreate.drivers.regression import Regression
    from cocreate.engines import Frame

    FloatArray = NDArray[np.float64]

FEATURES = ("mean", "peak", "trough", "end")
_REGRESSORS = ("mean", "peak", "end")


@dataclass(frozen=True, slots=True)
class Feature:
    """One way to sum up a journey's scores in a number.

    Attributes:
        name: "mean", "peak" (farthest from neutral), "trough" (lowest) or "end" (last).
        value: its mean over the cases.
        low: lower end of the interval.
        high: upper end.
        correlation: with the overall score; NaN without one.
        coefficient: the overall score's change a step of it, mean, peak and end held together; NaN without an
            overall score, and for the trough.
        coefficient_low: lower end of the interval.
        coefficient_high: upper end.
        p_value: of the coefficient being nothing.
    """

    name: str
    value: float
    low: float
    high: float
    correlation: float
    coefficient: float
    coefficient_low: float
    coefficient_high: float
    p_value: float


@dataclass(frozen=True, slots=True, repr=False)
class PeakEnd(Tabular):
    """What sums a journey up.

    Attributes:
        features: mean, peak, trough and end.
        r_squared: the part of the overall score's variance that mean, peak and end explain; NaN without one.
        r_squared_mean: the part that the mean alone explains.
        p_value: of peak and end adding nothing to the mean.
        neutral: the score that is neither good nor bad.
        n: cases used.
        confidence: of the intervals.
        notes: what the reader should know.
    """

    features: tuple[Feature, ...]
    r_squared: float
    r_squared_mean: float
    p_value: float
    neutral: float
    n: int
    confidence: float
    notes: tuple[str, ...] = ()

    def find(self, name: str) -> Feature:
        """Give one feature."""
        for feature in self.features:
            if feature.name == name:
                return feature
        raise MissingColumnError(name, [feature.name for feature in self.features], what="feature")

    def columns(self) -> Mapping[str, Any]:
        """Give a row a feature."""
        return {name: [getattr(feature, name) for feature in self.features] for name in Feature.__slots__}

    def __repr__(self) -> str:
        return f"PeakEnd(n={self.n}, R²={self.r_squared:.2f}, of the mean alone {self.r_squared_mean:.2f})"


def peak_end(
    table: Any,
    *,
    case: str,
    when: str,
    score: str,
    overall: str | None = None,
    scale: tuple[float, float],
    neutral: float | None = None,
    confidence: float = 0.95,
) -> PeakEnd:
    """Hold a journey's overall score against its strongest moment, its last, and the mean of all.

    Args:
        table: a table, one row a scored moment.
        case: the column that says whose journey it is.
        when: the column of times.
        score: the column of scores of moments.
        overall: the column of the journey's overall score, on any or all rows of the case; None only describes.
        scale: least and greatest score.
        neutral: the score that is neither good nor bad; by default the middle of the scale.
        confidence: of the intervals, between 0 and 1.

    Returns:
        A `PeakEnd`: a row a feature, and what peak and end add to the mean.

    Raises:
        NotEnoughDataError: if there are too few cases, or the overall score does not vary.
        CollinearError: if mean, peak and end are the same, as with one moment a case.
        MissingColumnError: if a column is not there.
        NotATimeError: if `when` holds no times.

    Method:
        Of each case: the mean; the peak, the score farthest from neutral (of two as far, the lower, since bad
        weighs more than good); the trough; the end, the last score (the mean of several at the same moment).
        Then least squares of the overall score on mean, peak and end together, with t intervals for errors
        alike in all cases, and an F test against the mean alone. The three go together, so intervals are wide
        with few cases. Cases of a single moment tell nothing of the rule: they are left out.

    Source:
        Kahneman, Fredrickson, Schreiber and Redelmeier (1993), Psychological Science 4(6), 401-405. statsmodels
        and a known truth: tests/cocreate/journeys/test_peaks.py.

    >>> from cocreate.worlds import journey_log
    >>> world = journey_log(600)
    >>> log = world.table.columns
    >>> found = peak_end(log, case="case", when="when", score="score", overall="overall", scale=(0, 10))
    >>> found.r_squared > found.r_squared_mean, found.p_value < 0.001
    (True, True)
    """
    checked_confidence(confidence)
    low, high = checked_scale(scale)
    middle = (low + high) / 2 if neutral is None else float(neutral)
    names = {"score": score, **({} if overall is None else {"overall": overall})}
    cases = _features(_moments_of(table, case, when, names), middle, judged=overall is not None)
    columns = [*FEATURES, *(["overall"] if overall is not None else [])]
    found = moments(cases.to_native(), columns)
    if found.n[0] < 2:  # noqa: PLR2004 - an interval wants two
        raise NotEnoughDataError(
            f"{int(found.n[0])} cases with two or more scored moments"
            + ("" if overall is None else " and an overall score")
            + ", at least 2 are wanted"
        )
    if overall is None:
        return _told(found, None, None, middle, confidence)
    full = least_squares(found, "overall", _REGRESSORS, confidence=confidence)
    plain = least_squares(found, "overall", ("mean",), confidence=confidence)
    return _told(found, full, plain, middle, confidence)


def _moments_of(table: Any, case: str, when: str, names: dict[str, str]) -> Frame:
    """Give case, time, score and overall score."""
    frame = windowed(table)
    check_columns(frame, [case, when, *names.values()])
    schema = frame.collect_schema()
    picked = {CASE: nw.col(case), WHEN: times(when, schema[when])}
    for name, column in names.items():
        values = number(nw.col(column), column, schema[column])
        whole = nw.when(~values.is_nan()).then(values) if schema[column].is_float() else values
        picked[name] = whole.cast(nw.Float64)
    return frame.select(**picked).filter(~nw.col(CASE).is_null())


def _features(log: Frame, neutral: float, *, judged: bool) -> Frame:
    """Sum up each case's scores."""
    if judged:
        log = log.with_columns(nw.col("overall").mean().over(CASE).alias("verdict"))
    scored = log.drop_nulls(["score", WHEN]).with_columns(last=nw.col(WHEN).max().over(CASE))
    ending = scored.with_columns(final=nw.when(nw.col(WHEN) == nw.col("last")).then(nw.col("score")))
    asks = [
        nw.col("score").mean().alias("mean"),
        nw.col("score").min().alias("trough"),
        nw.col("score").max().alias("top"),
        nw.col("final").mean().alias("end"),
        nw.col("score").count().alias("moments"),
        *([nw.col("verdict").max().alias("overall")] if judged else []),
    ]
    cases = ending.group_by(CASE).agg(*asks).filter(nw.col("moments") > 1)
    above, below = nw.col("top") - neutral, neutral - nw.col("trough")
    return cases.with_columns(peak=nw.when(above > below).then(nw.col("top")).otherwise(nw.col("trough")))


def _told(
    found: Moments, full: Regression | None, plain: Regression | None, neutral: float, confidence: float
) -> PeakEnd:
    mean, covariance, n = found.mean[0], found.covariance[0], int(found.n[0])
    deviation = np.sqrt(np.maximum(np.diagonal(covariance), 0.0))
    half = t_quantile(confidence, np.full(len(mean), n - 1.0)) * deviation / np.sqrt(n - 1)
    features = []
    for i, name in enumerate(FEATURES):
        both = deviation[i] * deviation[-1]
        correlation = covariance[i, -1] / both if full and both > 0 else np.nan
        ends = (float(mean[i]), float(mean[i] - half[i]), float(mean[i] + half[i]))
        features.append(Feature(name, *ends, float(correlation), *_coefficient(full, name)))
    notes = list(full.notes if full else ())
    if found.rows[0] > n:
        notes.append(
            f"{int(found.rows[0]) - n} of {int(found.rows[0])} cases have no overall score and were left out"
        )
    return PeakEnd(
        features=tuple(features),
        r_squared=full.r_squared if full else np.nan,
        r_squared_mean=plain.r_squared if plain else np.nan,
        p_value=f_test(full, plain) if full and plain else np.nan,
        neutral=neutral,
        n=n,
        confidence=confidence,
        notes=tuple(notes),
    )


def _coefficient(full: Regression | None, name: str) -> tuple[float, float, float, float]:
    """Coefficient, interval and p value; NaN where the feature is not in the line."""
    if full is None or name not in full.names:
        return np.nan, np.nan, np.nan, np.nan
    at = full.names.index(name)
    return float(full.coefficient[at]), float(full.low[at]), float(full.high[at]), float(full.p_value[at])
