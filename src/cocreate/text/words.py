"""Texts cut into sentences and words: Chinese words by rjieba, others at blanks and signs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, overload

from cocreate.text.batches import texts_of
from cocreate.text.lexicon import HAN, UNIT
from cocreate.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_SENTENCE = re.compile(
    r"[^。！？!?…\n]*?(?:[。！？!?…]+[”’」』\"')）]*|\.(?=\s|$)[\"')]*|(?=\n)|$)", re.DOTALL
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|st|vs|etc|e\.g|i\.e|no|approx|inc|ltd|jr|sr)|\b[a-z])\.$", re.IGNORECASE
)
_LONGEST = 100_000
"""Characters cut by rjieba in one go."""


@overload
def sentences(texts: str | None, column: None = None) -> list[Span]: ...
@overload
def sentences(texts: Any, column: str | None = None) -> list[list[Span]]: ...
def sentences(texts: Any, column: str | None = None) -> list[Span] | list[list[Span]]:
    """Cut texts into sentences.

    Args:
        texts: one text, a sequence of texts, or a table.
        column: the column of the table that holds them.

    Returns:
        The sentences of a text, as `Span`s without the blanks around them; a list for each of many.

    Raises:
        NotTextError: if something given is no text.

    Method:
        Cut after full stops, question and exclamation marks of Chinese and English, dots of silence and ends of
        lines; not after common abbreviations, initials, or dots inside figures and addresses. Not for scripts with
        other signs (the Thai blank, the Devanagari danda).

    Source:
        Rules of this project, checked in tests/cocreate/text/test_words.py.

    >>> [sentence.text for sentence in sentences("Mr. Li was kind. 房间很大！下次再来")]
    ['Mr. Li was kind.', '房间很大！', '下次再来']
    """
    if texts is None or isinstance(texts, str):
        return list(_sentences(texts or ""))
    return [list(_sentences(text)) for text in texts_of(texts, column)]


@overload
def words(texts: str | None, column: None = None) -> list[Span]: ...
@overload
def words(texts: Any, column: str | None = None) -> list[list[Span]]: ...
def words(texts: Any, column: str | None = None) -> list[Span] | list[list[Span]]:
    """Cut texts into words, without blanks and punctuation.

    Args:
        texts: one text, a sequence of texts, or a table.
        column: the column of the table that holds them.

    Returns:
        The words of a text as `Span`s; a list for each of many.

    Raises:
        NotTextError: if something given is no text.

    Method:
        Runs of Han characters are cut by rjieba (a dictionary and, for words it does not hold, a hidden Markov
        model); other scripts at blanks and signs, apostrophes and hyphens inside a word kept. Japanese kana, Thai
        and other scripts without blanks fall into single characters.

    Source:
        rjieba, after jieba (MIT); checked in tests/cocreate/text/test_words.py.

    >>> [word.text for word in words("前台服务员 didn't smile!")]
    ['前台', '服务员', "didn't", 'smile']
    """
    if texts is None or isinstance(texts, str):
        return _words(texts or "")
    return [_words(text) for text in texts_of(texts, column)]


def word_bounds(text: str) -> list[tuple[int, int]]:
    """Give where the words of a text begin and end, single signs too."""
    return list(_bounds(text))


def _words(text: str) -> list[Span]:
    return [Span(start, end, text[start:end]) for start, end in _bounds(text) if text[start].isalnum()]


def _bounds(text: str) -> Iterator[tuple[int, int]]:
    if text.isascii() or not HAN.search(text):
        yield from (match.span() for match in UNIT.finditer(text))
        return
    for match in _RUN.finditer(text):
        if HAN.match(match.group()):
            yield from _cut(match.group(), match.start())
        else:
            yield match.span()


_RUN = re.compile(rf"{HAN.pattern}+|{UNIT.pattern}")


def _cut(run: str, at: int) -> Iterator[tuple[int, int]]:
    import rjieba

    for begin in range(0, len(run), _LONGEST):
        for word in rjieba.cut(run[begin : begin + _LONGEST]):
            yield at, at + len(word)
            at += len(word)


def _sentences(text: str) -> Iterator[Span]:
    start = 0
    for match in _SENTENCE.finditer(text):
        part = text[start : match.end()]
        if part.rstrip().endswith(".") and _ABBREVIATED.search(part.rstrip()):
            continue
        yield from _stripped(text, start, match.end())
        start = match.end()
    yield from _stripped(text, start, len(text))


def _stripped(text: str, start: int, end: int) -> Iterator[Span]:
    part = text[start:end]
    inner = part.strip()
    if inner:
        begin = start + part.index(inner[0]) if part[0].isspace() else start
        yield Span(begin, begin + len(inner), inner)
