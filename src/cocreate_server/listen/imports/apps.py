"""Bringing a file in."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Imports of files."""

    name = "cocreate_server.listen.imports"
    label = "imports"
