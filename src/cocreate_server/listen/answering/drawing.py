"""A question as a form draws it: words filled in, fields named, values as they were given."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from cocreate_server.listen.answering.files import accepted_endings, largest_mb
from cocreate_surveys.conditions import Known, settled
from cocreate_surveys.definition import Choice, Kind, Question, Scale, Survey
from cocreate_surveys.kinds import BEST_WORST_SIDES, KANO_ANSWERS, KANO_SIDES, scale_of, steps_of
from cocreate_surveys.ordering import choices_for, rows_for
from cocreate_surveys.phrases import phrase
from cocreate_surveys.piping import filled, plain
from cocreate_surveys.posted import LONGEST, LONGEST_SHORT, Posted, Problem
from cocreate_surveys.refill import posted_of
from cocreate_surveys.words import said

TEMPLATES = {
    Kind.NPS: "scale", Kind.CSAT: "scale", Kind.CES: "scale", Kind.RATING: "scale", Kind.SINGLE: "choices",
    Kind.MULTIPLE: "choices", Kind.MATRIX: "matrix", Kind.RANKING: "ranking", Kind.BEST_WORST: "sides",
    Kind.KANO: "kano", Kind.SLIDER: "slider", Kind.SHORT_TEXT: "line", Kind.LONG_TEXT: "text", Kind.NUMBER: "line",
    Kind.DATE: "line", Kind.YES_NO: "choices", Kind.EMAIL: "line", Kind.PHONE: "line", Kind.CONSENT: "consent",
    Kind.FILE: "file", Kind.STATEMENT: "statement",
}  # fmt: skip
LINES = {
    Kind.SHORT_TEXT: ("text", "", ""),
    Kind.NUMBER: ("text", "decimal", ""),
    Kind.DATE: ("date", "", ""),
    Kind.EMAIL: ("email", "email", "email"),
    Kind.PHONE: ("tel", "tel", "tel"),
}
GROUPED = {"scale", "choices", "matrix", "ranking", "sides", "kano"}  # many fields under one legend
FACE_DEPTH = 9


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: a value of a field, with its words."""

    value: str
    label: str
    checked: bool = False
    exclusive: bool = False
    other_name: str = ""
    other_value: str = ""
    mouth: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of several: a row, a side, an item to rank."""

    name: str
    label: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question, ready to be put on a page.

    Attributes:
        id: Of the question; ids of elements start with it.
        template: The file that draws it.
        kind: What kind of question.
        text: Its words.
        hint: Said below.
        required: Has to be answered.
        shown: Whether it is shown for what is answered so far.
        when: What decides that while the page is open, as JSON; empty where nothing on the page does.
        problem: Why the answer could not be taken.
        value: Of its one field.
        options: Of its one field.
        lines: Where it has several.
        low_label: What the lowest means.
        high_label: What the highest means.
        look: numbers, stars or faces.
        input_type: Of a line: text, number …
        inputmode: Which keyboard a phone shows.
        autocomplete: What a browser may fill in.
        least: Least value or length.
        most: Most.
        step: Of a slider.
        multiple: Whether several may be chosen.
        accept: Which files.
        kept: The name of a file that is there.
    """

    id: str
    template: str
    kind: str
    text: str
    hint: str
    required: bool
    shown: bool = True
    when: str = ""
    problem: str = ""
    value: str = ""
    options: tuple[Option, ...] = ()
    lines: tuple[Line, ...] = ()
    low_label: str = ""
    high_label: str = ""
    look: str = "numbers"
    input_type: str = "text"
    inputmode: str = ""
    autocomplete: str = ""
    least: str = ""
    most: str = ""
    step: str = "1"
    multiple: bool = False
    accept: str = ""
    kept: str = ""

    @property
    def file(self) -> str:
        """The template that draws its fields."""
        return f"answering/kinds/{self.template}.html"

    @property
    def is_wordy(self) -> bool:
        """Whether the columns of a matrix are words, which want more room than numbers."""
        return any(not option.label.isdecimal() for line in self.lines[:1] for option in line.options)

    @property
    def is_grouped(self) -> bool:
        """Whether it is many fields under one legend."""
        return self.template in GROUPED

    @property
    def described_by(self) -> str:
        """Ids of what else says something of it."""
        ids = [f"{self.id}-hint"] * bool(self.hint) + [f"{self.id}-problem"] * bool(self.problem)
        return " ".join(ids)


