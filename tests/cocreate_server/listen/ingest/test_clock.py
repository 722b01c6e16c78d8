"""Whatever the sender's clock says, the time of an event is ours."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate_server.listen.ingest.events_wire import Message, Problem, clock_corrected, happened_at

RECEIVED = datetime(2026, 5, 1, 12, tzinfo=UTC)
TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2080, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone stands beside
SPANS = st.timedeltas(timedelta(0), timedelta(days=400))
WRONGS = st.timedeltas(timedelta(days=-5000), timedelta(days=5000))


@given(before=SPANS, wrong=WRONGS)
def test_a_clock_that_is_wrong_changes_nothing(before, wrong):
    """Done so long before it was sent, by a clock that is wrong by any constant."""
    sent = RECEIVED + wrong
    assert clock_corrected(sent - before, sent_at=sent, received_at=RECEIVED) == RECEIVED - before


@given(said=TIMES, sent=st.none() | TIMES)
def test_nothing_happens_after_we_heard_of_it(said, sent):
    assert clock_corrected(said, sent_at=sent, received_at=RECEIVED) <= RECEIVED


@given(said=st.lists(TIMES, min_size=2, max_size=2), sent=TIMES)
def test_the_order_of_events_stays(said, sent):
    first, second = (clock_corrected(one, sent_at=sent, received_at=RECEIVED) for one in sorted(said))
    assert first <= second
    if sorted(said)[1] <= sent:
        assert second - first == max(said) - min(said)


@given(said=TIMES)
def test_without_the_time_of_sending_the_clock_is_believed(said):
    assert clock_corrected(said, sent_at=None, received_at=RECEIVED) == min(said, RECEIVED)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        (None, RECEIVED), ("", RECEIVED), ("2026-05-01T09:00:00Z", RECEIVED - timedelta(hours=3)),
        ("2026-05-01T17:00:00+08:00", RECEIVED - timedelta(hours=3)), ("2026-05-01", RECEIVED - timedelta(hours=12)),
        (1777626000000, RECEIVED - timedelta(hours=3)),
        ("2026-05-01T09:00:00.123456789Z", RECEIVED - timedelta(hours=3) + timedelta(microseconds=123456)),
    ],
)  # fmt: skip
def test_times_come_in_many_forms(said, at):
    assert happened_at(Message(timestamp=said), sent_at=None, received_at=RECEIVED) == at
    assert happened_at(Message(original_timestamp=said), sent_at=None, received_at=RECEIVED) == at


@given(st.text(max_size=30) | st.integers() | st.floats())
def test_anything_else_is_a_problem_and_never_a_crash(said):
    for message in (Message(timestamp=said), Message(timestamp="2026-05-01T09:00:00Z", sent_at=said)):
        with suppress(Problem):
            assert happened_at(message, sent_at=None, received_at=RECEIVED) <= RECEIVED
