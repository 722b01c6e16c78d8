"""How often a key may call: a bucket a key, refilled as time goes by.

A bucket holds as many calls as the key may make in a minute. It lies in the memory of the web process: `cocreate serve`
runs one, so that the limit is the limit; whoever runs several lets each of them grant it. A restart fills all buckets.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _

from cocreate_server.ground.accounts.models import ApiKey
from cocreate_server.ground.core.errors import TooMany

MINUTE = 60.0
MOST_BUCKETS = 10_000


@dataclass(frozen=True, slots=True)
class Standing:
    """How a key stands after a call.

    Attributes:
        limit: Calls a minute.
        remaining: Calls it may make at once.
        full_seconds: Until the bucket is full again.
        wait_seconds: Until it may call again; 0 where it may now.
    """

    limit: int
    remaining: int
    full_seconds: int
    wait_seconds: int

    def refusal(self) -> TooMany:
        """What a key is told that called too often."""
        return TooMany(
            _("This key may make %(limit)s calls a minute. Wait %(seconds)s s, or send many in one call.")
            % {"limit": self.limit, "seconds": self.wait_seconds}
        )

    def tell(self, response: HttpResponse) -> HttpResponse:
        """Say in the headers of an answer how the key stands."""
        for prefix in ("RateLimit", "X-RateLimit"):
            response[f"{prefix}-Limit"] = str(self.limit)
            response[f"{prefix}-Remaining"] = str(self.remaining)
            response[f"{prefix}-Reset"] = str(self.full_seconds)
        if self.wait_seconds:
            response["Retry-After"] = str(self.wait_seconds)
        return response


class Buckets:
    """What is left to each key; safe between threads, and bounded."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._left: OrderedDict[int, tuple[float, float]] = OrderedDict()

    def take(self, key_id: int, *, limit: int) -> Standing:
        """Take one call out of a key's bucket, if there is one."""
        now, pace = self._clock(), limit / MINUTE
        with self._lock:
            left, then = self._left.pop(key_id, (float(limit), now))
            left = min(float(limit), left + (now - then) * pace)
            granted = left >= 1
            left -= granted
            self._left[key_id] = (left, now)
            if len(self._left) > MOST_BUCKETS:
                self._left.popitem(last=False)
        wait = 0 if granted else max(1, math.ceil((1 - left) / pace))
        return Standing(limit, int(left), math.ceil((limit - left) / pace), wait)


_buckets = Buckets()


def take_call(key: ApiKey) -> Standing:
    """Count a call of a key."""
    return _buckets.take(key.pk, limit=key.calls_a_minute)
