"""k-means on a plane, and the silhouette that chooses how many groups there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

_STARTS = 24
_ROUNDS = 100
_MOST_JUDGED = 3000
"""So many people at most are judged by their silhouette, evenly taken; each against everybody."""


@dataclass(frozen=True, eq=False, slots=True)
class Clustering:
    """Points in groups.

    Attributes:
        group: the group of each point, from 0.
        centres: the groups' middles, shape (groups, 2).
        inertia: sum of squared distances to them.
    """

    group: IntArray
    centres: FloatArray
    inertia: float


def k_means(
    points: FloatArray, groups: int, *, rng: np.random.Generator, near: FloatArray | None = None
) -> Clustering:
    """Group points, the best of many seeded starts; `near` gives centres for one more start."""
    distinct = np.unique(points, axis=0)
    starts = [_spread(distinct, groups, rng) for _ in range(_STARTS)]
    if near is not None and len(near) == groups:
        starts.append(near)
    return min((_settled(points, start) for start in starts), key=lambda found: found.inertia)


def silhouette(points: FloatArray, group: IntArray) -> float:
    """Mean silhouette, from -1 to 1: how much nearer people are to their own group than to the next.

    Groups of one count 0, as Rousseeuw (1987) has it.
    """
    from scipy.spatial.distance import cdist

    judged = np.unique(np.linspace(0, len(points) - 1, min(len(points), _MOST_JUDGED)).astype(np.intp))
    return mean_silhouette(cdist(points[judged], points), group[judged], group)


def mean_silhouette(distances: FloatArray, own: IntArray, group: IntArray) -> float:
    """Mean silhouette from distances of the judged (rows) to everybody (columns)."""
    groups = int(group.max()) + 1
    member = np.eye(groups)[group]
    size = member.sum(axis=0)
    sums = distances @ member
    rows = np.arange(len(own))
    with np.errstate(divide="ignore", invalid="ignore"):
        within = sums[rows, own] / (size[own] - 1)
        means = sums / size
    means[rows, own] = np.inf
    between = means.min(axis=1)
    wider = np.maximum(within, between)
    alone = (size[own] == 1) | (wider == 0)
    width = np.zeros(len(own))
    width[~alone] = (between - within)[~alone] / wider[~alone]
    return float(width.mean())


def _spread(distinct: FloatArray, groups: int, rng: np.random.Generator) -> FloatArray:
    """Choose starting centres far from each other (k-means++)."""
    centres = [distinct[rng.integers(len(distinct))]]
    for _ in range(groups - 1):
        far = np.min([((distinct - centre) ** 2).sum(axis=1) for centre in centres], axis=0)
        centres.append(distinct[rng.choice(len(distinct), p=far / far.sum())])
    return np.array(centres)


def _settled(points: FloatArray, centres: FloatArray) -> Clustering:
    """Move centres to the middle of their points until nobody changes groups."""
    group = np.full(len(points), -1)
    for _ in range(_ROUNDS):
        distance = ((points[:, None, :] - centres) ** 2).sum(axis=2)
        nearest = distance.argmin(axis=1)
        if (nearest == group).all():
            break
        group = nearest
        size = np.bincount(group, minlength=len(centres))
        sums = np.stack([np.bincount(group, points[:, axis], len(centres)) for axis in range(2)], axis=1)
        centres = np.where(size[:, None] > 0, sums / np.maximum(size, 1)[:, None], centres)
    distance = ((points - centres[group]) ** 2).sum(axis=1)
    return Clustering(group, centres, float(distance.sum()))
