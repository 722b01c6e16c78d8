import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from cocreate_server.ground.accounts.models import Workspace
from cocreate_server.ground.customers.models import Customer

pytestmark = pytest.mark.django_db
SAME = {"name": "Acme", "language": "en", "time_zone": "Europe/London", "min_n": "5"}
PAGE = "/w/acme/settings/"


def _rebuilds():
    return [job.args for job in ProcrastinateJob.objects.filter(task_name="lake.rebuild")]


def test_owner_changes_name_and_smallest_group(owner, workspace):
    assert owner.post(PAGE, SAME | {"name": "Acme & Co", "min_n": "12"})["Location"] == PAGE
    workspace.refresh_from_db()
    assert (workspace.name, workspace.min_n) == ("Acme & Co", 12)
    entry = workspace.audit.get()
    assert (entry.action, entry.details) == ("workspace.changed", {"name": "Acme & Co", "min_n": 12})
    assert not _rebuilds()


def test_another_time_zone_has_the_lake_made_anew_once(owner, workspace):
    page = owner.post(PAGE, SAME | {"time_zone": "Asia/Shanghai"}, follow=True).content.decode()
    assert "All days are being counted anew" in page
    assert _rebuilds() == [{"workspace_id": workspace.pk}]
    owner.post(PAGE, SAME | {"time_zone": "Asia/Tokyo"})
    assert _rebuilds() == [{"workspace_id": workspace.pk}]
    workspace.refresh_from_db()
    assert workspace.time_zone == "Asia/Tokyo"


def test_rebuilds_of_two_workspaces_do_not_wait_for_each_other(owner, outsider, workspace):
    owner.post(PAGE, SAME | {"time_zone": "Asia/Tokyo"})
    elsewhere = Workspace.objects.get(slug="elsewhere")
    outsider.post("/w/elsewhere/settings/", SAME | {"name": "Elsewhere", "time_zone": "Asia/Tokyo"})
    assert {job["workspace_id"] for job in _rebuilds()} == {workspace.pk, elsewhere.pk}


def test_weights_are_chosen_from_market_language_and_traits(owner, workspace):
    Customer.objects.create(workspace=workspace, traits={"plan": "gold"}, created_at="2025-01-01T00:00Z")
    page = owner.get(PAGE).content.decode()
    assert 'value="trait:plan"' in page
    owner.post(PAGE, SAME | {"weight_by": ["market", "trait:plan"]})
    workspace.refresh_from_db()
    assert workspace.weight_by == ["market", "trait:plan"]
    assert (
        "is not one of the available choices"
        in owner.post(PAGE, SAME | {"weight_by": ["trait:nothing"]}).content.decode()
    )


def test_unchanged_form_changes_nothing(owner, workspace):
    page = owner.post(PAGE, SAME, follow=True).content.decode()
    assert "Nothing changed." in page
    assert not workspace.audit.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "This field is required."),
        ({"min_n": "0"}, "greater than or equal to 1"),
        ({"time_zone": "Mars"}, "Mars is not a time zone"),
        ({"language": "xx"}, "Select a valid choice"),
    ],
)
def test_errors_stand_beside_the_field_and_nothing_is_kept(owner, workspace, change, said):
    answer = owner.post(PAGE, SAME | change)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    workspace.refresh_from_db()
    assert workspace.name == "Acme"
    assert not workspace.audit.exists()


def test_analyst_reads_but_does_not_change(analyst, workspace):
    page = analyst.get(PAGE).content.decode()
    assert "Europe/London" in page
    assert '<form class="form"' not in page
    assert analyst.post(PAGE, SAME | {"name": "Mine"}).status_code == 403
    workspace.refresh_from_db()
    assert workspace.name == "Acme"
