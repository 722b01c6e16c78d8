"""Surveys out of foreign forms and into them: small files by hand, the law of out and in, and files that are none."""

import io
import json
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from cocreate_surveys.checks import stops
from cocreate_surveys.codec import survey_from_data, survey_to_data
from cocreate_surveys.conditions import AllOf, AnyOf, Compare, Not, Operator, Source
from cocreate_surveys.definition import End, Kind, Limits, Page, Quota, Score, Skip, Survey
from cocreate_surveys.errors import FormatError
from cocreate_surveys.formats import (
    read_any,
    read_qsf,
    read_surveyjs,
    read_xlsform,
    write_surveyjs,
    write_xlsform,
)
from cocreate_surveys.formats.sheets import workbook_of
from cocreate_surveys.templates import TEMPLATES
from drawn.surveys import WORDS, question

FORMS = [(write_surveyjs, read_surveyjs), (write_xlsform, read_xlsform)]
IDS = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,12}", fullmatch=True)
TESTS = st.sampled_from(
    [
        Compare("nps", Operator.AT_MOST, 6),
        Compare("tier", Operator.IS, "gold", Source.TRAIT),
        Not(Compare("m.r1", Operator.EMPTY)),
    ]
)
CONDITIONS = st.none() | st.recursive(
    TESTS, lambda inner: st.lists(inner, max_size=3).map(lambda parts: AnyOf(tuple(parts))) | inner.map(Not), max_leaves=4
)  # fmt: skip


@st.composite
def surveys(draw):
    ids = draw(st.lists(IDS, min_size=1, max_size=4, unique=True))
    asked = [
        replace(
            question(draw(st.sampled_from(Kind)), one), text={"en": draw(WORDS), "zh-hans": draw(WORDS)},
            when=draw(CONDITIONS), limits=Limits(least=draw(st.none() | st.integers(0, 9).map(float))),
            skips=tuple(draw(st.lists(st.just(Skip(to="out", when=Compare(one, Operator.ANSWERED))), max_size=1))),
        )
        for one in ids
    ]  # fmt: skip
    pages = tuple(
        Page(id=one.id if draw(st.booleans()) else f"p-{one.id}", questions=(one,)) for one in asked
    )
    return Survey(
        title={"en": draw(WORDS)}, languages=("en", "zh-hans"), pages=pages,
        ends=(End(id="out", disqualifies=True), End(id="thanks", text={"en": draw(WORDS)})),
        quotas=(Quota(id="all", limit=3),), scores=(Score(id="s", questions=(ids[0],)),),
    )  # fmt: skip


@pytest.mark.parametrize(("write", "read"), FORMS)
@settings(max_examples=60, deadline=None)
@given(survey=surveys())
def test_out_and_in_again_is_the_same(write, read, survey):
    brought = read(write(survey).content)
    assert brought.survey == survey
    assert not brought.lost


@pytest.mark.parametrize(("write", "read"), FORMS)
def test_templates_without_what_travels_inside_still_make_sense(write, read):
    for template in TEMPLATES:
        found = read(write(template.make(), keep=False).content).survey
        assert not stops(found), template.code
        assert [one.id for one in found.questions] == [one.id for one in template.make().questions]
        assert found.languages == ("en", "zh-hans")


def test_an_edit_of_a_file_that_was_ours_stands_and_the_rest_stays():
    survey = next(one for one in TEMPLATES if one.code == "after_help").make()
    data = json.loads(write_surveyjs(survey).content)
    data["pages"][0]["elements"][0]["title"]["default"] = "It was easy."
    del data["pages"][1]["elements"][1]
    found = read_surveyjs(json.dumps(data).encode()).survey
    assert found.questions.__next__().text["en"] == "It was easy."
    assert found.question("effort").kind is Kind.CES
    assert found.question("why") is None
    assert found.privacy == survey.privacy


