"""Killed with -9 before any step, the lake loses nothing and doubles nothing."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from cocreate_server.ground.lake import store
from cocreate_server.ground.lake.api import batch_publish, batch_undo, lake_rebuild, lake_sync
from cocreate_server.ground.lake.engine import ask
from cocreate_server.ground.lake.follower import Follower
from cocreate_server.ground.lake.tables import EVENTS, RECORDS
from cocreate_server.ground.lake.upkeep import MANY_FILES, lake_compact
from cocreate_server.ground.records.ids import record_id
from cocreate_server.ground.records.models import Batch, Record
from killing import every_step

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def add(workspace, name: str, value: float, *, batch: Batch | None = None, days: int = 0) -> Record:
    return Record.objects.create(
        id=record_id(workspace.pk, name, "nps"), workspace=workspace, submission_id=name, field_id="nps",
        field_type="nps", value_number=value, batch=batch, collected_at=datetime(2026, 1, 20, tzinfo=UTC) + timedelta(days=days),
    )  # fmt: skip


def in_lake() -> list[tuple[int, float]]:
    files = store.open_table(RECORDS).file_uris()
    if not files:
        return []
    found = ask(
        "SELECT submission_key, value_number FROM read_parquet($files) ORDER BY ALL", {"files": files}
    )
    return list(zip(found["submission_key"].tolist(), found["value_number"].tolist(), strict=True))


def in_database() -> list[tuple[int, float]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ('x' || left(replace(r.id::text, '-', ''), 16))::bit(64)::bigint AS key, value_number FROM records_record r "
            "LEFT JOIN records_batch b ON b.id = r.batch_id WHERE b.id IS NULL OR b.state = 'published' ORDER BY 1, 2"
        )
        return cursor.fetchall()


def test_following_survives_a_kill_before_any_step(workspace):
    add(workspace, "old", 3)
    add(workspace, "gone", 4)
    lake_sync()
    steps = 0
    for step in every_step("sync"):
        steps = step
        # each round something new, something changed, something erased, in two months
        add(workspace, f"new-{step}", step)
        add(workspace, f"later-{step}", step, days=30)
        Record.objects.filter(submission_id="old").update(value_number=step)
        Record.objects.filter(submission_id=f"new-{step - 1}").delete()
    lake_sync()
    assert steps > 5
    assert in_lake() == in_database()


def test_a_kill_between_commit_and_striking_off_doubles_nothing(workspace, monkeypatch):
    """The same in one process: the lake has the rows, but the list of changes still names them."""
    add(workspace, "one", 1)
    lake_sync()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO lake_change (kind, deed, xid, workspace_id, row_uuid, month) "
            "SELECT 'r', 'I', 1, workspace_id, id, '2026-01' FROM records_record"
        )
    lake_sync()
    assert in_lake() == in_database()


def test_publishing_survives_a_kill_before_any_step(workspace):
    batch = Batch.objects.create(workspace=workspace, label="b")
    with connection.cursor() as cursor:
        cursor.execute("SET cocreate.bulk = 'on'")
    for number in range(5):
        add(workspace, f"b{number}", number, batch=batch, days=10 * number)
    with connection.cursor() as cursor:
        cursor.execute("SET cocreate.bulk = 'off'")
    for step in every_step("publish", batch.pk):
        if step == 2:
            # somebody is erased while the batch is on its way
            Record.objects.filter(submission_id="b3").delete()
        lake_sync()
    batch.refresh_from_db()
    assert batch.state == Batch.State.PUBLISHED
    lake_sync()
    assert in_lake() == in_database()
    assert len(in_lake()) == 4


def test_undoing_survives_a_kill_before_any_step(workspace):
    batch = Batch.objects.create(workspace=workspace, label="b")
    for number in range(4):
        add(workspace, f"b{number}", number, batch=batch)
    add(workspace, "stays", 9)
    batch_publish(batch.pk)
    lake_sync()
    for _step in every_step("undo", batch.pk):
        pass
    lake_sync()
    assert in_lake() == in_database()
    assert len(in_lake()) == 1


def test_rebuilding_survives_a_kill_before_any_step(workspace):
    for number in range(4):
        add(workspace, f"r{number}", number, days=20 * number)
    lake_sync()
    for step in every_step("rebuild"):
        add(workspace, f"meanwhile-{step}", step)
        lake_sync()
        assert in_lake() == in_database()
    assert in_lake() == in_database()


def test_a_lake_that_was_lost_is_made_anew(workspace):
    for number in range(4):
        add(workspace, f"r{number}", number, days=20 * number)
    lake_rebuild()
    lake_sync()
    assert in_lake() == in_database()
    assert store.open_table(EVENTS).file_uris() == []


def test_a_row_erased_and_sent_again_is_there_once(workspace):
    add(workspace, "again", 1)
    lake_sync()
    Record.objects.all().delete()
    add(workspace, "again", 2)
    lake_sync()
    assert in_lake() == in_database()
    assert len(in_lake()) == 1


def test_a_record_that_moves_to_another_month_leaves_the_old_one(workspace):
    record = add(workspace, "moves", 1)
    lake_sync()
    record.collected_at = datetime(2025, 6, 1, tzinfo=UTC)
    record.save()
    lake_sync()
    assert in_lake() == in_database()
    assert len(in_lake()) == 1


def test_undone_batches_leave_later_rows_alone(workspace):
    batch = Batch.objects.create(workspace=workspace, label="b")
    add(workspace, "b", 1, batch=batch)
    batch_publish(batch.pk)
    add(workspace, "later", 2)
    batch_undo(batch.pk)
    lake_sync()
    assert in_lake() == in_database()


def test_a_lake_of_an_older_version_gets_the_columns_it_lacks(workspace):
    older = replace(RECORDS, columns=tuple(column for column in RECORDS.columns if column.name != "traits"))
    store.open_table(older)
    add(workspace, "one", 1)
    lake_sync()
    assert in_lake() == in_database()
    lake_rebuild()
    assert in_lake() == in_database()


def test_compacting_joins_files_and_keeps_rows(workspace):
    for number in range(MANY_FILES + 2):
        add(workspace, f"c{number}", number)
        lake_sync()
    assert len(store.open_table(RECORDS).file_uris()) > MANY_FILES
    assert lake_compact() > MANY_FILES
    assert len(store.open_table(RECORDS).file_uris()) == 1
    assert in_lake() == in_database()


def test_the_follower_copies_without_being_asked(workspace):
    follower = Follower()
    follower.start()
    try:
        add(workspace, "followed", 7)
        for _look in range(300):
            if in_lake() == in_database():
                break
            time.sleep(0.1)
        assert in_lake() == in_database()
    finally:
        follower.stop()
