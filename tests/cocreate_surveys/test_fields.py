"""Answers as fields of records, versions and what they break, words and checks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cocreate_surveys.changes import breaks_between, changes_between
from cocreate_surveys.checks import findings_of, stops
from cocreate_surveys.codec import survey_from_json, survey_to_json
from cocreate_surveys.conditions import Compare, Known, Operator
from cocreate_surveys.definition import Choice, End, Kind, Quota, Scale, Score, Skip, Survey
from cocreate_surveys.errors import DefinitionError
from cocreate_surveys.fields import fields_of, score_fields
from cocreate_surveys.phrases import PHRASES, direction, phrase
from cocreate_surveys.piping import filled
from cocreate_surveys.tongues import TONGUES
from cocreate_surveys.words import closest, said
from drawn.surveys import answers_to, question, survey


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in {Kind.STATEMENT, Kind.FILE}])
@given(data=st.data())
def test_fields_have_ids_of_their_own_and_a_value(kind, data):
    asked = question(kind)
    value = data.draw(answers_to(asked))
    found = fields_of(survey(asked), asked, value, other="own words")
    assert len({field.id for field in found}) == len(found)
    for field in found:
        assert any(one is not None for one in (field.text, field.number, field.boolean, field.day))
        if field.scale_min is not None:
            assert field.scale_min <= field.number <= field.scale_max


def test_a_ranking_and_a_matrix_make_a_field_an_item():
    ranked = fields_of(survey(question(Kind.RANKING)), question(Kind.RANKING), ["c3", "c1"])
    assert [(field.id, field.number, field.group_id) for field in ranked] == [
        ("q.c3", 1, "q"),
        ("q.c1", 2, "q"),
    ]
    rows = fields_of(survey(question(Kind.MATRIX)), question(Kind.MATRIX), {"r1": 4})
    assert [(field.id, field.label, field.type, field.scale_max) for field in rows] == [
        ("q.r1", "First", "rating", 5)
    ]


def test_scores_are_sums_and_means():
    paying = replace(
        question(Kind.SINGLE, "pay"), choices=(Choice(id="a", points=3), Choice(id="b", points=1))
    )
    asked = survey(
        question(Kind.CSAT, "csat"), paying,
        scores=(Score(id="mean", questions=("csat", "pay")), Score(id="sum", questions=("csat", "pay"), method="sum")),
    )  # fmt: skip
    found = {field.id: field.number for field in score_fields(asked, {"csat": 4, "pay": "a"})}
    assert found == {"mean": 3.5, "sum": 7}
    assert score_fields(asked, {}) == ()


def test_words_and_scale_break_a_trend_translations_do_not():
    before = survey(replace(question(Kind.CSAT), text={"en": "Satisfied?"}))
    assert breaks_between(before, survey(replace(question(Kind.CSAT), text={"en": "Happy?"}))) == ("q",)
    assert breaks_between(
        before, survey(replace(question(Kind.CSAT), text={"en": "Satisfied?"}, scale=Scale(low=1, high=7)))
    ) == ("q",)
    translated = replace(
        question(Kind.CSAT), text={"en": " Satisfied? ", "zh-hans": "满意吗?"}, hint={"en": "1 to 5"}
    )
    assert breaks_between(before, survey(translated)) == ()
    assert [change.what for change in changes_between(before, survey(question(Kind.NPS, "nps")))] == [
        "added",
        "removed",
    ]


def test_json_both_ways():
    asked = survey(
        *(question(kind, kind) for kind in Kind),
        quotas=(Quota(id="q", limit=3, when=Compare(of="nps", test=Operator.AMONG, value=[1, 2])),),
    )
    assert survey_from_json(survey_to_json(asked)) == asked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"pages": 3}',
        '{"pages": [{"id": "p", "questions": [{"id": "q", "kind": "oracle"}]}]}',
        '{"wizard": 1}',
    ],
)
def test_what_is_no_survey_is_refused(text):
    with pytest.raises(DefinitionError):
        survey_from_json(text)


def test_a_sound_survey_has_nothing_to_mend():
    asked = survey(
        *(question(kind, kind, purpose="contact" if kind is Kind.CONSENT else "") for kind in Kind)
    )
    assert findings_of(asked) == ()


@pytest.mark.parametrize(("broken", "code"), [
    (Survey(), "nothing_asked"),
    (survey(question(Kind.NPS), question(Kind.NPS)), "id_twice"),
    (survey(replace(question(Kind.NPS), scale=Scale(low=1, high=5))), "nps_scale"),
    (survey(replace(question(Kind.SINGLE), choices=())), "too_few_choices"),
    (survey(replace(question(Kind.CSAT), scale=Scale(low=5, high=1))), "scale"),
    (survey(question(Kind.NPS, skips=(Skip(to="gone"),))), "skip_nowhere"),
    (survey(question(Kind.NPS), question(Kind.CSAT, "b", skips=(Skip(to="q"),))), "skip_back"),
    (survey(question(Kind.NPS, when=Compare(of="b", test=Operator.IS, value=1)), question(Kind.CSAT, "b")), "not_asked_yet"),
    (survey(question(Kind.NPS, when=Compare(of="gone", test=Operator.IS, value=1))), "unknown"),
    (survey(replace(question(Kind.NPS), text={})), "no_words"),
    (survey(replace(question(Kind.NPS), text={"en": "You said {{gone}}"})), "unknown"),
    (survey(question(Kind.NPS), ends=(End(id="e", redirect="javascript:alert(1)"),)), "address"),
    (survey(question(Kind.NPS), quotas=(Quota(id="q1", limit=0),)), "quota_limit"),
    (survey(question(Kind.NPS), languages=("en", "en")), "language_twice"),
])  # fmt: skip
def test_what_makes_no_sense_is_found(broken, code):
    assert code in {finding.code for finding in stops(broken)}


def test_pipes_are_filled_with_labels_and_traits():
    asked = survey(question(Kind.SINGLE))
    known = Known({"q": "c2"}, {"name": "Ada"}, {"mean": 3.5}, "en")
    assert (
        filled("{{trait.name|friend}}: {{q}}, {{score.mean}}{{gone|!}}", asked, known)
        == "Ada: Choice 2, 3.5!"
    )
    assert filled("{{trait.name|friend}}", asked, Known({})) == "friend"


def test_the_nearest_language_is_spoken():
    words = {"en": "Why?", "zh-hans": "为什么?", "fr": "Pourquoi ?"}
    assert said(words, "en-GB", default="fr") == "Why?"
    assert said(words, "zh-CN", default="fr") == "为什么?"
    assert said(words, "ja", default="fr") == "Pourquoi ?"
    assert closest(["en", "zh-hans"], ["ja", "zh-TW"]) == "zh-hans"
    assert closest(["en"], ["ja"]) is None


def test_chinese_is_written_as_its_readers_write_it():
    words = {"zh-hans": "谢谢", "zh-hant": "謝謝", "en": "Thanks"}
    assert [said(words, tag, default="en") for tag in ("zh-CN", "zh-TW", "zh_HK", "zh-Hant", "zh")] == [
        "谢谢", "謝謝", "謝謝", "謝謝", "谢谢",
    ]  # fmt: skip


def test_tongues_say_what_there_is_to_say():
    for tag, phrases in TONGUES.items():
        assert set(phrases) <= set(PHRASES), tag
        assert phrase(Survey(), "next", tag) == phrases["next"]
        assert all(text.strip() and "{" not in text for text in phrases.values())


def test_phrases_are_there_in_both_languages_with_the_same_blanks():
    for code, words in PHRASES.items():
        assert {"en", "zh-hans"} <= set(words), code
        blanks = {
            language: sorted(part.partition("}")[0] for part in text.split("{")[1:])
            for language, text in words.items()
        }
        assert len({tuple(names) for names in blanks.values()}) == 1, code


def test_a_surveys_own_phrase_comes_first():
    asked = Survey(languages=("en", "mi"), phrases={"next": {"mi": "Haere tonu"}})
    assert phrase(asked, "next", "mi") == "Haere tonu"
    assert phrase(asked, "next", "zh-hans") == "继续"
    assert phrase(asked, "back", "mi") == "Back"
    assert [direction(tag) for tag in ("ar", "he-IL", "en", "az-Arab")] == ["rtl", "rtl", "ltr", "rtl"]
