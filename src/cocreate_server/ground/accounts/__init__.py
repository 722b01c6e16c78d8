"""People who work here: users, workspaces, members and their roles, invitations, API keys."""
