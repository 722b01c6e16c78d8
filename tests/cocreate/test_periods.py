from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate import period
from cocreate.errors import NotATimeError, OptionError
from cocreate.periods import period_after, period_start, periods_between

EVERY = ["day", "week", "month", "quarter", "year"]


@pytest.mark.parametrize(
    ("every", "start"),
    [
        ("day", date(2026, 2, 28)),
        ("week", date(2026, 2, 23)),  # a Monday, ISO 8601
        ("month", date(2026, 2, 1)),
        ("quarter", date(2026, 1, 1)),
        ("year", date(2026, 1, 1)),
    ],
)
def test_starts(every, start):
    assert period("when", every).start(date(2026, 2, 28)) == start
    assert period("when", every).start(datetime(2026, 2, 28, 23, 59, tzinfo=UTC)) == start


def test_hours_need_a_time():
    assert period("when", "hour").start("2026-02-28T23:59:01") == datetime(2026, 2, 28, 23)  # noqa: DTZ001
    with pytest.raises(NotATimeError, match="is a day"):
        period("when", "hour").start(date(2026, 2, 28))


def test_zones_move_the_day():
    late = datetime(2026, 1, 31, 20, tzinfo=UTC)
    assert period("when", "month", zone="Asia/Shanghai").start(late) == date(2026, 2, 1)
    assert period("when", "month", zone="Asia/Shanghai").start(late.replace(tzinfo=None)) == date(2026, 2, 1)
    assert period("when", "month").start(late) == date(2026, 1, 1)


def test_wrong_words_are_refused():
    with pytest.raises(OptionError, match="every == 'fortnight', must be one of hour"):
        period("when", "fortnight")
    with pytest.raises(NotATimeError, match="'when' holds 'soon'"):
        period("when").start("soon")


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from(EVERY))
def test_a_day_lies_in_its_period(day, every):
    start = period_start(day, every)
    assert start <= day < period_after(start, every)
    assert period_start(start, every) == start
    assert period_start(period_after(start, every), every) == period_after(start, every)


@given(st.lists(st.dates(date(2020, 1, 1), date(2026, 1, 1)), min_size=1), st.sampled_from(EVERY))
def test_runs_have_no_gap(days, every):
    starts = {period_start(day, every) for day in days}
    run = periods_between(starts, every)
    assert starts <= set(run)
    assert all(period_after(one, every) == next_one for one, next_one in pairwise(run))
    assert periods_between([], every) == ()


def test_runs_of_hours():
    start = datetime(2026, 1, 1, 22)  # noqa: DTZ001
    assert len(periods_between([start, start + timedelta(hours=5)], "hour")) == 6
