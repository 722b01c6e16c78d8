"""From a file to records: read, found customers, placed, copied to PostgreSQL in pieces, published to the lake.

Every piece commits with the count of what is done, so that an import taken up after a crash goes on where it was;
and nothing counts until the whole batch is published.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from cocreate_files import Mapping, SourceTable, judged_relation, rejects_relation, unsaid_columns
from cocreate_server.ground.customers.bulk import customers_of_batch_erase, customers_resolve
from cocreate_server.ground.lake.api import (
    RECORDS,
    LakeFile,
    batch_publish,
    batch_undo,
    drop_files,
    lake_is_local,
    write_ahead,
)
from cocreate_server.ground.records.api import Batch
from cocreate_server.ground.records.bulk import (
    NULL,
    RECORD_COLUMNS,
    RECORD_DEFAULTS,
    Loaded,
    bulk,
    copy_new,
    index_words,
)
from cocreate_server.ground.records.ids import RECORD_ID_SQL
from cocreate_server.ground.records.placing import PLACES, places_ensure, placing_sql
from cocreate_server.listen.imports.models import Import
from cocreate_server.listen.imports.sources import open_source

RECORDS_A_PIECE = 50_000
COPIERS = 2
BLOCK = 1 << 20
MOST_REJECTS = 100_000
MOST_MONTHS = 120
SOURCE_TYPE = "import"
TEXTS = ("field_label", "field_group_id", "field_group_label", "value_id", "user_id", "language", "market")
REJECT_COLUMNS = ("import_job_id", "line", "row", '"column"', "reason", "value")

# what else a row says stays with its records, as it was then; a customer's traits are as they are last
METADATA = """CASE WHEN traits = '{}' THEN metadata ELSE json_merge_patch(metadata, '{"traits":' || traits || '}') END"""
PEOPLE = """
    SELECT coalesce('u' || user_id, 'e' || lower(email)) AS key, any_value(user_id) AS external_id,
           min(lower(email)) AS email, any_value(language) AS language, any_value(market) AS market,
           coalesce(arg_max(traits, row), '{}') AS traits, coalesce(min(collected_at), $now) AS seen_at
    FROM wide WHERE reason IS NULL AND (user_id IS NOT NULL OR email IS NOT NULL) GROUP BY 1
