"""Users, workspaces, members, invitations, keys."""

from cocreate_server.ground.accounts.models.keys import ApiKey
from cocreate_server.ground.accounts.models.users import User
from cocreate_server.ground.accounts.models.workspaces import Invitation, Membership, Workspace

__all__ = ["ApiKey", "Invitation", "Membership", "User", "Workspace"]
