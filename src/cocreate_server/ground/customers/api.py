"""What other rooms may use of customers."""

from cocreate_server.ground.customers.belongings import records_of_user
from cocreate_server.ground.customers.consents import Said, consent_say
from cocreate_server.ground.customers.finding import customer_choices
from cocreate_server.ground.customers.knowing import KnownCustomer, customer_known
from cocreate_server.ground.customers.linking import Owners, Sight, sights_resolve
from cocreate_server.ground.customers.models import Customer
from cocreate_server.ground.customers.reaching import (
    Reachable,
    addresses_all,
    customer_reachable,
    customers_with_consent,
)
from cocreate_server.ground.customers.receipts import digest_of, digests_erased, erased_since
from cocreate_server.ground.customers.telling import Told, told_write
from cocreate_server.ground.customers.traits import trait_names

__all__ = [
    "Customer",
    "KnownCustomer",
    "Owners",
    "Reachable",
    "Said",
    "Sight",
    "Told",
    "addresses_all",
    "consent_say",
    "customer_choices",
    "customer_known",
    "customer_reachable",
    "customers_with_consent",
    "digest_of",
    "digests_erased",
    "erased_since",
    "records_of_user",
    "sights_resolve",
    "told_write",
    "trait_names",
]
