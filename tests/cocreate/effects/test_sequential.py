import numpy as np
import pytest

from cocreate.effects import experiment, monitor
from cocreate.effects.sequential import always_valid_half_width, always_valid_p
from cocreate.errors import NotEnoughDataError, OptionError


def walks(effect, *, runs=1000, people=3000, seed=0):
    """Differences and standard errors after each pair of people, from 20 pairs on; two arms."""
    rng = np.random.default_rng(seed)
    pairs = np.arange(1, people // 2 + 1)
    one, nought = (rng.exponential(size=(runs, people // 2)) for _ in range(2))
    means = [np.cumsum(y, axis=1) / pairs for y in (one, nought)]
    squares = [np.cumsum(y**2, axis=1) / pairs for y in (one, nought)]
    variance = sum(square - mean**2 for square, mean in zip(squares, means, strict=True))
    return (means[0] - means[1] + effect)[:, 19:], np.sqrt(variance / pairs)[:, 19:], (2 * pairs)[19:]


class TestLookingAllTheTime:
    def test_the_truth_is_never_left_out_more_often_than_stated(self):
        value, error, n = walks(0.3)
        half = always_valid_half_width(error, n, confidence=0.95, tightest_at=1500)
        ever = (np.abs(value - 0.3) > half).any(axis=1).mean()
        assert 0.005 < ever < 0.055

    def test_usual_intervals_would_not_do(self):
        value, error, _ = walks(0.0)
        assert (np.abs(value) > 1.96 * error).any(axis=1).mean() > 0.3

    def test_an_effect_is_found(self):
        value, error, n = walks(0.3)
        half = always_valid_half_width(error, n, confidence=0.95, tightest_at=1500)
        assert (np.abs(value) > half).any(axis=1).mean() > 0.99

    def test_p_is_below_alpha_when_the_interval_leaves_out_zero(self):
        z, n = np.linspace(0, 6, 61), 700
        p = always_valid_p(z, n, confidence=0.95, tightest_at=1500)
        half = always_valid_half_width(1.0, n, confidence=0.95, tightest_at=1500)
        assert ((p < 0.05) == (z > half)).all()


def test_tightest_where_it_was_asked_to_be():
    n = np.arange(50, 20_000)
    widths = {
        at: always_valid_half_width(1.0, 2000, confidence=0.95, tightest_at=at) for at in (200, 2000, 20_000)
    }
    assert min(widths, key=widths.get) == 2000
    assert (always_valid_half_width(1.0, n, confidence=0.95, tightest_at=2000) > 2.4).all()


def rows(seed=0, days=10, people=60):
    rng = np.random.default_rng(seed)
    arm = rng.integers(0, 2, days * people)
    return {"arm": arm, "day": np.repeat(np.arange(days), people), "y": rng.normal(size=days * people) + arm}


def test_looks_add_up_to_what_is_there(as_form):
    table = rows()
    found = monitor(
        as_form({name: values.tolist() for name, values in table.items()}), "y", group="arm", look="day"
    )
    for place, day in enumerate(found.looks):
        until = table["day"] <= day
        y, arm = table["y"][until], table["arm"][until]
        assert found.value[place] == pytest.approx(y[arm == 1].mean() - y[arm == 0].mean())
        assert found.n[place] == until.sum()
    last = experiment(table, "y", group="arm", always_valid_at=found.tightest_at).effect
    assert (found.effect.low, found.effect.high) == pytest.approx((last.low, last.high))
    assert found.first in found.looks
    assert "however often one looks" in found.sentence
    assert (np.diff(found.p_value) <= 0).all()


def test_wrong_input():
    with pytest.raises(OptionError, match="look names 'arm' too"):
        monitor(rows(), "y", group="arm", look="arm")
    with pytest.raises(NotEnoughDataError, match="no look has 20 people"):
        monitor(rows(days=1, people=30), "y", group="arm", look="day")
    with pytest.raises(OptionError, match="tightest_at == 0"):
        monitor(rows(), "y", group="arm", look="day", tightest_at=0)
    with pytest.raises(OptionError, match="say with arm"):
        monitor(rows() | {"arm": ["control", "x", "y"] * 200}, "y", group="arm", look="day")
