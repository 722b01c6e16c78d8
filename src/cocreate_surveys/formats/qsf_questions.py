"""Questions of QSF, each as one of ours, or as several where ours ask one thing at a time."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from cocreate_surveys.definition import Choice, Kind, Limits, Question, Row, Scale
from cocreate_surveys.formats.brought import Ledger, fitted
from cocreate_surveys.formats.plain_words import language_tag, without_markup
from cocreate_surveys.words import Words

CONTENTS = {
    "ValidEmail": Kind.EMAIL, "ValidPhone": Kind.PHONE, "ValidNumber": Kind.NUMBER, "ValidDate": Kind.DATE,
    "ValidUSPhone": Kind.PHONE,
}  # fmt: skip
LONG = {"ML", "ESTB"}
PIPE = re.compile(r"\$\{(?P<sort>q|e)://(?P<name>[^/}]+)(?:/(?P<rest>[^}]*))?\}")
OPTIONAL = {"", "OFF", "None", None}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that came in, and what its parts were called.

    Attributes:
        question: The question.
        choices: Ids (or numbers) of its choices by their keys in the file.
        rows: Ids of its rows, likewise.
        answers: What its columns stand for, likewise.
        display: Its display logic, unread.
        skips: Its skip logic, unread.
    """

    question: Question
    choices: Mapping[str, Any] = field(default_factory=dict)
    rows: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    display: Any = None
    skips: Any = None


