"""From a better score to money: score, retention, value, return, each step with its uncertainty."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Number
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cocreate.engines import floats
from cocreate.errors import InputError, NotEnoughDataError, NotNumericError, OptionError
from cocreate.estimates import Estimate
from cocreate.frames import Tabular
from cocreate.logistic import fitted_logit
from cocreate.loyalty.churn import outcome_of
from cocreate.loyalty.quantities import Quantity
from cocreate.scores.quantiles import checked_confidence, normal_quantile
from cocreate.scores.shares import wilson_limits
from cocreate.traits import design, read_columns, traits_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

Origin = Literal["association", "experiment", "assumption"]
_ORIGINS = ("association", "experiment", "assumption")

_FEW = 10
_LEAST_DRAWS = 1000
_CAVEATS: dict[str, str] = {
    "association": (
        "The link is an association: customers who score higher may stay for reasons that have nothing to do"
        " with what would raise the score. The chain says what would follow if the link were a cause."
    ),
    "assumption": (
        "The link is assumed, not estimated: the chain says what would follow if it were so, no more."
    ),
    "experiment": (
        "The link comes from an experiment: it holds for customers like those in it, and for changes of the"
        " kind that was tried."
    ),
}


@dataclass(frozen=True, slots=True)
class RetentionLink:
    """How the odds of staying go with the score.

    Attributes:
        slope: change of the log odds of staying with one step of the score.
        odds_ratio: odds of staying, over those of customers one step lower.
        retention: share that stayed.
        n: number of customers.
        controls: traits held alike.
        notes: what was left out.
    """

    slope: Quantity
    odds_ratio: Quantity
    retention: Quantity
    n: int
    controls: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """All that the chain rests on; change one with `dataclasses.replace`.

    Numbers may be plain, and are then taken as certain, or a `Quantity` or `Estimate` with a standard error.

    Attributes:
        customers: how many customers the change reaches.
        score_change: by how much their mean score rises, in steps of its scale.
        link: change of the log odds of staying a period with one step, as of `retention_link(...).slope`.
        retention: share that stays from one period to the next as things are, between 0 and 1.
        margin: money a customer leaves a period, in any currency, after what serving her costs.
        cost: money that raising the score costs, now, in the same currency.
        discount: rate a period.
        horizon: how many periods count; no end without it.
        link_from: where the link comes from: "association", "experiment" or "assumption".
    """

    customers: float
    score_change: float | Quantity | Estimate
    link: float | Quantity
    retention: float | Quantity | Estimate
    margin: float | Quantity | Estimate
    cost: float | Quantity
    discount: float = 0.1
    horizon: int | None = None
    link_from: Origin = "association"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the chain.

    Attributes:
        name: "score", "retention", "value a customer", "value" or "return".
        estimate: its number, with interval and unit.
        sentence: what it says, in words.
    """

    name: str
    estimate: Quantity
    sentence: str


@dataclass(frozen=True, slots=True, repr=False)
class Economics(Tabular):
    """The chain from score to return.

    Attributes:
        steps: score, retention, value a customer, value, return.
        chance_of_gain: share of draws in which value exceeds cost.
        weight: share of the return's variance that goes with each uncertain assumption, largest first.
        assumptions: what it rests on.
        caveat: what kind of link it is, and what that means.
        draws: how many draws the intervals stand on.
    """

    steps: tuple[Step, ...]
    chance_of_gain: float
    weight: tuple[tuple[str, float], ...]
    assumptions: Assumptions
    caveat: str
    draws: int

    def find(self, name: str) -> Quantity:
        """Give the estimate of a step by its name."""
        for step in self.steps:
            if step.name == name:
                return step.estimate
        raise OptionError(f"no step {name!r}; there are {', '.join(step.name for step in self.steps)}")

    def columns(self) -> dict[str, Any]:
        """Give a row a step."""
        figures = ("value", "low", "high")
        return {
            "step": np.array([step.name for step in self.steps], dtype=object),
            **{name: np.array([getattr(step.estimate, name) for step in self.steps]) for name in figures},
            "unit": np.array([step.estimate.unit for step in self.steps], dtype=object),
            "sentence": np.array([step.sentence for step in self.steps], dtype=object),
        }

    def __repr__(self) -> str:
        ratio = self.find("return")
        return (
            f"Economics(return={ratio.value:.2f} ({ratio.low:.2f} to {ratio.high:.2f}),"
            f" chance of gain={self.chance_of_gain:.2f}, link from {self.assumptions.link_from})"
        )


