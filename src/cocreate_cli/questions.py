"""Which column is asked, how it is measured, and how sure that is."""

from collections.abc import Mapping as Mappable
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import cocreate
from cocreate.errors import InputError, MissingColumnError
from cocreate_files import Answers, ColumnMapping, SourceTable

__all__ = ["MEASURES", "Question", "column_named", "estimate_all", "estimate_by", "question_of"]

MEASURES: tuple[str, ...] = ("nps", "csat", "ces", "mean")
USUAL: dict[str, tuple[float, float]] = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}
BY_SCALE: dict[tuple[float, float], str] = {(0, 10): "nps", (1, 5): "csat", (1, 7): "ces"}
SCALES = {"nps", "csat", "ces", "rating"}


@dataclass(frozen=True, slots=True)
class Question:
    """A column that holds scores and the measure they are for.

    Args:
        column: The column as an answer, with its scale.
        measure: `nps`, `csat`, `ces`, `mean` or `share`.
        options: What the measure needs: scale, top, of.
        guessed: Whether the measure was guessed.
    """

    column: ColumnMapping
    measure: str
    options: Mappable[str, Any] = field(default_factory=dict)
    guessed: bool = False


def column_named(table: SourceTable, name: str) -> ColumnMapping:
    """The column a person names, by its name or its label, in any case.

    Args:
        table: The table.
        name: The name.

    Returns:
        The column as it was guessed.

    Raises:
        MissingColumnError: If there is none; the message names the nearest.
    """
    columns = table.guess.columns
    for column in columns:
        if name in (column.name, column.label):
            return column
    for column in columns:
        if name.casefold() in (column.name.casefold(), column.label.casefold()):
            return column
    raise MissingColumnError(name, [column.name for column in columns])


def question_of(
    column: ColumnMapping, *, measure: str | None = None, scale: tuple[float, float] | None = None
) -> Question:
    """How a column is to be measured; what is not said is guessed from what its values are.

    Args:
        column: The column as it was guessed.
        measure: One of `MEASURES`, or None.
        scale: Lowest and highest answer, or None.

    Returns:
        The question.

    Raises:
        InputError: If the scale is upside down, or not the one of NPS.
    """
    if scale and scale[0] >= scale[1]:
        raise InputError(
            f"scale {scale[0]:g} to {scale[1]:g}, wanted the lowest answer first: --scale MIN MAX"
        )
    chosen = measure or _guessed(column, scale)
    if chosen == "nps" and scale and scale != USUAL["nps"]:
        raise InputError(
            f"NPS is asked from 0 to 10, not from {scale[0]:g} to {scale[1]:g}: take --measure mean"
        )
    known = _known_scale(column)
    ends = scale or (USUAL["nps"] if chosen == "nps" else known or USUAL.get(chosen))
    return Question(_as_score(column, chosen, ends), chosen, _options(chosen, ends), measure is None)


def _guessed(column: ColumnMapping, scale: tuple[float, float] | None) -> str:
    if column.field_type in {"nps", "csat", "ces"} and scale in (None, _known_scale(column)):
        return column.field_type
    if column.field_type == "boolean":
        return "share"
    ends = scale or _known_scale(column)
    return BY_SCALE.get(ends or (0.0, 0.0), "mean")


def _known_scale(column: ColumnMapping) -> tuple[float, float] | None:
    if column.field_type in SCALES and column.scale_min is not None and column.scale_max is not None:
        return column.scale_min, column.scale_max
    return None


def _as_score(column: ColumnMapping, measure: str, ends: tuple[float, float] | None) -> ColumnMapping:
    if measure == "share":
        return column.as_answer("boolean")
    if ends is None:
        return column.as_answer("number")
    return column.as_answer("rating" if measure == "mean" else measure, scale=ends)


def _options(measure: str, ends: tuple[float, float] | None) -> dict[str, Any]:
    if measure == "share":
        return {"of": 1}
    if measure == "nps" or ends is None:
        return {}
    whole = all(float(end).is_integer() for end in ends)
    scale = (int(ends[0]), int(ends[1])) if whole else ends
    if measure == "ces":
        return {"scale": scale, "top": 3 if ends[1] - ends[0] >= 6 else 2}  # noqa: PLR2004 - seven points and more
    return {"scale": scale}


def estimate_all(
    question: Question, answers: Answers, *, weighted: bool = False, min_n: int = 0
) -> cocreate.Estimate:
    """The measure over all answers."""
    function = getattr(cocreate, {"mean": "mean_score"}.get(question.measure, question.measure))
    weight = "weight" if weighted else None
    found: cocreate.Estimate = function(
        answers.relation, "score", weight=weight, min_n=min_n, **question.options
    )
    return found


def estimate_by(
    question: Question, answers: Answers, *, by: Sequence[str], weighted: bool = False, min_n: int = 0
) -> cocreate.Estimates:
    """The measure for each group of the groupings named."""
    function = getattr(cocreate, {"mean": "mean_score"}.get(question.measure, question.measure))
    groups = {name: answers.groups[name] for name in by}
    weight = "weight" if weighted else None
    found: cocreate.Estimates = function(
        answers.relation, "score", by=groups, weight=weight, min_n=min_n, **question.options
    )
    return found
