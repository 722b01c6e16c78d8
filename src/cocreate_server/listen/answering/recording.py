"""Answers become records, and cease to be: what a response says now against what it said before."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import structlog

from cocreate_server.ground.records.api import NewRecord, records_withdraw, records_write
from cocreate_server.listen.answering.models import Response, Via
from cocreate_server.listen.surveys.api import AskedSurvey
from cocreate_surveys.answering import Given
from cocreate_surveys.fields import Field, fields_of, score_fields
from cocreate_surveys.routes import Route

log = structlog.get_logger("cocreate.answering")
SOURCE = "survey"
CHANNELS = {Via.EMAIL: "email", Via.KIOSK: "store"}
USUAL_CHANNEL = "web"


def fields_now(asked: AskedSurvey, given: Given, way: Route, *, finished: bool) -> dict[str, Field]:
    """The fields that answers on the way make; scores only once all is answered."""
    counted = given.on(way)
    found = {
        field.id: field
        for question in way.questions
        for field in fields_of(
            asked.definition,
            question,
            counted.answers.get(question.id),
            other=counted.others.get(question.id, ""),
        )
    }
    if finished:
        found |= {field.id: field for field in score_fields(asked.definition, counted.answers)}
    return found


def answers_record(
    asked: AskedSurvey,
    response: Response,
    *,
    before: Mapping[str, Field],
    after: Mapping[str, Field],
    now: datetime,
) -> None:
    """Bring the records of a response to what it says now; only what changed is written."""
    gone = [_field_id(asked, field_id) for field_id in before if field_id not in after]
    changed = [field for field_id, field in after.items() if before.get(field_id) != field]
    if gone:
        records_withdraw(asked.workspace_id, str(response.pk), gone)
    if changed:
        records = [_record(asked, response, field, now=now) for field in changed]
        written = records_write(asked.workspace_id, records, now=now, replace=True)
        for rejected in written.rejected:  # nothing of a checked answer should be; the answer itself is kept
            log.error("answer not recorded", response=str(response.pk), problem=rejected.invalid_params)


def _record(asked: AskedSurvey, response: Response, field: Field, *, now: datetime) -> NewRecord:
    return NewRecord(
        submission_id=str(response.pk),
        field_id=_field_id(asked, field.id),
        field_type=field.type,
        field_label=field.label,
        field_group_id=_field_id(asked, field.group_id) if field.group_id else "",
        field_group_label=field.group_label,
        source_type=SOURCE,
        source_id=asked.key,
        source_name=asked.name,
        value_text=field.text,
        value_number=field.number,
        value_boolean=field.boolean,
        value_date=datetime.fromisoformat(field.day).replace(tzinfo=UTC) if field.day else None,
        value_id=field.choice,
        scale_min=field.scale_min,
        scale_max=field.scale_max,
        customer_id=response.customer_id,
        language=response.language,
        channel=asked.definition.channel or CHANNELS.get(Via(response.via), USUAL_CHANNEL),
        touchpoint=field.touchpoint,
        component=field.component,
        collected_at=now,
        metadata=_beside(asked, response, field),
    )


def _field_id(asked: AskedSurvey, field_id: str) -> str:
    """A field's id among all surveys: many have a question `nps`."""
    return f"{asked.key}.{field_id}"


def _beside(asked: AskedSurvey, response: Response, field: Field) -> dict[str, Any]:
    beside = {"question_type": field.question_type, "survey_version": asked.version, "via": response.via}
    return beside | ({"partial": True} if response.state == Response.State.PARTIAL else {})
