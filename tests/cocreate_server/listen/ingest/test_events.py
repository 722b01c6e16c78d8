"""`/v1/{identify,track,page,screen,group,alias,batch,import}`: taken in, digested, seen on customers."""

import base64
import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from cocreate_server.ground.core.audit import SHELL
from cocreate_server.ground.customers.erasing import customer_erase
from cocreate_server.ground.customers.lake_erasure import erasure_finish
from cocreate_server.ground.customers.models import Consent, Customer, Identity
from cocreate_server.ground.lake.api import lake_status, lake_sync
from cocreate_server.ground.lake.engine import ask
from cocreate_server.ground.lake.tables import EVENTS
from cocreate_server.ground.lake.watching import forget_all, snapshot_of
from cocreate_server.ground.records.models import Channel, Event, MappingRule, Touchpoint
from cocreate_server.listen.ingest import digesting
from cocreate_server.listen.ingest.digesting import digest_round
from cocreate_server.listen.ingest.models import Digested, Hour, LeftOut, Waiting

pytestmark = pytest.mark.django_db
TRACK = {
    "type": "track",
    "userId": "ada",
    "event": "Order placed",
    "messageId": "m1",
    "properties": {"total": 12.5},
}


def post(client, address, body, **headers):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(f"/v1/{address}", data, content_type="application/json", headers=headers)


def digest():
    total = 0
    while done := digest_round(now=timezone.now()):
        total += done
    return total


def test_an_event_is_kept_then_digested(api):
    answer = post(
        api, "track", TRACK | {"timestamp": "2026-05-01T10:00:00Z", "sentAt": "2026-05-01T10:00:00Z"}
    )
    assert answer.status_code == 200
    assert answer.json() == {"accepted": 1, "duplicates": 0, "rejected": [], "success": True}
    assert not Event.objects.exists()
    assert digest() == 1
    event = Event.objects.get()
    assert (event.name, event.properties, event.message_id) == ("Order placed", {"total": 12.5}, "m1")
    assert event.customer.external_id == "ada"
    assert abs(event.occurred_at - event.received_at) < timedelta(seconds=1)
    assert not Waiting.objects.exists()
    assert Hour.objects.get().messages == 1


@pytest.mark.parametrize("digested", [False, True])
def test_a_message_sent_again_is_a_duplicate(api, digested):
    identify = {"type": "identify", "userId": "ada", "messageId": "m2", "traits": {"plan": "a"}}
    batch = {"batch": [TRACK, identify, TRACK]}
    assert post(api, "batch", batch).json() | {"rejected": []} == {
        "accepted": 2, "duplicates": 1, "rejected": [], "success": True,
    }  # fmt: skip
    if digested:
        digest()
    assert post(api, "import", batch).json()["duplicates"] == 3
    digest()
    assert Event.objects.count() == 1
    assert Digested.objects.count() == 1


def test_the_key_may_stand_in_the_body_or_be_a_user_name(anonymous, secret_of):
    secret = secret_of("records:write")
    assert post(anonymous, "batch", {"batch": [TRACK], "writeKey": secret}).json()["accepted"] == 1
    basic = {"authorization": "Basic " + base64.b64encode(f"{secret}:".encode()).decode()}
    assert post(anonymous, "track", TRACK | {"messageId": "m2"}, **basic).json()["accepted"] == 1
    packed = gzip.compress(json.dumps({"batch": [TRACK | {"messageId": "m3"}], "writeKey": secret}).encode())
    assert post(anonymous, "batch", packed, **{"content-encoding": "gzip"}).json()["accepted"] == 1
    for body in (
        {"batch": [TRACK], "writeKey": "cc_nonsense"},
        {"batch": [TRACK]},
        b"{",
        b"\xff",
        {"writeKey": 7},
    ):
        assert post(anonymous, "batch", body).status_code == 401


def test_readers_may_not_send(program):
    assert post(program("records:read"), "track", TRACK).status_code == 403


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"userId": None}, "userId"), ({"event": ""}, "event"), ({"event": "x" * 201}, "event"), ({"type": "tack"}, "type"),
        ({"userId": "a\0"}, "userId"), ({"userId": "a" * 201}, "userId"), ({"properties": []}, "properties"),
        ({"properties": {"a": "\0"}}, "properties"), ({"properties": {"a": 10**30}}, "properties"),
        ({"timestamp": "soon"}, "timestamp"),
        ({"timestamp": "0001-01-01"}, "timestamp"), ({"timestamp": 1e300}, "timestamp"), ({"messageId": "m" * 256}, "messageId"),
        ({"type": "alias"}, "previousId"), ({"type": "group"}, "groupId"), ({"properties": {"a": "x" * 33_000}}, "body"),
        ({"sentAt": True}, "sentAt"), ({"timestamp": "1950-01-01T00:00:00Z"}, "timestamp"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_told_and_kept_and_sinks_nothing(api, change, name):
    answer = post(api, "batch", {"batch": [TRACK, TRACK | {"messageId": "bad"} | change]}).json()
    assert answer["accepted"] == 1
    (reject,) = answer["rejected"]
    assert (reject["index"], reject["invalid_params"][0]["name"]) == (1, name)
    left = LeftOut.objects.get()
    assert left.reasons[0]["name"] == name
    assert digest() == 1
    if "type" not in change:
        assert post(api, "track", TRACK | {"messageId": "bad"} | change).status_code == 400


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"7", b'{"batch": 7}', b"\xff", b'{"batch": [{]}', b'{"batch": ' + b"[" * 50_000],
)
def test_bodies_that_are_none_are_refused(api, body):
    assert post(api, "batch", body).status_code == 400
    assert post(api, "track", body).status_code == 400


