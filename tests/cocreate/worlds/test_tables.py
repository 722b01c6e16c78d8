from datetime import UTC, datetime

import numpy as np
import pytest

from cocreate.worlds import Table


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="'a': 1, 'b': 2"):
        Table({"a": np.zeros(1), "b": np.zeros(2)})


def test_rows_are_plain_python():
    table = Table(
        {
            "at": np.array(["2026-01-02T03:04:05"], dtype="datetime64[s]"),
            "score": np.array([np.nan]),
            "text": np.array(["好"], dtype=object),
        }
    )
    assert list(table.rows()) == [
        {"at": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "score": None, "text": "好"}
    ]


def test_columns_cannot_be_replaced():
    table = Table({"a": np.zeros(1)})
    with pytest.raises(TypeError):
        table.columns["a"] = np.ones(1)


def test_a_table_without_columns_is_empty():
    assert len(Table({})) == 0
