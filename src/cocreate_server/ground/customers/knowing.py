"""What other rooms need to know of a customer to speak with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cocreate_server.ground.customers.models import Customer


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """A customer, as a survey or a letter addresses them.

    Attributes:
        id: Their number.
        name: How they are called.
        language: In which language they like to be addressed.
        traits: Their traits, with `name`, `language` and `market` among them.
    """

    id: int
    name: str
    language: str
    traits: Mapping[str, Any]


def customer_known(workspace_id: int, customer_id: int) -> KnownCustomer | None:
    """What is known of a customer; None of one who is not there, or no longer."""
    customer = Customer.objects.filter(workspace_id=workspace_id, pk=customer_id).first()
    if customer is None:
        return None
    said = {"name": customer.name, "language": customer.language, "market": customer.market}
    traits = {name: value for name, value in said.items() if value} | customer.traits
    return KnownCustomer(customer.pk, customer.name, customer.language, traits)
