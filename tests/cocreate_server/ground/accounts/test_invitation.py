from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from django.utils.translation import get_language

from cocreate_server.ground.accounts import invitations
from cocreate_server.ground.accounts.models import Invitation, Membership

pytestmark = pytest.mark.django_db


def test_mail_carries_the_link_and_the_database_only_its_fingerprint(invite):
    sent = invite()
    assert sent.mailed
    message = mail.outbox[0]
    assert message.to == ["new@example.org"]
    assert message.subject == "You are invited to Acme"
    assert sent.link in message.body
    assert sent.link.rsplit("/", 1)[1] not in str(Invitation.objects.values().get())


def test_mail_is_in_the_workspaces_language(workspace, invite, monkeypatch):
    monkeypatch.setattr(invitations, "render_to_string", lambda *_args: get_language())
    workspace.language = "zh-hans"
    invite()
    assert mail.outbox[0].body == "zh-hans"


def test_mail_that_cannot_leave_does_not_lose_the_invitation(invite, monkeypatch):
    def fail(*_args):
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    assert not invite().mailed
    assert Invitation.objects.count() == 1


def test_page_tells_who_invites_to_what(anonymous, invite):
    page = anonymous.get(invite().link).content.decode()
    assert "Join Acme" in page
    assert "Agent" in page
    assert "Make an account" in page


def test_whoever_is_signed_in_joins_by_a_button(signed_in, person, workspace, invite):
    client, link = signed_in(person), invite(person.email).link
    assert client.get(link).status_code == 200
    assert not Membership.objects.filter(user=person).exists()
    assert client.post(link)["Location"] == "/w/acme/"
    assert Membership.objects.get(user=person).role == "agent"


def test_link_works_once(signed_in, person, anonymous, invite):
    link = invite(person.email).link
    signed_in(person).post(link)
    assert anonymous.get(link).status_code == 404


def test_expired_and_unknown_links_say_what_to_do(anonymous, invite):
    link = invite().link
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    for address in (link, "/invitation/nonsense"):
        answer = anonymous.get(address)
        assert answer.status_code == 404
        assert "ask an owner for a fresh one" in answer.content.decode()


def test_second_invitation_replaces_the_first(anonymous, invite):
    first, second = invite(), invite()
    assert anonymous.get(first.link).status_code == 404
    assert anonymous.get(second.link).status_code == 200
