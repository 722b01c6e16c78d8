"""Suppression, attacked: hidden groups are solved for from everything that would be published."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocreate import Cells, nps, suppress
from cocreate.errors import OptionError
from cocreate.scores.suppress import _lines, worked_out

MIN_N = 5


def estimates(counts):
    """NPS by as many groupings as the array of counts has axes."""
    where = np.argwhere(counts > 0)
    keys = {f"dimension {axis}": where[:, axis] for axis in range(counts.ndim)}
    found = nps(
        Cells.from_columns(keys=keys, score=np.full(len(where), 9), count=counts[counts > 0]), by=list(keys)
    )
    return found, where


def published(counts):
    """Every total over one or more groupings that holds enough answers, as equations."""
    where = np.argwhere(counts > 0)
    n = counts[counts > 0]
    for size in range(counts.ndim):
        for axes in combinations(range(counts.ndim), size):
            labels = where[:, axes]
            for label in np.unique(labels, axis=0):
                line = (labels == label).all(axis=1)
                if n[line].sum() >= MIN_N:
                    yield line


def solved(counts, hidden):
    """Hidden groups that the published totals determine: a dense null space, not the way it is built."""
    if not hidden.any():
        return np.zeros(0, dtype=bool)
    rows = np.array([line[hidden] for line in published(counts)], dtype=float).reshape(-1, hidden.sum())
    _, sizes, directions = np.linalg.svd(rows)
    free = directions[(sizes > 1e-9).sum() :]
    return (np.abs(free) < 1e-8).all(axis=0)


@settings(max_examples=60)
@given(
    st.sampled_from([(8,), (4, 5), (6, 6), (3, 3, 3), (2, 2, 2, 2)]),
    st.integers(0, 10_000),
    st.sampled_from([6, 12, 40]),
)
def test_nothing_small_can_be_worked_out(shape, seed, most):
    counts = np.random.default_rng(seed).integers(1, most, shape)
    before, _ = estimates(counts)
    after = suppress(before, min_n=MIN_N)
    n = counts.ravel()
    assert after.suppressed[n < MIN_N].all()
    exposed = solved(counts, after.suppressed)
    assert not (exposed & (n[after.suppressed] < MIN_N)).any()
    for line in published(counts):
        together = n[line & after.suppressed]
        assert len(together) == 0 or together.sum() >= MIN_N


def test_one_small_cell_hides_a_rectangle():
    counts = np.array([[2, 20, 30], [25, 40, 50], [60, 70, 80]])
    after = suppress(estimates(counts)[0], min_n=MIN_N)
    assert after.suppressed.reshape(3, 3).tolist() == [[True, True, False], [True, True, False], [False] * 3]


def test_neighbours_join_until_they_are_enough():
    after = suppress(estimates(np.array([1, 1, 2, 6, 30]))[0], min_n=MIN_N)
    assert after.suppressed.tolist() == [True, True, True, True, False]


def test_what_totals_determine_is_found():
    """Two squares of hidden groups joined by one more: each line hides two, yet the one can be solved for."""
    counts = np.full((5, 5), 50)
    hidden = np.zeros((5, 5), dtype=bool)
    hidden[:2, :2] = hidden[3:, 3:] = hidden[1, 3] = True
    found, _ = estimates(counts)
    lines = _lines(found.factors, found.n.astype(float), MIN_N)
    known = worked_out(lines, hidden.ravel())
    assert np.argwhere(known.reshape(5, 5)).tolist() == [[1, 3]]
    assert solved(counts, hidden.ravel()).tolist() == known[hidden.ravel()].tolist()


def test_what_is_hidden_is_gone():
    after = suppress(estimates(np.array([2, 9, 30]))[0], min_n=MIN_N)
    hidden = after[0]
    assert hidden.suppressed
    assert hidden.n == 0
    for name in ("value", "low", "high", "n_eff", "std_error", "centre", "df"):
        assert np.isnan(getattr(hidden, name))
    assert hidden.to_dict() == {
        "group": {"dimension 0": 0},
        "measure": "nps",
        "value": None,
        "low": None,
        "high": None,
        "n": None,
        "method": "adjusted-wald",
    }


def test_once_is_enough():
    once = suppress(estimates(np.array([[2, 9], [30, 40]]))[0], min_n=MIN_N)
    assert suppress(once, min_n=MIN_N) == once


def test_nothing_small_nothing_hidden():
    before, _ = estimates(np.array([6, 9, 30]))
    assert suppress(before, min_n=MIN_N) is before
    assert suppress(before, min_n=0) is before
    with pytest.raises(OptionError, match="min_n == -2"):
        suppress(before, min_n=-2)


def test_many_groups_are_quick():
    counts = np.random.default_rng(1).integers(1, 60, (300, 100))
    after = suppress(estimates(counts)[0], min_n=MIN_N)
    assert 0.05 < after.suppressed.mean() < 0.4
