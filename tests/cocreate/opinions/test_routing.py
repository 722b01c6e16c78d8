import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate.opinions import next_statement, statement_priorities, votes_matrix
from cocreate.opinions.routing import priority
from cocreate.worlds import conversation


@pytest.mark.parametrize(
    ("counts", "weight"),
    [
        ((0, 0, 0, 0), 5.0625),
        ((1, 0, 1, 0), 12.529726),
        ((20, 3, 25, 0), 0.685898),
        ((18, 3, 20, 1), 4.493699),
    ],
)
def test_worked_examples(counts, weight):
    assert priority(*counts) == pytest.approx(weight, abs=5e-7)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.floats(0, 5))
def test_passes_lower_and_reach_raises(agrees, disagrees, passes, extremity):
    seen = agrees + disagrees + passes
    weight = priority(agrees, passes, seen, extremity)
    assert weight > 0
    assert priority(agrees, passes, seen, extremity + 1) > weight
    assert priority(agrees, passes + 1, seen + 1, extremity) < weight


def test_extremity_is_the_distance_of_a_lone_disagreement():
    world = conversation(people=80, statements=30, groups=2, seed=1)
    from cocreate.opinions.landscape import landscape_of

    landscape = landscape_of(world.votes)
    alone = np.full(30, np.nan)
    alone[4] = -1
    moved = np.nansum((alone - landscape.mean) * landscape.loadings, axis=1) * np.sqrt(30)
    assert landscape.extremity[4] == pytest.approx(np.hypot(*moved))


def test_nobody_is_asked_twice():
    world = conversation(people=20, statements=12, groups=2, votes_each=9, seed=2)
    matrix = world.votes.matrix()
    seen = {world.votes.statements[place] for place in np.flatnonzero(~np.isnan(matrix[0]))}
    drawn = {next_statement(world.votes, world.votes.people[0], rng=seed) for seed in range(60)}
    assert drawn == set(world.votes.statements) - seen


def test_somebody_who_saw_all_gets_none():
    cast = votes_matrix({"a": [1, 1], "b": [-1, None]}, statements=["a", "b"])
    assert next_statement(cast, 0) is None
    assert next_statement(cast, 1) == "b"


def test_new_statements_come_first():
    world = conversation(people=200, statements=20, groups=2, seed=3)
    weights = statement_priorities(world.votes, fresh=["new"])
    drawn = [next_statement(world.votes, "somebody", fresh=["new"], rng=seed) for seed in range(400)]
    expected = weights.weight[-1] / weights.weight.sum()
    assert weights.statements[-1] == "new"
    assert drawn.count("new") / 400 == pytest.approx(expected, abs=0.08)
