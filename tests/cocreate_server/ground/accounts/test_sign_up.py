import pytest

from cocreate_server.ground.accounts.models import Invitation, Membership, User
from cocreate_server.ground.core.models import AuditEntry

pytestmark = pytest.mark.django_db
FORM = {"name": "Nia New", "password1": "quite a long one 7"}


def test_nobody_signs_up_without_an_invitation(anonymous):
    page = anonymous.get("/account/signup/")
    assert "An invitation is needed" in page.content.decode()
    anonymous.post("/account/signup/", {**FORM, "email": "new@example.org"})
    assert not User.objects.exists()


def test_invited_person_makes_an_account_and_belongs(anonymous, workspace, invite):
    anonymous.get(invite().link)
    page = anonymous.get("/account/signup/").content.decode()
    assert 'value="new@example.org"' in page
    assert "disabled" in page
    answer = anonymous.post("/account/signup/", FORM)
    assert answer["Location"] == "/w/acme/"
    user = User.objects.get()
    assert (user.email, user.name) == ("new@example.org", "Nia New")
    assert Membership.objects.get(user=user, workspace=workspace).role == "agent"
    assert Invitation.objects.get().accepted_at is not None
    assert AuditEntry.objects.filter(action="member.joined", actor=user).exists()


def test_address_is_the_invitations_whatever_is_sent(anonymous, invite):
    anonymous.get(invite().link)
    anonymous.post("/account/signup/", {**FORM, "email": "other@example.org"})
    assert User.objects.get().email == "new@example.org"


def test_weak_password_is_refused_beside_the_field(anonymous, invite):
    anonymous.get(invite().link)
    answer = anonymous.post("/account/signup/", {**FORM, "password1": "1234567890"})
    assert answer.status_code == 200
    assert "entirely numeric" in answer.content.decode()
    assert not User.objects.exists()


def test_whoever_has_an_account_is_sent_to_sign_in(anonymous, person, invite):
    anonymous.get(invite(person.email).link)
    answer = anonymous.post("/account/signup/", FORM)
    assert "There is an account with this address already" in answer.content.decode()


def test_signing_in_accepts_the_invitation(anonymous, person, workspace, invite, sign_in):
    anonymous.get(invite(person.email).link)
    assert sign_in(anonymous)["Location"] == "/w/acme/"
    assert Membership.objects.filter(user=person, workspace=workspace).exists()


def test_signing_in_with_another_address_asks_first(anonymous, person, workspace, invite, sign_in):
    sent = invite("somebody.else@example.org")
    anonymous.get(sent.link)
    answer = sign_in(anonymous)
    assert sent.link.endswith(answer["Location"])
    assert not Membership.objects.filter(user=person).exists()
    assert "You are signed in as pat@example.org" in anonymous.get(answer["Location"]).content.decode()
