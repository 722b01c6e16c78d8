"""What an inlet takes: signed, within bounds, once; and what it makes of it."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from cocreate_server.ground.core.audit import SHELL
from cocreate_server.ground.core.erasing import ErasedPerson, holdings_of
from cocreate_server.ground.customers.erasing import customer_erase
from cocreate_server.ground.customers.exporting import customer_export
from cocreate_server.ground.customers.merging import customer_merge
from cocreate_server.ground.customers.models import Customer
from cocreate_server.ground.records.models import Record
from cocreate_server.listen.inlets import bringing, taking
from cocreate_server.listen.inlets.keeping import arrivals_sweep
from cocreate_server.listen.inlets.mapping import Meant
from cocreate_server.listen.inlets.models import Arrival, Inlet
from cocreate_server.listen.inlets.services import inlet_map, inlet_show
from cocreate_server.listen.inlets.tasks import bring_in

from .conftest import NOON, typeform_payload, wenjuanxing_payload

pytestmark = pytest.mark.django_db
MEANT = (
    Meant("/id", "submission"),
    Meant("/who", "customer"),
    Meant("/at", "when"),
    Meant("/scores/0/value", "rating", 1.0, 10.0, "Stars"),
    Meant("/said", "text"),
    Meant("/plan", "trait"),
)


def payload(number, **parts):
    return {
        "id": f"s{number}", "who": f"w{number}", "at": "2026-02-01T00:00:00Z", "scores": [{"value": 8}],
        "said": "Fine", "plan": "gold",
    } | parts  # fmt: skip


@pytest.fixture
def mapped(inlet_for):
    inlet = inlet_for("other")
    inlet_map(inlet, MEANT, actor=SHELL)
    return inlet


def values():
    rows = Record.objects.order_by("field_id").values_list(
        "field_id", "field_type", "value_text", "value_number", "value_boolean"
    )
    return {field: (kind, *(value for value in rest if value is not None)) for field, kind, *rest in rows}


def test_typeform_becomes_records(inlet_for, send):
    inlet = inlet_for("typeform")
    assert send(inlet, typeform_payload(user_id="ada", plan="gold")).status_code == 200
    bring_in(inlet.pk)
    assert values() == {
        "nps": ("nps", 9.0), "why": ("text", "老师很好"), "stars": ("rating", 4.0), "again": ("boolean", True),
        "likes:tea": ("categorical", "Tea"), "likes:cake": ("categorical", "Cake"), "likes:Jam": ("categorical", "Jam"),
        "ease": ("rating", 10.0),
    }  # fmt: skip
    ease = Record.objects.get(field_id="ease")
    assert (ease.scale_min, ease.scale_max, ease.submission_id) == (0, 10, "t-1")
    assert (ease.source_type, ease.source_id, ease.source_name) == ("typeform", "lT4Z3j", "Spring")
    assert (ease.customer.external_id, ease.metadata["traits"]) == ("ada", {"plan": "gold"})
    assert Record.objects.get(field_id="likes:tea").field_group_id == "likes"
    arrival = Arrival.objects.get()
    assert (arrival.state, arrival.records) == ("left_out", 8)
    assert [problem["name"] for problem in arrival.problems] == ["mail"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda p: p["form_response"].pop("answers"), lambda p: p["form_response"].update(answers=7),
        lambda p: p["form_response"].update(answers=[7, {"type": "number"}, {"type": ["x"]}]),
        lambda p: p["form_response"].update(definition=[]), lambda p: p["form_response"].update(hidden={"user_id": {"a": 1}}),
        lambda p: p["form_response"].update(token="x" * 5000), lambda p: p["form_response"].update(submitted_at="never"),
        lambda p: p["form_response"]["answers"][0].update(number="many"), lambda p: p.update(form_response="x"),
        lambda p: p["form_response"]["definition"]["fields"][6]["properties"].update(steps=[]),
        lambda p: p["form_response"]["answers"][3].update(choices={"labels": [{"a": 1}, None, "x\0"]}),
        lambda p: p["form_response"]["answers"][0]["field"].update(ref={"no": "text"}),
    ],
)  # fmt: skip
def test_odd_payloads_are_told_and_sink_nothing(inlet_for, send, spoil):
    inlet, odd = inlet_for("typeform"), typeform_payload()
    spoil(odd)
    assert send(inlet, odd).status_code == 200
    send(inlet, typeform_payload("good"))
    bring_in(inlet.pk)
    assert Record.objects.filter(submission_id="good").count() == 8
    assert Arrival.objects.earliest("pk").state == "left_out"


def test_wenjuanxing_by_its_mapping(inlet_for, send, workspace):
    workspace.time_zone = "Asia/Shanghai"
    workspace.save()
    inlet = inlet_for("wenjuanxing")
    assert send(inlet, wenjuanxing_payload()).status_code == 200
    meant = [
        Meant("/joinid", "submission"), Meant("/submittime", "when"), Meant("/q1", "nps"), Meant("/q2", "choices"),
        Meant("/q3", "text"),
    ]  # fmt: skip
    inlet_map(inlet, meant, actor=SHELL)
    bring_in(inlet.pk)
    assert values() == {
        "q1": ("nps", 9.0), "q2:1": ("categorical", "1"), "q2:2": ("categorical", "2"), "q3": ("text", "很好"),
    }  # fmt: skip
    record = Record.objects.get(field_id="q1")
    assert (record.submission_id, record.source_type) == ("7", "wenjuanxing")
    assert record.collected_at.isoformat() == "2026-03-01T04:00:00+00:00"


def test_who_does_not_sign_is_turned_away(inlet_for, send):
    assert send(inlet_for("typeform"), typeform_payload(), signed=False).status_code == 401
    for wrong in (
        {"sign": ""},
        {"sign": "0" * 40},
        {"sign": None},
        {"sign": ["x"]},
        {"activity": "9002"},
        {"sign": "\ud800"},
    ):
        assert send(inlet_for("wenjuanxing"), wenjuanxing_payload() | wrong).status_code in {400, 401}
    inlet = inlet_for("typeform")
    Inlet.objects.update(secret="sealed with another key")
    assert send(inlet, typeform_payload()).status_code == 401
    assert not Arrival.objects.exists()


def test_anything_else_by_its_mapping(mapped, send):
    send(mapped, payload(1))
    bring_in(mapped.pk)
    assert values() == {"scores/0/value": ("rating", 8.0), "said": ("text", "Fine")}
    record = Record.objects.get(field_id="scores/0/value")
    assert (record.field_label, record.scale_max, record.customer.external_id) == ("Stars", 10, "w1")
    assert record.metadata == {"traits": {"plan": "gold"}}
    assert record.collected_at.isoformat() == "2026-02-01T00:00:00+00:00"
    assert Arrival.objects.get().state == "used"


def test_a_resend_is_harmless(mapped, send):
    first = send(mapped, payload(1)).json()
    assert send(mapped, payload(1)).json() == first
    bring_in(mapped.pk)
    send(mapped, payload(1, plan="silver"))  # another payload of the same submission
    bring_in(mapped.pk)
    assert Record.objects.count() == 2
    assert [arrival.state for arrival in Arrival.objects.all()] == ["used", "used"]


def test_what_came_before_the_mapping_is_brought_in_after(inlet_for, send):
    inlet = inlet_for("other")
    for number in range(3):
        send(inlet, payload(number))
    bring_in(inlet.pk)
    assert not Record.objects.exists()
    inlet_map(inlet, MEANT, actor=SHELL)
    bring_in(inlet.pk)
    assert Record.objects.count() == 6


def test_what_cannot_be_used_is_told(mapped, send):
    send(mapped, payload(1, scores=[{"value": 11}], at="yesterday", said={"a": 1}))
    send(mapped, payload(2, scores=[], said="", extra=1))
    bring_in(mapped.pk)
    first, second = Arrival.objects.order_by("pk")
    assert {problem["name"] for problem in first.problems} == {
        "/at",
        "/said",
        "scores/0/value · value_number",
    }
    assert [problem["name"] for problem in second.problems] == ["/"]
    assert not Record.objects.exists()


def test_reviews(inlet_for, send):
    inlet = inlet_for("other")
    meant = [
        *MEANT, Meant("/title", "title"), Meant("/by", "author"), Meant("/url", "link"), Meant("/shop", "source"),
        Meant("/answer", "reply"), Meant("/answered", "replied_at"),
    ]  # fmt: skip
    inlet_map(inlet, meant, actor=SHELL, holds_reviews=True)
    send(
        inlet,
        payload(
            1,
            title="Great",
            by="Li",
            url="https://x.example/1",
            shop="App Store",
            answer="Thanks",
            answered=1772337600,
        ),
    )
    bring_in(inlet.pk)
    for record in Record.objects.all():
        assert (record.source_type, record.source_name, record.field_group_id) == (
            "review",
            "App Store",
            "review",
        )
        assert record.metadata["link"] == "https://x.example/1"
        assert record.metadata["replied_at"] == "2026-03-01T04:00:00+00:00"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"not json", 400), (b"[1]", 400), (b"\xff\xfe", 400), (b'{"a":NaN}', 400), (b'{"a":"\\ud800"}', 400),
        (b"[" * 200_000, 400), (b'{"a":"' + b"x" * 262_144 + b'"}', 413), (b'{"a":' * 40 + b"1" + b"}" * 40, 400),
        (b'{"a":1e999}', 400), (b'{"\\u0000":"\\u0000"}', 200), (b"{}", 200),
    ],
)  # fmt: skip
def test_bodies(inlet_for, send, body, status):
    inlet = inlet_for("other")
    answer = send(inlet, None, body=body)
    assert answer.status_code in {status, 400} if body == b'{"a":1e999}' else answer.status_code == status
    assert Arrival.objects.count() == (answer.status_code == 200)


def test_a_nul_in_a_payload_is_told_and_nothing_breaks(mapped, send):
    send(mapped, payload(1, said="a\0b", plan="x\0", who="y\0"))
    bring_in(mapped.pk)
    arrival = Arrival.objects.get()
    assert len(arrival.problems) == 3
    assert arrival.records == 1


def test_methods_and_addresses(client, inlet_for, send):
    assert client.post("/in/unknown", b"{}", content_type="application/json").status_code == 404
    assert client.post("/in/" + "x" * 4000, b"{}", content_type="application/json").status_code == 404
    inlet = inlet_for("other")
    from cocreate_server.ground.core.sealing import unseal

    assert client.get(f"/in/{unseal(inlet.token)}").status_code == 405


def test_bounds(inlet_for, send, monkeypatch):
    monkeypatch.setattr(taking, "MOST_WAITING", 2)
    inlet = inlet_for("other")
    assert [send(inlet, payload(number)).status_code for number in (1, 2, 3, 1)] == [200, 200, 429, 200]
    monkeypatch.setattr(taking, "MOST_A_MINUTE", 1)
    assert send(inlet_for("other"), payload(1)).status_code == 200
    assert send(Inlet.objects.latest("pk"), payload(2)).status_code == 429


@pytest.mark.django_db(transaction=True)
def test_begun_again_after_a_crash_nothing_is_doubled_or_lost(mapped, send, monkeypatch):
    for number in range(4):
        send(mapped, payload(number))
    monkeypatch.setattr(bringing, "AT_ONCE", 3)
    monkeypatch.setattr(bringing, "_settle", lambda *_a, **_k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bring_in(mapped.pk)
    assert not Record.objects.exists()  # nothing half done
    monkeypatch.undo()
    bring_in(mapped.pk)
    assert Record.objects.count() == 8


def test_payloads_are_forgotten(mapped, send):
    for number in range(3):
        send(mapped, payload(number))
    now = timezone.now()
    Arrival.objects.filter(pk=Arrival.objects.earliest("pk").pk).update(
        state="used", used_at=now - timedelta(days=8)
    )
    Arrival.objects.filter(pk=Arrival.objects.latest("pk").pk).update(received_at=now - timedelta(days=31))
    assert arrivals_sweep(now=now) == 2
    assert Arrival.objects.count() == 1


def test_payloads_of_somebody_who_was_merged_go_as_well(mapped, send):
    for number in (1, 2, 3):
        send(mapped, payload(number))
    bring_in(mapped.pk)
    kept, gone = (Customer.objects.get(external_id=who) for who in ("w2", "w1"))
    customer_merge(kept, gone.pk, actor=SHELL, now=NOON)
    customer_erase(kept, actor=SHELL, now=NOON)
    person = ErasedPerson(workspace_id=mapped.workspace_id, customer_id=kept.pk, batch_ids=())
    for holding in holdings_of(person):
        holding.erase()
    assert [json.loads(arrival.body)["who"] for arrival in Arrival.objects.all()] == ["w3"]


def test_payloads_are_in_the_export_of_the_person(mapped, send):
    send(mapped, payload(1))
    send(mapped, payload(2))
    bring_in(mapped.pk)
    person = Customer.objects.get(external_id="w1")
    exported = json.loads(b"".join(customer_export(person, actor=SHELL, now=NOON)))
    assert [each["payload"]["id"] for each in exported["payloads"]] == ["s1"]


def test_payloads_go_with_the_person(mapped, inlet_for, send):
    send(mapped, payload(1))
    send(mapped, payload(2))
    bring_in(mapped.pk)
    unmapped = inlet_for("other")
    send(unmapped, {"deep": [{"who": "W1 "}]})
    send(unmapped, {"who": "w2"})
    inlet_show(unmapped, json.dumps({"who": "w1"}))
    Customer.objects.filter(external_id="w1").update(external_id="w1")
    person = Customer.objects.get(external_id="w1")
    customer_erase(person, actor=SHELL, now=NOON)
    found = holdings_of(ErasedPerson(workspace_id=mapped.workspace_id, customer_id=person.pk, batch_ids=()))
    assert {holding.name for holding in found} >= {"payloads of inlets", f"example of inlet {unmapped.pk}"}
    for holding in found:
        holding.erase()
        holding.erase()
    assert {json.loads(arrival.body)["who"] for arrival in Arrival.objects.all()} == {"w2"}
    assert Inlet.objects.get(pk=unmapped.pk).example == ""
