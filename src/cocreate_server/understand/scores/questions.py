"""Questions: an address of the Scores page, read into a frozen thing that can be answered, and written back."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from django.http import QueryDict

from cocreate_server.understand.scores.dimensions import Dimensions
from cocreate_server.understand.scores.measures import Measure
from cocreate_server.understand.scores.periods import DEFAULT, GRAINS, Span, span_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FILTER = "where."
MOST_BY = 2


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to know.

    Attributes:
        measure: What is measured.
        by: Codes of up to two dimensions to break it down by.
        span: The days.
        span_name: The name the days were chosen by.
        grain: The steps of the trend.
        filters: For a dimension's code the values to keep.
        weighted: Whether answers are weighted to the customer base.
    """

    measure: Measure
    by: tuple[str, ...]
    span: Span
    span_name: str
    grain: str
    filters: "Mapping[str, tuple[str, ...]]" = field(default_factory=dict)
    weighted: bool = False

    def address(self, **changes: object) -> str:
        """The question as the query of an address."""
        asked = replace(self, **changes)  # type: ignore[arg-type]
        query = QueryDict(mutable=True)
        query["measure"] = asked.measure.code
        query.setlist("by", list(asked.by))
        query["period"] = asked.span_name
        if asked.span_name == "custom":
            query["from"], query["to"] = asked.span.first.isoformat(), asked.span.last.isoformat()
        query["grain"] = asked.grain
        for code, values in asked.filters.items():
            query.setlist(FILTER + code, list(values))
        if asked.weighted:
            query["weights"] = "on"
        return query.urlencode()

    def without(self, code: str) -> str:
        """The address of the question with one filter taken away."""
        return self.address(filters={key: values for key, values in self.filters.items() if key != code})


def question_of(
    query: QueryDict,
    measures: "Sequence[Measure]",
    dimensions: Dimensions,
    *,
    known: tuple[date, date],
    today: date,
) -> Question:
    """Read a question from an address; what it does not say, or says wrongly, takes its default."""
    span_name = query.get("period", DEFAULT)
    span = span_of(span_name, known, today=today, first=_day(query.get("from")), last=_day(query.get("to")))
    by = [code for code in dict.fromkeys(query.getlist("by")) if dimensions.get(code)]
    if not by and "by" not in query:
        by = ["stage" if dimensions.places.stages else "survey"]
    grain = query.get("grain", "")
    return Question(
        measure=next((measure for measure in measures if measure.code == query.get("measure")), measures[0]),
        by=tuple(by[:MOST_BY]),
        span=span,
        span_name=span_name,
        grain=grain if grain in dict(GRAINS) else span.grain,
        filters=_filters(query, dimensions),
        weighted=query.get("weights") == "on",
    )


def _filters(query: QueryDict, dimensions: Dimensions) -> dict[str, tuple[str, ...]]:
    found = {}
    for name in query:
        code = name.removeprefix(FILTER)
        if name.startswith(FILTER) and dimensions.get(code):
            found[code] = tuple(query.getlist(name))
    return found


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
