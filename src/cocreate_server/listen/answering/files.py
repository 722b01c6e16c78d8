"""Files that come with answers: looked at before they are kept, and never shown inside a page."""

import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from django.conf import settings

from cocreate_server.listen.answering.models import Response, SentFile
from cocreate_surveys.definition import Question
from cocreate_surveys.posted import Answer, Problem

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

LARGEST_MB = 25
LONGEST_NAME = 120
# what a file of each kind begins with; None where text or many forms are possible
BEGINNINGS: Mapping[str, tuple[bytes, ...] | None] = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
    "webp": (b"RIFF",),
    "heic": (b"",),
    "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
    "pptx": (b"PK\x03\x04",),
    "odt": (b"PK\x03\x04",),
    "txt": None,
    "csv": None,
    "mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
    "m4a": (b"",),
    "wav": (b"RIFF",),
    "mp4": (b"",),
    "mov": (b"",),
}
HEAD = 16


def accepted_endings(question: Question) -> tuple[str, ...]:
    """Which files a question takes, by the end of their name."""
    wanted = tuple(ending.lower().lstrip(".") for ending in question.limits.endings)
    return tuple(ending for ending in wanted if ending in BEGINNINGS) or tuple(BEGINNINGS)


def largest_mb(question: Question) -> float:
    """The largest file a question takes."""
    return min(question.limits.size_mb, LARGEST_MB)


def file_problem(question: Question, file: "UploadedFile[Any]") -> Problem | None:
    """Why a file cannot be taken."""
    ending = PurePath(file.name or "").suffix.lower().lstrip(".")
    if (file.size or 0) > largest_mb(question) * 1024**2:
        return Problem("file_size", most=largest_mb(question))
    if not file.size:
        return Problem("file_empty")
    if ending not in accepted_endings(question) or not _begins_as(ending, file):
        return Problem("file_kind", most=", ".join(accepted_endings(question)))
    return None


def file_keep(response: Response, question: Question, file: "UploadedFile[Any]", *, now: datetime) -> Answer:
    """Keep a file that is good, in the place of one sent before.

    Returns:
        The answer it makes, or the problem with it.
    """
    problem = file_problem(question, file)
    if problem is not None:
        return Answer(problem=problem)
    ending = PurePath(file.name or "").suffix.lower()
    name = PurePath((file.name or "").replace("\0", "")).name[-LONGEST_NAME:]
    stored_as = f"answers/{response.workspace_id}/{response.pk}/{secrets.token_hex(8)}{ending}"
    path = _path(stored_as)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        for block in file.chunks():
            target.write(block)
    for old in response.files.filter(question_id=question.id):
        file_forget(old)
    kept = SentFile.objects.create(
        response=response, question_id=question.id, name=name, stored_as=stored_as, size_bytes=file.size or 0, sent_at=now
    )  # fmt: skip
    return Answer({"name": name, "size": file.size, "file": kept.pk})


def file_blocks(kept: SentFile) -> Iterator[bytes]:
    """A kept file, block by block."""
    with _path(kept.stored_as).open("rb") as source:
        while block := source.read(1 << 16):
            yield block


def file_forget(kept: SentFile) -> None:
    """Delete a kept file."""
    _path(kept.stored_as).unlink(missing_ok=True)
    kept.delete()


def _path(stored_as: str) -> Path:
    return Path(settings.ENV.home) / "files" / stored_as


def _begins_as(ending: str, file: "UploadedFile[Any]") -> bool:
    beginnings = BEGINNINGS[ending]
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    return b"\0" not in head if beginnings is None else head.startswith(beginnings)
