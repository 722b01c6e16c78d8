import pytest
from django.urls import reverse

from cocreate_server.ground.accounts.models import Membership, User, Workspace

pytestmark = pytest.mark.django_db
NEW = {"name": "Harbour Café", "slug": "", "language": "en", "time_zone": "Europe/London"}


def test_member_of_one_goes_straight_there(owner):
    assert owner.get("/")["Location"] == "/w/acme/"


def test_member_of_two_chooses(member, signed_in):
    user = member("agent")
    Membership.objects.create(
        workspace=Workspace.objects.create(slug="b", name="Bakery"), user=user, role="owner"
    )
    page = signed_in(user).get("/").content.decode()
    assert "Acme" in page
    assert "Bakery" in page
    assert reverse("workspace_new") not in page


def test_member_of_none_is_told_what_to_do(signed_in, person, workspace):
    client = signed_in(person)
    assert "ask an owner" in client.get("/").content.decode()
    assert client.get("/workspaces/new").status_code == 404


def test_first_person_makes_the_first_workspace(signed_in, person):
    client = signed_in(person)
    assert "Begin with a workspace" in client.get("/").content.decode()
    assert client.get("/workspaces/new").status_code == 200
    assert client.post("/workspaces/new", NEW)["Location"] == "/w/harbour-cafe/"
    made = Workspace.objects.get()
    assert (made.name, made.time_zone) == ("Harbour Café", "Europe/London")
    assert Membership.objects.get().role == "owner"
    assert made.audit.get().action == "workspace.made"


def test_superusers_make_more(signed_in, workspace):
    client = signed_in(User.objects.create_superuser("root@example.org"))
    assert client.post("/workspaces/new", NEW).status_code == 302


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "咖啡馆"}, "Latin letters"),
        ({"slug": "acme"}, "is taken"),
        ({"time_zone": "Mars/Olympus"}, "is not a time zone"),
        ({"name": ""}, "required"),
    ],
)
def test_errors_stand_beside_the_field(signed_in, workspace, change, said):
    client = signed_in(User.objects.create_superuser("root@example.org"))
    answer = client.post("/workspaces/new", NEW | change)
    assert answer.status_code == 200
    assert said in answer.content.decode()
