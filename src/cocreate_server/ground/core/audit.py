"""Writing and reading the audit trail."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cocreate_server.ground.core.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a signed-in user, an API key, or the shell."""

    user_id: int | None
    label: str


SHELL = Actor(user_id=None, label="shell")


def audit(
    actor: Actor, action: str, *, workspace_id: int | None, subject: str = "", **details: Any
) -> AuditEntry:
    """Add one entry to the trail.

    Args:
        actor: Who did it.
        action: What was done, as `noun.verb`, such as `member.invited`.
        workspace_id: Where, or None for deeds outside workspaces.
        subject: What it was done to; an id, never personal data.
        details: What else should be known later; no personal data.
    """
    return AuditEntry.objects.create(
        workspace_id=workspace_id,
        actor_id=actor.user_id,
        actor_label=actor.label,
        action=action,
        subject=subject,
        details=details,
    )


def audit_list_for(workspace_id: int) -> QuerySet[AuditEntry]:
    """The trail of a workspace, newest first."""
    return AuditEntry.objects.filter(workspace_id=workspace_id)
