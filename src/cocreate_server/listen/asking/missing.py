"""Who is missing: those who answered against those who were asked, and what it would change if they were alike."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from cocreate import Cells, ces, csat, mean_score, nps, rake
from cocreate import share as share_by
from cocreate.estimates import Estimate
from cocreate_server.listen.answering.api import Response
from cocreate_server.listen.asking.models import Invitation
from cocreate_server.listen.surveys.api import AskedSurvey
from cocreate_surveys.definition import Kind, Question
from cocreate_surveys.kinds import measures, scale_of

UNKNOWN = ""
MOST_GROUPS = 30
KINDS = (Kind.NPS, Kind.CSAT, Kind.CES, Kind.RATING)
type Score = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Group:
    """One group: its share of those asked and of those who answered, and how many of it answered."""

    label: str
    asked_share: float
    answered_share: float
    rate: Estimate


@dataclass(frozen=True, slots=True)
class Missing:
    """Who is missing by one grouping.

    Attributes:
        groups: The groups, the largest first.
        hidden: How many are not shown.
        question: The id of the score that is weighted, empty where the survey has none.
        as_is: The score as it was answered.
        raked: As it would be if those who answered were like those who were asked; None where that cannot be told.
    """

    groups: tuple[Group, ...]
    hidden: int
    question: str
    as_is: Estimate | None
    raked: Estimate | None


def missing_by(asked: AskedSurvey, by: str, *, min_n: int) -> Missing | None:
    """Who is missing.

    Args:
        asked: The survey.
        by: `market`, `language` or `trait:` and the name of one.
        min_n: Groups of fewer are not shown.

    Returns:
        None where nobody was asked by letter yet.
    """
    question = next((one for one in asked.definition.questions if one.kind in KINDS and measures(one)), None)
    rows = _rows(asked, by, question)
    if not rows:
        return None
    of_all = Counter(label for label, _answered, _score in rows)
    of_answered = Counter(label for label, answered, _score in rows if answered)
    groups = _groups(of_all, of_answered, min_n=min_n)
    shown = sorted(groups, key=lambda group: (-group.asked_share, group.label))[:MOST_GROUPS]
    as_is, raked = _scores(question, rows, of_all, min_n=min_n)
    return Missing(tuple(shown), len(of_all) - len(shown), question.id if question else "", as_is, raked)


def _groups(of_all: Counter[str], of_answered: Counter[str], *, min_n: int) -> list[Group]:
    """The groups that may be shown."""
    cells = Cells.from_columns(
        keys={"group": [label for label in of_all for _both in (1, 0)]},
        score=[value for _label in of_all for value in (1, 0)],
        count=[n for label in of_all for n in (of_answered[label], of_all[label] - of_answered[label])],
    )
    found = []
    for rate in share_by(cells, of=1, by="group", min_n=min_n):
        label = str(rate.group["group"])
        if not rate.suppressed:
            shares = of_all[label] / of_all.total(), of_answered[label] / max(1, of_answered.total())
            found.append(Group(label, *shares, rate))
    return found


def _rows(asked: AskedSurvey, by: str, question: Question | None) -> list[tuple[str, bool, Any]]:
    """For each letter that was sent: the group of whom it went to, whether they answered, and their score."""
    answered = Response.objects.filter(
        survey_id=asked.id, invitation_id=OuterRef("pk"), ended_at__isnull=False
    )
    sent = Invitation.objects.filter(
        workspace_id=asked.workspace_id, sending__survey_id=asked.id, letters__gt=0
    ).annotate(answered=Exists(answered))
    if by.startswith("trait:"):
        name = by.removeprefix("trait:")
        carried = sent.values_list("pk", "customer__traits", "answered")
        found = [(pk, _label((traits or {}).get(name)), done) for pk, traits, done in carried]
    else:
        told = sent.values_list("pk", f"customer__{by}", "answered")
        found = [(pk, label or UNKNOWN, done) for pk, label, done in told]
    scores: dict[int, Any] = {}
    if question is not None:
        given = Response.objects.filter(
            survey_id=asked.id, invitation_id__isnull=False, ended_at__isnull=False
        )
        scores = {
            key: answers.get(question.id)
            for key, answers in given.values_list("invitation_id", "answers")
            if key
        }
    return [(label, done, scores.get(pk)) for pk, label, done in found]


def _scores(
    question: Question | None, rows: list[tuple[str, bool, Any]], of_all: Counter[str], *, min_n: int
) -> tuple[Estimate | None, Estimate | None]:
    """The score as it was answered, and weighted to those asked."""
    given = [(label, float(score)) for label, _done, score in rows if isinstance(score, int | float)]
    if question is None or len(given) < max(1, min_n):
        return None, None
    counts = Counter(given)
    cells = Cells.from_columns(
        keys={"group": [label for label, _score in counts]},
        score=[score for _label, score in counts],
        count=list(counts.values()),
    )
    score = _score_of(question)
    there = {label for label, _score in counts}
    if len(there) < 2:  # noqa: PLR2004 - with one group there is nothing to weigh
        return score(cells), None
    return score(cells), score(rake(cells, {"group": {label: of_all[label] for label in there}}))


def _score_of(question: Question) -> Score:
    scale = scale_of(question)
    low, high = (scale.low, scale.high) if scale else (1, 5)
    match question.kind:
        case Kind.NPS:
            return nps
        case Kind.CSAT:
            return lambda cells: csat(cells, scale=(low, high))
        case Kind.CES:
            return lambda cells: ces(cells, scale=(low, high))
        case _:
            return lambda cells: mean_score(cells, scale=(low, high))


def _label(value: Any) -> str:
    return UNKNOWN if value is None or isinstance(value, dict | list) else str(value)[:80]
