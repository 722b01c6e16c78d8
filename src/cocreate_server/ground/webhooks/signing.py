"""Secrets and signatures after Standard Webhooks.

Source: Standard Webhooks specification, "Signature scheme"; `tests/…/webhooks/test_signing.py` holds it against the
package `standardwebhooks`.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

PREFIX = "whsec_"
SECRET_BYTES = 32


def secret_new() -> str:
    """A secret of 256 random bits as it is handed over."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def message_id_new() -> str:
    """An id that no other message has."""
    return "msg_" + secrets.token_hex(13)


def signatures(signers: Sequence[str], *, message_id: str, timestamp: int, body: bytes) -> str:
    """What stands in the header `webhook-signature`: one signature a secret, with spaces between."""
    return " ".join(_signature(secret, message_id, timestamp, body) for secret in signers)


def _signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(signed.digest()).decode()