class Drawing:
    """Draws the questions of one screen for one respondent."""

    def __init__(self, survey: Survey, known: Known, *, seed: str, open_ids: tuple[str, ...]) -> None:
        """Prepare.

        Args:
            survey: The survey.
            known: What words and conditions may speak of, and the language.
            seed: Decides the order of shuffled choices.
            open_ids: The questions on this screen.
        """
        self.survey = survey
        self.known = known
        self._seed = seed
        self._open_ids = open_ids

    def said(self, words: Mapping[str, str]) -> str:
        """Words in the respondent's language, filled in."""
        text = said(words, self.known.language, default=self.survey.language)
        return filled(text, self.survey, self.known)

    def phrase(self, code: str, **values: object) -> str:
        """A phrase in the respondent's language."""
        return phrase(self.survey, code, self.known.language, **values)

    def problem(self, problem: Problem | None) -> str:
        """A problem in words."""
        if problem is None:
            return ""
        return self.phrase(problem.code, least=plain(problem.least), most=plain(problem.most))

    def draw(
        self,
        question: Question,
        *,
        shown: bool,
        answer: Any,
        other: str,
        posted: Posted,
        problem: Problem | None,
    ) -> Drawn:
        """One question."""
        values = posted if problem else posted_of(question, answer, other=other)
        condition = settled(question.when, self.known, open_ids=self._open_ids)
        plain_drawn = Drawn(
            id=question.id,
            template=TEMPLATES[question.kind],
            kind=question.kind,
            text=self.said(question.text),
            hint=self.said(question.hint),
            required=question.required,
            shown=shown,
            when=json.dumps(msgspec.to_builtins(condition)) if condition is not None else "",
            problem=self.problem(problem),
            value=_value(values, question.id),
        )
        return replace(plain_drawn, **PARTS.get(question.kind, _nothing)(self, question, values, answer))

    def choices(self, question: Question) -> tuple[Choice, ...]:
        """A question's choices in this respondent's order."""
        return choices_for(question, self._seed)

    def options(self, question: Question, values: Posted, name: str) -> tuple[Option, ...]:
        """Choices as options of a field."""
        chosen = set(values.get(name, ()))
        return tuple(
            Option(
                choice.id,
                self.said(choice.label) or choice.id,
                choice.id in chosen,
                choice.exclusive,
                f"{question.id}.other" if choice.other else "",
                _value(values, f"{question.id}.other") if choice.other else "",
            )
            for choice in self.choices(question)
        )

    def lines(self, question: Question, values: Posted) -> Iterator[Line]:
        """The rows of a matrix."""
        for row in rows_for(question, self._seed):
            name = f"{question.id}.{row.id}"
            scale = scale_of(question)
            options = (
                self.options(question, values, name) if scale is None else _steps(scale, _value(values, name))
            )
            yield Line(name, self.said(row.label) or row.id, options)


def _value(values: Posted, name: str) -> str:
    return (values.get(name) or ("",))[0]


def _steps(scale: Scale, chosen: str) -> tuple[Option, ...]:
    steps = steps_of(scale)
    last = max(len(steps) - 1, 1)
    return tuple(
        Option(plain(step), plain(step), plain(step) == chosen, mouth=f"{10 + FACE_DEPTH * place / last:.1f}")
        for place, step in enumerate(steps)
    )


def _nothing(_drawing: Drawing, _question: Question, _values: Posted, _answer: Any) -> dict[str, Any]:
    return {}


def _scale(drawing: Drawing, question: Question, values: Posted, _answer: Any) -> dict[str, Any]:
    scale = scale_of(question) or Scale()
    return {
        "options": _steps(scale, _value(values, question.id)),
        "look": scale.look,
        **_ends(drawing, scale),
    }


def _ends(drawing: Drawing, scale: Scale) -> dict[str, str]:
    return {"low_label": drawing.said(scale.low_label), "high_label": drawing.said(scale.high_label)}


def _slider(drawing: Drawing, question: Question, _values: Posted, _answer: Any) -> dict[str, Any]:
    scale = scale_of(question) or Scale()
    return {
        "least": plain(scale.low),
        "most": plain(scale.high),
        "step": plain(scale.step),
        **_ends(drawing, scale),
    }


def _choices(drawing: Drawing, question: Question, values: Posted, _answer: Any) -> dict[str, Any]:
    return {
        "options": drawing.options(question, values, question.id),
        "multiple": question.kind is Kind.MULTIPLE,
        "least": plain(question.limits.least),
        "most": plain(question.limits.most),
    }


