"""Events that ask: each once, in whatever order transactions end."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from cocreate_server.ground.records.models import Batch, Event
from cocreate_server.listen.asking.inviting import happenings_take
from cocreate_server.listen.asking.models import Happening, Invitation, Manners

pytestmark = pytest.mark.usefixtures("awake")
PAID = {"moment": "event", "event_name": "Paid", "delay_minutes": 120}


@pytest.fixture
def paid(workspace):
    def happen(customer, *, name: str = "Paid", **given: object) -> Event:
        values = {"occurred_at": timezone.now(), "message_id": uuid4().hex, **given}
        return Event.objects.create(workspace=workspace, name=name, customer=customer, **values)

    return happen


@pytest.mark.django_db
def test_two_hours_after_it_happened(people, sending, paid, carry):
    ada = people("Ada")
    sending(**PAID)
    event = paid(ada)
    paid(ada, name="Looked")
    assert carry() == 0
    assert Invitation.objects.get().due_at == event.occurred_at + timedelta(hours=2)
    assert carry(now=timezone.now() + timedelta(hours=2, minutes=1)) == 1


@pytest.mark.django_db
def test_what_asks_nobody(people, sending, paid, workspace, published):
    ada, survey = people("Ada"), published()
    paid(ada)  # before it was started
    sending(survey, start=False, **PAID)
    sending(survey, audience={"markets": ["cn"]}, **PAID)
    paid(ada)  # not meant
    paid(None)
    paid(ada, occurred_at=timezone.now() - timedelta(days=9))
    paid(ada, batch=Batch.objects.create(workspace=workspace, label="a load"))
    while happenings_take(now=timezone.now()):
        pass
    assert not Invitation.objects.exists()
    assert not Happening.objects.exists()


@pytest.mark.django_db
def test_a_share_of_events(people, sending, paid):
    Manners.objects.update(cool_down_days=0)
    ada = people("Ada")
    sending(**PAID, share_pct=30)
    for _one in range(20):
        paid(ada)
    while happenings_take(now=timezone.now()):
        pass
    assert Invitation.objects.count() == 6


@pytest.mark.django_db
def test_an_event_told_twice_asks_once(people, sending, paid):
    event = paid(people("Ada"), name="Other")
    made = sending(**PAID)
    for _one in range(2):
        Happening.objects.create(sending=made, event_id=event.pk)
        happenings_take(now=timezone.now())
    assert Invitation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_none_is_missed_when_transactions_end_out_of_order(people, sending, paid):
    ada, bo = people("Ada"), people("Bo")
    sending(**PAID)
    slow = psycopg.connect(
        **{
            **connection.get_connection_params(),
            "cursor_factory": None,
            "context": None,
            "prepare_threshold": None,
        }
    )
    with slow:
        slow.execute(
            "INSERT INTO records_event (id, workspace_id, message_id, name, customer_id, channel, touchpoint, properties,"
            " occurred_at) VALUES (%s, %s, 'slow', 'Paid', %s, '', '', '{}', now())",
            [uuid4(), ada.workspace_id, ada.pk],
        )
        paid(bo)
        assert happenings_take(now=timezone.now()) == 1  # the other is not to be seen yet
        slow.commit()
        assert happenings_take(now=timezone.now()) == 1
    assert set(Invitation.objects.values_list("customer__name", flat=True)) == {"Ada", "Bo"}


@pytest.mark.django_db(transaction=True)
def test_two_workers_take_each_event_once(people, sending, paid):
    customers = [people(f"P{number}") for number in range(20)]
    sending(**PAID)
    for customer in customers:
        paid(customer)
    together = Barrier(3)

    def take() -> None:
        together.wait()
        while happenings_take(now=timezone.now()):
            pass
        connection.close()

    threads = [Thread(target=take) for _one in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while happenings_take(now=timezone.now()):
        pass
    assert Invitation.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_whoever_dies_while_inviting_loses_nothing(people, sending, paid):
    sending(**PAID)
    paid(people("Ada"))

    with transaction.atomic():
        happenings_take(now=timezone.now())
        transaction.set_rollback(True)
    assert not Invitation.objects.exists()
    assert happenings_take(now=timezone.now()) == 1
    assert Invitation.objects.count() == 1
