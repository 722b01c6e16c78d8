"""The ratio of two estimates, by the values that its test does not refuse."""

from __future__ import annotations

import math


def ratio_limits(
    above: float, below: float, *, var_above: float, var_below: float, covariance: float, wide: float
) -> tuple[float, float]:
    """Ends of the set of r with (above - r below)^2 <= wide^2 Var(above - r below).

    This is Fieller's interval of a ratio and, for an instrument, Anderson and Rubin's of an effect. Where
    the denominator cannot be told from zero the set has no end, or is all but an interval: then the ends
    are infinite on the side or sides that it reaches.
    """
    square = wide * wide
    a = below * below - square * var_below
    b = above * below - square * covariance
    c = above * above - square * var_above
    under = b * b - a * c
    if a <= 0 or under < 0:
        return -math.inf, math.inf
    root = math.sqrt(under)
    return (b - root) / a, (b + root) / a
