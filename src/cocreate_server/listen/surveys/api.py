"""What other rooms may use of surveys."""

from cocreate_server.listen.surveys.reading import (
    AskedSurvey,
    asked_by_key,
    asked_version,
    draft_asked,
    survey_get,
)

__all__ = ["AskedSurvey", "asked_by_key", "asked_version", "draft_asked", "survey_get"]
