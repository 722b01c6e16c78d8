"""Surveys as others read them: lists for the team, and what a respondent's page needs to know."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet

from cocreate_server.listen.surveys.models import Survey, SurveyVersion
from cocreate_server.listen.surveys.widget import WidgetRules
from cocreate_surveys.codec import survey_from_data
from cocreate_surveys.definition import Survey as Definition
from cocreate_surveys.kinds import measures, nature, scale_of


@dataclass(frozen=True, slots=True)
class AskedSurvey:
    """One version of a survey, as it is asked.

    Attributes:
        id: Number of the survey.
        key: In its addresses.
        name: What the team calls it.
        workspace_id: Whose.
        workspace_name: How the workspace is called.
        version_id: Which version.
        version: Its number.
        definition: What is asked.
        is_open: Whether answers are taken now.
        opens_at: From when on, if that is still to come.
        sites: Sites that may show it in a frame.
        widget: When it shows itself there.
    """

    id: int
    key: str
    name: str
    workspace_id: int
    workspace_name: str
    version_id: int
    version: int
    definition: Definition
    is_open: bool
    opens_at: datetime | None
    sites: tuple[str, ...]
    widget: WidgetRules

    def with_definition(self, definition: Definition) -> "AskedSurvey":
        """The same, asked in another manner."""
        return replace(self, definition=definition)


def survey_list_for(workspace_id: int) -> QuerySet[Survey]:
    """Surveys of a workspace, those changed last first."""
    return (
        Survey.objects.filter(workspace_id=workspace_id)
        .select_related("current")
        .order_by("-changed_at", "-id")
    )


def survey_get(workspace_id: int, survey_id: int) -> Survey | None:
    """One survey of a workspace."""
    found = Survey.objects.filter(workspace_id=workspace_id, pk=survey_id)
    return found.select_related("current", "workspace").first()


def asked_by_key(key: str, *, now: datetime) -> AskedSurvey | None:
    """The current version of a survey by the key in its address; None if there is none, or it was never published."""
    survey = (
        Survey.objects.filter(key=key, current__isnull=False).select_related("workspace", "current").first()
    )
    return _asked(survey, survey.current, now) if survey and survey.current else None


def asked_version(version_id: int, *, now: datetime) -> AskedSurvey | None:
    """A certain version of a survey."""
    version = SurveyVersion.objects.filter(pk=version_id).select_related("survey__workspace").first()
    return _asked(version.survey, version, now) if version else None


@dataclass(frozen=True, slots=True)
class TrendBreak:
    """A version from which on some questions are asked otherwise.

    Attributes:
        survey: The survey's name, as records carry it.
        version: Its number.
        at: From when on.
        scales: Kind, lowest and highest of the scores among those questions.
    """

    survey: str
    version: int
    at: datetime
    scales: frozenset[tuple[str, float, float]]


def trend_breaks(workspace_id: int) -> tuple[TrendBreak, ...]:
    """Every version of the workspace's surveys that broke the trend of a score, in order of time."""
    found = SurveyVersion.objects.filter(survey__workspace_id=workspace_id).exclude(broken=[])
    return tuple(
        TrendBreak(version.survey.name, version.number, version.published_at, scales)
        for version in found.select_related("survey").order_by("published_at")
        if (scales := _broken_scales(version))
    )


def _broken_scales(version: SurveyVersion) -> frozenset[tuple[str, float, float]]:
    definition = survey_from_data(version.definition)
    broken = [
        question for question in definition.questions if question.id in version.broken and measures(question)
    ]
    return frozenset(
        (nature(question).field_type, scale.low, scale.high)
        for question in broken
        if (scale := scale_of(question)) is not None
    )


def draft_asked(workspace_id: int, survey_id: int, *, now: datetime) -> AskedSurvey | None:
    """The draft of a survey, as it would be asked."""
    survey = survey_get(workspace_id, survey_id)
    if survey is None:
        return None
    version = SurveyVersion(pk=0, survey=survey, number=0, definition=survey.draft)
    return _asked(survey, version, now)


def draft_of(survey: Survey) -> Definition:
    """What the draft asks."""
    return survey_from_data(survey.draft)


def _asked(survey: Survey, version: SurveyVersion, now: datetime) -> AskedSurvey:
    too_early = survey.opens_at is not None and now < survey.opens_at
    too_late = survey.closes_at is not None and now >= survey.closes_at
    return AskedSurvey(
        id=survey.pk,
        key=survey.key,
        name=survey.name,
        workspace_id=survey.workspace_id,
        workspace_name=survey.workspace.name,
        version_id=version.pk,
        version=version.number,
        definition=survey_from_data(version.definition),
        is_open=survey.state == Survey.State.OPEN and not too_early and not too_late,
        opens_at=survey.opens_at if too_early else None,
        sites=tuple(survey.sites),
        widget=WidgetRules.of(survey.widget),
    )
