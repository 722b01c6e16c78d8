"""Terms put into topics by the company they keep: who stands with whom in the same texts, far above chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.text.factoring import MOST_STEPS, factored
from cocreate.text.terms import Vocabulary, clauses_of, vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_MOST_TERMS, _LEAST_TEXTS, _LEAST_SHARE = 500, 3, 0.005
_SMOOTHED, _DOUBTED = 0.75, 20.0
_STEPS_FROM_BEFORE = 1
"""Topics found before are only touched up, so that they stay what they are."""
_TERMS_A_TOPIC, _TEXTS_A_TOPIC = 4, 10
_LEAST_BELONGING, _CORE_BELONGING, _MOST_CORE = 0.4, 0.5, 12
_TERMS_A_PART, _MOST_PARTS = 10, 4


@dataclass(frozen=True, eq=False, slots=True)
class Topic:
    """Terms that keep each other's company.

    Attributes:
        terms: the terms, the most telling first.
        weights: how telling each is, the first 1.
        core: how many of the first are telling by themselves; of the others it takes two.
        parts: the topics inside it.
    """

    terms: tuple[str, ...]
    weights: tuple[float, ...]
    core: int
    parts: tuple[Topic, ...] = ()


def found_topics(
    texts: Sequence[str], *, most: int, like: Sequence[Topic] = ()
) -> tuple[Vocabulary, list[Topic]]:
    """Find the topics of texts.

    Args:
        texts: in an order that depends only on what they say.
        most: how many topics at most.
        like: topics found before, which new ones start from.

    Returns:
        The terms there are, and the topics with their parts.
    """
    clauses = clauses_of(texts)
    least = max(_LEAST_TEXTS, round(_LEAST_SHARE * len(texts)))
    vocabulary = vocabulary_of(clauses, least=least, most=_MOST_TERMS)
    place = {term: at for at, term in enumerate(vocabulary.terms)}
    present = _present([(clause.text, vocabulary.read(clause)) for clause in clauses], place, len(texts))
    frequency = np.asarray(present.sum(axis=0)).ravel()
    company = _company(present, frequency)
    rank = int(min(most, len(place) // _TERMS_A_TOPIC, len(texts) // _TEXTS_A_TOPIC))
    if rank < 1:
        return vocabulary, []
    start = _start(like, place, rank, company)
    topics = _topics(company, frequency, vocabulary.terms, rank, start)
    return vocabulary, [_with_parts(topic, place, company, frequency) for topic in topics]


def _present(read: Sequence[tuple[int, Any]], place: Mapping[str, int], texts: int) -> Any:
    """Tell which terms stand in which texts, as a sparse matrix."""
    from scipy.sparse import csr_matrix

    cells = sorted(
        {(text, place[term]) for text, terms in read for term, _start, _end in terms if term in place}
    )
    rows, columns = (
        (np.array(part, dtype=np.int64) for part in zip(*cells, strict=True)) if cells else ([], [])
    )
    return csr_matrix((np.ones(len(cells)), (rows, columns)), shape=(texts, len(place)))


def _company(present: Any, frequency: Floats) -> Floats:
    """Measure how far above chance terms stand together (positive pointwise mutual information, few cases doubted)."""
    from scipy.sparse import diags

    each = np.asarray(present.sum(axis=1)).ravel()
    together = (present.T @ diags(1 / np.maximum(each, 1.0)) @ present).toarray()
    cases = (present.T @ present).toarray()
    np.fill_diagonal(together, 0.0)
    sums = together.sum(axis=1)
    smooth = sums**_SMOOTHED
    expected = np.maximum(np.outer(sums, smooth), 1e-9)
    ratio = np.log(np.maximum(together * smooth.sum() / expected, 1e-12))
    company = np.maximum(ratio, 0.0) * cases / (cases + _DOUBTED)
    weight = np.sqrt(np.log1p(frequency))
    both: Floats = weight[:, None] * (company + company.T) / 2 * weight[None, :]
    return both


def _start(like: Sequence[Topic], place: Mapping[str, int], rank: int, company: Floats) -> Floats | None:
    """Start from topics found before, and fill up with what they leave unexplained."""
    if not like:
        return None
    start = np.full((rank, len(place)), 1e-6)
    for row, topic in enumerate(like[:rank]):
        for term, weight in zip(topic.terms, topic.weights, strict=True):
            if term in place:
                start[row, place[term]] = weight
        start[row] /= np.linalg.norm(start[row])
    if len(like) < rank:
        left = company * (start[: len(like)].max(axis=0) < _LEAST_BELONGING * 0.1)
        values, vectors = np.linalg.eigh((left + left.T) / 2)
        start[len(like) :] = np.abs(vectors[:, np.argsort(-values)[: rank - len(like)]].T)
    return start


def _topics(
    company: Floats, frequency: Floats, terms: Sequence[str], rank: int, start: Floats | None = None
) -> list[Topic]:
    """Factor the table of company, and give each topic the terms that mostly belong to it."""
    from scipy.sparse import csr_matrix

    steps = MOST_STEPS if start is None else _STEPS_FROM_BEFORE
    strength = factored(csr_matrix(company), rank, start=start, steps=steps)
    belonging = strength / np.maximum(strength.sum(axis=0), 1e-12)
    telling = strength * belonging * np.sqrt(frequency)
    topics = []
    for row in range(rank):
        most_here = (strength.argmax(axis=0) == row) & (strength[row] > 0)
        mine: list[int] = np.flatnonzero(most_here & (belonging[row] >= _LEAST_BELONGING)).tolist()
        ranked = sorted(mine, key=lambda at: (-round(float(telling[row, at]), 9), terms[at]))
        if len(ranked) > 1:
            weights = telling[row, ranked] / telling[row, ranked[0]]
            core = sum(belonging[row, at] >= _CORE_BELONGING for at in ranked[:_MOST_CORE])
            topics.append(
                Topic(
                    tuple(terms[at] for at in ranked), tuple(np.round(weights, 6).tolist()), max(int(core), 1)
                )
            )
    return topics


def _with_parts(topic: Topic, place: Mapping[str, int], company: Floats, frequency: Floats) -> Topic:
    """Part a topic's terms in the same way."""
    parts = min(_MOST_PARTS, len(topic.terms) // _TERMS_A_PART)
    if parts < 2:  # noqa: PLR2004 - a topic has no single part
        return topic
    at = np.array([place[term] for term in topic.terms])
    inner = _topics(company[np.ix_(at, at)], frequency[at], topic.terms, parts)
    return Topic(topic.terms, topic.weights, topic.core, tuple(inner) if len(inner) > 1 else ())
