"""Which traits a workspace's customers carry."""

from django.db import connection

LOOKED_AT = 2_000
MOST_TRAITS = 40


def trait_names(workspace_id: int) -> list[str]:
    """Names of traits, the most common first, as the newest customers and records carry them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT key FROM (
                (SELECT traits FROM customers_customer WHERE workspace_id = %(workspace)s
                 ORDER BY created_at DESC, id DESC LIMIT %(looked_at)s)
                UNION ALL
                (SELECT metadata -> 'traits' FROM records_record WHERE workspace_id = %(workspace)s
                 ORDER BY collected_at DESC LIMIT %(looked_at)s)
            ) newest, jsonb_object_keys(coalesce(traits, '{}')) key GROUP BY key ORDER BY count(*) DESC, key LIMIT %(most)s
            """,
            {"workspace": workspace_id, "looked_at": LOOKED_AT, "most": MOST_TRAITS},
        )
        return [name for (name,) in cursor.fetchall()]
