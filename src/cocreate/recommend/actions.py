"""Which action next, for whom: expected value, with exploration whose chances are kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cocreate.errors import InputError, MissingColumnError, NoAnswersError, NotEnoughDataError, OptionError
from cocreate.factors import Factor
from cocreate.frames import Tabular
from cocreate.scores.quantiles import checked_confidence, normal_quantile

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence
    from datetime import datetime, timedelta

    from numpy.typing import NDArray

    from cocreate.traits import Trait

    FloatArray = NDArray[np.float64]

Explore = Literal["thompson", "epsilon", "softmax", "none"]

_DRAWS = 1000
_FEWEST = 2


@dataclass(frozen=True, eq=False, repr=False)
class ActionModel(Tabular):
    """What each action is worth to whom: a regression an action.

    Attributes:
        actions: labels, sorted.
        traits: how the columns of context become numbers.
        value: coefficients, the constant first, shape (actions, 1 + numbers).
        covariance: of the coefficients, shape (actions, 1 + numbers, 1 + numbers).
        mean: mean reward of each action.
        std_error: its standard error.
        n: rows of each action.
        confidence: of the intervals.
        method: how it was estimated.
        notes: what should be known before use.
    """

    actions: tuple[Hashable, ...]
    traits: tuple[Trait, ...]
    value: FloatArray
    covariance: FloatArray
    mean: FloatArray
    std_error: FloatArray
    n: NDArray[np.intp]
    confidence: float
    method: str
    notes: tuple[str, ...] = ()

    def columns(self) -> dict[str, Any]:
        """Give a row an action: its mean reward, over whoever got it."""
        half = normal_quantile(self.confidence) * self.std_error
        return {
            "action": list(self.actions), "value": self.mean, "low": self.mean - half, "high": self.mean + half,
            "n": self.n, "method": [self.method] * len(self.actions),
        }  # fmt: skip

    def expected(self, context: Mapping[str, Any]) -> tuple[FloatArray, FloatArray]:
        """Expected reward of each action for one customer, and its standard error."""
        row = self.row(context)
        spread = np.einsum("k,akl,l->a", row, self.covariance, row)
        return self.value @ row, np.sqrt(np.maximum(spread, 0))

    def row(self, context: Mapping[str, Any]) -> FloatArray:
        """One customer as a row of the design."""
        from cocreate.traits import design

        missing = [trait.name for trait in self.traits if trait.name not in context]
        if missing:
            raise MissingColumnError(missing[0], list(context), what="trait in the context")
        if not self.traits:
            return np.ones(1)
        columns = {trait.name: _one(context[trait.name]) for trait in self.traits}
        return np.concatenate([np.ones(1), design(self.traits, columns)[0]])

    def __len__(self) -> int:
        return len(self.actions)

    def __repr__(self) -> str:
        return f"ActionModel(actions={list(self.actions)}, n={int(self.n.sum())})"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One action for one customer.

    Attributes:
        action: its label.
        value: expected reward less cost.
        low: lower end of its interval.
        high: upper end.
        chance: how likely it was to be chosen, from 0 to 1; 0 where it was not open.
        closed: why it was not open; empty where it was.
    """

    action: Hashable
    value: float
    low: float
    high: float
    chance: float
    closed: str = ""


@dataclass(frozen=True, repr=False)
class Decision(Tabular):
    """The action chosen for one customer; keep `propensity` with it, to judge policies later.

    Attributes:
        action: the action; None where none is open, or none is worth its cost.
        propensity: how likely it was to be chosen, from 0 to 1.
        value: its expected reward less cost.
        low: lower end of the interval.
        high: upper end.
        explored: whether another action was expected to be worth more.
        reason: why it was chosen, in a sentence.
        candidates: all actions, the best first.
        policy: how it was chosen.
        confidence: of the intervals.
    """

    action: Hashable
    propensity: float
    value: float
    low: float
    high: float
    explored: bool
    reason: str
    candidates: tuple[Candidate, ...]
    policy: str
    confidence: float

    def columns(self) -> dict[str, Any]:
        """Give a row an action that was thought of."""
        names = ("action", "value", "low", "high", "chance", "closed")
        return {name: [getattr(each, name) for each in self.candidates] for name in names}

    def __repr__(self) -> str:
        return f"Decision({self.action!r}, value={self.value:.3g}, propensity={self.propensity:.3f})"


