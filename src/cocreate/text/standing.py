"""How those who speak of each theme score, and whether that differs from those who do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.scores.compare import compared
from cocreate.scores.means import mean_score

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from cocreate.estimates import Estimate
    from cocreate.scores.compare import Difference

_LEAST = 2


def standings(
    member: NDArray[np.bool_], scores: NDArray[np.float64] | None, names: Sequence[str], confidence: float
) -> tuple[Mapping[str, Estimate], Mapping[str, Difference]]:
    """Estimate the mean score of each theme's texts, and its difference from the others.

    Args:
        member: which texts (rows) speak of which themes (columns).
        scores: a score a text, NaN where there is none; None without scores.
        names: the names of the themes.
        confidence: of the intervals.
    """
    if scores is None or not len(names):
        return {}, {}
    scored = np.isfinite(scores)
    inside, outside = member & scored[:, None], ~member & scored[:, None]
    told = [at for at in range(len(names)) if inside[:, at].sum() >= _LEAST]
    means = {} if not told else _means(inside, scores, names, told, confidence)
    both = [at for at in told if outside[:, at].sum() >= _LEAST]
    if not both:
        return means, {}
    after, before = (
        mean_score(_long(part, scores, names, both), "score", by="theme", confidence=confidence)
        for part in (inside, outside)
    )
    found = compared(before, after, confidence=confidence, adjust="bh")
    return means, {str(difference.group["theme"]): difference for difference in found}


def _means(
    inside: NDArray[np.bool_],
    scores: NDArray[np.float64],
    names: Sequence[str],
    told: Sequence[int],
    confidence: float,
) -> dict[str, Estimate]:
    found = mean_score(_long(inside, scores, names, told), "score", by="theme", confidence=confidence)
    return {str(estimate.group["theme"]): estimate for estimate in found}


def _long(
    part: NDArray[np.bool_], scores: NDArray[np.float64], names: Sequence[str], kept: Sequence[int]
) -> dict[str, Any]:
    """Give a row a text and theme."""
    text, theme = np.nonzero(part[:, kept])
    labels = np.array([names[at] for at in kept], dtype=object)
    return {"theme": labels[theme], "score": scores[text]}
