"""Files become records: counts and scores against an independent computation, over crashes, twice, undone, mended."""

import csv
import io
import json
import statistics
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from cocreate_files import FileError, Mapping
from cocreate_server.cli import imports as shell
from cocreate_server.ground.core.audit import SHELL
from cocreate_server.ground.customers.models import Customer, Identity
from cocreate_server.ground.lake import store
from cocreate_server.ground.lake.api import lake_rebuild, lake_sync
from cocreate_server.ground.lake.engine import ask
from cocreate_server.ground.lake.tables import RECORDS
from cocreate_server.ground.records.models import Batch, MappingRule, Record, RecordText, Touchpoint
from cocreate_server.listen.imports import pipeline, services
from cocreate_server.listen.imports.mending import rejected_csv
from cocreate_server.listen.imports.models import Import
from cocreate_server.listen.imports.services import (
    import_cancel,
    import_confirm,
    import_map,
    import_receive,
    import_undo,
)
from cocreate_server.listen.imports.sources import open_source
from cocreate_server.listen.imports.tasks import run_import, undo_import
from killing import every_step

pytestmark = pytest.mark.django_db(transaction=True)
HEADER = [
    "Response ID",
    "Date",
    "Customer ID",
    "E-mail",
    "How likely are you to recommend us?",
    "Why?",
    "Touchpoint",
    "Market",
]
ROWS = [
    ["r1", "2026-01-05 10:00", "c1", "ann@example.org", "10", "Lovely class, my son came home singing every time", "Class", "GB"],
    ["r2", "2026-01-06 11:00", "c2", "bo@example.org", "9", "老师很好，但是客服一直没有回复，改课要等三天", "Hotline", "CN"],
    ["r3", "2026-02-07 12:00", "c1", "ann@example.org", "3", "I called three times about the refund for nothing", "Hotline", "GB"],
    ["r4", "2026-02-08 13:00", "", "cy@example.org", "11", "Eleven out of ten, I would say to anybody who asks", "Class", "SG"],
    ["r5", "2026-02-30 14:00", "c4", "", "7", "The date of this answer does not exist in February", "Class", "SG"],
    ["r6", "2026-03-01 23:30", "c5", "", "8", "", "Class", "CN"],
]  # fmt: skip


def as_csv(rows) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([HEADER, *rows])
    return buffer.getvalue().encode()


def receive(workspace, data: bytes, *, name="answers.csv", **options) -> Import:
    return import_receive(workspace, name=name, blocks=[data], actor=SHELL, **options)


def received(workspace, data: bytes, **options) -> Import:
    """A file whose column of scores a person has named."""
    job = receive(workspace, data, **options)
    if HEADER[4].encode() in data and not job.mends_id:
        import_map(job, Mapping.from_json(job.mapping).override([f"nps={HEADER[4]}"]), actor=SHELL)
    return job


def bring_in(workspace, data: bytes, **options) -> Import:
    job = received(workspace, data, **options)
    import_confirm(job, actor=SHELL)
    run_import(import_id=job.pk)
    job.refresh_from_db()
    return job


def lake_rows(*, without: str = ""):
    files = store.open_table(RECORDS).file_uris()
    if not files:
        return []
    query = "SELECT * EXCLUDE (workspace_id) FROM read_parquet($files, hive_partitioning = true) ORDER BY submission_key, field_key"
    columns = ask(query, {"files": files})
    columns["traits"] = [None if text is None else json.loads(text) for text in columns["traits"]]
    names = sorted(columns.keys() - {without})
    return [tuple(str(columns[name][row]) for name in names) for row in range(len(columns["field_key"]))]


def test_rows_become_records_and_rejects(workspace):
    job = bring_in(workspace, as_csv(ROWS))
    assert (job.state, job.rows_total) == (Import.State.DONE, 6)
    scores = Record.objects.filter(field_type="nps").order_by("submission_id")
    assert list(scores.values_list("submission_id", "value_number")) == [
        ("r1", 10),
        ("r2", 9),
        ("r3", 3),
        ("r6", 8),
    ]
    assert Record.objects.filter(field_type="text").count() == 4
    reasons = list(job.rejects.order_by("line").values_list("line", "reason", "value"))
    assert reasons == [(5, "score_outside_scale", "11"), (6, "not_a_date", "2026-02-30 14:00")]


def test_customers_are_found_again(workspace):
    known = Customer.objects.create(workspace=workspace, external_id="c1", created_at="2025-01-01T00:00Z")
    bring_in(workspace, as_csv(ROWS))
    assert set(Record.objects.filter(user_id="c1").values_list("customer_id", flat=True)) == {known.pk}
    assert Identity.objects.get(value="ann@example.org").customer_id == known.pk
    by_address = Record.objects.filter(submission_id="r4").first()
    assert by_address.customer_id == Identity.objects.get(value="cy@example.org").customer_id


