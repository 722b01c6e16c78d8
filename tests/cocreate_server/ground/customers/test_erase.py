"""Asking for the erasure of one customer, by page and by key."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from cocreate_server.ground.core.models import AuditEntry
from cocreate_server.ground.customers.erasing import customer_erase
from cocreate_server.ground.customers.models import Consent, Customer, ErasureReceipt, Identity
from cocreate_server.ground.records.models import Batch, Event, Record, RecordText

pytestmark = pytest.mark.django_db
PERSONAL = ("ada-1", "ada@people.example", "Ada Lovelace", "zebra", "yearly-of-ada")


def address(customer) -> str:
    return f"/w/acme/customers/{customer.pk}/erase"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("owner", 200),
        ("analyst", 403),
        ("agent", 403),
        ("moderator", 403),
        ("outsider", 404),
        ("anonymous", 302),
    ],
)
def test_who_is_asked(request, ada, who, status):
    assert request.getfixturevalue(who).get(address(ada)).status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("owner", 302),
        ("analyst", 403),
        ("agent", 403),
        ("moderator", 403),
        ("outsider", 404),
        ("anonymous", 302),
    ],
)
def test_who_may(request, ada, who, status):
    response = request.getfixturevalue(who).post(address(ada), {"word": "ada-1"})
    assert response.status_code == status
    assert Customer.objects.filter(pk=ada.pk).exists() == (who != "owner")


def test_says_what_goes_and_what_is_out_of_reach(owner, ada):
    page = owner.get(address(ada))
    assert (page.context["preview"].records, page.context["preview"].events) == (3, 1)
    text = page.content.decode()
    assert "survey.csv" in text
    assert "cannot be edited" in text
    assert "backups" in text


@pytest.mark.parametrize("word", ["", "ada", "ADA-1", "Ada Lovelace"])
def test_only_the_exact_word_confirms(owner, ada, word):
    assert owner.post(address(ada), {"word": word}).status_code == 422
    assert Customer.objects.filter(pk=ada.pk).exists()


def test_those_without_an_id_are_confirmed_by_their_number(owner, customer_of):
    somebody = customer_of(None)
    response = owner.post(address(somebody), {"word": f"#{somebody.pk}"})
    assert response.status_code == 302
    assert not Customer.objects.exists()


def rows_with(word: str) -> list[str]:
    """Tables in which any column of any row speaks of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s', [f"%{word}%"])  # noqa: S608 - names of our tables
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_nothing_is_left_in_any_table(owner, ada, bob):
    assert {"customers_customer", "customers_identity"} <= {
        table for word in PERSONAL for table in rows_with(word)
    }
    owner.post(address(ada), {"word": "ada-1"})
    assert {word: rows_with(word) for word in PERSONAL} == {word: [] for word in PERSONAL}
    assert not RecordText.objects.exists()


def test_everybody_else_stays(owner, ada, bob):
    owner.post(address(ada), {"word": "ada-1"})
    assert list(Customer.objects.all()) == [bob]
    assert Identity.objects.get().customer == bob
    assert (Record.objects.get().submission_id, Event.objects.get().message_id) == ("b1", "order-b")


def test_the_receipt_counts_and_names_nobody(owner, ada):
    response = owner.post(address(ada), {"word": "ada-1"})
    receipt = ErasureReceipt.objects.get()
    assert response["Location"] == f"/w/acme/customers/receipts/{receipt.pk}"
    assert (receipt.records, receipt.events, receipt.identities, receipt.consents) == (3, 1, 1, 1)
    assert receipt.requested_by.email == "owner@acme.example"
    assert Batch.objects.filter(pk__in=receipt.batch_ids).get().label == "survey.csv"
    assert receipt.lake_erased_at is None
    entry = AuditEntry.objects.get(action="customer.erased")
    assert entry.subject == f"receipt {receipt.pk}"
    assert ProcrastinateJob.objects.get().args == {"receipt_id": receipt.pk, "tries": 0}


def test_consents_of_others_stay(ada, bob):
    from cocreate_server.ground.core.audit import SHELL

    Consent.objects.create(
        customer=bob, purpose="feedback", granted=True, at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    receipt = customer_erase(ada, actor=SHELL, now=datetime(2026, 5, 1, tzinfo=UTC))
    assert Consent.objects.get().customer == bob
    assert (receipt.requested_by, receipt.requested_with) == (None, "shell")


def test_the_page_is_gone_afterwards(owner, ada):
    owner.post(address(ada), {"word": "ada-1"})
    assert owner.get(f"/w/acme/customers/{ada.pk}").status_code == 404
    assert owner.post(address(ada), {"word": "ada-1"}).status_code == 404


def test_a_key_erases_and_is_told_where_to_look(api, ada):
    client = api("customers:erase")
    response = client.delete("/v1/customers/ada-1")
    receipt = ErasureReceipt.objects.get()
    assert response.status_code == 202
    assert response.json()["erased"] == {"records": 3, "events": 1, "identities": 1, "consents": 1}
    assert response.json()["lake_erased_at"] is None
    assert response["Location"] == f"/v1/customers/erasures/{receipt.pk}"
    assert client.get(response["Location"]).json() == response.json()
    assert receipt.requested_with.startswith("CRM")


def test_erasing_again_finds_nobody(api, ada):
    client = api("customers:erase")
    assert client.delete("/v1/customers/ada-1").status_code == 202
    again = client.delete("/v1/customers/ada-1")
    assert (again.status_code, again["Content-Type"]) == (404, "application/problem+json")
    assert ErasureReceipt.objects.count() == 1


def test_somebody_who_comes_back_is_somebody_new(api, ada, customer_of):
    client = api("customers:erase")
    client.delete("/v1/customers/ada-1")
    assert customer_of("ada-1").pk != ada.pk
    assert client.delete("/v1/customers/ada-1").status_code == 202


def test_keys_need_the_scope(api, client, ada):
    assert api("customers:read").delete("/v1/customers/ada-1").status_code == 403
    assert client.delete("/v1/customers/ada-1").status_code == 401
    assert api("customers:erase").get("/v1/customers/ada-1").status_code == 405
    assert Customer.objects.filter(pk=ada.pk).exists()


def test_a_key_reaches_its_own_workspace_only(api, outsider, customer_of):
    from cocreate_server.ground.accounts.models import Workspace

    customer_of("theirs", workspace=Workspace.objects.get(slug="elsewhere"))
    assert api("customers:erase").delete("/v1/customers/theirs").status_code == 404
