"""Surveys as SurveyJS JSON."""

import json
from typing import Any

from cocreate_surveys.codec import survey_to_data
from cocreate_surveys.conditions import Compare, Condition, Source, comparisons
from cocreate_surveys.definition import Flow, Kind, Page, Question, Survey
from cocreate_surveys.errors import FormatError
from cocreate_surveys.formats.brought import Ledger, Taken
from cocreate_surveys.formats.nearest import grid, tell_of_survey
from cocreate_surveys.formats.plain_words import pipes_out
from cocreate_surveys.formats.sayings import Saying
from cocreate_surveys.kinds import scale_of
from cocreate_surveys.words import Words

LOCALES = {"zh-hans": "zh-cn", "zh-hant": "zh-tw"}
RATE_TYPES = {"stars": "stars", "faces": "smileys", "numbers": "labels"}
MODES = {Flow.ONE: "questionPerPage", Flow.ALL: "singlePage"}
TYPES = {
    Kind.NPS: "rating", Kind.CSAT: "rating", Kind.CES: "rating", Kind.RATING: "rating", Kind.SINGLE: "radiogroup",
    Kind.MULTIPLE: "checkbox", Kind.MATRIX: "matrix", Kind.RANKING: "ranking", Kind.BEST_WORST: "matrix",
    Kind.KANO: "matrix", Kind.SLIDER: "text", Kind.SHORT_TEXT: "text", Kind.LONG_TEXT: "comment",
    Kind.NUMBER: "text", Kind.DATE: "text", Kind.YES_NO: "boolean", Kind.EMAIL: "text", Kind.PHONE: "text",
    Kind.CONSENT: "boolean", Kind.FILE: "file", Kind.STATEMENT: "html",
}  # fmt: skip
INPUTS = {
    Kind.SLIDER: "range",
    Kind.NUMBER: "number",
    Kind.DATE: "date",
    Kind.EMAIL: "email",
    Kind.PHONE: "tel",
}
NEAREST = {Kind.CSAT, Kind.CES, Kind.BEST_WORST, Kind.KANO, Kind.CONSENT}
OWN = "cocreate"


def write_surveyjs(survey: Survey, *, keep: bool = True) -> Taken:
    """A survey as SurveyJS JSON.

    Args:
        survey: The survey.
        keep: Whether ours travels inside, so that nothing is lost on the way back.
    """
    writer = _Writer(survey)
    data = writer.data()
    if keep:
        data[OWN] = survey_to_data(survey)
    return Taken(json.dumps(data, indent=2).encode(), writer.ledger.lost)