def test_the_same_file_twice_adds_nothing(workspace):
    first = bring_in(workspace, as_csv(ROWS))
    before = lake_rows()
    second = bring_in(workspace, as_csv(ROWS), name="again.csv")
    assert (second.records_added, second.records_known) == (0, first.records_added)
    assert lake_rows() == before


def test_a_file_without_ids_twice_adds_nothing(workspace):
    data = as_csv(ROWS).replace(b"Response ID", b"Centre")
    first = bring_in(workspace, data)
    second = bring_in(workspace, data)
    assert first.records_added > 0
    assert second.records_added == 0


def test_files_written_ahead_hold_what_postgresql_holds(workspace):
    """The lake's files are written before PostgreSQL has the rows; a rebuild from PostgreSQL gives the same."""
    bring_in(workspace, as_csv(ROWS))
    ahead = lake_rows()
    assert len(ahead) == Record.objects.count()
    lake_rebuild()
    assert lake_rows() == ahead


def test_files_written_ahead_are_the_same_in_whatever_order_months_come(workspace):
    months = [
        [f"s{number}", f"2026-{number % 3 + 1:02}-07 12:00", "", "", str(number % 11), "", "Class", "GB"]
        for number in range(30)
    ]
    bring_in(workspace, as_csv(months))
    scattered = lake_rows(without="batch_id")
    assert len(scattered) == 30
    import_undo(Import.objects.get(), actor=SHELL, now=timezone.now())
    undo_import(import_id=Import.objects.get().pk)
    again = bring_in(workspace, as_csv(sorted(months, key=lambda row: row[1])), name="answers.csv")
    assert lake_rows(without="batch_id") == scattered
    assert again.records_added == 30


def test_the_shell_brings_in_what_it_has_read_once(workspace, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(services, "open_source", lambda job: opened.append(job) or open_source(job))
    monkeypatch.setattr(pipeline, "open_source", lambda job: opened.append(job) or open_source(job))
    file = tmp_path / "answers.csv"
    file.write_bytes(as_csv(ROWS))
    job = shell.bring_in(
        file, workspace, layout="auto", meaning=lambda table: table.guess.override([f"nps={HEADER[4]}"])
    )
    assert (job.state, job.records_added, len(opened)) == (Import.State.DONE, 8, 1)
    with pytest.raises(FileError):
        shell.bring_in(
            file, workspace, layout="auto", meaning=lambda table: table.guess.override(["nps=none such"])
        )
    assert Import.objects.get() == job  # nothing is received where the meaning is refused


def test_other_columns_stay_with_the_records_as_traits(workspace):
    from cocreate_server.understand.scores.dimensions import dimensions_of

    job = bring_in(workspace, as_csv(ROWS).replace(b"Market", b"Cabin"))
    record = Record.objects.filter(batch_id=job.batch_id, submission_id="r1").first()
    assert record.metadata["traits"] == {"Cabin": "GB"}
    assert "trait:Cabin" in [dimension.code for dimension in dimensions_of(workspace).all]


def test_undoing_leaves_nothing(workspace):
    bring_in(workspace, as_csv(ROWS[:2]))
    job = bring_in(workspace, as_csv(ROWS[2:]), name="more.csv")
    import_undo(job, actor=SHELL, now=job.ended_at)
    undo_import(import_id=job.pk)
    lake_sync()
    assert set(Record.objects.values_list("submission_id", flat=True)) == {"r1", "r2"}
    assert set(Customer.objects.values_list("external_id", flat=True)) == {"c1", "c2"}
    assert RecordText.objects.count() == Record.objects.filter(field_type="text").count()
    assert len(lake_rows()) == Record.objects.count()
    assert bring_in(workspace, as_csv(ROWS[2:]), name="once more.csv").records_added == job.records_added


def test_cancelling_leaves_nothing(workspace):
    job = received(workspace, as_csv(ROWS))
    import_confirm(job, actor=SHELL)
    import_cancel(job, actor=SHELL)
    run_import(import_id=job.pk)
    job.refresh_from_db()
    assert job.state == Import.State.CANCELLED
    assert (Record.objects.count(), Customer.objects.count(), lake_rows()) == (0, 0, [])


@pytest.mark.slow
def test_an_import_killed_before_any_step_comes_in_once(workspace):
    job = received(workspace, as_csv(ROWS))
    import_confirm(job, actor=SHELL)
    steps = list(every_step("import", job.pk))
    job.refresh_from_db()
    lake_sync()
    assert len(steps) > 20
    assert (job.state, Record.objects.count(), job.records_added + job.records_known) == (
        Import.State.DONE,
        8,
        8,
    )
    assert len(lake_rows()) == 8
    assert job.rejects.count() == 2
    ahead = lake_rows()
    lake_rebuild()
    assert lake_rows() == ahead


def test_rejected_rows_can_be_mended_and_brought_in_again(workspace):
    job = bring_in(workspace, as_csv(ROWS))
    rows = list(csv.reader(io.StringIO(b"".join(rejected_csv(job)).decode("utf-8-sig"))))
    assert rows[0][:3] == ["line", "reason", "Response ID"]
    assert [row[0] for row in rows[1:]] == ["5", "6"]
    place = rows[0].index(HEADER[4])
    rows[1][place], rows[2][rows[0].index("Date")] = "10", "2026-02-28 14:00"
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    mended = bring_in(workspace, buffer.getvalue().encode(), name="mended.csv", mends=job)
    assert (mended.records_added, mended.rejected) == (3, 0)
    assert Record.objects.get(submission_id="r4", field_type="nps").value_number == 10


def test_mended_rows_join_their_submission_where_the_file_has_no_ids(workspace):
    data = as_csv(ROWS).replace(b"Response ID", b"Centre")
    job = bring_in(workspace, data)
    rows = list(csv.reader(io.StringIO(b"".join(rejected_csv(job)).decode("utf-8-sig"))))
    assert rows[0][2] == "Submission ID"
    text = Record.objects.get(value_text__startswith="Eleven")
    assert rows[1][2] == text.submission_id
    rows[1][rows[0].index(HEADER[4])] = "10"
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows[:2])
    bring_in(workspace, buffer.getvalue().encode(), name="mended.csv", mends=job)
    assert Record.objects.get(submission_id=text.submission_id, field_type="nps").value_number == 10


