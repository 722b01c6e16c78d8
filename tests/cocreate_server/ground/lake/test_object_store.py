"""A lake in an object store: followed, counted, rebuilt, over S3's own protocol."""

import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.conf import settings as django_settings

from cocreate_server.ground.customers.models import Customer
from cocreate_server.ground.lake import store
from cocreate_server.ground.lake.api import (
    Shape,
    batch_publish,
    batch_undo,
    count,
    customers_by,
    days_of,
    lake_rebuild,
    lake_sync,
)
from cocreate_server.ground.records.ids import record_id
from cocreate_server.ground.records.models import Batch, Record

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
pytest.importorskip("moto", reason="the object store of the tests, moto, is not installed")


@pytest.fixture(scope="module")
def object_store():
    """S3's protocol on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        address = f"http://127.0.0.1:{port}"
        for _try in range(150):
            try:
                urllib.request.urlopen(urllib.request.Request(f"{address}/lake", method="PUT"), timeout=2)  # noqa: S310
                break
            except OSError:
                time.sleep(0.1)
        yield address
        server.terminate()


@pytest.fixture
def remote(object_store, settings, monkeypatch, request):
    for name, value in {
        "AWS_ENDPOINT_URL": object_store, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1",
        "AWS_ALLOW_HTTP": "true", "AWS_S3_ALLOW_UNSAFE_RENAME": "true",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    settings.ENV = replace(django_settings.ENV, lake=f"s3://lake/{request.node.name}")
    assert not store.is_local()


def add(workspace, name, value, *, month=1, batch=None, customer=None):
    return Record.objects.create(
        id=record_id(workspace.pk, name, "nps"), workspace=workspace, submission_id=name, field_id="nps", field_type="nps",
        value_number=value, batch=batch, customer=customer, collected_at=datetime(2026, month, 10, tzinfo=UTC),
    )  # fmt: skip


def test_following_counting_and_rebuilding(workspace, remote):
    customer = Customer.objects.create(
        workspace=workspace, external_id="c", traits={"plan": "term"}, created_at=datetime.now(UTC)
    )
    add(workspace, "a", 9, customer=customer)
    add(workspace, "b", 3, month=3)
    lake_sync()
    shape = Shape(
        by=(("plan", "coalesce(json_extract_string(c.traits, '$.plan'), '')"),), with_customers=True
    )
    assert dict(
        zip(count(workspace.pk, shape).keys["plan"], count(workspace.pk, shape).score, strict=True)
    ) == {"term": 9, "": 3}
    assert days_of(workspace.pk) == (datetime(2026, 1, 10).date(), datetime(2026, 3, 10).date())  # noqa: DTZ001
    assert customers_by(workspace.pk, "json_extract_string(c.traits, '$.plan')") == {"term": 1}
    Record.objects.filter(submission_id="a").delete()
    lake_sync()
    time.sleep(0.6)  # the list of files may be half a second old
    assert count(workspace.pk, Shape(by=())).n == 1
    lake_rebuild()
    time.sleep(0.6)
    assert count(workspace.pk, Shape(by=())).n == 1


def test_batches(workspace, remote):
    batch = Batch.objects.create(workspace=workspace, label="b")
    add(workspace, "a", 9, batch=batch)
    batch_publish(batch.pk)
    assert count(workspace.pk, Shape(by=())).n == 1
    batch_undo(batch.pk)
    time.sleep(0.6)
    assert count(workspace.pk, Shape(by=())).n == 0