SURVEYJS = {
    "title": {"default": "A visit", "zh-cn": "一次到访"},
    "completedHtml": "<p>Bye &amp; thanks</p>",
    "pages": [
        {"name": "page 1", "elements": [
            {"type": "rating", "name": "nps", "title": "Would you recommend us?", "rateMin": 0, "rateMax": 10, "isRequired": True},
            {"type": "checkbox", "name": "liked", "choices": ["tea", {"value": "the room", "text": "Room"}], "showNoneItem": True},
            {"type": "panel", "name": "inner", "visibleIf": "{nps} <= 6", "elements": [
                {"type": "comment", "name": "why", "title": "Why {nps}?",
                 "visibleIf": "{liked} contains 'the room' and !({nps} = 3) or {liked} anyof ['tea']"},
            ]},
            {"type": "signaturepad", "name": "sign"},
            {"type": "text", "name": "age", "inputType": "number", "min": 3, "max": 99, "defaultValue": 5},
            {"type": "matrix", "name": "parts", "columns": [1, 2, 3], "rows": ["hall", "desk"]},
            {"type": "comment", "name": "more", "visibleIf": "{parts.hall} < 2 and today() > 3"},
        ]},
    ],
    "triggers": [{"type": "complete", "expression": "{age} < 18"}],
}  # fmt: skip


def test_surveyjs_comes_in():
    brought = read_surveyjs(json.dumps(SURVEYJS).encode())
    survey = brought.survey
    nps, liked, why, age, parts, more = survey.questions
    assert survey.title == {"en": "A visit", "zh-hans": "一次到访"}
    assert survey.ends[-1].text == {"en": "Bye & thanks"}
    assert (nps.kind, nps.required) == (Kind.NPS, True)
    assert [(one.id, one.exclusive) for one in liked.choices] == [
        ("tea", False),
        ("the_room", False),
        ("none", True),
    ]
    assert why.text == {"en": "Why {{nps}}?"}
    room = Compare("liked", Operator.CONTAINS, "the_room")
    assert why.when == AllOf((
        Compare("nps", Operator.AT_MOST, 6),
        AnyOf((AllOf((room, Not(Compare("nps", Operator.IS, 3)))), AnyOf((Compare("liked", Operator.CONTAINS, "tea"),)))),
    ))  # fmt: skip
    assert (age.limits.least, age.limits.most) == (3, 99)
    assert age.skips == (Skip(to="thanks", when=Compare("age", Operator.LESS, 18)),)
    assert (parts.scale.low, parts.scale.high, [row.id for row in parts.rows]) == (1, 3, ["hall", "desk"])
    assert more.when is None
    assert {(one.where, one.what) for one in brought.lost} == {
        ("sign", "type"), ("age", "setting"), ("more", "condition"),
    }  # fmt: skip
    assert not stops(survey)


XLSFORM = {
    "survey": [
        ["type", "name", "label::English (en)", "label::中文 (zh)", "required", "relevant", "constraint", "default"],
        ["hidden", "tier"],
        ["begin_group", "visit", "Your visit", "您的到访"],
        ["select_multiple drinks or_other", "drank", "What did you drink?", "您喝了什么？", "yes"],
        ["integer", "cups", "How many?", "多少杯？", "", "selected(${drank}, 'green tea') and ${tier} = 'gold'", ". >= 1 and . <= 9"],
        ["begin_group", "inner", "", "", "", "${cups} > 3"],
        ["text", "why", "Why ${cups}?", "", "", "not(${drank} = '') and ${cups} != 5", "", "tea"],
        ["end_group"],
        ["geopoint", "where", "Where?"],
        ["end_group"],
    ],
    "choices": [
        ["list_name", "name", "label::English (en)"], ["drinks", "green tea", "Green tea"], ["drinks", "water", "Water"],
    ],
    "settings": [["form_title", "public_key"], ["Tea", "abc"]],
}  # fmt: skip


