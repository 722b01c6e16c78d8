from datetime import date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate import Series, cells, experience_index, nps, period, trend
from cocreate.errors import MissingColumnError, NotATimeError

TABLE = {
    "when": [date(2026, 1, 5), date(2026, 1, 9), date(2026, 3, 2), date(2026, 5, 1), None],
    "shop": ["a", "b", "a", "a", "b"],
    "s": [10, 3, 9, 8, 1],
}


def test_gaps_are_periods_too():
    found = trend(TABLE, "s", when="when")
    assert found.periods == tuple(date(2026, month, 1) for month in range(1, 6))
    assert [e.n for e in found] == [2, 0, 1, 0, 1]
    assert found.gaps == (date(2026, 2, 1), date(2026, 4, 1))
    assert found[2].value == 100
    assert found[1].to_dict()["value"] is None
    assert repr(found) == "Series('nps', every='month', periods=5, gaps=2)"


def test_tables_and_cells_agree():
    days = cells(TABLE, "s", by=["when", "shop"])
    for every in ("day", "week", "month", "quarter", "year"):
        assert (
            trend(days, when="when", every=every).estimates
            == trend(TABLE, "s", when="when", every=every).estimates
        )


def test_one_series_a_group_over_the_same_periods():
    first, second = trend(TABLE, "s", when="when", by="shop")
    assert (first.group, second.group) == ({"shop": "a"}, {"shop": "b"})
    assert first.periods == second.periods
    assert [e.n for e in second] == [1, 0, 0, 0, 0]
    assert second[0].group == {"shop": "b", "when": date(2026, 1, 1)}


def test_measures_take_their_options():
    table = {"when": TABLE["when"], "s": [1, 5, 4, 3, 2]}
    found = trend(table, "s", when="when", measure="ces", scale=(1, 5), top=2, every="year")
    assert (found[0].measure, found[0].top_box.value) == ("ces", 0.5)
    assert trend(table, "s", when="when", measure="share", of=[5], every="year")[0].value == 0.25


def test_small_periods_are_hidden():
    many = {
        "when": [date(2026, month, 1) for month in (1, 2, 4) for _ in range(6)]
        + [date(2026, 4, 2), date(2026, 5, 1)]
    }
    found = trend(many | {"s": [9] * 20}, "s", when="when", min_n=5)
    assert [e.suppressed for e in found] == [True, False, False, False, True]
    assert found.gaps == (date(2026, 3, 1),)


def test_estimates_can_be_arranged():
    found = Series.of(
        nps(TABLE, "s", by=period("when", name="month")).keep([0, 1, 2]), when="month", every="month"
    )
    assert len(found) == 5
    with pytest.raises(MissingColumnError, match="no grouping"):
        Series.of(nps(TABLE, "s", by="shop"), when="month", every="month")


def test_an_index_over_time():
    table = {"when": TABLE["when"][:4], "easy": [1, 2, 3, 4], "good": [5, 4, 3, 2]}
    found = experience_index(table, items=["easy", "good"], by=period("when", "year"))
    assert Series.of(found, when="when", every="year")[0].value == 50


def test_slices_and_frames():
    found = trend(TABLE, "s", when="when")
    assert len(found[1:3]) == 2
    assert found.to_frame(backend="dict")["n"] == [2, 0, 1, 0, 1]
    assert len(found.to_dict()) == 5


def test_hours_and_zones():
    times = [datetime(2026, 1, 31, 15, 30) + timedelta(hours=3 * k) for k in range(2)]  # noqa: DTZ001
    frame = pl.DataFrame({"when": times, "s": [9, 9]})
    assert len(trend(frame, "s", when="when", every="hour")) == 4
    assert trend(frame, "s", when="when", zone="Asia/Shanghai").periods == (
        date(2026, 1, 1),
        date(2026, 2, 1),
    )


def test_wrong_input():
    with pytest.raises(NotATimeError, match="no answer has a time"):
        trend({"when": [None], "s": [9]}, "s", when="when")
    with pytest.raises(MissingColumnError, match="did you mean 'when'"):
        trend(TABLE, "s", when="wen")


@given(
    st.lists(
        st.tuples(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.integers(0, 10)), min_size=1, max_size=30
    )
)
def test_every_answer_is_in_one_period(rows):
    found = trend([{"d": day, "s": score} for day, score in rows], "s", when="d")
    assert sum(e.n for e in found) == len(rows)
    assert found[0].n > 0
    assert found[-1].n > 0
