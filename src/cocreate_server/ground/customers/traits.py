"""Which traits a workspace's customers carry."""

from django.db import connection

LOOKED_AT = 2_000
MOST_TRAITS = 40


def trait_names(workspace_id: int) -> list[str]:
    """Names of traits, the most common first, as the newest customers carry them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT key FROM (
                SELECT traits FROM customers_customer WHERE workspace_id = %s ORDER BY created_at DESC, id DESC LIMIT %s
            ) newest, jsonb_object_keys(traits) key GROUP BY key ORDER BY count(*) DESC, key LIMIT %s
            """,
            [workspace_id, LOOKED_AT, MOST_TRAITS],
        )
        return [name for (name,) in cursor.fetchall()]
