"""What calls do with records, by way of the one writer there is."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from cocreate_server.ground.accounts.api import Workspace
from cocreate_server.ground.core.audit import Actor, audit
from cocreate_server.ground.core.errors import Conflict, Forbidden, Malformed, NotFound
from cocreate_server.ground.customers.api import records_of_user
from cocreate_server.ground.records.api import (
    NewRecord,
    Record,
    Rejected,
    record_change,
    record_get,
    record_written,
    records_delete,
    records_write,
)
from cocreate_server.listen.ingest.bodies import decoded, problem_of
from cocreate_server.listen.ingest.records_wire import (
    BATCH,
    RAW_BATCH,
    RECORD_IN_BATCH,
    BatchDone,
    Invalid,
    RecordIn,
    RecordInBatch,
    RecordRejected,
    RecordValues,
    new_record,
)

NOT_OF_FORM, NOT_YOURS = "validation", "forbidden"
EMPTIED = {"value_id": "", "language": "", "user_id": "", "metadata": {}}


def tenant_check(workspace: Workspace, tenant_id: str | None) -> None:
    """Go on only if the tenant is the key's workspace; another is refused alike, whether it exists or not.

    Raises:
        Forbidden: It is another.
    """
    if tenant_id not in {None, workspace.slug}:
        raise Forbidden(_not_yours(workspace))


def record_add(workspace: Workspace, given: RecordIn, *, now: datetime) -> Record:
    """Write one record.

    Raises:
        Conflict: It is there already.
        Malformed: It cannot be a record.
    """
    tenant_check(workspace, given.tenant_id)
    done = records_write(workspace.pk, [new_record(given)], now=now)
    if done.rejected:
        raise _malformed(done.rejected[0])
    if done.duplicates:
        raise Conflict(_("This field of this submission is there already; change it by PATCH."))
    return record_written(done.accepted[0])


def records_add(workspace: Workspace, body: bytes, *, now: datetime) -> BatchDone:
    """Write many records; those that cannot be are told, and sink nothing.

    Raises:
        Malformed: The body is no batch.
    """
    try:
        given: list[RecordInBatch | RecordRejected] = [*BATCH.decode(body).records]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        given = [*_one_by_one(body)]
    ready: list[tuple[int, NewRecord]] = []
    rejected: list[RecordRejected] = []
    for index, record in enumerate(given):
        if isinstance(record, RecordRejected):
            rejected.append(record)
        elif record.tenant_id not in (None, workspace.slug):
            why = [Invalid(name="tenant_id", reason=_not_yours(workspace))]
            rejected.append(RecordRejected(index=index, code=NOT_YOURS, invalid_params=why))
        else:
            ready.append((index, new_record(record)))
    done = records_write(workspace.pk, [record for _index, record in ready], now=now)
    rejected += [
        RecordRejected(
            index=ready[reject.index][0],
            code=NOT_OF_FORM,
            invalid_params=[Invalid(**asdict(param)) for param in reject.invalid_params],
        )
        for reject in done.rejected
    ]
    rejected.sort(key=lambda reject: reject.index)
    return BatchDone(accepted=len(done.accepted), duplicates=len(done.duplicates), rejected=rejected)


def record_update(
    workspace: Workspace, record_id: UUID, given: RecordValues, sent: set[str], *, now: datetime
) -> Record:
    """Give a record other values.

    Args:
        workspace: Whose.
        record_id: Which.
        given: The values.
        sent: Which of them were sent; the others stay.
        now: When.

    Raises:
        NotFound: There is no such record here.
        Malformed: The values are none it can have.
    """
    changes = {name: getattr(given, name) for name in sent}
    changes |= {name: empty for name, empty in EMPTIED.items() if name in changes and changes[name] is None}
    done = record_change(workspace.pk, record_id, changes, now=now)
    if done is None:
        raise NotFound(_("There is no such record."))
    if done.rejected:
        raise _malformed(done.rejected[0])
    return _there(workspace, record_id)


def record_load(workspace: Workspace, record_id: UUID) -> Record:
    """One record.

    Raises:
        NotFound: There is no such record here.
    """
    return _there(workspace, record_id)


def record_remove(workspace: Workspace, record_id: UUID, *, actor: Actor) -> None:
    """Delete one record.

    Raises:
        NotFound: There is no such record here.
    """
    _there(workspace, record_id)
    if not records_delete(workspace.pk, [record_id]):
        raise NotFound(_("There is no such record."))
    audit(actor, "record.deleted", workspace_id=workspace.pk, subject=str(record_id))


def records_of_user_remove(workspace: Workspace, user_id: str, *, actor: Actor) -> int:
    """Delete every record of a person. Returns how many there were."""
    ids = list(records_of_user(workspace.pk, user_id).values_list("pk", flat=True))
    deleted = records_delete(workspace.pk, ids)
    if deleted:
        audit(actor, "records.deleted", workspace_id=workspace.pk, records=deleted)
    return deleted


def _one_by_one(body: bytes) -> Iterator[RecordInBatch | RecordRejected]:
    for index, raw in enumerate(decoded(body, RAW_BATCH).records):
        try:
            yield RECORD_IN_BATCH.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            why = [Invalid(**problem_of(error))]
            yield RecordRejected(index=index, code=NOT_OF_FORM, invalid_params=why)


def _there(workspace: Workspace, record_id: UUID) -> Record:
    record = record_get(workspace.pk, record_id)
    if record is None:
        raise NotFound(_("There is no such record."))
    return record


def _malformed(reject: Rejected) -> Malformed:
    return Malformed(
        _("This cannot be a record."), invalid_params=[asdict(param) for param in reject.invalid_params]
    )


def _not_yours(workspace: Workspace) -> str:
    return _("This key is of the workspace “%(slug)s”.") % {"slug": workspace.slug}
