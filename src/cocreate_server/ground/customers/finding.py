"""Finding customers: by name, id or address, market, language and kind; quick among a million."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from cocreate_server.ground.customers.models import Customer, Identity

MOST_FOUND = 2_000
LONGEST_NUMBER = 19
NAMES_READ = 20_000
LOOKED_AT = 2_000
WORDS = re.compile(r"(?P<chinese>[\u3400-\u9fff\uf900-\ufaff]+)|[^\W_\u3400-\u9fff\uf900-\ufaff]+")
# the newest first, then their names: the other way round, every name would be read
NAMED = """
    SELECT id FROM (
        SELECT id, name FROM customers_customer WHERE workspace_id = %s ORDER BY created_at DESC, id DESC LIMIT %s
    ) newest WHERE name ILIKE %s
"""


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """Which customers somebody looks for; empty parts do not narrow.

    Attributes:
        words: The beginning of an id, an address or a word of the name; or a part of the name.
        equal: For a column the value wanted.
    """

    words: str = ""
    equal: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class CustomerChoices:
    """The markets and languages to choose from."""

    markets: tuple[str, ...]
    languages: tuple[str, ...]


def customer_list_for(workspace_id: int, wanted: CustomerFilter) -> QuerySet[Customer]:
    """Customers of a workspace, newest first, each with its identities at hand.

    Words are looked up in indexes, at most so many of each kind; only parts within a word of a name are sought by
    reading, among the newest customers.
    """
    customers = Customer.objects.filter(workspace_id=workspace_id, **(wanted.equal or {}))
    words = wanted.words.strip()
    if words:
        customers = customers.filter(pk__in=_found(workspace_id, customers, words))
    return customers.order_by("-created_at", "-id").prefetch_related("identities")


def customer_get(workspace_id: int, customer_id: int) -> Customer | None:
    """One customer by number."""
    return Customer.objects.filter(workspace_id=workspace_id, pk=customer_id).first()


def customer_get_by_external_id(workspace_id: int, external_id: str) -> Customer | None:
    """One customer by the id in the company's own systems; no id holds a null character."""
    if "\0" in external_id:
        return None
    return Customer.objects.filter(workspace_id=workspace_id, external_id=external_id).first()


def customer_named(workspace_id: int, text: str) -> Customer | None:
    """The customer with just this id, address, or # and number."""
    text = text.strip()
    if "\0" in text:
        return None
    if text.startswith("#") and text[1:].isdecimal() and len(text) < LONGEST_NUMBER:
        return customer_get(workspace_id, int(text[1:]))
    customers = Customer.objects.filter(workspace_id=workspace_id)
    known = Identity.objects.filter(workspace_id=workspace_id, value__in={text, text.lower()})
    return (
        customers.filter(external_id=text).first()
        or customers.filter(pk__in=known.values("customer_id")).order_by("pk").first()
    )


def customer_choices(workspace_id: int) -> CustomerChoices:
    """Markets and languages, as the newest customers have them."""
    newest = Customer.objects.filter(workspace_id=workspace_id).order_by("-created_at", "-id")
    pairs = list(newest.values_list("market", "language")[:LOOKED_AT])
    return CustomerChoices(
        markets=tuple(sorted({market for market, _language in pairs if market})),
        languages=tuple(sorted({language for _market, language in pairs if language})),
    )


def _found(workspace_id: int, customers: QuerySet[Customer], words: str) -> QuerySet[Any]:
    """Numbers of customers whose id, address or name fits."""
    spellings = [words, words.lower()] if words != words.lower() else [words]
    begins = Q(*(("value__startswith", spelling) for spelling in spellings), _connector=Q.OR)
    known = Identity.objects.filter(begins, workspace_id=workspace_id, customer__in=customers)
    read = RawSQL(NAMED, [workspace_id, NAMES_READ, f"%{connection.ops.prep_for_like_query(words)}%"])  # noqa: S611
    ways: list[QuerySet[Any, Any]] = [
        customers.filter(external_id__startswith=words).values("pk")[:MOST_FOUND],
        customers.filter(pk__in=read).values("pk")[:MOST_FOUND],
    ]
    query = " & ".join(_lexemes(words))
    if query:
        named = customers.exclude(name="").extra(
            where=["customer_words(name) @@ to_tsquery('simple', %s)"], params=[query]
        )
        ways.append(named.values("pk")[:MOST_FOUND])
    return known.values("customer_id")[:MOST_FOUND].union(*ways, all=True)


def _lexemes(words: str) -> Iterator[str]:
    """What the name has to hold: each word begun, each run of Chinese characters as it stands."""
    for run in WORDS.finditer(words):
        yield f"({' <-> '.join(run[0])})" if run["chinese"] else f"{run[0]}:*"
