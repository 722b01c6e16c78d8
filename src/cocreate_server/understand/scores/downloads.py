"""An answer as a file."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse

from cocreate import Difference, Estimate
from cocreate_server.understand.scores.answers import Answer, first_days
from cocreate_server.understand.scores.dimensions import Dimensions
from cocreate_server.understand.scores.questions import Question

COLUMNS = ("measure", "value", "low", "high", "n", "method", "change", "change_low", "change_high", "verdict")
RISKY = ("=", "+", "-", "@", "\t", "\r")


def csv_of(question: Question, answer: Answer, dimensions: Dimensions) -> HttpResponse:
    """Groups and trend as CSV: UTF-8 with a mark, so that spreadsheets read Chinese."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"{question.measure.code}-{question.span.last}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow([*question.by, "from", *COLUMNS])
    writer.writerows(_lines(question, answer, dimensions))
    return response


def _lines(question: Question, answer: Answer, dimensions: Dimensions) -> Iterator[list[Any]]:
    """Everyone, then each group, then each step of the trend."""
    everyone = ["" for _code in question.by]
    factor = question.measure.factor
    if answer.total is not None:
        yield [*everyone, question.span.first, *_figures(answer.total, answer.change, factor)]
    changes = {tuple(change.group.values()): change for change in answer.changes or ()}
    for estimate in answer.groups:
        labels = [_safe(dimensions.label_of(code, estimate.group[code])) for code in question.by]
        change = changes.get(tuple(estimate.group.values()))
        yield [*labels, question.span.first, *_figures(estimate, change, factor)]
    days = first_days(answer.series) if answer.series else []
    for day, estimate in zip(days, answer.series or (), strict=True):
        yield [*everyone, day, *_figures(estimate, None, factor)]


def _figures(estimate: Estimate, change: Difference | None, factor: float) -> list[Any]:
    told = estimate.to_dict()
    figures = [
        None if told[name] is None else round(told[name] * factor, 6) for name in ("value", "low", "high")
    ]
    if change is None:
        differences: list[Any] = [None, None, None, ""]
    else:
        ends = (change.value, change.low, change.high)
        differences = [*(round(end * factor, 6) for end in ends), change.verdict]
    return [estimate.measure, *figures, told["n"], told["method"], *differences]


def _safe(text: str) -> str:
    """A label that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(RISKY) else text
