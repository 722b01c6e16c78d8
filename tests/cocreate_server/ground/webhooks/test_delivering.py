"""Deliveries against a real receiver: taken, tried again by the schedule, given up, switched off, never lost."""

import random
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from standardwebhooks.webhooks import Webhook

from cocreate_server.ground.core.audit import SHELL
from cocreate_server.ground.core.models import AuditEntry
from cocreate_server.ground.webhooks.announcing import announce
from cocreate_server.ground.webhooks.courier import Courier
from cocreate_server.ground.webhooks.delivering import LEASE, SECRET_LOST, claim_due, settle
from cocreate_server.ground.webhooks.keeping import KEPT, messages_sweep
from cocreate_server.ground.webhooks.models import Delivery, Endpoint, Message
from cocreate_server.ground.webhooks.schedule import TRY_AGAIN_AFTER, wait_after
from cocreate_server.ground.webhooks.sending import Outcome, send
from cocreate_server.ground.webhooks.services import failed_replay, webhook_pause, webhook_rotate

from .conftest import NOON, receiving

pytestmark = pytest.mark.django_db
RNG = random.Random(7)  # noqa: S311 - jitter
FAILED = Outcome(500, "status", "sorry")


def tell(workspace, *, now=NOON):
    announce(workspace.pk, "import.published", {"import": 1}, now=now)


def carry(*, now):
    """One round: everything due is sent and settled."""
    claims = claim_due(most=50, now=now)
    for claim in claims:
        settle(claim, send(claim.parcel) if claim.parcel else SECRET_LOST, now=now, rng=RNG)
    return len(claims)


def test_what_arrives_is_what_the_standard_says(workspace, endpoint_at, receiver):
    _endpoint, secret = endpoint_at(receiver.address)
    now = timezone.now()
    tell(workspace, now=now)
    assert carry(now=now) == 1
    [(headers, body)] = receiver.got
    assert Webhook(secret).verify(body, headers)["type"] == "import.published"
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.next_at) == ("delivered", 1, None)
    assert delivery.last_try["body"] == "thanks"
    assert carry(now=now + timedelta(days=9)) == 0


def test_both_secrets_sign_for_a_day(workspace, endpoint_at, receiver):
    endpoint, old = endpoint_at(receiver.address)
    now = timezone.now()
    new = webhook_rotate(endpoint, actor=SHELL, now=now - timedelta(hours=23))
    tell(workspace, now=now)
    carry(now=now)
    headers, body = receiver.got[0]
    assert [Webhook(secret).verify(body, headers)["data"] for secret in (old, new)] == [{"import": 1}] * 2
    Endpoint.objects.update(secret_before_until=now)
    tell(workspace, now=now)
    carry(now=now)
    assert " " not in receiver.got[1][0]["webhook-signature"]


def test_it_is_tried_again_by_the_schedule_and_given_up(workspace, endpoint_at, receiver):
    endpoint_at(receiver.address)
    receiver.answers = [500]
    now = NOON
    tell(workspace)
    for expected in TRY_AGAIN_AFTER:
        assert carry(now=now) == 1
        wait = Delivery.objects.get().next_at - now
        assert expected * 0.9 <= wait <= expected * 1.1
        assert carry(now=now + wait - timedelta(milliseconds=10)) == 0
        now += wait
    carry(now=now)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, len(delivery.tries)) == ("failed", 10, 10)
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 1
    assert len({headers["webhook-timestamp"] for headers, _body in receiver.got}) == 10
    receiver.answers = [200]
    assert failed_replay(Endpoint.objects.get(), since=NOON, actor=SHELL, now=now) == 1
    carry(now=now)
    assert Delivery.objects.get().state == "delivered"
    assert receiver.got[-1][0]["webhook-id"] == receiver.got[0][0]["webhook-id"]


def test_the_waits_differ_from_each_other():
    waits = {wait_after(1, rng=random.Random(seed)) for seed in range(20)}  # noqa: S311 - jitter
    assert len(waits) == 20
    assert wait_after(9, rng=RNG) > timedelta(hours=21)
    assert wait_after(10, rng=RNG) is None


def test_gone_switches_the_endpoint_off(workspace, endpoint_at, receiver):
    endpoint_at(receiver.address)
    receiver.answers = [410]
    tell(workspace)
    tell(workspace)
    claim, _other = claim_due(most=5, now=NOON)
    settle(claim, send(claim.parcel), now=NOON, rng=RNG)
    assert Endpoint.objects.get().state == "off"
    assert AuditEntry.objects.first().action == "webhook.gone"
    assert sorted(delivery.state for delivery in Delivery.objects.all()) == ["failed", "waiting"]
    assert carry(now=NOON + timedelta(days=1)) == 0
    tell(workspace)
    assert Message.objects.count() == 2


