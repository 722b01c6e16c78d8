"""Inlets, and payloads as other systems send them."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from cocreate_server.ground.accounts.models import Workspace
from cocreate_server.ground.core.audit import SHELL
from cocreate_server.ground.core.sealing import unseal
from cocreate_server.listen.inlets.models import Inlet
from cocreate_server.listen.inlets.services import inlet_add

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRET = "a secret they share"


def typeform_payload(response_id: str = "t-1", **hidden: str) -> dict[str, Any]:
    fields = [
        {"id": "f1", "ref": "nps", "type": "nps", "title": "Recommend us?"},
        {"id": "f2", "ref": "why", "type": "long_text", "title": "Why?"},
        {"id": "f3", "ref": "stars", "type": "rating", "title": "Stars", "properties": {"steps": 5}},
        {"id": "f4", "ref": "likes", "type": "multiple_choice", "title": "What did you like?"},
        {"id": "f5", "ref": "mail", "type": "email", "title": "Your address"},
        {"id": "f6", "ref": "again", "type": "yes_no", "title": "Again?"},
        {"id": "f7", "ref": "ease", "type": "opinion_scale", "title": "Ease", "properties": {"steps": 11}},
    ]
    answers = [
        {"type": "number", "number": 9, "field": {"id": "f1", "ref": "nps", "type": "nps"}},
        {"type": "text", "text": "老师很好", "field": {"id": "f2", "ref": "why", "type": "long_text"}},
        {"type": "number", "number": 4, "field": {"id": "f3", "ref": "stars", "type": "rating"}},
        {
            "type": "choices",
            "choices": {"labels": ["Tea", "Cake"], "refs": ["tea", "cake"], "other": "Jam"},
            "field": {"id": "f4", "ref": "likes", "type": "multiple_choice"},
        },
        {"type": "email", "email": "a@b.example", "field": {"id": "f5", "ref": "mail", "type": "email"}},
        {"type": "boolean", "boolean": True, "field": {"id": "f6", "ref": "again", "type": "yes_no"}},
        {"type": "number", "number": 10, "field": {"id": "f7", "ref": "ease", "type": "opinion_scale"}},
    ]
    response = {
        "form_id": "lT4Z3j", "token": response_id, "submitted_at": "2026-03-01T11:00:00Z", "hidden": hidden,
        "definition": {"id": "lT4Z3j", "title": "Spring", "fields": fields}, "answers": answers,
    }  # fmt: skip
    return {"event_id": "e1", "event_type": "form_response", "form_response": response}


def wenjuanxing_payload(joinid: int = 7, **answers: Any) -> dict[str, Any]:
    payload = {
        "activity": "9001", "name": "春季问卷", "timetaken": "35", "submittime": "2026-03-01 12:00:00",
        "q1": "9", "q2": "1,2", "q3": "很好", "index": "12", "joinid": joinid,
    } | answers  # fmt: skip
    text = f"{payload['activity']}{payload['index']}{SECRET}"
    return payload | {"sign": hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()}


@pytest.fixture
def inlet_for(workspace: Workspace) -> Callable[..., Inlet]:
    """Makes inlets."""

    def make(kind: str, **options: Any) -> Inlet:
        secret = "" if kind == "other" else SECRET
        where = options.pop("workspace", workspace)
        return inlet_add(where, name="Shop", kind=kind, secret=secret, actor=SHELL, now=NOON, **options)

    return make


@pytest.fixture
def send(client: Client) -> Callable[..., Any]:
    """Sends a payload to an inlet as its sender would."""

    def to(inlet: Inlet, payload: Any, *, signed: bool = True, body: bytes | None = None) -> Any:
        body = json.dumps(payload).encode() if body is None else body
        headers = {}
        if inlet.kind == "typeform" and signed:
            digest = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
            headers["Typeform-Signature"] = f"sha256={base64.b64encode(digest).decode()}"
        address = f"/in/{unseal(inlet.token)}"
        return client.post(address, body, content_type="application/json", headers=headers)

    return to
