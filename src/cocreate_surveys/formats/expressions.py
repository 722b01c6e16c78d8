"""Conditions as XLSForm and SurveyJS write them, read into ours.

Both forms are near enough to share one grammar: `${q} = 'a' and not(selected(${m}, 'b'))`, `{q} = 1 and {m} contains 'b'`.
What an unanswered question fits differs: theirs is unequal to everything, ours fits nothing, so `!=` becomes *not equal*
as a whole.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cocreate_surveys.conditions import AllOf, AnyOf, Compare, Condition, Not, Operator, Source
from cocreate_surveys.definition import Kind
from cocreate_surveys.errors import FormatError

LONGEST = 4000
DEEPEST = 40
TOKEN = re.compile(
    r"""\s*(?:(?P<ref>\$?\{[^{}]+\})
    |(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    |(?P<number>-?\d+(?:\.\d+)?(?![\w.]))
    |(?P<sign><=|>=|!=|<>|==|=|<|>|&&|\|\||!|[()\[\],])
    |(?P<self>\.)
    |(?P<word>[A-Za-z_][\w:-]*))""",
    re.VERBOSE,
)
SIGNS = {
    "=": Operator.IS, "==": Operator.IS, "equal": Operator.IS, "!=": Operator.IS_NOT, "<>": Operator.IS_NOT,
    "notequal": Operator.IS_NOT, "<": Operator.LESS, "less": Operator.LESS, "<=": Operator.AT_MOST,
    "lessorequal": Operator.AT_MOST, ">": Operator.MORE, "greater": Operator.MORE, ">=": Operator.AT_LEAST,
    "greaterorequal": Operator.AT_LEAST, "contains": Operator.CONTAINS, "contain": Operator.CONTAINS,
    "notcontains": Operator.LACKS, "notcontain": Operator.LACKS, "anyof": Operator.AMONG,
}  # fmt: skip
FLIPPED = {
    Operator.LESS: Operator.MORE, Operator.MORE: Operator.LESS,
    Operator.AT_MOST: Operator.AT_LEAST, Operator.AT_LEAST: Operator.AT_MOST,
}  # fmt: skip
SEVERAL = {Kind.MULTIPLE, Kind.RANKING}
SELF = "."


@dataclass(frozen=True, slots=True)
class Target:
    """What a name in an expression means with us; `value` turns what it is compared with into ours."""

    of: str
    source: Source = Source.QUESTION
    kind: Kind | None = None
    value: Callable[[Any], Any] = lambda value: value


type Resolver = Callable[[str], Target | None]


def condition_from(text: str, resolve: Resolver) -> Condition:
    """The condition an expression means.

    Args:
        text: The expression.
        resolve: What a name in it means; None if nothing.

    Raises:
        FormatError: It says what conditions cannot say.
    """
    if len(text) > LONGEST:
        raise FormatError(f"the expression has {len(text)} characters, at most {LONGEST} are read")
    parser = _Parser(_tokens(text), resolve)
    found = parser.either()
    if parser.peek() is not None:
        raise FormatError(f"{parser.peek()!r} is not understood in: {text}")
    return found


def joined(*parts: Condition | None) -> Condition | None:
    """All of some conditions; None where there is none."""
    there = tuple(part for part in parts if part is not None)
    return None if not there else there[0] if len(there) == 1 else _all(there)


@dataclass(frozen=True, slots=True)
class _Ref:
    name: str
    counted: bool = False


def _tokens(text: str) -> list[tuple[str, str]]:
    found, place = [], 0
    while text[place:].strip():
        token = TOKEN.match(text, place)
        if token is None or token.lastgroup is None:
            raise FormatError(f"{text[place : place + 20].strip()!r} is not understood")
        found.append((token.lastgroup, token[token.lastgroup]))
        place = token.end()
    return found


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]], resolve: Resolver) -> None:
        self.tokens, self.resolve, self.place, self.depth = tokens, resolve, 0, 0

    def peek(self) -> str | None:
        return self.tokens[self.place][1] if self.place < len(self.tokens) else None

    def taken(self, *wanted: str) -> bool:
        found = self.place < len(self.tokens) and self.tokens[self.place][0] in {"sign", "word"}
        if found and (self.peek() or "").lower() in wanted:
            self.place += 1
            return True
        return False

    def expect(self, sign: str) -> None:
        if not self.taken(sign):
            raise FormatError(f"{sign!r} is missing before {self.peek() or 'the end'!r}")

    def either(self) -> Condition:
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormatError(f"the expression is nested more than {DEEPEST} deep")
        parts = [self.both()]
        while self.taken("or", "||"):
            parts.append(self.both())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def both(self) -> Condition:
        parts = [self.one()]
        while self.taken("and", "&&"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else _all(tuple(parts))

    def one(self) -> Condition:
        if self.taken("not", "!"):
            self.depth += 1
            if self.depth > DEEPEST:
                raise FormatError(f"the expression is nested more than {DEEPEST} deep")
            return Not(self.one())
        if self.taken("("):
            found = self.either()
            self.expect(")")
            return found
        if (self.peek() or "").lower() in {"selected", "contains"}:
            self.place += 1
            return self._selected()
        return self._comparison()

    def _selected(self) -> Condition:
        self.expect("(")
        ref = self._operand()
        self.expect(",")
        value = self._operand()
        self.expect(")")
        if not isinstance(ref, _Ref) or isinstance(value, _Ref):
            raise FormatError("selected() is read of a question and one of its choices only")
        return self._compared(ref, Operator.CONTAINS, value)

    def _comparison(self) -> Condition:
        left = self._operand()
        if isinstance(left, _Ref) and self.taken("empty"):
            return self._compared(left, Operator.EMPTY, None)
        if isinstance(left, _Ref) and self.taken("notempty"):
            return self._compared(left, Operator.ANSWERED, None)
        sign = (self.peek() or "").lower()
        if sign in {"allof", "noneof"}:
            self.place += 1
            return self._each(left, self._operand(), sign)
        if sign not in SIGNS:
            return self._truth(left)
        self.place += 1
        test, right = SIGNS[sign], self._operand()
        if isinstance(right, _Ref) and not isinstance(left, _Ref):
            left, right, test = right, left, FLIPPED.get(test, test)
        if not isinstance(left, _Ref) or isinstance(right, _Ref):
            raise FormatError("only a question with a value is compared, not two questions or two values")
        return self._compared(left, test, right)

    def _each(self, ref: Any, values: Any, sign: str) -> Condition:
        if not isinstance(ref, _Ref) or not isinstance(values, list):
            raise FormatError(f"{sign} wants a question before it and a list after it")
        parts = tuple(self._compared(ref, Operator.CONTAINS, value) for value in values)
        return AllOf(parts) if sign == "allof" else Not(AnyOf(parts))

    def _truth(self, ref: Any) -> Condition:
        if not isinstance(ref, _Ref):
            raise FormatError("a value alone is no condition")
        return self._compared(ref, Operator.IS, True)

    def _operand(self) -> Any:
        if self.place >= len(self.tokens):
            raise FormatError("the expression ends too early")
        group, text = self.tokens[self.place]
        self.place += 1
        match group:
            case "ref":
                return _Ref(text.strip("${} "))
            case "self":
                return _Ref(SELF)
            case "text":
                return re.sub(r"\\(['\"\\])", r"\1", text[1:-1])
            case "number":
                return float(text)
            case "word":
                return self._word(text.lower())
        if text == "[":
            return self._list()
        raise FormatError(f"{text!r} is not understood")

    def _word(self, word: str) -> Any:
        if word in {"true", "false"}:
            if self.taken("("):
                self.expect(")")
            return word == "true"
        if word in {"string-length", "count-selected"}:
            self.expect("(")
            ref = self._operand()
            self.expect(")")
            if isinstance(ref, _Ref):
                return _Ref(ref.name, counted=True)
        raise FormatError(f"{word!r} is not understood")

    def _list(self) -> list[Any]:
        values: list[Any] = []
        while not self.taken("]"):
            values.append(self._operand())
            self.taken(",")
        if any(isinstance(value, _Ref | list) for value in values):
            raise FormatError("a list holds values only")
        return values

    def _compared(self, ref: _Ref, test: Operator, value: Any) -> Condition:
        target = self.resolve(ref.name)
        if target is None:
            raise FormatError(f"{ref.name!r} is no question")
        if ref.counted:
            return _counted(target, test, value)
        if value == "" and test in {Operator.IS, Operator.IS_NOT}:
            test, value = (Operator.EMPTY if test is Operator.IS else Operator.ANSWERED), None
        if isinstance(value, list):
            return _listed(target, test, value)
        if test is Operator.CONTAINS and target.kind is Kind.SINGLE:
            test = Operator.IS
        if test in {Operator.IS_NOT, Operator.LACKS}:
            return Not(self._compared(ref, OPPOSITE[test], value))
        return Compare(of=target.of, test=test, value=target.value(value), source=target.source)


OPPOSITE = {Operator.IS_NOT: Operator.IS, Operator.LACKS: Operator.CONTAINS}


def _counted(target: Target, test: Operator, value: Any) -> Condition:
    """How long or how many: only whether there is anything can be said."""
    some = (test, value) in {(Operator.MORE, 0), (Operator.AT_LEAST, 1), (Operator.IS_NOT, 0)}
    none = (test, value) in {(Operator.IS, 0), (Operator.LESS, 1), (Operator.AT_MOST, 0)}
    if not some and not none:
        raise FormatError("lengths and counts can only be held against nothing at all")
    return Compare(target.of, Operator.ANSWERED if some else Operator.EMPTY, source=target.source)


def _listed(target: Target, test: Operator, values: list[Any]) -> Condition:
    ours = [target.value(value) for value in values]
    if test is Operator.AMONG and target.kind not in SEVERAL:
        return Compare(target.of, Operator.AMONG, ours, target.source)
    single = {Operator.AMONG: Operator.CONTAINS, Operator.CONTAINS: Operator.CONTAINS}.get(test, Operator.IS)
    parts = tuple(Compare(target.of, single, value, target.source) for value in ours)
    if test is Operator.AMONG:
        return AnyOf(parts)
    if test is Operator.CONTAINS or (test is Operator.IS and len(parts) == 1):
        return parts[0] if len(parts) == 1 else AllOf(parts)
    if len(parts) == 1:
        return Not(parts[0])
    raise FormatError("an answer is not compared with several values at once")


def _all(parts: tuple[Condition, ...]) -> Condition:
    """All parts, flat; *answered and not this* is our *is not*."""
    flat: list[Condition] = []
    for part in parts:
        flat += part.parts if isinstance(part, AllOf) else [part]
    for part in list(flat):
        if isinstance(part, Not) and isinstance(part.part, Compare):
            inner = part.part
            asked = Compare(inner.of, Operator.ANSWERED, source=inner.source)
            opposite = {Operator.IS: Operator.IS_NOT, Operator.CONTAINS: Operator.LACKS}.get(inner.test)
            if asked in flat and opposite is not None:
                flat[flat.index(part)] = Compare(inner.of, opposite, inner.value, inner.source)
                flat.remove(asked)
    return flat[0] if len(flat) == 1 else AllOf(tuple(flat))
