"""When a message that did not arrive is tried again."""

import random
from datetime import timedelta

TRY_AGAIN_AFTER = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
JITTER = 0.1


def wait_after(attempts: int, *, rng: random.Random) -> timedelta | None:
    """How long to wait after so many failed attempts; None when it is given up.

    The time is up to a tenth shorter or longer, so that what failed together does not return together.
    """
    if attempts > len(TRY_AGAIN_AFTER):
        return None
    return TRY_AGAIN_AFTER[attempts - 1] * rng.uniform(1 - JITTER, 1 + JITTER)
