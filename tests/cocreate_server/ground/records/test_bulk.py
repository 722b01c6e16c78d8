"""What a COPY may leave out is what PostgreSQL puts there by itself."""

import json

import duckdb
import pytest
from django.db import connection

from cocreate_server.ground.records.bulk import RECORD_COLUMNS, RECORD_DEFAULTS

pytestmark = pytest.mark.django_db
SAID = {
    "id": "'00000000-0000-0000-0000-000000000001'",
    "workspace_id": "1",
    "collected_at": "now()",
    "batch_id": "1",
}


def test_columns_left_out_hold_their_defaults():
    said = {name: SAID.get(name, "''") for name in RECORD_COLUMNS if name not in RECORD_DEFAULTS}
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO records_record ({', '.join(said)}) VALUES ({', '.join(said.values())}) "  # noqa: S608 - words of ours
            f"RETURNING {', '.join(RECORD_DEFAULTS)}"
        )
        held = cursor.fetchone()
    (wanted,) = duckdb.sql(f"SELECT {', '.join(RECORD_DEFAULTS.values())}").fetchall()
    metadata = list(RECORD_DEFAULTS).index("metadata")
    assert json.loads(held[metadata]) == json.loads(wanted[metadata]) == {}
    assert [*held[:metadata], *held[metadata + 1 :]] == [*wanted[:metadata], *wanted[metadata + 1 :]]
