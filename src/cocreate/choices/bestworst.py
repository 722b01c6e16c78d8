"""Best-worst scaling: counts, utilities, and each person's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.choices.maxdiff import Curve, climbed, curve_of
from cocreate.choices.picks import Picks, picks_by_design, picks_by_row
from cocreate.errors import InputError, NotEnoughDataError, OptionError
from cocreate.frames import Tabular
from cocreate.scores.quantiles import checked_confidence, normal_quantile

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

_ADDED = 3.0
_LENT = 0.25
"""Precision of the prior that is lent where utilities would have no end."""
_ROUNDS = 12
_STILL = 1e-3
_LOG_VARIANCES = (-6.0, 3.0)


@dataclass(frozen=True, eq=False, repr=False)
class BestWorst(Tabular):
    """Items by what they are worth to those asked.

    Attributes:
        items: labels, the best first.
        best: how often each was picked as best.
        worst: how often as worst.
        shown: how often it was shown.
        score: (best - worst) / shown, from -1 to 1.
        score_low: lower ends of the intervals.
        score_high: upper ends.
        utility: of the logit; their mean is 0.
        low: lower ends of their intervals.
        high: upper ends.
        std_error: of the utilities, by person where persons are known.
        covariance: of the utilities, shape (items, items).
        share: chance to be picked as best of all items, adding up to 1.
        log_likelihood: of the picks.
        null_log_likelihood: were all picks equally likely.
        n: questions answered.
        persons: people who answered, where known.
        picks: what they rest on.
        confidence: of the intervals.
        method: how it was estimated.
        notes: what should be known before reading.
    """

    items: tuple[Hashable, ...]
    best: FloatArray
    worst: FloatArray
    shown: FloatArray
    score: FloatArray
    score_low: FloatArray
    score_high: FloatArray
    utility: FloatArray
    low: FloatArray
    high: FloatArray
    std_error: FloatArray
    covariance: FloatArray
    share: FloatArray
    log_likelihood: float
    null_log_likelihood: float
    n: int
    persons: int | None
    picks: Picks
    confidence: float
    method: str
    notes: tuple[str, ...] = ()

    def columns(self) -> dict[str, Any]:
        """Give a row an item, the best first."""
        arrays = ("best", "worst", "shown", "score", "score_low", "score_high", "utility", "low", "high",
                  "std_error", "share")  # fmt: skip
        told = {name: getattr(self, name) for name in arrays}
        return {"item": list(self.items), **told, "method": [self.method] * len(self.items)}

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        return f"BestWorst(items={len(self)}, best={self.items[0]!r}, n={self.n})"


@dataclass(frozen=True, eq=False, repr=False)
class IndividualScores(Tabular):
    """What each item is worth to each person, drawn towards what it is worth to all.

    Attributes:
        people: labels.
        items: labels, in the order of the result they were made from.
        value: utilities, shape (people, items); each person's mean is 0.
        std_error: of the utilities, likewise.
        counts: (best - worst) / shown of each person, NaN where an item was not shown.
        mean: the utilities' mean over people, shape (items,).
        spread: their standard deviation over people, taken as one for all items, shape (items,).
        method: how it was estimated.
    """

    people: tuple[Hashable, ...]
    items: tuple[Hashable, ...]
    value: FloatArray
    std_error: FloatArray
    counts: FloatArray
    mean: FloatArray
    spread: FloatArray
    method: str = "max-diff logit, normal across people, empirical Bayes"

    def columns(self) -> dict[str, Any]:
        """Give a row a person and item."""
        count = len(self.items)
        return {
            "person": [person for person in self.people for _ in range(count)],
            "item": list(self.items) * len(self.people),
            "value": self.value.ravel(),
            "std_error": self.std_error.ravel(),
            "counts": self.counts.ravel(),
        }

    def __len__(self) -> int:
        return len(self.people)

    def __repr__(self) -> str:
        return f"IndividualScores(people={len(self)}, items={len(self.items)})"


def best_worst(
    table: Any,
    best: str | Sequence[str],
    *,
    worst: str | Sequence[str],
    shown: Sequence[str] | None = None,
    design: Any = None,
    person: str | None = None,
    weight: str | None = None,
    confidence: float = 0.95,
) -> BestWorst:
    """Estimate what items are worth from picks of the best and the worst of a few.

    Args:
        table: a table of any kind. With `shown`, a row a question; with `design`, a row a person.
        best: the column of the item picked as best; with `design`, one column a question.
        worst: the column of the item picked as worst; likewise.
        shown: the columns of the items shown, one a place; missing where a set is smaller.
        design: the sets of items, one a question, or what `best_worst_design` gives (its first version). Answers
            are then items, or (where items are no numbers) places in the set from 1.
        person: the column of who answered; intervals are then by person.
        weight: the column of weights, >= 0; with `shown` only.
        confidence: of the intervals, between 0 and 1.

    Returns:
        BestWorst: counts, scores and utilities with their intervals, the best item first.

    Raises:
        MissingColumnError: if a column is not there, or an answer is no item of its set.
        InputError: if a pick was not shown, or is best and worst at once.
        OptionError: if not just one of `shown` and `design` is given.
        NoAnswersError: if no question has both answers.
        NotEnoughDataError: if there are fewer than three items.

    Method:
        Score (best - worst) / shown. Utilities by maximum likelihood of P(b, w) = exp(u_b - u_w) / sum over all
        ordered pairs shown, mean 0; Newton's method. With persons, errors are from the sandwich by person. Where
        items always won or lost, a normal prior of variance 4 is lent and told. One taste for all:
        `individual_scores` shows how tastes differ.

    Source:
        Finn and Louviere (1992); Marley and Louviere (2005) for the max-diff model;
        tests/cocreate/choices/test_bestworst.py.

    >>> rows = [
    ...     {"a": "tea", "b": "milk", "c": "juice", "best": "tea", "worst": "juice"},
    ...     {"a": "tea", "b": "milk", "c": "juice", "best": "milk", "worst": "tea"},
    ...     {"a": "tea", "b": "milk", "c": "juice", "best": "juice", "worst": "milk"},
    ...     {"a": "tea", "b": "milk", "c": "juice", "best": "tea", "worst": "juice"},
    ... ]
    >>> found = best_worst(rows, "best", worst="worst", shown=["a", "b", "c"])
    >>> found.items[0], [float(score) for score in found.score]
    ('tea', [0.25, 0.0, -0.25])
    """
    checked_confidence(confidence)
    picks = _read(table, best, worst, shown=shown, design=design, person=person, weight=weight)
    if len(picks.items) < 3:  # noqa: PLR2004 - the best and the worst of two are one choice
        raise NotEnoughDataError("there are two items only; compare pairs with opinions.bradley_terry")
    curve = curve_of(picks, alone=True)
    parts = picks.apart()
    precision = _LENT if len(parts) > 1 else 0.0
    count = len(picks.items)
    value, information = climbed(curve, np.zeros(count), np.full(count, precision))
    covariance = _covariance(picks, curve, value[0], information[0])
    notes = (*picks.notes, *((_unbound(parts),) if precision else ()))
    return _result(picks, curve, value[0], covariance, confidence=confidence, notes=notes)


def individual_scores(found: BestWorst) -> IndividualScores:
    """Estimate what each item is worth to each person.

    Args:
        found: what `best_worst` gives, made with `person`.

    Returns:
        IndividualScores: a utility with its standard error for each person and item.

    Raises:
        OptionError: if persons are not known.
        NotEnoughDataError: if there are fewer than three people.

    Method:
        Utilities of people are taken as normal, each item with its own mean, all with one spread: the
        one that makes the picks likeliest, by Laplace's approximation. A person's utilities are the mode, given the
        person's picks; their errors cover a little less than they say (.92 for .95 with eight questions). With few
        questions a person they are drawn strongly to the mean: to find groups, ask more.

    Source:
        After Casella (1985), empirical Bayes; recovery of a known truth in tests/cocreate/choices/test_bestworst.py.

    >>> from cocreate import worlds
    >>> world = worlds.best_worst_survey(30, items=5, seed=1)
    >>> answers = best_worst(world.table, "best", worst="worst", shown=world.shown, person="person")
    >>> individual_scores(answers).value.shape
    (30, 5)
    """
    picks = found.picks
    if found.persons is None:
        raise OptionError("persons are not known; give person= to best_worst")
    if found.persons < 3:  # noqa: PLR2004 - a spread over people takes some
        raise NotEnoughDataError(
            f"{found.persons} people are too few to know how people differ; three are wanted"
        )
    order = [picks.items.index(item) for item in found.items]
    curve = curve_of(picks, alone=False)
    mean = np.zeros(len(order))
    mean[order] = found.utility
    centre = np.eye(len(order)) - 1 / len(order)
    variance = _likeliest_variance(curve, mean)
    _, mean, value, information = _at_variance(curve, mean, variance)
    left = np.linalg.inv(information)
    error = np.sqrt(np.einsum("ij,pjk,ik->pi", centre, left, centre))
    seen, wins, losses = picks.by_person(None), picks.by_person(picks.best), picks.by_person(picks.worst)
    counts = np.divide(wins - losses, seen, out=np.full(seen.shape, np.nan), where=seen > 0)
    return IndividualScores(
        picks.people, found.items, (value @ centre)[:, order], error[:, order], counts[:, order],
        (centre @ mean)[order], np.full(len(order), np.sqrt(variance)),
    )  # fmt: skip


def _likeliest_variance(curve: Curve, mean: FloatArray) -> float:
    """Variance of utilities across people that makes the picks likeliest, by Laplace's approximation."""
    from scipy.optimize import minimize_scalar

    found = minimize_scalar(
        lambda log: -_at_variance(curve, mean, float(np.exp(log)))[0],
        bounds=_LOG_VARIANCES, method="bounded", options={"xatol": 0.02},
    )  # fmt: skip
    return float(np.exp(found.x))


