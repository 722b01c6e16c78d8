import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from cocreate_server.ground.accounts.models import Invitation, Membership
from cocreate_server.ground.accounts.roles import Role

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/settings/members/"


@pytest.fixture
def agent_membership(member):
    return Membership.objects.get(user=member(Role.AGENT))


def test_everybody_sees_who_belongs_here(moderator, agent_membership):
    page = moderator.get(PAGE).content.decode()
    assert "agent@acme.example" in page
    assert "Invite somebody" not in page
    assert "Change</button>" not in page


def test_queries_do_not_grow_with_members(owner, member, django_assert_max_num_queries):
    for number in range(10):
        member(Role.AGENT, f"agent{number}@acme.example")
    with django_assert_max_num_queries(6):
        owner.get(PAGE)


def test_invitation_shows_its_link_once(owner, workspace):
    answer = owner.post(PAGE + "invite", {"email": "New@Example.org", "role": "analyst"})
    link = re.search(r"<code>(http://testserver/invitation/[^<]+)</code>", answer.content.decode())[1]
    assert "no-store" in answer["Cache-Control"]
    assert link in mail.outbox[0].body
    assert link not in owner.get(PAGE).content.decode()
    assert "new@example.org" in owner.get(PAGE).content.decode()
    assert workspace.audit.get().details == {"role": "analyst"}


@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        ({"email": "nobody", "role": "agent"}, 422, "valid email address"),
        ({"email": "new@example.org", "role": "king"}, 422, "Select a valid choice"),
        ({"email": "agent@acme.example", "role": "agent"}, 409, "a member already"),
    ],
)
def test_invitations_that_cannot_be(owner, agent_membership, form, status, said):
    answer = owner.post(PAGE + "invite", form)
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert not Invitation.objects.exists()


def test_withdrawn_invitation_opens_nothing(owner, anonymous, workspace):
    answer = owner.post(PAGE + "invite", {"email": "new@example.org", "role": "analyst"})
    link = re.search(r"<code>(http://testserver/invitation/[^<]+)</code>", answer.content.decode())[1]
    address = f"{PAGE}invitations/{Invitation.objects.get().pk}/revoke"
    assert "new@example.org" in owner.get(address).content.decode()
    assert owner.post(address)["Location"] == PAGE
    assert anonymous.get(link).status_code == 404
    assert owner.post(address).status_code == 404
    assert workspace.audit.first().action == "member.uninvited"


def test_expired_invitation_says_so(owner, workspace):
    owner.post(PAGE + "invite", {"email": "new@example.org", "role": "analyst"})
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert "expired" in owner.get(PAGE).content.decode()


def test_role_changes(owner, agent_membership, workspace):
    page = owner.post(
        f"{PAGE}{agent_membership.pk}/role", {"role": "moderator"}, follow=True
    ).content.decode()
    assert "is now: Moderator." in page
    agent_membership.refresh_from_db()
    assert agent_membership.role == "moderator"
    assert workspace.audit.get().details == {"before": "agent", "role": "moderator"}


def test_nonsense_and_same_roles_change_nothing(owner, agent_membership, workspace):
    for role in ("agent", "king", ""):
        owner.post(f"{PAGE}{agent_membership.pk}/role", {"role": role})
    agent_membership.refresh_from_db()
    assert agent_membership.role == "agent"
    assert not workspace.audit.exists()


def test_last_owner_is_neither_demoted_nor_leaves(owner, workspace):
    me = Membership.objects.get()
    page = owner.post(f"{PAGE}{me.pk}/role", {"role": "agent"}, follow=True).content.decode()
    assert "needs an owner" in page
    assert "its last owner" in owner.get(PAGE + "leave").content.decode()
    assert owner.post(PAGE + "leave").status_code == 409
    assert owner.post(f"{PAGE}{me.pk}/remove").status_code == 409
    me.refresh_from_db()
    assert me.role == "owner"


def test_one_of_two_owners_leaves(owner, member, workspace):
    member(Role.OWNER, "second@acme.example")
    assert owner.post(PAGE + "leave")["Location"] == "/"
    assert owner.get(PAGE).status_code == 404
    assert workspace.audit.get().action == "member.left"


def test_removed_member_is_a_stranger(owner, agent_membership, signed_in, workspace):
    client = signed_in(agent_membership.user)
    address = f"{PAGE}{agent_membership.pk}/remove"
    assert "agent@acme.example" in owner.get(address).content.decode()
    assert client.get(PAGE).status_code == 200
    owner.post(address)
    assert client.get(PAGE).status_code == 404
    assert workspace.audit.get().action == "member.removed"


def test_members_of_other_workspaces_are_out_of_reach(owner, outsider):
    foreign = Membership.objects.get(workspace__slug="elsewhere")
    assert owner.post(f"{PAGE}{foreign.pk}/remove").status_code == 404
    assert owner.post(f"{PAGE}{foreign.pk}/role", {"role": "agent"}).status_code == 404
