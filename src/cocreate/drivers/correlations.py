"""Moments made into correlations that importance can be worked out from, or an error that names the columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cocreate.errors import CollinearError, NoAnswersError, NotEnoughDataError, WeightError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cocreate.drivers.moments import Moments

    FloatArray = NDArray[np.float64]

_CONSTANT = 1e-12
"""Standard deviation, beside the mean, that rounding alone may give a column that does not vary."""
_COLLINEAR = 1e-8
"""Share of a driver's variance below which the others leave it none."""
_LEAST_EIGENVALUE = 1e-6
_NEARLY_COLLINEAR = 0.05


@dataclass(frozen=True, slots=True)
class Correlations:
    """What importance is worked out from.

    Attributes:
        matrix: correlations, drivers first and the outcome last.
        drivers: the drivers that vary.
        constant: the drivers that do not.
        notes: what the reader should know of them.
    """

    matrix: FloatArray
    drivers: tuple[str, ...]
    constant: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


def correlations(found: Moments, outcome: str) -> Correlations:
    """Give one group's correlations, without drivers that do not vary."""
    drivers = [name for name in found.columns if name != outcome]
    _check_answers(found, outcome)
    covariance, mean = found.covariance[0], found.mean[0]
    varies = np.sqrt(np.maximum(np.diagonal(covariance), 0.0)) > _CONSTANT * np.abs(mean)
    if not varies[-1]:
        raise NotEnoughDataError(f"{outcome!r} is {mean[-1]:g} in every row: there is nothing to explain")
    constant = tuple(name for name, moves in zip(drivers, varies, strict=False) if not moves)
    kept = tuple(name for name in drivers if name not in constant)
    if not kept:
        raise NotEnoughDataError(f"no driver varies ({', '.join(map(repr, constant))}); name others")
    rows = float(found.n_eff[0])
    if rows < len(kept) + 2:
        raise NotEnoughDataError(
            f"{_counted(found)} for {len(kept)} drivers, at least {len(kept) + 2} are wanted; name fewer drivers"
            + (" or take missing='pairwise'" if found.missing == "listwise" and found.rows[0] > rows else "")
        )
    matrix = as_correlations(covariance[np.ix_(varies, varies)])
    notes = [f"{name!r} has the same value in every row and was left out" for name in constant]
    if found.missing == "pairwise":
        matrix, mended = mend(matrix)
        notes += [
            "the pairwise correlations contradict each other and were moved to the nearest that do not"
        ] * mended
    _check_collinear(matrix, kept)
    return Correlations(matrix, kept, constant, (*notes, *_warnings(matrix, kept, rows)))


def as_correlations(covariance: FloatArray) -> FloatArray:
    """Scale covariances; what does not vary is correlated with nothing."""
    deviation = np.sqrt(np.maximum(np.diagonal(covariance, axis1=-2, axis2=-1), 0.0))
    scale = np.divide(1.0, deviation, out=np.zeros_like(deviation), where=deviation > 0)
    matrix = np.clip(covariance * scale[..., np.newaxis] * scale[..., np.newaxis, :], -1.0, 1.0)
    own = np.arange(matrix.shape[-1])
    matrix[..., own, own] = 1.0
    return matrix


def mend(matrix: FloatArray) -> tuple[FloatArray, bool]:
    """Move correlations that no data could have to nearby ones that some could, by their eigenvalues."""
    values, vectors = np.linalg.eigh(matrix)
    if values.min() > _LEAST_EIGENVALUE:
        return matrix, False
    raised = (vectors * np.maximum(values, _LEAST_EIGENVALUE)[..., np.newaxis, :]) @ vectors.swapaxes(-1, -2)
    return as_correlations(raised), True


def _check_answers(found: Moments, outcome: str) -> None:
    if found.n[0] > 0 and found.n_eff[0] > 0:
        return
    if found.n[0] > 0:
        raise WeightError(f"all {int(found.n[0])} rows have the weight 0; give some of them more")
    rows = int(found.rows[0])
    if not rows:
        raise NoAnswersError("the table is empty")
    pairs = np.broadcast_to(found.count[0].sum(axis=0), (len(found.columns),) * 2)
    empty = [name for name, count in zip(found.columns, np.diagonal(pairs), strict=True) if not count]
    if found.missing == "pairwise" and empty:
        raise NoAnswersError(f"{', '.join(map(repr, empty))} hold no number in {rows} rows; leave them out")
    raise NoAnswersError(
        f"none of {rows} rows has {outcome!r} and every driver; leave out drivers that are seldom asked,"
        " or take missing='pairwise'"
    )


def _counted(found: Moments) -> str:
    n, n_eff = int(found.n[0]), float(found.n_eff[0])
    of = f" of {int(found.rows[0])}" if found.rows[0] > n else ""
    worth = "" if abs(n - n_eff) < 1 else f" (worth {n_eff:.1f} by their weights)"
    return f"{n}{of} rows can be used{worth}"


def _check_collinear(matrix: FloatArray, drivers: tuple[str, ...]) -> None:
    """Raise where a driver can be worked out from the ones before it, and name them."""
    among = matrix[:-1, :-1]
    for place in range(1, len(drivers)):
        before, with_it = among[:place, :place], among[:place, place]
        slopes = np.linalg.solve(before, with_it)
        if 1 - with_it @ slopes < _COLLINEAR:
            others = [repr(drivers[i]) for i in np.flatnonzero(np.abs(slopes) > np.sqrt(_COLLINEAR))]
            raise CollinearError(
                f"{drivers[place]!r} can be worked out from {', '.join(others)}; leave one of them out"
            )


def _warnings(matrix: FloatArray, drivers: tuple[str, ...], rows: float) -> list[str]:
    tolerance = 1 / np.diagonal(np.linalg.inv(matrix[:-1, :-1]))
    close = [repr(name) for name, left in zip(drivers, tolerance, strict=True) if left < _NEARLY_COLLINEAR]
    notes = []
    if close:
        notes.append(
            f"{', '.join(close)} are almost worked out from the other drivers (over {1 - _NEARLY_COLLINEAR:.0%} of"
            " their variance): they share what one of them would have"
        )
    if rows < 5 * len(drivers):
        notes.append(
            f"{rows:.0f} rows for {len(drivers)} drivers are few: R squared and all importances come out too high"
        )
    return notes
