"""Members: listed, given another role, removed. A workspace is never left without an owner."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cocreate_server.ground.accounts.models import Membership, User, Workspace
from cocreate_server.ground.accounts.roles import Role
from cocreate_server.ground.core.audit import Actor, audit
from cocreate_server.ground.core.errors import Conflict


def member_list_for(workspace: Workspace) -> QuerySet[Membership]:
    """The members of a workspace, in the order they came."""
    return Membership.objects.select_related("user").filter(workspace=workspace)


def member_get(workspace: Workspace, membership_id: int) -> Membership | None:
    """One member of a workspace."""
    return member_list_for(workspace).filter(pk=membership_id).first()


def memberships_of(user: User) -> list[Membership]:
    """The workspaces somebody is a member of."""
    return list(Membership.objects.select_related("workspace").filter(user=user).order_by("workspace__name"))


@transaction.atomic
def member_change_role(membership: Membership, role: str, *, actor: Actor) -> bool:
    """Give a member another role. Returns whether it is another one.

    Raises:
        Conflict: They are the last owner.
    """
    if membership.role == role:
        return False
    _keep_an_owner(membership)
    before, membership.role = membership.role, role
    membership.save(update_fields=["role"])
    subject = f"user {membership.user_id}"
    audit(
        actor,
        "member.role_changed",
        workspace_id=membership.workspace_id,
        subject=subject,
        before=before,
        role=role,
    )
    return True


@transaction.atomic
def member_remove(membership: Membership, *, actor: Actor) -> None:
    """Take a member out of the workspace; what they did stays in the audit trail.

    Raises:
        Conflict: They are the last owner.
    """
    _keep_an_owner(membership)
    action = "member.left" if membership.user_id == actor.user_id else "member.removed"
    membership.delete()
    subject = f"user {membership.user_id}"
    audit(actor, action, workspace_id=membership.workspace_id, subject=subject, role=membership.role)


def is_last_owner(membership: Membership) -> bool:
    """Whether the workspace would have no owner without this member."""
    if membership.role != Role.OWNER:
        return False
    owners = Membership.objects.filter(workspace=membership.workspace_id, role=Role.OWNER)
    return not owners.exclude(pk=membership.pk).exists()


def _keep_an_owner(membership: Membership) -> None:
    # two owners who demote each other at once wait for one another here
    list(Membership.objects.select_for_update().filter(workspace=membership.workspace_id, role=Role.OWNER))
    if is_last_owner(membership):
        raise Conflict(_("A workspace needs an owner. Make somebody else an owner first."))
