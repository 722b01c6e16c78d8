"""How text is made searchable: English by stem, Chinese by character (so that any run of characters is found)."""

from django.db import migrations

CREATE = r"""
CREATE FUNCTION record_words(text text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT to_tsvector('english', regexp_replace(left(text, 30000), '([\u3400-\u9fff\uf900-\ufaff])', ' \1 ', 'g'))
$$;
CREATE FUNCTION record_words_query(query text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    -- runs of Chinese characters are sought as they stand; other words all have to occur
    SELECT websearch_to_tsquery('english', regexp_replace(
        regexp_replace(query, '([\u3400-\u9fff\uf900-\ufaff]+)', ' "\1" ', 'g'),
        '([\u3400-\u9fff\uf900-\ufaff])', ' \1 ', 'g'))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [
        migrations.RunSQL(CREATE, "DROP FUNCTION record_words(text); DROP FUNCTION record_words_query(text);")
    ]
