"""What imports hold of a person: the file they came in, and rows that were left out of it.

A file cannot be edited, so it is deleted as a whole; its records are in the database and stay. The rows left out go
with it, for without the file they could not be mended anyway.
"""

from collections.abc import Iterator
from functools import partial

from cocreate_server.ground.core.erasing import ErasedPerson, Holding, on_erasure
from cocreate_server.listen.imports.models import Import
from cocreate_server.listen.imports.sources import source_forget, source_path

MOVING = (Import.State.QUEUED, Import.State.RUNNING, Import.State.UNDOING)


@on_erasure
def files_of(person: ErasedPerson) -> Iterator[Holding]:
    """Imports that brought something of the person and still have their file or its rejects."""
    found = Import.objects.filter(workspace_id=person.workspace_id, batch_id__in=person.batch_ids)
    for job in found.exclude(state__in=MOVING):
        if source_path(job).exists() or job.rejects.exists():
            yield Holding(name=f"import {job.pk}", erase=partial(_forget, job))


def _forget(job: Import) -> None:
    source_forget(job)
    job.rejects.all().delete()
