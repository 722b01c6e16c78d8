"""Signatures, held against the package of the standard itself."""

import base64
import time
from datetime import UTC, datetime

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from cocreate_server.ground.webhooks.signing import message_id_new, secret_new, signatures


def headers_of(secrets, body, *, at=None, message_id="msg_1"):
    at = int(time.time()) if at is None else at
    signed = signatures(secrets, message_id=message_id, timestamp=at, body=body)
    return {"webhook-id": message_id, "webhook-timestamp": str(at), "webhook-signature": signed}


def test_the_standards_own_package_takes_our_signature():
    secret, body = secret_new(), '{"type":"x","data":{"好":1}}'.encode()
    assert Webhook(secret).verify(body, headers_of([secret], body)) == {"type": "x", "data": {"好": 1}}


def test_the_example_of_the_specification():
    secret = "whsec_" + base64.b64encode(b"a secret of 24 bytes ...").decode()
    theirs = Webhook(secret)
    at = datetime(2026, 3, 1, tzinfo=UTC)
    ours = signatures([secret], message_id="msg_2", timestamp=int(at.timestamp()), body=b"{}")
    assert ours == theirs.sign("msg_2", at, "{}")


def test_while_a_secret_rotates_both_sign():
    old, new, body = secret_new(), secret_new(), b'{"a":1}'
    headers = headers_of([new, old], body)
    assert len(headers["webhook-signature"].split()) == 2
    for secret in (old, new):
        assert Webhook(secret).verify(body, headers)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda headers: headers | {"webhook-id": "msg_other"},
        lambda headers: headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) - 1)},
        lambda headers: headers | headers_of([secret_new()], b"{}"),
    ],
)
def test_what_was_tampered_with_is_refused(spoil):
    secret = secret_new()
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(b"{}", spoil(headers_of([secret], b"{}")))


def test_a_late_message_is_refused():
    secret = secret_new()
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(b"{}", headers_of([secret], b"{}", at=int(time.time()) - 301))


def test_secrets_and_ids_are_never_the_same():
    assert len(base64.b64decode(secret_new().removeprefix("whsec_"))) == 32
    assert len({secret_new() for _n in range(50)} | {message_id_new() for _n in range(50)}) == 100
