import base64

import pytest
from django.utils import timezone

from cocreate_server.ground.accounts.keys import api_key_create, api_key_revoke
from cocreate_server.ground.accounts.models import ApiKey
from cocreate_server.ground.core.audit import SHELL

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(workspace):
    return api_key_create(workspace, name="Shop", scopes=["scores:read", "records:write"], actor=SHELL)


def test_any_live_key_learns_whose_it_is(anonymous, made):
    key, secret = made
    answer = anonymous.get("/v1/workspace", headers={"authorization": f"Bearer {secret}"})
    assert answer.json() == {"name": "Acme", "slug": "acme", "scopes": ["scores:read", "records:write"]}
    key.refresh_from_db()
    assert key.last_used_at is not None


@pytest.mark.parametrize("kind", ["basic", "header"])
def test_keys_come_in_other_ways_too(anonymous, made, kind):
    basic = base64.b64encode(f"{made[1]}:".encode()).decode()
    headers = {"authorization": f"Basic {basic}"} if kind == "basic" else {"x-api-key": made[1]}
    assert anonymous.get("/v1/workspace", headers=headers).status_code == 200


@pytest.mark.parametrize("header", [None, "Bearer cc_nonsense", "Basic %%%", "Bearer "])
def test_no_key_is_a_problem(anonymous, made, header):
    answer = anonymous.get("/v1/workspace", headers={"authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["code"] == "unauthorized"
    assert answer.json()["request_id"] == answer["X-Request-Id"]


def test_closed_key_opens_nothing(anonymous, made):
    key, secret = made
    api_key_revoke(key, actor=SHELL, now=timezone.now())
    assert anonymous.get("/v1/workspace", headers={"authorization": f"Bearer {secret}"}).status_code == 401


def test_session_is_no_key(owner):
    assert owner.get("/v1/workspace").status_code == 401


def test_only_a_fingerprint_is_kept(made):
    assert made[1] not in str(ApiKey.objects.values().get())


def test_unknown_address_is_a_problem_too(anonymous):
    answer = anonymous.get("/v1/nothing")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
