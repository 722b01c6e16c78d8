import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate.text import Sentiment

SENTIMENT = Sentiment()

# written for this test after the lexicon was closed; none was used in making the rules
HELD_OUT = [
    ("前台主动帮我们延迟了退房，孩子还收到一只小熊", 1), ("隔壁装修从早敲到晚，换房也不肯", -1),
    ("寄来的杯子裂了一道缝，卖家装死", -1),
    ("锅底很香，服务员一直帮忙加汤", 1),
    ("看到一半就想离场，故事完全立不住", -1), ("配乐一响起来全场都安静了，太打动人", 1),
    ("女儿上了一个学期，英语从不及格到八十多分", 1),
    ("老师上课玩手机，家长群里问了也没人答", -1), ("登录验证码收不到，卡了一下午", -1),
    ("深色模式很护眼，字体也能调大", 1), ("洗了一次就缩成童装了", -1), ("版型利落，上身显得精神", 1), ("米饭夹生，青菜是黄的", -1),
    ("外卖到手还冒着热气，筷子勺子都配齐了", 1), ("包裝用心，送貨神速，會再回購", 1), ("客服敷衍了事，退錢拖了兩個月", -1),
    ("Housekeeping left a handwritten note and fresh flowers", 1), ("We were charged for a minibar we never touched", -1),
    ("The latest update logs me out every single time", -1), ("Pairs instantly with my phone, crystal clear sound", 1),
    ("After forty minutes on hold I gave up", -1), ("Our guide made the whole trip unforgettable", 1),
    ("The handle snapped the first time I used it", -1), ("Softer than I imagined and the colour is gorgeous", 1),
    ("ugh, never ordering from here again", -1), ("best tacos in town hands down", 1), ("Save your money and go elsewhere", -1),
    ("I have nothing but praise for this team", 1), ("Cold fries, wrong burger, no apology", -1),
    ("Delivered a day early and packed with care", 1), ("The plot drags and the ending makes no sense", -1),
    ("Five years on and it still runs like new", 1),
]  # fmt: skip


def test_sentences_not_used_in_making_the_rules():
    values = SENTIMENT.many([text for text, _ in HELD_OUT]).values
    right = [np.sign(value) == side for value, (_, side) in zip(values, HELD_OUT, strict=True)]
    assert np.mean(right) >= 0.85, [text for (text, _), ok in zip(HELD_OUT, right, strict=True) if not ok]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("房间很干净", "房间不干净"),
        ("非常满意", "不太满意"),
        ("虽然房间小，但是很温馨", "虽然很温馨，但是房间太小"),
        ("服务好", "希望服务能好一点"),
        ("没有异味", "有异味"),
        ("价格便宜", "价格太高"),
        ("续航很长", "续航很短"),
        ("The food was good", "The food was not good"),
        ("It is not bad", "It is bad"),
        ("The room was small but lovely", "The room was lovely but small"),
        ("no problems at all", "so many problems"),
        ("好吃！", "好吃吗？"),
    ],
)
def test_what_turns_an_opinion(better, worse):
    high, low = SENTIMENT.many([better, worse]).values
    assert high > low


def test_six_labels():
    said = {
        "very positive": "Absolutely wonderful, the best hotel ever, I love it!",
        "very negative": "垃圾酒店，服务恶劣，再也不会来",
        "mixed": "The food was delicious but the service was rude",
        "neutral": "我昨天坐地铁去的",
    }
    assert {label: SENTIMENT(text).label for label, text in said.items()} == {label: label for label in said}


def test_each_result_points_at_its_words():
    text = "<b>位置</b>很好，但是早餐太差，not worth it 👎"
    result = SENTIMENT(text)
    assert all(text[span.start : span.end] == span.text for span in result.spans)
    weights = {span.text: span.weight for span in result.spans}
    assert weights["太差"] < 0 < max(weights.values())
    assert weights["👎"] < 0
    assert not any("<" in span.text for span in result.spans)


@pytest.mark.parametrize(
    "text", ["Das Zimmer war sehr schön", "とても良かったです", "방이 좋아요", "Отличный отель"]
)
def test_other_languages_get_no_made_up_sentiment(text):
    result = SENTIMENT(text)
    assert (result.label, result.supported, result.spans) == (None, False, ())
    assert math.isnan(result.value)
    assert "not known" in result.notes[0]


def test_signs_count_in_every_language():
    result = SENTIMENT("Das Zimmer 😍")
    assert result.value > 0.3
    assert [span.text for span in result.spans] == ["😍"]


@pytest.mark.parametrize("text", ["", "   ", None, "https://example.org/terrible-page"])
def test_without_words_nothing_is_told(text):
    assert SENTIMENT(text).label is None


@given(st.text(max_size=60))
def test_any_text_is_judged(text):
    result = SENTIMENT(text)
    assert result.label is None or -1 <= result.value <= 1
    assert all(text[span.start : span.end] == span.text for span in result.spans)


def test_the_others_do_not_matter():
    texts = ["很好", "very bad", "一般", "ok"] * 3
    values = SENTIMENT.many(texts).values
    assert values == pytest.approx([SENTIMENT(text).value for text in texts])
    assert SENTIMENT.many(texts[::-1]).values == pytest.approx(values[::-1])


def test_a_column_of_any_table(as_form):
    found = SENTIMENT.many(as_form({"said": ["很好吃", "awful service", None]}), "said")
    assert [label and label.split()[-1] for label in found.labels] == ["positive", "negative", None]
    assert list(found.to_frame(backend="dict")) == ["label", "value", "language", "supported"]
    assert sum(found.counts().values()) == 2
    assert len(found[1:]) == 2
    assert found[1].label == found.labels[1]


def test_traditional_characters_say_the_same():
    assert SENTIMENT("房間乾淨，服務周到").value == pytest.approx(SENTIMENT("房间干净，服务周到").value)


def test_a_very_long_text():
    assert SENTIMENT("服务很好，房间干净。" * 3000).value > 0.9


def two_class(texts, truth):
    values = SENTIMENT.many(texts).values
    return np.mean((np.nan_to_num(values) > 0) == np.array(truth, dtype=bool))


def test_chinese_reviews_out_of_the_box(hotel, waimai):
    """Target .80 on each; none of these texts was trained on. SnowNLP, trained on such reviews: .710 and .793 (SCIENCE)."""
    assert two_class(*hotel[1]) >= 0.815
    assert two_class(*waimai[1]) >= 0.83


def test_english_reviews_out_of_the_box(clothing):
    """Target .80: one and two stars against five, reviews held out from training."""
    clear = [(text, rating == 5) for text, rating in clothing if rating in {1, 2, 5}]
    right = two_class(*zip(*clear, strict=True))
    low = [(text, good) for text, good in clear if not good]
    assert right >= 0.92
    assert two_class(*zip(*low, strict=True)) >= 0.85
