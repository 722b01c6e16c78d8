"""The thread of the worker that digests events as they come."""

import threading
import time

import structlog
from django.db import connection
from django.utils import timezone

from cocreate_server.listen.ingest.digesting import digest_round
from cocreate_server.listen.ingest.tidying import tidy

log = structlog.get_logger("cocreate.ingest")
LOOK_EVERY_SECONDS = 0.2
TIDY_EVERY_SECONDS = 600
WAIT_AFTER_TROUBLE_SECONDS = 2.0


class Digester(threading.Thread):
    """Digests while something waits, and tidies now and then."""

    def __init__(self) -> None:
        super().__init__(name="event-digester", daemon=True)
        self._stop_asked = threading.Event()
        self._tidied_at = 0.0

    def stop(self) -> None:
        """Ask the thread to end after its round, and wait for it."""
        self._stop_asked.set()
        self.join(timeout=30)

    def run(self) -> None:
        """Digest until asked to stop; trouble is told and tried again."""
        while not self._stop_asked.is_set():
            try:
                if not digest_round(now=timezone.now()):
                    self._rest()
            except Exception:
                log.exception("events could not be digested; they wait and are tried again")
                connection.close()
                self._stop_asked.wait(WAIT_AFTER_TROUBLE_SECONDS)
        connection.close()

    def _rest(self) -> None:
        if time.monotonic() - self._tidied_at > TIDY_EVERY_SECONDS:
            tidy(now=timezone.now())
            self._tidied_at = time.monotonic()
        self._stop_asked.wait(LOOK_EVERY_SECONDS)
