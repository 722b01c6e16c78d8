from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate.factors import Factor, combined, distinct_codes

LABELS = st.lists(st.none() | st.integers(-5, 5) | st.text(max_size=2), max_size=30)


@given(LABELS)
def test_labels_come_back(labels):
    factor = Factor.of("g", labels)
    assert factor.values().tolist() == labels
    assert len(set(factor.levels)) == len(factor.levels)
    assert None not in factor.levels[:-1]


@given(LABELS, LABELS)
def test_joining_is_putting_below(one, other):
    assert Factor.of("g", one).joined(Factor.of("g", other)).values().tolist() == one + other


@given(LABELS, st.data())
def test_rows_keep_only_levels_in_use(labels, data):
    keep = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(labels), max_size=len(labels))), dtype=bool
    )
    factor = Factor.of("g", labels).rows(keep)
    kept = [label for label, stays in zip(labels, keep, strict=True) if stays]
    assert factor.values().tolist() == kept
    assert set(factor.levels) == set(kept)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), max_size=40))
def test_combined_codes_sort_as_their_parts(pairs):
    one, two = (
        np.array(column, dtype=np.intp) for column in (zip(*pairs, strict=True) if pairs else ((), ()))
    )
    code, size = combined([(one, 4), (two, 5)], len(pairs))
    found, index = distinct_codes(code, size)
    assert [divmod(int(value), 5) for value in found] == sorted(set(pairs))
    assert [divmod(int(found[place]), 5) for place in index] == pairs


def test_codes_beyond_64_bits_are_folded():
    rng = np.random.default_rng(0)
    parts = [(rng.integers(0, 2**30, 50), 2**30) for _ in range(4)]
    code, size = combined(parts, 50)
    assert len(np.unique(code)) == 50
    assert code.max() < size


@pytest.mark.parametrize(
    ("labels", "dtype"),
    [
        ([True, False], "bool"),
        ([1, 2], "int64"),
        ([1, 2.5], "float64"),
        ([date(2026, 1, 1)], "datetime64[D]"),
        ([datetime(2026, 1, 1, 5)], "datetime64[us]"),  # noqa: DTZ001
        (["a"], "object"),
        ([1, None], "object"),
        ([2**70], "object"),
    ],
)
def test_values_are_as_narrow_as_can_be(labels, dtype):
    assert Factor.of("g", labels).values().dtype == dtype


def test_every_kind_of_missing_is_one():
    missing = [None, float("nan"), np.datetime64("NaT", "us"), np.float64("nan")]
    assert Factor.of("g", missing).levels == (None,)
    assert Factor.of("g", np.array([1.0, np.nan])).levels == (1.0, None)
    masked = np.ma.MaskedArray([1, 2], [False, True])
    assert Factor.of("g", masked).levels == (1, None)
