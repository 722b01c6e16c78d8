"""Workspaces: made and shaped."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cocreate_server.ground.accounts.models import Membership, User, Workspace
from cocreate_server.ground.accounts.roles import Role
from cocreate_server.ground.core.audit import Actor, audit
from cocreate_server.ground.core.errors import Conflict


def workspace_create(
    *, name: str, slug: str, language: str, time_zone: str, owner: User, actor: Actor
) -> Workspace:
    """Make a workspace with its first owner.

    Raises:
        Conflict: The address is taken.
    """
    try:
        with transaction.atomic():
            workspace = Workspace.objects.create(name=name, slug=slug, language=language, time_zone=time_zone)
            Membership.objects.create(workspace=workspace, user=owner, role=Role.OWNER)
            audit(actor, "workspace.made", workspace_id=workspace.pk, subject=slug)
    except IntegrityError as error:
        raise Conflict(_("The address “%(slug)s” is taken.") % {"slug": slug}) from error
    return workspace


@transaction.atomic
def workspace_update(workspace: Workspace, changes: Mapping[str, Any], *, actor: Actor) -> frozenset[str]:
    """Change fields of a workspace.

    Args:
        workspace: The workspace as it stands in the database; changed too.
        changes: New values by field.
        actor: Who does it.

    Returns:
        The fields whose value is a new one.
    """
    changed = {field: value for field, value in changes.items() if getattr(workspace, field) != value}
    if changed:
        for field, value in changed.items():
            setattr(workspace, field, value)
        workspace.save(update_fields=list(changed))
        audit(actor, "workspace.changed", workspace_id=workspace.pk, subject=workspace.slug, **changed)
    return frozenset(changed)


def may_start_workspace(user: User) -> bool:
    """Whether somebody may make a workspace on the home page: superusers, and whoever comes first."""
    return user.is_superuser or not Workspace.objects.exists()
