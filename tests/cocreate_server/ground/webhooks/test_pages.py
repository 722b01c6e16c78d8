"""Pages of webhooks: owners alone; every deed, its mark in the trail, and what is refused."""

import re

import pytest
from django.utils import timezone

from cocreate_server.ground.webhooks.announcing import announce
from cocreate_server.ground.webhooks.models import Delivery, Endpoint, Message
from cocreate_server.ground.webhooks.services import MOST_ENDPOINTS

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/settings/webhooks/"
FORM = {"name": "Help desk", "url": "https://desk.example/hooks?key=abc", "types": ["import.published"]}


def trail(workspace):
    return [entry.action for entry in workspace.audit.all()]


@pytest.fixture
def added(owner, workspace):
    """The number of a webhook and its secret, as the owner saw it."""
    answer = owner.post(PAGE + "add", FORM)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    secret = re.search(r"<code>(whsec_[^<]+)</code>", answer.content.decode())[1]
    return Endpoint.objects.get().pk, secret


@pytest.fixture
def failed(workspace, added):
    announce(workspace.pk, "import.published", {"import": 1}, now=timezone.now())
    tried = [
        {"at": timezone.now().isoformat(), "status": 503, "problem": "status", "body": "<b>no</b>", "ms": 12}
    ]
    Delivery.objects.update(state="failed", next_at=None, tries=tried)
    return Delivery.objects.get()


def test_the_secret_is_shown_once_and_kept_sealed(owner, workspace, added):
    number, secret = added
    page = owner.get(f"{PAGE}{number}/").content.decode()
    assert secret not in page
    assert "https://desk.example/hooks?key=abc" in page
    assert secret.removeprefix("whsec_") not in Endpoint.objects.get().secret
    entry = workspace.audit.get()
    assert (entry.action, entry.details["name"]) == ("webhook.added", "Help desk")
    assert "desk.example" not in str(entry.details)  # an address may hold a key
    assert "Help desk" in owner.get(PAGE).content.decode()


def test_an_empty_list_says_what_to_do(owner, workspace):
    page = owner.get(PAGE).content.decode()
    assert "No webhook yet" in page
    assert page.count("btn main") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""}, {"url": ""}, {"types": []}, {"types": ["webhook.test"]}, {"types": ["all"]},
        {"url": "http://desk.example/"}, {"url": "https://127.0.0.1/"}, {"url": "https://[::ffff:10.0.0.1]/"},
        {"url": "https://169.254.169.254/", "allows_private": "on"}, {"url": "ftp://desk.example/"},
        {"url": "https://a:b@desk.example/"}, {"url": "https://desk.example/\0"}, {"url": "https://" + "x" * 600},
        {"name": "x" * 81}, {"name": "a\0b"}, {"url": "//desk"}, {"url": "https://desk.example:123456/"},
    ],
)  # fmt: skip
def test_what_cannot_be_sent_to_is_refused(owner, workspace, wrong):
    answer = owner.post(PAGE + "add", FORM | wrong)
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert not Endpoint.objects.exists()


def test_inside_where_the_owner_says_so(owner, workspace):
    inside = FORM | {"url": "http://10.0.0.5:8080/hooks", "allows_private": "on"}
    assert owner.post(PAGE + "add", inside).status_code == 200
    assert Endpoint.objects.get().allows_private


def test_there_is_a_bound(owner, workspace, added):
    first = Endpoint.objects.get()
    for _n in range(MOST_ENDPOINTS - 1):
        first.pk = None
        first.save()
    assert owner.post(PAGE + "add", FORM).status_code == 409
    assert Endpoint.objects.count() == MOST_ENDPOINTS


def test_change(owner, workspace, added):
    address = f"{PAGE}{added[0]}/change"
    assert 'value="https://desk.example/hooks?key=abc"' in owner.get(address).content.decode()
    changed = FORM | {"name": "Desk 2", "types": ["customer.erased", "record.created"]}
    assert owner.post(address, changed)["Location"] == f"{PAGE}{added[0]}/"
    assert set(Endpoint.objects.get().types) == {"customer.erased", "record.created"}
    assert workspace.audit.first().details["fields"] == ["name", "types"]
    assert owner.post(address, FORM | {"url": "http://x/"}).status_code == 422


def test_rotate(owner, workspace, added):
    address = f"{PAGE}{added[0]}/rotate"
    assert "both secrets" in owner.get(address).content.decode()
    page = owner.post(address).content.decode()
    secret = re.search(r"<code>(whsec_[^<]+)</code>", page)[1]
    assert secret != added[1]
    assert Endpoint.objects.get().secret_before
    assert trail(workspace)[0] == "webhook.rotated"