class Questions:
    """Reads questions; remembers ids and languages."""

    def __init__(self, own: str, ledger: Ledger) -> None:
        self.own, self.ledger = own, ledger
        self.taken: list[str] = []
        self.languages: dict[str, None] = {}
        self.tags: Mapping[str, str] = {}

    def of(self, data: dict[str, Any], tags: Mapping[str, str]) -> tuple[Asked, ...]:
        """What a question of the file becomes; nothing if there is nothing like it.

        Args:
            data: Its payload.
            tags: The names of all questions by their QID.
        """
        self.tags = tags
        of_type, selector = str(data.get("QuestionType")), str(data.get("Selector") or "")
        base = self._base(data)
        made = self._made(base, data, of_type, selector)
        if not made:
            self.ledger.tell(base.id, "type", f"{of_type} {selector}")
        self._tell(base.id, data)
        return tuple(
            replace_asked(
                one,
                display=data.get("DisplayLogic"),
                skips=data.get("SkipLogic") if one is made[-1] else None,
            )
            for one in made
        )

    def _made(  # noqa: C901, PLR0911 - a case a kind
        self, base: Question, data: dict[str, Any], of_type: str, selector: str
    ) -> tuple[Asked, ...]:
        match of_type, selector:
            case "MC", "NPS":
                return (self._nps(base, data),)
            case "MC", _:
                several = selector.startswith("MA") or selector == "MSB"
                return (self._choosing(replace(base, kind=Kind.MULTIPLE if several else Kind.SINGLE), data),)
            case "RO" | "Rank", _:
                return (self._choosing(replace(base, kind=Kind.RANKING), data),)
            case "Matrix", "MaxDiff":
                return (self._choosing(replace(base, kind=Kind.BEST_WORST), data),)
            case "Matrix", _:
                return self._matrix(base, data, selector)
            case "TE", "FORM":
                return self._each(base, data, Kind.SHORT_TEXT)
            case "TE", _:
                return (Asked(self._text(base, data, selector)),)
            case (("Slider" | "SS" | "CS"), _):
                return self._slider(base, data, of_type, selector)
            case "DB", _:
                return (Asked(replace(base, kind=Kind.STATEMENT)),)
            case "FileUpload", _:
                return (Asked(replace(base, kind=Kind.FILE)),)
            case "SBS", _:
                return self._side_by_side(base, data)
        return ()

    def _base(self, data: dict[str, Any]) -> Question:
        name = str(data.get("DataExportTag") or data.get("QuestionID") or "q")
        one_id = fitted(name, self.taken)
        if one_id != name:
            self.ledger.tell(one_id, "renamed", name)
        self.taken.append(one_id)
        text = self._words(one_id, data.get("QuestionText"), data, ("QuestionText",))
        settings = _settings(data)
        required = settings.get("ForceResponse") == "ON" or settings.get("ForceResponseType") == "ON"
        return Question(id=one_id, kind=Kind.SHORT_TEXT, text=text, required=required)

    def _words(self, where: str, text: Any, data: dict[str, Any], path: tuple[str, ...]) -> Words:
        """A text and its translations, which lie under the same path."""
        found = self._one(where, self.own, text)
        translations = data.get("Language")
        for code, inside in (translations if isinstance(translations, dict) else {}).items():
            at: Any = inside
            for key in path:
                at = at.get(key) if isinstance(at, dict) else None
            tag = language_tag(str(code))
            if isinstance(at, str) and tag != self.own:
                found |= self._one(where, tag, at)
        return found

    def _one(self, where: str, tag: str, text: Any) -> dict[str, str]:
        plain, lost = without_markup(str(text or ""))
        for tags in lost:
            self.ledger.tell(where, "markup", tags)
        if not plain:
            return {}
        self.languages[tag] = None
        return {tag: PIPE.sub(lambda pipe: self._piped(where, pipe), plain)}

    def _piped(self, where: str, pipe: re.Match[str]) -> str:
        if pipe["sort"] == "e" and pipe["name"] == "Field" and pipe["rest"]:
            return "{{trait." + pipe["rest"].replace("|", " ") + "}}"
        if pipe["sort"] == "q" and pipe["name"] in self.tags:
            return "{{" + fitted(self.tags[pipe["name"]]) + "}}"
        self.ledger.tell(where, "piping", pipe[0])
        return "…"

    def _items(
        self, where: str, data: dict[str, Any], part: str
    ) -> tuple[tuple[Choice, ...], dict[str, str]]:
        """Choices, rows or columns, in their order; their ids are the codes they are exported with."""
        given = _keyed(data.get(part))
        order = [str(key) for key in data.get(f"{part[:-1]}Order") or () if str(key) in given]
        codes = (
            _keyed(data.get("RecodeValues"))
            if part == ("Answers" if "Answers" in data else "Choices")
            else {}
        )
        made: list[Choice] = []
        ids: dict[str, str] = {}
        for key in [*order, *(one for one in given if one not in order)]:
            one = given[key] if isinstance(given[key], dict) else {"Display": given[key]}
            ids[key] = fitted(codes.get(key, key), ids.values(), instead="c")
            label = self._words(where, one.get("Display"), data, (part, key, "Display"))
            if one.get("Image"):
                self.ledger.tell(where, "markup", "Image")
            made.append(Choice(
                id=ids[key], label=label, other=str(one.get("TextEntry")).lower() in {"true", "on"},
                exclusive=str(one.get("ExclusiveAnswer")).lower() in {"true", "on"},
            ))  # fmt: skip
        return tuple(made), ids

    def _choosing(self, base: Question, data: dict[str, Any]) -> Asked:
        choices, ids = self._items(base.id, data, "Choices")
        settings, limits = _settings(data), Limits()
        if base.kind is Kind.MULTIPLE:
            limits = Limits(
                least=_number(settings.get("MinChoices")), most=_number(settings.get("MaxChoices"))
            )
        shuffled = isinstance(data.get("Randomization"), dict) and data["Randomization"].get("Type") == "All"
        if isinstance(data.get("Randomization"), dict) and data["Randomization"].get("Type") not in {
            "All",
            "None",
            None,
        }:
            self.ledger.tell(base.id, "setting", "Randomization")
        return Asked(replace(base, choices=choices, limits=limits, shuffle=shuffled), choices=ids)

    def _nps(self, base: Question, data: dict[str, Any]) -> Asked:
        keys = _keyed(data.get("Choices")) or {str(number): {} for number in range(11)}
        least = min((int(key) for key in keys if key.isdecimal()), default=0)
        numbers = {key: float(int(key) - least) for key in keys if key.isdecimal() and len(key) < 4}  # noqa: PLR2004 - 0–10
        low, high = (self._words(base.id, _labels(data, place), data, ("Labels",)) for place in (0, -1))
        return Asked(
            replace(base, kind=Kind.NPS, scale=Scale(low=0, high=10, low_label=low, high_label=high)),
            choices=numbers,
        )

    def _matrix(self, base: Question, data: dict[str, Any], selector: str) -> tuple[Asked, ...]:
        if selector in {"TE", "Profile", "CS", "RO"}:
            return self._each(base, data, Kind.SHORT_TEXT if selector == "TE" else Kind.NUMBER)
        lines, row_ids = self._items(base.id, data, "Choices")
        columns, column_ids = self._items(base.id, data, "Answers")
        if data.get("SubSelector") == "MultipleAnswer":
            self.ledger.tell(base.id, "split", "MultipleAnswer")
            return tuple(
                Asked(
                    replace(self._part(base, line), kind=Kind.MULTIPLE, choices=columns), choices=column_ids
                )
                for line in lines
            )
        rows = tuple(Row(id=line.id, label=line.label) for line in lines)
        return (
            Asked(
                replace(base, kind=Kind.MATRIX, rows=rows, choices=columns), rows=row_ids, answers=column_ids
            ),
        )

    def _part(self, base: Question, line: Choice) -> Question:
        """One question of a line of many."""
        one_id = fitted(f"{base.id}_{line.id}", self.taken)
        self.taken.append(one_id)
        tags = base.text.keys() | line.label.keys()
        joined = {
            tag: " – ".join(text for text in (base.text.get(tag, ""), line.label.get(tag, "")) if text)
            for tag in tags
        }
        return replace(base, id=one_id, text=joined)

    def _each(self, base: Question, data: dict[str, Any], kind: Kind) -> tuple[Asked, ...]:
        lines, _ids = self._items(base.id, data, "Choices")
        self.ledger.tell(base.id, "split", len(lines))
        return tuple(Asked(replace(self._part(base, line), kind=kind)) for line in lines)

    def _text(self, base: Question, data: dict[str, Any], selector: str) -> Question:
        settings = _settings(data)
        content = str(settings.get("ContentType") or "")
        kind = CONTENTS.get(content, Kind.LONG_TEXT if selector in LONG else Kind.SHORT_TEXT)
        if content not in OPTIONAL and content not in CONTENTS:
            self.ledger.tell(base.id, "validation", content)
        if selector in {"PW", "Autocomplete"}:
            self.ledger.tell(base.id, "nearest", selector)
        if kind is Kind.NUMBER:
            inner = settings.get("ValidNumber")
            inner = inner if isinstance(inner, dict) else {}
            limits = Limits(least=_number(inner.get("Min")), most=_number(inner.get("Max")))
        elif kind in {Kind.SHORT_TEXT, Kind.LONG_TEXT}:
            limits = Limits(
                least=_number(settings.get("MinChars")),
                most=_number(settings.get("TotalChars") or settings.get("MaxChars")),
            )
        else:
            limits = Limits()
        return replace(base, kind=kind, limits=limits)

    def _slider(self, base: Question, data: dict[str, Any], of_type: str, selector: str) -> tuple[Asked, ...]:
        given = data.get("Configuration")
        given = given if isinstance(given, dict) else {}
        stars = selector == "STAR"
        low = _number(given.get("CSSliderMin")) or 0
        high = _number(given.get("StarCount") if stars else given.get("CSSliderMax")) or (5 if stars else 100)
        scale = Scale(low=1, high=high, look="stars") if stars else Scale(low=low, high=high)
        kind = Kind.RATING if stars else Kind.SLIDER
        if of_type != "Slider":
            self.ledger.tell(base.id, "nearest", of_type)
        lines, _ids = self._items(base.id, data, "Choices")
        if len(lines) < 2:  # noqa: PLR2004 - one line is the question itself
            return (Asked(replace(base, kind=kind, scale=scale)),)
        self.ledger.tell(base.id, "split", len(lines))
        return tuple(Asked(replace(self._part(base, line), kind=kind, scale=scale)) for line in lines)

    def _side_by_side(self, base: Question, data: dict[str, Any]) -> tuple[Asked, ...]:
        columns = _keyed(data.get("AdditionalQuestions"))
        self.ledger.tell(base.id, "split", len(columns))
        made: list[Asked] = []
        for key, column in columns.items():
            if not isinstance(column, dict):
                continue
            heading = self._words(
                base.id, column.get("QuestionText"), data, ("AdditionalQuestions", key, "QuestionText")
            )
            part = self._part(base, Choice(id=fitted(key), label=heading))
            inner = {"Choices": data.get("Choices"), "ChoiceOrder": data.get("ChoiceOrder"), **column}
            made += self._made(
                part, inner, str(column.get("QuestionType", "Matrix")), str(column.get("Selector") or "")
            )
        return tuple(made)

    def _tell(self, where: str, data: dict[str, Any]) -> None:
        for key in ("QuestionJS", "DefaultChoices", "DynamicChoices", "GradingData", "CarryForward"):
            if data.get(key) not in (None, "", [], {}, False, "false"):
                self.ledger.tell(where, "setting", key)
        settings = _settings(data)
        if settings.get("ForceResponse") == "RequestResponse":
            self.ledger.tell(where, "validation", "RequestResponse")
        if settings.get("Type") == "CustomValidation":
            self.ledger.tell(where, "validation", "CustomValidation")


def replace_asked(asked: Asked, *, display: Any, skips: Any) -> Asked:
    """The same, with its logic."""
    return Asked(asked.question, asked.choices, asked.rows, asked.answers, display, skips)


def _settings(data: dict[str, Any]) -> dict[str, Any]:
    validation = data.get("Validation")
    settings = validation.get("Settings") if isinstance(validation, dict) else None
    return settings if isinstance(settings, dict) else {}


def _keyed(value: Any) -> dict[str, Any]:
    """Parts by their keys; files write a list where keys are 0, 1, 2 and so on."""
    if isinstance(value, list):
        return {str(number): one for number, one in enumerate(value)}
    return {str(key): one for key, one in value.items()} if isinstance(value, dict) else {}


def _labels(data: dict[str, Any], place: int) -> Any:
    labels = data.get("ColumnLabels") or data.get("Labels")
    listed = list(_keyed(labels).values())
    found = listed[place] if listed else None
    return found.get("Display") if isinstance(found, dict) else found


def _number(value: Any) -> float | None:
    try:
        found = float(value) if isinstance(value, str | int | float) and str(value).strip() else None
    except ValueError:
        return None
    return found if found is not None and abs(found) < 1e12 else None  # noqa: PLR2004 - beyond all limits