class _Writer:
    def __init__(self, survey: Survey) -> None:
        self.survey, self.ledger = survey, Ledger()
        self.saying = Saying(name=_name, kind=self._kind, functions=False)

    def data(self) -> dict[str, Any]:
        survey = self.survey
        tell_of_survey(survey, self.ledger, ends=True)
        triggers = [found for one in survey.questions for found in self._triggers(one)]
        data: dict[str, Any] = {
            "title": self.words(survey.title),
            "locale": _locale(survey.language) if survey.languages else "",
            "showProgressBar": "auto" if survey.progress else "off",
            "showPrevButton": survey.back,
            "questionsOnPageMode": MODES.get(survey.flow, "standard"),
            "pages": [self._page(page) for page in survey.pages],
            "triggers": triggers,
            **self._ends(),
        }
        return {key: value for key, value in data.items() if value not in ("", [], {}) or key == "pages"}

    def words(self, words: Words) -> Any:
        texts = {
            _locale(tag): pipes_out(text, lambda source, name: f"{{{source}{name}}}")
            for tag, text in words.items()
        }
        own = _locale(self.survey.language) if self.survey.languages else ""
        if len(texts) == 1 and own in texts:
            return texts[own]
        return ({"default": texts.pop(own)} if own in texts else {}) | texts

    def _when(self, where: str, condition: Condition | None) -> str:
        if condition is None:
            return ""
        try:
            return self.saying.of(condition)
        except FormatError as error:
            self.ledger.tell(where, "condition", error)
            return ""

    def _kind(self, question_id: str) -> Kind | None:
        question = self.survey.question(question_id)
        return question.kind if question else None

    def _page(self, page: Page) -> dict[str, Any]:
        made = {
            "name": page.id,
            "title": self.words(page.title),
            "visibleIf": self._when(page.id, page.when),
            "elements": [self._element(question) for question in page.questions],
        }
        return {key: value for key, value in made.items() if value not in ("", {})}

    def _element(self, question: Question) -> dict[str, Any]:
        if question.kind in NEAREST:
            self.ledger.tell(question.id, "nearest", TYPES[question.kind])
        made: dict[str, Any] = {
            "type": TYPES[question.kind],
            "name": question.id,
            "html" if question.kind is Kind.STATEMENT else "title": self.words(question.text),
            "description": self.words(question.hint),
            "isRequired": question.required,
            "visibleIf": self._when(question.id, question.when),
            "choicesOrder": "random" if question.shuffle else "",
            "inputType": INPUTS.get(question.kind, ""),
            **self._scale(question),
            **self._choices(question),
            **self._limits(question),
        }
        return {key: value for key, value in made.items() if value not in ("", {}, [], None, False)}

    def _scale(self, question: Question) -> dict[str, Any]:
        scale = scale_of(question)
        if scale is None or question.kind is Kind.MATRIX:
            if scale is not None and (scale.low_label or scale.high_label):
                self.ledger.tell(question.id, "setting", "low_label, high_label")
            return {}
        if question.kind is Kind.SLIDER:
            if scale.low_label or scale.high_label:
                self.ledger.tell(question.id, "setting", "low_label, high_label")
            return {"min": scale.low, "max": scale.high, "step": scale.step}
        return {
            "rateMin": _whole(scale.low), "rateMax": _whole(scale.high), "rateStep": _whole(scale.step),
            "rateType": RATE_TYPES[scale.look], "minRateDescription": self.words(scale.low_label),
            "maxRateDescription": self.words(scale.high_label),
        }  # fmt: skip

    def _choices(self, question: Question) -> dict[str, Any]:
        if question.kind in {Kind.MATRIX, Kind.KANO, Kind.BEST_WORST}:
            rows, columns = grid(question)
            return {
                "rows": [self._item(row.id, row.label) for row in rows],
                "columns": [self._item(column.id, column.label) for column in columns],
            }
        made: dict[str, Any] = {"choices": []}
        for choice in question.choices:
            if choice.other and "showOtherItem" not in made:
                made |= {"showOtherItem": True, "otherText": self.words(choice.label)}
            elif choice.exclusive and "showNoneItem" not in made:
                made |= {"showNoneItem": True, "noneText": self.words(choice.label)}
            else:
                made["choices"].append(self._item(choice.id, choice.label))
                if choice.other or choice.exclusive:
                    self.ledger.tell(question.id, "setting", f"other, exclusive: {choice.id}")
        return {key: value for key, value in made.items() if value != {}}

    def _item(self, value: str, label: Words) -> Any:
        text = self.words(label)
        return {"value": value, "text": text} if text else value

    def _limits(self, question: Question) -> dict[str, Any]:
        least, most = question.limits.least, question.limits.most
        match question.kind:
            case Kind.MULTIPLE:
                return {"minSelectedChoices": least, "maxSelectedChoices": most}
            case Kind.NUMBER | Kind.DATE:
                step = 1 if question.kind is Kind.NUMBER and question.limits.whole else None
                return {"min": least, "max": most, "step": step}
            case Kind.SHORT_TEXT | Kind.LONG_TEXT:
                least_of = {"type": "text", "minLength": least}
                return {"maxLength": most, "validators": [least_of] if least is not None else []}
        return {}

    def _triggers(self, question: Question) -> list[dict[str, Any]]:
        made = []
        for skip in question.skips:
            asked = skip.when if any(one.of == question.id for one in comparisons(skip.when)) else None
            if asked is None:
                self.ledger.tell(question.id, "skip", skip.to)
                continue
            expression = self._when(question.id, asked)
            end = self.survey.end(skip.to)
            if end is not None and end is not self.survey.ends[-1]:
                self.ledger.tell(question.id, "end", end.id)
            to = {"type": "complete"} if end else {"type": "skip", "gotoName": skip.to}
            made += [to | {"expression": expression}] if expression else []
        return made

    def _ends(self) -> dict[str, Any]:
        made: dict[str, Any] = {"completedHtmlOnCondition": [], "navigateToUrlOnCondition": []}
        for place, end in enumerate(self.survey.ends, 1):
            when = self._when(end.id, end.when)
            if place == len(self.survey.ends):
                made |= {"completedHtml": self.words(end.text), "navigateToUrl": end.redirect}
            elif when:
                made["completedHtmlOnCondition"].append({"expression": when, "html": self.words(end.text)})
                if end.redirect:
                    made["navigateToUrlOnCondition"].append({"expression": when, "url": end.redirect})
            else:
                self.ledger.tell(end.id, "end", next(iter(end.text.values()), ""))
        return made


def _name(one: Compare) -> str | None:
    match one.source:
        case Source.LANGUAGE:
            return "{locale}"
        case Source.TRAIT | Source.SCORE:
            return None if set("{}") & set(one.of) else f"{{{one.source}.{one.of}}}"
    return None if set("{}") & set(one.of) else f"{{{one.of}}}"


def _locale(tag: str) -> str:
    return LOCALES.get(tag.lower(), tag)


def _whole(value: float) -> float:
    return int(value) if float(value).is_integer() else value
