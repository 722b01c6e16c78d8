"""The thread of the worker that keeps the lake at most two seconds behind."""

import threading
import time
from typing import TYPE_CHECKING

import structlog
from django.db import connection

from cocreate_server.ground.lake.upkeep import lake_compact, lake_sync

if TYPE_CHECKING:
    from cocreate_server.ground.lake.changes import Round

log = structlog.get_logger("cocreate.lake")
LOOK_EVERY_SECONDS = 0.4
TIDY_EVERY_SECONDS = 300
WAIT_AFTER_TROUBLE_SECONDS = 2.0


class Follower(threading.Thread):
    """Looks for changes, copies them, and tidies now and then."""

    def __init__(self) -> None:
        super().__init__(name="lake-follower", daemon=True)
        self._stop_asked = threading.Event()
        self._dirty_since_tidy = False
        self._tidied_at = time.monotonic()

    def stop(self) -> None:
        """Ask the thread to end after its round, and wait for it."""
        self._stop_asked.set()
        self.join(timeout=30)

    def run(self) -> None:
        """Follow until asked to stop; trouble is told and tried again."""
        while not self._stop_asked.is_set():
            try:
                self._look()
                self._stop_asked.wait(LOOK_EVERY_SECONDS)
            except Exception:
                log.exception("the lake could not follow; it tries again")
                connection.close()
                self._stop_asked.wait(WAIT_AFTER_TROUBLE_SECONDS)
        connection.close()

    def _look(self) -> None:
        if _something_waits():
            rounds: list[Round] = lake_sync()
            self._dirty_since_tidy = True
            log.debug("followed", rounds=[str(done) for done in rounds])
        if self._dirty_since_tidy and time.monotonic() - self._tidied_at > TIDY_EVERY_SECONDS:
            lake_compact()
            self._dirty_since_tidy, self._tidied_at = False, time.monotonic()


def _something_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM lake_change)")
        (waits,) = cursor.fetchone()
    return bool(waits)
