import pytest

from cocreate.text import components, intent, urgency

# written for these tests, after the words of the lists
COMPONENTS = [
    ("手机屏幕清晰，电池也耐用", "product"),
    ("菜的味道很正宗，分量足", "product"),
    ("客服回复慢，退款拖了一周", "service"),
    ("骑手迟到半小时，也不道歉", "service"),
    ("这个品牌口碑一直很好", "brand"),
    ("广告虚假宣传，失去信誉", "brand"),
    ("玩得很开心，心情特别好", "emotional"),
    ("让人很失望，也很生气", "emotional"),
    ("大厅装修漂亮，卫生也干净", "environment"),
    ("停车场太小，周边很吵", "environment"),
    ("The fabric feels cheap and the zipper broke", "product"),
    ("The waiter ignored us and the manager was rude", "service"),
    ("I trust this company and its reputation", "brand"),
    ("I felt so relaxed and happy", "emotional"),
    ("The lobby was dirty and the music too loud", "environment"),
    ("The courier left the parcel in the rain and nobody responded", "service"),
    ("Tasty food, huge portions", "product"),
    ("Parking is a nightmare and the area is noisy", "environment"),
]
INTENTS = [
    ("老师太棒了，给你们点赞", "praise"),
    ("服务非常周到，会推荐给朋友", "praise"),
    ("等了一个小时还没上菜，要投诉", "complaint"),
    ("买来就坏了，客服也不管", "complaint"),
    ("建议多开几个窗口", "suggestion"),
    ("要是能加个夜间模式就更好了", "suggestion"),
    ("请问周末几点开门？", "question"),
    ("学费可以分期付吗", "question"),
    ("我是上周三下午去的", "statement"),
    ("Love it, best purchase this year", "praise"),
    ("Kudos to the whole team", "praise"),
    ("My order never arrived and no one answers", "complaint"),
    ("The app keeps crashing, this is unacceptable", "complaint"),
    ("It would be great if you offered smaller sizes", "suggestion"),
    ("You should add a dark mode", "suggestion"),
    ("How long does delivery take?", "question"),
    ("Can I change my address after ordering", "question"),
    ("I visited on a Tuesday", "statement"),
]
LEVELS = [
    ("孩子在你们店里烫伤了，马上联系我", "high"),
    ("银行卡被盗刷了三千块", "high"),
    ("再不解决我就找律师起诉", "high"),
    ("There is smoke coming out of the charger", "high"),
    ("Someone made an unauthorized payment, block my card immediately", "high"),
    ("退款催了好几次，至今没到账", "normal"),
    ("I still haven't received a refund, third time asking", "normal"),
    ("味道不错，下次再来", "low"),
    ("Lovely place, nice staff", "low"),
    ("有空的时候改一下错别字就行，不急", "low"),
]


@pytest.mark.parametrize(
    ("judge", "cases", "least"),
    [(components, COMPONENTS, 0.85), (intent, INTENTS, 0.8), (urgency, LEVELS, 0.8)],
    ids=["components", "intent", "urgency"],
)
def test_sentences_labelled_by_hand(judge, cases, least):
    found = judge([text for text, _ in cases])
    missed = [
        (text, kind.labels) for (text, truth), kind in zip(cases, found, strict=True) if kind.label != truth
    ]
    assert len(missed) <= (1 - least) * len(cases), missed


@pytest.mark.parametrize("judge", [components, intent, urgency])
def test_each_points_at_its_words(judge):
    text = "客服一直不回复，请马上处理！！房间也很脏？"
    kind = judge(text)
    assert kind.spans
    assert all(text[span.start : span.end] == span.text for span in kind.spans)


@pytest.mark.parametrize("judge", [components, intent, urgency])
def test_what_is_not_known_is_not_told(judge):
    kind = judge("Das Zimmer war sehr schmutzig und das Personal unfreundlich")
    assert (kind.label, kind.supported) == (None, False)
    assert kind.notes
    assert not judge(None).supported


def test_several_of_each():
    assert set(components("菜好吃，服务员热情，环境也安静").labels) >= {"product", "service", "environment"}
    assert set(intent("Great app, but you should add a dark mode").labels) >= {"praise", "suggestion"}


def test_questions_of_customers(lines):
    """Of the questions of BANKING77 that end with a mark, nearly all are told to be questions."""
    import csv

    rows = list(csv.reader(lines("support/banking77_test.csv.gz")))
    asked = [row[0] for row in rows if row and row[0].rstrip().endswith("?")][:600]
    assert sum("question" in kind.labels for kind in intent(asked)) >= 0.97 * len(asked)
