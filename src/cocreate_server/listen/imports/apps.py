"""Bringing a file in."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Imports of files."""

    name = "cocreate_server.listen.imports"
    label = "imports"

    def ready(self) -> None:
        """Let the erasure of a person find what imports hold."""
        from cocreate_server.listen.imports import erasing  # noqa: F401 - it registers itself
