"""When letters may go out: laws over all clocks."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate_server.listen.asking.hours import Quiet, earliest, zone_of

ZONES = [
    "UTC",
    "Europe/London",
    "Asia/Shanghai",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
]
moments = st.integers(0, 8 * 365 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
clocks = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


@given(moments, st.sampled_from(ZONES), clocks, clocks)
def test_never_within_quiet_hours(moment, zone, begins, ends):
    quiet = Quiet(begins, ends)
    found = earliest(moment, zone=ZoneInfo(zone), quiet=quiet)
    assert not quiet.holds(found.astimezone(ZoneInfo(zone)).time())
    assert moment <= found <= moment + timedelta(hours=26)
    assert earliest(found, zone=ZoneInfo(zone), quiet=quiet) == found


@given(moments, st.sampled_from(ZONES), st.integers(3, 23))
def test_at_the_hour_of_the_person(moment, zone, hour):
    found = earliest(moment, zone=ZoneInfo(zone), quiet=Quiet(time(0), time(0)), hour=hour)
    assert found.astimezone(ZoneInfo(zone)).hour == hour
    assert moment <= found <= moment + timedelta(hours=26)


@given(clocks, clocks, clocks)
def test_quiet_hours_go_over_midnight(begins, ends, clock):
    if begins == ends:
        assert not Quiet(begins, ends).holds(clock)
    else:
        assert Quiet(begins, ends).holds(clock) != Quiet(ends, begins).holds(clock)


def test_a_clock_that_leaps():
    """In London two o'clock follows at once on one o'clock on 30 March 2031."""
    found = earliest(
        datetime(2031, 3, 30, 0, 30, tzinfo=UTC),
        zone=ZoneInfo("Europe/London"),
        quiet=Quiet(time(0), time(1, 30)),
    )
    assert found == datetime(2031, 3, 30, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("traits", "name"),
    [
        ({"time_zone": "Asia/Tokyo"}, "Asia/Tokyo"),
        ({"timezone": "Asia/Tokyo"}, "Asia/Tokyo"),
        ({"time_zone": "Nowhere/Atall"}, "UTC"),
        ({"time_zone": "../../etc/passwd"}, "UTC"),
        ({"time_zone": 7}, "UTC"),
        ({}, "UTC"),
    ],
)
def test_whose_clock(traits, name):
    assert zone_of(traits, usual=ZoneInfo("UTC")).key == name
