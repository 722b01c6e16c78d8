import numpy as np
import pytest

from cocreate.text import Emotion

EMOTION = Emotion()

# written for this test, after the lexicon
HELD_OUT = [
    ("客服居然骂人，气得我发抖，必须曝光", "anger"),
    ("菜里有只蟑螂，看着就想吐", "disgust"),
    ("宠物走了以后一直很难过", "sadness"),
    ("电梯突然下坠，把孩子吓坏了，现在还后怕", "fear"),
    ("没想到还送了生日蛋糕，太意外了", "surprise"),
    ("今天玩得超级开心，谢谢大家", "joy"),
    ("这家店一直很靠谱，交给他们放心", "trust"),
    ("期望太高，结果大失所望", "disappointment"),
    ("周三下午三点开会", "neutral"),
    ("This makes me so angry, how dare they", "anger"),
    ("That is disgusting, I want to vomit", "disgust"),
    ("I'm so sad she died, I cried all night", "sadness"),
    ("I'm terrified of flying", "fear"),
    ("Wow, I can't believe it, what a surprise", "surprise"),
    ("Thank you so much, this made me happy", "joy"),
    ("You can count on them, reliable as ever", "trust"),
    ("We expected more, what a let down", "disappointment"),
    ("The meeting is at three", "neutral"),
]


def test_sentences_not_used_in_making_the_rules():
    found = EMOTION.many([text for text, _ in HELD_OUT])
    missed = [
        (text, result.labels)
        for (text, truth), result in zip(HELD_OUT, found, strict=True)
        if truth not in result.labels
    ]
    assert len(missed) <= 3, missed


def test_macro_f1_on_goemotions(lines):
    """Target .55; TF-IDF with logistic regression .585 (SCIENCE); the test part was never looked at in training."""
    names = lines("emotions/goemotions_ekman/labels.txt.gz")
    rows = [line.split("\t") for line in lines("emotions/goemotions_ekman/test.tsv.gz")]
    truth = np.array([[str(at) in row[1].split(",") for at in range(len(names))] for row in rows])
    found = EMOTION.many([row[0] for row in rows])
    said = np.array([[name in result.labels for name in names] for result in found])
    f1 = 2 * (said & truth).sum(axis=0) / (said.sum(axis=0) + truth.sum(axis=0))
    assert f1.mean() >= 0.59


def test_each_emotion_points_at_its_words():
    text = "服务太差，气死我了！菜里还有头发，恶心"
    result = EMOTION(text)
    assert {"anger", "disgust"} <= set(result.labels)
    for felt in result.felt:
        assert felt.spans
        assert all(text[span.start : span.end] == span.text for span in felt.spans)


def test_what_is_negated_is_not_felt():
    assert "disappointment" not in EMOTION("从来没有失望过").labels
    assert "fear" not in EMOTION("一点都不害怕").labels


@pytest.mark.parametrize("text", ["Ich bin sehr glücklich", "", None])
def test_what_is_not_known_is_not_told(text):
    result = EMOTION(text)
    assert (result.label, result.supported) == (None, False)


def test_signs_count_in_every_language():
    assert EMOTION("Das Essen 😡").labels == ("anger",)


def test_a_column_of_any_table(as_form):
    found = EMOTION.many(as_form({"said": ["太开心了", "I am furious", None]}), "said")
    assert found.columns()["label"] == ["joy", "anger", None]
