"""Shaping a workspace: what follows from a change elsewhere."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.exceptions import AlreadyEnqueued

from cocreate_server.ground.accounts.api import Workspace
from cocreate_server.ground.accounts.workspaces import workspace_update
from cocreate_server.ground.core.audit import Actor
from cocreate_server.ground.customers.api import trait_names
from cocreate_server.ground.lake.tasks import rebuild

LONGEST_TRAIT = 60


def weight_choices(workspace: Workspace) -> list[tuple[str, str]]:
    """What answers can be weighted by: what is known of all customers, answering or not."""
    traits = [name for name in trait_names(workspace.pk) if len(name) <= LONGEST_TRAIT]
    return [
        ("market", _("Market")),
        ("language", _("Language")),
        *((f"trait:{name}", name) for name in traits),
    ]


@transaction.atomic
def workspace_shape(workspace: Workspace, changes: Mapping[str, Any], *, actor: Actor) -> frozenset[str]:
    """Change a workspace; where its days begin elsewhere now, its lake is made anew. Returns what changed."""
    changed = workspace_update(workspace, changes, actor=actor)
    if "time_zone" in changed:
        _rebuild_lake(workspace.pk)
    return changed


def _rebuild_lake(workspace_id: int) -> None:
    waiting_once = rebuild.configure(queueing_lock=f"lake.rebuild.{workspace_id}")
    try:
        with transaction.atomic():
            waiting_once.defer(workspace_id=workspace_id)
    except AlreadyEnqueued:
        return  # the one that waits will see this change
