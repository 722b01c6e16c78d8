"""Surveys: built, versioned, published, closed."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Surveys and their versions."""

    name = "cocreate_server.listen.surveys"
    label = "surveys"
