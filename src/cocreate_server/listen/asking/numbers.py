"""Numbers of a survey: how many were asked, began and finished, where they stop, who is missing."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from cocreate.estimates import Estimate
from cocreate_server.ground.accounts.api import Workspace
from cocreate_server.ground.customers.api import trait_names
from cocreate_server.listen.answering.api import Response, Via
from cocreate_server.listen.asking.drop_off import DropOff, drop_off_of, share_of
from cocreate_server.listen.asking.missing import Missing, missing_by
from cocreate_server.listen.asking.models import Invitation
from cocreate_server.listen.surveys.api import AskedSurvey

GROUPINGS = ("market", "language")


@dataclass(frozen=True, slots=True)
class Way:
    """How many came one way, and the share of those who began that finished."""

    label: str
    started: int
    finished: int
    completion: Estimate


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters: how many went out and were opened, how many were answered, and the share of that."""

    sent: int
    opened: int
    began: int
    answered: Estimate


@dataclass(frozen=True, slots=True)
class NumbersPage:
    """What the page of numbers says.

    Attributes:
        letters: Letters; None where none was sent.
        ways: Responses by way.
        drop_off: Where they stop.
        by: The grouping looked at.
        traits: Traits one may group by.
        missing: Who is missing.
    """

    letters: Letters | None
    ways: tuple[Way, ...]
    drop_off: DropOff
    by: str
    traits: tuple[str, ...]
    missing: Missing | None


def numbers_page(workspace: Workspace, asked: AskedSurvey, *, by: str, language: str) -> NumbersPage:
    """Count and estimate what the page says."""
    traits = tuple(trait_names(workspace.pk))
    chosen = by if by in GROUPINGS or by.removeprefix("trait:") in traits else GROUPINGS[0]
    return NumbersPage(
        letters=_letters(asked),
        ways=_ways(asked),
        drop_off=drop_off_of(asked, language=language),
        by=chosen,
        traits=traits,
        missing=missing_by(asked, chosen, min_n=workspace.min_n),
    )


def _letters(asked: AskedSurvey) -> Letters | None:
    mine = Response.objects.filter(survey_id=asked.id, invitation_id=OuterRef("pk"))
    sent = Invitation.objects.filter(sending__survey_id=asked.id, letters__gt=0)
    counts = sent.annotate(
        began=Exists(mine), answered=Exists(mine.filter(ended_at__isnull=False))
    ).aggregate(
        sent=Count("pk"),
        opened=Count("pk", filter=Q(opened_at__isnull=False) | Q(began=True)),
        started=Count("pk", filter=Q(began=True)),
        done=Count("pk", filter=Q(answered=True)),
    )
    if not counts["sent"]:
        return None
    return Letters(
        counts["sent"], counts["opened"], counts["started"], share_of(counts["done"], counts["sent"])
    )


def _ways(asked: AskedSurvey) -> tuple[Way, ...]:
    ended = Count("pk", filter=Q(ended_at__isnull=False))
    here = Response.objects.filter(survey_id=asked.id).order_by().values("via")
    rows = here.annotate(started=Count("pk"), finished=ended).values_list("via", "started", "finished")
    found = {via: (started, finished) for via, started, finished in rows}
    return tuple(
        Way(str(label), *found[code], share_of(found[code][1], found[code][0]))
        for code, label in Via.choices
        if code in found
    )