def test_xlsform_comes_in():
    brought = read_any(workbook_of(XLSFORM))
    survey = brought.survey
    drank, cups, why = survey.questions
    assert survey.title == {"en": "Tea"}
    assert survey.languages == ("en", "zh-hans")
    assert survey.pages[0].title == {"en": "Your visit", "zh-hans": "您的到访"}
    assert [(one.id, one.other) for one in drank.choices] == [
        ("green_tea", False),
        ("water", False),
        ("other", True),
    ]
    assert cups.when == AllOf(
        (Compare("drank", Operator.CONTAINS, "green_tea"), Compare("tier", Operator.IS, "gold", Source.TRAIT))
    )
    assert cups.limits == Limits(least=1, most=9, whole=True)
    assert why.when == AllOf((
        Compare("cups", Operator.MORE, 3), Not(Compare("drank", Operator.EMPTY)), Not(Compare("cups", Operator.IS, 5)),
    ))  # fmt: skip
    assert why.text == {"en": "Why {{cups}}?"}
    assert {(one.where, one.what) for one in brought.lost} == {
        ("where", "type"), ("why", "setting"), ("settings", "setting"),
    }  # fmt: skip
    assert not stops(survey)


def logic(question_id: str, choice: str, operator: str = "Selected"):
    locator = f"q://{question_id}/SelectableChoice/{choice}"
    part = {"LogicType": "Question", "QuestionID": question_id, "ChoiceLocator": locator, "LeftOperand": locator,
            "Operator": operator}  # fmt: skip
    return {"0": {"0": part, "Type": "If"}, "Type": "BooleanExpression"}


def asked(question_id: str, of_type: str, selector: str, **more):
    return {"Element": "SQ", "Payload": {
        "QuestionID": question_id, "DataExportTag": question_id.lower(), "QuestionType": of_type, "Selector": selector,
        "QuestionText": f"<b>Text of {question_id}</b>", **more}}  # fmt: skip


QSF = {
    "SurveyEntry": {"SurveyName": "Stay", "SurveyLanguage": "EN"},
    "SurveyElements": [
        {"Element": "BL", "Payload": {
            "0": {"Type": "Default", "ID": "BL_1", "Description": "First", "BlockElements": [
                {"Type": "Question", "QuestionID": "QID1"}, {"Type": "Page Break"},
                {"Type": "Question", "QuestionID": "QID2", "SkipLogic": {"1": {
                    "ChoiceLocator": "q://QID2/SelectableChoice/2", "Condition": "Selected", "SkipToDestination": "ENDOFSURVEY"}}},
            ]},
            "1": {"Type": "Standard", "ID": "BL_2", "Description": "Second", "BlockElements": [
                {"Type": "Question", "QuestionID": "QID3"}, {"Type": "Question", "QuestionID": "QID4"},
                {"Type": "Question", "QuestionID": "QID5"}]},
            "2": {"Type": "Trash", "ID": "BL_3", "BlockElements": [{"Type": "Question", "QuestionID": "QID6"}]},
        }},
        {"Element": "FL", "Payload": {"Flow": [
            {"Type": "EmbeddedData", "FlowID": "FL_0", "EmbeddedData": [{"Field": "tier"}, {"Field": "a", "Value": "b"}]},
            {"Type": "Standard", "ID": "BL_1", "FlowID": "FL_1"},
            {"Type": "Branch", "FlowID": "FL_2", "BranchLogic": logic("QID2", "1"), "Flow": [
                {"Type": "Block", "ID": "BL_2", "FlowID": "FL_3"}, {"Type": "WebService", "FlowID": "FL_4"},
                {"Type": "EndSurvey", "FlowID": "FL_5", "Options": {"EOSRedirectURL": "https://example.com/bye"}}]},
        ]}},
        asked("QID1", "MC", "NPS", Choices={str(n): {"Display": str(n)} for n in range(11)},
              Validation={"Settings": {"ForceResponse": "ON"}}),
        asked("QID2", "MC", "SAVR", Choices={"1": {"Display": "Yes, all"}, "2": {"Display": "No"}}, ChoiceOrder=["2", "1"],
              RecodeValues={"1": "10", "2": "20"},
              Language={"ZH-S": {"QuestionText": "问题二", "Choices": {"1": {"Display": "是的"}}}}),
        asked("QID3", "Matrix", "Likert", SubSelector="SingleAnswer", Choices={"1": {"Display": "Bed"}, "2": {"Display": "Bath"}},
              Answers={"1": {"Display": "Poor"}, "2": {"Display": "Good"}}, DisplayLogic=logic("QID1", "6")),
        asked("QID4", "TE", "FORM", Choices={"1": {"Display": "Street"}, "2": {"Display": "Town"}}),
        asked("QID5", "HeatMap", "Image"),
        asked("QID6", "TE", "SL"),
        {"Element": "QO", "Payload": {"Name": "Enough"}},
    ],
}  # fmt: skip


