"""The lake forgets a person: no row, no file, no byte is left; nobody else loses anything."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from cocreate_server.ground.core.audit import SHELL
from cocreate_server.ground.core.erasing import ErasedPerson, Holding, on_erasure
from cocreate_server.ground.core.models import AuditEntry
from cocreate_server.ground.customers import lake_erasure
from cocreate_server.ground.customers.erasing import customer_erase
from cocreate_server.ground.customers.models import ErasureReceipt
from cocreate_server.ground.customers.tasks import erase_in_lake, resume
from cocreate_server.ground.lake import forgetting, store
from cocreate_server.ground.lake.api import batch_publish, batch_undo, lake_rebuild, lake_sync
from cocreate_server.ground.lake.engine import ask
from cocreate_server.ground.lake.tables import CUSTOMERS, RECORDS, TABLES
from cocreate_server.ground.lake.upkeep import lake_compact
from cocreate_server.ground.records.bulk import bulk
from cocreate_server.ground.records.models import Batch, Event, Record, RecordText

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NOW = datetime(2026, 5, 1, tzinfo=UTC)
TRAIT = "yearly-of-ada"
OF_ADA = ("Zebra-striped", "Loose zebra words", "zebra gift", TRAIT, "斑马纹")


def left_on_disk(words=OF_ADA) -> list[tuple[str, str]]:
    """Data files under the lake that hold any of the words, and lines of its log that hold what was said or done."""
    found = []
    for path in Path(settings.ENV.lake).rglob("*.parquet"):
        rows = ask("SELECT CAST(t AS VARCHAR) AS line FROM read_parquet($files) t", {"files": [str(path)]})
        text = "\n".join(rows["line"].tolist())
        found += [(path.name, word) for word in words if word in text]
    return found + left_in_log([word for word in words if word != TRAIT])


def left_in_log(words) -> list[tuple[str, str]]:
    logs = [(str(path), path.read_text()) for path in Path(settings.ENV.lake).rglob("_delta_log/*.json")]
    return [(name, word) for name, text in logs for word in words if word in text]


def in_lake(table=RECORDS) -> int:
    files = store.open_table(table).file_uris()
    return (
        int(ask("SELECT count(*) AS n FROM read_parquet($files)", {"files": files})["n"][0]) if files else 0
    )


def erase(ada) -> ErasureReceipt:
    return customer_erase(ada, actor=SHELL, now=NOW)


def work(receipt) -> ErasureReceipt:
    """What the worker does, which takes the job off the list first."""
    ProcrastinateJob.objects.filter(args__receipt_id=receipt.pk).delete()
    erase_in_lake(receipt.pk)
    return ErasureReceipt.objects.get(pk=receipt.pk)


def test_nothing_is_left_on_disk_and_others_stay(ada, bob):
    lake_sync()
    assert {word for _file, word in left_on_disk()} == set(OF_ADA)
    receipt = work(erase(ada))
    assert receipt.lake_erased_at is not None
    assert (receipt.waiting_for, receipt.waiting_records, receipt.waiting_batches) == (None, [], [])
    assert left_on_disk() == []
    assert {word for _file, word in left_on_disk(("Plain words stay", "monthly-of-bob"))} == {
        "Plain words stay", "monthly-of-bob",
    }  # fmt: skip
    assert (in_lake(), in_lake(CUSTOMERS)) == (1, 1)
    assert AuditEntry.objects.get(action="customer.lake_erased").subject == str(receipt)


def test_nothing_is_left_in_the_log(ada, bob):
    lake_sync()
    work(erase(ada))
    assert left_in_log(OF_ADA) == []


def test_a_person_whose_rows_never_reached_the_lake_does_not_reach_it_later(ada, bob):
    assert work(erase(ada)).lake_erased_at
    lake_sync()
    assert left_on_disk() == []
    assert in_lake() == 1


def test_older_versions_go_too(ada, bob, says):
    """Rows rewritten by changes, compaction and a rebuild leave files behind, each with the person's words."""
    lake_sync()
    for number in range(15):
        says(bob, f"more-{number}", "nps", number % 10)
        Record.objects.filter(submission_id="s1", field_id="nps").update(value_number=number % 10)
        lake_sync()
    lake_compact()
    lake_rebuild()
    assert work(erase(ada)).lake_erased_at
    assert left_on_disk() == []


def test_files_that_a_killed_writer_left_go_too(ada, bob):
    lake_sync()
    path = Path(store.open_table(RECORDS).file_uris()[0])
    (path.parent / "part-00000-left-by-a-crash.zstd.parquet").write_bytes(path.read_bytes())
    (path.parent / "batch-999-of-a-load-that-ended.parquet").write_bytes(path.read_bytes())
    assert work(erase(ada)).lake_erased_at
    assert left_on_disk() == []


def test_files_of_loads_that_go_on_stay(ada, bob, workspace):
    lake_sync()
    receipt = erase(ada)
    later = Batch.objects.create(workspace=workspace, label="later")
    path = Path(store.open_table(RECORDS).file_uris()[0])
    ahead = path.parent / f"batch-{later.pk}-ahead.parquet"
    ahead.write_bytes(b"not named yet")
    assert work(receipt).lake_erased_at
    assert ahead.exists()


