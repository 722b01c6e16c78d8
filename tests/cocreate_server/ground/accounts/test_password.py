import re

import pytest
from django.core import mail

pytestmark = pytest.mark.django_db
NEW = "quite another one 7"


def _link(message):
    return re.search(r"http://testserver(/\S+)", message.body)[1]


def test_reset_by_mail(anonymous, person, sign_in):
    answer = anonymous.post("/account/password/reset/", {"email": person.email}, follow=True)
    assert "Look into your mail" in answer.content.decode()
    assert mail.outbox[0].subject == "Choose a new password"
    page = anonymous.get(_link(mail.outbox[0]), follow=True)
    assert "Choose a new password" in page.content.decode()
    target = page.redirect_chain[-1][0]
    done = anonymous.post(target, {"password1": NEW, "password2": NEW})
    assert done["Location"] == "/"
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert mail.outbox[-1].subject == "Your password was reset"


def test_reset_link_works_once(anonymous, person):
    anonymous.post("/account/password/reset/", {"email": person.email})
    link = _link(mail.outbox[0])
    target = anonymous.get(link, follow=True).redirect_chain[-1][0]
    anonymous.post(target, {"password1": NEW, "password2": NEW})
    assert "used or is too old" in anonymous.get(link, follow=True).content.decode()


def test_unknown_address_looks_the_same_and_gets_no_mail(anonymous, person):
    answer = anonymous.post("/account/password/reset/", {"email": "nobody@example.org"}, follow=True)
    assert "Look into your mail" in answer.content.decode()
    assert not mail.outbox


def test_change_needs_the_present_one_and_keeps_the_session(signed_in, person):
    client = signed_in(person)
    form = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    assert client.post("/account/password/change/", form).status_code == 200
    answer = client.post("/account/password/change/", form | {"oldpassword": "a long password 1"})
    assert answer["Location"] == "/"
    assert client.get("/account/profile/").status_code == 200
    assert mail.outbox[0].subject == "Your password was changed"


def test_whoever_has_none_chooses_one(signed_in, person):
    person.set_unusable_password()
    person.save()
    client = signed_in(person)
    assert client.get("/account/password/change/")["Location"] == "/account/password/set/"
    client.post("/account/password/set/", {"password1": NEW, "password2": NEW})
    person.refresh_from_db()
    assert person.check_password(NEW)


def test_profile_keeps_the_name(signed_in, person):
    client = signed_in(person)
    assert client.post("/account/profile/", {"name": "Patricia"})["Location"] == "/account/profile/"
    person.refresh_from_db()
    assert person.name == "Patricia"


@pytest.mark.parametrize(
    "path", ["profile/", "password/change/", "password/set/", "two-factor/", "reauthenticate/"]
)
def test_account_pages_ask_strangers_to_sign_in(anonymous, path):
    answer = anonymous.get(f"/account/{path}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")
