"""Learning sentiment from scored records: n-grams of the customers' own language on top of what is known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.text.folds import folds_of
from cocreate.text.grams import Features, Grams
from cocreate.text.linear import Linear
from cocreate.text.logistic import fit_logistic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

GRAMS = Grams(units=(1, 2), bits=20)
FOLDS = 5
_SMOOTHING = 1.0
_PENALTY, _PRIOR_PENALTY, _INTERCEPT_PENALTY = 0.3, 10.0, 1.0


@dataclass(frozen=True, eq=False, slots=True)
class Learnt:
    """What scored records teach.

    Attributes:
        linear: what n-grams add to the logit, intercept in it.
        prior: how much of the logit known beforehand is kept.
    """

    linear: Linear
    prior: float

    def logits(self, texts: Sequence[str], prior: Floats) -> Floats:
        """Give the logits of texts, given what is known of them beforehand."""
        known: Floats = self.prior * prior + self.linear.logits(texts)[:, 0]
        return known

    def stretched(self, slope: float, shift: float) -> Learnt:
        """Make logits steeper or flatter, and move them."""
        linear = replace(
            self.linear, weights=self.linear.weights * slope, intercept=self.linear.intercept * slope + shift
        )
        return Learnt(linear, self.prior * slope)


def learn(texts: Sequence[str], target: Floats, prior: Floats) -> tuple[Learnt, Floats]:
    """Learn from texts, and give the logits of each text by models that have not seen it.

    Args:
        texts: at least a few dozen.
        target: where each stands between the lowest score (0) and the highest (1).
        prior: the logit known beforehand.

    Returns:
        The model, its logits calibrated, and the calibrated logits out of fold.
    """
    features = GRAMS.find(texts)
    fold = folds_of(texts, FOLDS)
    unseen = np.zeros(len(texts))
    for number in range(FOLDS):
        out = fold == number
        if out.any() and not out.all():
            part = _fitted(features, ~out, target, prior)
            unseen[out] = part.logits(
                [text for text, is_out in zip(texts, out, strict=True) if is_out], prior[out]
            )
    slope, shift = _calibration(unseen, target)
    whole = _fitted(features, np.ones(len(texts), dtype=bool), target, prior)
    return whole.stretched(slope, shift), slope * unseen + shift


def _calibration(logit: Floats, target: Floats) -> tuple[float, float]:
    """Fit slope and shift on logits out of fold (Platt), drawn to 1 and 0 where there are few."""
    slope, shift = fit_logistic(
        np.column_stack([logit, np.ones(len(logit))]),
        target,
        penalty=np.array([5.0, 5.0]),
        towards=np.array([1.0, 0.0]),
        intercept=False,
    )[0]
    return float(max(slope, 0.1)), float(shift)


def _fitted(features: Features, kept: NDArray[np.bool_], target: Floats, prior: Floats) -> Learnt:
    """Fit on some of the texts: n-grams scaled by how they part the sides, the prior as one more feature."""
    from scipy.sparse import csr_matrix, diags, hstack

    hashes, matrix = _matrix(features, kept)
    scale = _parting(matrix, target[kept])
    scaled = matrix @ diags(scale)
    length = np.sqrt(np.asarray(scaled.multiply(scaled).sum(axis=1)).ravel())
    length[length == 0] = 1.0
    whole = hstack(
        [csr_matrix(np.column_stack([prior[kept], np.ones(int(kept.sum()))])), diags(1 / length) @ scaled]
    )
    columns = len(hashes)
    penalty = np.concatenate([[_PRIOR_PENALTY, _INTERCEPT_PENALTY], np.full(columns, _PENALTY)])
    towards = np.concatenate([[1.0], np.zeros(columns + 1)])
    weights, _ = fit_logistic(whole.tocsr(), target[kept], penalty=penalty, towards=towards, intercept=False)
    linear = Linear(GRAMS, hashes, np.abs(scale), (weights[2:] * np.sign(scale))[None, :], weights[1:2])
    return Learnt(linear, float(weights[0]))


def _matrix(features: Features, kept: NDArray[np.bool_]) -> tuple[NDArray[np.int64], Any]:
    """Give which n-grams stand in which of the texts kept, a column each."""
    from scipy.sparse import csr_matrix

    columns = 1 << GRAMS.bits
    row = np.cumsum(kept) - 1
    inside = kept[features.text]
    keys = np.unique(row[features.text[inside]] * columns + features.column[inside])
    text, column = keys // columns, keys % columns
    hashes, place = np.unique(column, return_inverse=True)
    shape = (int(kept.sum()), len(hashes))
    return hashes, csr_matrix((np.ones(len(keys)), (text, place)), shape=shape)


def _parting(matrix: Any, target: Floats) -> Floats:
    """Give how each n-gram parts good from bad: the log of the ratio of its shares."""
    good = _SMOOTHING + matrix.T @ target
    bad = _SMOOTHING + matrix.T @ (1 - target)
    ratio: Floats = np.log(good / good.sum()) - np.log(bad / bad.sum())
    return ratio
