"""The columnar copy."""

from django.apps import AppConfig


class LakeConfig(AppConfig):
    """The columnar copy."""

    name = "cocreate_server.ground.lake"
    label = "lake"