@pytest.mark.parametrize(
    "raw",
    [
        b'"\\ud800"',
        b'{"a": 1e999}',
        b'{"' + b"x" * 100 + b'": "\xff"}',
        b"[" * 5_000 + b"]" * 5_000,
        b'{"a":' * 3_000 + b"1" + b"}" * 3_000,
    ],
)
def test_strange_content_never_breaks_the_digestion(api, raw):
    body = b'{"batch": [{"type": "track", "userId": "ada", "event": "E", "messageId": "x", "unknown": %s, "properties": {"p": %s}}]}'
    assert post(api, "batch", body % (raw, raw)).status_code in {200, 400}
    post(api, "track", TRACK)
    digest()
    assert Event.objects.filter(name="Order placed").count() == 1


def test_a_batch_may_have_half_a_megabyte(api):
    assert post(api, "batch", b" " * 600_000).status_code == 413
    assert (
        post(api, "batch", gzip.compress(b" " * 600_000), **{"content-encoding": "gzip"}).status_code == 413
    )


def test_ids_may_be_numbers(api):
    post(api, "track", TRACK | {"userId": 12, "messageId": 7})
    digest()
    assert Event.objects.get().customer.external_id == "12"


def test_pages_and_screens_are_events_on_their_channel(api, workspace):
    desk = Touchpoint.objects.create(workspace=workspace, code="prices")
    MappingRule.objects.create(
        workspace=workspace, field="field_id", operator="contains", value="pricing", touchpoint=desk
    )
    post(
        api,
        "page",
        {
            "anonymousId": "x",
            "name": "Pricing",
            "category": "Docs",
            "properties": {"url": "/p"},
            "messageId": "1",
        },
    )
    post(api, "screen", {"anonymousId": "x", "name": "Home", "messageId": "2"})
    post(api, "track", TRACK | {"properties": {"channel": "kiosk", "touchpoint": "hall"}})
    digest()
    found = dict(Event.objects.values_list("name", "channel"))
    assert found == {"Viewed Docs Pricing page": "web", "Viewed Home screen": "app", "Order placed": "kiosk"}
    assert Event.objects.get(channel="web").touchpoint == "prices"
    assert Event.objects.get(channel="web").properties == {"name": "Pricing", "category": "Docs", "url": "/p"}
    assert Channel.objects.filter(code="kiosk").exists()
    assert Touchpoint.objects.filter(code="hall").exists()


def test_identify_tells_of_a_customer(api, workspace):
    traits = {
        "name": "Ada",
        "email": "ADA@people.example",
        "plan": "yearly",
        "language": "en",
        "consents": {"marketing": False},
    }
    consent = {"consent": {"categoryPreferences": {"research": True, "odd": "yes"}}}
    post(api, "identify", {"userId": "ada", "traits": traits, "context": consent, "messageId": "1"})
    digest()
    ada = Customer.objects.get()
    assert (ada.name, ada.language, ada.traits) == ("Ada", "en", {"plan": "yearly"})
    assert Identity.objects.filter(kind="email", value="ada@people.example", customer=ada).exists()
    assert dict(Consent.objects.values_list("purpose", "granted")) == {"marketing": False, "research": True}
    again = {"userId": "ada", "traits": {"consents": {"marketing": False}}, "messageId": "2"}
    post(api, "identify", again)
    digest()
    assert Consent.objects.count() == 2
    assert not Event.objects.exists()


def test_what_was_told_later_counts_whenever_it_arrives(api):
    def tell(plan, when, message):
        post(
            api,
            "identify",
            {"userId": "ada", "traits": {"plan": plan, when: 1}, "timestamp": when, "messageId": message},
        )
        digest()

    tell("yearly", "2026-05-03T00:00:00Z", "2")
    tell("monthly", "2026-05-01T00:00:00Z", "1")
    assert Customer.objects.get().traits["plan"] == "yearly"
    assert len(Customer.objects.get().traits) == 3


