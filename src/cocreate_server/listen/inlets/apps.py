"""Webhooks in."""

from django.apps import AppConfig


class InletsConfig(AppConfig):
    """Addresses that other systems send answers to."""

    name = "cocreate_server.listen.inlets"
    label = "inlets"

    def ready(self) -> None:
        """Let the erasure and the export of a person find what was sent of them."""
        from cocreate_server.listen.inlets import erasing, exporting  # noqa: F401 - they register themselves
