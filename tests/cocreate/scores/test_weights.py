import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate import Cells, cells, mean_score, nps, rake
from cocreate.errors import MarginError, MissingColumnError, NoAnswersError, OptionError

SEED = np.array([[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]])
ROWS, COLUMNS = [150, 300, 400, 150], [200, 300, 400, 100]


def table_of(counts):
    row, column = np.indices(counts.shape)
    return Cells.from_columns(
        keys={"row": row.ravel(), "column": column.ravel()},
        score=np.full(counts.size, 9),
        count=counts.ravel(),
    )


def test_as_published():
    """The worked example of "Iterative proportional fitting" (Wikipedia), which stops after three rounds."""
    margins = {"row": dict(enumerate(ROWS)), "column": dict(enumerate(COLUMNS))}
    found = rake(table_of(SEED), margins, max_iterations=3)
    expected = [
        [64.61, 46.28, 35.42, 3.83],
        [49.95, 68.15, 156.49, 25.37],
        [56.70, 144.40, 145.06, 53.76],
        [28.74, 41.18, 63.03, 17.03],
    ]
    assert found.weight.reshape(4, 4) * 1000 / found.n == pytest.approx(np.array(expected), abs=0.005)
    weights = rake(table_of(SEED), margins).weight.reshape(4, 4) * 1000 / found.n
    assert weights.sum(axis=1) == pytest.approx(ROWS)
    assert weights.sum(axis=0) == pytest.approx(COLUMNS)


def test_odds_ratios_stay():
    """What raking keeps: how the groupings hang together (Deming and Stephan 1940)."""
    weights = rake(
        table_of(SEED), {"row": dict(enumerate(ROWS)), "column": dict(enumerate(COLUMNS))}
    ).weight.reshape(4, 4)
    ratio = weights[0, 0] * weights[1, 1] / (weights[0, 1] * weights[1, 0])
    assert ratio == pytest.approx(40 * 50 / (30 * 35))


def test_one_margin_is_post_stratification():
    table = {"g": ["a"] * 80 + ["b"] * 20, "s": [5] * 40 + [3] * 40 + [1] * 20}
    found = rake(cells(table, "s", by="g"), {"g": {"a": 1, "b": 3}})
    assert mean_score(found).value == pytest.approx(0.25 * 4 + 0.75 * 1)
    assert (found.iterations, found.n, found.weight.sum()) == (1, 100, pytest.approx(100))
    # Kish: 100 * sum(w^2) / (sum w)^2 with 80 weights of 25/80 and 20 of 75/20
    deff = 100 * (80 * (25 / 80) ** 2 + 20 * (75 / 20) ** 2) / 100**2
    assert found.deff == pytest.approx(deff)
    assert mean_score(found).n_eff == pytest.approx(found.n_eff) == pytest.approx(100 / deff)


def test_margins_that_hold_change_nothing():
    found = rake(table_of(SEED), {"row": dict(enumerate(SEED.sum(axis=1)))})
    assert found.weight == pytest.approx(SEED.ravel())
    assert found.deff == pytest.approx(1)
    assert nps(found).n_eff == pytest.approx(SEED.sum())


@given(
    st.lists(st.integers(1, 30), min_size=12, max_size=12),
    st.lists(st.floats(0.1, 1), min_size=7, max_size=7),
)
def test_all_margins_are_met(counts, shares):
    rows, columns = dict(enumerate(shares[:3])), dict(enumerate(shares[3:]))
    found = rake(
        table_of(np.array(counts).reshape(3, 4)), {"row": rows, "column": columns}, max_iterations=1000
    )
    assert found.converged
    for name, wanted in (("row", rows), ("column", columns)):
        margin = found.over(name)
        assert margin.weight / margin.weight.sum() == pytest.approx(
            np.array(list(wanted.values())) / sum(wanted.values())
        )
    assert found.deff >= 1 - 1e-9
    assert found.count.tolist() == counts


def test_old_weights_are_the_start():
    once = rake(table_of(SEED), {"row": dict(enumerate(ROWS))})
    assert rake(once, {"row": dict(enumerate(ROWS))}).weight == pytest.approx(once.weight)


def test_bias_is_mended():
    """Young people answer a third as often and score lower; weighting finds the population's mean again."""
    rng = np.random.default_rng(3)
    young = rng.random(40_000) < 0.5
    scores = np.clip(np.rint(np.where(young, rng.normal(5, 1.5, 40_000), rng.normal(8, 1.5, 40_000))), 0, 10)
    answers = rng.random(40_000) < np.where(young, 0.1, 0.3)
    counted = cells({"young": young[answers], "s": scores[answers]}, "s", by="young")
    assert mean_score(counted).low > scores.mean()
    weighted = mean_score(rake(counted, {"young": {True: 0.5, False: 0.5}}))
    assert weighted.low < scores.mean() < weighted.high


def test_slow_margins_are_owned_up_to():
    found = rake(
        table_of(SEED), {"row": dict(enumerate(ROWS)), "column": dict(enumerate(COLUMNS))}, max_iterations=1
    )
    assert not found.converged
    assert found.gap > 1e-9


def test_unanswered_rows_weigh_nothing():
    table = {"g": ["a", "b", "b"], "s": [1, None, 3]}
    found = rake(cells(table, "s", by="g"), {"g": {"a": 0.5, "b": 0.5}})
    assert (found.weight.tolist(), found.missing, found.deff) == ([1, 1], 1, 1)


def test_wrong_input():
    counted = cells({"g": ["a", "b"], "s": [1, 2]}, "s", by="g")
    with pytest.raises(MarginError, match="no target for 'b'"):
        rake(counted, {"g": {"a": 1}})
    with pytest.raises(MarginError, match="at 'c', where nobody answered"):
        rake(counted, {"g": {"a": 1, "b": 1, "c": 1}})
    with pytest.raises(MarginError, match="targets must be >= 0"):
        rake(counted, {"g": {"a": 1, "b": -1}})
    with pytest.raises(MarginError, match="no target above zero"):
        rake(counted, {"g": {"a": 0, "b": 0}})
    with pytest.raises(MarginError, match="no margins given"):
        rake(counted, {})
    with pytest.raises(MissingColumnError, match="no grouping 'h'"):
        rake(counted, {"h": {"a": 1}})
    with pytest.raises(OptionError, match="max_iterations == 0"):
        rake(counted, {"g": {"a": 1, "b": 1}}, max_iterations=0)
    with pytest.raises(NoAnswersError):
        rake(cells({"g": ["a"], "s": [None]}, "s", by="g"), {"g": {"a": 1}})