def test_rules_place_records_that_say_no_touchpoint(workspace):
    desk = Touchpoint.objects.create(workspace=workspace, code="desk", name_en="Front desk")
    MappingRule.objects.create(
        workspace=workspace, field="source_name", operator="starts", value="after'visit", touchpoint=desk
    )
    data = as_csv([[*row[:6], "", row[7]] for row in ROWS[:2]])
    bring_in(workspace, data, name="After'visit survey.csv")
    assert set(Record.objects.values_list("touchpoint", flat=True)) == {"desk"}


def test_places_are_known_by_their_names_and_new_ones_noted(workspace):
    Touchpoint.objects.create(workspace=workspace, code="help-hotline", name_en="Hotline", name_zh="客服热线")
    bring_in(workspace, as_csv(ROWS))
    assert set(Record.objects.values_list("touchpoint", flat=True)) == {"help-hotline", "Class"}
    assert set(Touchpoint.objects.values_list("code", flat=True)) == {"help-hotline", "Class"}


def test_records_of_an_import_under_way_do_not_count(workspace):
    from cocreate_server.ground.records.reading import visible

    job = bring_in(workspace, as_csv(ROWS))
    assert visible(workspace.pk).count() == 8
    Batch.objects.filter(pk=job.batch_id).update(state=Batch.State.LOADING)
    assert visible(workspace.pk).count() == 0


def test_erasing_a_person_deletes_the_file_they_came_in(workspace):
    from cocreate_server.ground.core.erasing import ErasedPerson, holdings_of
    from cocreate_server.listen.imports.sources import source_path

    job = bring_in(workspace, as_csv(ROWS))
    other = bring_in(workspace, as_csv([["x1", *ROWS[0][1:]]]), name="other.csv")
    person = ErasedPerson(workspace.pk, 1, (job.batch_id,))
    for holding in holdings_of(person):
        assert holding.name == f"import {job.pk}"
        holding.erase()
    assert not source_path(job).exists()
    assert job.rejects.count() == 0
    assert source_path(other).exists()
    assert holdings_of(person) == []


def test_texts_are_found_in_both_languages(workspace):
    from cocreate_server.ground.records.reading import RecordFilter, record_list_for

    bring_in(workspace, as_csv(ROWS))

    def found(words):
        return sorted(
            record_list_for(workspace.pk, RecordFilter(words=words)).values_list("submission_id", flat=True)
        )

    assert found("客服") == ["r2"]
    assert found("没有回复 老师") == ["r2"]
    assert found("服客") == []
    assert found("calling refunds") == ["r3"]
    assert found("refund -nothing") == []


def data_file(path: str) -> Path:
    file = Path(__file__).parents[4].parent / "shared/data" / path
    if not file.exists():
        pytest.skip(f"{file} is absent")
    return file


def test_airline_reviews(workspace):
    import gzip

    file = data_file("reviews/airline_seat_reviews.csv.gz")
    job = bring_in(workspace, file.read_bytes(), name=file.name)
    with gzip.open(file, "rt") as source:
        overall = [float(row["overall_rating"]) for row in csv.DictReader(source) if row["overall_rating"]]
    found = Record.objects.filter(field_id="overall_rating").values_list("value_number", flat=True)
    assert (job.rows_total, len(found)) == (1258, len(overall))
    assert statistics.fmean(found) == pytest.approx(statistics.fmean(overall))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM records_recordtext")
        assert cursor.fetchone()[0] > 1000
