"""Surveys as XLSForm workbooks."""

import json
import re
from collections.abc import Iterable

from cocreate_surveys.codec import survey_to_data
from cocreate_surveys.conditions import Compare, Condition, Source, comparisons
from cocreate_surveys.definition import Choice, Flow, Kind, Page, Question, Row, Survey
from cocreate_surveys.errors import FormatError
from cocreate_surveys.formats.brought import Ledger, Taken
from cocreate_surveys.formats.nearest import grid, tell_of_survey
from cocreate_surveys.formats.plain_words import pipes_out
from cocreate_surveys.formats.sayings import Saying
from cocreate_surveys.formats.sheets import LONGEST_CELL, workbook_of
from cocreate_surveys.kinds import scale_of
from cocreate_surveys.phrases import PHRASES
from cocreate_surveys.piping import plain
from cocreate_surveys.words import Words

OWN = "cocreate"
TYPES = {
    Kind.NPS: "range", Kind.CSAT: "range", Kind.CES: "range", Kind.RATING: "range", Kind.SLIDER: "range",
    Kind.SINGLE: "select_one", Kind.MULTIPLE: "select_multiple", Kind.RANKING: "rank", Kind.YES_NO: "select_one yes_no",
    Kind.SHORT_TEXT: "text", Kind.LONG_TEXT: "text", Kind.NUMBER: "decimal", Kind.DATE: "date", Kind.EMAIL: "text",
    Kind.PHONE: "text", Kind.CONSENT: "acknowledge", Kind.FILE: "file", Kind.STATEMENT: "note",
}  # fmt: skip
GRIDS = {Kind.MATRIX, Kind.KANO, Kind.BEST_WORST}
APPEARANCES = {Kind.LONG_TEXT: "multiline", Kind.RATING: "rating", Kind.PHONE: "numbers"}
NEAREST = {Kind.CSAT, Kind.CES, Kind.BEST_WORST, Kind.KANO, Kind.EMAIL}
COLUMNS = ("type", "name", "required", "relevant", "constraint", "appearance", "parameters")

type Line = dict[str, str]


def write_xlsform(survey: Survey, *, keep: bool = True) -> Taken:
    """A survey as an XLSForm workbook.

    Args:
        survey: The survey.
        keep: Whether ours travels on a sheet of its own, so that nothing is lost on the way back.
    """
    writer = _Writer(survey)
    sheets = writer.sheets()
    if keep:
        # what reads a sheet may take _x0041_ for a letter; written so, no line under stands in the text
        text = json.dumps(survey_to_data(survey)).replace("_", "\\u005f")
        pieces = [text[place : place + LONGEST_CELL] for place in range(0, len(text), LONGEST_CELL)]
        sheets[OWN] = [["definition"], *([piece] for piece in pieces)]
    return Taken(workbook_of(sheets), writer.ledger.lost)


