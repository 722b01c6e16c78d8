"""Control charts: what a series does when nothing happens, and where it does something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cocreate.errors import NotEnoughDataError, OptionError
from cocreate.frames import Backend, to_frame

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from numpy.typing import NDArray

    from cocreate.estimates import Estimates
    from cocreate.scores.trend import Series

    FloatArray = NDArray[np.float64]

D2 = 1.12838
"""Mean range of two draws from a normal distribution of unit variance."""
E2 = 2.6587
"""3 / d2: from the mean moving range to the distance of the limits."""
D4 = 3.2665
"""Upper limit of a moving range of two, in mean moving ranges."""
RUN = 8
"""How many points on one side of the centre are a signal."""
LEAST_POINTS = 3

Rule = Literal["beyond limits", "run of 8"]


@dataclass(frozen=True, slots=True)
class Signal:
    """A point that chance alone would seldom give.

    Attributes:
        period: first day of the period.
        place: its position in the series.
        rule: "beyond limits", or "run of 8" (the eighth or later point in a row on one side of the centre).
        side: "above" or "below".
        value: its value.
    """

    period: date | datetime
    place: int
    rule: Rule
    side: Literal["above", "below"]
    value: float


@dataclass(frozen=True, eq=False)
class ControlChart:
    """A series with the limits within which it moves by chance.

    Attributes:
        measure: what is charted.
        method: "xmr" or "laney p'".
        periods: first day of each period.
        value: value of each period; NaN in gaps.
        centre: the long-run level.
        lower: lower limit of each point, cut to the measure's bounds.
        upper: upper limit.
        moving_range: distance to the point before; NaN for the first.
        range_limit: limit of the moving ranges (in the unit of the value; for Laney in z units).
        dispersion: for Laney p' sigma_z: how many times wider than chance between answers alone explains.
        signals: points that chance alone would seldom give, in order.
        group: the group it speaks of.
    """

    measure: str
    method: Literal["xmr", "laney p'"]
    periods: tuple[date | datetime, ...]
    value: FloatArray
    centre: float
    lower: FloatArray
    upper: FloatArray
    moving_range: FloatArray
    range_limit: float
    dispersion: float
    signals: tuple[Signal, ...]
    group: Mapping[str, Any]

    def to_frame(self, *, backend: Backend | None = None) -> Any:
        """Give a data frame of pandas, Polars or Arrow, whichever is installed: a row a period."""
        rules = [
            ", ".join(s.rule for s in self.signals if s.place == place) for place in range(len(self.value))
        ]
        columns = {
            "period": list(self.periods),
            "value": self.value,
            "centre": np.full(len(self.value), self.centre),
            "lower": self.lower,
            "upper": self.upper,
            "signal": rules,
        }
        return to_frame(columns, backend=backend)


def control_chart(series: Series, *, baseline: int | None = None) -> ControlChart:
    """Estimate the limits within which a series moves by chance, and name the points beyond.

    Args:
        series: estimates period by period, from `trend`.
        baseline: how many of the first periods set the limits, at least 3; all by default. Take those before
            a change to see what it did.

    Returns:
        A `ControlChart`: centre, limits for each point, signals.

    Raises:
        NotEnoughDataError: if fewer than three periods have a value.
        OptionError: if the baseline is shorter than three periods or longer than the series.

    Method:
        Means, indices and NPS: XmR, centre +- 2.6587 * mean moving range. Shares: Laney's p', which widens
        the binomial limits of each point by the mean moving range of z / 1.12838, for with many answers
        plain binomial limits alarm at everything. Gaps are skipped. Signals: a point beyond the limits; the
        eighth and later of a run on one side. About 1 point in 370 is beyond by chance. Not for a series
        that climbs or swings with the season: the limits then include the swing.

    Source:
        Wheeler and Chambers (1992), Understanding Statistical Process Control; Laney (2002), Improved control
        charts for attributes, Quality Engineering 14(4), 531-537. tests/cocreate/scores/test_control.py.

    >>> from datetime import date
    >>> from cocreate import trend
    >>> levels = [5, 6, 5, 6, 5, 6, 5, 6, 9]
    >>> days = [date(2026, month + 1, 1) for month in range(9)]
    >>> series = trend({"day": days, "score": levels}, "score", when="day", measure="mean")
    >>> [(signal.period.month, signal.rule) for signal in control_chart(series, baseline=8).signals]
    [(9, 'beyond limits')]
    """
    estimates = series.estimates
    known = np.flatnonzero(~np.isnan(estimates.value))
    base = known if baseline is None else known[known < _checked_baseline(baseline, len(series))]
    if len(base) < LEAST_POINTS:
        raise NotEnoughDataError(
            f"{len(base)} periods with a value, at least {LEAST_POINTS} are wanted; take shorter ones or wait"
        )
    laney = estimates.unit == "share"
    centre, half, moving, limit, dispersion = (_laney if laney else _xmr)(estimates, known, base)
    lower, upper = centre - half, centre + half
    if estimates.bounds is not None:
        lower, upper = np.fmax(lower, estimates.bounds[0]), np.fmin(upper, estimates.bounds[1])
    return ControlChart(
        estimates.measure,
        "laney p'" if laney else "xmr",
        series.periods,
        estimates.value,
        centre,
        lower,
        upper,
        moving,
        limit,
        dispersion,
        _signals(series, known, centre, lower, upper),
        series.group,
    )


Limits = tuple[float, "FloatArray", "FloatArray", float, float]


def _xmr(estimates: Estimates, known: NDArray[np.intp], base: NDArray[np.intp]) -> Limits:
    """Limits from the mean distance between neighbours."""
    value = estimates.value
    moving = _moving_range(value, known)
    mean_range = float(np.nanmean(moving[base][1:]))
    half = np.full(len(value), E2 * mean_range)
    return float(value[base].mean()), half, moving, D4 * mean_range, float("nan")


def _laney(estimates: Estimates, known: NDArray[np.intp], base: NDArray[np.intp]) -> Limits:
    """Binomial limits of each point, widened by what moves between periods besides chance."""
    value, n = estimates.value, estimates.n_eff
    centre = float(np.average(value[base], weights=n[base]))
    sigma = np.sqrt(centre * (1 - centre) / n)
    z = np.divide(value - centre, sigma, out=np.zeros(len(value)), where=sigma > 0)
    moving = _moving_range(z, known)
    mean_range = float(np.nanmean(moving[base][1:]))
    dispersion = mean_range / D2
    return centre, 3 * sigma * dispersion, moving, D4 * mean_range, dispersion


def _moving_range(value: FloatArray, known: NDArray[np.intp]) -> FloatArray:
    """Distance of each point to the one before, gaps skipped."""
    moving = np.full(len(value), np.nan)
    moving[known[1:]] = np.abs(np.diff(value[known]))
    return moving


def _signals(
    series: Series, known: NDArray[np.intp], centre: float, lower: FloatArray, upper: FloatArray
) -> tuple[Signal, ...]:
    value = series.estimates.value
    periods = series.periods
    found = []
    run, last = 0, 0
    for place in known.tolist():
        side = int(np.sign(value[place] - centre))
        run = run + 1 if side and side == last else abs(side)
        last = side
        name: Literal["above", "below"] = "above" if side > 0 else "below"
        slack = 1e-9 * max(1.0, abs(centre))
        if value[place] > upper[place] + slack or value[place] < lower[place] - slack:
            found.append(Signal(periods[place], place, "beyond limits", name, float(value[place])))
        if run >= RUN:
            found.append(Signal(periods[place], place, "run of 8", name, float(value[place])))
    return tuple(found)


def _checked_baseline(baseline: int, periods: int) -> int:
    if not LEAST_POINTS <= baseline <= periods:
        raise OptionError(
            f"baseline == {baseline}, must be from {LEAST_POINTS} to the {periods} periods there are"
        )
    return baseline
