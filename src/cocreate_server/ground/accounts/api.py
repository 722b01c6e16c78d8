"""What other rooms may use of accounts."""

from cocreate_server.ground.accounts.models import ApiKey, Membership, User, Workspace
from cocreate_server.ground.accounts.roles import Permission, Role, Scope

__all__ = ["ApiKey", "Membership", "Permission", "Role", "Scope", "User", "Workspace"]
