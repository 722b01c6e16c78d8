"""What other rooms may use of customers."""

from cocreate_server.ground.customers.belongings import records_of_user
from cocreate_server.ground.customers.knowing import KnownCustomer, customer_known
from cocreate_server.ground.customers.models import Customer
from cocreate_server.ground.customers.traits import trait_names

__all__ = ["Customer", "KnownCustomer", "customer_known", "records_of_user", "trait_names"]
