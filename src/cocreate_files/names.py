"""What a column's name says it is, in English and Chinese."""

import re

__all__ = ["is_about", "role_of_name", "words_of"]

ROLE_NAMES: dict[str, str] = {
    "submission": (
        r"(response|submission|respondent|answer|record|review|feedback|survey response|ticket|case|reply)"
        r" ?(id|no|key)|id|uuid|guid|response|joinid"
        r"|(答卷|问卷|提交|回复|评论|反馈|工单|答题)(编号|序号|id|号)|编号"
    ),
    "when": (
        r"(submit|submitted|submission|response|recorded|completed|completion|end|collected|review|created"
        r"|answered|event) ?(date|time|at|on|datetime|timestamp)?( utc)?"
        r"|(date|time) ?(submitted|completed|created|of review|of response)"
        r"|date|timestamp|datetime|when|submitdate|recordeddate|endintrvw"
        r"|(提交|回答|答题|完成|评论|创建|反馈|填写|结束)(时间|日期)|时间|日期"
    ),
    "customer": (
        r"(customer|client|user|member|account|contact|person|participant|parent|guest|passenger|subscriber"
        r"|external) ?(id|no|number|key|reference|ref|code)|idno|customer|userid"
        r"|(客户|用户|会员|顾客|家长|学员)(编号|号|id|代码)?"
    ),
    "email": r"(customer |contact |user |recipient |work )?e ?mail( address)?|(电子)?邮[箱件](地址)?",
    "language": r"(user |start |survey |response )?(language|lang|locale)|语言|语种",
    "channel": r"(sales |contact |distribution |service |survey )?channel|source|medium|渠道|来源",
    "market": (
        r"country( code| name)?|market|(author |customer |user )country|cntry|nation|region|state|territory"
        r"|国家|市场|地区|区域|省份|城市"
    ),
    "touchpoint": r"touch ?point|stage|journey( stage)?|step|interaction|触点|接触点|环节|阶段",
    "component": r"component|aspect|(product |service )?(area|topic)|维度|方面",
    "weight": (
        r"(case |sample |survey |post ?strat(ification)? ?|design )?weights?|pspwght|dweight|wgt|权重|加权"
    ),
}
TOPICS: dict[str, str] = {
    "recommend": r"recommend|nps|promoter|ltr|推荐",
    "effort": r"\bces\b|effort|\beas(e|y|ily)\b|how easy|handle my issue|费力|容易|省力|轻松|方便程度",
    "satisfaction": r"csat|satisf|满意",
    "rating": r"rating|\brate\b|\brated\b|score|stars?\b|overall|quality|评分|打分|评级|星级|得分|分数",
    "comment": (
        r"comment|review|text|feedback|reason|why|suggest|improve|opinion|content|verbatim|description|message"
        r"|remark|评论|评价|意见|建议|原因|反馈|内容|留言|为什么"
    ),
    "about_person": (
        r"\bage\b|agea|gender|\bsex\b|female|\bmale\b|senior|partner|dependents?|marital|married|child|educ"
        r"|eduyrs|income|hinctnta|occupation|employ|uempla|nationality|brncntr|born|tenure|segment|plan"
        r"|contract|payment|charges|billing|service$|device|browser|\bos\b|city|department|division|class"
        r"|category|年龄|性别|学历|收入|职业|婚|会员等级|城市|类别|部门"
    ),
    "index": r"^(rownames?|row ?(id|no|number)?|index|unnamed.*|no|number|序号|行号|)$",
    "personal": (
        r"\bip\b|ip ?address|first ?name|last ?name|full ?name|surname|phone|mobile|latitude|longitude"
        r"|address|姓名|电话|手机|身份证|地址"
    ),
    "key": r"\b(id|code|sku|编号|代码)$",
    "title": r"title|headline|subject|标题|主题",
    "link": r"^(link|url|href|web ?site|网址|链接)$",
}
ROLE_PATTERNS = {role: re.compile(rf"^(?:{pattern})$") for role, pattern in ROLE_NAMES.items()}
TOPICS["score"] = "|".join(TOPICS[topic] for topic in ("recommend", "effort", "satisfaction", "rating"))
TOPIC_PATTERNS = {topic: re.compile(pattern) for topic, pattern in TOPICS.items()}


def words_of(name: str) -> str:
    """A name in lower case, its words apart.

    Examples:
        >>> words_of("RecordedDate"), words_of("author_country"), words_of("customerID")
        ('recorded date', 'author country', 'customer id')
    """
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return re.sub(r"[\W_]+", " ", apart).strip().lower()


def role_of_name(name: str) -> str | None:
    """The role a name stands for, or None.

    Examples:
        >>> role_of_name("Customer ID"), role_of_name("提交时间"), role_of_name("Q7")
        ('customer', 'when', None)
    """
    words = words_of(name)
    return next((role for role, pattern in ROLE_PATTERNS.items() if words and pattern.match(words)), None)


def is_about(topic: str, *names: str) -> bool:
    """Whether one of the names speaks of a topic of `TOPICS`."""
    return any(TOPIC_PATTERNS[topic].search(words_of(name)) for name in names)
