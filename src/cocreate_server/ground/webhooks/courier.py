"""The thread of the worker that carries messages out.

It alone speaks with the database; the sending, which may take long, is done by a few threads of its own. A slow
endpoint holds up nobody but itself.
"""

import random
import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import structlog
from django.utils import timezone

from cocreate_server.ground.core.rounds import RoundsThread
from cocreate_server.ground.webhooks.delivering import SECRET_LOST, Claim, claim_due, settle
from cocreate_server.ground.webhooks.keeping import messages_sweep
from cocreate_server.ground.webhooks.sending import Outcome, send

log = structlog.get_logger("cocreate.webhooks")
SENDERS = 24
LOOK_EVERY_SECONDS = 0.5
SWEEP_EVERY_SECONDS = 600.0
LAST_WAIT_SECONDS = 5.0


class Courier(RoundsThread):
    """Claims what is due, has it sent, and settles what came of it."""

    trouble = "webhooks could not be sent; it tries again"

    def __init__(self) -> None:
        super().__init__("webhook-courier")
        self._under_way: dict[Future[Outcome], Claim] = {}
        self._senders = ThreadPoolExecutor(SENDERS, thread_name_prefix="webhook-sender")
        self._rng = random.SystemRandom()
        self._swept_at = -SWEEP_EVERY_SECONDS

    def look(self) -> float:
        """Carry a round; one that is sent meanwhile wakes the thread."""
        self.round()
        return LOOK_EVERY_SECONDS

    def round(self) -> None:
        """Settle what is done, and start what is due."""
        self._settle_done()
        busy = {claim.endpoint_id for claim in self._under_way.values()}
        free = SENDERS - len(self._under_way)
        for claim in claim_due(most=free, busy=busy, now=timezone.now()) if free else []:
            self._start(claim)
        if time.monotonic() - self._swept_at > SWEEP_EVERY_SECONDS:
            messages_sweep(now=timezone.now())
            self._swept_at = time.monotonic()

    def finish(self) -> None:
        """Wait a little for what is under way, and settle what came of it."""
        self._senders.shutdown(wait=False, cancel_futures=True)
        give_up = time.monotonic() + LAST_WAIT_SECONDS
        while self._under_way and time.monotonic() < give_up:
            self._settle_done()
            time.sleep(0.02)

    def _start(self, claim: Claim) -> None:
        work = partial(send, claim.parcel) if claim.parcel else lambda: SECRET_LOST
        future = self._senders.submit(work)
        self._under_way[future] = claim
        future.add_done_callback(lambda _done: self.wake.set())

    def _settle_done(self) -> None:
        for future in [future for future in self._under_way if future.done()]:
            claim = self._under_way.pop(future)
            if not future.cancelled():
                settle(claim, _outcome_of(future), now=timezone.now(), rng=self._rng)


def _outcome_of(future: "Future[Outcome]") -> Outcome:
    trouble = future.exception()
    if trouble is None:
        return future.result()
    log.error("a webhook could not be sent", exc_info=trouble)
    return Outcome(None, "connection")
