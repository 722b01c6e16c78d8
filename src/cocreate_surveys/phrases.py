"""Words that are not a survey's own: buttons, messages, the answers of Kano questions; `tongues` has some in more languages.

A survey may say any of them otherwise, and in more languages (`Survey.phrases`).
"""

from collections.abc import Mapping
from functools import cache

from cocreate_surveys.definition import Survey
from cocreate_surveys.tongues import TONGUES
from cocreate_surveys.words import Words, closest, said

FALLBACK = "en"
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})

PHRASES: Mapping[str, Words] = {
    "next": {"en": "Continue", "zh-hans": "继续"},
    "back": {"en": "Back", "zh-hans": "返回"},
    "send": {"en": "Send", "zh-hans": "提交"},
    "start": {"en": "Start", "zh-hans": "开始"},
    "optional": {"en": "optional", "zh-hans": "可不填"},
    "progress": {"en": "Progress", "zh-hans": "进度"},
    "choose": {"en": "Choose …", "zh-hans": "请选择……"},
    "other": {"en": "Which one?", "zh-hans": "请说明"},
    "yes": {"en": "Yes", "zh-hans": "是"},
    "no": {"en": "No", "zh-hans": "否"},
    "agree": {"en": "I agree", "zh-hans": "我同意"},
    "place": {"en": "Place", "zh-hans": "名次"},
    "rank": {"en": "Give the first place to what matters most.", "zh-hans": "最看重的排第一。"},
    "up": {"en": "Move up", "zh-hans": "上移"},
    "down": {"en": "Move down", "zh-hans": "下移"},
    "best": {"en": "Most", "zh-hans": "最看重"},
    "worst": {"en": "Least", "zh-hans": "最不看重"},
    "functional": {"en": "If it were there, how would you feel?", "zh-hans": "如果有它，您感觉如何？"},
    "dysfunctional": {
        "en": "If it were not there, how would you feel?",
        "zh-hans": "如果没有它，您感觉如何？",
    },
    "like": {"en": "I like it", "zh-hans": "我很喜欢"},
    "must_be": {"en": "I expect it", "zh-hans": "理应如此"},
    "neutral": {"en": "I do not mind", "zh-hans": "无所谓"},
    "live_with": {"en": "I can live with it", "zh-hans": "可以忍受"},
    "dislike": {"en": "I dislike it", "zh-hans": "我不喜欢"},
    "kept_file": {"en": "Sent: {name}", "zh-hans": "已上传：{name}"},
    "file_hint": {"en": "{kinds}; up to {size} MB", "zh-hans": "{kinds}；不超过 {size} MB"},
    "characters": {"en": "up to {most} characters", "zh-hans": "最多 {most} 个字"},
    "problems": {"en": "Please look at this again.", "zh-hans": "请再看一下。"},
    "required": {"en": "Please answer this question.", "zh-hans": "请回答这个问题。"},
    "agreement": {"en": "Please agree to go on.", "zh-hans": "请同意后继续。"},
    "rows": {"en": "Please answer each line.", "zh-hans": "请每一行都作答。"},
    "number": {"en": "Please give a number.", "zh-hans": "请填写数字。"},
    "whole": {"en": "Please give a whole number.", "zh-hans": "请填写整数。"},
    "low": {"en": "It has to be {least} or more.", "zh-hans": "不能小于 {least}。"},
    "high": {"en": "It has to be {most} or less.", "zh-hans": "不能大于 {most}。"},
    "choice": {"en": "Please choose one of the answers.", "zh-hans": "请从所给答案中选择。"},
    "few": {"en": "Please choose at least {least}.", "zh-hans": "请至少选择 {least} 项。"},
    "many": {"en": "Please choose at most {most}.", "zh-hans": "最多选择 {most} 项。"},
    "exclusive": {
        "en": "One of your choices can only be chosen alone.",
        "zh-hans": "所选答案中有一项只能单独选择。",
    },
    "twice": {"en": "Please give each place only once.", "zh-hans": "每个名次只能用一次。"},
    "same": {"en": "The two have to be different.", "zh-hans": "两项不能相同。"},
    "short": {"en": "Please write at least {least} characters.", "zh-hans": "请至少写 {least} 个字。"},
    "long": {"en": "Please write at most {most} characters.", "zh-hans": "请不要超过 {most} 个字。"},
    "day": {"en": "Please give a day, such as 2031-05-04.", "zh-hans": "请填写日期，例如 2031-05-04。"},
    "address": {"en": "Please check the e-mail address.", "zh-hans": "请检查邮箱地址。"},
    "telephone": {"en": "Please check the phone number.", "zh-hans": "请检查电话号码。"},
    "file_size": {"en": "The file is larger than {most} MB.", "zh-hans": "文件超过 {most} MB。"},
    "file_kind": {"en": "Please send one of these: {most}.", "zh-hans": "请上传以下类型的文件：{most}。"},
    "file_empty": {"en": "The file is empty.", "zh-hans": "文件是空的。"},
    "thanks": {"en": "Thank you.", "zh-hans": "谢谢您。"},
    "thanks_more": {"en": "Your answers have arrived.", "zh-hans": "我们已收到您的回答。"},
    "answered": {"en": "You have answered already. Thank you.", "zh-hans": "您已经回答过了，谢谢。"},
    "full": {
        "en": "Thank you. We have heard from enough people this time.",
        "zh-hans": "谢谢您。这次我们已收到足够多的回答。",
    },
    "closed": {"en": "This survey is closed.", "zh-hans": "本次调查已结束。"},
    "closed_more": {
        "en": "Thank you for coming. No more answers are taken.",
        "zh-hans": "谢谢您的到来。我们已不再收集回答。",
    },
    "early": {"en": "This survey has not begun yet.", "zh-hans": "本次调查尚未开始。"},
    "early_more": {"en": "It opens on {day}.", "zh-hans": "将于 {day} 开始。"},
    "expired": {"en": "This link has expired.", "zh-hans": "此链接已过期。"},
    "expired_more": {
        "en": "Please ask whoever sent it for a new one.",
        "zh-hans": "请向发送者索取新的链接。",
    },
    "kept": {
        "en": "Your answers are kept as you go. To go on later, keep this page's address.",
        "zh-hans": "您的回答会随时保存。如需稍后继续，请保留本页地址。",
    },
    "preview": {"en": "Preview: nothing is kept.", "zh-hans": "预览：不会保存任何回答。"},
    "close": {"en": "Close", "zh-hans": "关闭"},
    "waiting": {"en": "answers wait for a connection", "zh-hans": "份回答正等待网络连接"},
    "restart": {"en": "Start again", "zh-hans": "重新开始"},
}


def phrase(survey: Survey, code: str, language: str, **values: object) -> str:
    """A phrase as the survey says it, else as we do; in the language asked for, or the nearest there is.

    Args:
        survey: Whose own phrases come first.
        code: Which phrase.
        language: In which language.
        **values: What is filled in: least, most, name, kinds, size, day.
    """
    own, ours = survey.phrases.get(code, {}), _in_all_tongues(code)
    words = own if closest(own, [language]) or not closest(ours, [language]) else ours
    text = said(words or ours, language, default=FALLBACK)
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


@cache
def _in_all_tongues(code: str) -> Words:
    more = {tag: phrases[code] for tag, phrases in TONGUES.items() if code in phrases}
    return {**PHRASES[code], **more}


def direction(language: str) -> str:
    """Which way a language is written: ltr or rtl."""
    parts = language.lower().split("-")
    return "rtl" if parts[0] in RIGHT_TO_LEFT or "arab" in parts or "hebr" in parts else "ltr"
