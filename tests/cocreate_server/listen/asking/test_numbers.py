"""Medians, and where respondents stop."""

import math

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from cocreate_server.listen.answering.models import Response
from cocreate_server.listen.asking.drop_off import drop_off_of
from cocreate_server.listen.asking.medians import LEAST, median_time
from cocreate_server.listen.surveys.api import asked_by_key

TWO_PAGES = [
    {
        "id": "one",
        "questions": [
            {"id": "nps", "kind": "nps", "required": True, "text": {"en": "Recommend?"}},
            {"id": "why", "kind": "long_text", "required": True, "text": {"en": "Why?"}},
        ],
    },
    {
        "id": "two",
        "questions": [{"id": "more", "kind": "long_text", "required": True, "text": {"en": "More?"}}],
    },
]


@given(st.integers(1, 400))
def test_the_interval_holds_the_median_often_enough_and_no_narrower_does(n):
    found = median_time([float(rank) for rank in range(1, n + 1)])
    if n < LEAST:
        assert (found.low, found.high) == (0, math.inf)
        return
    rank = int(found.low)
    assert found.high == n + 1 - rank
    assert 2 * binom.cdf(rank - 1, n, 0.5) <= 0.05 + 1e-9  # left out on both sides
    assert 2 * binom.cdf(rank, n, 0.5) > 0.05 - 1e-9


def test_a_median_by_hand():
    """Conover's table: of ten values the second and the ninth."""
    found = median_time([9, 1, 8, 2, 7, 3, 6, 4, 5, 10])
    assert (found.value, found.low, found.high, found.n) == (5.5, 2, 9, 10)


@pytest.mark.django_db
def test_where_they_stop(published):
    survey = published(pages=TWO_PAGES)
    rows = [
        ("finished", {"nps": 9, "why": "a", "more": "b"}),
        ("partial", {"nps": 9}),
        ("partial", {"nps": 9, "why": "a"}),
        ("partial", {"nps": 3, "why": "a"}),
        ("started", {"nps": 3}),  # under way
    ]
    for number, (state, answers) in enumerate(rows):
        Response.objects.create(
            id=f"00000000-0000-0000-0000-{number:012}", workspace=survey.workspace, survey=survey, version=survey.current,
            language="en", state=state, answers=answers, seconds={"one": 4.0, "two": True}, started_at=timezone.now(),
            answered_at=timezone.now(),
        )  # fmt: skip
    asked = asked_by_key(survey.key, now=timezone.now())
    found = drop_off_of(asked, language="en")
    assert found.walked == 4
    assert [(stop.text, stop.met, stop.stopped.value) for stop in found.stops] == [
        ("Recommend?", 4, 0),
        ("Why?", 4, 0.25),
        ("More?", 3, pytest.approx(2 / 3)),
    ]
    assert [(pace.seconds.value, pace.seconds.n) for pace in found.paces] == [(4, 4)]
