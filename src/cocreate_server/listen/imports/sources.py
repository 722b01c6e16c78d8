"""The files of imports: kept under the home while they may be needed, opened as tables."""

import shutil
import uuid
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from cocreate_files import SourceTable, open_file
from cocreate_server.listen.imports.models import Import

MEMORY = "350MB"
LONGEST_NAME = 120


def source_keep(name: str, blocks: Iterable[bytes]) -> tuple[str, int]:
    """Keep a file. Returns where, relative to the home, and its size in bytes."""
    safe = Path(name.replace("\\", "/")).name[-LONGEST_NAME:] or "file"
    place = Path("imports") / uuid.uuid4().hex / safe
    path = settings.ENV.home / place
    path.parent.mkdir(parents=True)
    size = 0
    with path.open("wb") as file:
        for block in blocks:
            file.write(block)
            size += len(block)
    return str(place), size


def source_forget(job: Import) -> None:
    """Delete the file of an import that does not need it any more."""
    shutil.rmtree(source_path(job).parent, ignore_errors=True)


def source_path(job: Import) -> Path:
    """Where the file of an import lies."""
    return Path(settings.ENV.home) / job.stored_as


def open_source(job: Import) -> SourceTable:
    """The file of an import as a table, read as it was read when its mapping was confirmed."""
    return open_file(
        source_path(job),
        layout=job.layout or "auto",
        encoding=job.encoding or None,
        delimiter=job.delimiter or None,
        memory_limit=MEMORY,
    )
