from datetime import UTC, datetime

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from cocreate_server.ground.records import map_rules, tasks
from cocreate_server.ground.records.ids import record_id
from cocreate_server.ground.records.map_rules import rule_list_for, rules_apply, rules_try
from cocreate_server.ground.records.models import Channel, Component, MappingRule, Record, Touchpoint

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/settings/journeys/rules/"
ROWS = (  # source name, field, channel, touchpoint
    ("Hotline 2025", "nps", "phone", ""),
    ("hotline 2024", "text", "phone", "desk"),
    ("Shop", "nps", "web", ""),
    ("Shop", "csat_staff", "", ""),
)


@pytest.fixture
def made(workspace):
    """Four records, two touchpoints, three rules."""
    places = {"workspace": workspace}
    hotline = Touchpoint.objects.create(code="hotline", **places)
    shop = Touchpoint.objects.create(code="shop", **places)
    service = Component.objects.create(code="service", **places)
    phone = Channel.objects.create(code="phone", **places)
    MappingRule.objects.create(
        position=0, field="source_name", operator="contains", value="HOTLINE", touchpoint=hotline, **places
    )
    MappingRule.objects.create(
        position=1, field="channel", operator="is", value="Web", touchpoint=shop, **places
    )
    MappingRule.objects.create(
        position=2,
        field="field_id",
        operator="starts",
        value="csat",
        touchpoint=shop,
        component=service,
        channel=phone,
        **places,
    )
    for number, (source, field, channel, touchpoint) in enumerate(ROWS):
        Record.objects.create(
            id=record_id(workspace.pk, str(number), field), workspace=workspace, submission_id=str(number), field_id=field,
            field_type="number", source_name=source, channel=channel, touchpoint=touchpoint,
            collected_at=datetime(2025, 1, 1 + number, tzinfo=UTC),
        )  # fmt: skip
    return workspace


def _touchpoints():
    return list(Record.objects.order_by("submission_id").values_list("touchpoint", flat=True))


def test_trying_counts_what_each_fits_without_regard_to_case(made):
    tried = rules_try(made.pk, list(rule_list_for(made.pk)))
    assert (tried.looked_at, tried.fits) == (4, (2, 1, 1))


def test_applying_fills_only_what_is_empty(made):
    assert rules_apply(made.pk, replace=False) == 3
    assert _touchpoints() == ["hotline", "desk", "shop", "shop"]
    last = Record.objects.get(submission_id="3")
    assert (last.component, last.channel) == ("service", "phone")
    assert Record.objects.get(submission_id="2").channel == "web"
    assert rules_apply(made.pk, replace=False) == 0


def test_applying_may_replace(made):
    rules_apply(made.pk, replace=True)
    assert _touchpoints() == ["hotline", "hotline", "shop", "shop"]


def test_batches_add_up_to_all(made, monkeypatch):
    monkeypatch.setattr(map_rules, "ROWS_A_BATCH", 1)
    assert rules_apply(made.pk, replace=True) == 4


def test_values_are_values_and_not_sql(made):
    rule = MappingRule(field="source_name", operator="contains", value="%'; DROP TABLE x --")
    assert rules_try(made.pk, [rule]).fits == (0,)


def test_other_workspaces_are_left_alone(made, outsider):
    from cocreate_server.ground.accounts.models import Workspace

    assert rules_apply(Workspace.objects.get(slug="elsewhere").pk, replace=True) == 0
    assert _touchpoints() == ["", "desk", "", ""]


def test_page_shows_rules_with_what_they_fit(analyst, made):
    page = analyst.get(PAGE).content.decode()
    assert "Source name contains “HOTLINE”" in page
    assert "Fits, of the newest 4" in page


def test_empty_page_says_what_to_do(analyst, workspace):
    assert "No rules yet" in analyst.get(PAGE).content.decode()


def test_rule_is_tried_before_it_is_saved(analyst, made):
    shop = Touchpoint.objects.get(code="shop")
    form = {"field": "source_name", "operator": "is", "value": "shop", "touchpoint": shop.pk}
    page = analyst.post(PAGE + "add", form | {"try": "1"}).content.decode()
    assert "It fits 2 of the newest 4 records." in page
    assert MappingRule.objects.count() == 3
    assert analyst.post(PAGE + "add", form)["Location"] == PAGE
    assert MappingRule.objects.last().position == 3
    assert made.audit.get().action == "rule.added"


def test_rule_leads_somewhere(analyst, made):
    answer = analyst.post(PAGE + "add", {"field": "channel", "operator": "is", "value": "web"})
    assert "Choose a touchpoint, a channel or a component" in answer.content.decode()


def test_rule_is_changed_moved_and_deleted(analyst, made):
    first, second, third = MappingRule.objects.all()
    form = {"field": "source_name", "operator": "starts", "value": "Hot", "touchpoint": first.touchpoint_id}
    assert analyst.post(f"{PAGE}{first.pk}", form)["Location"] == PAGE
    first.refresh_from_db()
    assert (first.operator, first.value) == ("starts", "Hot")
    analyst.post(f"{PAGE}{first.pk}/move", {"step": "down"})
    assert list(MappingRule.objects.all()) == [second, first, third]
    analyst.post(f"{PAGE}{second.pk}/move", {"step": "up"})
    assert "Delete this rule?" in analyst.get(f"{PAGE}{third.pk}/delete").content.decode()
    analyst.post(f"{PAGE}{third.pk}/delete")
    assert list(MappingRule.objects.all()) == [second, first]
    assert [entry.action for entry in made.audit.all()] == ["rule.deleted", "rule.moved", "rule.changed"]


def test_rules_of_other_workspaces_are_not_there(outsider, made):
    rule = MappingRule.objects.first()
    assert outsider.post(f"/w/elsewhere/settings/journeys/rules/{rule.pk}/delete").status_code == 404


def test_applying_is_a_job_that_waits_once(analyst, made):
    page = analyst.post(PAGE + "apply", {"replace": "on"}, follow=True).content.decode()
    assert "The rules are being applied" in page
    assert "Apply the rules</button>" not in page
    analyst.post(PAGE + "apply", {"replace": "on"})
    (job,) = ProcrastinateJob.objects.filter(task_name=tasks.NAME)
    assert job.args == {"workspace_id": made.pk, "replace": True}
    tasks.rules_apply_to_records(**job.args)
    assert _touchpoints() == ["hotline", "hotline", "shop", "shop"]
    assert [entry.action for entry in made.audit.all()] == ["rules.applied", "rules.apply"]
