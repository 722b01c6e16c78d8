"""The clients that companies have already, as they are, against a live server."""

import importlib.util
import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
import rudderstack.analytics.client as rudder
import rudderstack.analytics.request as rudder_request
import segment.analytics.client as segment
import segment.analytics.request as segment_request
from django.utils import timezone

from cocreate_server.ground.customers.models import Customer, Identity
from cocreate_server.ground.records.models import Event, Record
from cocreate_server.listen.ingest.digesting import digest_round

ROOT = Path(__file__).parents[4]
NODE = """
import { Analytics } from '@segment/analytics-node';
const analytics = new Analytics({ writeKey: process.env.KEY, host: process.env.HOST, flushAt: 3, maxRetries: 0 });
analytics.on('error', (error) => { console.error(error); process.exitCode = 1; });
analytics.identify({ userId: 'ada', anonymousId: 'browser-1', traits: { email: 'ada@people.example', plan: 'yearly' } });
analytics.page({ anonymousId: 'browser-1', name: 'Prices' });
analytics.track({ userId: 'ada', event: 'Lesson booked', properties: { price: 30, note: '\\u597d' } });
analytics.alias({ previousId: 'ada-old', userId: 'ada' });
await analytics.closeAndFlush({ timeout: 10000 });
"""
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def hang_up():
    """Clients keep their lines open; the server's threads, and their connections to the database, wait behind them."""
    yield
    segment_request._session.close()
    rudder_request._session.close()


def speak(client, failures):
    client.identify("ada", {"email": "ada@people.example", "plan": "yearly"})
    client.page(anonymous_id="browser-1", name="Prices")
    client.track(
        "ada", "Lesson booked", {"price": 30, "note": "好"}, timestamp=datetime(2026, 1, 5, 8, tzinfo=UTC)
    )
    client.screen("ada", None, "Home")
    client.group("ada", "school-3", {"name": "Hill School"})
    client.alias("ada-old", "ada")
    client.flush()
    client.join()
    assert not failures


def check_it_arrived(names):
    while digest_round(now=timezone.now()):
        pass
    assert set(Event.objects.values_list("name", flat=True)) == names
    ada = Customer.objects.get(external_id="ada")
    assert ada.traits["plan"] == "yearly"
    assert Identity.objects.filter(customer=ada, kind="user_id", value="ada-old").exists()
    assert Identity.objects.filter(customer=ada, kind="email").exists()
    assert Event.objects.get(name="Lesson booked").properties == {"price": 30, "note": "好"}


def node():
    """The Node that the project builds its assets with."""
    spec = importlib.util.spec_from_file_location("assets", ROOT / "tools/assets.py")
    assets = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(assets)
    return assets.find_node()[0]


@pytest.mark.parametrize("packed", [False, True])
def test_segment_python(live_server, secret_of, packed):
    failures = []
    client = segment.Client(
        secret_of(),
        host=live_server.url,
        gzip=packed,
        max_retries=0,
        on_error=lambda *what: failures.append(what),
    )
    speak(client, failures)
    check_it_arrived({"Lesson booked", "Viewed Prices page", "Viewed Home screen"})
    assert Event.objects.get(name="Lesson booked").occurred_at.date().isoformat() == "2026-01-05"


def test_rudderstack_python(live_server, secret_of):
    failures = []
    client = rudder.Client(
        secret_of(),
        host=live_server.url,
        gzip=True,
        max_retries=0,
        on_error=lambda *what: failures.append(what),
    )
    speak(client, failures)
    check_it_arrived({"Lesson booked", "Viewed Prices page", "Viewed Home screen"})


def test_segment_node(live_server, secret_of, tmp_path):
    script = ROOT / "node_modules/.cocreate-client.mjs"  # where Node finds its packages
    script.write_text(NODE)
    try:
        done = subprocess.run(
            [node(), str(script)], env=os.environ | {"KEY": secret_of(), "HOST": live_server.url},
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    finally:
        script.unlink()
    assert done.returncode == 0, done.stderr
    check_it_arrived({"Lesson booked", "Viewed Prices page"})
    # who is known by the browser is known for what was done there before
    assert set(Event.objects.values_list("customer__external_id", flat=True)) == {"ada"}


def test_a_client_of_formbricks_hub(live_server, secret_of):
    """What its client sends, byte for byte of the same form."""
    hub = requests.Session()
    hub.headers["Authorization"] = f"Bearer {secret_of()}"
    address = f"{live_server.url}/v1/feedback-records"
    body = {
        "tenant_id": "acme", "submission_id": "550e8400-e29b-41d4-a716-446655440000", "source_type": "survey", "field_id": "q2",
        "field_type": "text", "field_label": "What can we improve?", "value_text": "Great service! Keep it up.",
        "source_id": "survey-123", "source_name": "Q1 NPS Survey", "user_id": "user-abc-123", "language": "en",
    }  # fmt: skip
    made = hub.post(address, data=json.dumps(body), timeout=10)
    assert made.status_code == 201
    assert hub.post(address, json=body, timeout=10).json()["code"] == "conflict"
    assert hub.get(f"{address}/{made.json()['id']}", timeout=10).json() == made.json()
    listed = hub.get(address, params={"tenant_id": "acme", "limit": 1}, timeout=10).json()
    assert listed == {"data": [made.json()], "limit": 1}
    assert hub.delete(address, params={"user_id": "user-abc-123"}, timeout=10).json()["deleted_count"] == 1
    assert not Record.objects.exists()
    hub.close()


def test_a_limit_makes_a_client_wait(live_server, secret_of):
    """The client heeds Retry-After and loses nothing."""
    failures = []
    key = secret_of(calls_a_minute=30)
    client = segment.Client(
        key, host=live_server.url, upload_size=1, max_retries=5, on_error=lambda *what: failures.append(what)
    )
    for number in range(31):
        client.track("ada", f"Event {number}")
    client.flush()
    client.join()
    while digest_round(now=timezone.now()):
        pass
    assert not failures
    assert Event.objects.count() == 31
