"""Strengths from comparisons of pairs: Bradley-Terry, and the scores of a wiki survey."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.errors import MissingColumnError, NotEnoughDataError, OptionError
from cocreate.frames import Tabular
from cocreate.opinions.duels import Duels, counted
from cocreate.scores.quantiles import checked_confidence, normal_quantile, two_sided_p

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

_ROUNDS = 200
_STILL = 1e-10
_FEWEST = 2
_CATCH_UP_MOST = 0.05


@dataclass(frozen=True, eq=False, repr=False)
class Strengths(Tabular):
    """Items by how strong they are: a difference of 1 means odds of e to 1.

    Attributes:
        items: labels, the strongest first.
        value: log strengths, shape (items,); 0 is the mean of all, or the reference.
        low: lower ends of their intervals.
        high: upper ends.
        std_error: their standard errors.
        covariance: of the strengths, shape (items, items).
        rank_from: the best rank each may have beyond chance, from 1.
        rank_to: the worst.
        shown: how often each was compared.
        log_likelihood: of the comparisons.
        deviance: twice its distance to a model with a share for every pair.
        prior: half-wins lent to each item against an average one; 0 if none were needed.
        confidence: of the intervals.
        method: how it was estimated.
        notes: what should be known before reading.
    """

    items: tuple[Hashable, ...]
    value: FloatArray
    low: FloatArray
    high: FloatArray
    std_error: FloatArray
    covariance: FloatArray
    rank_from: IntArray
    rank_to: IntArray
    shown: FloatArray
    log_likelihood: float
    deviance: float
    prior: float
    confidence: float
    method: str
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        return (
            f"Strengths(items={len(self)}, strongest={self.items[0]!r}, comparisons={self.shown.sum() / 2:g})"
        )

    def columns(self) -> dict[str, Any]:
        """Give a row an item, the strongest first."""
        arrays = ("value", "low", "high", "std_error", "rank_from", "rank_to", "shown")
        return {"item": list(self.items), **{name: getattr(self, name) for name in arrays}}

    def chance(self, item: Hashable, other: Hashable) -> tuple[float, float, float]:
        """Chance, from 0 to 1, that one item is preferred to another, with its interval."""
        i, j = (self._place(label) for label in (item, other))
        gap = self.value[i] - self.value[j]
        error = np.sqrt(self.covariance[i, i] + self.covariance[j, j] - 2 * self.covariance[i, j])
        z = normal_quantile(self.confidence)
        middle, low, high = (float(_expit(gap + side * z * error)) for side in (0, -1, 1))
        return middle, low, high

    def _place(self, label: Hashable) -> int:
        if label not in self.items:
            raise MissingColumnError(label, self.items, what="item")
        return self.items.index(label)


@dataclass(frozen=True, eq=False, repr=False)
class WikiScores(Tabular):
    """Ideas by their chance to win against a random other idea.

    Attributes:
        items: labels, the best first.
        value: that chance in per cent, 0 to 100, shape (items,).
        low: lower ends of the intervals.
        high: upper ends.
        wins: how often each was chosen.
        shown: how often each was shown.
        confidence: of the intervals.
        method: how it was estimated.
    """

    items: tuple[Hashable, ...]
    value: FloatArray
    low: FloatArray
    high: FloatArray
    wins: FloatArray
    shown: FloatArray
    confidence: float
    method: str

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        return f"WikiScores(items={len(self)}, best={self.items[0]!r}, comparisons={self.shown.sum() / 2:g})"

    def columns(self) -> dict[str, Any]:
        """Give a row an idea, the best first."""
        arrays = ("value", "low", "high", "wins", "shown")
        return {"item": list(self.items), **{name: getattr(self, name) for name in arrays}}


def bradley_terry(
    table: Any,
    *,
    winner: str,
    loser: str,
    weight: str | None = None,
    reference: Hashable | None = None,
    prior: float | None = None,
    confidence: float = 0.95,
) -> Strengths:
    """Estimate strengths of items from comparisons of pairs.

    Args:
        table: a table of any kind with a row a comparison (or a row many, with `weight`).
        winner: the column of the items preferred.
        loser: the column of those they were preferred to. Enter a tie as half a win each, by weight.
        weight: the column of counts, >= 0.
        reference: the item whose strength is 0; None sets the mean of all to 0.
        prior: half-wins lent to each item, one half won and one half lost, against an average item; None lends 0.5
            only where strengths would not exist otherwise, and says so.
        confidence: of the intervals, between 0 and 1.

    Returns:
        Strengths: a log strength an item with its interval and the ranks it may have.

    Raises:
        MissingColumnError: if a column, or the reference, is not there.
        NoAnswersError: if there is no comparison.
        NotEnoughDataError: if there are fewer than two items.
        InputError: if an item is compared with itself.
        WeightError: if a weight is missing or negative.
        OptionError: if the prior is negative.

    Method:
        P(i beats j) = 1 / (1 + exp(s_j - s_i)), maximum likelihood by Newton's method; intervals from the inverse
        of the information. Strengths exist only if nobody beats all others of a set without losing to one
        (the graph of wins is strongly connected). Ranks: an item is behind those that differ from it beyond
        chance after Holm. Comparisons count as independent, which many by one person are not.

    Source:
        Bradley and Terry (1952); Ford (1957) for existence; Agresti (2002), Categorical Data Analysis, table 10.10
        for the citations between journals; tests/cocreate/opinions/test_pairwise.py.

    >>> found = bradley_terry(
    ...     {"won": ["a", "b", "a"], "lost": ["b", "a", "b"], "times": [6, 2, 1]}, winner="won", loser="lost", weight="times"
    ... )
    >>> found.items, [round(float(v), 3) for v in found.value]
    (('a', 'b'), [0.626, -0.626])
    """
    checked_confidence(confidence)
    if prior is not None and not prior >= 0:
        raise OptionError(f"prior == {prior!r}, must be 0 or more")
    duels = counted(table, winner=winner, loser=loser, weight=weight)
    if len(duels.items) < _FEWEST:
        raise NotEnoughDataError("there is one item only; comparisons need two")
    parts = duels.apart()
    lent = prior if prior is not None else (0.5 if len(parts) > 1 else 0.0)
    if len(parts) > 1 and not lent:
        raise NotEnoughDataError(
            f"strengths do not exist: {_unbound(parts)}; leave prior out, or give one above 0"
        )
    value, information = _fitted(duels.wins, 2 * lent)
    covariance = np.linalg.pinv(information, hermitian=True) if not lent else np.linalg.inv(information)
    value, covariance = _anchored(duels, value, covariance, reference)
    notes = (f"half-wins were lent to every item, since {_unbound(parts)}",) if lent and prior is None else ()
    return _strengths(duels, value, covariance, lent=lent, confidence=confidence, notes=notes)


def wiki_scores(
    table: Any,
    *,
    winner: str,
    loser: str,
    weight: str | None = None,
    confidence: float = 0.95,
    rng: np.random.Generator | int = 0,
) -> WikiScores:
    """Score ideas by their chance to be preferred to a random other idea.

    Args:
        table: a table of any kind with a row a comparison.
        winner: the column of the ideas chosen.
        loser: the column of those not chosen.
        weight: the column of counts, >= 0.
        confidence: of the intervals, between 0 and 1.
        rng: a generator or a seed, for the draws behind the intervals.

    Returns:
        WikiScores: a score from 0 to 100 an idea with its interval.

    Raises:
        MissingColumnError: if a column is not there.
        NoAnswersError: if there is no comparison.
        NotEnoughDataError: if there are fewer than two ideas.
        InputError: if an idea is compared with itself.

    Method:
        Log strengths with a normal prior, whose variance is taken from the comparisons (by Laplace's approximation);
        the score is the mean over all other ideas of the chance to beat them; intervals are
        quantiles of 4,000 draws from the approximation. The prior makes ideas shown seldom neither best nor
        worst by luck. It does not separate people's tastes.

    Source:
        Salganik and Levy (2015), Wiki surveys, PLoS ONE 10(5); tests/cocreate/opinions/test_pairwise.py.

    >>> found = wiki_scores({"won": ["a", "a", "b", "a"], "lost": ["b", "c", "c", "b"]}, winner="won", loser="lost")
    >>> found.items
    ('a', 'b', 'c')
    """
    half = (1 - checked_confidence(confidence)) / 2
    duels = counted(table, winner=winner, loser=loser, weight=weight)
    if len(duels.items) < _FEWEST:
        raise NotEnoughDataError("there is one idea only; comparisons need two")
    precision = _precision(duels.wins)
    mode, information = _fitted_normal(duels.wins, precision)
    draws = np.random.default_rng(rng).multivariate_normal(
        mode, np.linalg.inv(information), 4000, method="cholesky"
    )
    score = 100 * _against_others(mode[None, :])[0]
    low, high = np.quantile(100 * _against_others(draws), (half, 1 - half), axis=0)
    order = np.lexsort((np.arange(len(score)), -score))
    return WikiScores(
        tuple(duels.items[place] for place in order),
        score[order],
        np.minimum(low, score)[order],
        np.maximum(high, score)[order],
        duels.wins.sum(axis=1)[order],
        duels.shown[order],
        confidence,
        "Bradley-Terry, normal prior",
    )


def next_pair(shown: dict[Hashable, int], *, rng: np.random.Generator | int = 0) -> tuple[Hashable, Hashable]:
    """Draw the pair of ideas to show next; ideas seen seldom catch up.

    Args:
        shown: how often each idea has been shown.
        rng: a generator or a seed.

    Returns:
        Two different ideas, in random order.

    Raises:
        NotEnoughDataError: if there are fewer than two ideas.

    Method:
        Two draws without replacement, with weights min(0.05, 1 / (n + 1)).

    Source:
        Salganik and Levy (2015), Wiki surveys; tests/cocreate/opinions/test_pairwise.py.

    >>> sorted(next_pair({"a": 3, "b": 0}, rng=1))
    ['a', 'b']
    """
    if len(shown) < _FEWEST:
        raise NotEnoughDataError(f"{len(shown)} ideas make no pair; two are wanted")
    items = list(shown)
    weight = np.minimum(_CATCH_UP_MOST, 1 / (np.array([shown[item] for item in items]) + 1.0))
    one, other = np.random.default_rng(rng).choice(len(items), size=2, replace=False, p=weight / weight.sum())
    return items[one], items[other]


def _fitted(wins: FloatArray, lent: float) -> tuple[FloatArray, FloatArray]:
    """Log strengths of mean 0, and the information they rest on."""
    both = wins + wins.T
    value = np.zeros(len(wins))

    def climb(value: FloatArray) -> tuple[FloatArray, FloatArray]:
        chance = _expit(value[:, None] - value)
        average = _expit(value)
        slope = wins.sum(axis=1) - (both * chance).sum(axis=1) + lent * (0.5 - average)
        spread = both * chance * (1 - chance)
        return slope, np.diag(spread.sum(axis=1) + lent * average * (1 - average)) - spread

    for _ in range(_ROUNDS):
        slope, information = climb(value)
        step = np.linalg.lstsq(information, slope, rcond=None)[0]
        step *= min(1.0, 2.0 / max(np.abs(step).max(), 1e-300))
        value = value + step
        if not lent:
            value -= value.mean()
        if np.abs(step).max() < _STILL:
            break
    return value, climb(value)[1]


def _fitted_normal(wins: FloatArray, precision: float) -> tuple[FloatArray, FloatArray]:
    """Mode of log strengths under a normal prior, and the information there."""
    both = wins + wins.T
    value = np.zeros(len(wins))
    for _ in range(_ROUNDS):
        chance = _expit(value[:, None] - value)
        spread = both * chance * (1 - chance)
        information = np.diag(spread.sum(axis=1) + precision) - spread
        step = np.linalg.solve(
            information, wins.sum(axis=1) - (both * chance).sum(axis=1) - precision * value
        )
        step *= min(1.0, 2.0 / max(np.abs(step).max(), 1e-300))
        value = value + step
        if np.abs(step).max() < _STILL:
            break
    return value, information


def _precision(wins: FloatArray) -> float:
    """Precision of the prior that makes the comparisons likeliest, by Laplace's approximation."""
    from scipy.optimize import minimize_scalar

    def cost(log_precision: float) -> float:
        precision = float(np.exp(log_precision))
        value, information = _fitted_normal(wins, precision)
        fit = _log_likelihood(wins, value) - precision * float(value @ value) / 2
        return -float(fit + len(wins) * log_precision / 2 - np.linalg.slogdet(information)[1] / 2)

    return float(
        np.exp(minimize_scalar(cost, bounds=(-3.0, 6.0), method="bounded", options={"xatol": 1e-3}).x)
    )


def _against_others(values: FloatArray) -> FloatArray:
    """Mean chance of each item against all others, for each row of strengths."""
    count = values.shape[1]
    found = np.empty_like(values)
    for place in range(count):
        found[:, place] = (_expit(values[:, [place]] - values).sum(axis=1) - 0.5) / (count - 1)
    return found


def _anchored(
    duels: Duels, value: FloatArray, covariance: FloatArray, reference: Hashable | None
) -> tuple[FloatArray, FloatArray]:
    """Strengths relative to the mean, or to one item."""
    count = len(value)
    if reference is None:
        shift = np.eye(count) - 1 / count
    else:
        if reference not in duels.items:
            raise MissingColumnError(reference, duels.items, what="item")
        shift = np.eye(count)
        shift[:, duels.items.index(reference)] -= 1
    return shift @ value, shift @ covariance @ shift.T


def _strengths(
    duels: Duels,
    value: FloatArray,
    covariance: FloatArray,
    *,
    lent: float,
    confidence: float,
    notes: tuple[str, ...],
) -> Strengths:
    order = np.lexsort((np.arange(len(value)), -value))
    value, covariance = value[order], covariance[np.ix_(order, order)]
    error = np.sqrt(np.maximum(np.diag(covariance), 0))
    z = normal_quantile(confidence)
    rank_from, rank_to = _ranks(value, covariance, confidence)
    wins = duels.wins[np.ix_(order, order)]
    likelihood = _log_likelihood(wins, value)
    return Strengths(
        tuple(duels.items[place] for place in order),
        value,
        value - z * error,
        value + z * error,
        error,
        covariance,
        rank_from,
        rank_to,
        duels.shown[order],
        likelihood,
        2 * (_saturated(wins) - likelihood),
        lent,
        confidence,
        "Bradley-Terry, maximum likelihood" if not lent else "Bradley-Terry, half-wins lent",
        notes,
    )


def _ranks(value: FloatArray, covariance: FloatArray, confidence: float) -> tuple[IntArray, IntArray]:
    """Best and worst rank beyond chance, allowing for all pairs after Holm."""
    from cocreate.scores.compare import adjusted

    spread = np.diag(covariance)
    error = np.sqrt(np.maximum(spread[:, None] + spread - 2 * covariance, 0))
    one, other = np.triu_indices(len(value), 1)
    gap = value[one] - value[other]
    z = np.divide(gap, error[one, other], out=np.zeros_like(gap), where=error[one, other] > 0)
    apart = adjusted(two_sided_p(z), "holm") < 1 - confidence
    ahead = np.zeros((len(value), len(value)), dtype=bool)
    ahead[one, other], ahead[other, one] = apart & (gap > 0), apart & (gap < 0)
    return 1 + ahead.sum(axis=0), len(value) - ahead.sum(axis=1)


def _log_likelihood(wins: FloatArray, value: FloatArray) -> float:
    return float(-(wins * np.logaddexp(0, value - value[:, None])).sum())


def _saturated(wins: FloatArray) -> float:
    both = wins + wins.T
    share = np.divide(wins, both, out=np.ones_like(wins), where=wins > 0)
    return float((wins * np.log(share)).sum())


def _expit(gap: Any) -> Any:
    from scipy.special import expit

    return expit(gap)


def _unbound(parts: tuple[tuple[Hashable, ...], ...]) -> str:
    """Say which items stand apart."""
    least = min(parts, key=len)
    named = ", ".join(repr(item) for item in least[:5]) + (" …" if len(least) > 5 else "")  # noqa: PLR2004 - what fits a line
    return f"{named} won or lost every comparison with the rest"
