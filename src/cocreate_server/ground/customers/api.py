"""What other rooms may use of customers."""

from cocreate_server.ground.customers.models import Customer
from cocreate_server.ground.customers.traits import trait_names

__all__ = ["Customer", "trait_names"]