@dataclass(frozen=True, slots=True)
class Limits:
    """What actions are open to a customer now.

    Attributes:
        allowed: the actions this customer may get; None for all.
        last: when the customer last got each action.
        rest: how long each action rests before the same customer may get it again.
        left: how many of each action are left to give.
        least_value: least expected reward less cost that is worth acting for; None acts always.
    """

    allowed: frozenset[Hashable] | None = None
    last: Mapping[Hashable, datetime] = field(default_factory=dict)
    rest: Mapping[Hashable, timedelta] = field(default_factory=dict)
    left: Mapping[Hashable, int] = field(default_factory=dict)
    least_value: float | None = None


def learn_actions(
    table: Any,
    *,
    action: str,
    reward: str,
    context: Sequence[str] = (),
    propensity: str | None = None,
    ridge: float = 1.0,
    confidence: float = 0.95,
) -> ActionModel:
    """Learn what each action is worth to whom, from what was done and what came of it.

    Args:
        table: a table of any kind, a row an action taken for a customer.
        action: the column of actions.
        reward: the column of what came of it: 1 or 0, or money.
        context: columns of what was known of the customer then.
        propensity: the column of how likely the action was to be chosen, above 0; rows are then weighted by 1 over it.
        ridge: how strongly effects of the context are drawn to zero, >= 0.
        confidence: of the intervals, between 0 and 1.

    Returns:
        ActionModel: what `next_action` chooses by.

    Raises:
        MissingColumnError: if a column is not there.
        NotNumericError: if rewards are no numbers.
        NotEnoughDataError: if an action was taken once only.
        InputError: if a reward is missing, or a propensity is not in (0, 1].

    Method:
        A ridge regression an action, of the reward on the context, with the sandwich's covariance. For rewards of 0 and 1
        that is a linear probability. What was done for a reason that is not in the context biases it: log
        decisions made with chance, and judge by `policy_value`.

    Source:
        Agrawal and Goyal (2013), Thompson sampling for contextual bandits with linear payoffs;
        tests/cocreate/recommend/test_actions.py.

    >>> log = {"did": ["call", "call", "mail", "mail"], "paid": [3.0, 5.0, 1.0, 2.0]}
    >>> [float(value) for value in learn_actions(log, action="did", reward="paid").mean]
    [4.0, 1.5]
    """
    from cocreate.reading import asked_frame, fetched
    from cocreate.traits import design, traits_of

    checked_confidence(confidence)
    if not ridge >= 0:
        raise OptionError(f"ridge == {ridge!r}, must be 0 or more")
    names = list(dict.fromkeys([action, reward, *context, *([propensity] if propensity else [])]))
    found = fetched(asked_frame(table, names).select(*names))
    done = Factor.of(action, found[action])
    gained = rewards_of(found[reward], reward)
    if None in done.levels:
        raise InputError(f"{action!r} is missing in some rows; drop them, or name what was done")
    weight = np.ones(len(gained)) if propensity is None else 1 / chances_of(found[propensity], propensity)
    traits, notes = traits_of({name: found[name] for name in context}) if context else ((), ())
    told = (
        design(traits, {trait.name: found[trait.name] for trait in traits})
        if traits
        else np.zeros((len(gained), 0))
    )
    fits = [
        _fit(told[rows], gained[rows], weight[rows], ridge, done.levels[place])
        for place, rows in ((place, done.codes == place) for place in range(len(done.levels)))
    ]
    value, covariance, mean, error, n = zip(*fits, strict=True)
    return ActionModel(
        done.levels, traits, np.array(value), np.array(covariance), np.array(mean), np.array(error),
        np.array(n, dtype=np.intp), confidence, "ridge regression by action, sandwich errors", notes,
    )  # fmt: skip


