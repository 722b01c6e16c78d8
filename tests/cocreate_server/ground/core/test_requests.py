import logging
import re

import pytest
import structlog

from cocreate_server.ground.core.logs import configure

pytestmark = pytest.mark.django_db


def test_given_request_id_is_echoed(anonymous):
    response = anonymous.get("/healthz", headers={"x-request-id": "abc-12345678"})
    assert response["X-Request-Id"] == "abc-12345678"


@pytest.mark.parametrize("given", ["short", "with space inside", "<script>alert()</script>", "x" * 65])
def test_other_ids_are_replaced(anonymous, given):
    assert re.fullmatch(
        r"[0-9a-f]{16}", anonymous.get("/healthz", headers={"x-request-id": given})["X-Request-Id"]
    )


def test_one_line_a_request_without_what_the_address_holds(anonymous):
    with structlog.testing.capture_logs() as lines:
        anonymous.get("/invitation/s3cret-token?email=ada@example.org")
    (line,) = [line for line in lines if line["event"] == "request"]
    assert line["route"] == "invitation/<str:token>"
    assert line["status"] == 404
    assert "s3cret" not in str(lines)
    assert "ada@" not in str(lines)


def test_setting_up_again_leaves_the_lines_where_they_go(anonymous, monkeypatch):
    monkeypatch.setattr(logging.getLogger(), "handlers", list(logging.getLogger().handlers))
    anonymous.get("/invitation/none")
    configure({"level": logging.getLogger().level})
    with structlog.testing.capture_logs() as lines:
        anonymous.get("/invitation/none")
    assert [line["event"] for line in lines if line["event"] == "request"] == ["request"]


def test_health_is_not_worth_a_line(anonymous):
    with structlog.testing.capture_logs() as lines:
        anonymous.get("/healthz")
    assert not lines
