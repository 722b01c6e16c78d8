"""Receipts: their list, one of them, and its file."""

from datetime import UTC, datetime

import pytest

from cocreate_server.ground.core.audit import SHELL
from cocreate_server.ground.customers.erasing import customer_erase
from cocreate_server.ground.customers.models import ErasureReceipt

pytestmark = pytest.mark.django_db
LIST = "/w/acme/customers/receipts/"


@pytest.fixture
def receipt(ada) -> ErasureReceipt:
    return customer_erase(ada, actor=SHELL, now=datetime(2026, 5, 1, tzinfo=UTC))


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
@pytest.mark.parametrize("page", ["", "{pk}", "{pk}.json"])
def test_who_sees_them(request, receipt, who, status, page):
    assert request.getfixturevalue(who).get(LIST + page.format(pk=receipt.pk)).status_code == status


def test_the_list_has_them_with_how_far_they_are(owner, receipt, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        text = owner.get(LIST).content.decode()
    assert f"{LIST}{receipt.pk}" in text
    assert "not yet" in text


def test_an_empty_list_says_how_one_comes_about(owner, workspace):
    assert "Nobody was erased yet" in owner.get(LIST).content.decode()


def test_unknown_receipts_are_not_there(owner, receipt):
    assert owner.get(f"{LIST}{receipt.pk + 1}").status_code == 404
    assert owner.get(f"{LIST}{receipt.pk + 1}.json").status_code == 404


def test_receipts_of_other_workspaces_are_not_there(outsider, receipt):
    assert outsider.get(f"/w/elsewhere/customers/receipts/{receipt.pk}").status_code == 404


@pytest.mark.parametrize("known", ["ada-1", "ada@people.example", "ADA@People.example", " ada-1 "])
def test_can_be_held_against_an_id(owner, receipt, known):
    page = owner.post(f"{LIST}{receipt.pk}", {"value": known})
    assert page.context["verdict"] is True
    assert "Yes:" in page.content.decode()


def test_and_says_no_to_others(owner, receipt):
    page = owner.post(f"{LIST}{receipt.pk}", {"value": "bob-1"})
    assert page.context["verdict"] is False


def test_digests_differ_between_workspaces_and_keys(ada, customer_of, settings):
    from cocreate_server.ground.accounts.models import Workspace
    from cocreate_server.ground.customers.receipts import digests_of

    here = digests_of(ada, ["ada-1"])
    ada.workspace = Workspace.objects.create(slug="other", name="Other")
    there = digests_of(ada, ["ada-1"])
    settings.SECRET_KEY = "another key " * 6
    assert not {*here} & {*there}
    assert not {*there} & {*digests_of(ada, ["ada-1"])}


def test_the_file_says_the_same_and_names_nobody(owner, receipt):
    response = owner.get(f"{LIST}{receipt.pk}.json")
    assert response["Content-Disposition"] == f'attachment; filename="erasure-receipt-{receipt.pk}.json"'
    file = response.json()
    assert file["schema"] == "cocreate.erasure"
    assert file["erased"] == {"records": 3, "events": 1, "identities": 1, "consents": 1}
    assert file["requested_at"] == "2026-05-01T00:00:00+00:00"
    text = response.content.decode() + owner.get(f"{LIST}{receipt.pk}").content.decode()
    assert not [word for word in ("ada", "Lovelace", "people.example") if word in text]


def test_keys_see_the_receipts_of_their_workspace(api, client, receipt):
    address = f"/v1/customers/erasures/{receipt.pk}"
    assert api("customers:erase").get(address).json()["receipt"] == receipt.pk
    assert api("customers:read").get(address).status_code == 403
    assert client.get(address).status_code == 401
    assert api("customers:erase").get(f"{address}0").status_code == 404
