import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate.text.grams import Grams
from cocreate.text.units import bare, fold, units_of

ANY = st.text(max_size=40)


def cut(text):
    units = units_of([text])
    return [text[start:end] for start, end in zip(units.start, units.end, strict=True)]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("房间not bad!", ["房", "间", "not", "bad", "!"]),
        ("don't  stop", ["don't", "stop"]),
        ("'tis 5-star", ["'", "tis", "5", "-", "star"]),
        ("", []),
        ("👍🏽ok", ["👍", "🏽", "ok"]),
        ("ไทย", ["ไ", "ท", "ย"]),
    ],
)
def test_cuts(text, units):
    assert cut(text) == units


def test_folding_keeps_places():
    assert (
        fold("ＡＢＣ　房間髒İ") == "abc 房间脏İ"
    )  # the capital I with dot would become two characters: it stays


@given(ANY)
def test_folding_is_settled_and_as_long(text):
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(st.lists(ANY, max_size=6))
def test_texts_do_not_touch_each_other(texts):
    grams = Grams(units=(1, 2), inside=(3,), bits=16)
    together = grams.counts(texts).toarray() if texts else np.zeros((0, 1 << 16))
    for row, text in zip(together, texts, strict=True):
        assert np.array_equal(row, grams.counts([text]).toarray()[0])


@given(ANY)
def test_grams_stand_where_they_say(text):
    found = Grams(units=(1, 2, 3), inside=(3, 4)).find([text])
    assert ((found.start >= 0) & (found.start < found.end) & (found.end <= len(text))).all()


def test_the_same_words_have_the_same_columns():
    one, two = (Grams(units=(1,)).find([text]).column for text in ("服務 GOOD", "good 服务"))
    assert sorted(one) == sorted(two)


def test_different_words_have_different_columns():
    words = [f"w{number}" for number in range(5000)]
    assert len(set(Grams(units=(1,), bits=40).find([" ".join(words)]).column)) == 5000


def test_markup_is_blanked_out_in_place():
    text = "<b>good</b> see https://x.org/bad &amp; write to a.b@c.de"
    assert len(bare(text)) == len(text)
    assert bare(text).split() == ["good", "see", "write", "to"]
