"""Accounts, workspaces and keys."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts of the ground floor."""

    name = "cocreate_server.ground.accounts"
    label = "accounts"