def test_a_lake_that_lost_files_is_not_tidied(ada, bob):
    lake_sync()
    receipt = erase(ada)
    lake_sync()
    Path(store.open_table(RECORDS).file_uris()[0]).unlink()
    with pytest.raises(Exception, match=r"rebuilt|No files found|No such file"):
        work(receipt)
    receipt.refresh_from_db()
    assert receipt.lake_erased_at is None


def loading(ada, says) -> Batch:
    """A load that looked the person up, and has copied a first piece."""
    batch = Batch.objects.create(workspace=ada.workspace, label="on its way")
    with bulk():
        says(ada, "piece-1", "why", "Zebra-striped piece one", batch=batch)
    return batch


def test_a_load_under_way_does_not_bring_the_person_back(ada, bob, says, does):
    lake_sync()
    batch = loading(ada, says)
    receipt = erase(ada)
    with bulk():
        says(ada, "piece-2", "why", "Zebra-striped piece two", user_id="ada-1", batch=batch)
        does(ada, "piece-2-did", properties={"note": "zebra gift"}, batch=batch)
        says(bob, "piece-3", "why", "Bob in the same load", batch=batch)
    assert work(receipt).lake_erased_at is None  # it waits for the load
    assert ProcrastinateJob.objects.filter(args__tries=1).exists()

    batch_publish(batch.pk)
    receipt = work(receipt)
    assert receipt.lake_erased_at
    assert (receipt.records, receipt.events) == (5, 2)
    assert batch.pk in receipt.batch_ids
    assert left_on_disk() == []
    assert not Record.objects.filter(submission_id__in=["piece-1", "piece-2"]).exists()
    assert not Event.objects.filter(customer_id=ada.pk).exists()
    assert Record.objects.get(submission_id="piece-3").customer == bob
    assert in_lake() == 2


def test_a_load_that_is_undone_instead_is_no_hindrance(ada, says):
    batch = loading(ada, says)
    receipt = erase(ada)
    batch_undo(batch.pk)
    assert work(receipt).lake_erased_at
    assert left_on_disk() == []


def test_words_made_searchable_meanwhile_go_too(ada, bob):
    record = Record.objects.get(submission_id="s1", field_id="why")
    receipt = erase(ada)
    with connection.cursor() as cursor:  # an indexing that had read the text before
        cursor.execute(
            "INSERT INTO records_recordtext (record_id, workspace_id, words) VALUES (%s, %s, to_tsvector('zebra'))",
            [record.pk, ada.workspace_id],
        )
    work(receipt)
    assert not RecordText.objects.filter(record_id=record.pk).exists()


def test_a_record_sent_again_later_is_let_be(ada, says, customer_of):
    lake_sync()
    receipt = erase(ada)
    says(customer_of("ada-1"), "s1", "nps", 3)
    assert work(receipt).lake_erased_at
    assert in_lake() == 1


def test_other_rooms_erase_what_they_hold(ada):
    kept = {"survey.csv"}

    @on_erasure
    def of_files(person: ErasedPerson) -> list[Holding]:
        assert person.batch_ids
        assert person.customer_id == ada.pk
        return [Holding("import 7", kept.clear)] if kept else []

    receipt = work(erase(ada))
    assert kept == set()
    assert receipt.holdings == ["import 7"]


def test_rows_still_in_the_lake_keep_the_receipt_open(ada, monkeypatch):
    lake_sync()
    receipt = erase(ada)
    with monkeypatch.context() as held:
        held.setattr(lake_erasure, "lake_sync", lambda: None)  # as if an older transaction were still open
        assert work(receipt).lake_erased_at is None
    assert work(receipt).lake_erased_at


def test_files_still_on_disk_keep_the_receipt_open(ada, monkeypatch):
    lake_sync()
    receipt = erase(ada)
    with monkeypatch.context() as held:
        held.setattr(forgetting, "lake_forget", lambda: None)
        held.setattr(Path, "unlink", lambda *_args, **_named: None)
        assert work(receipt).lake_erased_at is None
    assert left_on_disk() != []
    assert work(receipt).lake_erased_at


def test_done_again_it_does_nothing(ada):
    receipt = work(erase(ada))
    versions = [store.open_table(table).version() for table in TABLES]
    assert work(receipt).lake_erased_at == receipt.lake_erased_at
    assert [store.open_table(table).version() for table in TABLES] == versions
    erase_in_lake(10**9)


def test_a_worker_that_starts_takes_up_what_was_left(ada, bob):
    open_one, done = erase(ada), erase(bob)
    ErasureReceipt.objects.filter(pk=done.pk).update(lake_erased_at=NOW)
    ProcrastinateJob.objects.all().delete()
    resume()
    resume()
    assert [job.args["receipt_id"] for job in ProcrastinateJob.objects.all()] == [open_one.pk]


def test_people_erased_together_are_all_forgotten(customer_of, says):
    people = [customer_of(f"p-{number}") for number in range(3)]
    for person in people:
        for month in range(3):
            says(
                person,
                f"{person.pk}-{month}",
                "why",
                "zebra gift",
                collected_at=NOW - timedelta(days=31 * month),
            )
    lake_sync()
    receipts = [erase(person) for person in people]
    assert all(work(receipt).lake_erased_at for receipt in receipts)
    assert left_on_disk() == []
    assert in_lake() == 0
