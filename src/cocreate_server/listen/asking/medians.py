"""The median of times, with an interval that supposes nothing of how they are spread."""

import math
from collections.abc import Sequence

from cocreate.estimates import Estimate

LEAST = 6  # with fewer the widest interval there is holds the median less often than in 95 of 100


def median_time(seconds: Sequence[float], *, confidence: float = 0.95) -> Estimate:
    """Estimate the median of some times.

    Args:
        seconds: The times, at least one.
        confidence: Of the interval, between 0 and 1.

    Returns:
        The estimate; its interval is open upwards where there are too few.

    Method:
        The interval runs between two of the ordered times: as many from either end as a fair coin falls short of with
        at most half the error allowed.

    Source:
        Conover (1999), Practical Nonparametric Statistics, 3.2. tests/cocreate_server/listen/asking/test_numbers.py.
    """
    ordered, n = sorted(seconds), len(seconds)
    middle = n // 2
    value = ordered[middle] if n % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    rank = _rank(n, (1 - confidence) / 2)
    low, high = (ordered[rank - 1], ordered[n - rank]) if rank else (0.0, math.inf)
    return Estimate(
        measure="median",
        value=value,
        low=low,
        high=high,
        n=n,
        method="order statistics",
        confidence=confidence,
    )


def _rank(n: int, tail: float) -> int:
    """The greatest rank r with P(Binomial(n, 1/2) < r) <= tail; 0 if there is none."""
    below, rank = 0.0, 0
    while rank < n:
        below += math.exp(
            math.lgamma(n + 1) - math.lgamma(rank + 1) - math.lgamma(n - rank + 1) - n * math.log(2)
        )
        if below > tail:
            return rank
        rank += 1
    return rank
