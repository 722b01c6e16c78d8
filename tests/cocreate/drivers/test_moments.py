from decimal import Decimal

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocreate.drivers import moments, summing
from cocreate.errors import (
    MismatchError,
    MissingColumnError,
    NotNumericError,
    OptionError,
    WeightError,
)

COLUMNS = ["y", "a", "b"]


def answers(rows=400, *, seed=1, offset=0.0):
    rng = np.random.default_rng(seed)
    a, b = rng.integers(1, 6, rows).astype(float), rng.normal(size=rows)
    table = {"y": offset + a + b + rng.normal(size=rows), "a": a, "b": b, "w": rng.integers(1, 4, rows)}
    table["g"] = rng.choice(["north", "south"], rows)
    table["a"][::7] = np.nan
    table["b"][::11] = np.nan
    return pd.DataFrame(table)


@pytest.fixture
def pushed_down(monkeypatch):
    monkeypatch.setattr(summing, "_NUMBERS_IN_MEMORY", 0)


def assert_same(one, two, *, rel=1e-9):
    assert one.groups() == two.groups()
    for name in ("rows", "n", "n_eff", "mean", "covariance"):
        np.testing.assert_allclose(getattr(one, name), getattr(two, name), rtol=rel, atol=1e-12)


def test_listwise_by_pandas():
    table = answers()
    whole = table[COLUMNS].dropna()
    found = moments(table, COLUMNS)
    assert (found.n[0], found.rows[0]) == (len(whole), 400)
    np.testing.assert_allclose(found.mean[0], whole.mean())
    np.testing.assert_allclose(found.covariance[0], whole.cov(ddof=0))


def test_pairwise_by_pandas():
    """Each covariance over the rows that have both columns, as pandas takes them."""
    table = answers()
    found = moments(table, COLUMNS, missing="pairwise")
    counts = table[COLUMNS].notna().astype(int).T @ table[COLUMNS].notna().astype(int)
    unbiased = found.covariance[0] * counts / (counts - 1)
    np.testing.assert_allclose(unbiased, table[COLUMNS].cov())
    assert found.n[0] == counts.min().min()
    np.testing.assert_allclose(found.mean[0], table[COLUMNS].mean())


@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
@pytest.mark.parametrize("by", [None, "g", ["g", "w"]])
@pytest.mark.parametrize("weight", [None, "w"])
@pytest.mark.parametrize("parts", [1, 6])
def test_duckdb_adds_up_as_memory_does(pushed_down, missing, by, weight, parts):
    table = answers()
    options = {"by": by, "weight": weight, "missing": missing, "parts": parts}
    theirs = moments(duckdb.connect().from_df(table), COLUMNS, **options)
    assert theirs.parts == parts
    assert_same(theirs, moments(table, COLUMNS, **options))


def test_every_form_of_table(as_form):
    table = {"y": [9.0, 7.0, 4.0, 8.0], "a": [5, 4, 1, 4], "yes": [True, False, False, True]}
    found = moments(as_form(table), ["y", "a", "yes"])
    np.testing.assert_allclose(found.covariance[0], np.cov(np.array(list(table.values())), ddof=0))


def test_plain_rows_with_gaps():
    found = moments([{"y": 1, "a": 2}, {"y": None, "a": 3}, {"y": 3, "a": 2.5}], ["y", "a"])
    assert (found.n.tolist(), found.rows.tolist(), found.mean.tolist()) == ([2], [3], [[2.0, 2.25]])


def test_python_objects_are_numbers_too():
    frame = pd.DataFrame(
        {"y": [Decimal(1), None, Decimal("2.5")], "a": pd.Series([1, 2, None], dtype=object)}
    )
    found = moments(frame, ["y", "a"], missing="pairwise")
    assert found.mean.tolist() == [[1.75, 1.5]]


@pytest.mark.parametrize("offset", [0.0, 1e6, 2e9])
def test_a_large_offset_costs_no_digits(offset, pushed_down):
    plain = moments(answers(), COLUMNS).covariance
    for table in (answers(offset=offset), duckdb.connect().from_df(answers(offset=offset))):
        np.testing.assert_allclose(moments(table, COLUMNS).covariance, plain, rtol=1e-6)


