"""The thread of the worker that digests events as they come."""

import time

from django.utils import timezone

from cocreate_server.ground.core.rounds import RoundsThread
from cocreate_server.listen.ingest.digesting import digest_round
from cocreate_server.listen.ingest.tidying import tidy

LOOK_EVERY_SECONDS = 0.2
TIDY_EVERY_SECONDS = 600


class Digester(RoundsThread):
    """Digests while something waits, and tidies now and then."""

    trouble = "events could not be digested; they wait and are tried again"

    def __init__(self) -> None:
        super().__init__("event-digester")
        self._tidied_at = 0.0

    def look(self) -> float:
        """Digest a round; rest only once nothing waits."""
        if digest_round(now=timezone.now()):
            return 0.0
        if time.monotonic() - self._tidied_at > TIDY_EVERY_SECONDS:
            tidy(now=timezone.now())
            self._tidied_at = time.monotonic()
        return LOOK_EVERY_SECONDS
