"""Feedback and behaviour that other systems send."""

from django.apps import AppConfig


class IngestConfig(AppConfig):
    """The API for records and events."""

    name = "cocreate_server.listen.ingest"
    label = "ingest"

    def ready(self) -> None:
        """Let the erasure of a person find what is on its way."""
        from cocreate_server.listen.ingest import erasing  # noqa: F401 - it registers itself
