"""The core of the ground: access, errors, audit, jobs, health."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Core of the ground floor."""

    name = "cocreate_server.ground.core"
    label = "core"
