"""What other rooms may use of customers."""

from cocreate_server.ground.customers.belongings import records_of_user
from cocreate_server.ground.customers.models import Customer
from cocreate_server.ground.customers.traits import trait_names

__all__ = ["Customer", "records_of_user", "trait_names"]
