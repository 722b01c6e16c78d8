"""Imports: received, corrected, confirmed, cancelled, undone, mended."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cocreate_files import Mapping, SourceTable
from cocreate_server.ground.accounts.api import Workspace
from cocreate_server.ground.core.audit import Actor, audit
from cocreate_server.ground.core.errors import Conflict
from cocreate_server.listen.imports.models import Import
from cocreate_server.listen.imports.sources import open_source, source_forget, source_keep
from cocreate_server.listen.imports.tasks import run_import, undo_import

SUBMISSION_COLUMN = "Submission ID"
MOVING = (Import.State.QUEUED, Import.State.RUNNING)


def import_receive(
    workspace: Workspace,
    *,
    name: str,
    blocks: Iterable[bytes],
    actor: Actor,
    layout: str = "auto",
    mends: Import | None = None,
) -> Import:
    """Keep a file, recognise it and guess what its columns mean; nothing is brought in yet.

    Args:
        workspace: Where it goes.
        name: The file's name.
        blocks: Its bytes.
        actor: Who brings it.
        layout: One of the known layouts, or auto.
        mends: The import whose rejected rows it holds; columns of the same name keep their meaning.

    Raises:
        UnreadableFile: It is empty, damaged or of a kind that is not read.
    """

    def meaning(table: SourceTable) -> Mapping:
        return table.guess if mends is None else _as_before(table.guess, Mapping.from_json(mends.mapping))

    with import_received(
        workspace, name=name, blocks=blocks, actor=actor, layout=layout, mends=mends, meaning=meaning
    ) as (job, _table):
        return job


@contextmanager
def import_received(
    workspace: Workspace,
    *,
    name: str,
    blocks: Iterable[bytes],
    actor: Actor,
    meaning: Callable[[SourceTable], Mapping],
    layout: str = "auto",
    mends: Import | None = None,
) -> Iterator[tuple[Import, SourceTable]]:
    """A file received, and its table while that is open: for whoever brings it in at once, and need not read it again.

    Args:
        workspace: Where it goes.
        name: The file's name.
        blocks: Its bytes.
        actor: Who brings it.
        meaning: What the columns of its table mean; where it raises, nothing is received.
        layout: One of the known layouts, or auto.
        mends: The import whose rejected rows it holds.
    """
    place, size = source_keep(name, blocks)
    job = Import(
        workspace=workspace, file_name=name[-200:], stored_as=place, size_bytes=size, layout=layout,
        created_by_id=actor.user_id, mends=mends,
    )  # fmt: skip
    with ExitStack() as stack:
        try:
            table = stack.enter_context(open_source(job))
            _recognise(job, table, meaning(table))
        except BaseException:
            source_forget(job)
            raise
        job.save()
        audit(
            actor,
            "import.received",
            workspace_id=workspace.pk,
            subject=f"import {job.pk}",
            rows=job.rows_total,
        )
        yield job, table


def _recognise(job: Import, table: SourceTable, mapping: Mapping) -> None:
    job.layout, job.encoding, job.delimiter = table.layout.name, table.encoding, table.delimiter
    job.rows_total = table.rows
    job.notes = [note.to_dict() for note in table.notes]
    job.mapping = json.loads(mapping.to_json())


def _as_before(mapping: Mapping, before: Mapping) -> Mapping:
    """The mapping, with the meaning that columns of the same name had before; columns that are new mean nothing."""
    known = {column.name: column for column in before.columns}
    columns = []
    for column in mapping.columns:
        if column.name in known:
            columns.append(replace(known[column.name], index=column.index))
        elif column.name == SUBMISSION_COLUMN:
            columns.append(column.with_role("submission"))
        else:
            columns.append(column.with_role("ignore"))
    return replace(mapping, columns=tuple(columns))


def import_map(job: Import, mapping: Mapping, *, actor: Actor, holds_reviews: bool = False) -> None:
    """Say what the columns of a received import mean.

    Raises:
        Conflict: It was confirmed already.
    """
    chosen = json.loads(mapping.to_json())
    if job.state != Import.State.RECEIVED:
        raise Conflict(_("The import was confirmed already; its mapping stands."))
    if (chosen, holds_reviews) != (job.mapping, job.holds_reviews):
        job.mapping, job.holds_reviews = chosen, holds_reviews
        job.save(update_fields=["mapping", "holds_reviews"])
        audit(actor, "import.mapped", workspace_id=job.workspace_id, subject=f"import {job.pk}")


def import_confirm(job: Import, *, actor: Actor) -> None:
    """Queue a received import for the worker; confirming twice queues it once.

    Raises:
        MappingError: The mapping makes no sense.
    """
    Mapping.from_json(job.mapping)
    with transaction.atomic():
        if Import.objects.filter(pk=job.pk, state=Import.State.RECEIVED).update(state=Import.State.QUEUED):
            audit(actor, "import.confirmed", workspace_id=job.workspace_id, subject=f"import {job.pk}")
            run_import.defer(import_id=job.pk)


def import_cancel(job: Import, *, actor: Actor) -> None:
    """Stop an import that waits or comes in; nothing of it is left."""
    with transaction.atomic():
        waiting = Import.objects.filter(pk=job.pk, state=Import.State.RECEIVED).update(
            state=Import.State.CANCELLED
        )
        moving = Import.objects.filter(pk=job.pk, state__in=MOVING).update(cancel_asked=True)
        if waiting or moving:
            audit(actor, "import.cancelled", workspace_id=job.workspace_id, subject=f"import {job.pk}")
    if waiting:
        source_forget(job)


def import_undo(job: Import, *, actor: Actor, now: datetime) -> None:
    """Take everything a finished import brought out again.

    Raises:
        Conflict: It is not finished.
    """
    with transaction.atomic():
        done = Import.objects.filter(pk=job.pk, state=Import.State.DONE)
        if not done.update(state=Import.State.UNDOING, ended_at=now):
            raise Conflict(_("Only a finished import can be undone."))
        audit(
            actor,
            "import.undone",
            workspace_id=job.workspace_id,
            subject=f"import {job.pk}",
            records=job.records_added,
        )
        undo_import.defer(import_id=job.pk)