def test_groups_are_accounts(api):
    post(
        api,
        "group",
        {"userId": "ada", "groupId": "school-1", "traits": {"name": "School", "size": 40}, "messageId": "1"},
    )
    digest()
    account = Customer.objects.get(kind="account")
    assert (account.name, account.traits) == ("School", {"size": 40})
    assert Customer.objects.get(external_id="ada").traits == {"group": "school-1"}


def test_the_sender_s_clock_is_put_right(api):
    now = timezone.now()
    sent = datetime(2020, 1, 1, 12, tzinfo=UTC)  # a clock six years behind
    post(api, "batch", {"batch": [TRACK | {"timestamp": "2020-01-01T11:50:00Z"}], "sentAt": sent.isoformat()})
    digest()
    event = Event.objects.get()
    assert abs(event.occurred_at - (now - timedelta(minutes=10))) < timedelta(seconds=10)


def test_history_keeps_its_time(api):
    sent = timezone.now().isoformat()
    post(api, "import", {"batch": [TRACK | {"timestamp": "2019-03-01T08:00:00+08:00"}], "sentAt": sent})
    digest()
    assert abs(Event.objects.get().occurred_at - datetime(2019, 3, 1, tzinfo=UTC)) < timedelta(seconds=10)


def test_somebody_erased_does_not_come_back_with_what_waited(api, workspace):
    Customer.objects.create(workspace=workspace, external_id="ada", created_at=timezone.now())
    post(
        api,
        "batch",
        {
            "batch": [
                TRACK,
                TRACK | {"userId": "bob", "messageId": "m2"},
                {"type": "x", "userId": "ada"},
                {"type": "x"},
            ]
        },
    )
    assert LeftOut.objects.count() == 2
    receipt = customer_erase(Customer.objects.get(), actor=SHELL, now=timezone.now())
    assert erasure_finish(receipt, now=timezone.now())
    assert set(Customer.objects.values_list("external_id", flat=True)) == {"bob"}
    assert LeftOut.objects.count() == 1
    assert "events that were left out" in receipt.holdings
    post(api, "track", TRACK | {"messageId": "m9"})  # said after they were forgotten: somebody new
    digest()
    assert Customer.objects.filter(external_id="ada").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_lake_follows_events_and_their_owners(api, workspace):
    def in_lake():
        lake_sync()
        reading = snapshot_of(EVENTS, workspace.pk).reading()
        query = f"SELECT name, customer_id, json_extract_string(properties, '$.total') AS total FROM {reading.sql}"  # noqa: S608 - ours
        return ask(query, reading.parameters, **reading.sources)

    forget_all()
    post(
        api,
        "track",
        {"anonymousId": "x", "event": "Order placed", "messageId": "m1", "properties": {"total": 12.5}},
    )
    digest()
    nobody = Event.objects.get().customer_id
    assert in_lake()["customer_id"].tolist() == [nobody]
    post(api, "identify", {"userId": "ada", "anonymousId": "x", "messageId": "m2"})
    digest()
    forget_all()
    found = in_lake()
    assert found["customer_id"].tolist() == [Customer.objects.get(external_id="ada").pk] != [nobody]
    assert (found["name"].tolist(), found["total"].tolist()) == (["Order placed"], ["12.5"])
    assert {table.table: (table.rows, table.waiting) for table in lake_status()}["events"] == (1, 0)


def test_workspaces_are_apart(api, stranger):
    post(api, "track", TRACK)
    post(stranger, "track", TRACK)
    digest()
    assert Event.objects.count() == 2
    assert len(set(Event.objects.values_list("workspace_id", "customer_id"))) == 2


def test_a_message_that_cannot_be_digested_is_left_out_alone(api, monkeypatch):
    whole = digesting._name

    def falling(item):
        if item.message.event == "Bad":
            raise ZeroDivisionError
        return whole(item)

    monkeypatch.setattr(digesting, "_name", falling)
    post(
        api,
        "batch",
        {"batch": [TRACK, TRACK | {"event": "Bad", "messageId": "bad"}, TRACK | {"messageId": "m3"}]},
    )
    digest()
    assert Event.objects.count() == 2
    assert LeftOut.objects.get().name == "Bad"
    assert not Waiting.objects.exists()


def test_a_batch_is_taken_and_digested_in_few_statements(api, django_assert_max_num_queries):
    batch = {
        "batch": [
            TRACK | {"messageId": f"m{n}", "userId": f"u{n}", "anonymousId": f"a{n}"} for n in range(300)
        ]
    }
    with django_assert_max_num_queries(6):
        assert post(api, "batch", batch).json()["accepted"] == 300
    with django_assert_max_num_queries(45):
        assert digest() == 300
