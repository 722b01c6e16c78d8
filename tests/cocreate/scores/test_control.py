from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate import Cells, control_chart, period, trend
from cocreate.errors import NotEnoughDataError, OptionError
from cocreate.periods import period_after
from cocreate.scores.control import D2, D4, E2


def months(count):
    found = [date(2020, 1, 1)]
    while len(found) < count:
        found.append(period_after(found[-1], "month"))
    return found


def series_of(levels):
    """A series whose means are the given numbers."""
    return trend({"when": months(len(levels)), "s": levels}, "s", when="when", measure="mean")


def shares_of(hits, n):
    keys = {"when": [day for day in months(len(n)) for _ in range(2)]}
    score = [1, 0] * len(n)
    count = np.column_stack([hits, np.asarray(n) - hits]).ravel()
    return trend(Cells.from_columns(keys=keys, score=score, count=count), when="when", measure="share", of=1)


VISCOSITY = [
    33.75,
    33.05,
    34.00,
    33.81,
    33.46,
    34.02,
    33.68,
    33.27,
    33.49,
    33.20,
    33.62,
    33.00,
    33.54,
    33.12,
    33.84,
]
"""Montgomery, Introduction to Statistical Quality Control (6th ed.), table 6.6: an individuals chart."""


def test_constants():
    """d2 of two draws is 2 / sqrt(pi); E2 = 3 / d2; D4 = 1 + 3 d3 / d2 with d3 = sqrt(2 - 4 / pi)."""
    d2 = 2 / np.sqrt(np.pi)
    assert pytest.approx(d2, abs=1e-5) == D2
    assert pytest.approx(3 / d2, abs=1e-4) == E2
    assert pytest.approx(1 + 3 * np.sqrt(2 - d2**2) / d2, abs=1e-3) == D4


def test_individuals_as_published():
    """Montgomery: mean 33.52, mean moving range 0.48, limits 34.80 and 32.24, range limit 1.57."""
    chart = control_chart(series_of(VISCOSITY))
    assert chart.method == "xmr"
    assert chart.centre == pytest.approx(33.52, abs=0.005)
    assert np.nanmean(chart.moving_range) == pytest.approx(0.48, abs=0.005)
    assert (chart.lower[0], chart.upper[0]) == pytest.approx((32.24, 34.80), abs=0.01)
    assert chart.range_limit == pytest.approx(1.57, abs=0.01)
    assert chart.signals == ()


def test_laney_by_hand():
    hits, n = np.array([80, 95, 70, 120, 88]), np.array([1000, 1100, 900, 1200, 1000])
    chart = control_chart(shares_of(hits, n))
    centre = hits.sum() / n.sum()
    sigma = np.sqrt(centre * (1 - centre) / n)
    wider = np.abs(np.diff((hits / n - centre) / sigma)).mean() / 1.12838
    assert (chart.method, chart.centre, chart.dispersion) == (
        "laney p'",
        pytest.approx(centre),
        pytest.approx(wider),
    )
    assert chart.upper == pytest.approx(centre + 3 * sigma * wider)
    assert chart.lower == pytest.approx(centre - 3 * sigma * wider)


def test_laney_does_not_cry_wolf_where_plain_limits_do():
    """A share that moves by 1 % from month to month, 100,000 answers each: plain limits are 0.47 % away."""
    rng = np.random.default_rng(9)
    n = np.full(200, 100_000)
    hits = rng.binomial(n, rng.normal(0.6, 0.01, 200))
    chart = control_chart(shares_of(hits, n))
    plain = 3 * np.sqrt(chart.centre * (1 - chart.centre) / n)
    assert np.mean(np.abs(chart.value - chart.centre) > plain) > 0.4
    assert sum(signal.rule == "beyond limits" for signal in chart.signals) <= 3
    assert chart.dispersion == pytest.approx(0.01 / np.sqrt(0.6 * 0.4 / 100_000), rel=0.15)


def test_laney_is_plain_where_chance_is_all():
    rng = np.random.default_rng(10)
    n = rng.integers(200, 900, 400)
    assert control_chart(shares_of(rng.binomial(n, 0.3), n)).dispersion == pytest.approx(1, abs=0.1)


def test_a_point_beyond():
    chart = control_chart(series_of([5.0, 5.2, 4.9, 5.1, 5.0, 5.1, 4.9, 5.0, 9.0]), baseline=8)
    assert [(s.place, s.rule, s.side, s.value) for s in chart.signals] == [(8, "beyond limits", "above", 9)]
    assert chart.signals[0].period == date(2020, 9, 1)


def test_a_run_of_eight():
    levels = [*([5, 7] * 4), 5.5, 5.6, 5.5, 5.4, 5.5, 5.6, 5.5, 5.4, 5.5]
    chart = control_chart(series_of(levels), baseline=8)
    assert [(s.place, s.rule, s.side) for s in chart.signals] == [
        (15, "run of 8", "below"),
        (16, "run of 8", "below"),
    ]


def test_gaps_are_skipped():
    full = series_of([5, 6, 5, 7])
    spaced = trend(
        {"when": [date(2020, m, 1) for m in (1, 2, 5, 6)], "s": [5, 6, 5, 7]},
        "s",
        when="when",
        measure="mean",
    )
    chart = control_chart(spaced)
    assert len(chart.value) == 6
    assert chart.centre == control_chart(full).centre
    assert np.nanmean(chart.moving_range) == np.nanmean(control_chart(full).moving_range)
    assert chart.to_frame(backend="dict")["signal"] == [""] * 6


def test_limits_stay_on_the_scale():
    scores = {"when": [day for day in months(6) for _ in range(4)], "s": [10, 10, 10, 0, 10, 10, 10, 10] * 3}
    chart = control_chart(trend(scores, "s", when="when"))
    assert chart.upper.max() == 100


def test_alarms_are_rare_when_nothing_happens():
    rng = np.random.default_rng(12)
    charts = [control_chart(series_of(rng.normal(5, 1, 24).tolist())) for _ in range(150)]
    beyond = sum(s.rule == "beyond limits" for chart in charts for s in chart.signals)
    assert beyond / (150 * 24) < 0.012


@given(st.lists(st.floats(-100, 100), min_size=3, max_size=20), st.floats(-50, 50))
def test_moving_the_series_moves_the_limits(levels, shift):
    one, two = control_chart(series_of(levels)), control_chart(series_of([level + shift for level in levels]))
    assert two.upper == pytest.approx(one.upper + shift, abs=1e-6)
    assert two.range_limit == pytest.approx(one.range_limit, abs=1e-6)


def test_wrong_input():
    with pytest.raises(NotEnoughDataError, match="2 periods with a value, at least 3 are wanted"):
        control_chart(series_of([1, 2]))
    with pytest.raises(OptionError, match="baseline == 2, must be from 3 to the 4 periods"):
        control_chart(series_of([1, 2, 3, 4]), baseline=2)
    assert period("when").every == "month"
