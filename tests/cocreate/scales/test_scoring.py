import numpy as np
import pytest

from cocreate import mean_score
from cocreate.errors import NotEnoughDataError, OptionError
from cocreate.scales import scale_scores

TABLE = {"a": [1, 5, 3, None], "b": [5, None, 2, None], "c": [2, 4, 4, 4], "g": ["x", "x", "y", "y"]}


def test_means_by_hand(as_form):
    (found,) = scale_scores(as_form(TABLE), {"joy": ["a", "b", "c"]}, scale=(1, 5), reverse=["b"])
    people = [(1 + 1 + 2) / 3, (5 + 4) / 2, (3 + 4 + 4) / 3]
    assert (found.value, found.n) == (pytest.approx(np.mean(people)), 3)
    assert found.group == {"dimension": "joy"}


def test_interval_is_that_of_means():
    table = {"a": [1, 2, 3, 4, 5, 2, 3]}
    (found,) = scale_scores(table | {"b": table["a"]}, {"joy": ["a", "b"]}, scale=(1, 5))
    told = mean_score(table, "a", scale=(1, 5))
    assert (found.value, found.low, found.high) == pytest.approx((told.value, told.low, told.high))


def test_by_group_and_with_all_items_wanted():
    found = scale_scores(TABLE, {"joy": ["a", "c"]}, scale=(1, 5), by="g", fewest=1.0)
    assert [(e.group["g"], e.value, e.n) for e in found] == [("x", 3.0, 2), ("y", 3.5, 1)]


def test_what_cannot_be_used():
    with pytest.raises(OptionError, match="fewest"):
        scale_scores(TABLE, {"joy": ["a", "c"]}, scale=(1, 5), fewest=0)
    with pytest.raises(NotEnoughDataError, match="nobody answered enough"):
        scale_scores({"a": [None, None], "b": [1.0, 2.0]}, {"joy": ["a", "b"]}, scale=(1, 5), fewest=1.0)
