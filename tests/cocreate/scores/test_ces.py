import pytest

from cocreate import ces, mean_score
from cocreate.errors import OutsideScaleError

ANSWERS = {"s": [7, 6, 5, 4, 1, 7], "g": ["a", "a", "b", "b", "b", "a"]}


def test_mean_with_easy_answers_beside():
    found = ces(ANSWERS, "s")
    plain = mean_score(ANSWERS, "s", scale=(1, 7))
    assert (found.measure, found.value, found.low, found.high) == ("ces", plain.value, plain.low, plain.high)
    assert found.top_box.value == pytest.approx(4 / 6)
    assert ces(ANSWERS, "s", top=1).top_box.value == pytest.approx(2 / 6)


def test_groups_carry_their_own_shares():
    found = ces(ANSWERS, "s", by="g", min_n=3)
    assert [estimate.top_box.value for estimate in found] == pytest.approx([1, 1 / 3])
    hidden = ces(ANSWERS, "s", by="g", min_n=4)
    assert all(estimate.suppressed and estimate.top_box.suppressed for estimate in hidden)


def test_five_point_scales():
    assert ces({"s": [1, 5]}, "s", scale=(1, 5), top=2).top_box.value == 0.5
    with pytest.raises(OutsideScaleError):
        ces({"s": [0] * 9}, "s")
