"""Themes of an analyst's own, written as queries: words, phrases, wildcards, AND, OR, NOT, NEAR, in English or Chinese."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cocreate.errors import QueryError
from cocreate.text.lexicon import HAN, places_of
from cocreate.text.spans import Span
from cocreate.text.units import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

type Place = tuple[int, int]
type Kind = Literal["word", "phrase", "and", "or", "not", "near", "(", ")", "end"]

_OPERATORS: dict[str, Kind] = {
    "AND": "and", "且": "and", "和": "and", "&": "and", "&&": "and",
    "OR": "or", "或": "or", "|": "or", "||": "or",
    "NOT": "not", "非": "not", "不含": "not", "-": "not", "!": "not",
}  # fmt: skip
_TOKEN = re.compile(
    r'"(?P<phrase>[^"]*)"|“(?P<chinese>[^”]*)”|(?P<open>[(（])|(?P<close>[)）])|(?P<near>NEAR(?:/\d+)?\b|近(?:/\d+)?)'
    r'|(?P<sign>\|\||&&|[|&!])|(?P<minus>-(?=[^\s-]))|(?P<word>[^\s()（）"“”|&]+)'
)
_NEAR = 5
_LONGEST_WILDCARD = 20


@dataclass(frozen=True, slots=True)
class Query:
    """A theme as a query.

    `word` finds a word (English as a whole, Chinese wherever it stands), `"two words"` a phrase, `refund*` any ending.
    `a b` and `a AND b` want both, `a OR b` either, `NOT a` none; `a NEAR/5 b` wants them within five words. AND binds
    before OR, brackets before both. 且, 或, 非 and 近/5 do the same, and Chinese brackets and quotes are read.

    Attributes:
        source: the query as it was written.
        root: what was read from it.

    >>> price = Query.read('price OR "too expensive" OR 贵 NOT 宝贵')
    >>> [span.text for span in price.spans("The price was fine, not too expensive")]
    ['price', 'too expensive']
    >>> price.matches("宝贵的意见")
    False
    """

    source: str
    root: Node

    @classmethod
    def read(cls, source: str) -> Query:
        """Read a query; raise QueryError, which points at the place, if it cannot be read."""
        return cls(source, _Parser(source).parsed())

    def spans(self, text: str) -> tuple[Span, ...]:
        """Give the words of a text that the query finds; none where it does not match."""
        folded = fold(text)
        found = _found(self.root, _Text(folded, places_of(folded)))
        return tuple(Span(start, end, text[start:end]) for start, end in sorted(set(found or ())))

    def matches(self, text: str) -> bool:
        """Tell whether a text matches."""
        folded = fold(text)
        return _found(self.root, _Text(folded, places_of(folded))) is not None


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a query: a pattern to be found, or parts put together."""

    kind: Literal["find", "and", "or", "not", "near"]
    parts: tuple[Node, ...] = ()
    pattern: re.Pattern[str] = re.compile("")
    within: int = _NEAR


@dataclass(frozen=True, slots=True)
class _Text:
    """A folded text with the places of its words."""

    folded: str
    places: list[Place]

    def number(self, at: int) -> int:
        """Count the words before a place."""
        return sum(start < at for start, _end in self.places)


def _found(node: Node, text: _Text) -> list[Place] | None:
    """Give where a part of a query is found; None where it does not match."""
    if node.kind == "find":
        return [match.span() for match in node.pattern.finditer(text.folded)] or None
    if node.kind == "not":
        return None if _found(node.parts[0], text) is not None else []
    found = [_found(part, text) for part in node.parts]
    if node.kind == "or":
        matching = [places for places in found if places is not None]
        return [place for places in matching for place in places] if matching else None
    if any(places is None for places in found):
        return None
    known = [places for places in found if places is not None]
    return (
        _near(known[0], known[1], node.within, text)
        if node.kind == "near"
        else [p for places in known for p in places]
    )


