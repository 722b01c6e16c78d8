"""Whether a payload comes from whom it says: the signatures of Typeform and of Wenjuanxing."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from typing import Any

from cocreate_server.listen.inlets.models import Inlet

type Check = Callable[[str, bytes, Mapping[str, Any], Mapping[str, str]], bool]


def is_signed(
    kind: str, *, secret: str, body: bytes, payload: Mapping[str, Any], headers: Mapping[str, str]
) -> bool:
    """Whether the payload is signed as senders of this kind sign; those of no kind need not."""
    check = CHECKS.get(kind)
    return check is None or (bool(secret) and check(secret, body, payload, headers))


def _typeform(secret: str, body: bytes, _payload: Mapping[str, Any], headers: Mapping[str, str]) -> bool:
    """HMAC-SHA256 of the bytes, in base64."""
    wanted = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    return _same(headers.get("Typeform-Signature", ""), f"sha256={wanted}")


def _wenjuanxing(secret: str, _body: bytes, payload: Mapping[str, Any], _headers: Mapping[str, str]) -> bool:
    """SHA-1 of the survey's number, the answer's number and the key, one after the other."""
    text = f"{payload.get('activity', '')}{payload.get('index', '')}{secret}"
    wanted = hashlib.sha1(text.encode(errors="replace"), usedforsecurity=False).hexdigest()
    return _same(str(payload.get("sign", "")).lower(), wanted)


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(errors="replace"), wanted.encode())


CHECKS: Mapping[str, Check] = {Inlet.Kind.TYPEFORM: _typeform, Inlet.Kind.WENJUANXING: _wenjuanxing}
