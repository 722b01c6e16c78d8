"""What other rooms may use of customers."""

from cocreate_server.ground.customers.models import Customer

__all__ = ["Customer"]
