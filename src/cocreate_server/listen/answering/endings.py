"""What follows when somebody has finished: what they agreed to is kept, and whoever listens is told."""

from datetime import datetime

from cocreate_server.ground.core.audit import Actor
from cocreate_server.ground.customers.api import Said, consent_say
from cocreate_server.ground.webhooks.api import TooLarge, announce
from cocreate_server.listen.answering.models import Response
from cocreate_server.listen.surveys.api import AskedSurvey
from cocreate_surveys.answering import Turn
from cocreate_surveys.definition import Kind

FINISHED = "survey.response.finished"
LONGEST_SOURCE = 120


def ending_tell(asked: AskedSurvey, response: Response, taken: Turn, *, now: datetime) -> None:
    """Keep consents and announce the response, in the transaction that ends it."""
    if response.state != Response.State.FINISHED:
        return
    _keep_consents(asked, response, taken, now=now)
    about = (response.customer_id,) if response.customer_id else ()
    whole = {
        "survey": asked.key,
        "survey_name": asked.name,
        "survey_version": asked.version,
        "submission_id": str(response.pk),
        "language": response.language,
        "via": response.via,
        "started_at": response.started_at.isoformat(),
        "finished_at": now.isoformat(),
        "answers": taken.given.on(taken.route).answers,
    }
    try:
        announce(asked.workspace_id, FINISHED, whole, now=now, about=about)
    except TooLarge:  # long texts: who listens can ask for the records of the submission
        announce(asked.workspace_id, FINISHED, whole | {"answers": None}, now=now, about=about)


def _keep_consents(asked: AskedSurvey, response: Response, taken: Turn, *, now: datetime) -> None:
    """Consents belong to customers; what an anonymous respondent agreed to stays with the response."""
    if response.customer_id is None:
        return
    for question in taken.route.questions:
        if question.kind is Kind.CONSENT and question.purpose and question.id in taken.given.answers:
            said = Said(
                question.purpose,
                bool(taken.given.answers[question.id]),
                f"survey {asked.name}"[:LONGEST_SOURCE],
                now,
            )
            consent_say(
                asked.workspace_id,
                response.customer_id,
                said,
                actor=Actor(user_id=None, label=f"survey {asked.key}"),
            )
