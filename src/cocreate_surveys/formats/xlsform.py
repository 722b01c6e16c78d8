"""Surveys out of XLSForm workbooks."""

import re
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from cocreate_surveys.conditions import Condition, Source
from cocreate_surveys.definition import Choice, Flow, Kind, Limits, Page, Question, Row, Scale, Survey
from cocreate_surveys.errors import FormatError
from cocreate_surveys.formats.bounds import Sheets, json_object, workbook
from cocreate_surveys.formats.brought import Brought, Ledger, fitted
from cocreate_surveys.formats.expressions import Target, condition_from, joined
from cocreate_surveys.formats.kept import restored
from cocreate_surveys.formats.nearest import numbers, rating_kind
from cocreate_surveys.formats.plain_words import language_tag, without_markup
from cocreate_surveys.formats.xlsform_out import OWN, write_xlsform
from cocreate_surveys.words import Words

SELECTS = {"select_one": Kind.SINGLE, "select_multiple": Kind.MULTIPLE, "rank": Kind.RANKING}
KINDS = {
    "range": Kind.SLIDER, "text": Kind.SHORT_TEXT, "integer": Kind.NUMBER, "decimal": Kind.NUMBER, "date": Kind.DATE,
    "acknowledge": Kind.CONSENT, "trigger": Kind.CONSENT, "file": Kind.FILE, "image": Kind.FILE, "photo": Kind.FILE,
    "audio": Kind.FILE, "video": Kind.FILE, "note": Kind.STATEMENT,
}  # fmt: skip
ENDINGS = {"image": ("jpg", "jpeg", "png"), "audio": ("mp3", "m4a", "wav"), "video": ("mp4", "mov")}
SPELLED = {
    "string": "text", "int": "integer", "begin group": "begin_group", "end group": "end_group",
    "begin repeat": "begin_repeat", "end repeat": "end_repeat", "select1": "select_one",
}  # fmt: skip
UNTOLD = {"type", "name", "label", "hint", "required", "relevant", "relevance", "bind::relevant"}
MOST_RATED = 10  # steps up to which a range is a rating, not a slider
TRUE = {"yes", "true", "true()", "1"}
CONSTRAINT = re.compile(
    r"(?P<of>\.|count-selected\(\.\)|string-length\(\.\))\s*(?P<sign>>=|<=|>|<)\s*'?(?P<value>[\d.-]+)'?"
)
PIPE = re.compile(r"\$\{([^{}]+)\}")
COLUMN = re.compile(r"(?P<name>label|hint)\s*(?:::?\s*(?P<language>.+))?", re.IGNORECASE)


def read_xlsform(content: bytes) -> Brought:
    """A survey out of an XLSForm workbook.

    Raises:
        FormatError: The file is no such workbook.
    """
    sheets = workbook(content)
    kept = _kept(sheets)
    return restored(_Reader(sheets).brought(), kept, again=_again)


def _again(survey: Survey) -> Brought:
    return _Reader(workbook(write_xlsform(survey, keep=False).content)).brought()


def _kept(sheets: Sheets) -> Any:
    pieces = [row.get("definition", "") for row in sheets.pop(OWN, [])[1:]]
    return json_object("".join(pieces).encode()) if pieces else None


@dataclass(slots=True)
class _Group:
    """A group that is open: a page, or within one."""

    id: str
    whens: tuple[str, ...] = ()
    title: Words = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    grid: dict[str, str] | None = None  # the row of a table of lines
    lines: list[tuple[dict[str, str], str]] = field(default_factory=list)


