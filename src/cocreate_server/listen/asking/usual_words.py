"""What a letter says where a team has not said it otherwise, in every language we know."""

from collections.abc import Mapping

from cocreate_surveys.words import Words, closest, said

FALLBACK = "en"
USUAL: Mapping[str, Words] = {
    "subject": {"en": "{{trait.name|Hello}}, how was it?", "zh-hans": "{{trait.name|您好}}，请说说您的感受"},
    "above": {
        "en": "We would like to know how we did. It takes a minute.",
        "zh-hans": "我们想听听您的意见，只需一分钟。",
    },
    "below": {"en": "", "zh-hans": ""},
    "button": {"en": "Answer", "zh-hans": "填写问卷"},
    "leave": {"en": "I do not want to be asked any more", "zh-hans": "不再接收此类邮件"},
    "until": {"en": "The link works until {day}.", "zh-hans": "链接有效期至 {day}。"},
    "reminder": {"en": "A reminder: {subject}", "zh-hans": "提醒：{subject}"},
    "link": {"en": "Or open this address:", "zh-hans": "或打开以下网址："},
}


def usual(code: str, language: str) -> str:
    """Usual words in a language, or in English."""
    words = USUAL[code]
    return words[closest(words, [language]) or FALLBACK]


def said_or_usual(words: Words, code: str, language: str, *, default: str) -> str:
    """What was said in a language; else the usual words in it, if we know it; else what was said in another."""
    there = closest([tag for tag, text in words.items() if text.strip()], [language])
    if there is not None:
        return words[there]
    if closest(USUAL[code], [language]) is not None and not any(words.values()):
        return usual(code, language)
    return said(words, language, default=default) or usual(code, language)
