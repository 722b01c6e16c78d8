"""Conditions of ours, said as XLSForm and SurveyJS say them."""

from collections.abc import Callable
from dataclasses import dataclass

from cocreate_surveys.conditions import AllOf, AnyOf, Compare, Condition, Not, Operator, Source
from cocreate_surveys.definition import Kind
from cocreate_surveys.errors import FormatError
from cocreate_surveys.formats.expressions import SEVERAL

SIGN = {
    Operator.LESS: "<", Operator.AT_MOST: "<=", Operator.MORE: ">", Operator.AT_LEAST: ">=",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Saying:
    """How a form says a condition.

    Attributes:
        name: What a comparison looks at is called there, with its marks; None if it has no name there.
        kind: The kind of the question a comparison looks at.
        functions: Whether it says things by functions (XLSForm) or by words between (SurveyJS).
    """

    name: Callable[[Compare], str | None]
    kind: Callable[[str], Kind | None]
    functions: bool

    def of(self, condition: Condition) -> str:
        """The expression.

        Raises:
            FormatError: The form cannot say it.
        """
        match condition:
            case AllOf(parts):
                return " and ".join(self._inner(part) for part in parts) if parts else "1 = 1"
            case AnyOf(parts):
                return " or ".join(self._inner(part) for part in parts) if parts else "1 = 2"
            case Not(part):
                return f"not({self.of(part)})" if self.functions else f"!({self.of(part)})"
            case Compare():
                return self._compare(condition)

    def _inner(self, part: Condition) -> str:
        said = self.of(part)
        return f"({said})" if isinstance(part, AllOf | AnyOf) else said

    def _compare(self, one: Compare) -> str:  # noqa: PLR0911 - a case a test
        ref = self.name(one)
        if ref is None:
            raise FormatError(f"{one.source} {one.of!r} has no name there")
        empty, answered = (
            (f"{ref} = ''", f"{ref} != ''") if self.functions else (f"{ref} empty", f"{ref} notempty")
        )
        match one.test:
            case Operator.EMPTY:
                return empty
            case Operator.ANSWERED:
                return answered
            case Operator.IS:
                return self._same(ref, one)
            case Operator.IS_NOT:
                return f"({answered} and {self._not(self._same(ref, one))})"
            case Operator.AMONG:
                values = one.value if isinstance(one.value, list) else [one.value]
                each = [self._same(ref, Compare(one.of, Operator.IS, value, one.source)) for value in values]
                return f"({' or '.join(each)})" if each else "1 = 2"
            case Operator.CONTAINS:
                return self._holds(ref, one)
            case Operator.LACKS:
                return f"({answered} and {self._not(self._holds(ref, one))})"
        return f"{ref} {SIGN[one.test]} {self._value(one.value)}"

    def _not(self, said: str) -> str:
        return f"not({said})" if self.functions else f"!({said})"

    def _same(self, ref: str, one: Compare) -> str:
        value = self._value(one.value)
        listed = not self.functions and one.source is Source.QUESTION and self.kind(one.of) in SEVERAL
        return f"{ref} = [{value}]" if listed else f"{ref} = {value}"

    def _holds(self, ref: str, one: Compare) -> str:
        if not self.functions:
            return f"{ref} contains {self._value(one.value)}"
        several = one.source is Source.QUESTION and self.kind(one.of) in SEVERAL
        return f"{'selected' if several else 'contains'}({ref}, {self._value(one.value)})"

    def _value(self, value: object) -> str:
        match value:
            case bool():
                return ("'yes'" if value else "'no'") if self.functions else str(value).lower()
            case int() | float():
                return f"{value:.15g}"
            case str() if "'" not in value and "\\" not in value and "\n" not in value:
                return f"'{value}'"
            case str() if '"' not in value and "\\" not in value and "\n" not in value:
                return f'"{value}"'
        raise FormatError(f"{value!r} cannot be written there")
