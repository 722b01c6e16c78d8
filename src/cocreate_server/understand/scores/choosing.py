"""Choosing a filter: the values of a dimension, with how many answers each has."""

from dataclasses import dataclass

from cocreate_server.ground.accounts.api import Workspace
from cocreate_server.understand.scores.answers import Counter
from cocreate_server.understand.scores.dimensions import Dimension, Dimensions
from cocreate_server.understand.scores.questions import FILTER, Question

MOST_VALUES = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """One value: its code, its name, how many answers it has, and whether it is chosen."""

    value: str
    label: str
    n: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Chooser:
    """The values of one dimension to choose from."""

    dimension: Dimension
    name: str
    choices: tuple[Choice, ...]


def chooser_of(question: Question, code: str, workspace: Workspace, dimensions: Dimensions) -> Chooser | None:
    """The values a question may be narrowed to; None where there is no such dimension.

    Values with fewer answers than the workspace shows are not listed: that they exist would be a hint.
    """
    dimension = dimensions.get(code)
    if dimension is None:
        return None
    others = {key: values for key, values in question.filters.items() if key != code}
    cells = Counter(workspace, dimensions).cells(question.measure, question.span, [code], filters=others)
    counted = [(str(group[code] or ""), cells.where(group).n) for group in cells.groups()]
    chosen = set(question.filters.get(code, ()))
    choices = [
        Choice(value, dimensions.label_of(code, value), n, value in chosen)
        for value, n in sorted(counted, key=lambda pair: -pair[1])
        if n >= workspace.min_n or value in chosen
    ]
    return Chooser(dimension, FILTER + code, tuple(choices[:MOST_VALUES]))
