"""Who may write when: locks of the database that die with their holder."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

WRITING = 0x1A4E
BATCHES = 0x1A4F


@contextmanager
def writing() -> Iterator[None]:
    """Be the one who follows, tidies or rebuilds the lake; waits for the lock."""
    with _held(WRITING, "pg_advisory_lock", "pg_advisory_unlock"):
        yield


@contextmanager
def publishing() -> Iterator[None]:
    """Publish a batch: beside the follower and other batches, but never during a rebuild."""
    with _held(BATCHES, "pg_advisory_lock_shared", "pg_advisory_unlock_shared"):
        yield


@contextmanager
def rebuilding() -> Iterator[None]:
    """Rebuild: alone."""
    with writing(), _held(BATCHES, "pg_advisory_lock", "pg_advisory_unlock"):
        yield


@contextmanager
def _held(key: int, lock: str, unlock: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(%s)", [key])
        try:
            yield
        finally:
            cursor.execute(f"SELECT {unlock}(%s)", [key])
