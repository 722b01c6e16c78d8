import re
import string
from collections import Counter

import numpy as np
import pytest

from cocreate.worlds.learning_centres.verbatims import CHINESE, ENGLISH
from cocreate.worlds.learning_centres.verbatims.grammar import ASPECT_OF_TOPIC, ASPECTS_AT, CARD

HAN = re.compile(r"[\u4e00-\u9fff]")
DISTINCT_SHARE = 0.95  # of all texts
MOST_REPEATS = 12  # of any one text


@pytest.fixture(scope="module")
def texts(world):
    rows = world.records["field_type"] == "text"
    columns = ("value_text", "language", "touchpoint", "market", "submission_id", "collected_at")
    return {name: world.records[name][rows] for name in columns}


def test_texts_are_many_and_seldom_repeat(texts):
    counts = Counter(texts["value_text"].tolist())
    assert len(counts) > 25_000
    assert len(counts) >= DISTINCT_SHARE * counts.total()
    assert counts.most_common(1)[0][1] <= MOST_REPEATS


def test_english_is_tidy(texts):
    for text in texts["value_text"][texts["language"] == "en"]:
        assert not HAN.search(text), text
        assert re.fullmatch(r"""[A-Z"].*[.!?]""", text), text
        assert not re.search(r"  |[{}]| [,.!?]|\.\.|[,.!?][A-Za-z]|[.!?] [a-z]|，|。", text), text
        assert 8 <= len(text.split()) <= 60, text


def test_chinese_is_tidy(texts):
    for text in texts["value_text"][texts["language"] == "zh-hans"]:
        assert re.fullmatch(r"[\u4e00-\u9fff，。！？“”、]+", text), text
        assert re.search(r"[。！？]$", text), text
        assert not re.search(r"[，。！？、]{2,}", text.replace("”。", "。")), text
        assert 12 <= len(text) <= 120, text


def test_both_grammars_speak_of_the_same_things():
    wanted = {aspect for aspects in ASPECTS_AT.values() for aspect in aspects} | {
        CARD,
        *ASPECT_OF_TOPIC.values(),
    }
    for grammar in (ENGLISH, CHINESE):
        assert wanted <= set(grammar.aspects)
    assert set(ENGLISH.parts) == set(CHINESE.parts)
    assert len(ENGLISH.fault) == len(CHINESE.fault)


@pytest.mark.parametrize("grammar", [ENGLISH, CHINESE], ids=["english", "chinese"])
def test_every_slot_can_be_filled(grammar):
    names = set(grammar.slots) | set(grammar.courses[0]) | set(grammar.parents[0])
    assert set(grammar.parents[0]) == set(grammar.pupils[0])
    clauses = [*grammar.fault, *(one for parts in grammar.parts.values() for one in parts)]
    clauses += [one for aspect in grammar.aspects.values() for one in (*aspect.praise, *aspect.complaint)]
    for clause in clauses:
        assert {name for _, name, _, _ in string.Formatter().parse(clause) if name} <= names, clause


def test_the_fault_is_spoken_of_only_by_those_who_met_it(world, texts):
    fault = world.truth.fault
    met = (
        (texts["touchpoint"] == fault.touchpoint)
        & np.isin(texts["market"], fault.markets)
        & (texts["collected_at"] >= np.datetime64(fault.start))
    )
    phrases = tuple(phrase for language in fault.phrases.values() for phrase in language)
    speaks = np.array([any(phrase in text for phrase in phrases) for text in texts["value_text"]])
    assert not np.any(speaks & ~met)
    scores = first_scores(world)
    easy = np.array([scores[submission] >= 6 for submission in texts["submission_id"][met]])
    np.testing.assert_array_equal(speaks[met], ~easy)


def test_the_card_is_spoken_of_only_where_it_is(world, texts):
    starts = {one.centre: one.start for one in world.truth.card.centres}
    rows = world.records["field_type"] == "text"
    centres = np.array([start["centre"] for start in world.records["metadata"][rows]])
    speaks = np.array([("card" in text) or ("反馈卡" in text) for text in texts["value_text"]])
    assert speaks.sum() > 500
    assert set(texts["touchpoint"][speaks].tolist()) == {world.truth.card.touchpoint}
    for centre, at in zip(centres[speaks], texts["collected_at"][speaks], strict=True):
        assert starts[centre] is not None
        assert at >= np.datetime64(starts[centre])


def test_words_and_scores_agree(world, texts):
    scores = first_scores(world)
    praise, complaint = (
        ("thank", "glad", "well done", "谢谢", "高兴", "期待"),
        ("?", "please put", "？", "请在"),
    )
    survey = np.array([submission.rsplit("-", 1)[0] for submission in texts["submission_id"]])
    csat = np.isin(survey, ["after-class", "in-class", "enrolment", "first-visit", "renewal"])
    score = np.array([scores[submission] for submission in texts["submission_id"]])
    happy, unhappy = texts["value_text"][csat & (score >= 4)], texts["value_text"][csat & (score <= 2)]
    assert share_with(happy, praise) > 5 * share_with(unhappy, praise)
    assert share_with(unhappy, complaint) > 3 * share_with(happy, complaint)


def share_with(texts, words) -> float:
    return float(np.mean([any(word in text.lower() for word in words) for text in texts]))


def first_scores(world) -> dict[str, float]:
    """The leading score of each submission."""
    leading = {survey.fields[0].id for survey in world.structure.surveys}
    rows = np.isin(world.records["field_id"].astype(str), list(leading))
    return dict(zip(world.records["submission_id"][rows], world.records["value_number"][rows], strict=True))
