"""What a workspace says of asking, whatever the survey."""

from cocreate_server.ground.accounts.api import Workspace
from cocreate_server.ground.core.audit import Actor, audit
from cocreate_server.listen.asking.hours import Quiet
from cocreate_server.listen.asking.models import Manners


def manners_of(workspace_id: int) -> Manners:
    """How a workspace asks; as usual, where it never said."""
    return Manners.objects.filter(pk=workspace_id).first() or Manners(workspace_id=workspace_id)


def manners_save(workspace: Workspace, manners: Manners, *, actor: Actor) -> None:
    """Keep how a workspace asks."""
    manners.workspace = workspace
    manners.save()
    audit(actor, "asking.changed", workspace_id=workspace.pk)


def quiet_of(manners: Manners) -> Quiet:
    """When nobody is written to."""
    return Quiet(manners.quiet_from, manners.quiet_until)
