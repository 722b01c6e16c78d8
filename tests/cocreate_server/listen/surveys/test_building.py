"""The builder: GET and POST /w/<slug>/surveys/<id>/edit, and what its forms say of a survey."""

import pytest
from django.test import Client

from cocreate_server.ground.accounts.models import Workspace
from cocreate_server.listen.surveys.models import Survey
from cocreate_surveys.codec import survey_from_data
from cocreate_surveys.conditions import AllOf, Compare, Operator
from cocreate_surveys.definition import Quota, Score


@pytest.fixture
def draft(analyst: Client, workspace: Workspace) -> Survey:
    answer = analyst.post("/w/acme/surveys/new", {"name": "After class"})
    assert answer.status_code == 302
    return Survey.objects.get()


def definition(draft: Survey):
    draft.refresh_from_db()
    return survey_from_data(draft.draft)


def do(client: Client, draft: Survey, at: str = "survey", **fields: object):
    draft.refresh_from_db()
    return client.post(
        f"/w/acme/surveys/{draft.pk}/edit", {"at": at, "lang": "en", "revision": draft.revision, **fields}
    )


def test_a_survey_is_built_by_clicking(analyst, draft):
    do(analyst, draft, op="question_add nps")
    do(
        analyst,
        draft,
        "question:nps",
        saves="1",
        text="Would you recommend us?",
        required="on",
        scale_low="0",
        scale_high="10",
        scale_step="1",
        scale_low_label="Never",
        scale_high_label="Surely",
    )
    do(analyst, draft, "question:nps", op="question_add single")
    do(
        analyst, draft, "question:single", saves="1", text="Which part?",
        choice_id=["c1", "c2", ""], choice_label=["Teacher", "", "Room\nPrice"], choice_points=["1", "", ""],
        choice_other=["c1"], when_mode="all", when_of=["nps", ""], when_test=["at_most", "is"], when_value=["6", ""],
    )  # fmt: skip
    nps, single = definition(draft).questions
    assert (nps.text, nps.required, nps.scale.low_label) == (
        {"en": "Would you recommend us?"},
        True,
        {"en": "Never"},
    )
    assert [choice.label.get("en") for choice in single.choices] == ["Teacher", None, "Room", "Price"]
    assert single.choices[0].points == 1
    assert single.choices[0].other
    assert single.when == Compare(of="nps", test=Operator.AT_MOST, value=6)


def test_a_survey_starts_from_a_template(analyst, workspace):
    analyst.post("/w/acme/surveys/new", {"name": "Help desk", "template": "after_help"})
    survey = Survey.objects.get()
    assert [question.id for question in definition(survey).questions] == ["effort", "solved", "why"]
    assert analyst.post(f"/w/acme/surveys/{survey.pk}/do/publish").status_code == 302
    assert analyst.post("/w/acme/surveys/new", {"name": "x", "template": "gone"}).status_code == 422
    assert "After help (CES)" in analyst.get("/w/acme/surveys/new").content.decode()


def test_words_of_another_language_stand_beside_the_first(analyst, draft):
    do(analyst, draft, op="language_add", language_tag="zh-Hans")
    do(analyst, draft, saves="1", title="After class", progress="on", back="on")
    do(analyst, draft, saves="1", lang="zh-hans", title="课后反馈", progress="on", back="on")
    found = definition(draft)
    assert found.languages == ("en", "zh-hans")
    assert found.title == {"en": "After class", "zh-hans": "课后反馈"}


def test_a_choice_is_meant_by_its_words(analyst, draft):
    do(analyst, draft, op="question_add single")
    do(
        analyst,
        draft,
        "question:single",
        saves="1",
        text="Who?",
        choice_id=["c1", "c2"],
        choice_label=["Parent", "Pupil"],
    )
    do(analyst, draft, "question:single", op="question_add long_text")
    do(
        analyst, draft, "question:long_text", saves="1", text="Why?", when_mode="all",
        when_of=["single", "single"], when_test=["is", "answered"], when_value=["parent", ""],
    )  # fmt: skip
    _single, text = definition(draft).questions
    assert text.when == AllOf(
        (Compare(of="single", test=Operator.IS, value="c1"), Compare(of="single", test=Operator.ANSWERED))
    )


def test_questions_move_copy_and_go(analyst, draft):
    for kind in ("nps", "csat"):
        do(analyst, draft, op=f"question_add {kind}")
    do(analyst, draft, op="question_up csat")
    assert [question.id for question in definition(draft).questions] == ["csat", "nps"]
    do(analyst, draft, op="question_copy csat")
    assert [question.id for question in definition(draft).questions] == ["csat", "csat_2", "nps"]
    do(analyst, draft, op="page_add page")
    do(analyst, draft, op="question_place nps", page="page_2", place="0")
    assert [[one.id for one in page.questions] for page in definition(draft).pages] == [
        ["csat", "csat_2"],
        ["nps"],
    ]
    do(analyst, draft, op="question_remove csat_2")
    assert [question.id for question in definition(draft).questions] == ["csat", "nps"]


