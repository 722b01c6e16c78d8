import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client

pytestmark = pytest.mark.django_db
PASSWORD = "a long password 1"


def _code(secret, steps=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def client(signed_in, person):
    client = signed_in(person)
    again = client.get("/account/two-factor/app/activate/")
    assert again["Location"].startswith("/account/reauthenticate/")
    answer = client.post(again["Location"], {"password": PASSWORD})
    assert answer["Location"] == "/account/two-factor/app/activate/"
    return client


@pytest.fixture
def secret(client, monkeypatch):
    """The app is switched on."""
    page = client.get("/account/two-factor/app/activate/").content.decode()
    secret = re.search(r"<code>(\w+)</code>", page)[1]
    monkeypatch.setattr("allauth.mfa.totp.internal.flows.transaction.on_commit", lambda call: call())
    answer = client.post("/account/two-factor/app/activate/", {"code": _code(secret)})
    assert answer["Location"] == "/account/two-factor/recovery-codes/"
    return secret


def test_picture_is_allowed_by_the_policy(client):
    page = client.get("/account/two-factor/app/activate/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    assert "style=" not in page


def test_wrong_code_switches_nothing_on(client):
    answer = client.post("/account/two-factor/app/activate/", {"code": "000000"})
    assert answer.status_code == 200
    assert "Incorrect code" in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_switching_on_shows_recovery_codes_and_mails(client, secret):
    page = client.get("/account/two-factor/recovery-codes/").content.decode()
    assert len(re.findall(r"<li><code>", page)) == 10
    assert "Two-factor sign-in is on" in {message.subject for message in mail.outbox}
    text = client.get("/account/two-factor/recovery-codes/download/")
    assert text["Content-Type"].startswith("text/plain")
    assert "Recovery codes of your Cocreate account" in text.content.decode()


def test_signing_in_asks_for_the_code(secret, person, sign_in):
    visitor = Client()
    answer = sign_in(visitor)
    assert answer["Location"] == "/account/two-factor/sign-in/"
    assert "_auth_user_id" not in visitor.session
    assert visitor.post(answer["Location"], {"code": "000000"}).status_code == 200
    cache.clear()  # the code that switched the app on is spent; let it count as a fresh one
    assert visitor.post(answer["Location"], {"code": _code(secret)})["Location"] == "/"


def test_recovery_code_signs_in_once(secret, person, sign_in):
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    visitor = Client()
    target = sign_in(visitor)["Location"]
    assert visitor.post(target, {"code": code})["Location"] == "/"
    other = Client()
    target = sign_in(other)["Location"]
    assert other.post(target, {"code": code}).status_code == 200


def test_guessing_codes_is_throttled(secret, person, sign_in):
    visitor = Client()
    target = sign_in(visitor)["Location"]
    for _ in range(10):
        answer = visitor.post(target, {"code": "000000"})
    assert "Too many" in answer.content.decode() or answer.status_code == 429


def test_reset_by_mail_still_asks_for_the_code(secret, person):
    visitor = Client()
    visitor.post("/account/password/reset/", {"email": person.email})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1]
    target = visitor.get(link, follow=True).redirect_chain[-1][0]
    answer = visitor.post(target, {"password1": "quite another one 7", "password2": "quite another one 7"})
    assert answer["Location"] == "/account/two-factor/sign-in/"


def test_new_codes_replace_the_old(client, secret):
    old = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert "stop working" in client.get("/account/two-factor/recovery-codes/generate/").content.decode()
    client.post("/account/two-factor/recovery-codes/generate/")
    assert set(old).isdisjoint(Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes())


def test_switching_off(client, secret, sign_in, person):
    assert client.get("/account/two-factor/app/deactivate/").status_code == 200
    client.post("/account/two-factor/app/deactivate/")
    assert not Authenticator.objects.filter(type="totp").exists()
    assert sign_in(Client())["Location"] == "/"


def test_page_tells_what_is_on(client, secret):
    page = client.get("/account/two-factor/").content.decode()
    assert "Switched on." in page
    assert "10 codes are left" in page
