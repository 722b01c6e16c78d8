import pytest
from statsmodels.stats.proportion import proportion_confint

from cocreate import csat
from cocreate.errors import MixedScalesError, OptionError, OutsideScaleError, ScaleError

ANSWERS = {"s": [1, 2, 3, 4, 4, 5, 5, 5]}


def test_top_two_of_five():
    found = csat(ANSWERS, "s")
    assert (found.value, found.n, found.measure, found.unit, found.bounds) == (
        5 / 8,
        8,
        "csat",
        "share",
        (0, 1),
    )
    assert (found.low, found.high) == pytest.approx(proportion_confint(5, 8, method="wilson"))


@pytest.mark.parametrize(("top", "value"), [(1, 3 / 8), (2, 5 / 8), (3, 6 / 8)])
def test_top_boxes_as_asked(top, value):
    assert csat(ANSWERS, "s", top=top).value == value


def test_other_scales():
    assert csat({"s": [0, 6, 7, 10, 9]}, "s", scale=(0, 10)).value == 0.4
    assert csat({"s": [3.5, 4, 4.5]}, "s").value == pytest.approx(2 / 3)


def test_wrong_scales():
    with pytest.raises(ScaleError, match=r"scale_max == 3, must be > scale_min \(5\)"):
        csat(ANSWERS, "s", scale=(5, 3))
    with pytest.raises(OptionError, match="top == 5, must be at least 1"):
        csat(ANSWERS, "s", top=5)
    with pytest.raises(MixedScalesError):
        csat({"s": [1, 2, 3, 9]}, "s")
    with pytest.raises(OutsideScaleError):
        csat({"s": [0] * 3}, "s")
