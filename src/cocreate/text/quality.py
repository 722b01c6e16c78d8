"""How well a judge does on texts it has not seen: accuracy and the area under the ROC curve, with intervals."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from cocreate.scores.quantiles import normal_quantile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its interval.

    Attributes:
        value: from 0 to 1; NaN where it cannot be told.
        low: lower end.
        high: upper end.
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a fitted judge does on texts held out from it.

    Attributes:
        n: texts learnt from.
        clear: how many of them lie in the upper or lower third of the scale; the figures below speak of these.
        accuracy: the share put on the right side, with the Wilson interval.
        auc: the share of pairs (one low, one high) put in the right order, with the interval of Hanley and McNeil.
        before: the accuracy of what is known out of the box, on the same texts.
        usual: the share of the larger side: what always saying the same would reach.
        confidence: of the intervals.
        method: how it was measured.
    """

    n: int
    clear: int
    accuracy: Share
    auc: Share
    before: Share
    usual: float
    confidence: float
    method: str = "five folds by content"

    @classmethod
    def measured(cls, target: Floats, unseen: Floats, *, before: Floats, confidence: float) -> Self:
        """Hold logits of texts not seen against where they stand on the scale."""
        low, high = target <= 1 / 3, target >= 2 / 3
        clear = low | high
        n = int(clear.sum())
        right = (unseen > 0) == high
        usual = max(int(high.sum()), int(low.sum())) / n if n else float("nan")
        return cls(
            len(target),
            n,
            wilson(int(right[clear].sum()), n, confidence),
            _area(unseen[high], unseen[low], confidence),
            wilson(int(((before > 0) == high)[clear].sum()), n, confidence),
            usual,
            confidence,
        )

    def facts(self) -> dict[str, Any]:
        """Give it as JSON can say it."""
        return {
            name: [None if np.isnan(end) else end for end in value.values()]
            if isinstance(value, dict)
            else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Self:
        """Read it back."""
        read: dict[str, Any] = {
            name: Share(*(float("nan") if end is None else end for end in value))
            if isinstance(value, list)
            else value
            for name, value in facts.items()
        }
        return cls(**read)

    def __str__(self) -> str:
        return f"n={self.n}, accuracy {self.accuracy.value:.3f} ({self.accuracy.low:.3f} to {self.accuracy.high:.3f})"


def wilson(hits: int, n: int, confidence: float) -> Share:
    """Give a share with the Wilson interval."""
    if not n:
        return Share(float("nan"), float("nan"), float("nan"))
    z = normal_quantile(confidence)
    share, middle = hits / n, (hits + z * z / 2) / (n + z * z)
    half = z * float(np.sqrt(share * (1 - share) * n + z * z / 4)) / (n + z * z)
    return Share(share, max(middle - half, 0.0), min(middle + half, 1.0))


def _area(high: Floats, low: Floats, confidence: float) -> Share:
    """Count pairs in the right order; the interval after Hanley and McNeil (1982)."""
    if not len(high) or not len(low):
        return Share(float("nan"), float("nan"), float("nan"))
    ranked = np.sort(low)
    below = np.searchsorted(ranked, high, side="left")
    ties = np.searchsorted(ranked, high, side="right") - below
    area = float((below + ties / 2).sum() / (len(high) * len(low)))
    one, two = area / (2 - area), 2 * area * area / (1 + area)
    spread = area * (1 - area) + (len(high) - 1) * (one - area * area) + (len(low) - 1) * (two - area * area)
    half = normal_quantile(confidence) * float(np.sqrt(max(spread, 0.0) / (len(high) * len(low))))
    return Share(area, max(area - half, 0.0), min(area + half, 1.0))
