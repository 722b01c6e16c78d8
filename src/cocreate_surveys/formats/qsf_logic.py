"""Display logic, skip logic and branches of QSF, as conditions."""

import re
from collections.abc import Mapping
from typing import Any

from cocreate_surveys.conditions import AllOf, AnyOf, Compare, Condition, Not, Operator, Source
from cocreate_surveys.definition import Kind
from cocreate_surveys.formats.brought import Ledger
from cocreate_surveys.formats.qsf_questions import Asked

LOCATOR = re.compile(
    r"q://(?P<question>QID\w+)/(?P<what>\w+)(?:/(?P<choice>[\w.-]+))?(?:/(?P<answer>[\w.-]+))?"
)
OPERATORS = {
    "EqualTo": Operator.IS, "Is": Operator.IS, "NotEqualTo": Operator.IS_NOT, "GreaterThan": Operator.MORE,
    "GreaterThanOrEqual": Operator.AT_LEAST, "LessThan": Operator.LESS, "LessThanOrEqual": Operator.AT_MOST,
    "Contains": Operator.CONTAINS, "DoesNotContain": Operator.LACKS, "Empty": Operator.EMPTY,
    "NotEmpty": Operator.ANSWERED, "Selected": Operator.IS, "NotSelected": Operator.IS_NOT,
}  # fmt: skip
SEVERAL = {Kind.MULTIPLE: {Operator.IS: Operator.CONTAINS, Operator.IS_NOT: Operator.LACKS}}


class Logic:
    """Reads logic over the questions there are, and tells what it cannot say."""

    def __init__(self, asked: Mapping[str, Asked], ledger: Ledger) -> None:
        self.asked, self.ledger = asked, ledger

    def id_of(self, question_id: str) -> str:
        """Our id of a question; empty if there is none."""
        found = self.asked.get(question_id)
        return found.question.id if found else ""

    def condition(self, where: str, logic: Any) -> Condition | None:
        """What a piece of logic means; None if there is none, or if it cannot be said."""
        groups = _numbered(logic)
        if not groups:
            return None
        found: list[tuple[str, Condition]] = []
        for group in groups:
            made = self._group(where, _numbered(group))
            if made is None:
                return None  # half a condition would mean something else
            found.append((_conjunction(_numbered(group)[0]), made))
        return _joined(found)

    def _group(self, where: str, parts: list[dict[str, Any]]) -> Condition | None:
        found: list[tuple[str, Condition]] = []
        for part in parts:
            made = self._part(part)
            if made is None:
                self.ledger.tell(where, "condition", _described(part))
                return None
            found.append((_conjunction(part), made))
        return _joined(found) if found else None

    def _part(self, part: dict[str, Any]) -> Condition | None:  # noqa: PLR0911 - a case a kind of place
        test = OPERATORS.get(str(part.get("Operator")))
        if test is None:
            return None
        value: Any = part.get("RightOperand")
        if part.get("LogicType") == "EmbeddedField":
            name = str(part.get("LeftOperand") or "")
            return _told(name, test, value, Source.TRAIT) if name else None
        located = LOCATOR.match(
            str(part.get("ChoiceLocator") or part.get("LeftOperand") or part.get("Locator") or "")
        )
        asked = self.asked.get(located["question"]) if located else None
        if located is None or asked is None:
            return None
        of, kind = asked.question.id, asked.question.kind
        test = SEVERAL.get(kind, {}).get(test, test) if located["what"].startswith("Selectable") else test
        choice = located["choice"]
        if located["what"] == "ChoiceTextEntryValue" and choice is None:
            return _told(of, test, value)
        if kind is Kind.MATRIX:
            row = asked.rows.get(choice or "")
            return (
                _told(f"{of}.{row}", test, asked.answers.get(located["answer"] or "", value)) if row else None
            )
        if choice is None:
            return _told(of, test, value)
        if located["what"] not in {"SelectableChoice", "SelectableAnswer"}:
            return (
                _told(of, test, value) if kind in {Kind.NUMBER, Kind.SLIDER, Kind.NPS, Kind.RATING} else None
            )
        picked = asked.choices.get(choice)
        return _told(of, test, picked) if picked is not None else None


def _told(of: str, test: Operator, value: Any, source: Source = Source.QUESTION) -> Condition | None:
    if test in {Operator.EMPTY, Operator.ANSWERED}:
        return Compare(of, test, source=source)
    if value in (None, "") or not isinstance(value, str | int | float):
        return None
    if test is Operator.IS_NOT:  # whoever did not answer has not chosen it either
        return Not(Compare(of, Operator.IS, value, source))
    if test is Operator.LACKS:
        return Not(Compare(of, Operator.CONTAINS, value, source))
    ordered = test not in {Operator.IS, Operator.CONTAINS}
    return Compare(of, test, _number(value) if ordered else value, source)


def _number(value: Any) -> Any:
    try:
        return float(value) if re.fullmatch(r"-?\d{1,12}(\.\d+)?", str(value)) else value
    except ValueError:
        return value


def _joined(parts: list[tuple[str, Condition]]) -> Condition:
    """Parts with the words between them; *and* binds closer."""
    sums: list[list[Condition]] = [[]]
    for place, (word, part) in enumerate(parts):
        if word == "or" and place:
            sums.append([])
        sums[-1].append(part)
    each = [one[0] if len(one) == 1 else AllOf(tuple(one)) for one in sums]
    return each[0] if len(each) == 1 else AnyOf(tuple(each))


def _conjunction(part: dict[str, Any]) -> str:
    # files write the word both ways
    word = str(part.get("Conjuction") or part.get("Conjunction") or part.get("Type") or "and").lower()
    return "or" if word in {"or", "orif"} else "and"


def _numbered(logic: Any) -> list[dict[str, Any]]:
    if isinstance(logic, list):
        return [one for one in logic if isinstance(one, dict)]
    if not isinstance(logic, dict):
        return []
    keys = sorted((key for key in logic if key.isdecimal() and len(key) < 9), key=int)  # noqa: PLR2004 - numbers, not ids
    return [logic[key] for key in keys if isinstance(logic[key], dict)]


def _described(part: dict[str, Any]) -> str:
    text = re.sub(r"<[^>]+>", " ", str(part.get("Description") or ""))
    return (
        text
        or f"{part.get('LogicType')} {part.get('LeftOperand')} {part.get('Operator')} {part.get('RightOperand')}"
    )
