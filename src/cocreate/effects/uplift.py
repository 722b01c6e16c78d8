"""Whom it moves most: uplift scores from an experiment, and what choosing by them would gain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cocreate.effects.effect import Effect, effect_of
from cocreate.effects.learners import curved, fitted_line, fitted_outcome, folds_of
from cocreate.effects.people import People, people_of
from cocreate.errors import OptionError
from cocreate.frames import Tabular
from cocreate.scores.quantiles import checked_confidence

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

Learner = Literal["two models", "transformed outcome"]

_STEPS = 100
_TENTHS = 10


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class QiniCurve(Tabular):
    """What is gained by reaching a share of people, those moved most first.

    Attributes:
        share: of people reached, from 0 to 1.
        gain: outcome gained, a person of all people.
        low: lower end of its interval.
        high: upper end.
        at_random: gain if the same share were chosen by lot.
    """

    share: FloatArray
    gain: FloatArray
    low: FloatArray
    high: FloatArray
    at_random: FloatArray

    def columns(self) -> dict[str, Any]:
        """Give a row a share."""
        return {name: getattr(self, name) for name in ("share", "gain", "low", "high", "at_random")}

    def __repr__(self) -> str:
        return f"QiniCurve(steps={len(self.share) - 1}, gain of all={self.gain[-1]:.4g})"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Uplift(Tabular):
    """Who is moved by a treatment that was drawn by lot.

    Attributes:
        outcome: what was measured.
        score: by how much each person is thought to be moved, by models that have not seen her; NaN for
            rows that were left out.
        curve: what reaching the best share gains.
        qini: area between the curve and choice by lot; 0 if the scores tell nothing.
        auuc: area under the curve.
        average: the mean effect on everybody.
        tenths: effect in each tenth of people, those thought to be moved most first.
        predicted: the mean score of each tenth.
        learner: how scores were made.
        n: number of people.
        confidence: of the intervals.
        notes: what was left out.
    """

    outcome: str
    score: FloatArray
    curve: QiniCurve
    qini: Effect
    auuc: Effect
    average: Effect
    tenths: tuple[Effect, ...]
    predicted: FloatArray
    learner: Learner
    n: int
    confidence: float
    notes: tuple[str, ...]

    @property
    def effect(self) -> Effect:
        """The mean effect on everybody."""
        return self.average

    @property
    def sentence(self) -> str:
        """What may and may not be concluded."""
        if self.qini.low > 0:
            found = (
                "People differ in how far they are moved, and the scores tell them apart better than a lot would"
                f" (Qini {self.qini.value:.2g}, {self.qini.low:.2g} to {self.qini.high:.2g})."
            )
        else:
            found = (
                "These traits do not tell who is moved better than a lot would"
                f" (Qini {self.qini.value:.2g}, {self.qini.low:.2g} to {self.qini.high:.2g})."
            )
        return (
            f"{found} On average the effect on {self.outcome} was {self.average}. This rests on the draw by lot, and holds"
            " for people like these; a score is a mean of people alike, not a forecast of one person."
        )

    def columns(self) -> dict[str, Any]:
        """Give a row a tenth of people."""
        names = ("value", "low", "high", "n")
        figures = {name: np.array([getattr(tenth, name) for tenth in self.tenths]) for name in names}
        return {"tenth": np.arange(1, len(self.tenths) + 1), "predicted": self.predicted, **figures}

    def __repr__(self) -> str:
        return f"Uplift({self.outcome!r}, {self.learner}, qini={self.qini.value:.3g}, average={self.average}, n={self.n:,})"


def uplift(
    table: Any,
    outcome: str,
    *,
    treated: str,
    traits: Sequence[str],
    control: Hashable | None = None,
    arm: Hashable | None = None,
    learner: Learner = "two models",
    folds: int = 5,
    ridge: float = 1.0,
    draws: int = 200,
    confidence: float = 0.95,
    rng: np.random.Generator | int | None = 0,
) -> Uplift:
    """Estimate who is moved by a treatment drawn by lot, and what choosing people by it would gain.

    Args:
        table: a table, one row a person.
        outcome: the column of numbers, or of zeros and ones.
        treated: the column that says who was treated, drawn by lot.
        traits: columns known before, by which people may be moved more or less.
        control: the value of `treated` that stands for nothing new; found by its name where that is plain.
        arm: the value that stands for treated, where there are several.
        learner: "two models" takes one of those treated from one of others; "transformed outcome" regresses
            a variable whose mean is the effect.
        folds: for cross-fitting.
        ridge: how much models are drawn to nought.
        draws: of the bootstrap.
        confidence: of the intervals, between 0 and 1.
        rng: where chance comes from; a number is a seed.

    Returns:
        An `Uplift`.

    Raises:
        OptionError: if an option is out of range, or it is not plain which arms are meant.
        NotEnoughDataError: if there are fewer than 10 treated or others.

    Method:
        Ridge regressions (logistic for zeros and ones) with squares, fitted on folds that leave the person
        out. The curve: outcomes of those treated among the best share, less those of others scaled to as many,
        a person of all people. Qini: the area between it and the straight line to its end. Intervals by a
        bootstrap over people with the scores held fixed. Not for people who chose.

    Source:
        Radcliffe (2007), Using control groups to target on predicted lift, for the curve; Künzel et al. (2019),
        PNAS 116, for two models; Athey and Imbens (2016), PNAS 113, for the transformed outcome.
        tests/cocreate/effects/test_uplift.py.

    >>> from cocreate import worlds
    >>> world = worlds.campaign(1, people=4000)
    >>> found = uplift(world.table.columns, "bought", treated="mailed", traits=["age", "visits"])
    >>> found.qini.low > 0, len(found.tenths)
    (True, 10)
    """
    checked_confidence(confidence)
    if learner not in ("two models", "transformed outcome"):
        raise OptionError(f"learner == {learner!r}, must be 'two models' or 'transformed outcome'")
    if draws < 100:  # noqa: PLR2004 - fewer tell no 95 % point
        raise OptionError(f"draws == {draws}, must be at least 100")
    people = people_of(table, outcome, treated=treated, traits=traits, control=control, arm=arm)
    generator = np.random.default_rng(rng)
    score = _scored(people, learner, folds, ridge, generator)
    order = np.lexsort((generator.random(len(score)), -score))
    curve, qini, auuc = _curve(people, order, draws, confidence, generator)
    tenths = [
        _difference(people, part, f"tenth {place + 1}", confidence)
        for place, part in enumerate(np.array_split(order, _TENTHS))
    ]
    rows = np.full(people.rows, np.nan)
    rows[people.row] = score
    return Uplift(
        outcome, rows, curve, qini, auuc, _difference(people, order, "mean effect", confidence), tuple(tenths),
        np.array([score[part].mean() for part in np.array_split(order, _TENTHS)]), learner, len(score), confidence,
        people.notes,
    )  # fmt: skip


def _scored(
    people: People, learner: Learner, folds: int, ridge: float, rng: np.random.Generator
) -> FloatArray:
    x, d, y = curved(people.traits), people.treated, people.outcome
    fold = folds_of(d, folds, rng)
    score = np.empty(len(y))
    for each in range(folds):
        out, among = fold == each, fold != each
        if learner == "two models":
            fits = [
                fitted_outcome(x[among & side], y[among & side], binary=people.binary, ridge=ridge)
                for side in (d, ~d)
            ]
            score[out] = fits[0](x[out]) - fits[1](x[out])
        else:
            share = d[among].mean()
            middle = y[among] - y[among].mean()
            moved = middle * (d[among] - share) / (share * (1 - share))
            score[out] = fitted_line(x[among], moved, ridge=ridge)(x[out])
    return score


def _curve(
    people: People, order: NDArray[np.intp], draws: int, confidence: float, rng: np.random.Generator
) -> tuple[QiniCurve, Effect, Effect]:
    """The curve at a hundred shares, its areas, and how they vary when people are drawn anew."""
    n = len(order)
    part = np.arange(n) * _STEPS // n
    d, y = people.treated[order], people.outcome[order]
    gain = _gains(part, d, y, np.ones(n))
    drawn = np.stack([_gains(part, d, y, rng.poisson(1.0, n).astype(np.float64)) for _ in range(draws)])
    tail = (1 - confidence) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail], axis=0)
    share = np.linspace(0, 1, _STEPS + 1)
    curve = QiniCurve(share, gain, low, high, share * gain[-1])
    under = np.trapezoid(drawn, share, axis=1)
    error, above = float(under.std(ddof=1)), float((under - drawn[:, -1] / 2).std(ddof=1))
    auuc = float(np.trapezoid(gain, share))
    stated: dict[str, Any] = {"n": n, "method": "bootstrap", "confidence": confidence}
    return (
        curve,
        effect_of("qini", auuc - gain[-1] / 2, above, **stated),
        effect_of("auuc", auuc, error, **stated),
    )


def _gains(part: NDArray[np.intp], d: NDArray[np.bool_], y: FloatArray, weight: FloatArray) -> FloatArray:
    """Gain a person of all people, after each part of them."""

    def up_to(values: FloatArray) -> FloatArray:
        return np.append(0.0, np.cumsum(np.bincount(part, values, minlength=_STEPS)))

    treated, others = up_to(weight * d), up_to(weight * ~d)
    ours, theirs = up_to(weight * d * y), up_to(weight * ~d * y)
    scaled = np.divide(theirs, others, out=np.zeros_like(theirs), where=others > 0)
    mean = np.divide(ours, treated, out=np.zeros_like(ours), where=treated > 0)
    gains: FloatArray = (mean - scaled) * (treated + others) / (treated[-1] + others[-1])
    return gains


def _difference(people: People, rows: NDArray[np.intp], what: str, confidence: float) -> Effect:
    d, y = people.treated[rows], people.outcome[rows]
    sides = [y[d], y[~d]]
    if min(len(side) for side in sides) < 2:  # noqa: PLR2004 - a variance takes two
        nan = float("nan")
        return Effect(what, nan, nan, nan, nan, nan, len(rows), people.unit, "welch", confidence)
    parts = np.array([side.var(ddof=1) / len(side) for side in sides])
    below = (parts**2 / [len(side) - 1 for side in sides]).sum()
    df = float(parts.sum() ** 2 / below) if below > 0 else float("inf")
    return effect_of(
        what, float(sides[0].mean() - sides[1].mean()), float(np.sqrt(parts.sum())), n=len(rows), method="welch",
        confidence=confidence, unit=people.unit, df=df,
    )  # fmt: skip
