"""From a file as it came to the plain file inside it: `.gz` and `.zip` are opened, the rest is itself."""

import gzip
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cocreate_files.errors import UnreadableFile

__all__ = ["Unpacked", "unpack"]


CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A plain file on disk: where it is, what its name ends with, and the archive member it came from."""

    path: Path
    suffix: str
    member: str | None = None


def unpack(path: Path, *, scratch: Path) -> Unpacked:
    """The plain file inside `path`, written to `scratch` where `path` is an archive.

    Args:
        path: Any file.
        scratch: A directory of ours to write to.

    Returns:
        The plain file with the suffix that tells its format.

    Raises:
        UnreadableFile: If there is no file, the archive is damaged, or does not hold exactly one file.
    """
    if not path.is_file():
        raise UnreadableFile(f"{path}: no such file", code="no_such_file", path=str(path))
    suffix = path.suffix.lower()
    if suffix not in {".gz", ".zip"}:
        return Unpacked(path, suffix)
    with _damage_reported(path):
        return _gunzip(path, scratch) if suffix == ".gz" else _unzip(path, scratch)


def _gunzip(path: Path, scratch: Path) -> Unpacked:
    inner = Path(path.stem)
    with gzip.open(path) as source:
        return Unpacked(_write(source, scratch / "unpacked"), inner.suffix.lower())


def _unzip(path: Path, scratch: Path) -> Unpacked:
    with zipfile.ZipFile(path) as archive:
        members = [name for name in archive.namelist() if _is_content(name)]
        if len(members) != 1:
            raise UnreadableFile(
                f"{path.name} holds {len(members)} files, wanted exactly one: unpack it and bring"
                f" in one file",
                code="archive_members",
                path=path.name,
                count=len(members),
            )
        with archive.open(members[0]) as source:
            written = _write(source, scratch / "unpacked")
        return Unpacked(written, Path(members[0]).suffix.lower(), Path(members[0]).name)


def _is_content(name: str) -> bool:
    return not name.endswith("/") and not name.startswith("__MACOSX/") and not Path(name).name.startswith(".")


def _write(source: IO[bytes] | gzip.GzipFile, target: Path) -> Path:
    with target.open("wb") as out:
        shutil.copyfileobj(source, out, CHUNK_BYTES)
    return target


@contextmanager
def _damage_reported(path: Path) -> Iterator[None]:
    try:
        yield
    except (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise UnreadableFile(
            f"{path.name} cannot be unpacked ({error}): send it again, or unpack it first",
            code="archive_damaged",
            path=path.name,
        ) from error
