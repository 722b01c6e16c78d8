"""Surveys out of SurveyJS JSON."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from cocreate_surveys.conditions import Condition, Source, comparisons
from cocreate_surveys.definition import (
    Choice,
    End,
    Flow,
    Kind,
    Limits,
    Page,
    Question,
    Row,
    Scale,
    Skip,
    Survey,
)
from cocreate_surveys.errors import FormatError
from cocreate_surveys.formats.bounds import json_object
from cocreate_surveys.formats.brought import Brought, Ledger, fitted
from cocreate_surveys.formats.expressions import Target, condition_from, joined
from cocreate_surveys.formats.kept import restored
from cocreate_surveys.formats.nearest import numbers, rating_kind
from cocreate_surveys.formats.plain_words import language_tag, without_markup
from cocreate_surveys.formats.surveyjs_out import MODES, OWN, write_surveyjs
from cocreate_surveys.formats.surveyjs_words import piped_in
from cocreate_surveys.words import Words

KINDS = {
    "rating": Kind.RATING, "radiogroup": Kind.SINGLE, "dropdown": Kind.SINGLE, "imagepicker": Kind.SINGLE,
    "buttongroup": Kind.SINGLE, "checkbox": Kind.MULTIPLE, "tagbox": Kind.MULTIPLE, "matrix": Kind.MATRIX,
    "ranking": Kind.RANKING, "slider": Kind.SLIDER, "comment": Kind.LONG_TEXT, "boolean": Kind.YES_NO,
    "file": Kind.FILE, "html": Kind.STATEMENT, "text": Kind.SHORT_TEXT,
}  # fmt: skip
INPUTS = {
    "range": Kind.SLIDER, "number": Kind.NUMBER, "date": Kind.DATE, "email": Kind.EMAIL, "tel": Kind.PHONE,
    "text": Kind.SHORT_TEXT,
}  # fmt: skip
LOOKS = {"stars": "stars", "smileys": "faces"}
PLUMBING = {
    "name",
    "type",
    "width",
    "minWidth",
    "maxWidth",
    "startWithNewLine",
    "colCount",
    "logoPosition",
    "$schema",
}
MOST_ELEMENTS = 2000


def read_surveyjs(content: bytes) -> Brought:
    """A survey out of SurveyJS JSON.

    Raises:
        FormatError: The file is no such survey.
    """
    data = json_object(content)
    if not isinstance(data.get("pages", data.get("elements")), list):
        raise FormatError('the file holds JSON, but no SurveyJS survey; it would have "pages" or "elements"')
    kept = data.pop(OWN, None)
    return restored(_Reader(data).brought(), kept, again=_again)


def _again(survey: Survey) -> Brought:
    return _Reader(json_object(write_surveyjs(survey, keep=False).content)).brought()


class _Reader:
    def __init__(self, data: dict[str, Any]) -> None:
        self.data, self.ledger = data, Ledger()
        self.own = language_tag(str(data.get("locale") or "en"))
        self.languages: dict[str, None] = {self.own: None}
        self.named: dict[str, tuple[Question, dict[str, str]]] = {}  # by their names: with the ids of choices
        self.whens: dict[str, list[str]] = {}  # expressions by our id
        self.rows: dict[tuple[str, str], str] = {}

    def brought(self) -> Brought:
        data = self.data
        pages = data.pop("pages", None)
        if pages is None:
            pages = [{"name": "page1", "elements": data.pop("elements")}]
        made = [self._page(page) for page in pages if isinstance(page, dict)]
        survey = Survey(
            title=self.words("", data.pop("title", "")),
            pages=tuple(self._with_conditions(page) for page in self._with_skips(made)),
            ends=self._ends(),
            flow=next(
                (flow for flow, mode in MODES.items() if mode == data.get("questionsOnPageMode")), Flow.PAGES
            ),
            progress=data.pop("showProgressBar", "off") not in ("off", False, None),
            back=data.pop("showPrevButton", data.pop("showPreviousButton", True)) is not False,
        )
        data.pop("questionsOnPageMode", None)
        data.pop("locale", None)
        self._leftover("", data)
        return Brought(replace(survey, languages=tuple(self.languages)), self.ledger.lost)

    def words(self, where: str, text: Any) -> Words:
        """Words by language; markup is taken off."""
        found: dict[str, str] = {}
        for locale, one in (text if isinstance(text, Mapping) else {"default": text}).items():
            if not isinstance(one, str | int | float) or one == "":
                continue
            tag = self.own if locale == "default" else language_tag(locale)
            plain, lost = without_markup(str(one))
            for tags in lost:
                self.ledger.tell(where, "markup", tags)
            if plain:
                self.languages[tag] = None
                found[tag] = piped_in(plain)
        return found

    def _page(self, data: dict[str, Any]) -> Page:
        taken = {"name", "elements", "questions", "title", "visibleIf"}
        name = fitted(data.get("name", "page"), self.whens, instead="page")
        self.whens[name] = self._expressions(data)
        elements = [
            element
            for key in ("elements", "questions")
            if isinstance(data.get(key), list)
            for element in data[key]
        ]
        self._leftover(name, {key: value for key, value in data.items() if key not in taken})
        questions = tuple(self._questions(elements, ()))
        return Page(id=name, title=self.words(name, data.get("title", "")), questions=questions)

    def _questions(self, elements: list[Any], outer: tuple[str, ...]) -> Iterator[Question]:
        for element in elements:
            if not isinstance(element, dict):
                continue
            if len(self.named) > MOST_ELEMENTS:
                raise FormatError(f"the survey has more than {MOST_ELEMENTS} questions; split it")
            inner = (*outer, *self._expressions(element))
            if element.get("type") == "panel":
                if element.get("title"):
                    self.ledger.tell(element.get("name", ""), "setting", "title")
                yield from self._questions(list(element.get("elements") or ()), inner)
            elif element.get("type") == "multipletext":
                yield from self._several(element, inner)
            elif element.get("type") in KINDS:
                yield self._question(dict(element), inner)
            else:
                self.ledger.tell(element.get("name", ""), "type", element.get("type"))

    def _several(self, element: dict[str, Any], when: tuple[str, ...]) -> Iterator[Question]:
        self.ledger.tell(element.get("name", ""), "split", "multipletext")
        for item in element.get("items") or ():
            if isinstance(item, dict):
                name = f"{element.get('name', 'q')}_{item.get('name', '')}"
                yield self._question({"type": "text", **item, "name": name}, when)

    def _question(self, data: dict[str, Any], when: tuple[str, ...]) -> Question:
        name, of_type = str(data.get("name", "")), str(data.pop("type"))
        one_id = fitted(name, (question.id for question, _ids in self.named.values()))
        if one_id != name:
            self.ledger.tell(one_id, "renamed", name)
        kind = KINDS[of_type]
        if of_type == "text":
            kind = self._input(one_id, str(data.pop("inputType", "text")))
        text = self.words(one_id, data.pop("html" if of_type == "html" else "title", "") or name)
        question = Question(
            id=one_id,
            kind=kind,
            text=text,
            hint=self.words(one_id, data.pop("description", "")),
            required=data.pop("isRequired", False) is True,
            shuffle=data.pop("choicesOrder", data.pop("rowsOrder", "")) == "random",
        )
        question, ids = self._answers(question, data)
        data.pop("visibleIf", None)
        self._leftover(one_id, data)
        self.whens.setdefault(one_id + "?", []).extend(when)
        self.named[name] = (question, ids)
        return question

    def _input(self, where: str, kind: str) -> Kind:
        if kind not in INPUTS:
            self.ledger.tell(where, "nearest", kind)
        return INPUTS.get(kind, Kind.SHORT_TEXT)

    def _answers(self, question: Question, data: dict[str, Any]) -> tuple[Question, dict[str, str]]:
        match question.kind:
            case Kind.RATING:
                return self._rating(question, data), {}
            case Kind.SLIDER:
                low, high, step = (
                    _number(data.pop(key, usual), usual)
                    for key, usual in (("min", 0), ("max", 100), ("step", 1))
                )
                return replace(question, scale=Scale(low=low, high=high, step=step)), {}
            case Kind.MATRIX:
                return self._matrix(question, data)
            case Kind.SINGLE | Kind.MULTIPLE | Kind.RANKING:
                choices, ids = self._choices(question, data)
                return replace(question, choices=choices, limits=self._limits(question, data)), ids
        return replace(question, limits=self._limits(question, data)), {}

    def _rating(self, question: Question, data: dict[str, Any]) -> Question:
        low, step = _number(data.pop("rateMin", 1), 1), _number(data.pop("rateStep", 1), 1)
        count = data.pop("rateCount", None)
        high = _number(data.pop("rateMax", None), low + (_number(count, 5) - 1) * step)
        values = data.pop("rateValues", None)
        if isinstance(values, list):
            given = numbers([str(_value(one)) for one in values])
            if given is None:
                self.ledger.tell(question.id, "setting", "rateValues")
            else:
                low, high, step = given.low, given.high, given.step
        scale = Scale(
            low=low, high=high, step=step,
            look=LOOKS.get(str(data.pop("rateType", data.pop("rateDisplayMode", ""))), "numbers"),  # type: ignore[arg-type] # one of ours
            low_label=self.words(question.id, data.pop("minRateDescription", "")),
            high_label=self.words(question.id, data.pop("maxRateDescription", "")),
        )  # fmt: skip
        return replace(question, scale=scale, kind=rating_kind(question.id, question.text, scale))

    def _matrix(self, question: Question, data: dict[str, Any]) -> tuple[Question, dict[str, str]]:
        columns, ids = self._items(question.id, data.pop("columns", ()))
        rows, row_ids = self._items(question.id, data.pop("rows", ()))
        self.rows |= {(question.id, name): one for name, one in row_ids.items()}
        question = replace(question, rows=tuple(Row(id=one.id, label=one.label) for one in rows))
        scale = numbers([column.id for column in columns])
        if scale and not any(column.label for column in columns):
            return replace(question, scale=scale), {}
        return replace(question, choices=columns), ids

    def _choices(self, question: Question, data: dict[str, Any]) -> tuple[tuple[Choice, ...], dict[str, str]]:
        choices, ids = self._items(question.id, data.pop("choices", ()))
        made = list(choices)
        for flag, older, text, name in (
            ("showOtherItem", "hasOther", "otherText", "other"),
            ("showNoneItem", "hasNone", "noneText", "none"),
        ):
            words = self.words(question.id, data.pop(text, ""))
            if data.pop(flag, data.pop(older, False)) is True:
                one = fitted(name, (choice.id for choice in made))
                ids[name] = one
                words = words or {self.own: name.capitalize()}
                made.append(Choice(id=one, label=words, other=name == "other", exclusive=name == "none"))
        return tuple(made), ids

    def _items(self, where: str, items: Any) -> tuple[tuple[Choice, ...], dict[str, str]]:
        made: list[Choice] = []
        ids: dict[str, str] = {}
        for item in items if isinstance(items, list | tuple) else ():
            value = str(_value(item))
            ids[value] = fitted(value, ids.values(), instead="c")
            words = self.words(where, item.get("text", "")) if isinstance(item, dict) else {}
            if not words and ids[value] != value:
                words = {self.own: value}
            made.append(Choice(id=ids[value], label=words))
            more = set(item) - {"value", "text", "name", "title"} if isinstance(item, dict) else set()
            for key in sorted(more):
                self.ledger.tell(where, "setting", f"{key} of {value}")
        return tuple(made), ids

    def _limits(self, question: Question, data: dict[str, Any]) -> Limits:
        least, most, whole = None, None, False
        if question.kind is Kind.MULTIPLE:
            least, most = data.pop("minSelectedChoices", None), data.pop("maxSelectedChoices", None)
        elif question.kind in {Kind.NUMBER, Kind.DATE}:
            least, most, whole = data.pop("min", None), data.pop("max", None), data.pop("step", None) == 1
        elif question.kind in {Kind.SHORT_TEXT, Kind.LONG_TEXT}:
            most = data.pop("maxLength", None)
        for one in data.pop("validators", None) or ():
            known = self._validated(question, one) if isinstance(one, dict) else None
            if known is None:
                self.ledger.tell(question.id, "validation", one.get("type") if isinstance(one, dict) else one)
            else:
                least, most = (
                    new if new is not None else old for new, old in zip(known, (least, most), strict=True)
                )
        of_day = question.kind is Kind.DATE
        return Limits(least=_limit(least, day=of_day), most=_limit(most, day=of_day), whole=whole)

    def _validated(self, question: Question, one: dict[str, Any]) -> tuple[Any, Any] | None:
        if one.get("text"):
            self.ledger.tell(question.id, "setting", "validators.text")
        match one.get("type"), question.kind:
            case (("numeric" | "numericvalidator"), Kind.NUMBER):
                return one.get("minValue"), one.get("maxValue")
            case (("text" | "textvalidator"), (Kind.SHORT_TEXT | Kind.LONG_TEXT)):
                return one.get("minLength"), one.get("maxLength")
            case (("answercount" | "answercountvalidator"), Kind.MULTIPLE):
                return one.get("minCount"), one.get("maxCount")
            case (("email" | "emailvalidator"), Kind.EMAIL):
                return None, None
        return None

    def _leftover(self, where: str, data: dict[str, Any]) -> None:
        for key, value in data.items():
            if key not in PLUMBING and value not in (None, "", [], {}, False):
                self.ledger.tell(where, "setting", key)

    def _expressions(self, data: dict[str, Any]) -> list[str]:
        found = [str(data["visibleIf"])] if data.get("visibleIf") else []
        if data.get("visible") is False:
            self.ledger.tell(str(data.get("name", "")), "setting", "visible")
        return found

    def _condition(self, where: str, expression: str) -> Condition | None:
        try:
            return condition_from(expression, self._target)
        except FormatError as error:
            self.ledger.tell(where, "condition", f"{expression} ({error})")
            return None

    def _target(self, name: str) -> Target | None:
        source, _dot, rest = name.partition(".")
        if name == "locale":
            return Target("language", Source.LANGUAGE, value=lambda tag: language_tag(str(tag)))
        if name in self.named:
            question, ids = self.named[name]
            return Target(question.id, kind=question.kind, value=lambda value: ids.get(_said(value), value))
        if source in self.named:
            question, ids = self.named[source]
            row = self.rows.get((question.id, rest))
            return row and Target(f"{question.id}.{row}", value=lambda value: ids.get(_said(value), value))  # type: ignore[return-value] # no row, no target
        if source in {"trait", "score"} and rest:
            return Target(rest, Source(source))
        return None

    def _with_conditions(self, page: Page) -> Page:
        questions = tuple(
            replace(
                one,
                when=joined(*(self._condition(one.id, text) for text in self.whens.get(one.id + "?", ()))),
            )
            for one in page.questions
        )
        when = joined(*(self._condition(page.id, text) for text in self.whens[page.id]))
        return replace(page, questions=questions, when=when)

    def _with_skips(self, pages: list[Page]) -> list[Page]:
        """Triggers stand at the survey; each goes to the question asked last of those it looks at."""
        order = [question.id for page in pages for question in page.questions]
        skips: dict[str, list[Skip]] = {}
        for trigger in self.data.pop("triggers", None) or ():
            kind = trigger.get("type") if isinstance(trigger, dict) else None
            if kind not in {"skip", "complete"}:
                self.ledger.tell("", "skip", f"trigger {kind}")
                continue
            when = self._condition("", str(trigger.get("expression", "")))
            to = self._goal(trigger, pages)
            asked = [one.of.split(".")[0] for one in comparisons(when) if one.of.split(".")[0] in order]
            if when is None or to is None or not asked:
                self.ledger.tell("", "skip", trigger.get("gotoName", kind))
                continue
            skips.setdefault(max(asked, key=order.index), []).append(Skip(to=to, when=when))
        return [
            replace(
                page,
                questions=tuple(replace(one, skips=tuple(skips.get(one.id, ()))) for one in page.questions),
            )
            for page in pages
        ]

    def _goal(self, trigger: dict[str, Any], pages: list[Page]) -> str | None:
        if trigger["type"] == "complete":
            return "thanks"
        name = str(trigger.get("gotoName", ""))
        if name in self.named:
            return self.named[name][0].id
        return name if name in {page.id for page in pages} else None

    def _ends(self) -> tuple[End, ...]:
        data = self.data
        urls = {
            str(one.get("expression")): str(one.get("url", ""))
            for one in data.pop("navigateToUrlOnCondition", None) or ()
            if isinstance(one, dict)
        }
        made = []
        for number, one in enumerate(data.pop("completedHtmlOnCondition", None) or (), 1):
            expression = str(one.get("expression", "")) if isinstance(one, dict) else ""
            when = self._condition("", expression)
            if when is not None:
                words = self.words("", one.get("html", ""))
                made.append(End(id=f"end_{number}", text=words, when=when, redirect=urls.pop(expression, "")))
        for expression, url in urls.items():
            when = self._condition("", expression)
            if when is not None:
                made.append(End(id=f"away_{len(made) + 1}", when=when, redirect=url))
        last = End(id="thanks", text=self.words("", data.pop("completedHtml", "")))
        return (*made, replace(last, redirect=str(data.pop("navigateToUrl", "") or "")))


def _value(item: Any) -> Any:
    found = item.get("value", item.get("name", "")) if isinstance(item, dict) else item
    return _said(found)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _number(value: Any, usual: float) -> float:
    fits = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12  # noqa: PLR2004 - beyond all scales
    return value if fits else usual


def _limit(value: Any, *, day: bool) -> float | str | None:
    if day:
        return value if isinstance(value, str) and value else None
    return _number(value, 0) if isinstance(value, int | float) and not isinstance(value, bool) else None