def retention_link(
    table: Any,
    score: str,
    *,
    stayed: str,
    controls: Sequence[str] = (),
    confidence: float = 0.95,
) -> RetentionLink:
    """Estimate how the odds of staying go with a score.

    Args:
        table: a table, one row a customer, whose score was given before it was known who stays.
        score: the column of scores.
        stayed: the column that says who stayed: true or false, 1 or 0, yes or no.
        controls: traits to hold alike: numbers or labels.
        confidence: of the intervals, between 0 and 1.

    Returns:
        A `RetentionLink`; its slope and retention go into `Assumptions`.

    Raises:
        NotNumericError: if the scores are no numbers.
        NotEnoughDataError: with fewer than ten who stayed or left, or scores all alike.

    Method:
        Logistic regression of staying on the score, Wald intervals; Wilson's for the share. An association: it
        holds alike what is named in `controls` and nothing else, and says nothing of what would happen if
        the score were raised. For that, take the effect found in an experiment.

    Source:
        Cox (1958), The regression analysis of binary sequences, JRSS B 20, 215-242.
        Against statsmodels: tests/cocreate/loyalty/test_economics.py.

    >>> scores = [3, 9, 10, 2, 7, 8, 10, 5, 9, 6] * 10
    >>> stays = [0, 1, 1, 0, 1, 0, 1, 1, 1, 0] * 9 + [1, 0, 1, 0, 1, 1, 1, 0, 1, 1]
    >>> link = retention_link({"nps": scores, "stayed": stays}, "nps", stayed="stayed")
    >>> print(f"{link.odds_ratio.value:.2f} ({link.odds_ratio.low:.2f} to {link.odds_ratio.high:.2f})")
    1.85 (1.47 to 2.33)
    """
    columns = read_columns(table, [score, stayed, *controls])
    scores = columns[score]
    if not (scores.dtype.kind in "iufb" or all(isinstance(value, Number | None) for value in scores)):
        raise NotNumericError(f"{score!r} holds no numbers; turn its answers into numbers first")
    values, kept = floats(scores), outcome_of(columns[stayed], stayed)
    known = np.isfinite(values) & ~np.isnan(kept)
    values, kept = values[known], kept[known]
    there, gone = int(kept.sum()), int(len(kept) - kept.sum())
    if min(there, gone) < _FEW or values.min() == values.max():
        raise NotEnoughDataError(
            f"{there} stayed and {gone} left, with a score; {_FEW} of each and scores that differ are needed"
        )
    matrix = values[:, None] - values.mean()
    notes: tuple[str, ...] = ()
    if controls:
        used, notes = traits_of({name: columns[name][known] for name in controls})
        matrix = np.column_stack([matrix, design(used, {name: columns[name][known] for name in controls})])
    weights, covariance = fitted_logit(matrix, kept, ridge=1e-9)
    missing = int(np.count_nonzero(~known))
    if missing:
        notes = (*notes, f"{missing:,} rows without score or outcome were left out")
    z = normal_quantile(confidence)
    slope, error = float(weights[1]), float(np.sqrt(covariance[1, 1]))
    low, high, ratio = slope - z * error, slope + z * error, math.exp(slope)
    return RetentionLink(
        Quantity("link", slope, low, high, error, "log odds a step", "wald", confidence),
        Quantity(
            "odds ratio", ratio, math.exp(low), math.exp(high), ratio * error, "ratio", "wald", confidence
        ),
        _share(kept, z, confidence),
        len(kept),
        tuple(controls),
        notes,
    )


def _share(kept: FloatArray, z: float, confidence: float) -> Quantity:
    share, n = kept.mean(), len(kept)
    low, high = wilson_limits(np.array([share]), np.array([float(n)]), z)
    error = float(np.sqrt(share * (1 - share) / n))
    return Quantity(
        "retention", float(share), float(low[0]), float(high[0]), error, "share", "wilson", confidence
    )


