"""Maximum likelihood for positive parameters: in logs, from several starts, with what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.frames import Tabular
from cocreate.loyalty.quantities import limits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    LogLikelihood = Callable[[FloatArray], tuple[float, FloatArray]]

_FLOOR, _CEILING = 1e-4, 1e6
"""Where a parameter stops being an estimate: the model has then shrunk to a simpler one."""
_AT_EDGE = 1e-2
_STEP = 1e-4
_FLAT = 1e-6
"""Gradient a customer, in logs of parameters, below which a maximum is one."""
_TRIED = 2
_NEAR = 0.05
_NEWTON_STEPS = 25
_QUICK = 0.2
"""Part of the gradient that may be left after a step, if the information behind it is to serve again."""
_LONGEST_STEP = 1.0
_MOST_CLIMBS, _MOST_HALVINGS = 300, 40
_PROMISED = 1e-4


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Fitted(Tabular):
    """Parameters estimated by maximum likelihood.

    Attributes:
        model: name of the model.
        names: names of the parameters.
        values: their estimates, all positive.
        std_errors: their standard errors, from the observed information; NaN where one lies at its edge.
        log_covariance: covariance of the logs of the parameters; zero where one lies at its edge.
        log_likelihood: at the maximum.
        n: number of customers.
        converged: whether the gradient vanishes there.
        notes: what a reader has to know: parameters at their edge, assumptions that look broken.
        confidence: of the intervals.
    """

    model: str
    names: tuple[str, ...]
    values: FloatArray
    std_errors: FloatArray
    log_covariance: FloatArray
    log_likelihood: float
    n: int
    converged: bool
    notes: tuple[str, ...]
    confidence: float = 0.95

    @property
    def params(self) -> dict[str, float]:
        """Parameters by name."""
        return dict(zip(self.names, self.values.tolist(), strict=True))

    def columns(self) -> dict[str, Any]:
        """Give the parameters: estimate, interval (symmetric in the log) and standard error."""
        low, high = limits(self.values, self.std_errors, span="positive", confidence=self.confidence)
        return {
            "parameter": np.array(self.names, dtype=object),
            "value": self.values,
            "low": low,
            "high": high,
            "std_error": self.std_errors,
        }

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value:.4g}" for name, value in self.params.items())
        state = "" if self.converged else ", NOT CONVERGED"
        return f"{self.model}({shown}, log-likelihood={self.log_likelihood:.3f}, n={self.n}{state})"


def maximum(
    log_likelihood: LogLikelihood,
    rough: LogLikelihood,
    *,
    names: tuple[str, ...],
    starts: Sequence[Sequence[float]],
    n: int,
) -> dict[str, Any]:
    """Climb from the best of several starts; give what `Fitted` wants, by name.

    Args:
        log_likelihood: takes logs of the parameters, gives the value and its gradient by them.
        rough: something close to it that is quicker, to climb on before the last steps; or itself.
        names: of the parameters.
        starts: parameters to start from.
        n: number of customers, by which the gradient is scaled.
    """
    ranked = sorted(
        (np.log(np.clip(start, 2 * _FLOOR, _CEILING / 2)) for start in starts),
        key=lambda start: -rough(start)[0],
    )
    tops = [_climbed(rough, start, n) for start in ranked[:_TRIED]]
    top = max(tops, key=lambda place: rough(place)[0])
    if _far(log_likelihood, top, n):
        top = _climbed(log_likelihood, top, n)
    top, information = _polished(log_likelihood, top, n)
    value, gradient = log_likelihood(top)
    edge = _edges(top)
    covariance, positive = _covariance(information, edge)
    flat = bool(np.all(np.abs(gradient[~edge]) <= _FLAT * n))
    error = np.exp(top) * np.sqrt(np.diag(covariance))
    return {
        "names": names,
        "values": np.exp(top),
        "std_errors": np.where(edge, np.nan, error),
        "log_covariance": covariance,
        "log_likelihood": value,
        "n": n,
        "converged": flat and positive,
        "notes": _notes(names, top, edge, flat=flat, positive=positive),
    }


def _far(log_likelihood: LogLikelihood, place: FloatArray, n: int) -> bool:
    """Tell whether a rough maximum is too far off for Newton's steps."""
    return bool(np.abs(log_likelihood(place)[1]).max() > _NEAR * n)


