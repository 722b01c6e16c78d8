"""What every answer carries."""

import re

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db

OPEN = (
    "/account/login/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/inactive/",
    "/nowhere",
)
OF_MEMBERS = (
    "/account/profile/",
    "/account/password/change/",
    "/account/two-factor/",
    "/w/acme/settings/",
    "/w/acme/settings/members/",
    "/w/acme/settings/members/leave",
    "/w/acme/settings/keys/",
    "/w/acme/settings/audit/",
    "/w/acme/settings/journeys/",
    "/w/acme/settings/journeys/rules/",
    "/w/acme/settings/journeys/rules/add",
    "/w/acme/settings/journeys/touchpoint/add",
)


def _policy(response):
    return dict(part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";"))


def test_headers(anonymous):
    response = anonymous.get(reverse("account_login"))
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Content-Language"] == "en"
    assert "Accept-Language" in response["Vary"]


def test_policy_lets_in_only_what_is_ours(anonymous):
    policy = _policy(anonymous.get("/account/login/"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"


@pytest.mark.parametrize("path", OPEN + OF_MEMBERS)
def test_pages_hold_nothing_the_policy_forbids(path, owner, anonymous):
    client = owner if path in OF_MEMBERS else anonymous
    response = client.get(path)
    page = response.content.decode()
    assert response.status_code in {200, 404}
    assert "unsafe-inline" not in response["Content-Security-Policy"]
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", page)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))


def test_cookies_are_closed_to_scripts_and_other_sites(anonymous):
    cookies = anonymous.get("/account/login/").cookies
    assert cookies["csrftoken"]["samesite"] == "Lax"


def test_session_cookie_is_closed_to_scripts(anonymous, member):
    form = {"login": member("owner").email, "password": "a long password 1"}
    cookie = anonymous.post("/account/login/", form).cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
