"""What may be done with a survey: made, changed, published, closed, copied, thrown away."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cocreate_server.ground.accounts.api import Workspace
from cocreate_server.ground.core.audit import Actor, audit
from cocreate_server.ground.core.errors import Conflict, Invalid
from cocreate_server.listen.surveys.forms import OpeningForm
from cocreate_server.listen.surveys.models import Survey, SurveyVersion
from cocreate_server.listen.surveys.widget import WidgetRules
from cocreate_server.listen.surveys.words import finding_words
from cocreate_surveys.changes import breaks_between
from cocreate_surveys.checks import stops
from cocreate_surveys.codec import survey_from_data, survey_to_data
from cocreate_surveys.definition import Survey as Definition

LETTERS = "23456789abcdefghijkmnpqrstuvwxyz"  # none that is taken for another when read aloud
KEY_LENGTH = 10


@transaction.atomic
def survey_create(
    workspace: Workspace, *, name: str, definition: Definition, actor: Actor, now: datetime
) -> Survey:
    """Make a draft."""
    survey = Survey.objects.create(
        workspace=workspace,
        key="".join(secrets.choice(LETTERS) for _place in range(KEY_LENGTH)),
        name=name,
        draft=survey_to_data(definition),
        created_by_id=actor.user_id,
        created_at=now,
        changed_at=now,
    )
    audit(actor, "survey.made", workspace_id=workspace.pk, subject=name)
    return survey


def survey_copy(survey: Survey, *, name: str, actor: Actor, now: datetime) -> Survey:
    """Make a draft like the draft of another survey."""
    return survey_create(
        survey.workspace, name=name, definition=survey_from_data(survey.draft), actor=actor, now=now
    )


def survey_draft_save(survey: Survey, definition: Definition, *, revision: int, now: datetime) -> int:
    """Keep a changed draft.

    Args:
        survey: Whose draft.
        definition: The draft as it is to be.
        revision: The revision it was changed from.
        now: The time.

    Returns:
        Its new revision.

    Raises:
        Conflict: Somebody else changed the draft meanwhile; theirs is kept.
    """
    changed = Survey.objects.filter(pk=survey.pk, revision=revision).update(
        draft=survey_to_data(definition), revision=revision + 1, changed_at=now
    )
    if not changed:
        raise Conflict(_("Somebody else changed this survey meanwhile. Reload to see it as it is now."))
    survey.draft, survey.revision = survey_to_data(definition), revision + 1
    return survey.revision


@transaction.atomic
def survey_publish(survey: Survey, *, actor: Actor, now: datetime) -> SurveyVersion:
    """Ask what the draft asks from now on. Whoever has begun goes on with the version they began.

    Raises:
        Invalid: The draft makes no sense yet; it says why.
    """
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    draft = survey_from_data(survey.draft)
    hindrances = stops(draft)
    if hindrances:
        raise Invalid(" ".join(str(finding_words(finding)) for finding in hindrances))
    current = survey.current
    if current is None or current.definition != survey.draft:
        before = survey_from_data(current.definition) if current else None
        current = SurveyVersion.objects.create(
            survey=survey,
            number=(current.number if current else 0) + 1,
            definition=survey.draft,
            broken=list(breaks_between(before, draft)) if before else [],
            published_at=now,
            published_by_id=actor.user_id,
        )
    survey.current, survey.state, survey.changed_at = current, Survey.State.OPEN, now
    survey.save(update_fields=["current", "state", "changed_at"])
    audit(
        actor,
        "survey.published",
        workspace_id=survey.workspace_id,
        subject=survey.name,
        version=current.number,
    )
    return current


@transaction.atomic
def survey_close(survey: Survey, *, actor: Actor, now: datetime) -> None:
    """Take no more answers."""
    if Survey.objects.filter(pk=survey.pk, state=Survey.State.OPEN).update(
        state=Survey.State.CLOSED, changed_at=now
    ):
        audit(actor, "survey.closed", workspace_id=survey.workspace_id, subject=survey.name)


@transaction.atomic
def survey_reopen(survey: Survey, *, actor: Actor, now: datetime) -> None:
    """Take answers again."""
    if Survey.objects.filter(pk=survey.pk, state=Survey.State.CLOSED).update(
        state=Survey.State.OPEN, changed_at=now
    ):
        audit(actor, "survey.reopened", workspace_id=survey.workspace_id, subject=survey.name)


@transaction.atomic
def survey_remove(survey: Survey, *, actor: Actor) -> None:
    """Throw a draft away that was never published.

    Raises:
        Conflict: It was published; close it instead, since answers belong to it.
    """
    if survey.current_id is not None:
        raise Conflict(_("A survey that was published can be closed, but not removed: answers belong to it."))
    survey.delete()
    audit(actor, "survey.removed", workspace_id=survey.workspace_id, subject=survey.name)


@transaction.atomic
def survey_opening_save(survey: Survey, form: OpeningForm, *, actor: Actor, now: datetime) -> None:
    """Keep when it is open, how it is called and where it may be framed."""
    survey.changed_at = now
    form.save()
    audit(
        actor,
        "survey.changed",
        workspace_id=survey.workspace_id,
        subject=survey.name,
        fields=sorted(form.changed_data),
    )


@transaction.atomic
def survey_widget_save(survey: Survey, rules: WidgetRules, *, actor: Actor, now: datetime) -> None:
    """Keep when it shows itself on sites."""
    Survey.objects.filter(pk=survey.pk).update(widget=rules.as_data(), changed_at=now)
    audit(actor, "survey.changed", workspace_id=survey.workspace_id, subject=survey.name, fields=["widget"])
