"""What other rooms may use of surveys."""

from cocreate_server.listen.surveys.reading import (
    AskedSurvey,
    TrendBreak,
    asked_by_key,
    asked_version,
    draft_asked,
    survey_get,
    trend_breaks,
)

__all__ = [
    "AskedSurvey",
    "TrendBreak",
    "asked_by_key",
    "asked_version",
    "draft_asked",
    "survey_get",
    "trend_breaks",
]
