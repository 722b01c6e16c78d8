import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate.errors import InputError, MissingColumnError, NoAnswersError, OptionError, OutsideScaleError
from cocreate.opinions import Votes, votes, votes_matrix

LONG = {"who": ["b", "a", "a", "c"], "on": ["s2", "s1", "s2", "s1"], "vote": [1, -1, 0, 1]}
ROLES = {"person": "who", "statement": "on", "vote": "vote"}

cells = st.dictionaries(
    st.tuples(st.integers(0, 6), st.integers(0, 5)), st.sampled_from([-1, 0, 1]), min_size=1, max_size=30
)


def as_votes(cast):
    return votes(
        {"who": [p for p, _ in cast], "on": [s for _, s in cast], "vote": list(cast.values())}, **ROLES
    )


def as_dict(found: Votes):
    return {
        (found.people[p], found.statements[s]): int(v)
        for p, s, v in zip(found.person, found.statement, found.value, strict=True)
    }


def test_every_form_of_table(as_form):
    found = votes(as_form(LONG), **ROLES)
    assert (found.people, found.statements) == (("a", "b", "c"), ("s1", "s2"))
    assert as_dict(found) == {("b", "s2"): 1, ("a", "s1"): -1, ("a", "s2"): 0, ("c", "s1"): 1}


def test_a_matrix_says_the_same(as_form):
    table = {"who": ["a", "b", "c"], "s1": [-1.0, None, 1.0], "s2": [0.0, 1.0, None]}
    found = votes_matrix(as_form(table), statements=["s1", "s2"], person="who")
    assert as_dict(found) == as_dict(votes(LONG, **ROLES))


def test_matrix_shows_what_is_missing():
    expected = [[-1, 0], [np.nan, 1], [1, np.nan]]
    np.testing.assert_array_equal(votes(LONG, **ROLES).matrix(), expected)


def test_a_later_vote_replaces_the_earlier():
    table = {"who": ["a", "a"], "on": ["s", "s"], "vote": [1, -1], "at": [2, 1]}
    assert as_dict(votes(table, **ROLES, when="at")) == {("a", "s"): 1}


def test_a_changed_vote_without_times_is_refused():
    with pytest.raises(InputError, match="'a' voted twice on 's'"):
        votes({"who": ["a", "a"], "on": ["s", "s"], "vote": [1, -1]}, **ROLES)


def test_the_same_vote_twice_counts_once():
    assert len(votes({"who": ["a", "a"], "on": ["s", "s"], "vote": [1, 1]}, **ROLES)) == 1


@given(cells, cells)
def test_votes_add_up_and_the_newer_count(older, newer):
    assert as_dict(as_votes(older) + as_votes(newer)) == older | newer


@given(cells)
def test_leaving_statements_out(cast):
    found = as_votes(cast)
    out = found.statements[:1]
    kept = {cell: value for cell, value in cast.items() if cell[1] not in out}
    if kept:
        assert as_dict(found.without(out)) == kept
    else:
        with pytest.raises(NoAnswersError):
            found.without(out)


def test_unknown_statements_cannot_be_left_out():
    with pytest.raises(OptionError, match="'s9'"):
        votes(LONG, **ROLES).without(["s9"])


@pytest.mark.parametrize(
    ("table", "error"),
    [
        ({"who": ["a"], "on": ["s"], "vote": [2]}, OutsideScaleError),
        ({"who": ["a"], "on": ["s"], "vote": [None]}, NoAnswersError),
        ({"who": ["a"], "on": ["s"], "ballot": [1]}, MissingColumnError),
        ({"who": [None], "on": ["s"], "vote": [1]}, InputError),
    ],
)
def test_bad_votes(table, error):
    with pytest.raises(error):
        votes(table, **ROLES)


def test_a_matrix_wants_columns():
    with pytest.raises(OptionError, match="statements is empty"):
        votes_matrix(LONG, statements=[])
