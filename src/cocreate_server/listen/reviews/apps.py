"""Public reviews."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Reviews and what was done about them."""

    name = "cocreate_server.listen.reviews"
    label = "reviews"

    def ready(self) -> None:
        """Let the export of a person find what was done about their reviews."""
        from cocreate_server.listen.reviews import exporting  # noqa: F401 - it registers itself