def test_pause_and_resume(owner, workspace, added):
    for to, state, deed in [("paused", "paused", "webhook.paused"), ("active", "active", "webhook.resumed")]:
        assert owner.post(f"{PAGE}{added[0]}/switch", {"to": to}).status_code == 302
        assert Endpoint.objects.get().state == state
        assert trail(workspace)[0] == deed
    owner.post(f"{PAGE}{added[0]}/switch", {"to": "active"})
    assert len(trail(workspace)) == 3


def test_send_a_test(owner, workspace, added):
    owner.post(f"{PAGE}{added[0]}/test")
    assert Message.objects.get().type == "webhook.test"
    assert trail(workspace)[0] == "webhook.tested"
    Endpoint.objects.update(state="off")
    page = owner.post(f"{PAGE}{added[0]}/test", follow=True).content.decode()
    assert "switch it on first" in page
    assert Message.objects.count() == 1


def test_remove(owner, workspace, failed, added):
    address = f"{PAGE}{added[0]}/remove"
    assert "Help desk" in owner.get(address).content.decode()
    assert owner.post(address)["Location"] == PAGE
    assert not Endpoint.objects.exists()
    assert owner.post(address).status_code == 404
    assert trail(workspace)[0] == "webhook.removed"


def test_deliveries_are_listed_and_filtered(owner, added, failed, workspace):
    page = owner.get(f"{PAGE}{added[0]}/").content.decode()
    assert "import.published" in page
    assert "503" in page
    assert "Failed" in page
    assert "503" not in owner.get(f"{PAGE}{added[0]}/?state=waiting").content.decode()
    assert owner.get(f"{PAGE}{added[0]}/?state=nonsense&page=%00").status_code == 200


def test_a_delivery_tells_what_came_of_it(owner, added, failed):
    page = owner.get(f"{PAGE}{added[0]}/{failed.pk}").content.decode()
    assert "&lt;b&gt;no&lt;/b&gt;" in page
    assert "It answered that it did not take it" in page
    assert failed.message.public_id in page


def test_one_is_sent_again(owner, workspace, added, failed):
    assert owner.post(f"{PAGE}{added[0]}/{failed.pk}/replay").status_code == 302
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == ("waiting", 0)
    Message.objects.update(body="")
    Delivery.objects.update(state="failed")
    page = owner.post(f"{PAGE}{added[0]}/{failed.pk}/replay", follow=True).content.decode()
    assert "forgotten" in page
    assert Delivery.objects.get().state == "failed"


def test_all_that_failed_since_are_sent_again(owner, workspace, added, failed):
    address = f"{PAGE}{added[0]}/replay"
    owner.post(address, {"since": "2999-01-01T00:00"})
    assert Delivery.objects.get().state == "failed"
    owner.post(address, {"since": "2020-01-01T00:00"})
    assert Delivery.objects.get().state == "waiting"
    for since in ("", "yesterday", "2020-13-01T00:00", "2020-01-01\0"):
        assert owner.post(address, {"since": since}).status_code == 422


def test_webhooks_of_other_workspaces_are_out_of_reach(outsider, added, failed):
    there = "/w/elsewhere/settings/webhooks/"
    for path in ("", "change", "rotate", "remove", str(failed.pk)):
        assert outsider.get(f"{there}{added[0]}/{path}").status_code == 404
    for path in ("switch", "test", "replay", f"{failed.pk}/replay"):
        assert outsider.post(f"{there}{added[0]}/{path}").status_code == 404
    assert outsider.get(f"{PAGE}{added[0]}/").status_code == 404


def test_a_delivery_belongs_to_its_webhook(owner, added, failed):
    owner.post(PAGE + "add", FORM)
    other = Endpoint.objects.latest("pk")
    assert owner.get(f"{PAGE}{other.pk}/{failed.pk}").status_code == 404


def test_owners_alone(analyst, agent, moderator, added):
    for client in (analyst, agent, moderator):
        assert client.get(PAGE).status_code == 403
        assert client.post(f"{PAGE}{added[0]}/rotate").status_code == 403
        assert "Webhooks" not in client.get("/w/acme/settings/").content.decode()


def test_a_list_takes_few_queries(owner, workspace, added, failed, django_assert_max_num_queries):
    for _n in range(40):
        announce(workspace.pk, "import.published", {"import": 1}, now=timezone.now())
    with django_assert_max_num_queries(8):
        owner.get(f"{PAGE}{added[0]}/")
    with django_assert_max_num_queries(8):
        owner.get(PAGE)