def test_qualtrics_comes_in():
    brought = read_qsf(json.dumps(QSF).encode())
    survey = brought.survey
    nps, second, beds, street, town = survey.questions
    assert [page.id for page in survey.pages] == ["First", "First_2", "Second"]
    assert (nps.kind, nps.required, nps.text) == (Kind.NPS, True, {"en": "Text of QID1"})
    assert [(one.id, one.label) for one in second.choices] == [
        ("20", {"en": "No"}), ("10", {"en": "Yes, all", "zh-hans": "是的"}),
    ]  # fmt: skip
    assert second.skips == (Skip(to="thanks", when=Compare("qid2", Operator.IS, "20")),)
    assert survey.pages[2].when == Compare("qid2", Operator.IS, "10")
    assert beds.when == Compare("qid1", Operator.IS, 6)
    assert [row.id for row in beds.rows] == ["1", "2"]
    assert (street.id, town.text) == ("qid4_1", {"en": "Text of QID4 – Town"})
    assert town.skips[0].to == survey.ends[0].id
    assert survey.ends[0].redirect == "https://example.com/bye"
    assert {(one.where, one.what) for one in brought.lost} == {
        ("qid5", "type"), ("qid4", "split"), ("qid6", "trash"), ("FL_4", "flow"), ("a", "setting"), ("", "quota"),
    }  # fmt: skip
    assert not stops(survey)


def packed(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/") + ".xml", content)
    return target.getvalue()


FAR = b'<worksheet><sheetData><row r="1"><c r="XFD1048576"/></row></sheetData></worksheet>'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"[1]",
        b"{}",
        b'{"pages": 3}',
        b'{"pages": [{"name": NaN}]}',
        b'{"title": "\xff"}',
        b'{"elements": ' + b"[" * 5000 + b"]" * 5000 + b"}",
        b'{"SurveyElements": 1}',
        b"PK\x03\x04 broken",
        packed(word__document=b"x"),
        packed(xl__workbook=b"<nothing"),
        packed(xl__workbook=b"<x/>", xl__worksheets__sheet1=FAR),
        packed(xl__workbook=b"<x/>", bomb=b"0" * (61 * 1024**2)),
        workbook_of({"other": [["a"]]}),
        workbook_of({"survey": [["label"], ["x"]]}),
        b" " * (10 * 1024**2 + 1),
    ],
    ids=lambda content: repr(content[:24]),
)
def test_what_is_no_such_file_is_told(content):
    with pytest.raises(FormatError) as told:
        read_any(content)
    assert len(str(told.value)) > 20


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 12) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["name", "type", "elements", "choices", "rows", "columns", "visibleIf", "title", "value", "validators", "items",
         "Payload", "Element", "Type", "Flow", "ID", "BlockElements", "QuestionID", "QuestionType", "Choices", "Language"]),
        inner | st.sampled_from(["rating", "matrix", "checkbox", "SQ", "BL", "FL", "MC", "Branch", "Block"]), max_size=5),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(pages=st.lists(JSON, max_size=3), key=st.sampled_from(["pages", "SurveyElements"]))
def test_whatever_json_says_is_a_survey_or_told(pages, key):
    content = json.dumps({key: pages, "SurveyEntry": {}, "elements": []}).encode()
    with suppress(FormatError):
        found = read_any(content).survey
        assert survey_from_data(survey_to_data(found)) == found
