"""Signing in through an OpenID Connect provider that runs beside the test."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa

from cocreate_server.ground.accounts.models import Membership, User

pytestmark = pytest.mark.django_db


@dataclass
class Provider:
    """What the provider says of whoever signs in, and how it was asked."""

    address: str
    person: dict[str, Any] = field(
        default_factory=lambda: {
            "sub": "42",
            "email": "new@example.org",
            "email_verified": True,
            "name": "Nia New",
        }
    )
    asked: dict[str, Any] = field(default_factory=dict)
    nonce: str = ""


def _handler(provider_of: dict[str, Provider], key: Any) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_args: Any) -> None:
            pass

        def _answer(self, body: dict[str, Any]) -> None:
            text = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def do_GET(self) -> None:
            provider = provider_of["it"]
            if self.path == "/.well-known/openid-configuration":
                ends = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
                body: dict[str, Any] = {
                    f"{end}_endpoint": f"{provider.address}/{path}" for end, path in ends.items()
                }
                methods = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
                self._answer(
                    body | methods | {"issuer": provider.address, "jwks_uri": f"{provider.address}/jwks"}
                )
            elif self.path == "/jwks":
                self._answer(
                    {
                        "keys": [
                            json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())) | {"kid": "k"}
                        ]
                    }
                )
            else:
                assert self.headers["Authorization"] == "Bearer opens-userinfo"
                self._answer(provider.person)

        def do_POST(self) -> None:
            provider = provider_of["it"]
            provider.asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            claims = {"iss": provider.address, "aud": "cocreate", "iat": time.time(), "exp": time.time() + 60}
            token = jwt.encode({**claims, **provider.person}, key, "RS256", headers={"kid": "k"})
            self._answer({"access_token": "opens-userinfo", "token_type": "Bearer", "id_token": token})

    return Handler


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    held: dict[str, Provider] = {}
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(held, key))
    held["it"] = Provider(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    app = {"provider_id": "oidc", "name": "Example ID", "client_id": "cocreate", "secret": "s3"}
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [app | {"settings": {"server_url": held["it"].address}}]}
    }
    yield held["it"]
    server.shutdown()
    server.server_close()
    thread.join()


def _come_back(client: Any) -> Any:
    """Follow the button to the provider, and come back as it sends people back."""
    answer = client.get("/account/provider/oidc/?process=login")
    assert answer.status_code == 302
    asked = parse_qs(urlsplit(answer["Location"]).query)
    assert asked["redirect_uri"] == ["http://testserver/account/provider/oidc/back/"]
    assert "openid" in asked["scope"][0]
    return client.get("/account/provider/oidc/back/", {"code": "abc", "state": asked["state"][0]})


def test_button_is_there_only_where_a_provider_is_set_up(anonymous, provider, settings):
    assert "Sign in with Example ID" in anonymous.get("/account/login/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "Example ID" not in anonymous.get("/account/login/").content.decode()


def test_invited_address_gets_an_account_and_joins(anonymous, provider, invite, workspace):
    anonymous.get(invite().link)
    answer = _come_back(anonymous)
    assert answer.status_code == 302
    user = User.objects.get()
    assert (user.email, user.name, user.has_usable_password()) == ("new@example.org", "Nia New", False)
    assert Membership.objects.get().role == "agent"
    assert anonymous.get("/")["Location"] == "/w/acme/"
    assert provider.asked["client_secret"] == ["s3"]


def test_address_the_provider_vouches_for_needs_no_link(anonymous, provider, invite):
    invite()
    _come_back(anonymous)
    assert Membership.objects.get().user.email == "new@example.org"


def test_address_nobody_vouches_for_needs_the_link(anonymous, provider, invite):
    sent = invite()
    provider.person["email_verified"] = False
    assert "An invitation is needed" in _come_back(anonymous).content.decode()
    assert not User.objects.exists()
    anonymous.get(sent.link)
    _come_back(anonymous)
    assert Membership.objects.exists()


@pytest.mark.parametrize("invited", ["nobody", "somebody else"])
def test_uninvited_address_is_refused_kindly(anonymous, provider, invite, invited):
    if invited == "somebody else":
        anonymous.get(invite("else@example.org").link)
    answer = _come_back(anonymous)
    assert answer.status_code == 200
    assert "Ask an owner of your workspace to invite you" in answer.content.decode()
    assert not User.objects.exists()


def test_existing_account_signs_in_where_the_provider_vouches(anonymous, provider):
    user = User.objects.create_user("new@example.org", "a long password 1")
    _come_back(anonymous)
    assert anonymous.session["_auth_user_id"] == str(user.pk)
    assert SocialAccount.objects.get().user == user


def test_existing_account_is_not_taken_over_by_an_address_nobody_vouches_for(anonymous, provider, invite):
    User.objects.create_user("new@example.org", "a long password 1")
    anonymous.get(invite().link)
    provider.person["email_verified"] = False
    assert "An invitation is needed" in _come_back(anonymous).content.decode()
    assert "_auth_user_id" not in anonymous.session


def test_answer_nobody_asked_for_is_refused(anonymous, provider):
    answer = anonymous.get("/account/provider/oidc/back/", {"code": "abc", "state": "forged"})
    assert "The sign-in did not work" in answer.content.decode()


def test_provider_that_is_down_gives_a_page(anonymous, provider, settings):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"] = {"server_url": "http://127.0.0.1:9"}
    assert (
        "The sign-in did not work" in anonymous.get("/account/provider/oidc/?process=login").content.decode()
    )
