"""Reviews follow their records: a trigger keeps the row of a review as its rating and its text come, change and go.

It fires for records of the source type `review` alone. Each record changes only what it says itself, so that rating and
text may come in two transactions at once.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION reviews_said(said jsonb, names text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce((
        SELECT left(trim(value), 2000) FROM (
            SELECT 1 AS place, key, value FROM jsonb_each_text(CASE jsonb_typeof(said) WHEN 'object' THEN said ELSE '{}' END)
            UNION ALL
            SELECT 2, key, value FROM jsonb_each_text(CASE jsonb_typeof(said -> 'traits') WHEN 'object' THEN said -> 'traits' ELSE '{}' END)
        ) pairs WHERE lower(trim(key)) = ANY (names) AND trim(value) <> '' ORDER BY place, array_position(names, lower(trim(key))) LIMIT 1
    ), '')
$$;

CREATE FUNCTION reviews_let_go(gone records_record) RETURNS void LANGUAGE sql AS $$
    UPDATE reviews_review SET rating = NULL, stars = NULL, scale_min = NULL, scale_max = NULL, rating_record_id = NULL
    WHERE workspace_id = gone.workspace_id AND submission_id = gone.submission_id AND rating_record_id = gone.id;
    UPDATE reviews_review SET text_record_id = NULL
    WHERE workspace_id = gone.workspace_id AND submission_id = gone.submission_id AND text_record_id = gone.id;
    DELETE FROM reviews_review
    WHERE workspace_id = gone.workspace_id AND submission_id = gone.submission_id
      AND rating_record_id IS NULL AND text_record_id IS NULL;
$$;

CREATE FUNCTION reviews_take(new records_record) RETURNS void LANGUAGE sql AS $$
    INSERT INTO reviews_review AS r (
        workspace_id, submission_id, source, rating, scale_min, scale_max, stars, rating_record_id, text_record_id,
        title, author, link, reply, language, collected_at, batch_id
    )
    SELECT new.workspace_id, new.submission_id,
           coalesce(nullif(new.channel, ''), nullif(new.source_name, ''), nullif(new.source_id, ''), new.source_type),
           rated.value, rated.low, rated.high,
           CASE WHEN rated.high > rated.low THEN least(5, greatest(1, round(1 + 4 * (rated.value - rated.low) / (rated.high - rated.low)))) END,
           CASE WHEN new.field_type <> 'text' THEN new.id END, CASE WHEN new.field_type = 'text' THEN new.id END,
           reviews_said(new.metadata, ARRAY['title', 'review title', 'headline', '标题']),
           reviews_said(new.metadata, ARRAY['author', 'nickname', 'user name', 'reviewer', '作者', '昵称', '用户名', '用户昵称']),
           reviews_said(new.metadata, ARRAY['link', 'url', 'review link', 'review url', '链接', '网址']),
           reviews_said(new.metadata, ARRAY['reply', 'developer reply', 'owner response', 'response', '回复', '商家回复']),
           new.language, new.collected_at, new.batch_id
    FROM (
        SELECT CASE WHEN new.field_type <> 'text' THEN new.value_number END AS value,
               CASE WHEN new.field_type <> 'text' THEN new.scale_min END AS low,
               CASE WHEN new.field_type <> 'text' THEN new.scale_max END AS high
    ) rated
    WHERE new.field_type IN ('rating', 'csat', 'nps', 'text')
    ON CONFLICT (workspace_id, submission_id) DO UPDATE SET
        source = excluded.source,
        rating = CASE WHEN excluded.rating_record_id IS NULL THEN r.rating ELSE excluded.rating END,
        scale_min = CASE WHEN excluded.rating_record_id IS NULL THEN r.scale_min ELSE excluded.scale_min END,
        scale_max = CASE WHEN excluded.rating_record_id IS NULL THEN r.scale_max ELSE excluded.scale_max END,
        stars = CASE WHEN excluded.rating_record_id IS NULL THEN r.stars ELSE excluded.stars END,
        rating_record_id = coalesce(excluded.rating_record_id, r.rating_record_id),
        text_record_id = coalesce(r.text_record_id, excluded.text_record_id),
        title = coalesce(nullif(excluded.title, ''), r.title), author = coalesce(nullif(excluded.author, ''), r.author),
        link = coalesce(nullif(excluded.link, ''), r.link), reply = coalesce(nullif(excluded.reply, ''), r.reply),
        language = coalesce(nullif(excluded.language, ''), r.language), collected_at = excluded.collected_at,
        batch_id = coalesce(excluded.batch_id, r.batch_id);
$$;

CREATE FUNCTION reviews_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND NEW.source_type <> 'review') THEN
        PERFORM reviews_let_go(OLD);
    ELSE
        PERFORM reviews_take(NEW);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER reviews_come AFTER INSERT ON records_record
    FOR EACH ROW WHEN (NEW.source_type = 'review') EXECUTE FUNCTION reviews_follow();
CREATE TRIGGER reviews_change AFTER UPDATE ON records_record
    FOR EACH ROW WHEN (NEW.source_type = 'review' OR OLD.source_type = 'review') EXECUTE FUNCTION reviews_follow();
CREATE TRIGGER reviews_go AFTER DELETE ON records_record
    FOR EACH ROW WHEN (OLD.source_type = 'review') EXECUTE FUNCTION reviews_follow();

SELECT reviews_take(r) FROM records_record r WHERE source_type = 'review';
"""
DROP = """
DROP TRIGGER reviews_come ON records_record;
DROP TRIGGER reviews_change ON records_record;
DROP TRIGGER reviews_go ON records_record;
DROP FUNCTION reviews_follow();
DROP FUNCTION reviews_take(records_record);
DROP FUNCTION reviews_let_go(records_record);
DROP FUNCTION reviews_said(jsonb, text[]);
"""


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial"), ("records", "0006_empty_by_default")]
    operations = [migrations.RunSQL(CREATE, DROP)]
