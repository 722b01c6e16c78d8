"""What the page shows on which a person says what payloads mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.forms import BoundField

from cocreate_server.ground.records.api import NewRecord
from cocreate_server.listen.inlets.bringing import made_of
from cocreate_server.listen.inlets.forms import MeaningForm
from cocreate_server.listen.inlets.making import Problem
from cocreate_server.listen.inlets.mapping import is_number, mapping_from_json, mapping_to_json
from cocreate_server.listen.inlets.models import Inlet
from cocreate_server.listen.inlets.payloads import Branch, tree_of


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the tree; a leaf with its fields."""

    branch: Branch
    meaning: BoundField | None
    low: BoundField | None
    high: BoundField | None

    @property
    def is_number(self) -> bool:
        """Whether the example holds a number, so that a scale may be told."""
        return is_number(self.branch.value)


@dataclass(frozen=True, slots=True)
class MappingPage:
    """The example as a tree, and the records it would give."""

    inlet: Inlet
    form: MeaningForm
    lines: tuple[Line, ...]
    records: tuple[NewRecord, ...]
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, inlet: Inlet, example: str, given: Mapping[str, Any] | None) -> "MappingPage":
        """The page for an example, with what a person said of it."""
        branches = tree_of(orjson.loads(example))
        meant = {each.path: each for each in mapping_from_json(inlet.mapping)}
        form = MeaningForm(
            given, branches=branches, meant=meant, initial={"holds_reviews": inlet.holds_reviews}
        )
        records: tuple[NewRecord, ...] = ()
        problems: tuple[Problem, ...] = ()
        if form.is_bound and form.is_valid():
            inlet.mapping = mapping_to_json(form.meant())
            inlet.holds_reviews = form.cleaned_data["holds_reviews"]
            made = made_of(inlet, example, digest="example")
            records, problems = made.records, made.problems
        return cls(inlet, form, tuple(_lines(branches, form)), records, problems)


def _lines(branches: list[Branch], form: MeaningForm) -> list[Line]:
    lines, number = [], 0
    for branch in branches:
        if branch.is_leaf:
            lines.append(Line(branch, form[f"m{number}"], form[f"lo{number}"], form[f"hi{number}"]))
            number += 1
        else:
            lines.append(Line(branch, None, None, None))
    return lines
