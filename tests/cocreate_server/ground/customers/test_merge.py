"""Pages on which two customers are made one, and two again."""

import pytest
from django.utils import timezone

from cocreate_server.ground.core.audit import SHELL
from cocreate_server.ground.customers.erasing import customer_erase
from cocreate_server.ground.customers.models import Customer, Merge
from cocreate_server.ground.records.models import Event, Record

pytestmark = pytest.mark.django_db


def at(customer):
    return f"/w/acme/customers/{customer.pk}"


@pytest.mark.parametrize("name", ["bob-1", "BOB@people.example", "number"])
def test_two_are_made_one_and_two_again(owner, ada, bob, name):
    page = f"{at(ada)}/merge"
    assert "Who else is Ada Lovelace?" in owner.get(page).content.decode()
    answer = owner.post(page, {"other": f"#{bob.pk}" if name == "number" else name})
    assert answer["Location"] == at(ada)
    assert not Customer.objects.filter(pk=bob.pk).exists()
    assert Event.objects.get(message_id="order-b").customer == ada
    shown = owner.get(at(ada)).content.decode()
    assert "Part them again" in shown
    assert "bob@people.example" in shown
    answer = owner.post(f"{at(ada)}/merges/{Merge.objects.get().pk}/undo")
    assert answer["Location"] == at(bob)
    bob.refresh_from_db()
    assert (bob.name, bob.external_id, bob.traits) == ("Bob", "bob-1", {"plan": "monthly-of-bob"})
    assert Record.objects.get(submission_id="b1").customer == bob
    assert "bob@people.example" not in owner.get(at(ada)).content.decode()
    assert [entry.action for entry in ada.workspace.audit.all()] == ["customer.unmerged", "customer.merged"]


@pytest.mark.parametrize("other", ["", "nobody", "ada-1", "#0", "#99999999999999999999", "#²", "a\0b"])
def test_there_has_to_be_another(owner, ada, other):
    answer = owner.post(f"{at(ada)}/merge", {"other": other})
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert not Merge.objects.exists()


def test_only_the_newest_merge_can_be_undone(owner, ada, bob, customer_of):
    carl = customer_of("carl-1")
    for other in (bob, carl):
        owner.post(f"{at(ada)}/merge", {"other": f"#{other.pk}"})
    first, second = Merge.objects.order_by("pk")
    answer = owner.post(f"{at(ada)}/merges/{first.pk}/undo", follow=True)
    assert "part them first" in answer.content.decode()
    for merge in (second, first):
        owner.post(f"{at(ada)}/merges/{merge.pk}/undo")
    assert Customer.objects.count() == 3
    assert owner.post(f"{at(ada)}/merges/{first.pk}/undo").status_code == 404


def test_an_erasure_takes_what_was_kept_of_the_other_too(owner, ada, bob):
    owner.post(f"{at(ada)}/merge", {"other": "bob-1"})
    customer_erase(Customer.objects.get(pk=ada.pk), actor=SHELL, now=timezone.now())
    assert not Merge.objects.exists()
    assert not Event.objects.exists()


def test_who_may(analyst, agent, outsider, anonymous, ada):
    merge = Merge.objects.create(
        workspace=ada.workspace, kept=ada, gone_id=7, gone={}, before={}, said_by="", at=timezone.now()
    )
    for address in (f"{at(ada)}/merge", f"{at(ada)}/merges/{merge.pk}/undo"):
        answers = [
            client.post(address, {"other": "#1"}).status_code
            for client in (analyst, agent, outsider, anonymous)
        ]
        assert answers == [403, 403, 404, 302]
    assert "Merge with another" not in analyst.get(at(ada)).content.decode()
