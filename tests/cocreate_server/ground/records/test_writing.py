"""The one way to write records: what is good, what is refused and why, and that nothing is doubled or lost."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cocreate_server.ground.accounts.models import Workspace
from cocreate_server.ground.customers.models import Customer, Identity
from cocreate_server.ground.lake import store
from cocreate_server.ground.lake.api import lake_sync
from cocreate_server.ground.lake.engine import ask
from cocreate_server.ground.lake.tables import RECORDS
from cocreate_server.ground.records.api import NewRecord, Record, records_withdraw, records_write
from cocreate_server.ground.records.ids import record_id
from cocreate_server.ground.records.models import Channel, MappingRule, RecordText, Touchpoint

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
GOOD = NewRecord(submission_id="s1", field_id="nps", field_type="nps", value_number=9)


def write(workspace, *records, **options):
    return records_write(workspace.pk, records, now=options.pop("now", NOW), **options)


def test_a_record_is_written_as_it_came(workspace):
    sent = NewRecord(
        submission_id="s1", field_id="why", field_type="text", field_label="Why?", field_group_id="g", source_type="survey",
        source_id="4", source_name="After class", value_text="Warm 老师很好", user_id="ada", language="en", market="gb",
        channel="web", touchpoint="class", component="service", metadata={"traits": {"plan": "yearly"}},
        collected_at=datetime(2026, 4, 30, 23, tzinfo=timezone(timedelta(hours=8))),
    )  # fmt: skip
    done = write(workspace, sent)
    record = Record.objects.get()
    assert done.accepted == (record.pk,) == (record_id(workspace.pk, "s1", "why"),)
    assert (done.duplicates, done.rejected) == ((), ())
    for name in (
        "submission_id",
        "field_label",
        "source_name",
        "value_text",
        "market",
        "touchpoint",
        "metadata",
    ):
        assert getattr(record, name) == getattr(sent, name)
    assert record.collected_at == datetime(2026, 4, 30, 15, tzinfo=UTC)
    assert record.customer.external_id == "ada"
    assert record.customer.created_at == record.collected_at
    assert Touchpoint.objects.get().code == "class"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM records_recordtext WHERE words @@ record_words_query('老师')")
        assert cursor.fetchone() == (1,)


def test_a_resend_is_a_duplicate_and_changes_nothing(workspace):
    write(workspace, GOOD)
    again = write(workspace, replace(GOOD, value_number=2), replace(GOOD, field_id="other"))
    assert again.duplicates == (record_id(workspace.pk, "s1", "nps"),)
    assert len(again.accepted) == 1
    assert Record.objects.get(field_id="nps").value_number == 9
    twice = write(
        workspace, replace(GOOD, submission_id="s2"), replace(GOOD, submission_id="s2", value_number=1)
    )
    assert (len(twice.accepted), len(twice.duplicates)) == (1, 1)
    assert Record.objects.get(submission_id="s2").value_number == 9


def test_a_changed_answer_takes_the_place_of_the_old_one(workspace):
    text = NewRecord(submission_id="s1", field_id="why", field_type="text", value_text="Slow service")
    write(workspace, text, GOOD)
    choice = replace(text, field_type="categorical", value_text=None, value_id="a")
    done = write(workspace, replace(GOOD, value_number=3), choice, replace=True)
    assert len(done.accepted) == 2
    assert not done.duplicates
    assert Record.objects.get(field_id="nps").value_number == 3
    assert not RecordText.objects.exists()
    write(workspace, replace(text, value_text="Quick"), replace(text, value_text="Friendly"), replace=True)
    assert Record.objects.get(field_id="why").value_text == "Friendly"
    assert RecordText.objects.count() == 1


def test_answers_taken_back_are_gone(workspace):
    write(
        workspace, GOOD, replace(GOOD, field_id="why", field_type="text", value_number=None, value_text="Hm")
    )
    assert records_withdraw(workspace.pk, "s1", ["why", "never asked"]) == 1
    assert [record.field_id for record in Record.objects.all()] == ["nps"]
    assert not RecordText.objects.exists()
    assert records_withdraw(workspace.pk, "s1", []) == 0


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"submission_id": ""}, "submission_id"), ({"field_id": "x" * 256}, "field_id"), ({"field_type": "stars"}, "field_type"),
        ({"source_type": ""}, "source_type"), ({"value_number": None}, "value_number"), ({"value_number": 11}, "value_number"),
        ({"value_number": 8.5}, "value_number"), ({"value_number": float("nan")}, "value_number"),
        ({"value_number": float("inf")}, "value_number"), ({"value_number": 10**400}, "value_number"),
        ({"value_number": "9"}, "value_number"), ({"value_number": True}, "value_number"), ({"scale_max": 5}, "scale_max"),
        ({"field_type": "rating", "scale_min": 5, "scale_max": 1}, "scale_max"), ({"market": 4}, "market"),
        ({"field_type": "rating", "value_number": 6}, "value_number"), ({"user_id": "a\0b"}, "user_id"),
        ({"field_label": "\ud800"}, "field_label"), ({"collected_at": datetime(2026, 1, 1)}, "collected_at"),  # noqa: DTZ001
        ({"collected_at": NOW + timedelta(days=2)}, "collected_at"),
        ({"collected_at": datetime(1950, 1, 1, tzinfo=UTC)}, "collected_at"),
        ({"field_type": "date", "value_date": datetime(1, 1, 1, tzinfo=UTC)}, "value_date"),
        ({"field_type": "text", "value_text": "x" * 30_001}, "value_text"), ({"field_type": "text", "value_text": ""}, "value_text"),
        ({"field_type": "boolean", "value_boolean": 1}, "value_boolean"), ({"metadata": {"a": "\0"}}, "metadata"),
        ({"metadata": {"a": "x" * 70_000}}, "metadata"), ({"metadata": {"a": object()}}, "metadata"), ({"metadata": [1]}, "metadata"),
        ({"metadata": {"a": 10**30}}, "metadata"), ({"metadata": {"\ud800": 1}}, "metadata"), ({"customer_id": 0}, "customer_id"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_record_is_named_and_sinks_nothing(workspace, wrong, name):
    done = write(workspace, GOOD, replace(GOOD, **{"submission_id": "s2", **wrong}))
    assert len(done.accepted) == 1
    (reject,) = done.rejected
    assert reject.index == 1
    assert [param.name for param in reject.invalid_params] == [name]
    assert all(param.reason for param in reject.invalid_params)
    assert Record.objects.count() == 1


def test_a_backslash_before_a_zero_is_no_nul(workspace):
    done = write(workspace, replace(GOOD, metadata={"a": "\\u0000"}))
    assert not done.rejected
    assert Record.objects.get().metadata == {"a": "\\u0000"}


def test_scores_without_a_scale_get_the_usual_one(workspace):
    write(workspace, GOOD, replace(GOOD, field_id="ces", field_type="ces", value_number=5, scale_max=5))
    assert sorted(Record.objects.values_list("field_id", "scale_min", "scale_max")) == [
        ("ces", 1, 5),
        ("nps", 0, 10),
    ]


def test_customers_are_found_by_any_of_their_ids(workspace):
    ada = Customer.objects.create(workspace=workspace, external_id="ada", created_at=NOW)
    Identity.objects.create(workspace=workspace, customer=ada, kind="user_id", value="ada-old")
    stranger = Customer.objects.create(
        workspace=Workspace.objects.create(slug="b", name="B"), external_id="bob", created_at=NOW
    )
    done = write(
        workspace, replace(GOOD, user_id="ada"), replace(GOOD, submission_id="s2", user_id="ada-old"),
        replace(GOOD, submission_id="s3", user_id="bob", market="cn"), replace(GOOD, submission_id="s4", customer_id=ada.pk),
        replace(GOOD, submission_id="s5", customer_id=stranger.pk),
    )  # fmt: skip
    assert [reject.code for reject in done.rejected] == ["unknown_customer"]
    assert set(Record.objects.exclude(submission_id="s3").values_list("customer_id", flat=True)) == {ada.pk}
    bob = Record.objects.get(submission_id="s3").customer
    assert bob.pk != stranger.pk
    assert (bob.external_id, bob.market) == ("bob", "cn")


def test_records_are_placed_by_name_and_by_rule(workspace):
    desk = Touchpoint.objects.create(workspace=workspace, code="desk", name_en="Front desk", name_zh="前台")
    web = Channel.objects.create(workspace=workspace, code="web")
    MappingRule.objects.create(
        workspace=workspace, field="source_name", operator="contains", value="DESK", touchpoint=desk
    )
    MappingRule.objects.create(workspace=workspace, field="field_id", operator="is", value="nps", channel=web)
    write(
        workspace, replace(GOOD, touchpoint=" 前台 "), replace(GOOD, submission_id="s2", source_name="Desk May", channel="kiosk"),
        replace(GOOD, submission_id="s3", component="service"),
    )  # fmt: skip
    found = Record.objects.order_by("submission_id").values_list("touchpoint", "channel", "component")
    assert list(found) == [("desk", "web", ""), ("desk", "kiosk", ""), ("", "web", "service")]
    assert set(Channel.objects.values_list("code", flat=True)) == {"web", "kiosk"}


def test_hundred_records_take_no_more_statements_than_one(workspace):
    def statements(count, first):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            write(
                workspace,
                *(replace(GOOD, submission_id=f"{first}{n}", user_id=f"u{first}{n}") for n in range(count)),
            )
        return len(queries)

    assert statements(1, "a") == statements(100, "b") <= 9


@pytest.mark.django_db(transaction=True)
def test_the_same_records_from_many_sides_at_once_are_there_once(workspace):
    def send(order):
        try:
            write(
                workspace,
                *(
                    replace(GOOD, submission_id=f"s{n}", user_id=f"u{n % 7}", channel=f"c{n % 5}")
                    for n in order
                ),
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(range(0, 60, step),)) for step in (1, 2, 3)]
    threads.append(threading.Thread(target=send, args=(range(59, -1, -1),)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Record.objects.count() == 60
    assert Customer.objects.count() == 7
    assert Channel.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_the_lake_follows(workspace):
    write(workspace, GOOD, replace(GOOD, field_id="other"), replace(GOOD, submission_id="s2", value_number=1))
    lake_sync()
    write(workspace, replace(GOOD, value_number=4, collected_at=NOW - timedelta(days=60)), replace=True)
    records_withdraw(workspace.pk, "s1", ["other"])
    lake_sync()
    files = store.open_table(RECORDS).file_uris()
    found = ask(
        "SELECT value_number, month FROM read_parquet($files, hive_partitioning = true) ORDER BY ALL",
        {"files": files},
    )
    assert found["value_number"].tolist() == [1, 4]
    assert [str(month)[:7] for month in found["month"]] == ["2026-05", "2026-03"]