def _at_variance(
    curve: Curve, mean: FloatArray, variance: float
) -> tuple[float, FloatArray, FloatArray, FloatArray]:
    """Approximate log-likelihood, the mean across people, each one's mode, and the information there."""
    precision = np.full(curve.items, 1 / variance)
    for _ in range(_ROUNDS):
        value, information = climbed(curve, mean, precision)
        moved, mean = np.abs(value.mean(axis=0) - mean).max(), value.mean(axis=0)
        if moved < _STILL:
            break
    away = ((value - mean) ** 2).sum() / variance
    held = value.size * np.log(variance) + np.linalg.slogdet(information)[1].sum()
    return curve.fit(value) - float(away + held) / 2, mean, value, information


def _read(
    table: Any, best: str | Sequence[str], worst: str | Sequence[str], *, shown: Sequence[str] | None,
    design: Any, person: str | None, weight: str | None,
) -> Picks:  # fmt: skip
    if (shown is None) == (design is None):
        raise OptionError("give shown= (a row a question) or design= (a row a person), one of the two")
    if design is not None:
        if weight is not None:
            raise OptionError("weight goes with shown=; with design= each row counts once")
        sets = getattr(design, "versions", (design,))[0]
        return picks_by_design(table, _many(best), _many(worst), sets, person)
    if not isinstance(best, str) or not isinstance(worst, str) or shown is None:
        raise OptionError("with shown=, best and worst are one column each")
    if len(shown) < 2:  # noqa: PLR2004 - a pick takes two
        raise OptionError(f"shown == {list(shown)!r}, two columns or more are wanted")
    return picks_by_row(table, best, worst, shown, person=person, weight=weight)