class _Writer:
    def __init__(self, survey: Survey) -> None:
        self.survey, self.ledger = survey, Ledger()
        self.names: dict[tuple[str, str], str] = {}
        self.lists: dict[tuple[tuple[str, tuple[tuple[str, str], ...]], ...], str] = {}
        self.choices: list[Line] = []
        self.saying = Saying(name=self._reference, kind=self._kind, functions=True)
        self.tags = {tag: _header(tag) for tag in survey.languages}
        for question in survey.questions:  # before pages, so that questions keep their names
            self.name("question", question.id)
            for row in grid(question)[0] if question.kind in GRIDS else ():
                self.name("row", f"{question.id}.{row.id}")

    def sheets(self) -> dict[str, list[list[str]]]:
        survey = self.survey
        tell_of_survey(survey, self.ledger, ends=False)
        lines = [{"type": "hidden", "name": self.name("trait", one)} for one in self._traits()]
        for page in survey.pages:
            lines += self._page(page)
        title = survey.title.get(survey.language, "") if survey.languages else ""
        for tag in survey.title:
            if title != survey.title[tag]:
                self.ledger.tell("", "setting", f"title {tag}")
        for name, usual in (("progress", True), ("back", True)):
            if getattr(survey, name) is not usual:
                self.ledger.tell("", "setting", name)
        settings = {
            "form_title": title,
            "form_id": _xml_name(title) or "survey",
            "style": "" if survey.flow is Flow.ALL else "pages",
            "default_language": next(iter(self.tags.values()), ""),
        }
        if survey.flow is Flow.ONE:
            self.ledger.tell("", "setting", "flow")
        return {
            "survey": _table(COLUMNS[:2] + self._heads() + COLUMNS[2:], lines),
            "choices": _table(("list_name", "name", *self._heads()[: len(self.tags)]), self.choices),
            "settings": _table(tuple(settings), [settings]),
        }

    def name(self, sort: str, one: str) -> str:
        """What a part is called there; each name stands once."""
        if (sort, one) not in self.names:
            made = unique = _xml_name(one)
            number = 2
            while unique in self.names.values():
                unique, number = f"{made}_{number}", number + 1
            self.names[sort, one] = unique
        return self.names[sort, one]

    def _heads(self) -> tuple[str, ...]:
        return tuple(f"{column}::{head}" for column in ("label", "hint") for head in self.tags.values())

    def words(self, where: str, words: Words, column: str) -> Line:
        """Cells of words, a language each."""
        for tag in words:
            if tag not in self.tags:
                self.ledger.tell(where, "setting", f"{column} {tag}")
        return {
            f"{column}::{head}": pipes_out(words[tag], self._pipe)
            for tag, head in self.tags.items()
            if words.get(tag)
        }

    def _pipe(self, source: str, name: str) -> str:
        sort = source.rstrip(".") or "question"
        return f"${{{self.names.get((sort, name), _xml_name(source + name))}}}"

    def _traits(self) -> Iterable[str]:
        survey = self.survey
        conditions = [page.when for page in survey.pages] + [one.when for one in survey.questions]
        found = (one for condition in conditions for one in comparisons(condition))
        return dict.fromkeys(one.of for one in found if one.source is Source.TRAIT)

    def _kind(self, question_id: str) -> Kind | None:
        question = self.survey.question(question_id)
        return question.kind if question else None

    def _reference(self, one: Compare) -> str | None:
        sort = "row" if "." in one.of and one.source is Source.QUESTION else one.source.value
        found = self.names.get((sort, one.of))
        return f"${{{found}}}" if found else None

    def _when(self, where: str, condition: Condition | None) -> str:
        if condition is None:
            return ""
        try:
            return self.saying.of(condition)
        except FormatError as error:
            self.ledger.tell(where, "condition", error)
            return ""

    def _page(self, page: Page) -> Iterable[Line]:
        yield {
            "type": "begin_group", "name": self.name("page", page.id), "appearance": "field-list",
            "relevant": self._when(page.id, page.when), **self.words(page.id, page.title, "label"),
        }  # fmt: skip
        for question in page.questions:
            for skip in question.skips:
                self.ledger.tell(question.id, "skip", skip.to)
            if question.kind in NEAREST:
                self.ledger.tell(question.id, "nearest", TYPES.get(question.kind, "table-list"))
            yield from self._grid(question) if question.kind in GRIDS else [self._question(question)]
        yield {"type": "end_group"}

    def _base(self, question: Question) -> Line:
        return {
            "name": self.name("question", question.id),
            "required": "yes" if question.required else "",
            "relevant": self._when(question.id, question.when),
            "appearance": APPEARANCES.get(question.kind, ""),
            **self.words(question.id, question.text, "label"),
            **self.words(question.id, question.hint, "hint"),
        }

    def _question(self, question: Question) -> Line:
        made = self._base(question) | {"type": TYPES[question.kind]}
        scale = scale_of(question)
        if scale is not None:
            made["parameters"] = f"start={scale.low:g} end={scale.high:g} step={scale.step:g}"
            if scale.low_label or scale.high_label or scale.look == "faces":
                self.ledger.tell(question.id, "setting", "low_label, high_label, look")
        elif question.kind in {Kind.SINGLE, Kind.MULTIPLE, Kind.RANKING}:
            made["type"] = f"{TYPES[question.kind]} {self._list(question.id, question.choices)}"
            made["parameters"] = "randomize=true" if question.shuffle else ""
            for choice in question.choices:
                if choice.exclusive or choice.other:
                    self.ledger.tell(question.id, "setting", f"other, exclusive: {choice.id}")
        elif question.kind is Kind.YES_NO:
            self._yes_no()
        elif question.kind is Kind.NUMBER and question.limits.whole:
            made["type"] = "integer"
        made["constraint"] = self._constraint(question)
        return made

    def _grid(self, question: Question) -> Iterable[Line]:
        rows, columns = grid(question)
        words = question.scale and (question.scale.low_label or question.scale.high_label)
        if words:
            self.ledger.tell(question.id, "setting", "low_label, high_label")
        listed = self._list(question.id, columns)
        head = self._base(question)
        yield head | {"type": "begin_group", "appearance": "table-list", "required": ""}
        for row in rows:
            yield self._line(question, row, listed)
        yield {"type": "end_group"}

    def _line(self, question: Question, row: Row, listed: str) -> Line:
        return {
            "type": f"select_one {listed}",
            "name": self.name("row", f"{question.id}.{row.id}"),
            "required": "yes" if question.required else "",
            **(self.words(question.id, row.label, "label") or self._bare(row.id)),
        }

    def _bare(self, text: str) -> Line:
        return {f"label::{head}": text for head in list(self.tags.values())[:1]}

    def _list(self, where: str, choices: Iterable[Choice]) -> str:
        """A list of choices; the same ones stand once."""
        lines = [
            {
                "name": _choice_name(choice.id),
                **(self.words(where, choice.label, "label") or self._bare(choice.id)),
            }
            for choice in choices
        ]
        key = tuple((line["name"], tuple(sorted(line.items()))) for line in lines)
        if key not in self.lists:
            self.lists[key] = f"list_{len(self.lists) + 1}"
            self.choices += [{"list_name": self.lists[key], **line} for line in lines]
        return self.lists[key]

    def _yes_no(self) -> None:
        if not any(line["list_name"] == "yes_no" for line in self.choices):
            self.choices += [
                {"list_name": "yes_no", "name": code, **(self.words("", {
                    tag: PHRASES[code].get(tag, PHRASES[code]["en"]) for tag in self.tags}, "label"))}
                for code in ("yes", "no")
            ]  # fmt: skip

    def _constraint(self, question: Question) -> str:
        least, most = question.limits.least, question.limits.most
        match question.kind:
            case Kind.NUMBER | Kind.DATE:
                said, quote = ".", "'" if question.kind is Kind.DATE else ""
            case Kind.MULTIPLE:
                said, quote = "count-selected(.)", ""
            case Kind.SHORT_TEXT | Kind.LONG_TEXT:
                said, quote = "string-length(.)", ""
            case _:
                return ""
        parts = [f"{said} >= {quote}{plain(least)}{quote}"] if least is not None else []
        parts += [f"{said} <= {quote}{plain(most)}{quote}"] if most is not None else []
        return " and ".join(parts)


def _header(tag: str) -> str:
    return f"{LANGUAGES.get(tag, tag)} ({tag})"


LANGUAGES = {
    "en": "English",
    "zh-hans": "简体中文",
    "zh-hant": "繁體中文",
    "fr": "Français",
    "de": "Deutsch",
    "es": "Español",
}


def _xml_name(text: str) -> str:
    made = re.sub(r"[^A-Za-z0-9_.-]+", "_", text).strip(".-") or "q"
    return made if re.match(r"[A-Za-z_]", made) else f"_{made}"


def _choice_name(text: str) -> str:
    return re.sub(r"\s+", "_", text) or "c"


def _table(columns: tuple[str, ...], lines: Iterable[Line]) -> list[list[str]]:
    return [list(columns), *([line.get(column, "") for column in columns] for line in lines)]
