"""Killed with -9 wherever it stands, what was acknowledged is there, once."""

import http.client
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.utils import timezone

from cocreate_server.cli import processes
from cocreate_server.ground.customers.models import Consent, Customer, Merge
from cocreate_server.ground.records.models import Event
from cocreate_server.listen.ingest.digesting import digest_round
from cocreate_server.listen.ingest.models import Digested, Hour
from killing import every_step

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROOT = Path(__file__).parents[4]
FILL = """
import django; django.setup()
from cocreate_server.ground.accounts.keys import api_key_create
from cocreate_server.ground.accounts.models import ApiKey, Workspace
from cocreate_server.ground.core.audit import SHELL
workspace = Workspace.objects.create(slug="acme", name="Acme")
key, secret = api_key_create(workspace, name="Load", scopes=["records:write", "records:read"], actor=SHELL)
ApiKey.objects.update(calls_a_minute=1_000_000)
print(secret)
"""
COUNT = """
import django; django.setup()
from cocreate_server.ground.records.models import Event, Record
from cocreate_server.listen.ingest.models import Waiting
messages = Event.objects.values_list("message_id", flat=True)
print(Waiting.objects.count(), *messages, *Record.objects.values_list("submission_id", flat=True))
"""


def test_digesting_survives_a_kill_before_any_step(api):
    steps = sent = 0
    for step in every_step("digest"):
        steps = step
        if step not in {1, 6}:
            continue
        sent += 1
        batch = [
            {"type": "page", "anonymousId": f"browser-{step}", "name": "Home", "messageId": f"page-{step}"},
            {"type": "identify", "userId": f"old-{step}", "anonymousId": f"browser-{step}", "messageId": f"identify-{step}",
             "traits": {"step": step, "consents": {"research": True}}},
            {"type": "track", "userId": f"new-{step}", "event": "Paid", "messageId": f"paid-{step}"},
            {"type": "alias", "previousId": f"old-{step}", "userId": f"new-{step}", "messageId": f"alias-{step}"},
        ]  # fmt: skip
        assert send(api, *batch)["accepted"] == 4
        assert send(api, *batch[:2])["duplicates"] == 2
    assert steps > 30
    assert (
        send(api, {"type": "page", "anonymousId": "browser-1", "name": "Home", "messageId": "page-1"})[
            "duplicates"
        ]
        == 1
    )
    assert digest_round(now=timezone.now()) == 0
    assert Event.objects.count() == Digested.objects.count() == 2 * sent
    assert sum(Hour.objects.values_list("messages", flat=True)) == 4 * sent
    assert Customer.objects.count() == Merge.objects.count() == Consent.objects.count() == sent
    assert all(Event.objects.filter(customer=customer).count() == 2 for customer in Customer.objects.all())


def send(api, *batch):
    return api.post("/v1/batch", json.dumps({"batch": batch}), content_type="application/json").json()


class Load(threading.Thread):
    """Sends until it is stopped; keeps what was acknowledged, and sends again what was not."""

    def __init__(self, port: int, secret: str, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.port, self.headers = port, {"Authorization": f"Bearer {secret}"}
        self.kept: set[str] = set()
        self.errors: list[str] = []
        self.stopped = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.stopped.is_set():
            number += 1
            message = f"{self.name}-{number}"
            event = {"type": "track", "userId": f"u{number % 7}", "event": "Did", "messageId": message}
            record = {"source_type": "load", "submission_id": f"r-{message}", "field_id": "nps", "field_type": "nps",
                      "value_number": 9, "user_id": f"u{number % 7}"}  # fmt: skip
            self.send("/v1/batch", {"batch": [event]}, message)
            self.send("/v1/feedback-records/batch", {"records": [record]}, f"r-{message}")

    def send(self, path: str, body: object, message: str) -> None:
        while not self.stopped.is_set():
            try:
                with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as line:
                    line.request("POST", path, json.dumps(body), self.headers)
                    answer = line.getresponse()
                    told = answer.read()
                if answer.status == 200:
                    assert json.loads(told)["accepted"] + json.loads(told)["duplicates"] == 1, told
                    self.kept.add(message)
                    return
                if answer.status != 500:
                    self.errors.append(f"{answer.status} {told!r}")
            except (OSError, http.client.HTTPException):
                pass  # nobody is there just now
            time.sleep(0.1)


@pytest.fixture
def product(tmp_path, monkeypatch):
    """Web and worker of a home of their own, with its database."""
    home = Path("/tmp") / f"cocreate-crash-{secrets.token_hex(4)}"  # noqa: S108 - a socket's path has to be short
    port = processes.free_port("127.0.0.1", 8710)
    for name in ("DATABASE_URL", "COCREATE_LAKE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "HOME": str(home),
        "URL": f"http://127.0.0.1:{port}",
        "LOG_LEVEL": "CRITICAL",
    }.items():
        monkeypatch.setenv(f"COCREATE_{name}", value)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "cocreate_server.settings")
    processes.manage("migrate", "--verbosity", "0")
    secret = python(FILL).strip()
    running = processes.start_all("127.0.0.1", port)
    try:
        processes.wait_until_ready("127.0.0.1", port, running)
        yield home, port, secret, running
    finally:
        processes.stop_all(running)
        shutil.rmtree(home, ignore_errors=True)


def python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
    )
    return done.stdout


def kill(running, place):
    """Kill a process with -9, and start it anew."""
    old = running[place]
    os.killpg(old.pid, signal.SIGKILL)
    old.wait()
    running[place] = subprocess.Popen(old.args, start_new_session=True)


def test_acknowledged_means_kept(product):
    home, port, secret, running = product
    loads = [Load(port, secret, name) for name in ("a", "b")]
    for load in loads:
        load.start()
    try:
        for place in (1, 0):  # the worker, then the web process
            time.sleep(1.5)
            kill(running, place)
            processes.wait_until_ready("127.0.0.1", port, running)
        time.sleep(1)
        kept_before = sum(len(load.kept) for load in loads)
        os.kill(int((home / "postgres/postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        time.sleep(0.5)
        for place in (0, 1):  # the embedded database starts with the first that asks for it
            kill(running, place)
        processes.wait_until_ready("127.0.0.1", port, running)
        time.sleep(1.5)
    finally:
        for load in loads:
            load.stopped.set()
    for load in loads:
        load.join()
    kept = set().union(*(load.kept for load in loads))
    assert not [error for load in loads for error in load.errors]
    assert len(kept) > kept_before > 20
    for _look in range(100):
        waiting, *there = python(COUNT).split()
        if waiting == "0":
            break
        time.sleep(0.2)
    assert waiting == "0"
    assert len(there) == len(set(there))
    assert kept <= set(there)
