"""Triggers that tell the lake what changed, by statement, so that nothing that writes has to think of it.

A load that tells the lake by itself (a batch) says so with `SET LOCAL cocreate.bulk = 'on'`.
"""

from django.db import migrations

# table, kind, column of a uuid key, column of a numeric key, month of a row, batch of a row
WATCHED = (
    ("records_record", "r", "id", "NULL::bigint", "to_char(collected_at AT TIME ZONE 'UTC', 'YYYY-MM')", "batch_id"),
    ("records_event", "e", "id", "NULL::bigint", "to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM')", "batch_id"),
    ("customers_customer", "c", "NULL::uuid", "id", "''", "NULL::bigint"),
)

FUNCTION = """
CREATE FUNCTION lake_note_{kind}{deed}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('cocreate.bulk', true) = 'on' THEN RETURN NULL; END IF;
    INSERT INTO lake_change (kind, deed, xid, workspace_id, row_uuid, row_number, month, batch_id)
    SELECT '{kind}', '{deed}', pg_current_xact_id()::text::bigint, workspace_id, {uuid}, {number}, {month}, {batch}
    FROM ({rows}) changed;
    RETURN NULL;
END $$;
CREATE TRIGGER lake_note_{deed} AFTER {event} ON {table}
REFERENCING {transition} FOR EACH STATEMENT EXECUTE FUNCTION lake_note_{kind}{deed}();
"""

EVENTS = (
    ("I", "INSERT", "NEW TABLE AS now_there", "SELECT * FROM now_there"),
    ("D", "DELETE", "OLD TABLE AS was_there", "SELECT * FROM was_there"),
    # a row that moved to another month has to leave the old one, so both are told
    ("U", "UPDATE", "OLD TABLE AS was_there NEW TABLE AS now_there", "SELECT * FROM was_there UNION ALL SELECT * FROM now_there"),
)


def statements():
    for table, kind, uuid, number, month, batch in WATCHED:
        for deed, event, transition, rows in EVENTS:
            create = FUNCTION.format(
                kind=kind, deed=deed, uuid=uuid, number=number, month=month, batch=batch, rows=rows,
                event=event, table=table, transition=transition,
            )
            yield create, f"DROP TRIGGER lake_note_{deed} ON {table}; DROP FUNCTION lake_note_{kind}{deed}();"


class Migration(migrations.Migration):
    dependencies = [("lake", "0001_initial"), ("records", "0001_initial"), ("customers", "0001_initial")]
    operations = [migrations.RunSQL(create, drop) for create, drop in statements()]
