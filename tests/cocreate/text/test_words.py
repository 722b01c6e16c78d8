from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate.text import sentences, words


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("房间很大！早餐好。下次再来", ["房间很大！", "早餐好。", "下次再来"]),
        ("Dr. No came. He left.", ["Dr. No came.", "He left."]),
        ("It cost 3.50. Fine", ["It cost 3.50.", "Fine"]),
        ("Really?! Yes…  ok\nline", ["Really?!", "Yes…", "ok", "line"]),
        ("", []),
        ("  \n ", []),
    ],
)
def test_sentences(text, parts):
    assert [part.text for part in sentences(text)] == parts


@given(st.text(alphabet="ab.。!？ \n房", max_size=40))
def test_sentences_are_parts_in_order(text):
    found = sentences(text)
    assert all(text[part.start : part.end] == part.text == part.text.strip() for part in found)
    assert all(one.end <= two.start for one, two in pairwise(found))
    kept = "".join(part.text for part in found)
    assert "".join(kept.split()) == "".join(text.split())


def test_words_of_both():
    assert [word.text for word in words("服务员 isn't rude，WiFi快")] == [
        "服务员",
        "isn't",
        "rude",
        "WiFi",
        "快",
    ]


@given(st.text(max_size=60))
def test_words_stand_where_they_say(text):
    assert all(text[word.start : word.end] == word.text for word in words(text))


def test_many(as_form):
    table = as_form({"said": ["一句。两句。", "One."]})
    assert [len(found) for found in sentences(table, "said")] == [2, 1]
    assert [word.text for word in words(table, "said")[1]] == ["One"]


def test_long_texts_take_no_long():
    assert len(sentences("很好。" * 50_000)) == 50_000
    assert len(words("word " * 100_000)) == 100_000