def _climbed(log_likelihood: LogLikelihood, start: FloatArray, n: int) -> FloatArray:
    """Climb by BFGS inside the edges; small enough to do without a library's threads."""
    place, inverse = start, np.eye(len(start))
    value, gradient = log_likelihood(place)
    for climb in range(_MOST_CLIMBS):
        free = ~(_edges(place) & (np.sign(gradient) == np.sign(place)))
        if np.all(np.abs(gradient[free]) <= _FLAT * n):
            break
        step = np.where(free, (inverse * np.outer(free, free)) @ gradient, 0.0)
        if step @ gradient <= 0:
            inverse, step = np.eye(len(start)), np.where(free, gradient, 0.0)
        step *= min(1.0, _LONGEST_STEP / np.abs(step).max())
        moved, better, slope = _higher(log_likelihood, place, step, value, gradient)
        if better <= value:
            break
        walked, bend = moved - place, gradient - slope
        place, value, gradient = moved, better, slope
        inverse = _bent(inverse, walked, bend, first=climb == 0)
    return place


def _higher(
    log_likelihood: LogLikelihood, place: FloatArray, step: FloatArray, value: float, gradient: FloatArray
) -> tuple[FloatArray, float, FloatArray]:
    """Halve a step until it climbs as much as the gradient promises."""
    for halving in range(_MOST_HALVINGS):
        moved = np.clip(place + step / 2**halving, np.log(_FLOOR), np.log(_CEILING))
        better, slope = log_likelihood(moved)
        if better >= value + _PROMISED * gradient @ (moved - place):
            return moved, better, slope
    return place, value, gradient


def _bent(inverse: FloatArray, walked: FloatArray, bend: FloatArray, *, first: bool) -> FloatArray:
    """Update the inverse curvature by what was learnt on the way (Broyden, Fletcher, Goldfarb, Shanno)."""
    curvature = walked @ bend
    if curvature <= 0:
        return inverse
    if first:
        inverse = np.eye(len(walked)) * curvature / (bend @ bend)
    turn = np.eye(len(walked)) - np.outer(walked, bend) / curvature
    updated: FloatArray = turn @ inverse @ turn.T + np.outer(walked, walked) / curvature
    return updated


def _polished(log_likelihood: LogLikelihood, top: FloatArray, n: int) -> tuple[FloatArray, FloatArray]:
    """Newton's steps on the parameters inside their edges, as long as they climb; and the information.

    The information is costly, and worked out anew only where it no longer leads on quickly.
    """
    information = _information(log_likelihood, top)
    value, gradient = log_likelihood(top)
    current = True
    for _ in range(_NEWTON_STEPS):
        free = ~_edges(top)
        steepest = np.abs(gradient[free]).max(initial=0.0)
        if steepest <= _FLAT * n / 100:
            break
        step = np.zeros(len(top))
        step[free] = np.linalg.lstsq(information[np.ix_(free, free)], gradient[free])[0]
        moved = np.clip(top + np.clip(step, -_LONGEST_STEP, _LONGEST_STEP), np.log(_FLOOR), np.log(_CEILING))
        better, slope = log_likelihood(moved)
        if better < value:
            if current:
                break
        else:
            top, value, gradient, current = moved, better, slope, False
        if not current and (better < value or np.abs(slope[free]).max() > _QUICK * steepest):
            information, current = _information(log_likelihood, top), True
    return top, information if current else _information(log_likelihood, top)


def _information(log_likelihood: LogLikelihood, at: FloatArray) -> FloatArray:
    """Observed information: differences of the analytic gradient."""
    rows = []
    for place in range(len(at)):
        step = np.zeros(len(at))
        step[place] = _STEP
        rows.append((log_likelihood(at - step)[1] - log_likelihood(at + step)[1]) / (2 * _STEP))
    information = np.array(rows)
    return (information + information.T) / 2


def _edges(place: FloatArray) -> NDArray[np.bool_]:
    edge: NDArray[np.bool_] = (place <= np.log(_FLOOR) + _AT_EDGE) | (place >= np.log(_CEILING) - _AT_EDGE)
    return edge


def _covariance(information: FloatArray, edge: NDArray[np.bool_]) -> tuple[FloatArray, bool]:
    """Inverse of the information of parameters inside their edges; whether it is positive definite."""
    covariance = np.zeros_like(information)
    inner = np.ix_(~edge, ~edge)
    if edge.all():
        return covariance, True
    values, vectors = np.linalg.eigh(information[inner])
    positive = bool(values.min() > 0)
    covariance[inner] = vectors @ np.diag(1 / np.where(values > 0, values, np.inf)) @ vectors.T
    return covariance, positive


def _notes(
    names: tuple[str, ...], top: FloatArray, edge: NDArray[np.bool_], *, flat: bool, positive: bool
) -> tuple[str, ...]:
    notes = [
        f"{name} lies at its {'upper' if place > 0 else 'lower'} edge ({np.exp(place):.3g}): the data do not"
        " bound it, the model has shrunk to a simpler one, and it has no standard error"
        for name, place, at_edge in zip(names, top, edge, strict=True)
        if at_edge
    ]
    if not flat:
        notes.append("no maximum was reached: parameters and standard errors are not to be trusted")
    elif not positive:
        notes.append("the likelihood is flat in some direction: standard errors are too small")
    return tuple(notes)
