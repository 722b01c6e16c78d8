"""Quotas and scores of a survey as its form has them: a line each, and an empty one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from cocreate_server.listen.surveys.condition_forms import ConditionLine, comparison_read, condition_form
from cocreate_server.listen.surveys.question_forms import worded
from cocreate_surveys.definition import Quota, Score, Survey
from cocreate_surveys.editing import free_id
from cocreate_surveys.kinds import asks

if TYPE_CHECKING:
    from django.http import QueryDict

MOST_WANTED = 100_000_000


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """A quota as its line shows it; `is_nested` where its condition has more than one comparison."""

    id: str
    limit: str
    when: ConditionLine
    end: str
    is_nested: bool = False


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A score as its line shows it."""

    id: str
    text: str
    method: str
    questions: tuple[str, ...]


def quota_lines(survey: Survey, language: str) -> tuple[QuotaLine, ...]:
    """Quotas as their lines show them, and an empty line."""
    found = []
    for quota in survey.quotas:
        shown = condition_form(quota.when, survey, language)
        nested = shown.is_nested or len(shown.lines) > 2  # noqa: PLR2004 - one comparison and the empty line
        first = shown.lines[0] if shown.lines else ConditionLine()
        found.append(QuotaLine(quota.id, str(quota.limit), first, quota.end, nested))
    return (*found, QuotaLine("", "", ConditionLine(), ""))


def score_lines(survey: Survey, language: str) -> tuple[ScoreLine, ...]:
    """Scores as their lines show them, and an empty line."""
    found = [
        ScoreLine(one.id, one.text.get(language, ""), one.method, one.questions) for one in survey.scores
    ]
    return (*found, ScoreLine("", "", "mean", ()))


def quotas_read(post: "QueryDict", survey: Survey) -> tuple[Quota, ...]:
    """The quotas a form sends; a line without a number is none."""
    if "quota_id" not in post:
        return survey.quotas
    return tuple(_quotas(post, survey))


def scores_read(post: "QueryDict", survey: Survey, *, language: str) -> tuple[Score, ...]:
    """The scores a form sends; a line without questions is none."""
    if "score_id" not in post:
        return survey.scores
    return tuple(_scores(post, survey, language))


def _quotas(post: "QueryDict", survey: Survey) -> Iterator[Quota]:
    there = {quota.id: quota for quota in survey.quotas}
    columns = (post.getlist(f"quota_{name}") for name in ("id", "limit", "of", "test", "value", "end"))
    for quota_id, limit, of, test, value, end in zip(*columns, strict=False):
        if not limit.strip().isdecimal():
            continue
        known = there.get(quota_id)
        kept = known.when if known is not None and of == "*" else comparison_read(of, test, value, survey)
        name = quota_id if known else free_id("quota", there)
        there.setdefault(name, Quota(id=name, limit=1))
        yield Quota(
            id=name, limit=min(int(limit), MOST_WANTED), when=kept, end=end if survey.end(end) else ""
        )


def _scores(post: "QueryDict", survey: Survey, language: str) -> Iterator[Score]:
    there = {score.id: score for score in survey.scores}
    taken = {*there, *(question.id for question in survey.questions)}
    columns = (post.getlist(f"score_{name}") for name in ("id", "text", "method"))
    for score_id, text, method in zip(*columns, strict=False):
        questions = tuple(
            one
            for one in post.getlist(f"score_of_{score_id}")
            if (asked := survey.question(one)) and asks(asked)
        )
        if not questions:
            continue
        known = there.get(score_id) or Score(id=free_id("score", taken))
        taken.add(known.id)
        yield replace(
            known,
            text=worded(known.text, text, language),
            questions=questions,
            method="sum" if method == "sum" else "mean",
        )
