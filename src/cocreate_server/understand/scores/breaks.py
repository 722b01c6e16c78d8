"""Where a trend breaks: a survey asks in other words, or on another scale, from some day on."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cocreate_server.ground.accounts.api import Workspace
from cocreate_server.listen.surveys.api import trend_breaks
from cocreate_server.understand.scores.questions import Question

SURVEY = "survey"


@dataclass(frozen=True, slots=True)
class Breaks:
    """What a trend has to say of other words and scales.

    Attributes:
        places: The steps no line leads to: only where one survey is looked at, for among several a change of one says
            little of the whole.
        sentences: What changed when.
    """

    places: frozenset[int] = frozenset()
    sentences: tuple[str, ...] = ()


def breaks_of(question: Question, days: Sequence[date], workspace: Workspace) -> Breaks:
    """The breaks within a trend.

    Args:
        question: What is asked of the lake.
        days: The first day of each step.
        workspace: Whose surveys.
    """
    measure, chosen = question.measure, question.filters.get(SURVEY, ())
    places, sentences = set(), []
    for found in trend_breaks(workspace.pk):
        day = timezone.localtime(found.at, workspace.zone).date()
        inside = days and days[0] <= day <= question.span.last
        if not inside or (measure.kind, measure.low, measure.high) not in found.scales:
            continue
        if chosen and found.survey not in chosen:
            continue
        if chosen == (found.survey,):
            places.add(bisect_right(days, day) - 1)
        named = {
            "day": date_format(day, "SHORT_DATE_FORMAT"),
            "survey": found.survey,
            "version": found.version,
        }
        sentences.append(
            _("%(day)s: “%(survey)s” asks in other words or on another scale (version %(version)s). "
              "What came before is an answer to another question.") % named
        )  # fmt: skip
    return Breaks(frozenset(places), tuple(sentences))
