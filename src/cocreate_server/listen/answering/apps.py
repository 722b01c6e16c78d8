"""Answering: what a respondent meets, from the link to the thanks."""

from django.apps import AppConfig


class AnsweringConfig(AppConfig):
    """Responses and the pages they come from."""

    name = "cocreate_server.listen.answering"
    label = "answering"

    def ready(self) -> None:
        """Let the erasure of a person find what responses hold."""
        from cocreate_server.listen.answering import erasing  # noqa: F401 - it registers itself
