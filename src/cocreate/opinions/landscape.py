"""People and statements on a plane: principal components of the votes, with unseen statements at their mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cocreate.opinions.votes import Votes

    FloatArray = NDArray[np.float64]

_SMALL = 64
"""Up to so many rows or columns a dense decomposition is quicker than an iterative one."""
_NOTHING = 1e-9
"""What rounding leaves of a length that is zero."""


@dataclass(frozen=True, eq=False, slots=True)
class Landscape:
    """Two principal components of the votes.

    Attributes:
        mean: the mean vote on each statement, shape (statements,).
        loadings: the two components, orthonormal, shape (2, statements); zeros where the votes have fewer.
        positions: people on the plane, shape (people, 2), stretched for those who voted on few statements.
        explained: the share of variance each component explains, shape (2,).
    """

    mean: FloatArray
    loadings: FloatArray
    positions: FloatArray
    explained: FloatArray

    @property
    def extremity(self) -> FloatArray:
        """How far a disagreement with each statement alone would move a person, shape (statements,)."""
        pull = np.sqrt(len(self.mean)) * np.abs(-1 - self.mean)
        found: FloatArray = pull * np.sqrt((self.loadings**2).sum(axis=0))
        return found


def landscape_of(votes: Votes, *, align: FloatArray | None = None) -> Landscape:
    """Lay people and statements out; unseen statements count as the statement's mean vote.

    Args:
        votes: the votes.
        align: loadings of an earlier layout of the same statements, whose directions are kept.
    """
    from scipy.sparse import csr_array

    shape = len(votes.people), len(votes.statements)
    seen = np.bincount(votes.statement, minlength=shape[1])
    mean = np.bincount(votes.statement, weights=votes.value, minlength=shape[1]) / seen
    centred = csr_array((votes.value - mean[votes.statement], (votes.person, votes.statement)), shape=shape)
    loadings, lengths = _components(centred)
    loadings = _turned(loadings, align)
    total = float(centred.multiply(centred).sum())
    stretch = np.sqrt(shape[1] / np.maximum(votes.cast, 1))
    positions = (centred @ loadings.T) * stretch[:, None]
    return Landscape(mean, loadings, positions, lengths**2 / total if total > 0 else np.zeros(2))


def _components(centred: Any) -> tuple[FloatArray, FloatArray]:
    """The first two right singular vectors and their lengths; zeros where there are none."""
    loadings, lengths = np.zeros((2, centred.shape[1])), np.zeros(2)
    if min(centred.shape) <= _SMALL:
        _, found, right = np.linalg.svd(centred.toarray(), full_matrices=False)
    else:
        from scipy.sparse.linalg import svds

        _, found, right = svds(centred, k=2, v0=np.ones(min(centred.shape)), solver="arpack")
    order = np.argsort(-found)[:2]
    real = order[found[order] > _NOTHING * max(found.max(), 1)]
    loadings[: len(real)], lengths[: len(real)] = right[real], found[real]
    return loadings, lengths


def _turned(loadings: FloatArray, align: FloatArray | None) -> FloatArray:
    """Fix the sign of each component: as before, else so that its largest loading is positive."""
    if align is not None:
        sign = np.sign((loadings * align).sum(axis=1))
    else:
        sign = np.sign(loadings[np.arange(2), np.abs(loadings).argmax(axis=1)])
    return loadings * np.where(sign == 0, 1, sign)[:, None]
