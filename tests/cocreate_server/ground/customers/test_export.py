"""Export of everything kept of one customer, by page and by key."""

import json

import pytest

from cocreate_server.ground.core.models import AuditEntry
from cocreate_server.ground.customers.models import Consent, Identity
from cocreate_server.ground.records.models import Batch, Event, Record

pytestmark = pytest.mark.django_db


def address(customer) -> str:
    return f"/w/acme/customers/{customer.pk}/export"


def read(response) -> dict:
    return json.loads(b"".join(response.streaming_content))


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
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may(request, ada, who, status, method):
    response = getattr(request.getfixturevalue(who), method)(address(ada))
    assert response.status_code == status
    assert AuditEntry.objects.filter(action="customer.exported").exists() == (status == 200)
    if status == 200:
        assert read(response)["customer"]["name"] == "Ada Lovelace"


def test_holds_everything_and_nobody_else(owner, ada, bob, says):
    loading = Batch.objects.create(workspace=ada.workspace, label="b", state=Batch.State.LOADING)
    says(ada, "s3", "nps", 1, batch=loading)
    file = read(owner.post(address(ada)))
    assert (file["schema"], file["schema_version"], file["workspace"]) == ("cocreate.customer", 1, "acme")
    assert file["traits"] == ada.traits
    assert {record["id"] for record in file["records"]} == {
        str(key) for key in Record.objects.exclude(customer=bob).values_list("pk", flat=True)
    }
    assert [event["id"] for event in file["events"]] == [str(Event.objects.get(customer=ada).pk)]
    assert [identity["value"] for identity in file["identities"]] == ["ada@people.example"]
    assert [consent["purpose"] for consent in file["consents"]] == ["feedback"]
    assert "Plain words" not in json.dumps(file)


def test_holds_every_column(owner, ada):
    file = read(owner.get(address(ada)))
    head = {"workspace_id", "customer_id"}
    for model, rows in (
        (Record, "records"),
        (Event, "events"),
        (Identity, "identities"),
        (Consent, "consents"),
    ):
        columns = {field.attname for field in model._meta.concrete_fields}
        assert set(file[rows][0]) == columns - head
    first = next(record for record in file["records"] if record["submission_id"] == "s1")
    assert first["collected_at"] == "2026-03-01T12:00:00Z"


def test_long_lists_are_whole(owner, ada, does):
    for number in range(1_001):
        does(ada, f"many-{number}")
    assert len(read(owner.get(address(ada)))["events"]) == 1_002


def test_is_a_file_that_nobody_keeps_on_the_way(owner, ada):
    response = owner.get(address(ada))
    assert response["Content-Disposition"] == f'attachment; filename="customer-{ada.pk}.json"'
    assert "no-store" in response["Cache-Control"]


def test_a_key_gets_the_same_file(owner, api, ada):
    response = api("customers:read").get("/v1/customers/ada-1/export")
    by_key, by_page = read(response), read(owner.get(address(ada)))
    assert by_key | {"exported_at": ""} == by_page | {"exported_at": ""}
    assert AuditEntry.objects.filter(
        action="customer.exported", actor=None, actor_label__startswith="CRM"
    ).exists()


def test_ids_may_hold_slashes(api, customer_of):
    customer_of("eu/7 号")
    response = api("customers:read").get("/v1/customers/eu%2F7%20%E5%8F%B7/export")
    assert read(response)["customer"]["external_id"] == "eu/7 号"


@pytest.mark.parametrize("external_id", ["nobody", "bob-2", "%00"])
def test_unknown_ids_are_a_problem(api, ada, external_id):
    response = api("customers:read").get(f"/v1/customers/{external_id}/export")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["code"] == "not_found"


def test_keys_need_the_scope(api, client, ada):
    assert api("records:read").get("/v1/customers/ada-1/export").status_code == 403
    assert client.get("/v1/customers/ada-1/export").status_code == 401
    assert api("customers:read").post("/v1/customers/ada-1/export").status_code == 405


def test_a_key_sees_its_own_workspace_only(api, outsider, customer_of):
    from cocreate_server.ground.accounts.models import Workspace

    customer_of("theirs", workspace=Workspace.objects.get(slug="elsewhere"))
    assert api("customers:read").get("/v1/customers/theirs/export").status_code == 404
