"""A table of counts as a product of two small tables without negative numbers, found in the same way every time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MOST_STEPS = 60
_TOLERANCE, _TINY = 1e-4, 1e-12


def factored(matrix: Any, rank: int, *, start: Floats | None = None, steps: int = MOST_STEPS) -> Floats:
    """Find the topics of a sparse matrix: a row a topic, a column a term (non-negative factors by coordinate descent).

    Args:
        matrix: rows of terms, sparse, not negative.
        rank: how many topics.
        start: topics to start from; the leading singular vectors, their larger side, if left out.
        steps: how many at most.

    Returns:
        The topics, each of length 1.
    """
    topics = _leading(matrix, rank) if start is None else np.maximum(start, _TINY)
    gram = (matrix.T @ matrix).toarray()
    before = np.inf
    for _ in range(steps):
        rows = _solved(matrix @ topics.T, topics @ topics.T)
        inner = rows.T @ rows
        topics = _updated(topics, (matrix.T @ rows).T, inner)
        length = np.linalg.norm(topics, axis=1, keepdims=True)
        topics /= np.maximum(length, _TINY)
        fit = float(np.trace(gram) - np.sum((topics @ gram) * topics))
        if abs(before - fit) <= _TOLERANCE * max(abs(before), _TINY) and np.isfinite(before):
            break
        before = fit
    return topics


def _solved(right: Floats, inner: Floats) -> Floats:
    """Find how much of each topic a row holds: a few rounds over the topics."""
    rows = np.maximum(right / np.maximum(np.diag(inner), _TINY), 0.0)
    for _ in range(3):
        for topic in range(inner.shape[0]):
            change = right[:, topic] - rows @ inner[:, topic]
            rows[:, topic] = np.maximum(rows[:, topic] + change / max(inner[topic, topic], _TINY), 0.0)
    return rows


def _updated(topics: Floats, right: Floats, inner: Floats) -> Floats:
    topics = topics.copy()
    for topic in range(len(topics)):
        change = right[topic] - inner[topic] @ topics
        topics[topic] = np.maximum(topics[topic] + change / max(inner[topic, topic], _TINY), 0.0)
    return topics


def _leading(matrix: Any, rank: int) -> Floats:
    """Start from the eigenvectors of the terms' Gram matrix, of each its larger side (after Boutsidis and Gallopoulos)."""
    gram = (matrix.T @ matrix).toarray()
    _values, vectors = np.linalg.eigh(gram)
    chosen = vectors[:, ::-1][:, :rank].T
    good, bad = np.maximum(chosen, 0.0), np.maximum(-chosen, 0.0)
    larger = np.linalg.norm(good, axis=1) >= np.linalg.norm(bad, axis=1)
    side: Floats = np.where(larger[:, None], good, bad)
    return side + _TINY
