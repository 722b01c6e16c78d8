"""Feedback and behaviour that other systems send."""

from django.apps import AppConfig


class IngestConfig(AppConfig):
    """The API for records and events."""

    name = "cocreate_server.listen.ingest"
    label = "ingest"
