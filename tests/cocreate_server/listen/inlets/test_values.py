"""Values as they come in payloads, right and wrong."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate_server.ground.core.errors import Malformed
from cocreate_server.listen.inlets.payloads import name_of, payload_read, tree_of, value_at
from cocreate_server.listen.inlets.values import Unusable, boolean_of, number_of, parts_of, text_of, time_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 1, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2026-03-01T12:00:00+08:00", "2026-03-01T04:00:00Z", "2026-03-01 12:00:00", "2026/3/1 12:00:00",
        1772337600, "1772337600", 1772337600000, 1772337600.0,
    ],
)  # fmt: skip
def test_times(value):
    assert time_of(value, zone=SHANGHAI) == NOON


@pytest.mark.parametrize("value", ["", "soon", "2026-02-30", True, 1e300, "9" * 400, "\0", None])
def test_no_times(value):
    with pytest.raises(Unusable):
        time_of(value, zone=SHANGHAI)


@pytest.mark.parametrize(("value", "number"), [(9, 9), ("9", 9), (" 9.5 ", 9.5), ("1e1", 10)])
def test_numbers(value, number):
    assert number_of(value) == number


@pytest.mark.parametrize("value", ["nine", True, None, [], "nan", "inf", 10**400, ""])
def test_no_numbers(value):
    with pytest.raises(Unusable):
        number_of(value)


def test_yes_and_no():
    assert [boolean_of(value) for value in (True, "yes", "是", 1)] == [True] * 4
    assert [boolean_of(value) for value in (False, "No", "否", "0")] == [False] * 4
    with pytest.raises(Unusable):
        boolean_of("perhaps")


def test_parts():
    assert parts_of("1,2，3┋2") == ["1", "2", "3"]
    assert parts_of(["a", "b, c"]) == ["a", "b, c"]
    with pytest.raises(Unusable):
        text_of("a\0b")


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"x"', b"\xff{}", b'{"a": NaN}', b'{"a": "\\ud800"}', b'{"a":' * 30 + b"1" + b"}" * 30, b"[" * 100_000],
)  # fmt: skip
def test_no_payloads(body):
    with pytest.raises(Malformed):
        payload_read(body)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=4), json_values, max_size=4))
def test_every_leaf_is_found_by_its_path(payload):
    for branch in tree_of(payload):
        value = value_at(payload, branch.path)
        assert branch.is_leaf == (
            not isinstance(value, dict)
            and not (isinstance(value, list) and any(isinstance(each, dict | list) for each in value))
        )
        assert value_at(payload, branch.path + "/nothing/there") is None


def test_a_leaf_is_called_by_its_last_key():
    assert name_of("/answers/0/how~1was~0it") == "how/was~it"
    assert value_at({"a": [{"b": 1}]}, "/a/7/b") is None
