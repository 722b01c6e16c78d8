"""Many customers at once: found again by their ids and addresses, made where they are new."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from cocreate_server.ground.records.api import PEOPLE_LOCK

LOCK = PEOPLE_LOCK
ERASE_AT_ONCE = 20_000

STAGE = """
    CREATE TEMPORARY TABLE people (
        key text, external_id text, email text, language text, market text, traits jsonb, seen_at timestamptz, customer_id bigint
    ) ON COMMIT DROP
"""
FIND = """
    UPDATE people p SET customer_id = c.id FROM customers_customer c
    WHERE c.workspace_id = %(workspace)s AND c.external_id = p.external_id;
    UPDATE people p SET customer_id = i.customer_id FROM customers_identity i
    WHERE p.customer_id IS NULL
      AND i.workspace_id = %(workspace)s AND i.kind = 'user_id' AND i.value = p.external_id;
    UPDATE people p SET customer_id = i.customer_id FROM customers_identity i
    WHERE p.customer_id IS NULL AND p.external_id IS NULL
      AND i.workspace_id = %(workspace)s AND i.kind = 'email' AND i.value = p.email;
"""
# an address may stand beside several ids; the ids decide, and the address stays with whoever had it first
MAKE = """
    UPDATE people SET customer_id = fresh.id FROM (
        SELECT coalesce(external_id, email) AS whose, nextval(pg_get_serial_sequence('customers_customer', 'id')) AS id
        FROM people WHERE customer_id IS NULL GROUP BY 1
    ) fresh WHERE people.customer_id IS NULL AND coalesce(people.external_id, people.email) = fresh.whose;
    INSERT INTO customers_customer (id, workspace_id, external_id, kind, name, language, market, traits, created_at, batch_id)
    SELECT DISTINCT ON (p.customer_id) p.customer_id, %(workspace)s, p.external_id, 'person', '', coalesce(p.language, ''),
           coalesce(p.market, ''), coalesce(p.traits, '{}'), p.seen_at, %(batch)s
    FROM people p WHERE NOT EXISTS (SELECT FROM customers_customer c WHERE c.id = p.customer_id)
    ORDER BY p.customer_id, p.external_id NULLS LAST;
    INSERT INTO customers_identity (workspace_id, customer_id, kind, value)
    SELECT %(workspace)s, customer_id, 'email', email FROM people WHERE email IS NOT NULL ON CONFLICT DO NOTHING;
    UPDATE customers_customer c SET traits = c.traits || p.traits
    FROM people p WHERE c.id = p.customer_id AND NOT c.traits @> p.traits;
"""


def customers_resolve(
    cursor: Any, workspace_id: int, batch_id: int, people: Iterable[bytes]
) -> Iterable[bytes]:
    """Find or make the customers of a load.

    Args:
        cursor: Inside a transaction.
        workspace_id: Whose customers they are.
        batch_id: The load, so that it can be undone.
        people: CSV blocks of key, external_id, email, language, market, traits, seen_at; one row a key.

    Returns:
        CSV blocks of key, customer_id.
    """
    cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, workspace_id])
    cursor.execute(STAGE)
    with cursor.cursor.copy(
        "COPY people (key, external_id, email, language, market, traits, seen_at) FROM STDIN (FORMAT csv, NULL '\\N')"
    ) as copy:
        for block in people:
            copy.write(block)
    for statement in (*FIND.split(";\n"), *MAKE.split(";\n")):
        if statement.strip():
            cursor.execute(statement, {"workspace": workspace_id, "batch": batch_id})
    with cursor.cursor.copy("COPY (SELECT key, customer_id FROM people) TO STDOUT (FORMAT csv)") as copy:
        return [bytes(block) for block in copy]


def customers_of_batch_erase(batch_id: int) -> None:
    """Take out the customers that a load had brought, unless something else belongs to them by now."""
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                """
                CREATE TEMPORARY TABLE leaving ON COMMIT DROP AS
                SELECT id FROM customers_customer c WHERE batch_id = %s
                AND NOT EXISTS (SELECT FROM records_record r WHERE r.customer_id = c.id)
                AND NOT EXISTS (SELECT FROM records_event e WHERE e.customer_id = c.id)
                AND NOT EXISTS (SELECT FROM customers_consent a WHERE a.customer_id = c.id)
                AND NOT EXISTS (SELECT FROM customers_merge m WHERE m.kept_id = c.id) LIMIT %s
                """,
                [batch_id, ERASE_AT_ONCE],
            )
            cursor.execute("DELETE FROM customers_identity WHERE customer_id IN (SELECT id FROM leaving)")
            cursor.execute("DELETE FROM customers_customer WHERE id IN (SELECT id FROM leaving)")
            if cursor.rowcount < ERASE_AT_ONCE:
                return
