"""The page of one customer, and its timeline."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cocreate_server.ground.customers.timeline import latest_scores, timeline_of
from cocreate_server.ground.records.models import Batch

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def address(customer) -> str:
    return f"/w/acme/customers/{customer.pk}"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("owner", 200),
        ("analyst", 200),
        ("agent", 200),
        ("moderator", 403),
        ("outsider", 404),
        ("anonymous", 302),
    ],
)
def test_who_sees_it(request, ada, who, status):
    response = request.getfixturevalue(who).get(address(ada))
    assert response.status_code == status
    assert ("Zebra" in response.content.decode()) == (status == 200)


def test_shows_who_they_are_and_what_they_said_and_did(owner, ada):
    page = owner.get(address(ada)).content.decode()
    for part in ("Ada Lovelace", "ada-1", "ada@people.example", "yearly-of-ada", "United Kingdom", "English"):
        assert part in page
    for part in (
        "Being asked for feedback",
        "Zebra-striped",
        "收据上的斑马纹",
        "Loose zebra",
        "Did order-1",
        "zebra gift",
    ):
        assert part in page


def test_erasing_is_offered_to_owners_only(owner, agent, ada):
    assert f"{address(ada)}/erase" in owner.get(address(ada)).content.decode()
    assert f"{address(ada)}/erase" not in agent.get(address(ada)).content.decode()


@pytest.mark.parametrize("number", [0, 10**9])
def test_unknown_numbers_are_not_there(owner, workspace, number):
    assert owner.get(f"/w/acme/customers/{number}").status_code == 404


def test_customers_of_other_workspaces_are_not_there(owner, outsider, customer_of):
    from cocreate_server.ground.accounts.models import Workspace

    other = customer_of("x", workspace=Workspace.objects.get(slug="elsewhere"))
    assert owner.get(address(other)).status_code == 404


def test_latest_scores_are_the_newest_of_each_kind(ada, says):
    says(ada, "old", "csat", 1, scale_max=5, collected_at=NOON - timedelta(days=9))
    says(ada, "new", "csat", 4, scale_max=5, collected_at=NOON - timedelta(days=1))
    says(ada, "new", "ces", 6, scale_max=7)
    assert [(score.field_type, score.value_number) for score in latest_scores(ada)] == [
        ("nps", 9), ("csat", 4), ("ces", 6),
    ]  # fmt: skip


def keys(timeline) -> list[str]:
    return [
        moment.place.key if moment.event is None else moment.event.message_id for moment in timeline.moments
    ]


def test_the_timeline_merges_newest_first_and_groups_by_submission(ada):
    timeline = timeline_of(ada)
    assert keys(timeline) == ["order-1", "s1", "s2"]
    said = timeline.moments[1]
    assert [record.field_id for record in said.scores] == ["nps"]
    assert [record.field_id for record in said.texts] == ["why"]


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_pages_hold_every_moment_once_though_times_are_equal(ada, says, does, size):
    for number in range(4):
        says(ada, f"same-{number}", "nps", number)
        does(ada, f"same-did-{number}")
    says(ada, "SAME", "nps", 1)
    says(ada, "相同", "nps", 1)
    whole = keys(timeline_of(ada, size=100))
    paged, after = [], ""
    while True:
        page = timeline_of(ada, after=after, size=size)
        paged += keys(page)
        if page.older is None:
            break
        after = page.older
    assert paged == whole
    assert len(set(whole)) == len(whole) == 13


def test_a_cursor_stays_when_something_newer_arrives(ada, says):
    first = timeline_of(ada, size=2)
    says(ada, "newer", "nps", 1, collected_at=NOON + timedelta(days=9))
    assert keys(timeline_of(ada, after=first.older, size=2)) == ["s2"]


def test_a_cursor_that_was_tampered_with_begins_anew(ada):
    assert keys(timeline_of(ada, after="nonsense")) == keys(timeline_of(ada))


@pytest.mark.parametrize("state", ["loading", "publishing", "undoing"])
def test_what_does_not_count_is_hidden(owner, ada, says, does, state):
    batch = Batch.objects.create(workspace=ada.workspace, label="b", state=state)
    says(ada, "hidden", "nps", 0, batch=batch, collected_at=NOON + timedelta(days=1))
    says(ada, "s1", "extra", "hidden words", batch=batch)
    does(ada, "hidden-did", batch=batch)
    assert keys(timeline_of(ada)) == ["order-1", "s1", "s2"]
    assert [score.value_number for score in latest_scores(ada)] == [9]
    assert "hidden words" not in owner.get(address(ada)).content.decode()


def test_queries_do_not_grow_with_the_timeline(owner, ada, says, does):
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert owner.get(address(ada)).status_code == 200
        return len(counted)

    queries()
    few = queries()
    for number in range(20):
        says(ada, f"m-{number}", "nps", 5)
        says(ada, f"m-{number}", "why", "words")
        does(ada, f"d-{number}")
    assert queries() == few <= 24


def test_pages_link_to_older_and_back_to_the_newest(owner, ada, does):
    for number in range(45):
        does(ada, f"d-{number}", at=NOON - timedelta(days=number))
    first = owner.get(address(ada))
    older = first.context["timeline"].older
    assert quote(older) in first.content.decode()
    second = owner.get(address(ada), {"after": older})
    assert 'rel="next"' not in second.content.decode()
    assert len(second.context["timeline"].moments) == 48 - 40
