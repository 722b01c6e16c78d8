"""Which language a text is in: by its script first, by py3langid where the script leaves it open."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, overload

from cocreate.text.batches import Batch, each
from cocreate.text.lexicon import lines_of
from cocreate.text.scripts import RANGES
from cocreate.text.units import bare

if TYPE_CHECKING:
    from collections.abc import Mapping

SUPPORTED = frozenset({"zh", "en"})
"""Languages of which the library knows words, opinions and emotions."""
UNKNOWN = "und"

_OF_SCRIPT = {"Han": "zh", "Kana": "ja", "Hangul": "ko", "Greek": "el", "Hebrew": "he", "Thai": "th",
              "Armenian": "hy", "Georgian": "ka", "Tamil": "ta", "Bengali": "bn"}  # fmt: skip
_HAN_SHARE, _KANA_SHARE = 0.25, 0.1
"""A Han character says as much as some four letters; Japanese writes a good part in kana."""
_SHORT_WORDS, _SURE, _SMALL_SHARE = 4, 0.9, 0.15
_ACCOUNTS = re.compile(r"[@#][A-Za-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Language:
    """The language of a text.

    Attributes:
        code: its ISO 639 code; "und" if it cannot be told.
        certainty: from 0 to 1; the share of the script, or what py3langid gives.
        method: "script", "langid", "common words" or "no letters".
        supported: whether the library knows its words: Chinese and English.
        scripts: the share of each script among the letters.
    """

    code: str
    certainty: float
    method: str
    supported: bool
    scripts: Mapping[str, float] = field(default_factory=dict, hash=False)

    def row(self) -> dict[str, Any]:
        """Give it as a row."""
        return {
            "language": self.code,
            "certainty": self.certainty,
            "supported": self.supported,
            "method": self.method,
        }


@overload
def language(texts: str | None, column: None = None) -> Language: ...
@overload
def language(texts: Any, column: str | None = None) -> Batch[Language]: ...
def language(texts: Any, column: str | None = None) -> Language | Batch[Language]:
    """Tell the language of texts.

    Args:
        texts: one text, a sequence of texts, or a table.
        column: the column of the table that holds them.

    Returns:
        A `Language`; one a text as a `Batch` for many.

    Raises:
        NotTextError: if something given is no text.

    Method:
        Letters are counted by script, without addresses, tags and names of accounts. Where at least a quarter is Han
        it is Chinese, unless a tenth is kana (Japanese); other scripts of one language decide likewise. For Latin,
        Cyrillic, Arabic and Devanagari py3langid chooses; up to four words of plain ASCII that it is not sure of are
        taken for English, since it was not made for a word or two. Not to tell Cantonese from Mandarin, nor
        languages mixed sentence by sentence.

    Source:
        Lui and Baldwin (2012), langid.py, ACL system demonstrations 25-30, for the second step;
        checked in tests/cocreate/text/test_language.py.

    >>> language("房间很干净，wifi 也快").code
    'zh'
    >>> language(["Great room", "部屋がきれいでした", "!!!"]).columns()["language"]
    ['en', 'ja', 'und']
    """
    return each(language_of, texts, column)


def language_of(text: str) -> Language:
    """Tell the language of one text."""
    plain = _ACCOUNTS.sub(" ", bare(text))
    counts = _scripts(plain)
    letters = sum(counts.values())
    if not letters:
        return Language(UNKNOWN, 0.0, "no letters", supported=False)
    shares = {script: count / letters for script, count in counts.most_common()}
    han, kana = shares.get("Han", 0.0), shares.get("Kana", 0.0)
    if kana and kana + han > _HAN_SHARE and kana / (kana + han) > _KANA_SHARE:
        return _told("ja", kana + han, "script", shares)
    if han >= _HAN_SHARE:
        return _told("zh", han, "script", shares)
    most = next(iter(shares))
    if most in _OF_SCRIPT:
        return _told(_OF_SCRIPT[most], shares[most], "script", shares)
    return _guessed(plain, shares)


def _told(code: str, certainty: float, method: str, shares: Mapping[str, float]) -> Language:
    return Language(code, certainty, method, code in SUPPORTED, shares)


def _guessed(text: str, shares: Mapping[str, float]) -> Language:
    """Know English by its small words; ask py3langid otherwise, unless it is given too little."""
    marks, common = _english()
    found = [word.strip(".,!?;:'\"()") for word in text.casefold().split()]
    small = [word for word in found if word in marks]
    if len(set(small)) > 1 and len(small) > _SMALL_SHARE * len(found):
        return _told("en", shares.get("Latin", 0.0), "common words", shares)
    code, certainty = _langid().classify(text)
    if text.isascii() and code != "en":
        plain = sum(word in common for word in found)
        if plain >= max(1, len(found) // 3) or (len(found) <= _SHORT_WORDS and certainty < _SURE):
            return _told("en", 0.5, "common words", shares)
    return _told(str(code), float(certainty), "langid", shares)


@cache
def _english() -> tuple[frozenset[str], frozenset[str]]:
    """Give words that English has often and its neighbours hardly, and words of short English texts."""
    marks, common = lines_of("small.en.txt")
    return frozenset(marks.split()), frozenset(common.split())


@cache
def _langid() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def _edges() -> tuple[list[int], list[tuple[int, str]]]:
    blocks = sorted((first, last, script) for script, ranges in RANGES.items() for first, last in ranges)
    return [first for first, _last, _script in blocks], [(last, script) for _first, last, script in blocks]


def _scripts(text: str) -> Counter[str]:
    """Count letters by script."""
    counts: Counter[str] = Counter()
    for character, count in Counter(text).items():
        script = _script_of(character)
        if script:
            counts[script] += count
    return counts


@lru_cache(maxsize=1 << 15)
def _script_of(character: str) -> str:
    """Give the script of a letter; nothing for other signs."""
    if not character.isalpha():
        return ""
    firsts, blocks = _edges()
    place = bisect_right(firsts, ord(character)) - 1
    inside = place >= 0 and ord(character) <= blocks[place][0]
    return blocks[place][1] if inside else "other"