def next_action(
    model: ActionModel,
    context: Mapping[str, Any] | None = None,
    *,
    worth: float = 1.0,
    costs: Mapping[Hashable, float] | None = None,
    limits: Limits | None = None,
    now: datetime | None = None,
    explore: Explore = "thompson",
    rate: float = 0.1,
    rng: np.random.Generator | int | None = 0,
) -> Decision:
    """Choose an action for one customer by what it is expected to be worth, with some exploration.

    Args:
        model: what `learn_actions` gives.
        context: what is known of the customer: a value for each trait of the model.
        worth: money that one unit of reward is worth.
        costs: what each action costs; 0 where it is not named.
        limits: who may get what, how long actions rest, and how many are left; None for no limits.
        now: the time of the decision, where actions rest.
        explore: "thompson" (by how likely each is the best), "epsilon", "softmax" or "none".
        rate: epsilon: share of decisions made by even chance. Thompson: the same, as a floor. Softmax: its
            temperature, in money, above 0.
        rng: a generator, kept from one decision to the next; or a seed, which gives each decision the same luck.

    Returns:
        Decision: the action, how likely it was to be chosen, what it is worth with its interval, and why.

    Raises:
        MissingColumnError: if the context lacks a trait.
        OptionError: if an option lies outside its range, or now is wanted.

    Method:
        Expected reward x worth - cost. Thompson: chances are the shares of 1,000 draws of the coefficients in which each
        action is best, with (rate / open actions) as floor; the action is then drawn by these chances, so that
        they are its true propensity. "none" always takes the best, and nothing is then learnt of the others.

    Source:
        Chapelle and Li (2011), An empirical evaluation of Thompson sampling;
        tests/cocreate/recommend/test_actions.py.

    >>> log = {"did": ["call", "call", "mail", "mail"], "paid": [3.0, 5.0, 1.0, 2.0]}
    >>> next_action(learn_actions(log, action="did", reward="paid"), explore="none").action
    'call'
    """
    if explore not in {"thompson", "epsilon", "softmax", "none"}:
        raise OptionError(f"explore == {explore!r}, must be thompson, epsilon, softmax or none")
    if not (rate > 0 if explore == "softmax" else 0 <= rate <= 1):
        raise OptionError(f"rate == {rate!r}; above 0 for softmax, else from 0 to 1")
    random = np.random.default_rng(rng)
    expected, error = model.expected(context or {})
    spent = np.array([float((costs or {}).get(action, 0.0)) for action in model.actions])
    value, error = expected * worth - spent, error * abs(worth)
    closed = _closed(model, value, limits or Limits(), now)
    open_to = np.array([not why for why in closed])
    half = normal_quantile(model.confidence) * error
    if not open_to.any():
        chance, chosen = np.zeros(len(value)), None
    else:
        chance = _chances(
            model,
            context or {},
            value,
            open_to,
            worth=worth,
            spent=spent,
            explore=explore,
            rate=rate,
            rng=random,
        )
        chosen = int(random.choice(len(value), p=chance))
    order = np.lexsort((-value, ~open_to))
    candidates = tuple(
        Candidate(
            model.actions[at], float(value[at]), float(value[at] - half[at]), float(value[at] + half[at]),
            float(chance[at]), closed[at],
        )
        for at in order
    )  # fmt: skip
    return _decision(model, candidates, chosen, explore)


def _one(value: Any) -> NDArray[Any]:
    array = np.empty(1, dtype=object)
    array[0] = value
    return array


def rewards_of(values: NDArray[Any], name: str) -> FloatArray:
    """Rewards as numbers; none may be missing."""
    from cocreate.engines import floats
    from cocreate.errors import NotNumericError

    if not len(values):
        raise NoAnswersError("the table is empty; give a row an action taken")
    try:
        gained = floats(values)
    except (TypeError, ValueError) as error:
        raise NotNumericError(
            f"{name!r} holds something that is no number; turn rewards into numbers first"
        ) from error
    if not np.isfinite(gained).all():
        raise InputError(f"{name!r} is missing or not finite in some rows; wait for the reward, or enter 0")
    return gained


def chances_of(values: NDArray[Any], name: str) -> FloatArray:
    """Propensities, each above 0 and at most 1."""
    chances = rewards_of(values, name)
    if not ((chances > 0) & (chances <= 1)).all():
        raise InputError(
            f"{name!r} holds chances outside (0, 1]; log how likely each action was when it was chosen"
        )
    return chances


