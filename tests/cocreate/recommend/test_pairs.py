import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocreate import worlds
from cocreate.errors import (
    InputError,
    MismatchError,
    MissingColumnError,
    NoAnswersError,
    NotEnoughDataError,
    OptionError,
)
from cocreate.recommend import pair_counts


def counted(table, **options):
    return pair_counts(table, user="user", item="item", **options)


def by_hand(table):
    frame = pd.DataFrame(table).drop_duplicates(["user", "item"])
    has = pd.crosstab(frame.user, frame["item"]).to_numpy()
    return has.T @ has


def test_pairs_by_hand(as_form):
    table = worlds.shoppers(60, items=12, purchases=4, seed=1).table
    twice = {name: np.concatenate([values, values[:50]]) for name, values in table.items()}
    found = counted(as_form(twice))
    assert found.together.tolist() == by_hand(table).tolist()
    assert found.users == 60
    assert found.count.sum() == len(table["user"])


@pytest.mark.parametrize("weight", [None, "w"])
def test_the_engine_and_memory_agree(weight):
    table = pd.DataFrame(worlds.shoppers(50, items=10, purchases=5, seed=2).table)
    table = pd.concat([table, table[:30]]).assign(w=np.arange(len(table) + 30) % 4)
    engine, memory = (counted(table, weight=weight, where=where) for where in ("engine", "memory"))
    assert engine.items == memory.items
    assert engine.together == pytest.approx(memory.together)


@settings(max_examples=10)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.sampled_from("abcdef")), min_size=4, max_size=40),
    st.integers(1, 5),
)
def test_counts_of_different_people_add_up(rows, cut):
    table = pd.DataFrame(rows, columns=["user", "item"])
    one, other = table[table.user < cut], table[table.user >= cut]
    if min(part["item"].nunique() for part in (one, other)) < 2:
        return
    both = counted(one) + counted(other)
    whole = counted(table.sample(frac=1, random_state=1))
    assert both.items == whole.items
    assert both.together.tolist() == whole.together.tolist()
    assert both.users == whole.users


def test_rare_items_are_left_out_and_told():
    table = worlds.shoppers(80, items=20, seed=3).table
    found = counted(table, most_items=8)
    assert len(found) == 8
    assert found.left_out == 12
    assert "12 rare items were left out" in found.notes[0]
    assert found.count.min() >= np.sort(counted(table).count)[-9]
    with pytest.raises(MismatchError, match="raise most_items"):
        found + found


def test_wrong_input():
    with pytest.raises(NotEnoughDataError, match="one item only, 'a'"):
        counted({"user": [1, 2], "item": ["a", "a"]})
    with pytest.raises(NoAnswersError, match="both a person and an item"):
        counted({"user": [None, 1], "item": ["a", None]})
    with pytest.raises(InputError, match="missing or negative"):
        counted({"user": [1, 2], "item": ["a", "b"], "w": [1.0, -1.0]}, weight="w")
    with pytest.raises(OptionError, match="most_items == 1"):
        counted({"user": [1, 2], "item": ["a", "b"]}, most_items=1)
    with pytest.raises(OptionError, match="where == 'disk'"):
        counted({"user": [1, 2], "item": ["a", "b"]}, where="disk")
    with pytest.raises(MissingColumnError, match="no column 'item'"):
        counted({"user": [1], "itm": ["a"]})