"""


class Cancelled(Exception):
    """Somebody asked for the import to be cancelled."""


@dataclass(frozen=True, slots=True)
class Workbench:
    """Where one import is worked on: its job and batch, its file, and a folder for what lies in between."""

    job: Import
    batch: Batch
    table: SourceTable
    mapping: Mapping
    folder: Path

    @property
    def unsaid(self) -> frozenset[str]:
        """Columns of a record in which nothing stands, whatever the rows hold; they take PostgreSQL's default."""
        people = any(self.mapping.of_role(role) for role in ("customer", "email"))
        unsaid = unsaid_columns(self.mapping)
        if not people:
            unsaid |= {"customer_id"}
        if self.job.holds_reviews:
            unsaid -= {"field_group_id"}  # rating and text of a review belong together
        if "traits" not in unsaid:
            unsaid -= {"metadata"}  # traits go there
        return unsaid & RECORD_DEFAULTS.keys()

    def sql(self, query: str, parameters: Any = None) -> Any:
        """Run SQL in the engine that holds the file."""
        return self.table.connection.execute(query, parameters)

    def keep(self, name: str, query: str) -> None:
        """Keep a query's rows in a file beside, and show them under a name: half the work that a table takes."""
        path = self.folder / f"{name}.parquet"
        self.sql(
            f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION uncompressed, ROW_GROUP_SIZE {RECORDS_A_PIECE})"
        )
        self.sql(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet('{path}')")

    def one(self, query: str) -> Any:
        """The single value of a query; several threads may ask at once."""
        with self.table.connection.cursor() as engine:
            (value,) = engine.execute(query).fetchone() or (None,)
        return value

    def csv_of(self, query: str, *, name: str = "rows") -> "Rows":
        r"""A query's rows as CSV without header, NULL as \N; several threads may ask at once."""
        path = self.folder / f"{name}.csv"
        with self.table.connection.cursor() as engine:
            engine.execute(f"COPY ({query}) TO '{path}' (FORMAT csv, HEADER false, NULLSTR '{NULL}')")
        return Rows(path)


@dataclass(frozen=True, slots=True)
class Rows(Iterable[bytes]):
    """The blocks of a file; can be gone through again."""

    path: Path

    def __iter__(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            while block := file.read(BLOCK):
                yield block


def run(job: Import, *, table: SourceTable | None = None) -> None:
    """Bring a confirmed import in, or take it up again where a crash left it.

    Args:
        job: The import.
        table: Its file, where it is open already; else it is opened.

    Raises:
        Cancelled: Somebody asked for it.
        FileError: The file cannot be read any more, or the mapping does not fit it.
    """
    batch = job.batch or _begin(job)
    mapping = Mapping.from_json(job.mapping)
    ahead: list[LakeFile] = []
    if batch.state == Batch.State.LOADING:
        opened = nullcontext(table) if table else open_source(job)
        with TemporaryDirectory(prefix="cocreate-import-") as folder, opened as source:
            bench = Workbench(job, batch, source, mapping, Path(folder))
            _step(job, "reading", rows_total=source.rows)
            _make_records(bench)
            _step(job, "loading", records_total=bench.one("SELECT count(*) FROM ready"))
            ahead = _load_records(bench)
            _note_places(bench)
    _step(job, "publishing")
    batch_publish(batch.pk, ahead=ahead)
    if "value_text" not in unsaid_columns(mapping):
        _step(job, "indexing")
        index_words(batch.pk)


def undo(job: Import) -> None:
    """Take out everything an import brought; called again, it goes on where it was."""
    if job.batch_id:
        batch_undo(job.batch_id)
        customers_of_batch_erase(job.batch_id)


def _begin(job: Import) -> Batch:
    with transaction.atomic():
        batch = Batch.objects.create(workspace=job.workspace, label=job.file_name)
        job.batch, job.started_at = batch, timezone.now()
        job.save(update_fields=["batch", "started_at"])
    return batch


def _step(job: Import, step: str, **figures: int) -> None:
    Import.objects.filter(pk=job.pk).update(step=step, **figures)
    _heed(job)


def _heed(job: Import) -> None:
    if Import.objects.values_list("cancel_asked", flat=True).get(pk=job.pk):
        raise Cancelled


def _make_records(bench: Workbench) -> None:
    """Turn the file's rows into records, each with its customer and its place: the view `ready`.

    It shows the good ones of `judged`, which holds answers that cannot be records too.
    """
    records = judged_relation(bench.table, bench.mapping).sql_query()
    known = any(bench.mapping.of_role(role) for role in ("customer", "email"))
    if known:
        bench.keep("wide", records)
        _find_customers(bench)
    else:
        bench.sql(f"CREATE VIEW wide AS {records}")
    alike = _alike(bench)
    columns = _listed(_columns(bench, alike, known=known))
    join = "LEFT JOIN people ON people.key = coalesce('u' || user_id, 'e' || lower(email))" if known else ""
    bench.keep("judged", f"SELECT row, reason, column_name, raw, {columns} FROM wide {join}")
    bench.sql(f"CREATE VIEW ready AS SELECT *, {_listed(alike)} FROM judged WHERE reason IS NULL")


def _alike(bench: Workbench) -> dict[str, str]:
    """SQL for the columns that all records of the import have alike, which are not worth keeping row by row."""
    return {
        "workspace_id": str(bench.job.workspace_id),
        "source_type": _literal("review" if bench.job.holds_reviews else SOURCE_TYPE),
        "source_id": _literal(bench.job.layout),
        "source_name": _literal(_survey_name(bench.job.file_name)),
        "batch_id": str(bench.batch.pk),
    } | {name: RECORD_DEFAULTS[name] for name in sorted(bench.unsaid)}


def _columns(bench: Workbench, alike: dict[str, str], *, known: bool) -> dict[str, str]:
    """SQL for each other column of a record."""
    workspace = bench.job.workspace_id
    own = {
        "id": RECORD_ID_SQL.format(workspace=f"'{workspace}'", submission="submission_id", field="field_id"),
        "collected_at": f"coalesce(collected_at, {_now(bench)})",
        "metadata": METADATA,
    } | ({"customer_id": "people.customer_id"} if known else {})
    own |= {name: f"coalesce({name}, '')" for name in TEXTS}
    if bench.job.holds_reviews:
        own["field_group_id"] = "coalesce(nullif(field_group_id, ''), 'review')"
    looked_at = {
        name: alike.get(name, own.get(name, name))
        for name in ("source_type", "source_id", "source_name", "field_id", "field_label")
    }
    said = {name: f"coalesce({name}, '')" for name in ("touchpoint", "channel", "component")}
    own |= placing_sql(workspace, fields=looked_at | said)
    own |= {name: f"left({own[name]}, {length})" for name, length in (("language", 35), ("market", 60))}
    return {name: own.get(name, name) for name in RECORD_COLUMNS if name not in alike}


def _listed(columns: dict[str, str]) -> str:
    return ", ".join(f"{sql} AS {name}" for name, sql in columns.items())


def _find_customers(bench: Workbench) -> None:
    people = bench.csv_of(PEOPLE.replace("$now", _now(bench)))
    with transaction.atomic(), connection.cursor() as cursor:
        found = customers_resolve(cursor, bench.job.workspace_id, bench.batch.pk, people)
    path = bench.folder / "people.csv"
    with path.open("wb") as file:
        file.writelines(found)
    bench.sql(
        "CREATE TABLE people AS SELECT * FROM read_csv($path, auto_detect = false, header = false, delim = ',', "
        "quote = '\"', escape = '\"', columns = {'key': 'VARCHAR', 'customer_id': 'BIGINT'})",
        {"path": str(path)},
    )


def _load_records(bench: Workbench) -> list[LakeFile]:
    """Copy into PostgreSQL, while the lake's files are written and the rejects listed beside it.

    Returns:
        The lake's files, where they hold just what PostgreSQL took; else none.
    """
    with ThreadPoolExecutor(max_workers=1) as aside:
        writing = aside.submit(_write_ahead, bench) if lake_is_local() else None
        listing = aside.submit(_list_rejects, bench)
        _copy_pieces(bench)
        files = writing.result() if writing else []
        listing.result()
    job = Import.objects.get(pk=bench.job.pk)
    if job.records_known or job.records_added != job.records_total:
        drop_files(RECORDS, files)
        return []
    return files


def _copy_pieces(bench: Workbench) -> None:
    """Copy the pieces that are not copied yet, several at a time; a piece is so many rows of the file."""
    size = max(1, RECORDS_A_PIECE // max(1, len(bench.mapping.answers)))
    last = bench.one("SELECT coalesce(max(row), 0) FROM ready")
    done = set(Import.objects.values_list("pieces_done", flat=True).get(pk=bench.job.pk))
    starts = [start for start in range(1, last + 1, size) if start not in done]
    with ThreadPoolExecutor(max_workers=COPIERS) as copiers:
        copying = [copiers.submit(_copy_piece, bench, start, start + size) for start in starts]
        try:
            for piece in as_completed(copying):
                piece.result()
        except BaseException:
            copiers.shutdown(cancel_futures=True)
            raise


def _copy_piece(bench: Workbench, start: int, end: int) -> None:
    """Copy the records of some rows of the file, and count them as done, in one transaction.

    They go in the order of their ids: neighbours then fall into the same pages of the key's index, which takes a third
    off what PostgreSQL spends.
    """
    try:
        _heed(bench.job)
        columns = [name for name in RECORD_COLUMNS if name not in bench.unsaid]
        piece = bench.csv_of(
            f"SELECT {', '.join(columns)} FROM ready WHERE row >= {start} AND row < {end} ORDER BY id",
            name=f"piece-{start}",
        )
        rows = bench.one(f"SELECT count(*) FROM ready WHERE row >= {start} AND row < {end}")
        with bulk() as cursor:
            loaded = copy_new(cursor, "records_record", columns, piece, rows=rows)
            _count_as_done(bench, start, loaded)
        piece.path.unlink()
    finally:
        connection.close()  # each thread has its own


def _count_as_done(bench: Workbench, start: int, loaded: Loaded) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE imports_import SET pieces_done = pieces_done || %s::integer, records_done = records_done + %s, "
            "records_added = records_added + %s, records_known = records_known + %s WHERE id = %s",
            [start, loaded.added + loaded.known, loaded.added, loaded.known, bench.job.pk],
        )
        cursor.execute(
            "UPDATE records_batch SET records = records + %s WHERE id = %s", [loaded.added, bench.batch.pk]
        )


def _write_ahead(bench: Workbench) -> list[LakeFile]:
    rows = RECORDS.engine_select("ready", time_zone=bench.job.workspace.time_zone)
    with bench.table.connection.cursor() as engine:
        months = _months_together(engine)
        return write_ahead(engine, RECORDS, rows, name=f"batch-{bench.batch.pk}", months=months)


def _months_together(engine: Any) -> list[str]:
    """The months of the records, where the file has each month's rows near together; else none."""
    months = engine.execute(
        "SELECT strftime(month, '%Y-%m'), min(row), max(row) "
        "FROM (SELECT date_trunc('month', collected_at) AS month, row FROM ready) GROUP BY month ORDER BY month"
    ).fetchall()
    if len(months) > MOST_MONTHS or any(len(month) != len("2024-01") for month, _, _ in months):
        return []
    last = max((end for _, _, end in months), default=0)
    together = sum(end - start for _, start, end in months) <= 2 * last
    return [month for month, _, _ in months] if together else []


def _list_rejects(bench: Workbench) -> None:
    """List what was left out, by line, with the reason; done again, the list is made anew."""
    rejects = rejects_relation(bench.table, bench.mapping, judged="judged").sql_query()
    with bench.table.connection.cursor() as engine:
        engine.execute(f"CREATE TABLE left_out AS {rejects}")
        (total,) = engine.execute("SELECT count(*) FROM left_out").fetchone() or (0,)
    listed = bench.csv_of(
        f"SELECT {bench.job.pk}, line, row, coalesce(column_name, ''), code, coalesce(value, '') "
        f"FROM left_out ORDER BY line LIMIT {MOST_REJECTS}",
        name="rejects",
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM imports_reject WHERE import_job_id = %s", [bench.job.pk])
        with cursor.cursor.copy(
            f"COPY imports_reject ({', '.join(REJECT_COLUMNS)}) FROM STDIN (FORMAT csv, NULL '{NULL}')"
        ) as copy:
            for block in listed:
                copy.write(block)
        Import.objects.filter(pk=bench.job.pk).update(rejected=total)
    connection.close()


def _note_places(bench: Workbench) -> None:
    for name in PLACES:
        codes = bench.sql(f"SELECT DISTINCT {name} FROM ready WHERE {name} <> ''").fetchall()
        places_ensure(bench.job.workspace_id, name, {code for (code,) in codes})


def _survey_name(file_name: str) -> str:
    """The file's name without its endings."""
    return PurePath(file_name).name.split(".")[0] or file_name


def _now(bench: Workbench) -> str:
    started = bench.job.started_at or timezone.now()
    return f"TIMESTAMP '{started:%Y-%m-%d %H:%M:%S}'"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