@settings(max_examples=40)
@given(st.integers(1, 59), st.sampled_from(["listwise", "pairwise"]), st.sampled_from([None, "g"]))
def test_moments_add_up(cut, missing, by):
    table = answers(60, offset=1000.0)
    whole = moments(table, COLUMNS, by=by, weight="w", missing=missing)
    top, bottom = (
        moments(part, COLUMNS, by=by, weight="w", missing=missing) for part in (table[:cut], table[cut:])
    )
    assert_same(top + bottom, whole, rel=1e-6)
    assert_same(bottom + top, whole, rel=1e-6)


def test_parts_add_up_too():
    table = answers()
    both = moments(table[:150], COLUMNS, parts=20) + moments(table[150:], COLUMNS, parts=20)
    assert both.parts == 20
    assert_same(both, moments(table, COLUMNS), rel=1e-7)
    assert both.resampled(50, np.random.default_rng(0)).std(axis=0).min() > 0


def test_different_moments_do_not_add_up():
    table = answers()
    with pytest.raises(MismatchError, match="columns are"):
        moments(table, COLUMNS) + moments(table, ["y", "a"])
    with pytest.raises(MismatchError, match="missing are"):
        moments(table, COLUMNS) + moments(table, COLUMNS, missing="pairwise")
    with pytest.raises(MismatchError, match="different groupings"):
        moments(table, COLUMNS) + moments(table, COLUMNS, by="g")


def test_whole_weights_are_repetition():
    table = answers()
    repeated = table.loc[table.index.repeat(table["w"])]
    weighted, plain = moments(table, COLUMNS, weight="w"), moments(repeated, COLUMNS)
    np.testing.assert_allclose(weighted.covariance, plain.covariance)
    used = table.dropna()["w"]
    assert weighted.n[0] == len(used)
    assert weighted.n_eff[0] == pytest.approx(used.sum() ** 2 / (used**2).sum())


def test_columns_can_be_narrowed():
    found = moments(answers(), COLUMNS, missing="pairwise")
    assert_same(found.over(["b", "y"]), moments(answers(), ["b", "y"], missing="pairwise"))
    with pytest.raises(MissingColumnError, match="'c'"):
        found.over(["c"])


def test_wrong_input():
    table = answers()
    with pytest.raises(MissingColumnError, match="did you mean 'a'"):
        moments(table, ["A"])
    with pytest.raises(NotNumericError, match="'g' holds"):
        moments(table, ["y", "g"])
    with pytest.raises(NotNumericError, match="'y' holds infinite"):
        moments({"y": [1.0, np.inf], "a": [1.0, 2.0]}, ["y", "a"])
    with pytest.raises(WeightError, match="missing in 1 rows"):
        moments({"y": [1.0, 2.0], "w": [1.0, None]}, ["y"], weight="w")
    with pytest.raises(WeightError, match="holds -1"):
        moments({"y": [1.0, 2.0], "w": [1.0, -1.0]}, ["y"], weight="w")
    with pytest.raises(OptionError, match="'y' is named twice"):
        moments(table, ["y", "y"])
    with pytest.raises(OptionError, match="columns is empty"):
        moments(table, [])
    with pytest.raises(OptionError, match="missing == 'drop'"):
        moments(table, COLUMNS, missing="drop")
    with pytest.raises(OptionError, match="parts == 0"):
        moments(table, COLUMNS, parts=0)


def test_wrong_input_is_found_by_the_engine_too(pushed_down):
    relation = duckdb.sql("SELECT * FROM (VALUES (1.0, -1.0), ('inf'::DOUBLE, 2.0)) t(y, w)")
    with pytest.raises(NotNumericError, match="'y' holds infinite"):
        moments(relation, ["y"])
    with pytest.raises(WeightError, match="holds -1"):
        moments(relation.filter("w < 0"), ["y"], weight="w")
