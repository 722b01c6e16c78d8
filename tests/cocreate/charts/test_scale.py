import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate.charts.scale import axis_of, shortened, text_width

NUMBERS = st.floats(min_value=-1e6, max_value=1e6)


@given(st.lists(NUMBERS, min_size=1, max_size=20))
def test_an_axis_holds_its_values_in_order(values):
    axis = axis_of(values, start=0, end=100)
    places = [axis.place(value) for value in sorted(values)]
    assert places == sorted(places)
    assert places[0] >= -0.1
    assert places[-1] <= 100.1
    assert 1 <= len(axis.ticks) <= 12


@pytest.mark.parametrize(("ticks", "written"), [((-1.0, -0.5, 0.0), "−0.5"), ((0.0, 20.0), "−0")])
def test_ticks_have_the_decimals_of_their_step(ticks, written):
    axis = axis_of([ticks[0], ticks[-1]], start=0, end=1)
    assert "-" not in axis.written(-0.5)
    assert written[0] == "−"


def test_chinese_letters_are_wider():
    assert text_width("课后", 10) == 20
    assert text_width("ab", 10) < 12
    assert shortened("课后反馈", size=10, width=30).endswith("…")
    assert shortened("ok", size=10, width=30) == "ok"