def _yes_no(drawing: Drawing, question: Question, values: Posted, _answer: Any) -> dict[str, Any]:
    chosen = _value(values, question.id)
    return {"options": tuple(Option(word, drawing.phrase(word), word == chosen) for word in ("yes", "no"))}


def _matrix(drawing: Drawing, question: Question, values: Posted, _answer: Any) -> dict[str, Any]:
    scale = scale_of(question)
    ends = _ends(drawing, scale) if scale else {}
    return {"lines": tuple(drawing.lines(question, values)), **ends}


def _ranking(drawing: Drawing, question: Question, values: Posted, _answer: Any) -> dict[str, Any]:
    names = {choice.id: f"{question.id}.{choice.id}" for choice in question.choices}
    places = [str(place) for place in range(1, len(question.choices) + 1)]
    lines = [
        Line(
            names[choice.id],
            drawing.said(choice.label) or choice.id,
            tuple(Option(place, place, place == _value(values, names[choice.id])) for place in places),
        )
        for choice in drawing.choices(question)
    ]
    return {"lines": tuple(lines)}


def _sides(drawing: Drawing, question: Question, values: Posted, _answer: Any) -> dict[str, Any]:
    choices = drawing.choices(question)
    lines = [
        Line(
            choice.id,
            drawing.said(choice.label) or choice.id,
            tuple(
                Option(choice.id, drawing.phrase(side), _value(values, f"{question.id}.{side}") == choice.id,
                       other_name=f"{question.id}.{side}")
                for side in BEST_WORST_SIDES
            ),
        )
        for choice in choices
    ]  # fmt: skip
    return {"lines": tuple(lines)}


def _kano(drawing: Drawing, question: Question, values: Posted, _answer: Any) -> dict[str, Any]:
    lines = [
        Line(
            f"{question.id}.{side}",
            drawing.phrase(side),
            tuple(
                Option(code, drawing.phrase(code), _value(values, f"{question.id}.{side}") == code)
                for code in KANO_ANSWERS
            ),
        )
        for side in KANO_SIDES
    ]
    return {"lines": tuple(lines)}


def _line(_drawing: Drawing, question: Question, _values: Posted, _answer: Any) -> dict[str, Any]:
    input_type, inputmode, autocomplete = LINES[question.kind]
    least, most = plain(question.limits.least), plain(question.limits.most)
    if question.kind is Kind.SHORT_TEXT:
        most = most or str(LONGEST_SHORT)
    return {
        "input_type": input_type, "inputmode": inputmode, "autocomplete": autocomplete, "least": least, "most": most,
    }  # fmt: skip


def _text(_drawing: Drawing, question: Question, _values: Posted, _answer: Any) -> dict[str, Any]:
    return {"least": plain(question.limits.least), "most": plain(question.limits.most) or str(LONGEST)}


def _consent(drawing: Drawing, question: Question, values: Posted, _answer: Any) -> dict[str, Any]:
    chosen = _value(values, question.id) == "yes"
    return {"options": (Option("yes", drawing.phrase("agree"), chosen),)}


def _file(drawing: Drawing, question: Question, _values: Posted, answer: Any) -> dict[str, Any]:
    kept = answer.get("name", "") if isinstance(answer, Mapping) else ""
    hint = drawing.phrase(
        "file_hint", kinds=", ".join(question.limits.endings), size=plain(largest_mb(question))
    )
    return {
        "accept": ",".join(f".{ending}" for ending in accepted_endings(question)),
        "hint": drawing.said(question.hint) or (hint if question.limits.endings else ""),
        "kept": drawing.phrase("kept_file", name=kept) if kept else "",
    }


PARTS: Mapping[Kind, Callable[[Drawing, Question, Posted, Any], dict[str, Any]]] = {
    Kind.NPS: _scale,
    Kind.CSAT: _scale,
    Kind.CES: _scale,
    Kind.RATING: _scale,
    Kind.SLIDER: _slider,
    Kind.SINGLE: _choices,
    Kind.MULTIPLE: _choices,
    Kind.YES_NO: _yes_no,
    Kind.MATRIX: _matrix,
    Kind.RANKING: _ranking,
    Kind.BEST_WORST: _sides,
    Kind.KANO: _kano,
    Kind.SHORT_TEXT: _line,
    Kind.NUMBER: _line,
    Kind.DATE: _line,
    Kind.EMAIL: _line,
    Kind.PHONE: _line,
    Kind.LONG_TEXT: _text,
    Kind.CONSENT: _consent,
    Kind.FILE: _file,
}
