"""The look of all pages."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, tags and assets shared by every room."""

    name = "cocreate_server.ground.ui"
    label = "ui"