def economics(
    assumptions: Assumptions,
    *,
    draws: int = 20_000,
    confidence: float = 0.95,
    rng: np.random.Generator | int | None = None,
) -> Economics:
    """Follow a better score to money: score, retention, value, return.

    Args:
        assumptions: all that the chain rests on, each number plain or with its standard error.
        draws: how often the chain is drawn, at least 1,000.
        confidence: of the intervals, between 0 and 1.
        rng: of the draws; seeded with 0 without one.

    Returns:
        An `Economics` with an estimate and a sentence a step, the chance of a gain, what the uncertainty comes
        from, and a caveat on the link.

    Raises:
        OptionError: if an assumption lies outside its range.

    Method:
        Retention moves by the link in log odds; a customer is worth margin * sum of (retention / (1 +
        discount))^t over periods, the first one included; the return is (value - cost) / cost. Values are at
        the assumptions, intervals from the quantiles of draws: normal for score and link, normal in log odds
        for retention, log-normal for money. Assumptions are drawn apart from each other. Retention is the
        same in every period, which overstates value where it is low at first and the horizon long.

    Source:
        Gupta and Lehmann (2003), Journal of Interactive Marketing 17(1), equation 3, for the value; Rust,
        Zahorik and Keiningham (1995), Journal of Marketing 59(2), for the chain. Closed form and coverage:
        tests/cocreate/loyalty/test_economics.py.

    >>> slope = Quantity("link", 0.15, 0.09, 0.21, 0.03, "log odds a step", "wald")
    >>> rests_on = Assumptions(
    ...     customers=10_000, score_change=0.5, link=slope, retention=0.8, margin=120.0, cost=100_000.0
    ... )
    >>> chain = economics(rests_on)
    >>> for step in chain.steps[-2:]:
    ...     print(step.sentence)
    That is worth 179,049 in all (107,328 to 251,394).
    A cost of 100,000 returns 0.79 of itself on top (0.07 to 1.51).
    """
    confidence = checked_confidence(confidence)
    if draws < _LEAST_DRAWS:
        raise OptionError(f"draws == {draws}, must be at least {_LEAST_DRAWS}")
    if not isinstance(assumptions, Assumptions):
        raise OptionError(
            f"{type(assumptions).__name__} holds no assumptions; give Assumptions(customers=..., ...)"
        )
    _check(assumptions)
    drawn = _drawn(assumptions, draws, np.random.default_rng(0 if rng is None else rng))
    point = {name: np.array([_value(getattr(assumptions, name))]) for name in _UNCERTAIN}
    at, around = _chain(assumptions, point), _chain(assumptions, drawn)
    steps = tuple(_step(name, float(at[name][0]), around[name], assumptions, confidence) for name in _UNITS)
    return Economics(
        steps,
        float(np.mean(around["value"] > drawn["cost"])),
        _weights(
            {name: drawn[name] for name in _UNCERTAIN if _error(getattr(assumptions, name))}, around["return"]
        ),
        assumptions,
        _CAVEATS[assumptions.link_from],
        draws,
    )


_UNCERTAIN = ("score_change", "link", "retention", "margin", "cost")
_UNITS = {
    "score": "steps", "retention": "share", "value a customer": "money", "value": "money", "return": "ratio",
}  # fmt: skip


def _value(number: float | Quantity | Estimate) -> float:
    return float(number.value if isinstance(number, Quantity | Estimate) else number)


def _error(number: float | Quantity | Estimate) -> float:
    """Standard error; of an estimate without one, from the width of its interval."""
    if not isinstance(number, Quantity | Estimate):
        return 0.0
    if math.isfinite(number.std_error):
        return float(number.std_error)
    return (number.high - number.low) / (2 * normal_quantile(number.confidence))


def _check(given: Assumptions) -> None:
    if given.link_from not in _ORIGINS:
        raise OptionError(f"link_from == {given.link_from!r}, must be one of {', '.join(_ORIGINS)}")
    for name in ("customers", "discount", *_UNCERTAIN):
        if not math.isfinite(_value(getattr(given, name))):
            raise OptionError(f"{name} == {_value(getattr(given, name))}, must be finite")
    for name in ("customers", "margin", "cost"):
        if _value(getattr(given, name)) <= 0:
            raise OptionError(f"{name} == {_value(getattr(given, name)):g}, must be above 0")
    if not 0 < _value(given.retention) < 1:
        raise OptionError(f"retention == {_value(given.retention):g}, must lie between 0 and 1")
    if any(not math.isfinite(_error(getattr(given, name))) for name in _UNCERTAIN):
        raise InputError("an assumption has neither a finite standard error nor a finite interval")
    _check_time(given)


