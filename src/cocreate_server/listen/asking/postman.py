"""The thread of the worker that asks: it makes invitations, and carries letters one after another.

One postman works at a time, whoever else runs a worker: a lock of the database says who. It dies with its holder, so
that whoever gets it knows that letters which are still claimed were left by somebody who died.
"""

import time

import structlog
from django.conf import settings
from django.db import connection
from django.utils import timezone

from cocreate_server.ground.core.rounds import RoundsThread
from cocreate_server.listen.asking.inviting import audiences_draw, happenings_take
from cocreate_server.listen.asking.posting import Outcome, Post
from cocreate_server.listen.asking.sending import claim_next, claims_resume, settle
from cocreate_server.listen.asking.services import sendings_finish

log = structlog.get_logger("cocreate.asking")
LOCK = 0xA5C0
LOOK_EVERY_SECONDS = 1.0
WAIT_AFTER_TROUBLE_SECONDS = 5.0
WAIT_WHILE_AWAY_SECONDS = 30.0
FINISH_EVERY_SECONDS = 60.0
MOST_A_ROUND = 200


class Postman(RoundsThread):
    """Invites and sends until asked to stop; it ends after the letter in its hands."""

    trouble = "letters could not be sent; it tries again"
    trouble_seconds = WAIT_AFTER_TROUBLE_SECONDS

    def __init__(self) -> None:
        super().__init__("postman")
        self._post = Post()
        self._is_alone = False
        self._finished_at = -FINISH_EVERY_SECONDS

    def look(self) -> float:
        """Work a round, if no other postman does."""
        if not self._is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
                self._is_alone = bool(cursor.fetchone()[0])
            if not self._is_alone:
                return WAIT_AFTER_TROUBLE_SECONDS
            left = claims_resume(now=timezone.now())
            if left:
                log.warning("letters of which nobody knows whether they went out", count=left)
        return self.round()

    def recover(self) -> None:
        """The lock may be gone with the connection."""
        self._is_alone = False

    def finish(self) -> None:
        """Hang up."""
        self._post.close()

    def round(self) -> float:
        """Invite whom it is time to invite, and send what is due. Returns how long to wait before the next round."""
        now = timezone.now()
        more = audiences_draw(now=now) + happenings_take(now=now)
        for _one in range(MOST_A_ROUND):
            if self.is_stopping:
                return 0.0
            claim = claim_next(now=timezone.now())
            if claim is False:
                self._post.close()
                self._finish_sendings()
                return 0.0 if more else LOOK_EVERY_SECONDS
            if claim is True:
                continue
            posted = self._post.hand_over(claim.message)
            settle(claim, posted, now=timezone.now())
            if posted.outcome is Outcome.AWAY:
                log.warning("the mail server cannot be reached", problem=posted.told)
                return WAIT_WHILE_AWAY_SECONDS
            time.sleep(1 / settings.ENV.letters_a_second)
        return 0.0

    def _finish_sendings(self) -> None:
        if time.monotonic() - self._finished_at > FINISH_EVERY_SECONDS:
            sendings_finish(now=timezone.now())
            self._finished_at = time.monotonic()
