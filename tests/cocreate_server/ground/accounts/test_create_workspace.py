import pytest
from django.core.management import CommandError, call_command

from cocreate_server.ground.accounts.models import Membership, User, Workspace

pytestmark = pytest.mark.django_db


def _create(capsys, **options):
    call_command(
        "create_workspace", **({"name": "Acme", "slug": "acme", "owner_email": "Ada@Example.org"} | options)
    )
    return capsys.readouterr().out.strip()


def test_prints_a_link_that_signs_in_and_asks_for_a_password(capsys, anonymous):
    link = _create(capsys, time_zone="Asia/Shanghai", language="zh-hans")
    workspace = Workspace.objects.get()
    assert (workspace.slug, workspace.time_zone, workspace.language) == ("acme", "Asia/Shanghai", "zh-hans")
    membership = Membership.objects.get()
    assert (membership.user.email, membership.role) == ("ada@example.org", "owner")
    assert workspace.audit.get().actor_label == "shell"
    assert link.startswith("http://testserver/start/")
    assert anonymous.get(link)["Location"] == "/account/password/set/"
    assert anonymous.get("/")["Location"] == "/w/acme/"


def test_existing_account_is_used(capsys):
    ada = User.objects.create_user("ada@example.org", "a long password 1")
    assert "next=" not in _create(capsys)
    assert Membership.objects.get().user == ada


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"slug": "a b"}, "--slug a b"),
        ({"owner_email": "ada"}, "--owner-email ada"),
        ({"time_zone": "Mars"}, "--time-zone Mars"),
    ],
)
def test_malformed_options_are_named(capsys, options, said):
    with pytest.raises(CommandError, match=said):
        _create(capsys, **options)
    assert not User.objects.exists()


def test_taken_address_is_refused(capsys):
    _create(capsys)
    with pytest.raises(CommandError, match="taken"):
        _create(capsys)
    assert Workspace.objects.count() == 1