def _check_time(given: Assumptions) -> None:
    if given.discount < 0:
        raise OptionError(f"discount == {given.discount:g}, must be >= 0")
    if given.horizon is not None and given.horizon < 1:
        raise OptionError(f"horizon == {given.horizon}, must be at least one period")
    if given.discount == 0 and given.horizon is None:
        raise OptionError("without a discount value may have no end: give horizon, or a discount > 0")


def _drawn(assumptions: Assumptions, draws: int, rng: np.random.Generator) -> dict[str, FloatArray]:
    found = {}
    for name in _UNCERTAIN:
        number = getattr(assumptions, name)
        value, error = _value(number), _error(number)
        z = rng.standard_normal(draws)
        if name in {"margin", "cost"}:
            found[name] = value * np.exp(error / value * z)
        elif name == "retention":
            odds = math.log(value / (1 - value)) + error / (value * (1 - value)) * z
            found[name] = 1 / (1 + np.exp(-odds))
        else:
            found[name] = value + error * z
    return found


def _chain(assumptions: Assumptions, given: dict[str, FloatArray]) -> dict[str, FloatArray]:
    before = given["retention"]
    odds = np.log(before / (1 - before)) + given["link"] * given["score_change"]
    after = 1 / (1 + np.exp(-odds))
    each = given["margin"] * (_periods(after, assumptions) - _periods(before, assumptions))
    value = assumptions.customers * each
    return {
        "score": given["score_change"],
        "retention": after - before,
        "value a customer": each,
        "value": value,
        "return": (value - given["cost"]) / given["cost"],
    }


def _periods(retention: FloatArray, assumptions: Assumptions) -> FloatArray:
    """Discounted number of periods a customer stays, the first included."""
    ratio = retention / (1 + assumptions.discount)
    if assumptions.horizon is None:
        return 1 / (1 - ratio)
    return np.where(
        ratio < 1, (1 - ratio**assumptions.horizon) / np.where(ratio < 1, 1 - ratio, 1.0), assumptions.horizon
    )


def _step(name: str, value: float, draws: FloatArray, assumptions: Assumptions, confidence: float) -> Step:
    low, high = (float(end) for end in np.quantile(draws, ((1 - confidence) / 2, (1 + confidence) / 2)))
    found = Quantity(name, value, low, high, float(draws.std()), _UNITS[name], "simulation", confidence)
    return Step(name, found, _sentence(name, found, assumptions))


def _sentence(name: str, found: Quantity, assumptions: Assumptions) -> str:
    value, low, high = found.value, found.low, found.high
    money = f"{value:,.0f} in all ({low:,.0f} to {high:,.0f})"
    if_cause = "" if assumptions.link_from == "experiment" else ", if the link is a cause"
    return {
        "score": f"The mean score moves by {value:+.2f} ({low:+.2f} to {high:+.2f}).",
        "retention": (
            f"Retention moves by {100 * value:+.2f} points of a hundred ({100 * low:+.2f} to"
            f" {100 * high:+.2f}) a period{if_cause}."
        ),
        "value a customer": f"A customer is worth {value:,.2f} more ({low:,.2f} to {high:,.2f}).",
        "value": f"That is worth {money}.",
        "return": (
            f"A cost of {_value(assumptions.cost):,.0f} returns {value:.2f} of itself on top"
            f" ({low:.2f} to {high:.2f})."
        ),
    }[name]


def _weights(drawn: dict[str, FloatArray], outcome: FloatArray) -> tuple[tuple[str, float], ...]:
    """Squared rank correlations of the outcome with each uncertain assumption, made to add up to 1."""
    ranks = {name: np.argsort(np.argsort(draws)) for name, draws in drawn.items()}
    target = np.argsort(np.argsort(outcome))
    squares = {name: float(np.corrcoef(rank, target)[0, 1] ** 2) for name, rank in ranks.items()}
    total = sum(squares.values()) or 1.0
    return tuple(
        sorted(((name, square / total) for name, square in squares.items()), key=lambda item: -item[1])
    )
