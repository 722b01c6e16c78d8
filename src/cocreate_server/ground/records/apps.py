"""Records, events and the map of journeys."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Records, events and the map of journeys."""

    name = "cocreate_server.ground.records"
    label = "records"
