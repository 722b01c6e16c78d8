"""Bringing in: GET and POST /w/<slug>/surveys/bring; taking out: GET /w/<slug>/surveys/<id>/take and /take/<form>."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cocreate_server.ground.core.audit import Actor
from cocreate_server.listen.surveys.carrying import LOST
from cocreate_server.listen.surveys.models import Survey
from cocreate_server.listen.surveys.services import survey_create
from cocreate_surveys.codec import survey_from_data
from cocreate_surveys.formats import brought, read_any
from cocreate_surveys.templates import template

BRING = "/w/acme/surveys/bring"
FILE = {"pages": [{"name": "one", "elements": [
    {"type": "comment", "name": "why", "title": "Why?"}, {"type": "signaturepad", "name": "sign"}]}]}  # fmt: skip


def upload(content: bytes, name: str = "Visit.json"):
    return {"file": SimpleUploadedFile(name, content)}


@pytest.fixture
def survey(workspace) -> Survey:
    made = template("after_purchase").make()
    return survey_create(
        workspace,
        name="Purchase",
        definition=made,
        actor=Actor(user_id=None, label="test"),
        now=timezone.now(),
    )


def test_a_file_becomes_a_draft_and_what_was_lost_is_said(analyst, workspace):
    assert BRING in analyst.get("/w/acme/surveys/new").content.decode()
    assert analyst.get(BRING).status_code == 200
    page = analyst.post(BRING, upload(json.dumps(FILE).encode()))
    survey = Survey.objects.get()
    assert page.status_code == 200
    assert (survey.name, survey.state) == ("Visit", "draft")
    assert "signaturepad" in page.content.decode()
    assert f"/w/acme/surveys/{survey.pk}/edit" in page.content.decode()
    assert [one.id for one in survey_from_data(survey.draft).questions] == ["why"]
    assert analyst.get(f"/w/acme/surveys/{survey.pk}/edit").status_code == 200


@pytest.mark.parametrize("content", [b"hello", b"PK\x03\x04", b'{"a": 1}', b'{"pages": "\\ud800"}'])
def test_what_is_no_survey_is_told_and_makes_nothing(analyst, workspace, content):
    page = analyst.post(BRING, upload(content))
    assert page.status_code == 422
    assert "This file could not be brought in" in page.content.decode()
    assert not Survey.objects.exists()


def test_no_file_is_told(analyst, workspace):
    assert analyst.post(BRING, {"file": ""}).status_code == 422


def test_characters_nobody_sees_do_no_harm(analyst, workspace):
    hidden = {"title": "A\0B", "elements": [{"type": "text", "name": "q\0", "title": "\0?"}]}
    assert analyst.post(BRING, upload(json.dumps(hidden).encode())).status_code == 200
    assert Survey.objects.get().name == "AB"


@pytest.mark.parametrize(
    ("form", "ending"), [("xlsform", ".xlsx"), ("surveyjs", ".surveyjs.json"), ("json", ".json")]
)
def test_what_was_taken_out_comes_in_the_same(analyst, survey, form, ending):
    answer = analyst.get(f"/w/acme/surveys/{survey.pk}/take/{form}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'{ending}"')
    assert read_any(answer.content).survey == survey_from_data(survey.draft)


def test_the_page_says_what_other_tools_will_not_find(analyst, survey):
    page = analyst.get(f"/w/acme/surveys/{survey.pk}/take").content.decode()
    assert "component" in page
    assert f"/w/acme/surveys/{survey.pk}/take" in analyst.get(f"/w/acme/surveys/{survey.pk}").content.decode()


def test_forms_there_are_not(analyst, survey):
    assert analyst.get(f"/w/acme/surveys/{survey.pk}/take/docx").status_code == 404
    assert analyst.get("/w/acme/surveys/999999/take/json").status_code == 404


def test_whose_it_is(owner, agent, outsider, anonymous, survey):
    for address in (BRING, f"/w/acme/surveys/{survey.pk}/take", f"/w/acme/surveys/{survey.pk}/take/json"):
        assert owner.get(address).status_code == 200
        assert agent.get(address).status_code == 403
        assert outsider.get(address).status_code == 404
        assert anonymous.get(address).status_code == 302
    for client, status in ((agent, 403), (outsider, 404), (anonymous, 302)):
        assert client.post(BRING, upload(json.dumps(FILE).encode())).status_code == status
    assert Survey.objects.count() == 1


def test_everything_that_can_be_lost_has_words():
    assert set(LOST) == set(brought.What.__args__)