def _fit(design: FloatArray, gained: FloatArray, weight: FloatArray, ridge: float, action: Hashable) -> Any:
    """Coefficients, their covariance, the mean reward, its error and n."""
    n = len(gained)
    if n < _FEWEST:
        raise NotEnoughDataError(
            f"{action!r} was taken once only; two or more times are wanted to learn from"
        )
    full = np.column_stack([np.ones(n), design])
    heavy = weight / weight.mean()
    held = np.diag([0.0, *[ridge + 1e-9] * design.shape[1]])
    inverse = np.linalg.inv(full.T @ (full * heavy[:, None]) + held)
    value = inverse @ (full.T @ (heavy * gained))
    away = gained - full @ value
    leverage = np.minimum(heavy * np.einsum("ik,kl,il->i", full, inverse, full), 0.99)
    scores = full * (heavy * away / (1 - leverage))[:, None]
    mean = float(np.average(gained, weights=heavy))
    error = float(np.sqrt((heavy**2 * (gained - mean) ** 2).sum() / heavy.sum() ** 2 * n / (n - 1)))
    return value, inverse @ (scores.T @ scores) @ inverse, mean, error, n


def _closed(model: ActionModel, value: FloatArray, limits: Limits, now: datetime | None) -> list[str]:
    """Why each action is not open; empty where it is."""
    closed = []
    for place, action in enumerate(model.actions):
        last, rest = limits.last.get(action), limits.rest.get(action)
        if last is not None and rest is not None and now is None:
            raise OptionError("actions rest, so the time is wanted: give now=")
        if limits.allowed is not None and action not in limits.allowed:
            closed.append("not for this customer")
        elif limits.left.get(action, 1) < 1:
            closed.append("none left")
        elif last is not None and rest is not None and now is not None and now < last + rest:
            closed.append(f"rests until {last + rest:%Y-%m-%d %H:%M}")
        elif limits.least_value is not None and value[place] < limits.least_value:
            closed.append("not worth it")
        else:
            closed.append("")
    return closed


def _chances(
    model: ActionModel, context: Mapping[str, Any], value: FloatArray, open_to: NDArray[np.bool_], *, worth: float,
    spent: FloatArray, explore: Explore, rate: float, rng: np.random.Generator,
) -> FloatArray:  # fmt: skip
    """How likely each action is to be chosen."""
    places = np.flatnonzero(open_to)
    chance = np.zeros(len(value))
    if explore == "softmax":
        power = np.exp((value[places] - value[places].max()) / rate)
        chance[places] = power / power.sum()
        return chance
    if explore == "thompson":
        expected, error = model.expected(context)
        drawn = (expected + error * rng.normal(size=(_DRAWS, len(value)))) * worth - spent
        chance[places] = np.bincount(drawn[:, places].argmax(axis=1), minlength=len(places)) / _DRAWS
    else:
        chance[places[value[places].argmax()]] = 1.0
    if explore != "none":
        chance[places] = (1 - rate) * chance[places] + rate / len(places)
    return chance / chance.sum()


def _decision(
    model: ActionModel, candidates: tuple[Candidate, ...], chosen: int | None, explore: Explore
) -> Decision:
    if chosen is None:
        told = "; ".join(f"{each.action}: {each.closed}" for each in candidates)
        return Decision(
            None,
            1.0,
            0.0,
            0.0,
            0.0,
            False,
            f"no action is open ({told})",
            candidates,
            explore,
            model.confidence,
        )
    taken = next(each for each in candidates if each.action == model.actions[chosen])
    best = candidates[0]
    explored = taken is not best
    spoken = f"{taken.action} is expected to be worth {taken.value:.3g} ({taken.low:.3g} to {taken.high:.3g})"
    others = f", {best.action} {best.value:.3g}: chosen to learn" if explored else ", the most of those open"
    return Decision(
        taken.action, taken.chance, taken.value, taken.low, taken.high, explored,
        f"{spoken}{others}; its chance was {taken.chance:.0%}", candidates, explore, model.confidence,
    )  # fmt: skip
