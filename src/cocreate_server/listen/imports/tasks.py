"""Jobs of imports; each is safe to begin again."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from cocreate_files import FileError, SourceTable
from cocreate_server.ground.core.jobs import on_worker_start
from cocreate_server.ground.webhooks.api import announce
from cocreate_server.listen.imports import pipeline
from cocreate_server.listen.imports.models import Import

log = structlog.get_logger("cocreate.imports")
LOCK = 0x1339


@app.task(name="imports.run")
def run_import(import_id: int) -> None:
    """Bring a confirmed import in; done at once where another worker has it in hand."""
    bring_in(import_id)


def bring_in(import_id: int, *, table: SourceTable | None = None) -> None:
    """Bring a confirmed import in here and now.

    Args:
        import_id: Which.
        table: Its file, where it is open already.
    """
    with _in_hand(import_id) as mine:
        job = Import.objects.select_related("workspace", "batch").get(pk=import_id)
        if mine and job.state in {Import.State.QUEUED, Import.State.RUNNING}:
            Import.objects.filter(pk=job.pk).update(state=Import.State.RUNNING, problem="")
            _bring_in(job, table)


@app.task(name="imports.undo")
def undo_import(import_id: int) -> None:
    """Take an import out again."""
    with _in_hand(import_id) as mine:
        job = Import.objects.select_related("workspace", "batch").get(pk=import_id)
        if mine and job.state == Import.State.UNDOING:
            pipeline.undo(job)
            Import.objects.filter(pk=job.pk).update(state=Import.State.UNDONE, ended_at=timezone.now())


@on_worker_start
def resume() -> None:
    """Take up imports that a worker which died left half done."""
    for job in Import.objects.filter(state__in=[Import.State.QUEUED, Import.State.RUNNING]):
        run_import.defer(import_id=job.pk)
    for job in Import.objects.filter(state=Import.State.UNDOING):
        undo_import.defer(import_id=job.pk)


def _bring_in(job: Import, table: SourceTable | None) -> None:
    try:
        pipeline.run(job, table=table)
    except pipeline.Cancelled:
        pipeline.undo(job)
        _end(job, Import.State.CANCELLED)
    except FileError as error:
        pipeline.undo(job)
        _end(job, Import.State.FAILED, problem=str(error))
    except Exception as error:
        log.exception("an import failed", import_id=job.pk)
        pipeline.undo(job)
        _end(job, Import.State.FAILED, problem=type(error).__name__)
    else:
        with transaction.atomic():
            _end(job, Import.State.DONE)
            _announce(job)


def _announce(job: Import) -> None:
    done = Import.objects.get(pk=job.pk)
    counts = {"records": done.records_added, "known": done.records_known, "left_out": done.rejected}
    data = {"import": done.pk, "file_name": done.file_name, **counts}
    announce(done.workspace_id, "import.published", data, now=timezone.now())


def _end(job: Import, state: str, *, problem: str = "") -> None:
    Import.objects.filter(pk=job.pk).update(state=state, problem=problem, step="", ended_at=timezone.now())


@contextmanager
def _in_hand(import_id: int) -> Iterator[bool]:
    """Whether this import is ours alone to work on; the lock dies with us."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, import_id])
        (mine,) = cursor.fetchone()
        try:
            yield mine
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, import_id])
