"""People who chose, beside others alike who did not: cross-fitted, doubly robust, and how far to trust it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cocreate.effects.effect import Effect, effect_of, told
from cocreate.effects.learners import curved, fitted_chance, fitted_outcome, folds_of
from cocreate.effects.people import People, people_of
from cocreate.errors import CollinearError, NotEnoughDataError, OptionError
from cocreate.frames import Tabular
from cocreate.scores.quantiles import checked_confidence

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

Estimand = Literal["everyone", "treated"]
Method = Literal["aipw", "regression"]

_UNEQUAL = 0.1
"""Standardised differences beyond this are told of."""
_LOST = 0.1
"""So large a share of people without a counterpart is told of."""
_PER_DEVIATION = 0.91
"""A standardised difference as the log of a risk ratio (VanderWeele and Ding 2017)."""


@dataclass(frozen=True, slots=True, eq=False)
class Balance(Tabular):
    """How alike those treated and others are, trait by trait.

    Attributes:
        trait: what the trait says.
        before: difference of means in standard deviations, as people came.
        after: the same among those kept, weighted by the odds of being treated.
    """

    trait: tuple[str, ...]
    before: FloatArray
    after: FloatArray

    def columns(self) -> dict[str, Any]:
        """Give a row a trait."""
        return {"trait": np.array(self.trait, dtype=object), "before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True, eq=False)
class Overlap:
    """Whether those treated have counterparts.

    Attributes:
        least: smallest chance to be treated, by the model, of anybody.
        greatest: largest.
        trimmed: people without a counterpart, who were left out.
        kept: people used.
        n_eff_treated: how many the weighted treated are worth (Kish).
        n_eff_others: how many the weighted others are worth.
    """

    least: float
    greatest: float
    trimmed: int
    kept: int
    n_eff_treated: float
    n_eff_others: float


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How strong something not measured would have to be to explain the effect away.

    Attributes:
        e_value: risk ratio by which it would have to go with both being treated and the outcome, beyond the
            traits adjusted for, to explain the estimate.
        e_value_of_limit: the same for the end of the interval nearest to no effect; 1 where it holds none.
    """

    e_value: float
    e_value_of_limit: float


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Observed(Tabular):
    """What people who were not drawn by lot show, under an assumption that is named.

    Attributes:
        outcome: what was measured.
        effect: the effect on those asked for.
        estimand: "everyone" or "treated".
        adjusted_for: the columns.
        overlap: whether those treated have counterparts.
        balance: how alike they are, before and after weighting.
        sensitivity: how strong something not measured would have to be.
        notes: what was left out, and what to mind.
    """

    outcome: str
    effect: Effect
    estimand: Estimand
    adjusted_for: tuple[str, ...]
    overlap: Overlap
    balance: Balance
    sensitivity: Sensitivity
    notes: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What may and may not be concluded."""
        whom = "on those treated" if self.estimand == "treated" else "on everyone"
        strong = self.sensitivity.e_value_of_limit
        weak = (
            "With chance allowed for, nothing needs explaining away."
            if strong == 1
            else (
                f"Something not measured that goes with both being treated and {self.outcome} by a risk ratio of"
                f" {strong:.2f} each would be enough to explain it away."
            )
        )
        return (
            f"If people who are alike in {', '.join(self.adjusted_for)} differ in nothing else that matters, the effect"
            f" {whom} {told(self.effect)}. Nobody was drawn by lot, so this is an assumption that the data cannot"
            f" prove. {weak} The plain gap between those who took part and others is not an effect and is not shown."
        )

    def columns(self) -> dict[str, Any]:
        """Give the effect as one row."""
        effect = self.effect.to_dict()
        return {name: np.array([value], dtype=object) for name, value in effect.items()}

    def __repr__(self) -> str:
        return f"Observed({self.outcome!r}, {self.estimand}, {self.effect}, n={self.effect.n:,})"


def observed(
    table: Any,
    outcome: str,
    *,
    treated: str,
    adjust: Sequence[str],
    estimand: Estimand = "everyone",
    method: Method = "aipw",
    control: Hashable | None = None,
    trim: float = 0.01,
    folds: int = 5,
    repeats: int = 5,
    ridge: float = 1.0,
    confidence: float = 0.95,
    rng: np.random.Generator | int | None = 0,
) -> Observed:
    """Estimate what taking part does where people chose, by comparing people alike.

    Args:
        table: a table, one row a person.
        outcome: the column of numbers, or of zeros and ones.
        treated: the column that says who took part (1) and who did not (0).
        adjust: columns, known before, of all that made people choose and bears on the outcome.
        estimand: the effect on "everyone", or on those "treated".
        method: "aipw", or "regression" for one line with one effect, which is quick and often wrong.
        control: the value of `treated` that stands for others; found by its name where that is plain.
        trim: people whose chance to be treated lies within this of 0 or 1 have no counterpart and are left
            out, from 0 to 0.5; for those treated, only chances near 1.
        folds: for cross-fitting.
        repeats: how often people are put into folds anew; the median is taken.
        ridge: how much models are drawn to nought.
        confidence: of the interval, between 0 and 1.
        rng: where chance comes from; a number is a seed.

    Returns:
        An `Observed`, with overlap, balance and sensitivity.

    Raises:
        OptionError: if an option is out of range or a column is named twice.
        NotEnoughDataError: if there are fewer than 10 treated or others, or no counterparts.
        CollinearError: for regression, if traits follow from each other.

    Method:
        Augmented inverse probability weighting: ridge regressions of the outcome among treated and others
        (logistic for zeros and ones) and a logistic model of being treated, all with squares, each fitted on
        folds that leave the person out. The mean of the influence functions is the effect, their deviation
        its standard error; right if either kind of model is. Rests on there being nothing else that made
        people choose and bears on the outcome, which no data show. The E-value says how strong it would have
        to be. Where an invitation was drawn by lot, take `encouragement`.

    Source:
        Robins, Rotnitzky and Zhao (1994), JASA 89; Chernozhukov et al. (2018), Econometrics Journal 21, with the
        median over repeats; Crump et al. (2009), Biometrika 96, for trimming; VanderWeele and Ding (2017),
        Annals of Internal Medicine 167, for the E-value. tests/cocreate/effects/test_observed.py.

    >>> from cocreate import worlds
    >>> world = worlds.self_chosen(1, people=2000)
    >>> found = observed(world.table.columns, "spend", treated="joined", adjust=["loyalty", "visits", "city"])
    >>> found.effect.low < world.effect < found.effect.high
    True
    """
    checked_confidence(confidence)
    _check_options(estimand, method, trim, repeats, ridge)
    people = people_of(table, outcome, treated=treated, traits=adjust, control=control)
    generator = np.random.default_rng(rng)
    fits = [_crossed(people, folds, ridge, generator) for _ in range(repeats)]
    scores = [_scores(people, fit, estimand, trim) for fit in fits]
    chance = np.median([fit.chance for fit in fits], axis=0)
    kept = _with_counterparts(chance, estimand, trim)
    by_line = method == "regression"
    effect = _by_regression(people, confidence) if by_line else _median_effect(scores, people, confidence)
    overlap, balance = _overlap(people, chance, kept, estimand), _balance(people, chance, kept, estimand)
    names = (adjust,) if isinstance(adjust, str) else tuple(adjust)
    return Observed(
        outcome, effect, estimand, names, overlap, balance, _sensitivity(people, effect),
        (*people.notes, *_warnings(overlap, balance, method)),
    )  # fmt: skip


def _check_options(estimand: str, method: str, trim: float, repeats: int, ridge: float) -> None:
    if estimand not in ("everyone", "treated"):
        raise OptionError(f"estimand == {estimand!r}, must be everyone or treated")
    if method not in ("aipw", "regression"):
        raise OptionError(f"method == {method!r}, must be aipw or regression")
    if not 0 <= trim < 0.5:  # noqa: PLR2004 - half would leave nobody
        raise OptionError(f"trim == {trim!r}, must be >= 0 and < 0.5")
    if repeats < 1 or not ridge >= 0:
        raise OptionError(f"repeats == {repeats!r} and ridge == {ridge!r}, must be >= 1 and >= 0")


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """What models that have not seen a person say of her."""

    chance: FloatArray
    if_treated: FloatArray
    if_not: FloatArray


def _crossed(people: People, folds: int, ridge: float, rng: np.random.Generator) -> _Fit:
    x, d, y = curved(people.traits), people.treated, people.outcome
    fold = folds_of(d, folds, rng)
    chance, with_it, without = (np.empty(len(y)) for _ in range(3))
    for each in range(folds):
        out, among = fold == each, fold != each
        chance[out] = fitted_chance(x[among], d[among].astype(np.float64), ridge=ridge)(x[out])
        for found, side in ((with_it, d), (without, ~d)):
            fit = fitted_outcome(x[among & side], y[among & side], binary=people.binary, ridge=ridge)
            found[out] = fit(x[out])
    return _Fit(chance, with_it, without)


def _with_counterparts(chance: FloatArray, estimand: Estimand, trim: float) -> NDArray[np.bool_]:
    least = 0.0 if estimand == "treated" else trim
    return (chance >= least) & (chance <= 1 - trim)


def _scores(people: People, fit: _Fit, estimand: Estimand, trim: float) -> tuple[float, float, int]:
    """The effect, its standard error and how many it rests on."""
    kept = _with_counterparts(fit.chance, estimand, trim)
    d = people.treated[kept].astype(np.float64)
    if d.sum() < 2 or (1 - d).sum() < 2:  # noqa: PLR2004 - a variance takes two
        raise NotEnoughDataError(
            "those treated have no counterparts among others: their traits tell them apart, so nothing can be said"
        )
    y, p = people.outcome[kept], np.clip(fit.chance[kept], 1e-6, 1 - 1e-6)
    one, nought = fit.if_treated[kept], fit.if_not[kept]
    if estimand == "everyone":
        score = one - nought + d * (y - one) / p - (1 - d) * (y - nought) / (1 - p)
        value, influence = score.mean(), score - score.mean()
    else:
        score = d * (y - nought) - (1 - d) * p / (1 - p) * (y - nought)
        value = score.mean() / d.mean()
        influence = (score - d * value) / d.mean()
    return float(value), float(influence.std() / math.sqrt(len(y))), int(kept.sum())


def _median_effect(scores: Sequence[tuple[float, float, int]], people: People, confidence: float) -> Effect:
    """Median over repeats; the variance carries how far they lie apart."""
    value = float(np.median([each[0] for each in scores]))
    error = math.sqrt(float(np.median([each[1] ** 2 + (each[0] - value) ** 2 for each in scores])))
    n = int(np.median([each[2] for each in scores]))
    return effect_of("taking part", value, error, n=n, method="aipw", confidence=confidence, unit=people.unit)


def _by_regression(people: People, confidence: float) -> Effect:
    """Ordinary least squares with one effect; standard errors that assume equal variance."""
    x = np.column_stack([np.ones(len(people.outcome)), people.treated, people.traits])
    n, wide = x.shape
    if n <= wide or np.linalg.matrix_rank(x) < wide:
        raise CollinearError("traits follow from each other, or there are more than people; adjust for fewer")
    inverse = np.linalg.inv(x.T @ x)
    coefficients = inverse @ (x.T @ people.outcome)
    rest = people.outcome - x @ coefficients
    error = math.sqrt(float(rest @ rest) / (n - wide) * inverse[1, 1])
    return effect_of(
        "taking part", float(coefficients[1]), error, n=n, method="regression", confidence=confidence,
        unit=people.unit, df=float(n - wide),
    )  # fmt: skip


def _weights(people: People, chance: FloatArray, estimand: Estimand) -> FloatArray:
    p = np.clip(chance, 1e-6, 1 - 1e-6)
    if estimand == "treated":
        return np.where(people.treated, 1.0, p / (1 - p))
    return np.where(people.treated, 1 / p, 1 / (1 - p))


def _overlap(people: People, chance: FloatArray, kept: NDArray[np.bool_], estimand: Estimand) -> Overlap:
    weight = _weights(people, chance, estimand)

    def worth(side: NDArray[np.bool_]) -> float:
        each = weight[side & kept]
        return float(each.sum() ** 2 / (each**2).sum()) if len(each) else 0.0

    return Overlap(
        float(chance.min()), float(chance.max()), int((~kept).sum()), int(kept.sum()),
        worth(people.treated), worth(~people.treated),
    )  # fmt: skip


def _balance(people: People, chance: FloatArray, kept: NDArray[np.bool_], estimand: Estimand) -> Balance:
    d, x = people.treated, people.traits
    spread = np.sqrt((x[d].var(axis=0) + x[~d].var(axis=0)) / 2)
    weight = _weights(people, chance, estimand) * kept

    def apart(w: FloatArray) -> FloatArray:
        gap = np.average(x[d], axis=0, weights=w[d]) - np.average(x[~d], axis=0, weights=w[~d])
        found: FloatArray = np.divide(gap, spread, out=np.zeros_like(gap), where=spread > 0)
        return found

    return Balance(people.labels, apart(np.ones(len(d))), apart(weight))


def _sensitivity(people: People, effect: Effect) -> Sensitivity:
    limit = 0.0
    if effect.shown:
        limit = effect.low if effect.value > 0 else effect.high
    return Sensitivity(_e_value(_risk_ratio(people, effect.value)), _e_value(_risk_ratio(people, limit)))


def _risk_ratio(people: People, value: float) -> float:
    """The effect as a risk ratio: from shares as they are, from means by their standard deviation."""
    if people.binary:
        base = people.outcome[~people.treated].mean()
        return float(min(max((base + value) / base, 1e-9), 1e9)) if base > 0 else 1e9
    spread = people.outcome.std()
    return math.exp(min(_PER_DEVIATION * abs(value) / spread, 20.0)) if spread > 0 else 1.0


def _e_value(ratio: float) -> float:
    above = ratio if ratio >= 1 else 1 / ratio
    return above + math.sqrt(above * (above - 1))


def _warnings(overlap: Overlap, balance: Balance, method: Method) -> tuple[str, ...]:
    notes = []
    if overlap.trimmed:
        lost = overlap.trimmed / (overlap.trimmed + overlap.kept)
        more = "; the effect is on the rest" + (", who may be quite others" if lost > _LOST else "")
        if method == "aipw":
            notes.append(
                f"{overlap.trimmed:,} people ({lost:.0%}) have no counterpart and were left out{more}"
            )
    unequal = [
        f"{trait} ({apart:+.2f})"
        for trait, apart in zip(balance.trait, balance.after, strict=True)
        if abs(apart) > _UNEQUAL
    ]
    if unequal:
        notes.append(
            f"after weighting, treated and others still differ in {', '.join(unequal[:8])} standard deviations"
        )
    if method == "regression":
        notes.append(
            "a regression has one effect for all and extends lines to where there is nobody: prefer aipw"
        )
    return tuple(notes)
