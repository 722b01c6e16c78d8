"""Whose a record or an event is: customers found by the ids that came with it, made where they are new.

A customer may be known by several ids of the sender: one is their `external_id`, others are identities of the kind
`user_id` (since they were merged) or `anonymous_id`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

PEOPLE_LOCK = 0xC057  # who makes, merges or erases customers: many make at once, the others are alone

FIND = """
    SELECT given.id, coalesce(c.id, i.customer_id) FROM unnest(%(ids)s::text[]) AS given(id)
    LEFT JOIN customers_customer c ON c.workspace_id = %(workspace)s AND c.external_id = given.id
    LEFT JOIN customers_identity i ON i.workspace_id = %(workspace)s AND i.kind = 'user_id' AND i.value = given.id
    WHERE c.id IS NOT NULL OR i.customer_id IS NOT NULL
"""
MAKE = """
    INSERT INTO customers_customer (workspace_id, external_id, kind, name, language, market, traits, created_at)
    SELECT %(workspace)s, p.id, 'person', '', p.language, p.market, '{}', p.seen_at
    FROM json_to_recordset(%(people)s::json) AS p(id text, language text, market text, seen_at timestamptz)
    ORDER BY p.id ON CONFLICT DO NOTHING RETURNING external_id, id
"""
EXIST = "SELECT id FROM customers_customer WHERE workspace_id = %s AND id = ANY (%s)"


@dataclass(frozen=True, slots=True)
class NewOwner:
    """What is known of a customer at first sight."""

    id: str
    seen_at: datetime
    language: str = ""
    market: str = ""


def people_hold(cursor: Any, workspace_id: int) -> None:
    """Let nobody of the workspace be merged or erased before the transaction ends; others may do the same meanwhile."""
    cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [PEOPLE_LOCK, workspace_id])


def people_hold_alone(cursor: Any, workspace_id: int) -> None:
    """Be the only one who makes, merges or erases customers of the workspace until the transaction ends."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PEOPLE_LOCK, workspace_id])


def owners_find(cursor: Any, workspace_id: int, ids: Collection[str]) -> dict[str, int]:
    """Customers by the sender's ids; those nobody carries are left out."""
    if not ids:
        return {}
    cursor.execute(FIND, {"workspace": workspace_id, "ids": list(ids)})
    return dict(cursor.fetchall())


def owners_find_or_make(cursor: Any, workspace_id: int, people: Mapping[str, NewOwner]) -> dict[str, int]:
    """Customers by the sender's ids, new ones made.

    Args:
        cursor: Inside a transaction that holds `people_hold`.
        workspace_id: Whose customers.
        people: By id, what to know of somebody new.
    """
    if not people:
        return {}
    found = owners_find(cursor, workspace_id, people)
    fresh = [person for key, person in people.items() if key not in found]
    if fresh:
        given = {"workspace": workspace_id, "people": orjson.dumps(fresh).decode()}
        cursor.execute(MAKE, given)
        found |= dict(cursor.fetchall())
        raced = [person.id for person in fresh if person.id not in found]
        if raced:  # somebody else made them meanwhile
            found |= owners_find(cursor, workspace_id, raced)
    return found


def owners_there(cursor: Any, workspace_id: int, customer_ids: Collection[int]) -> set[int]:
    """Which of some customers the workspace has."""
    if not customer_ids:
        return set()
    cursor.execute(EXIST, [workspace_id, list(customer_ids)])
    return {customer_id for (customer_id,) in cursor.fetchall()}
