"""Asking: letters that ask customers for their answers."""

from django.apps import AppConfig


class AskingConfig(AppConfig):
    """Sendings, invitations, and the thread that carries letters."""

    name = "cocreate_server.listen.asking"
    label = "asking"

    def ready(self) -> None:
        """Let the erasure of a person find their invitations."""
        from cocreate_server.listen.asking import erasing  # noqa: F401 - it registers itself
