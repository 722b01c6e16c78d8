"""What messages say of a person goes when the person does."""

import orjson
import pytest

from cocreate_server.ground.core.audit import SHELL
from cocreate_server.ground.core.erasing import ErasedPerson, holdings_of
from cocreate_server.ground.customers.erasing import customer_erase
from cocreate_server.ground.customers.exporting import customer_export
from cocreate_server.ground.customers.models import Customer
from cocreate_server.ground.records.api import NewRecord, records_write
from cocreate_server.ground.webhooks.delivering import claim_due
from cocreate_server.ground.webhooks.models import Delivery, Message

from .conftest import NOON

pytestmark = pytest.mark.django_db
KINDS = ["record.created", "customer.erased"]


def nps(user_id):
    return NewRecord(
        submission_id=f"s-{user_id}", field_id="nps", field_type="nps", value_number=9, user_id=user_id
    )


def test_messages_about_the_person_are_in_their_export(workspace, endpoint_at):
    endpoint_at("https://desk.example/", types=KINDS)
    records_write(workspace.pk, [nps("ada"), nps("bob")], now=NOON)
    records_write(workspace.pk, [nps("bob")], now=NOON)
    ada = Customer.objects.get(external_id="ada")
    file = b"".join(customer_export(ada, actor=SHELL, now=NOON))
    assert [message["type"] for message in orjson.loads(file)["webhook_messages"]] == ["record.created"]
    assert b"s-bob" not in file  # one message may speak of several


def test_messages_about_the_person_are_emptied_and_the_erasure_is_told(workspace, endpoint_at):
    endpoint_at("https://desk.example/", types=KINDS)
    records_write(workspace.pk, [nps("ada")], now=NOON)
    records_write(workspace.pk, [nps("bob")], now=NOON)
    ada = Customer.objects.get(external_id="ada")
    customer_erase(ada, actor=SHELL, now=NOON)
    person = ErasedPerson(workspace_id=workspace.pk, customer_id=ada.pk, batch_ids=())
    [holding] = [each for each in holdings_of(person) if each.name == "webhook messages"]
    holding.erase()
    holding.erase()
    assert [each.name for each in holdings_of(person)] == []
    first, second, told = Message.objects.order_by("pk")
    assert first.body == ""
    assert "s-bob" in second.body
    assert '"user_id":"ada"' in told.body
    assert Delivery.objects.get(message=first).state == "failed"
    assert len(claim_due(most=9, now=NOON)) == 2
