from math import comb

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from cocreate import cells, share
from cocreate.errors import NoAnswersError, OptionError
from cocreate.scores.shares import wilson_limits


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
@pytest.mark.parametrize(("hits", "n"), [(0, 7), (1, 7), (7, 7), (81, 263), (15, 148), (29, 29)])
def test_wilson_as_statsmodels(hits, n, confidence):
    found = share({"x": [1] * hits + [0] * (n - hits)}, "x", of=1, confidence=confidence)
    expected = proportion_confint(hits, n, alpha=1 - confidence, method="wilson")
    assert (found.low, found.high) == pytest.approx(expected, abs=1e-12)
    assert (found.value, found.n, found.method) == (hits / n, n, "wilson")


def test_wilson_as_published():
    """Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3: 81/263, 15/148, 0/20, 1/29."""
    for hits, n, low, high in [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ]:
        found = share({"x": [1] * hits + [0] * (n - hits)}, "x", of=1)
        assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("n", "least"), [(10, 0.83), (30, 0.83), (100, 0.83)])
def test_exact_coverage(n, least):
    """By enumeration over p in steps of 1 %: 95 % on average, and never as low as Wald's."""
    hits = np.arange(n + 1)
    low, high = wilson_limits(hits / n, np.full(n + 1, float(n)), 1.959964)
    ways = np.array([comb(n, int(k)) for k in hits], dtype=float)
    rates = []
    for p in np.arange(1, 100) / 100:
        chance = ways * p**hits * (1 - p) ** (n - hits)
        rates.append(chance[(low <= p) & (p <= high)].sum())
    assert min(rates) > least
    assert np.mean(rates) == pytest.approx(0.95, abs=0.008)


def test_any_values_count(as_form):
    table = as_form({"channel": ["web", "app", None, "shop", "web"], "n": [1, 2, 3, 4, None], "g": ["x"] * 5})
    assert share(table, "channel", of=["web", "app"]).value == 0.75
    assert share(table, "channel", of="web").n == 4
    assert share(table, "n", of=[1, 2]).value == 0.5
    assert share(table, "n", of={3}, by="g")[0].value == 0.25


def test_cells_hold_scores():
    counted = cells({"s": [1, 2, 2, 5]}, "s")
    assert share(counted, of=[2, 5]).value == 0.75
    with pytest.raises(OptionError, match="but cells hold scores"):
        share(counted, of=["web"])


def test_wrong_input():
    with pytest.raises(OptionError, match="of is empty"):
        share({"x": [1]}, "x", of=[])
    with pytest.raises(OptionError, match="holds text"):
        share(pl.DataFrame({"x": ["a"]}), "x", of=[1])
    with pytest.raises(NoAnswersError):
        share({"x": [None]}, "x", of=[1])


@given(st.lists(st.booleans(), min_size=1), st.floats(0.5, 0.999))
def test_bounds(values, confidence):
    found = share({"x": values}, "x", of=True, confidence=confidence)
    assert 0 <= found.low <= found.value <= found.high <= 1
