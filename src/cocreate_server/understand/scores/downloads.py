"""An answer as a file."""

import csv

from django.http import HttpResponse

from cocreate_server.understand.scores.answers import Answer, first_days
from cocreate_server.understand.scores.dimensions import Dimensions
from cocreate_server.understand.scores.questions import Question

COLUMNS = ("measure", "value", "low", "high", "n", "method", "change", "change_low", "change_high", "verdict")
RISKY = ("=", "+", "-", "@", "\t", "\r")


def csv_of(question: Question, answer: Answer, dimensions: Dimensions) -> HttpResponse:
    """Groups and trend as CSV: UTF-8 with a mark, so that spreadsheets read Chinese."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{question.measure.code}-{question.span.last}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow([*question.by, "from", *COLUMNS])
    changes = {tuple(change.group.values()): change for change in answer.changes or ()}
    if answer.total is not None:
        _write(writer, ["" for _code in question.by], question.span.first, answer.total, answer.change, question.measure.factor)
    for estimate in answer.groups:
        labels = [_safe(dimensions.label_of(code, estimate.group[code])) for code in question.by]
        change = changes.get(tuple(estimate.group.values()))
        _write(writer, labels, question.span.first, estimate, change, question.measure.factor)
    for day, estimate in zip(first_days(answer.series), answer.series, strict=True) if answer.series else ():
        _write(writer, ["" for _code in question.by], day, estimate, None, question.measure.factor)
    return response


def _write(writer, labels, first, estimate, change, factor) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    told = estimate.to_dict()
    figures = [told[name] if told[name] is None else round(told[name] * factor, 6) for name in ("value", "low", "high")]
    differences = [round(part * factor, 6) for part in (change.value, change.low, change.high)] if change else [None] * 3
    writer.writerow([*labels, first, estimate.measure, *figures, told["n"], told["method"], *differences, change.verdict if change else ""])


def _safe(text: str) -> str:
    """A label that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(RISKY) else text
