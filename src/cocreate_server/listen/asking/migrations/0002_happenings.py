"""A trigger that notes events for which a running sending waits, with the event itself, so that none is missed or told twice.

Events that a load brings (`cocreate.bulk`, or with a batch) tell of the past and ask nobody.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION asking_note_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('cocreate.bulk', true) = 'on' THEN RETURN NULL; END IF;
    INSERT INTO asking_happening (sending_id, event_id)
    SELECT s.id, e.id FROM now_there e
    JOIN asking_sending s ON s.workspace_id = e.workspace_id AND s.event_name = e.name
    WHERE s.state = 'running' AND s.moment = 'event' AND e.batch_id IS NULL AND e.occurred_at >= s.started_at
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER asking_note_events AFTER INSERT ON records_event
REFERENCING NEW TABLE AS now_there FOR EACH STATEMENT EXECUTE FUNCTION asking_note_events();
"""
DROP = "DROP TRIGGER asking_note_events ON records_event; DROP FUNCTION asking_note_events();"


class Migration(migrations.Migration):
    dependencies = [("asking", "0001_initial"), ("records", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
