"""What Lighthouse Learning asks, in both languages."""

from cocreate.worlds.learning_centres.structure import Field, Name, Option, Survey

_LIKELY = Name(
    "How likely are you to recommend Lighthouse Learning to a friend?",
    "您有多大可能向朋友推荐灯塔学习？",
)
_GROUP_LABEL = Name("How good are we at each of these?", "您对以下各方面评价如何？")
_PARTS = {
    "product": Name("What is taught, and the materials", "课程内容与教材"),
    "service": Name("Teachers and staff", "老师与工作人员"),
    "brand": Name("Trust in Lighthouse Learning", "对灯塔学习的信任"),
    "emotional": Name("How it feels to come to us", "来上课的心情"),
    "environment": Name("Rooms and surroundings", "教室与环境"),
}


def _nps(survey: str, answered_share: float) -> Field:
    return Field(f"{survey}.nps", "nps", _LIKELY, "brand", answered_share, 0, 10)


def _csat(survey: str, component: str, en: str, zh: str) -> Field:
    return Field(f"{survey}.csat", "csat", Name(en, zh), component, 1.0, 1, 5)


def _text(survey: str, component: str, answered_share: float, en: str, zh: str) -> Field:
    return Field(f"{survey}.text", "text", Name(en, zh), component, answered_share)


def _part(code: str) -> Field:
    group = "relationship.components"
    return Field(f"relationship.{code}", "rating", _PARTS[code], code, 0.97, 0, 10, group, _GROUP_LABEL)


_RELATIONSHIP = Survey(
    "relationship",
    Name("Relationship", "关系调查"),
    "survey",
    (),
    (
        _nps("relationship", 1.0),
        _text(
            "relationship",
            "brand",
            0.62,
            "What is the main reason for your score?",
            "您打这个分的主要原因是什么？",
        ),
        *map(_part, _PARTS),
    ),
)

_FIRST_VISIT = Survey(
    "first-visit",
    Name("First visit", "初次到访"),
    "survey",
    ("open-day", "trial-class"),
    (
        _csat(
            "first-visit", "service", "How satisfied were you with your first visit?", "您对初次到访满意吗？"
        ),
        _nps("first-visit", 0.8),
        _text(
            "first-visit",
            "service",
            0.30,
            "What did you notice on your first visit?",
            "初次到访您有什么感受？",
        ),
        Field(
            "first-visit.heard",
            "categorical",
            Name("How did you hear of us?", "您是怎么知道我们的？"),
            "brand",
            0.95,
            options=(
                Option("friend", Name("From a friend", "朋友介绍"), 0.44),
                Option("search", Name("By searching the web", "网上搜索"), 0.22),
                Option("social", Name("On social media", "社交媒体"), 0.20),
                Option("passing", Name("Passing by", "路过看到"), 0.14),
            ),
        ),
    ),
)

_ENROLMENT = Survey(
    "enrolment",
    Name("Enrolment", "报名"),
    "survey",
    ("enrolment-desk", "online-enrolment"),
    (
        _csat("enrolment", "service", "How satisfied were you with enrolling?", "您对报名过程满意吗？"),
        _nps("enrolment", 0.8),
        _text("enrolment", "service", 0.35, "How could enrolling be better?", "报名过程怎样可以更好？"),
    ),
)

_IN_CLASS = Survey(
    "in-class",
    Name("In class", "课堂"),
    "survey",
    ("class", "online-class"),
    (
        _csat("in-class", "product", "How satisfied are you with today's class?", "您对今天的课满意吗？"),
        _nps("in-class", 0.75),
        _text(
            "in-class",
            "product",
            0.35,
            "What should we know about today's class?",
            "关于今天的课，您想告诉我们什么？",
        ),
    ),
)

_AFTER_CLASS = Survey(
    "after-class",
    Name("After class", "课后"),
    "survey",
    ("class-feedback", "progress-report"),
    (
        _csat(
            "after-class",
            "service",
            "How satisfied are you with what you heard after class?",
            "您对课后反馈满意吗？",
        ),
        _nps("after-class", 0.4),
        _text(
            "after-class", "service", 0.38, "What would you like to hear after class?", "课后您希望了解什么？"
        ),
    ),
)

_AFTER_HELP = Survey(
    "after-help",
    Name("After help", "求助之后"),
    "survey",
    ("help-hotline", "help-chat"),
    (
        Field(
            "after-help.ces",
            "ces",
            Name("It was easy to get my question solved.", "我的问题很容易就解决了。"),
            "service",
            1.0,
            1,
            7,
        ),
        _csat("after-help", "service", "How satisfied were you with our help?", "您对我们的帮助满意吗？"),
        _nps("after-help", 1.0),
        _text("after-help", "service", 0.60, "What made it easy or hard?", "哪些地方让您觉得容易或困难？"),
        Field(
            "after-help.resolved",
            "boolean",
            Name("Is your question solved?", "您的问题解决了吗？"),
            "service",
            0.93,
            0,
            1,
        ),
        Field(
            "after-help.topic",
            "categorical",
            Name("What was it about?", "您咨询的是什么？"),
            "service",
            0.97,
            options=(
                Option("reschedule", Name("Moving a class", "调课"), 0.36),
                Option("refund", Name("A refund", "退费"), 0.24),
                Option("billing", Name("A bill", "账单"), 0.16),
                Option("app", Name("The app", "应用"), 0.14),
                Option("materials", Name("Materials", "教材"), 0.10),
            ),
        ),
    ),
)

_RENEWAL = Survey(
    "renewal",
    Name("Renewal", "续费"),
    "survey",
    ("renewal",),
    (
        _csat("renewal", "brand", "How satisfied were you with renewing?", "您对续费过程满意吗？"),
        _nps("renewal", 0.8),
        _text("renewal", "brand", 0.35, "What made you stay?", "是什么让您选择继续？"),
    ),
)

_REVIEW = Survey(
    "review",
    Name("Public reviews", "公开评价"),
    "review",
    ("public-review",),
    (
        Field("review.rating", "rating", Name("Stars", "星级"), "brand", 1.0, 1, 5),
        _text("review", "brand", 0.92, "Review", "评价"),
    ),
)

SURVEYS = (
    _RELATIONSHIP,
    _FIRST_VISIT,
    _ENROLMENT,
    _IN_CLASS,
    _AFTER_CLASS,
    _AFTER_HELP,
    _RENEWAL,
    _REVIEW,
)
