"""Overview and Scores."""

from django.apps import AppConfig


class ScoresConfig(AppConfig):
    """Overview and Scores."""

    name = "cocreate_server.understand.scores"
    label = "scores"