def _many(columns: str | Sequence[str]) -> list[str]:
    return [columns] if isinstance(columns, str) else list(columns)


def _covariance(picks: Picks, curve: Curve, value: FloatArray, information: FloatArray) -> FloatArray:
    """Inverse information with mean 0; by person, the sandwich."""
    centre = np.eye(len(value)) - 1 / len(value)
    plain: FloatArray = centre @ np.linalg.pinv(information, hermitian=True) @ centre
    people = len(picks.people)
    if people < 2:  # noqa: PLR2004 - a spread takes two
        return plain
    slope = curve.slopes_by(value, picks.person, people)
    found: FloatArray = plain @ (slope.T @ slope) @ plain * people / (people - 1)
    return found


def _result(
    picks: Picks, curve: Curve, value: FloatArray, covariance: FloatArray, *, confidence: float, notes: tuple[str, ...]
) -> BestWorst:  # fmt: skip
    if not np.isfinite(value).all():
        raise InputError("utilities cannot be worked out from these picks; look at how they were recorded")
    z = normal_quantile(confidence)
    value = value - value.mean()
    order = np.lexsort((np.arange(len(value)), -value))
    error = np.sqrt(np.maximum(np.diag(covariance), 0))[order]
    seen, wins, losses = (picks.by_person(which)[:, order] for which in (None, picks.best, picks.worst))
    score, low, high = _scores(seen, wins, losses, z)
    power = np.exp(value - value.max())
    known = picks.people != (None,)
    kind = "max-diff logit" + (", errors by person" if len(picks.people) > 1 else "")
    return BestWorst(
        tuple(picks.items[place] for place in order), wins.sum(axis=0), losses.sum(axis=0), seen.sum(axis=0),
        score, low, high, value[order], value[order] - z * error, value[order] + z * error, error,
        covariance[np.ix_(order, order)], (power / power.sum())[order],
        curve.fit(value[None, :]), curve.null, round(float(picks.weight.sum())), len(picks.people) if known else None,
        picks, confidence, kind if not notes or "lent" not in notes[-1] else f"{kind}, normal prior lent", notes,
    )  # fmt: skip


def _scores(
    seen: FloatArray, wins: FloatArray, losses: FloatArray, z: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Best less worst as a share of showings; the interval adds three showings, as that of the NPS does."""
    n, net = seen.sum(axis=0), (wins - losses).sum(axis=0)
    either = (wins + losses).sum(axis=0)
    centre = net / (n + _ADDED)
    error = np.sqrt(np.maximum((either + _ADDED / 2) / (n + _ADDED) - centre**2, 0) / (n + _ADDED))
    people = len(seen)
    if people > 1:
        away = wins - losses - net / n * seen
        error = np.maximum(np.sqrt((away**2).sum(axis=0) * people / (people - 1)) / n, 1 / (n + _ADDED))
    return net / n, np.maximum(centre - z * error, -1), np.minimum(centre + z * error, 1)


def _unbound(parts: tuple[tuple[Hashable, ...], ...]) -> str:
    least = min(parts, key=len)
    named = ", ".join(repr(item) for item in least[:5])
    return f"a normal prior was lent, since {named} always won or always lost against the rest"
