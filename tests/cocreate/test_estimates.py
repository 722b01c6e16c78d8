import math
import pickle
from datetime import date

import pandas as pd
import polars as pl
import pytest

from cocreate import Estimate, csat, nps, period
from cocreate.errors import MissingColumnError

TABLE = {
    "when": [date(2026, 1, 5), date(2026, 1, 9), date(2026, 2, 2), date(2026, 2, 3)],
    "shop": ["b", "a", "b", None],
    "s": [5, 3, 4, 5],
}
FOUND = csat(TABLE, "s", by=[period("when", name="month"), "shop"])


def test_sorted_by_group_missing_last():
    assert FOUND.groups() == [
        {"month": date(2026, 1, 1), "shop": "a"},
        {"month": date(2026, 1, 1), "shop": "b"},
        {"month": date(2026, 2, 1), "shop": "b"},
        {"month": date(2026, 2, 1), "shop": None},
    ]
    assert [estimate.group for estimate in FOUND] == FOUND.groups()
    assert FOUND.by == ("month", "shop")


def test_reads_like_a_sequence():
    assert isinstance(FOUND[0], Estimate)
    assert FOUND[-1].group["shop"] is None
    assert [e.value for e in FOUND[1:3]] == [1, 1]
    assert len(FOUND[:0]) == 0
    with pytest.raises(IndexError):
        FOUND[4]
    assert repr(FOUND) == "Estimates('csat', by=['month', 'shop'], groups=4, n=4)"


def test_groups_are_found_by_name():
    assert FOUND.find(shop="a").value == 0
    assert FOUND.find({"month": date(2026, 2, 1)}, shop="b").value == 1
    with pytest.raises(MissingColumnError, match="no group"):
        FOUND.find(shop="c")


def test_dicts_are_the_wire_form():
    assert list(FOUND.to_dict()[0]) == ["group", "measure", "value", "low", "high", "n", "method"]
    assert nps({"s": [9]}, "s").to_dict()["group"] == {}


def test_frames():
    frame = FOUND.to_frame()
    assert isinstance(frame, pd.DataFrame)
    assert list(frame.columns) == [
        "month",
        "shop",
        "measure",
        "value",
        "low",
        "high",
        "n",
        "method",
        "suppressed",
    ]
    assert FOUND.to_frame(backend="polars").schema["month"] == pl.Date
    assert FOUND.to_frame(backend="pyarrow").num_rows == 4
    assert FOUND.to_frame(backend="dict")["n"] == [1, 1, 1, 1]


def test_estimates_can_be_stored():
    assert pickle.loads(pickle.dumps(FOUND)) == FOUND  # noqa: S301 - our own
    alone = nps({"s": [9, 3]}, "s")
    assert pickle.loads(pickle.dumps(alone)) == alone  # noqa: S301
    assert hash(alone) == hash(nps({"s": [9, 3]}, "s"))


def test_estimates_are_compared_by_what_they_say():
    assert csat(TABLE, "s", by=[period("when", name="month"), "shop"]) == FOUND
    assert csat(TABLE, "s", by="shop") != FOUND
    assert FOUND != 3


def test_hiding_is_for_good():
    hidden = FOUND.hide(FOUND.n > 0)
    assert hidden.suppressed.all()
    assert all(math.isnan(estimate.value) and estimate.n == 0 for estimate in hidden)
    assert FOUND.hide(FOUND.n > 9) is FOUND