def test_a_paused_endpoint_gets_nothing_until_it_is_switched_on(workspace, endpoint_at):
    endpoint, _secret = endpoint_at("https://desk.example/")
    tell(workspace)
    webhook_pause(endpoint, actor=SHELL)
    assert claim_due(most=5, now=NOON) == []
    Endpoint.objects.update(state="active")
    assert len(claim_due(most=5, now=NOON)) == 1


def test_a_claim_is_a_lease(workspace, endpoint_at):
    endpoint_at("https://desk.example/")
    tell(workspace)
    [first] = claim_due(most=5, now=NOON)
    assert claim_due(most=5, now=NOON + LEASE - timedelta(seconds=1)) == []
    [second] = claim_due(most=5, now=NOON + LEASE)
    settle(second, Outcome(200, ""), now=NOON, rng=RNG)
    settle(first, FAILED, now=NOON, rng=RNG)  # too late: it was settled already
    assert Delivery.objects.get().state == "delivered"


def test_an_endpoint_that_fails_is_asked_less(workspace, endpoint_at):
    endpoint_at("https://desk.example/")
    for _n in range(6):
        tell(workspace)
    claims = claim_due(most=50, now=NOON)
    assert len(claims) == 4
    settle(claims[0], FAILED, now=NOON, rng=RNG)
    assert len(claim_due(most=50, now=NOON + timedelta(seconds=1))) == 1
    assert claim_due(most=50, busy=[claims[0].endpoint_id], now=NOON + LEASE) == []


def test_a_secret_that_cannot_be_read_is_told(workspace, endpoint_at):
    endpoint_at("https://desk.example/")
    Endpoint.objects.update(secret="sealed with another key")
    tell(workspace)
    carry(now=NOON)
    assert Delivery.objects.get().last_try["problem"] == "secret"


def test_old_messages_are_forgotten(workspace, endpoint_at):
    endpoint, _secret = endpoint_at("https://desk.example/", types=["import.published", "customer.erased"])
    tell(workspace, now=NOON - KEPT - timedelta(seconds=1))
    tell(workspace)
    announce(workspace.pk, "customer.erased", {"user_id": "ada"}, now=NOON)
    assert messages_sweep(now=NOON) == 1
    assert Message.objects.filter(body__contains="ada").exists()  # not everybody has heard it yet
    endpoint.deliveries.update(state="delivered")
    assert messages_sweep(now=NOON) == 0
    assert [message.body for message in Message.objects.filter(type="customer.erased")] == [""]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_with_the_message_on_its_way_it_is_sent_again(workspace, endpoint_at, receiver):
    endpoint_at(receiver.address)
    receiver.answers = ["hang", 200]
    now = timezone.now()
    tell(workspace, now=now)
    script = (
        "import os; from django.conf import settings; import django;"
        "settings.DATABASES['default']['NAME'] = os.environ['TEST_DATABASE']; django.setup();"
        "from cocreate_server.ground.webhooks.courier import Courier; Courier().run()"
    )
    surroundings = {
        "DJANGO_SETTINGS_MODULE": "settings_for_tests",
        "TEST_DATABASE": str(connection.settings_dict["NAME"]),
        "PYTHONPATH": ":".join(sys.path),
        "COCREATE_TEST_HOME": str(settings.ENV.home),
        "HOME": str(settings.ENV.home),
    }
    with subprocess.Popen([sys.executable, "-c", script], env=surroundings) as worker:
        until(lambda: receiver.got)
        worker.kill()
    assert Delivery.objects.get().state == "waiting"
    assert carry(now=now + LEASE + timedelta(seconds=5)) == 1
    assert Delivery.objects.get().state == "delivered"
    assert [headers["webhook-id"] for headers, _body in receiver.got] == [Message.objects.get().public_id] * 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_courier_lets_no_slow_endpoint_hold_up_another(workspace, endpoint_at, receiver):
    with receiving() as slow:
        slow.answers = ["hang"]
        endpoint_at(slow.address)
        endpoint_at(receiver.address)
        for _n in range(12):
            tell(workspace, now=timezone.now())
        courier = Courier()
        courier.start()
        try:
            until(lambda: len(receiver.got) == 12)
            assert 1 <= len(slow.got) <= 4
        finally:
            slow.let_go.set()
            courier.stop()
    assert not courier.is_alive()
    until(lambda: Delivery.objects.filter(state="delivered").count() == 12)


def until(happened, *, seconds=20):
    """Wait for something that another thread or process does."""
    give_up = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < give_up, "it never happened"
        threading.Event().wait(0.02)