def test_quotas_and_scores_are_lines_of_the_whole(analyst, draft):
    for kind in ("nps", "csat", "csat"):
        do(analyst, draft, op=f"question_add {kind}")
    lines = {
        "quota_id": ["", ""], "quota_limit": ["50", ""], "quota_of": ["nps", ""], "quota_test": ["at_most", "is"],
        "quota_value": ["6", ""], "quota_end": ["thanks", ""],
        "score_id": [""], "score_text": ["Satisfaction"], "score_method": ["sum"], "score_of_": ["csat", "csat_2"],
    }  # fmt: skip
    do(analyst, draft, saves="1", title="x", **lines)
    found = definition(draft)
    assert found.quotas == (
        Quota(id="quota", limit=50, when=Compare(of="nps", test=Operator.AT_MOST, value=6), end="thanks"),
    )
    assert found.scores == (
        Score(id="score", text={"en": "Satisfaction"}, questions=("csat", "csat_2"), method="sum"),
    )
    do(
        analyst,
        draft,
        saves="1",
        quota_id=["quota"],
        quota_limit=[""],
        score_id=["score"],
        score_text=[""],
        score_method=["sum"],
    )
    assert (definition(draft).quotas, definition(draft).scores) == ((), ())


def test_two_editors_notice_each_other(analyst, draft):
    mine = draft.revision
    do(analyst, draft, op="question_add nps")
    answer = analyst.post(f"/w/acme/surveys/{draft.pk}/edit", {"op": "question_add csat", "revision": mine})
    assert answer.status_code == 409
    assert [question.id for question in definition(draft).questions] == ["nps"]


def test_what_makes_no_sense_is_not_published(analyst, draft):
    do(analyst, draft, op="question_add nps")
    answer = analyst.post(f"/w/acme/surveys/{draft.pk}/do/publish")
    assert answer.status_code == 422
    assert "nps: The question has no words yet." in answer.content.decode()


def test_a_change_of_words_makes_a_version_and_breaks_the_trend(analyst, draft):
    do(analyst, draft, op="question_add nps")
    for text in ("Would you recommend us?", "Would you recommend our classes?"):
        do(analyst, draft, "question:nps", saves="1", text=text)
        analyst.post(f"/w/acme/surveys/{draft.pk}/do/publish")
    analyst.post(f"/w/acme/surveys/{draft.pk}/do/publish")
    assert [(version.number, version.broken) for version in draft.versions.all()] == [(2, ["nps"]), (1, [])]


@pytest.mark.parametrize(
    "op",
    ["question_up gone", "question_add nonsense", "question_place nps", "page_remove gone", "language_add"],
)
def test_nonsense_is_refused(analyst, draft, op):
    do(analyst, draft, op="question_add nps")
    before = definition(draft)
    answer = do(analyst, draft, op=op, place="x", language_tag="?!")
    assert answer.status_code == 422
    assert definition(draft) == before


@pytest.mark.parametrize(
    "path", ["", "new", "{id}", "{id}/edit", "{id}/preview", "{id}/qr.svg", "{id}/qr.png", "{id}/sheet"]
)
def test_who_may_see_what(path, draft, owner, analyst, agent, outsider, anonymous):  # noqa: PLR0917 - people
    address = f"/w/acme/surveys/{path.format(id=draft.pk)}"
    shapes = path in {"new", "{id}/edit"}
    assert owner.get(address).status_code == 200
    assert analyst.get(address).status_code == 200
    assert agent.get(address).status_code == (403 if shapes else 200)
    assert outsider.get(address).status_code == 404
    assert anonymous.get(address).status_code == 302


@pytest.mark.parametrize("deed", ["edit", "copy", "remove", "do/publish", "do/close", "do/reopen"])
def test_who_may_do_what(deed, draft, agent, outsider, anonymous):
    address = f"/w/acme/surveys/{draft.pk}/{deed}"
    assert agent.post(address).status_code == 403
    assert outsider.post(address).status_code == 404
    assert anonymous.post(address).status_code == 302
    assert Survey.objects.count() == 1
    assert Survey.objects.get().current is None


def test_the_preview_keeps_nothing(analyst, draft):
    do(analyst, draft, op="question_add nps")
    do(analyst, draft, "question:nps", saves="1", text="Would you recommend us?")
    address = f"/w/acme/surveys/{draft.pk}/preview"
    page = analyst.get(address)
    assert "Would you recommend us?" in page.content.decode()
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    sent = analyst.post(address, {"screen": "page", "asked": "nps", "nps": "9", "so_far": "{}"})
    assert "Thank you." in sent.content.decode()
    assert draft.responses.count() == 0
