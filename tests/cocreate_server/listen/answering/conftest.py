"""A published survey for tests of answering."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from cocreate_server.ground.accounts.models import Workspace
from cocreate_server.ground.core.audit import Actor
from cocreate_server.listen.surveys.models import Survey
from cocreate_server.listen.surveys.services import survey_create, survey_publish
from cocreate_surveys.codec import survey_from_data

NOBODY = Actor(user_id=None, label="test")
NOW = datetime(2031, 5, 4, 12, tzinfo=UTC)
AFTER_CLASS = {
    "title": {"en": "After class", "zh-hans": "课后反馈"},
    "languages": ["en", "zh-hans"],
    "touchpoint": "class",
    "pages": [
        {
            "id": "first",
            "questions": [
                {
                    "id": "nps",
                    "kind": "nps",
                    "required": True,
                    "text": {"en": "Would you recommend us?", "zh-hans": "您会推荐我们吗?"},
                },
                {
                    "id": "why",
                    "kind": "long_text",
                    "text": {"en": "Why?", "zh-hans": "为什么?"},
                    "when": {"type": "compare", "of": "nps", "test": "at_most", "value": 6},
                },
            ],
        },
        {
            "id": "second",
            "questions": [
                {
                    "id": "parts",
                    "kind": "multiple",
                    "text": {"en": "What did you like?", "zh-hans": "您喜欢什么?"},
                    "choices": [
                        {"id": "teacher", "label": {"en": "The teacher", "zh-hans": "老师"}},
                        {"id": "room", "label": {"en": "The room", "zh-hans": "教室"}},
                        {"id": "else", "label": {"en": "Something else", "zh-hans": "其他"}, "other": True},
                        {"id": "none", "label": {"en": "Nothing", "zh-hans": "都不喜欢"}, "exclusive": True},
                    ],
                }
            ],
        },
    ],
}


@pytest.fixture
def published(workspace: Workspace) -> Callable[..., Survey]:
    """Makes a survey out of what its JSON says, and publishes it."""

    def make(data: dict[str, object] | None = None, **changes: object) -> Survey:
        definition = survey_from_data({**(data or AFTER_CLASS), **changes})
        survey = survey_create(workspace, name="After class", definition=definition, actor=NOBODY, now=NOW)
        survey_publish(survey, actor=NOBODY, now=NOW)
        survey.refresh_from_db()
        return survey

    return make