class _Reader:
    def __init__(self, sheets: Sheets) -> None:
        if "survey" not in sheets:
            raise FormatError('the workbook has no sheet "survey"; an XLSForm has "survey" and "choices"')
        heads, *self.rows = sheets["survey"] or [{}]
        if not {"type", "name"} <= {head.strip().lower() for head in heads}:
            raise FormatError('the sheet "survey" wants columns "type" and "name" in its first row')
        self.ledger = Ledger()
        self.settings = (
            dict(sheets.get("settings", [{}, {}])[1]) if len(sheets.get("settings", ())) > 1 else {}
        )
        self.own = language_tag(self.settings.pop("default_language", "en"))
        self.languages: dict[str, None] = {self.own: None}
        self.lists = self._lists(sheets.get("choices", [])[1:])
        self.pages: list[Page] = []
        self.open: list[_Group] = []
        self.targets: dict[str, Target] = {}
        self.whens: dict[str, tuple[str, ...]] = {}
        self.page_whens: dict[str, tuple[str, ...]] = {}
        for name in sheets.keys() - {"survey", "choices", "settings"}:
            self.ledger.tell(name, "setting", "sheet")

    def brought(self) -> Brought:
        for row in self.rows:
            self._line({key.strip().lower() if not COLUMN.fullmatch(key.strip()) else key.strip(): text.strip()
                        for key, text in row.items()})  # fmt: skip
        while self.open:
            self._close()
        title = self.settings.pop("form_title", "")
        flow = Flow.PAGES if "pages" in self.settings.pop("style", "pages") else Flow.ALL
        for key in self.settings.keys() - {"form_id", "version", "id_string"}:
            self.ledger.tell("settings", "setting", key)
        survey = Survey(
            title={self.own: title} if title else {},
            languages=tuple(self.languages),
            pages=tuple(self._with_conditions(page) for page in self.pages if page.questions),
            flow=flow,
        )
        return Brought(survey, self.ledger.lost)

    def words(self, where: str, row: dict[str, str], column: str) -> Words:
        """Words of a row, a language a column."""
        found: dict[str, str] = {}
        for key, text in row.items():
            head = COLUMN.fullmatch(key)
            if head is None or head["name"].lower() != column or not text:
                continue
            tag = language_tag(head["language"]) if head["language"] else self.own
            said, lost = without_markup(text)
            for tags in lost:
                self.ledger.tell(where, "markup", tags)
            if said:
                self.languages[tag] = None
                found[tag] = PIPE.sub(lambda pipe: "{{" + self._piped(pipe[1].strip()) + "}}", said)
        return found

    def _piped(self, name: str) -> str:
        target = self.targets.get(name)
        if target is None:
            return name
        return f"trait.{target.of}" if target.source is Source.TRAIT else target.of

    def _lists(self, rows: list[dict[str, str]]) -> dict[str, tuple[tuple[Choice, str], ...]]:
        found: dict[str, list[tuple[Choice, str]]] = {}
        for row in rows:
            cells = {key.strip(): text.strip() for key, text in row.items()}
            listed, name = (
                cells.pop("list_name", cells.pop("list name", "")),
                cells.pop("name", cells.pop("value", "")),
            )
            of_list = found.setdefault(listed, [])
            choice_id = fitted(name, (choice.id for choice, _name in of_list), instead="c")
            for key in cells:
                if not COLUMN.fullmatch(key):
                    self.ledger.tell(listed, "setting", key)
            of_list.append((Choice(id=choice_id, label=self.words_plain(listed, cells)), name))
        return {name: tuple(choices) for name, choices in found.items()}

    def words_plain(self, where: str, cells: dict[str, str]) -> Words:
        """Labels of choices are read before questions are known."""
        self.targets = {}
        return self.words(where, cells, "label")

    def _line(self, row: dict[str, str]) -> None:
        written = " ".join(row.get("type", "").split())
        of_type = SPELLED.get(written.lower(), written)
        name = row.get("name", "")
        match of_type.lower():
            case "":
                self.ledger.tell(name, "type", "")
            case "begin_group":
                self._open(row)
            case "begin_repeat":
                self.ledger.tell(name, "repeat", name)
                self._open(row)
            case "end_group" | "end_repeat":
                self._close()
            case "hidden":
                self.targets[name] = Target(name, Source.TRAIT)
            case _:
                self._asked(row, of_type)

    def _open(self, row: dict[str, str]) -> None:
        self._leftover(row, {"appearance"})
        name = row.get("name") or "page"
        group = _Group(fitted(name, (page.id for page in self.pages), instead="page"), whens=self._whens(row))
        if row.get("appearance") == "table-list":
            group.grid = row
        elif self.open:
            group.id = self.open[0].id
            if self.words(name, row, "label"):
                self.ledger.tell(name, "setting", "label")
        else:
            group.title = self.words(name, row, "label")
        self.open.append(group)

    def _close(self) -> None:
        if not self.open:
            return
        group = self.open.pop()
        if group.grid is not None:
            self._matrix(group, group.grid)
        elif not self.open:
            self.pages.append(Page(id=group.id, title=group.title, questions=tuple(group.questions)))
            self.page_whens[group.id] = group.whens

    def _whens(self, row: dict[str, str]) -> tuple[str, ...]:
        return tuple(
            row[key]
            for key in ("relevant", "relevance", "bind::relevant")
            if row.get(key) not in (None, "", "true()")
        )

    def _asked(self, row: dict[str, str], of_type: str) -> None:
        base, _space, listed = of_type.partition(" ")
        base = SPELLED.get(base.lower(), base.lower())
        group = self.open[-1] if self.open else None
        if group and group.grid is not None and base == "select_one":
            group.lines.append((row, listed.strip()))
            return
        if base not in KINDS and base not in SELECTS:
            self.ledger.tell(row.get("name", ""), "type", of_type)
            return
        self._put(self._question(row, base, listed), row)

    def _put(self, question: Question, row: dict[str, str]) -> None:
        inner = [group for group in self.open if group.grid is None]
        outer = [when for group in inner[1:] for when in group.whens]
        self.whens[question.id] = (*outer, *self._whens(row))
        if inner:
            inner[0].questions.append(question)
            return
        number = len(self.pages) + 1
        if self.pages and self.pages[-1].id not in self.page_whens:  # one page for what stands in no group
            self.pages[-1] = replace(self.pages[-1], questions=(*self.pages[-1].questions, question))
        else:
            taken = [page.id for page in self.pages]
            self.pages.append(Page(id=fitted(f"page_{number}", taken), questions=(question,)))

    def _question(self, row: dict[str, str], base: str, listed: str) -> Question:
        question = self._named(row, SELECTS.get(base) or KINDS[base])
        used = {"constraint", "appearance", "parameters"}
        if base in SELECTS:
            question, ids = self._chosen(question, listed)
            question = replace(question, shuffle="randomize=true" in row.get("parameters", ""))
        else:
            question, ids = self._detailed(question, row, base), {}
        question = self._limited(question, row)
        self.targets[row.get("name", "")] = Target(
            question.id, kind=question.kind, value=lambda value: ids.get(_said(value), value)
        )
        if row.get("appearance") and row["appearance"] not in {"multiline", "rating", "numbers", "minimal"}:
            self.ledger.tell(question.id, "setting", f"appearance {row['appearance']}")
        self._leftover(row, used)
        return question

    def _named(self, row: dict[str, str], kind: Kind) -> Question:
        name = row.get("name", "")
        one_id = fitted(name, (target.of for target in self.targets.values()))
        if one_id != name:
            self.ledger.tell(one_id, "renamed", name)
        required = row.get("required", "").lower()
        if required not in TRUE | {"", "no", "false", "false()", "0"}:
            self.ledger.tell(one_id, "condition", f"required: {required}")
        text = self.words(one_id, row, "label")
        return Question(
            id=one_id, kind=kind, text=text, hint=self.words(one_id, row, "hint"), required=required in TRUE
        )

    def _chosen(self, question: Question, listed: str) -> tuple[Question, dict[str, str]]:
        name, _space, more = listed.strip().partition(" ")
        choices = self.lists.get(name, ())
        if not choices:
            self.ledger.tell(question.id, "setting", f"choices {name}")
        if question.kind is Kind.SINGLE and [one for _choice, one in choices] == ["yes", "no"]:
            return replace(question, kind=Kind.YES_NO), {"yes": True, "no": False}  # type: ignore[dict-item] # a truth is a value, too
        made = [choice for choice, _name in choices]
        if more.strip().replace(" ", "_").lower() == "or_other":
            made.append(
                Choice(id=fitted("other", (one.id for one in made)), label={self.own: "Other"}, other=True)
            )
        elif more:
            self.ledger.tell(question.id, "setting", more)
        return replace(question, choices=tuple(made)), {one: choice.id for choice, one in choices}

    def _detailed(self, question: Question, row: dict[str, str], base: str) -> Question:
        if base == "text" and row.get("appearance") == "multiline":
            return replace(question, kind=Kind.LONG_TEXT)
        if base == "integer":
            return replace(question, limits=Limits(whole=True))
        if base in ENDINGS:
            return replace(question, limits=Limits(endings=ENDINGS[base]))
        if base != "range":
            return question
        given = dict(re.findall(r"(start|end|step)\s*=\s*(-?\d+(?:\.\d+)?)", row.get("parameters", "")))
        low, high, step = (
            float(given.get(key, usual)) for key, usual in (("start", 1), ("end", 10), ("step", 1))
        )
        scale = Scale(low=low, high=high, step=step)
        kind = rating_kind(question.id, question.text, scale)
        if row.get("appearance") == "rating":
            scale = replace(scale, look="stars")
        elif kind is Kind.RATING and high - low > MOST_RATED * step:
            kind = Kind.SLIDER
        return replace(question, kind=kind, scale=scale)

    def _limited(self, question: Question, row: dict[str, str]) -> Question:
        constraint, limits = row.get("constraint", ""), question.limits
        wanted = {
            Kind.MULTIPLE: "count-selected(.)",
            Kind.SHORT_TEXT: "string-length(.)",
            Kind.LONG_TEXT: "string-length(.)",
        }
        for part in re.split(r"\s+and\s+", constraint) if constraint else ():
            found = CONSTRAINT.fullmatch(part.strip().strip("()") if part.startswith("(.") else part.strip())
            of_kind = question.kind in {Kind.NUMBER, Kind.DATE} or question.kind in wanted
            if (
                found is None
                or not of_kind
                or found["of"] != wanted.get(question.kind, ".")
                or (len(found["sign"]) == 1 and not limits.whole)
            ):
                self.ledger.tell(question.id, "validation", part)
                continue
            value = _bound(found["value"], found["sign"], question.kind)
            if value is None:
                self.ledger.tell(question.id, "validation", part)
            else:
                side = "least" if found["sign"].startswith(">") else "most"
                limits = replace(limits, **{side: value})
        return replace(question, limits=limits)

    def _matrix(self, group: _Group, row: dict[str, str]) -> None:
        question = self._named({**row, "required": ""}, Kind.MATRIX)
        self.targets[row.get("name", "")] = Target(question.id, kind=Kind.MATRIX)
        choices = self.lists.get(group.lines[0][1], ()) if group.lines else ()
        rows: list[Row] = []
        ids = {name: choice.id for choice, name in choices}
        for line, listed in group.lines:
            name = line.get("name", "")
            row_id = fitted(name, (one.id for one in rows), instead="r")
            rows.append(Row(id=row_id, label=self.words(question.id, line, "label")))
            self.targets[name] = Target(
                f"{question.id}.{row_id}", value=lambda value: ids.get(_said(value), value)
            )
            if listed != group.lines[0][1]:
                self.ledger.tell(name, "setting", f"choices {listed}")
            if self._whens(line):
                self.ledger.tell(name, "condition", self._whens(line)[0])
            self._leftover(line, set())
        required = bool(group.lines) and all(
            line.get("required", "").lower() in TRUE for line, _list in group.lines
        )
        made = tuple(choice for choice, _name in choices)
        scale = numbers([choice.id for choice in made])
        bare = all(set(choice.label.values()) <= {choice.id} for choice in made)
        matrix = replace(question, rows=tuple(rows), required=required)
        matrix = replace(matrix, scale=scale) if scale and bare else replace(matrix, choices=made)
        self._put(matrix, row)

    def _leftover(self, row: dict[str, str], used: set[str]) -> None:
        for key, text in row.items():
            if text and key not in UNTOLD | used and not COLUMN.fullmatch(key):
                self.ledger.tell(row.get("name", ""), "setting", f"{key} {text}")

    def _condition(self, where: str, expression: str) -> Condition | None:
        try:
            return condition_from(expression, self.targets.get)
        except FormatError as error:
            self.ledger.tell(where, "condition", f"{expression} ({error})")
            return None

    def _with_conditions(self, page: Page) -> Page:
        whens = self.page_whens.get(page.id, ())
        questions = tuple(
            replace(one, when=joined(*(self._condition(one.id, text) for text in self.whens.get(one.id, ()))))
            for one in page.questions
        )
        when = joined(*(self._condition(page.id, text) for text in whens))
        return replace(page, questions=questions, when=when)


def _said(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _bound(text: str, sign: str, kind: Kind) -> float | str | None:
    if kind is Kind.DATE:
        return text if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    try:
        return float(text) + {">": 1, "<": -1}.get(sign, 0)
    except ValueError:
        return None
