import numpy as np
import pandas as pd
import pytest

from cocreate.errors import NotEnoughDataError, OptionError
from cocreate.scales import cfa
from cocreate.scales.confirm import named_factors, structure_of
from cocreate.scales.factors import Sample, misfit, start
from cocreate.scales.items import items_of
from cocreate.worlds import questionnaire
from scale_data import TESTS, bfi, holzinger


def test_holzinger_and_swineford():
    found = cfa(holzinger(), TESTS)
    fit = found.fit
    assert (fit.df, fit.n) == (24, 301)
    assert fit.chi_square == pytest.approx(85.306, abs=5e-4)
    assert (fit.cfi, fit.tli, fit.rmsea) == pytest.approx((0.9306, 0.8958, 0.0923), abs=5e-5)
    assert fit.srmr == pytest.approx(0.065, abs=5e-4)
    assert (fit.rmsea_low, fit.rmsea_high) == pytest.approx((0.071, 0.114), abs=6e-4)
    assert found.verdict == "fair"


def test_loadings_of_holzinger_and_swineford():
    """Standardised loadings as published for this model (Rosseel 2012, lavaan, Journal of Statistical Software 48)."""
    found = dict(zip(*(cfa(holzinger(), TESTS).columns()[name] for name in ("item", "loading")), strict=True))
    published = {
        "x1": 0.772,
        "x2": 0.424,
        "x3": 0.581,
        "x4": 0.852,
        "x5": 0.855,
        "x6": 0.838,
        "x7": 0.570,
        "x8": 0.723,
        "x9": 0.665,
    }
    assert {name: round(value, 3) for name, value in found.items()} == published


@pytest.mark.parametrize("shared", [(False, False), (True, False), (True, True)])
def test_gradient_is_the_slope(shared):
    from dataclasses import replace

    items = items_of(
        holzinger(), [name for own in TESTS.values() for name in own], group="school", missing="listwise"
    )
    structure = replace(
        structure_of(items, named_factors(TESTS)),
        same_loadings=shared[0],
        same_intercepts=shared[1],
        freed=(2,) if shared[0] else (),
    )
    sample = Sample(items.n, items.mean, items.covariance)
    vector = start(structure, sample) + 0.05 * np.random.default_rng(0).normal(size=structure.parameters)
    _, gradient = misfit(structure, sample, vector)
    steps = 1e-6 * np.eye(len(vector))
    slopes = [
        (misfit(structure, sample, vector + s)[0] - misfit(structure, sample, vector - s)[0]) / 2e-6
        for s in steps
    ]
    np.testing.assert_allclose(gradient, slopes, atol=1e-6)


def test_recovers_loadings_at_the_stated_rate():
    inside, chi_squares = [], []
    for seed in range(60):
        world = questionnaire(people=300, seed=seed)
        found = cfa(world.table, world.factors)
        inside.append((found.low <= world.loading) & (world.loading <= found.high))
        chi_squares.append(found.fit.chi_square)
    assert np.mean(inside) == pytest.approx(0.95, abs=0.03)
    assert np.mean(chi_squares) == pytest.approx(19, abs=2.5)  # its degrees of freedom


def test_a_wrong_structure_fits_badly():
    world = questionnaire(people=600, seed=2)
    mixed = {"one": ["a1", "a2", "b1", "b2"], "two": ["a3", "a4", "b3", "b4"]}
    assert cfa(world.table, world.factors).verdict == "good"
    assert cfa(world.table, mixed).verdict == "poor"


def test_scale_and_order_of_items_do_not_matter():
    table = holzinger()
    stretched = table.assign(x2=table["x2"] * 40 - 3)
    turned = {name: own[::-1] for name, own in reversed(list(TESTS.items()))}
    assert cfa(stretched, TESTS).fit.chi_square == pytest.approx(85.3055, abs=1e-3)
    assert cfa(table, turned).fit.chi_square == pytest.approx(85.3055, abs=1e-3)


def test_five_factors_of_the_big_five():
    factors = {letter: [f"{letter}{number}" for number in range(1, 6)] for letter in "ACENO"}
    found = cfa(bfi(), factors)
    assert found.fit.df == 265
    assert found.fit.n == bfi()[[item for own in factors.values() for item in own]].dropna().shape[0]
    assert np.isfinite(found.loading).all()


def test_bad_structures():
    table = holzinger()
    with pytest.raises(OptionError, match="named twice"):
        cfa(table, {"one": ["x1", "x2"], "two": ["x2", "x3"]})
    with pytest.raises(OptionError, match="has 2 items"):
        cfa(table, ["x1", "x2"])
    with pytest.raises(NotEnoughDataError, match="'x1' and 'copy' say the same"):
        cfa(table.assign(copy=table["x1"]), ["x1", "x2", "copy"])


def test_a_heywood_case_is_named():
    rng = np.random.default_rng(3)
    base = rng.normal(size=150)
    table = pd.DataFrame(
        {
            "a": base + 0.02 * rng.normal(size=150),
            "b": base * 0.5 + rng.normal(size=150),
            "c": base * 0.1 + rng.normal(size=150),
        }
    )
    found = cfa(table, ["a", "b", "c"])
    assert np.isfinite(found.loading).all()
    assert (np.abs(found.loading) <= 1 + 1e-6).all()
