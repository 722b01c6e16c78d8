"""Surveys to start from, in English and Chinese; those for research are made of the library's questionnaires."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from cocreate.scales import INSTRUMENTS, Instrument
from cocreate_surveys.conditions import Compare, Condition, Operator
from cocreate_surveys.definition import Choice, End, Kind, Page, Question, Row, Scale, Survey
from cocreate_surveys.errors import DefinitionError
from cocreate_surveys.words import Words

LANGUAGES = ("en", "zh-hans")


@dataclass(frozen=True, slots=True)
class Template:
    """A survey to start from.

    Attributes:
        code: Its name in addresses.
        title: What it is called.
        about: When it is asked, and what for.
        make: Makes the survey.
        source: Where its structure comes from, in English.
    """

    code: str
    title: Words
    about: Words
    make: Callable[[], Survey]
    source: str = ""


def template(code: str) -> Template:
    """A template by its code.

    Raises:
        DefinitionError: There is none.
    """
    found = next((one for one in TEMPLATES if one.code == code), None)
    if found is None:
        raise DefinitionError(
            f"there is no template {code!r}; there are {', '.join(one.code for one in TEMPLATES)}"
        )
    return found


def _w(en: str, zh: str) -> Words:
    return {"en": en, "zh-hans": zh}


PRIVACY = _w(
    "Your answers are used only to make things better. You need not answer what you do not want to.",
    "您的回答只用于改进服务。不想回答的问题可以不答。",
)
THANKS = _w("Thank you.\nWe read every answer.", "谢谢您。\n我们会认真阅读每一份回答。")
LIKELY = (_w("Not at all likely", "完全不可能"), _w("Extremely likely", "极有可能"))
SATISFIED = (_w("Very dissatisfied", "很不满意"), _w("Very satisfied", "很满意"))
AGREE = (_w("Strongly disagree", "非常不同意"), _w("Strongly agree", "非常同意"))
GOOD = (_w("Poor", "差"), _w("Excellent", "优秀"))


def _scaled(
    question: Question, low: float, high: float, ends: tuple[Words, Words], *, faces: bool = False
) -> Question:
    scale = Scale(
        low=low, high=high, low_label=ends[0], high_label=ends[1], look="faces" if faces else "numbers"
    )
    return replace(question, scale=scale)


def _nps(text: Words) -> Question:
    return _scaled(Question(id="nps", kind=Kind.NPS, text=text, required=True), 0, 10, LIKELY)


def _csat(name: str, text: Words, *, component: str = "", required: bool = False) -> Question:
    question = Question(id=name, kind=Kind.CSAT, text=text, component=component, required=required)
    return _scaled(question, 1, 5, SATISFIED, faces=True)


def _why(text: Words, *, when: Condition | None = None, name: str = "why") -> Question:
    return Question(id=name, kind=Kind.LONG_TEXT, text=text, when=when)


def _single(name: str, text: Words, choices: Mapping[str, Words], *, other: Words | None = None) -> Question:
    made = [Choice(id=one, label=label) for one, label in choices.items()]
    made += [Choice(id="other", label=other, other=True)] if other else []
    return Question(id=name, kind=Kind.SINGLE, text=text, choices=tuple(made))


def _survey(title: Words, *pages: tuple[Question, ...], touchpoint: str = "") -> Survey:
    return Survey(
        title=title,
        languages=LANGUAGES,
        pages=tuple(
            Page(id=f"page_{number}", questions=questions) for number, questions in enumerate(pages, 1)
        ),
        ends=(End(id="thanks", text=THANKS),),
        privacy=PRIVACY,
        touchpoint=touchpoint,
    )


def _at_most(question: str, value: float) -> Compare:
    return Compare(of=question, test=Operator.AT_MOST, value=value)


def _relationship() -> Survey:
    return _survey(
        _w("How are we doing?", "我们做得怎么样？"),
        (
            _nps(
                _w(
                    "How likely are you to recommend us to a friend or colleague?",
                    "您有多大可能把我们推荐给朋友或同事？",
                )
            ),
        ),
        (
            _why(_w("What is the main reason for your {{nps}}?", "您打 {{nps}} 分，最主要的原因是什么？")),
            _why(
                _w("What is the one thing we should change first?", "我们最应该先改变的一件事是什么？"),
                when=_at_most("nps", 8),
                name="change",
            ),
        ),
    )


def _purchase() -> Survey:
    return _survey(
        _w("Your purchase", "您的购买体验"),
        (
            _csat(
                "satisfaction",
                _w("How satisfied are you with your purchase?", "您对这次购买满意吗？"),
                required=True,
            ),
            _why(_w("What went wrong?", "哪里出了问题？"), when=_at_most("satisfaction", 2), name="wrong"),
        ),
        (
            Question(
                id="parts",
                kind=Kind.MATRIX,
                text=_w("How good was …", "以下各项如何？"),
                rows=(
                    Row(id="product", label=_w("what you bought", "您买到的东西"), component="product"),
                    Row(id="finding", label=_w("finding it", "挑选和查找"), component="environment"),
                    Row(id="paying", label=_w("paying", "付款"), component="service"),
                    Row(id="delivery", label=_w("delivery", "配送"), component="service"),
                ),
                scale=Scale(low=1, high=5, low_label=GOOD[0], high_label=GOOD[1]),
            ),
            _why(_w("Is there anything else you want to tell us?", "您还有什么想告诉我们的吗？")),
        ),
    )


def _help() -> Survey:
    effort = Question(
        id="effort",
        kind=Kind.CES,
        required=True,
        text=_w(
            "The company made it easy for me to get my problem solved.", "这家公司让我轻松地解决了问题。"
        ),
    )
    return _survey(
        _w("After getting help", "求助之后"),
        (_scaled(effort, 1, 7, AGREE),),
        (
            _single(
                "solved",
                _w("Is your problem solved?", "您的问题解决了吗？"),
                {"yes": _w("Yes", "解决了"), "partly": _w("Partly", "部分解决"), "no": _w("No", "没有解决")},
            ),
            _why(_w("What made it hard?", "哪里让您费力？"), when=_at_most("effort", 4)),
        ),
    )


def _emotion() -> Survey:
    feelings = {
        "joy": _w("Joy", "高兴"), "trust": _w("Trust", "信任"), "surprise": _w("Surprise", "惊讶"),
        "calm": _w("Calm", "平静"), "boredom": _w("Boredom", "无聊"), "disappointment": _w("Disappointment", "失望"),
        "sadness": _w("Sadness", "难过"), "worry": _w("Worry", "担心"), "anger": _w("Anger", "生气"),
    }  # fmt: skip
    strength = Question(
        id="strength",
        kind=Kind.RATING,
        text=_w("How strong was that feeling?", "这种感受有多强烈？"),
        component="emotional",
    )
    return _survey(
        _w("How did it feel?", "您的感受如何？"),
        (
            _single(
                "feeling",
                _w("What did you feel most?", "您最强烈的感受是什么？"),
                feelings,
                other=_w("Something else", "其他感受"),
            ),
            _scaled(strength, 1, 5, (_w("Faint", "很弱"), _w("Very strong", "很强"))),
            _why(_w("What made you feel so?", "是什么让您有这种感受？")),
        ),
    )


def _parent() -> Survey:
    return _survey(
        _w("After class: for parents", "课后反馈：家长"),
        (
            _nps(
                _w(
                    "How likely are you to recommend us to other parents?",
                    "您有多大可能把我们推荐给其他家长？",
                )
            ),
        ),
        (
            _csat(
                "progress",
                _w("How satisfied are you with your child’s progress?", "您对孩子的进步满意吗？"),
                component="product",
            ),
            _csat(
                "teacher",
                _w("How satisfied are you with the teacher?", "您对老师满意吗？"),
                component="service",
            ),
            _csat(
                "informed",
                _w("How well do you feel informed?", "您对我们告知情况的方式满意吗？"),
                component="service",
            ),
            _why(_w("What should we do differently next time?", "下次我们应该怎样做得不同？")),
        ),
    )


def _pupil() -> Survey:
    return _survey(
        _w("After class: for pupils", "课后反馈：学生"),
        (
            _csat(
                "fun",
                _w("How was the class today?", "今天的课怎么样？"),
                component="emotional",
                required=True,
            ),
            _single(
                "pace",
                _w("How fast was it?", "今天的节奏怎么样？"),
                {
                    "slow": _w("Too slow", "太慢"),
                    "right": _w("Just right", "刚好"),
                    "fast": _w("Too fast", "太快"),
                },
            ),
            Question(id="asked", kind=Kind.YES_NO, text=_w("Did you dare to ask questions?", "你敢提问吗？")),
            _why(_w("What would make the next class better?", "怎样能让下一节课更好？")),
        ),
    )


def _employee() -> Survey:
    statements = {
        "meaning": _w("My work is worth doing.", "我的工作很有意义。"),
        "voice": _w("My ideas are heard.", "我的想法有人听取。"),
        "tools": _w("I have what I need to help customers.", "我拥有帮助顾客所需的一切。"),
        "lead": _w("My manager supports me.", "我的上级支持我。"),
        "learn": _w("I learn new things here.", "我在这里能学到新东西。"),
    }
    agreement = Question(
        id="work",
        kind=Kind.MATRIX,
        text=_w("How much do you agree?", "您在多大程度上同意？"),
        rows=tuple(Row(id=one, label=label) for one, label in statements.items()),
    )
    return _survey(
        _w("Working here", "在这里工作"),
        (
            _nps(
                _w(
                    "How likely are you to recommend us as a place to work?",
                    "您有多大可能把我们推荐为工作单位？",
                )
            ),
        ),
        (
            _scaled(agreement, 1, 5, AGREE),
            _why(_w("What would help you most to serve customers better?", "什么最能帮助您更好地服务顾客？")),
        ),
    )


def _questionnaire(instrument: Instrument) -> Survey:
    """A page a dimension, its statements as rows of a matrix."""
    low, high = instrument.scale

    def asked(key: str, rows: tuple[Row, ...]) -> Question:
        text = _w("How much do you agree?", "您在多大程度上同意？")
        component = key if instrument.key == "experience_components" else ""
        return _scaled(
            Question(id=key, kind=Kind.MATRIX, text=text, rows=rows, component=component), low, high, AGREE
        )

    pages = [
        (
            asked(
                dimension.key, tuple(Row(id=item.key, label=_w(item.en, item.zh)) for item in dimension.items)
            ),
        )
        for dimension in instrument.dimensions
    ]
    return _survey(_w(instrument.en, instrument.zh), *pages)


def _of_instrument(instrument: Instrument) -> Template:
    items = sum(len(dimension.items) for dimension in instrument.dimensions)
    about = _w(
        f"{items} statements in {len(instrument.dimensions)} dimensions.",
        f"{len(instrument.dimensions)} 个维度，{items} 个陈述。",
    )
    title = _w(instrument.en, instrument.zh)
    source = instrument.source.removeprefix("Structure: ")
    return Template(instrument.key, title, about, lambda: _questionnaire(instrument), source)


TEMPLATES: tuple[Template, ...] = (
    Template(
        "relationship_nps", _w("Relationship (NPS)", "客户关系（NPS）"),
        _w("Twice a year: would they recommend you, and why?", "每年两次，面向所有顾客：是否愿意推荐，为什么。"), _relationship,
    ),
    Template(
        "after_purchase", _w("After a purchase (CSAT)", "购买之后（CSAT）"),
        _w("A few days after an order.", "下单几天之后。"), _purchase,
    ),
    Template(
        "after_help", _w("After help (CES)", "求助之后（CES）"),
        _w("Within hours of a call for help: how easy was it.", "求助后数小时内：有多省力。"), _help,
    ),
    Template(
        "emotion", _w("Emotion", "情绪"),
        _w("What people felt, how strongly, and why.", "感受到了什么、有多强烈、为什么。"), _emotion,
    ),
    Template(
        "after_class_parent", _w("After class: parents", "课后：家长"),
        _w("Recommendation, progress, teacher, being informed.", "推荐意愿、进步、老师、信息告知。"), _parent,
    ),
    Template(
        "after_class_pupil", _w("After class: pupils", "课后：学生"),
        _w("Four short questions that children can answer.", "四个孩子也能回答的简短问题。"), _pupil,
    ),
    Template(
        "employee", _w("Employees", "员工"),
        _w("Whether those who serve customers can do it well.", "服务顾客的人是否能把工作做好。"), _employee,
    ),
    *(_of_instrument(instrument) for instrument in INSTRUMENTS),
)  # fmt: skip
