"""Kiosk and widget: GET and POST /s/<key>/kiosk, /s/<key>/widget.json, /widget.js."""

import time

import pytest
from django.utils import timezone

from cocreate_server.ground.records.models import Record
from cocreate_server.ground.ui.assets import MANIFEST
from cocreate_server.listen.answering.models import Response
from cocreate_server.listen.surveys.models import Survey

FORM = {"screen": "all", "asked": ["nps", "why", "parts"], "nps": "9", "parts": ["room"], "name": "a" * 32}


def test_a_kiosk_asks_everything_at_once(client, published):
    page = client.get(f"/s/{published().key}/kiosk").content.decode()
    assert "Would you recommend us?" in page
    assert "What did you like?" in page
    assert "data-kiosk" in page


def test_what_a_kiosk_sends_twice_counts_once(client, published):
    survey = published()
    for _again in range(2):
        assert client.post(f"/s/{survey.key}/kiosk", FORM).status_code == 200
    assert Response.objects.get().state == "finished"
    assert {record.channel for record in Record.objects.all()} == {"store"}
    assert Record.objects.count() == 2


def test_what_waited_for_a_connection_was_answered_then(client, published):
    survey, answered = published(), int(time.time()) - 7200
    client.post(f"/s/{survey.key}/kiosk", {**FORM, "at": str(answered)})
    assert int(Record.objects.first().collected_at.timestamp()) == answered


@pytest.mark.parametrize("at", ["", "x", "99999999999", "5"])
def test_a_clock_that_is_wrong_is_not_believed(client, published, at):
    client.post(f"/s/{published().key}/kiosk", {**FORM, "at": at})
    assert abs((Record.objects.first().collected_at - timezone.now()).total_seconds()) < 60


def test_answers_that_lack_one_are_kept_as_far_as_they_go(client, published):
    client.post(f"/s/{published().key}/kiosk", {**FORM, "nps": ""})
    assert Response.objects.get().state == "started"
    assert Record.objects.get().field_id.endswith("parts.room")


def test_a_kiosk_of_a_closed_survey_says_so(client, published):
    survey = published()
    Survey.objects.update(state=Survey.State.CLOSED)
    assert client.get(f"/s/{survey.key}/kiosk").status_code == 410


def test_the_widgets_rules_are_for_every_site(client, published):
    survey = published()
    answer = client.get(f"/s/{survey.key}/widget.json?lang=zh-CN")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    assert answer.json() == {
        "pages": [], "event": "", "delay_seconds": 5, "scroll_pct": 0, "share": 1, "again_days": 90, "side": "right",
        "open": True, "title": "课后反馈", "close": "关闭",
    }  # fmt: skip


def test_the_widgets_rules_are_changed_by_analysts(analyst, agent, client, published):
    survey = published()
    form = {
        "pages": "/checkout/*\n/paid",
        "event": "Paid",
        "delay_seconds": "0",
        "scroll_pct": "50",
        "share_pct": "20",
        "again_days": "30",
        "side": "left",
    }
    sent = {f"widget-{name}": value for name, value in form.items()}
    assert agent.post(f"/w/acme/surveys/{survey.pk}", sent).status_code == 403
    assert analyst.post(f"/w/acme/surveys/{survey.pk}", sent | {"widget-share_pct": "120"}).status_code == 422
    assert analyst.post(f"/w/acme/surveys/{survey.pk}", sent).status_code == 302
    found = client.get(f"/s/{survey.key}/widget.json").json()
    assert (found["pages"], found["share"], found["side"]) == (["/checkout/*", "/paid"], 0.2, "left")


def test_the_widget_is_one_small_script(client, db):
    script = client.get("/widget.js")
    assert script["Content-Type"].startswith("text/javascript")
    assert not script.cookies
    sizes = {
        name: len((MANIFEST.parent / f"{built.name}").read_bytes())
        for name in ("widget",)
        for built in MANIFEST.parent.glob(f"{name}.*.js.gz")
    }
    assert sizes["widget"] < 10_000


def test_the_kiosks_worker_reaches_its_pages(client, db):
    assert client.get("/s/kiosk-worker.js")["Service-Worker-Allowed"] == "/s/"
