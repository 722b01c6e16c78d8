"""The thread of the worker that keeps the lake at most two seconds behind."""

import time
from typing import TYPE_CHECKING

import structlog
from django.db import connection

from cocreate_server.ground.core.rounds import RoundsThread
from cocreate_server.ground.lake.upkeep import lake_compact, lake_sync

if TYPE_CHECKING:
    from cocreate_server.ground.lake.changes import Round

log = structlog.get_logger("cocreate.lake")
LOOK_EVERY_SECONDS = 0.4
TIDY_EVERY_SECONDS = 300


class Follower(RoundsThread):
    """Looks for changes, copies them, and tidies now and then."""

    trouble = "the lake could not follow; it tries again"

    def __init__(self) -> None:
        super().__init__("lake-follower")
        self._dirty_since_tidy = False
        self._tidied_at = time.monotonic()

    def look(self) -> float:
        """Copy what changed; compact what has grown ragged."""
        if _something_waits():
            rounds: list[Round] = lake_sync()
            self._dirty_since_tidy = True
            log.debug("followed", rounds=[str(done) for done in rounds])
        if self._dirty_since_tidy and time.monotonic() - self._tidied_at > TIDY_EVERY_SECONDS:
            lake_compact()
            self._dirty_since_tidy, self._tidied_at = False, time.monotonic()
        return LOOK_EVERY_SECONDS


def _something_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM lake_change)")
        (waits,) = cursor.fetchone()
    return bool(waits)
