"""Customers, identities, traits, consents."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Customers, identities, traits, consents."""

    name = "cocreate_server.ground.customers"
    label = "customers"