def _near(first: Sequence[Place], second: Sequence[Place], within: int, text: _Text) -> list[Place] | None:
    pairs = [
        (one, two)
        for one in first
        for two in second
        if one != two and abs(text.number(one[0]) - text.number(two[0])) <= within
    ]
    return [place for pair in pairs for place in pair] or None


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Kind
    words: str
    place: int


class _Parser:
    """Reads a query from left to right: or, and, not, near, brackets."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = [*_tokens(source), _Token("end", "", len(source))]
        self.at = 0

    def parsed(self) -> Node:
        if self.tokens[0].kind == "end":
            raise QueryError("the query is empty; give a word", self.source, 0)
        node = self._either()
        if self._next.kind != "end":
            raise QueryError("a bracket is closed that was not opened", self.source, self._next.place)
        if not _wants(node):
            raise QueryError(
                "the query only says what must not stand there; give a word to find", self.source, 0
            )
        return node

    @property
    def _next(self) -> _Token:
        return self.tokens[self.at]

    def _either(self) -> Node:
        parts = [self._both()]
        while self._next.kind == "or":
            self.at += 1
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Node("or", tuple(parts))

    def _both(self) -> Node:
        parts = [self._single()]
        while self._next.kind in {"and", "not", "word", "phrase", "("}:
            self.at += self._next.kind == "and"
            parts.append(self._single())
        return parts[0] if len(parts) == 1 else Node("and", tuple(parts))

    def _single(self) -> Node:
        if self._next.kind == "not":
            self.at += 1
            return Node("not", (self._single(),))
        node = self._word()
        while self._next.kind == "near":
            within = int(self._next.words.partition("/")[2] or _NEAR)
            self.at += 1
            node = Node("near", (node, self._word()), within=within)
        return node

    def _word(self) -> Node:
        token = self._next
        self.at += 1
        if token.kind == "(":
            node = self._either()
            if self._next.kind != ")":
                raise QueryError("this bracket is never closed", self.source, token.place)
            self.at += 1
            return node
        if token.kind in {"word", "phrase"}:
            return Node("find", pattern=_pattern(token, self.source))
        wanted = (
            "the query ends here, a word is wanted"
            if token.kind == "end"
            else f"{token.words!r} stands where a word is wanted"
        )
        raise QueryError(wanted, self.source, token.place)


def _tokens(source: str) -> list[_Token]:
    tokens = []
    at = 0
    while at < len(source):
        if source[at].isspace():
            at += 1
            continue
        match = _TOKEN.match(source, at)
        if match is None:
            raise QueryError("this quote is never closed", source, at)
        tokens.append(_token(match))
        at = match.end()
    return tokens


def _token(match: re.Match[str]) -> _Token:
    kind, words, place = str(match.lastgroup), match.group(), match.start()
    if kind in {"phrase", "chinese"}:
        return _Token("phrase", match.group(kind), place)
    if kind in {"open", "close"}:
        return _Token("(" if kind == "open" else ")", words, place)
    if kind == "near":
        return _Token("near", words, place)
    return _Token(_OPERATORS.get(words, "word"), words, place)


def _wants(node: Node) -> bool:
    """Tell whether a query says what has to stand there, in each of its alternatives."""
    if node.kind == "or":
        return all(_wants(part) for part in node.parts)
    return node.kind in {"find", "near"} or (node.kind == "and" and any(_wants(part) for part in node.parts))


def _pattern(token: _Token, source: str) -> re.Pattern[str]:
    words = " ".join(fold(token.words).split())
    if not words.strip("* "):
        raise QueryError("there is nothing to find here; give a word", source, token.place)
    body = re.escape(words).replace(r"\ ", r"\s+").replace(r"\*", rf"\w{{0,{_LONGEST_WILDCARD}}}")
    before = r"(?<![^\W\u3400-\u9fff])" if _lettered(words[0]) else ""
    after = r"(?![^\W\u3400-\u9fff])" if _lettered(words[-1]) else ""
    return re.compile(before + body + after)


def _lettered(letter: str) -> bool:
    return letter.isalnum() and not HAN.match(letter)
