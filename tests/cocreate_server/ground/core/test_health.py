from dataclasses import replace

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_all_is_well(anonymous, path):
    response = anonymous.get(path)
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_not_ready_while_the_database_is_away(anonymous, monkeypatch):
    def away():
        raise ConnectionError

    monkeypatch.setattr(connection, "cursor", away)
    response = anonymous.get("/readyz")
    assert response.status_code == 503
    assert anonymous.get("/healthz").status_code == 200


def test_metrics_for_this_machine(anonymous):
    response = anonymous.get("/metrics")
    assert response.status_code == 200
    text = response.content.decode()
    for name in (
        "cocreate_requests_total",
        "cocreate_request_seconds",
        "cocreate_lake_waiting_rows",
        "cocreate_jobs_waiting",
    ):
        assert name in text


@pytest.mark.parametrize(
    "stranger",
    [{"REMOTE_ADDR": "203.0.113.9"}, {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}, {"REMOTE_ADDR": "nonsense"}],
)
def test_metrics_are_not_there_for_strangers(anonymous, stranger):
    assert anonymous.get("/metrics", **stranger).status_code == 404


def test_metrics_for_whoever_holds_the_token(anonymous, settings):
    settings.ENV = replace(settings.ENV, metrics_token="t0ken")
    assert anonymous.get("/metrics").status_code == 404
    assert anonymous.get("/metrics", headers={"authorization": "Bearer other"}).status_code == 404
    answer = anonymous.get("/metrics", headers={"authorization": "Bearer t0ken"}, REMOTE_ADDR="203.0.113.9")
    assert answer.status_code == 200
