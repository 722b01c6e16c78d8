"""Customers are found by the beginnings of ids and words of names; receipts say what the lake has still to let go."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# names by word, Chinese by character; unlike texts they are neither stemmed nor stripped of small words
NAMES = r"""
CREATE FUNCTION customer_words(name text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT to_tsvector('simple', regexp_replace(name, '([\u3400-\u9fff\uf900-\ufaff])', ' \1 ', 'g'))
$$;
CREATE INDEX customers_by_name ON customers_customer USING gin (customer_words(name)) WHERE name <> '';
"""
# what carries a person's id without a customer has to be found when the person is exported or erased
LOOSE = """
CREATE INDEX records_of_user ON records_record (workspace_id, user_id) WHERE customer_id IS NULL AND user_id <> '';
"""


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("accounts", "0001_initial"),
        ("customers", "0001_initial"),
        ("records", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="customer", name="one_customer_an_external_id"),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.UniqueConstraint(
                fields=("workspace", "external_id"),
                name="one_customer_an_external_id",
                opclasses=["int8_ops", "varchar_pattern_ops"],
            ),
        ),
        migrations.DeleteModel(name="ErasureReceipt"),
        migrations.CreateModel(
            name="ErasureReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_digests", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64))),
                ("records", models.PositiveIntegerField()),
                ("events", models.PositiveIntegerField()),
                ("identities", models.PositiveIntegerField()),
                ("consents", models.PositiveIntegerField()),
                ("batch_ids", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list)),
                ("holdings", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), default=list)),
                ("requested_with", models.CharField(blank=True, max_length=160)),
                ("requested_at", models.DateTimeField()),
                ("lake_erased_at", models.DateTimeField(blank=True, null=True)),
                ("waiting_for", models.BigIntegerField(editable=False, null=True)),
                ("waiting_batches", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False)),
                ("waiting_records", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, editable=False)),
                ("requested_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace")),
            ],
            options={"ordering": ["-requested_at", "-id"]},
        ),
        migrations.RunSQL(NAMES, "DROP INDEX customers_by_name; DROP FUNCTION customer_words(text);"),
        migrations.RunSQL(LOOSE, "DROP INDEX records_of_user;"),
    ]
