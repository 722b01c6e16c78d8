"""Webhooks out."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """What happens here, told to other systems."""

    name = "cocreate_server.ground.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        """Let the erasure and the export of a person find the messages that speak of them."""
        from cocreate_server.ground.webhooks import erasing, exporting  # noqa: F401 - they register themselves
