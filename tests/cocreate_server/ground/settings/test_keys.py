import re

import pytest

from cocreate_server.ground.accounts.models import ApiKey

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/settings/keys/"


@pytest.fixture
def secret(owner, workspace):
    answer = owner.post(PAGE, {"name": "Shop", "scopes": ["records:write", "scores:read"]})
    assert "no-store" in answer["Cache-Control"]
    return re.search(r"<code>(cc_[^<]+)</code>", answer.content.decode())[1]


def test_key_is_shown_once_and_works(owner, anonymous, workspace, secret):
    answer = anonymous.get("/v1/workspace", headers={"authorization": f"Bearer {secret}"})
    assert answer.json()["scopes"] == ["records:write", "scores:read"]
    page = owner.get(PAGE).content.decode()
    assert secret not in page
    assert "Shop" in page
    assert "Send records and events" in page
    assert "never" not in page
    assert workspace.audit.get().action == "key.made"


@pytest.mark.parametrize(
    "form", [{"name": "", "scopes": ["scores:read"]}, {"name": "Shop"}, {"name": "S", "scopes": ["all"]}]
)
def test_key_needs_name_and_known_scopes(owner, form):
    answer = owner.post(PAGE, form)
    assert "errorlist" in answer.content.decode()
    assert not ApiKey.objects.exists()


def test_closed_key_opens_nothing(owner, anonymous, workspace, secret):
    address = f"{PAGE}{ApiKey.objects.get().pk}/revoke"
    assert "Shop" in owner.get(address).content.decode()
    assert owner.post(address)["Location"] == PAGE
    assert anonymous.get("/v1/workspace", headers={"authorization": f"Bearer {secret}"}).status_code == 401
    assert owner.post(address).status_code == 404
    assert "closed" in owner.get(PAGE).content.decode()
    assert [entry.action for entry in workspace.audit.all()] == ["key.revoked", "key.made"]


def test_keys_of_other_workspaces_are_out_of_reach(outsider, secret):
    assert outsider.post(f"/w/elsewhere/settings/keys/{ApiKey.objects.get().pk}/revoke").status_code == 404


def test_analysts_have_no_keys(analyst):
    assert analyst.get(PAGE).status_code == 403


def test_owners_say_how_often_a_key_may_call(owner, workspace, secret):
    key = ApiKey.objects.get()
    assert key.calls_a_minute == 6000
    page = f"{PAGE}{key.pk}/limit"
    assert page in owner.get(PAGE).content.decode()
    assert 'value="6000"' in owner.get(page).content.decode()
    assert owner.post(page, {"calls_a_minute": "120"})["Location"] == PAGE
    key.refresh_from_db()
    assert key.calls_a_minute == 120
    assert workspace.audit.first().action == "key.limited"
    assert [
        owner.post(page, {"calls_a_minute": wrong}).status_code for wrong in ("0", "", "x", "9999999")
    ] == [422] * 4
    assert owner.post(f"{PAGE}0/limit", {"calls_a_minute": "1"}).status_code == 404


def test_others_do_not(analyst, outsider, secret):
    page = f"settings/keys/{ApiKey.objects.get().pk}/limit"
    assert analyst.post(f"/w/acme/{page}", {"calls_a_minute": "1"}).status_code == 403
    assert outsider.post(f"/w/elsewhere/{page}", {"calls_a_minute": "1"}).status_code == 404
