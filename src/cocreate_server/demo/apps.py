"""The demo world."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo world and the command that loads it."""

    name = "cocreate_server.demo"
    label = "demo"
