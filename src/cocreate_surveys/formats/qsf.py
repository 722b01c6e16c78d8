"""Surveys out of Qualtrics QSF files: blocks in the order of the flow, with branches, ends and skips."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from cocreate_surveys.checks import ADDRESS
from cocreate_surveys.conditions import Condition
from cocreate_surveys.definition import End, Page, Question, Skip, Survey
from cocreate_surveys.errors import FormatError
from cocreate_surveys.formats.bounds import json_object
from cocreate_surveys.formats.brought import Brought, Ledger, What, fitted
from cocreate_surveys.formats.expressions import joined
from cocreate_surveys.formats.plain_words import language_tag
from cocreate_surveys.formats.qsf_logic import Logic
from cocreate_surveys.formats.qsf_questions import Asked, Questions

PLUMBING = {
    "SurveyID",
    "SurveyOptions",
    "BL",
    "FL",
    "SO",
    "SQ",
    "PL",
    "RS",
    "STAT",
    "PROJ",
    "QC",
    "NT",
    "PROJECT",
    "QG",
}
OPTIONS = {
    "Header",
    "Footer",
    "CustomStyles",
    "SurveyExpiration",
    "Password",
    "RefererURL",
    "ScoringCategories",
}
MOST_NESTED = 30


def read_qsf(content: bytes) -> Brought:
    """A survey out of a QSF file.

    Raises:
        FormatError: The file is no such survey.
    """
    data = json_object(content)
    entry, elements = data.get("SurveyEntry"), data.get("SurveyElements")
    if not isinstance(entry, dict) or not isinstance(elements, list):
        raise FormatError(
            'the file holds JSON, but no QSF survey; it would have "SurveyEntry" and "SurveyElements"'
        )
    return _Reader(entry, [one for one in elements if isinstance(one, dict)]).brought()


@dataclass(slots=True)
class _Way:
    """The survey as the flow makes it."""

    pages: list[Page] = field(default_factory=list)
    ends: list[End] = field(default_factory=list)
    skips: dict[str, list[Skip]] = field(default_factory=dict)
    over: bool = False


class _Reader:
    def __init__(self, entry: dict[str, Any], elements: list[dict[str, Any]]) -> None:
        self.entry, self.ledger, self.way = entry, Ledger(), _Way()
        self.payloads: dict[str, list[Any]] = {}
        for element in elements:
            self.payloads.setdefault(str(element.get("Element")), []).append(element.get("Payload"))
        self.own = language_tag(str(entry.get("SurveyLanguage") or "en"))
        self.questions = Questions(self.own, self.ledger)
        self.asked: dict[str, tuple[Asked, ...]] = {}
        self.logic = Logic({}, self.ledger)

    def brought(self) -> Brought:
        title = str(self.entry.get("SurveyName") or "")
        self._ask()
        blocks = {str(block.get("ID")): block for block in self._blocks()}
        flow = next((one for one in self.payloads.get("FL", ()) if isinstance(one, dict)), {})
        steps = flow.get("Flow")
        if not isinstance(steps, list):
            steps = [
                {"Type": "Block", "ID": one} for one, block in blocks.items() if block.get("Type") != "Trash"
            ]
        self._walk(steps, blocks, (), 0)
        self._tell_rest(blocks)
        pages = tuple(
            replace(page, questions=tuple(self._skipping(one) for one in page.questions))
            for page in self.way.pages
        )
        survey = Survey(
            title={self.own: title} if title else {},
            languages=tuple(dict.fromkeys((self.own, *self.questions.languages))),
            pages=pages,
            **self._options(),
        )
        return Brought(survey, self.ledger.lost)

    def _ask(self) -> None:
        found = [one for one in self.payloads.get("SQ", ()) if isinstance(one, dict)]
        tags = {
            str(one.get("QuestionID")): str(one.get("DataExportTag") or one.get("QuestionID"))
            for one in found
        }
        for one in found:
            self.asked[str(one.get("QuestionID"))] = self.questions.of(one, tags)
        self.logic = Logic({key: asked[0] for key, asked in self.asked.items() if asked}, self.ledger)

    def _blocks(self) -> Iterator[dict[str, Any]]:
        for payload in self.payloads.get("BL", ()):
            listed = (
                payload.values()
                if isinstance(payload, dict)
                else payload
                if isinstance(payload, list)
                else ()
            )
            yield from (one for one in listed if isinstance(one, dict))

    def _walk(  # noqa: C901 - a case a kind of step
        self, steps: list[Any], blocks: dict[str, Any], whens: tuple[Condition, ...], depth: int
    ) -> None:
        if depth > MOST_NESTED:
            raise FormatError(f"the flow is nested more than {MOST_NESTED} deep")
        for step in steps:
            if not isinstance(step, dict):
                continue
            of_type, inner = str(step.get("Type")), step.get("Flow")
            if self.way.over:
                self.ledger.tell(step.get("FlowID", ""), "flow", f"{of_type} after the end")
            elif of_type in {"Block", "Standard"}:
                block = blocks.get(str(step.get("ID")))
                if block:
                    self._block(block, whens)
            elif of_type == "Branch":
                when = self.logic.condition(str(step.get("FlowID", "")), step.get("BranchLogic"))
                if when is None:
                    self.ledger.tell(step.get("FlowID", ""), "flow", "Branch: always taken")
                self._walk(
                    inner if isinstance(inner, list) else [],
                    blocks,
                    (*whens, *([when] if when else ())),
                    depth + 1,
                )
            elif of_type == "EndSurvey":
                self._end(step, whens)
            elif of_type == "EmbeddedData":
                self._traits(step)
            else:
                self.ledger.tell(step.get("FlowID", ""), "flow", of_type)
                self._walk(inner if isinstance(inner, list) else [], blocks, whens, depth + 1)

    def _block(self, block: dict[str, Any], whens: tuple[Condition, ...]) -> None:
        name = str(block.get("Description") or block.get("ID") or "block")
        leaves: list[list[Question]] = [[]]
        parts = block.get("BlockElements")
        for part in parts if isinstance(parts, list) else ():
            if not isinstance(part, dict):
                continue
            if part.get("Type") == "Page Break":
                leaves.append([])
                continue
            for asked in self.asked.pop(str(part.get("QuestionID")), ()):
                leaves[-1].append(self._conditioned(asked, part))
        for questions in leaves:
            if questions:
                page_id = fitted(name, (page.id for page in self.way.pages), instead="block")
                self.way.pages.append(Page(id=page_id, questions=tuple(questions), when=joined(*whens)))
        options = block.get("Options")
        if isinstance(options, dict) and options.get("RandomizeQuestions") not in (None, "", "false", False):
            self.ledger.tell(name, "setting", "RandomizeQuestions")
        if isinstance(options, dict) and options.get("Looping") not in (None, "", "None"):
            self.ledger.tell(name, "repeat", name)

    def _conditioned(self, asked: Asked, part: dict[str, Any]) -> Question:
        one_id = asked.question.id
        when = self.logic.condition(one_id, asked.display)
        for step in [*_listed(part.get("SkipLogic")), *_listed(asked.skips)]:
            skip_when = self.logic.condition(one_id, {"0": {"0": {"LogicType": "Question", **step, "Operator":
                                             step.get("Condition") or step.get("Operator")}}})  # fmt: skip
            goal = str(step.get("SkipToDestination") or "")
            to = "thanks" if goal in {"ENDOFSURVEY", "EOS"} else self.logic.id_of(goal)
            if skip_when is None or not to:
                self.ledger.tell(one_id, "skip", goal)
            else:
                self.way.skips.setdefault(one_id, []).append(Skip(to=to, when=skip_when))
        return replace(asked.question, when=when)

    def _end(self, step: dict[str, Any], whens: tuple[Condition, ...]) -> None:
        options = step.get("Options")
        options = options if isinstance(options, dict) else {}
        redirect = str(options.get("EOSRedirectURL") or "")
        if redirect and not ADDRESS.fullmatch(redirect):
            self.ledger.tell(step.get("FlowID", ""), "end", redirect)
            redirect = ""
        out = options.get("ResponseFlag") in {"Screened", "QuotaMet"} or options.get("CountQuotas") == "No"
        end = End(id=f"end_{len(self.way.ends) + 1}", redirect=redirect, disqualifies=out)
        if options.get("EOSMessage"):
            self.ledger.tell(step.get("FlowID", ""), "end", options["EOSMessage"])
        last = next((page.questions[-1] for page in reversed(self.way.pages) if page.questions), None)
        if not whens:
            self.way.over = True
            self.way.ends.append(replace(end, id="thanks"))
        elif last is None:
            self.ledger.tell(step.get("FlowID", ""), "flow", "EndSurvey before the first question")
        else:
            self.way.ends.append(end)
            self.way.skips.setdefault(last.id, []).append(Skip(to=end.id, when=joined(*whens)))

    def _traits(self, step: dict[str, Any]) -> None:
        """Fields are traits of the customer, which come with them; values that the flow sets stay behind."""
        for one in _listed(step.get("EmbeddedData")):
            if one.get("Value") not in (None, ""):
                self.ledger.tell(one.get("Field", ""), "setting", f"{one.get('Field')} = {one['Value']}")

    def _skipping(self, question: Question) -> Question:
        return replace(question, skips=tuple(self.way.skips.get(question.id, ())))

    def _options(self) -> dict[str, Any]:
        options = next((one for one in self.payloads.get("SO", ()) if isinstance(one, dict)), {})
        for key in sorted(OPTIONS & options.keys()):
            if options[key] not in (None, "", [], {}, "None"):
                self.ledger.tell("", "setting", key)
        redirect = str(options.get("EOSRedirectURL") or "")
        if options.get("EOSMessage"):
            self.ledger.tell("", "end", options["EOSMessage"])
        ends = list(self.way.ends)
        if not any(end.id == "thanks" for end in ends):
            ends.append(End(id="thanks", redirect=redirect if ADDRESS.fullmatch(redirect) else ""))
        # an end that a skip leads to is not reached of itself; the last one stands for all who come through
        ends.sort(key=lambda end: end.id == "thanks")
        ends = [end if end.id == "thanks" else replace(end, when=self._reached(end.id)) for end in ends]
        return {
            "ends": tuple(ends),
            "back": str(options.get("BackButton", "false")).lower() == "true",
            "progress": str(options.get("ProgressBarDisplay", "None")) != "None",
        }

    def _reached(self, end_id: str) -> Condition | None:
        return next(
            (skip.when for skips in self.way.skips.values() for skip in skips if skip.to == end_id), None
        )

    def _tell_rest(self, blocks: dict[str, Any]) -> None:
        trash = {
            str(part.get("QuestionID"))
            for block in blocks.values()
            for part in _listed(block.get("BlockElements"))
            if block.get("Type") == "Trash"
        }
        for key, asked in self.asked.items():
            what: What = "trash" if key in trash else "flow"
            for one in asked:
                self.ledger.tell(one.question.id, what, next(iter(one.question.text.values()), key))
        for element, payloads in self.payloads.items():
            if element not in PLUMBING:
                kind: What = (
                    "quota" if element.startswith("QO") else "score" if element == "SCO" else "setting"
                )
                if element != "SCO" or any(
                    isinstance(one, dict) and one.get("ScoringCategories") for one in payloads
                ):
                    self.ledger.tell("", kind, f"{element} ({len(payloads)})")


def _listed(value: Any) -> list[dict[str, Any]]:
    found = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [one for one in found if isinstance(one, dict)]
