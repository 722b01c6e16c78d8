"""Announcing writes with what it announces, and only where somebody listens."""

import json

import pytest
from django.db import transaction

from cocreate_server.ground.records.api import NewRecord, records_write
from cocreate_server.ground.webhooks.announcing import MOST_BYTES, TooLarge, announce, announce_list
from cocreate_server.ground.webhooks.models import Delivery, Endpoint, Message

from .conftest import NOON

pytestmark = pytest.mark.django_db
DESK = "https://desk.example/hooks"


def bodies():
    return [json.loads(message.body) for message in Message.objects.order_by("pk")]


def test_one_message_to_all_who_listen(workspace, endpoint_at):
    for _n in range(2):
        endpoint_at(DESK)
    endpoint_at(DESK, types=["customer.erased"])
    announce(workspace.pk, "import.published", {"import": 7, "file_name": "问卷.csv"}, now=NOON)
    assert bodies() == [
        {
            "type": "import.published",
            "timestamp": "2026-03-01T12:00:00Z",
            "data": {"import": 7, "file_name": "问卷.csv"},
        }
    ]
    assert [delivery.state for delivery in Delivery.objects.all()] == ["waiting", "waiting"]


def test_nothing_is_written_where_nobody_listens(workspace, endpoint_at, django_assert_num_queries):
    endpoint, _secret = endpoint_at(DESK)
    Endpoint.objects.update(state="off")
    with django_assert_num_queries(1):
        announce(workspace.pk, "import.published", {}, now=NOON)
    Endpoint.objects.update(state="paused")
    announce(workspace.pk + 1, "import.published", {}, now=NOON)
    assert not Message.objects.exists()
    announce(workspace.pk, "import.published", {}, now=NOON)  # it waits until the endpoint is switched on
    assert endpoint.deliveries.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_undone_was_never_announced(workspace, endpoint_at):
    endpoint_at(DESK)
    with transaction.atomic():
        announce(workspace.pk, "import.published", {}, now=NOON)
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_messages_have_a_bound(workspace, endpoint_at):
    endpoint_at(DESK)
    with pytest.raises(TooLarge):
        announce(workspace.pk, "import.published", {"file_name": "x" * MOST_BYTES}, now=NOON)
    with pytest.raises(ValueError, match="registered"):
        announce(workspace.pk, "weather.changed", {}, now=NOON)


def test_lists_are_cut_into_messages(workspace, endpoint_at):
    endpoint_at(DESK, types=["record.created"])
    items = [({"n": n, "long": "好" * (3000 if n < 5 else 1)}, n % 2 or None) for n in range(130)]
    announce_list(workspace.pk, "record.created", items, name="records", now=NOON)
    found = bodies()
    assert [item["n"] for body in found for item in body["data"]["records"]] == list(range(130))
    assert max(len(body["data"]["records"]) for body in found) == 50
    assert all(len(message.body.encode()) < MOST_BYTES for message in Message.objects.all())
    assert {tuple(message.about) for message in Message.objects.all()} <= {(1,), ()}


def record(n, **columns):
    given = {
        "submission_id": f"s{n}",
        "field_id": "nps",
        "field_type": "nps",
        "value_number": 9,
        "user_id": "ada",
    }
    return NewRecord(**(given | columns))


def test_records_that_are_written_are_announced(workspace, endpoint_at):
    endpoint_at(DESK, types=["record.created"])
    words = record(1, field_id="why", field_type="text", value_text="secret words", value_number=None)
    records_write(workspace.pk, [record(1), words, record(2, submission_id="s" * 255)], now=NOON)
    [body] = bodies()
    told = {entry["field_id"]: entry for entry in body["data"]["records"]}
    assert told["nps"]["value_number"] == 9
    assert "secret words" not in Message.objects.get().body
    assert "ada" not in Message.objects.get().body
    assert len(Message.objects.get().about) == 1


def test_a_resend_and_a_correction_are_no_new_records(workspace, endpoint_at):
    endpoint_at(DESK, types=["record.created"])
    records_write(workspace.pk, [record(1)], now=NOON)
    records_write(workspace.pk, [record(1)], now=NOON)
    records_write(workspace.pk, [record(1, value_number=3), record(2)], now=NOON, replace=True)
    assert [[entry["submission_id"] for entry in body["data"]["records"]] for body in bodies()] == [
        ["s1"],
        ["s2"],
    ]
