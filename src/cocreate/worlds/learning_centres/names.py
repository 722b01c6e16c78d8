"""Invented names: put together from syllables, of nobody in particular."""

import numpy as np

from cocreate.worlds.learning_centres.people import People
from cocreate.worlds.learning_centres.places import MARKETS

_FIRST_STARTS = (
    "Al", "Be", "Cor", "Da", "El", "Fen", "Ga", "Ho", "Is", "Jes", "Ka", "Lo", "Ma", "Ne", "Or", "Pa", "Ro",
    "Sa", "Tam", "Va", "Wi", "Ya",
)  # fmt: skip
_FIRST_ENDS = (
    "bel", "da", "dric", "len", "lia", "line", "lis", "mina", "mon", "na", "nell", "ra", "ric", "rin", "sa",
    "sim", "ta", "via", "win", "ya",
)  # fmt: skip
_LAST_STARTS = (
    "Ald", "Ash", "Bram", "Cald", "Dun", "Elm", "Fair", "Gran", "Hol", "Ink", "Kel", "Lang", "Mar", "Nor",
    "Oak", "Pen", "Rad", "Stan", "Thorn", "Under", "Whit", "Yar",
)  # fmt: skip
_LAST_ENDS = (
    "brook", "by", "croft", "dale", "field", "ford", "gate", "ham", "ley", "more", "over", "stead", "ton",
    "well", "wick", "worth",
)  # fmt: skip
_PINYIN_GIVEN = (
    "Jia",
    "Wei",
    "Hui",
    "Xin",
    "Yi",
    "Zhi",
    "Min",
    "Kai",
    "Ren",
    "Shu",
    "En",
    "Rui",
    "Le",
    "Hao",
)
_PINYIN_LAST = ("Tan", "Lim", "Ng", "Goh", "Koh", "Chua", "Teo", "Ong", "Seah", "Foo", "Yeo", "Lau")
_HAN_LAST = tuple(
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许邓韩冯曹彭曾田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢"
)
_HAN_GIVEN = (
    tuple("安柏晨辰岚朗乐霖宁平青然若书恬文希晓欣言遥一宜怡语雨远悦云泽知之子舟佳嘉景可凌明慕清容思彤")
    + ("",) * 6
)


def draw_names(rng: np.random.Generator, people: People) -> list[str]:
    """Draw a name for each customer, in the script of the language the customer writes."""
    picks = rng.integers(0, 1 << 30, (len(people), 4)).tolist()
    singapore = [place.code for place in MARKETS].index("sg")
    pinyin = (people.market == singapore) & people.english & (rng.random(len(people)) < 0.55)  # noqa: PLR2004 — a bare share
    return [
        _pinyin(pick) if romanised else _latin(pick) if english else _han(pick)
        for pick, romanised, english in zip(picks, pinyin.tolist(), people.english.tolist(), strict=True)
    ]


def _pick(choices: tuple[str, ...], number: int) -> str:
    return choices[number % len(choices)]


def _latin(pick: list[int]) -> str:
    first = _pick(_FIRST_STARTS, pick[0]) + _pick(_FIRST_ENDS, pick[1])
    return f"{first} {_pick(_LAST_STARTS, pick[2])}{_pick(_LAST_ENDS, pick[3])}"


def _pinyin(pick: list[int]) -> str:
    return f"{_pick(_PINYIN_LAST, pick[0])} {_pick(_PINYIN_GIVEN, pick[1])} {_pick(_PINYIN_GIVEN, pick[2])}"


def _han(pick: list[int]) -> str:
    return _pick(_HAN_LAST, pick[0]) + _pick(_HAN_GIVEN[:-6], pick[1]) + _pick(_HAN_GIVEN, pick[2])
