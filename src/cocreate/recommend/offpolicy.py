"""What another policy would have earned, from decisions that were logged with their chances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cocreate.errors import InputError, MissingColumnError, NotEnoughDataError, OptionError
from cocreate.factors import Factor
from cocreate.recommend.actions import chances_of, rewards_of
from cocreate.scores.quantiles import checked_confidence, normal_quantile

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

Method = Literal["dr", "ips", "snips"]

_FOLDS = 5
_FEWEST = 10
_ADDS_UP = 1e-6
_FEW_EFFECTIVE = 30
_RIDGE = 1.0


@dataclass(frozen=True, slots=True)
class PolicyValue:
    """What a policy would have earned a decision.

    Attributes:
        value: mean reward a decision.
        low: lower end of its interval.
        high: upper end.
        std_error: of the value.
        logged: what was earned by those who decided then.
        gain: the policy's value less that.
        gain_low: lower end of its interval.
        gain_high: upper end.
        n: decisions logged.
        n_eff: how many of them the policy's own decisions are worth.
        method: "dr", "ips" or "snips".
        confidence: of the intervals.
        notes: what should be known before reading.
    """

    value: float
    low: float
    high: float
    std_error: float
    logged: float
    gain: float
    gain_low: float
    gain_high: float
    n: int
    n_eff: float
    method: Method
    confidence: float
    notes: tuple[str, ...] = ()


def policy_value(
    table: Any,
    *,
    action: str,
    reward: str,
    propensity: str,
    target: Hashable | Mapping[Hashable, str],
    context: Sequence[str] = (),
    method: Method = "dr",
    most_weight: float | None = None,
    confidence: float = 0.95,
    rng: np.random.Generator | int | None = 0,
) -> PolicyValue:
    """Estimate what another policy would have earned on the decisions logged.

    Args:
        table: a table of any kind, a row a decision.
        action: the column of actions taken.
        reward: the column of what came of them.
        propensity: the column of how likely the action taken was, above 0.
        target: an action, for the policy that always takes it; or for each action the column of how likely the policy
            takes it, adding up to 1 in each row.
        context: columns of what was known, for "dr".
        method: "dr" (doubly robust), "ips" or "snips" (weights made to add up to n).
        most_weight: weights are cut there; None cuts none.
        confidence: of the intervals, between 0 and 1.
        rng: a generator or a seed, for the folds of "dr".

    Returns:
        PolicyValue: the mean reward a decision with its interval, and its gain over what was done.

    Raises:
        MissingColumnError: if a column, or the action, is not there.
        InputError: if a propensity is not in (0, 1], or chances do not add up to 1.
        NotEnoughDataError: if there are fewer than ten decisions.
        OptionError: if an option lies outside its range.

    Method:
        w = target chance / propensity. IPS: mean of w r. SNIPS: that over the mean of w. DR: mean of the model's value of the
        policy + w (r - the model's value of the action), with ridge regressions by action fitted on other folds. Normal
        intervals. Right if propensities are right and every action the policy takes had a chance. Cut
        weights bias a little.

    Source:
        Dudík, Langford and Li (2011), Doubly robust policy evaluation; Swaminathan and Joachims (2015) for SNIPS;
        tests/cocreate/recommend/test_offpolicy.py.

    >>> log = {"did": ["call", "mail"] * 10, "paid": [4.0, 1.0] * 10, "chance": [0.5] * 20}
    >>> policy_value(log, action="did", reward="paid", propensity="chance", target="call", method="snips").value
    4.0
    """
    from cocreate.reading import asked_frame, fetched

    z = normal_quantile(checked_confidence(confidence))
    if method not in {"dr", "ips", "snips"}:
        raise OptionError(f"method == {method!r}, must be dr, ips or snips")
    if most_weight is not None and not most_weight > 0:
        raise OptionError(f"most_weight == {most_weight!r}, must be above 0")
    columns = list(target.values()) if isinstance(target, Mapping) else []
    names = list(dict.fromkeys([action, reward, propensity, *context, *columns]))
    found = fetched(asked_frame(table, names).select(*names))
    done, gained = Factor.of(action, found[action]), rewards_of(found[reward], reward)
    if len(gained) < _FEWEST:
        raise NotEnoughDataError(
            f"{len(gained)} decisions are too few; ten are wanted, and hundreds to tell anything"
        )
    wanted = _target(target, done, found)
    weight = wanted[np.arange(len(gained)), done.codes] / chances_of(found[propensity], propensity)
    cut = int((weight > most_weight).sum()) if most_weight else 0
    weight = np.minimum(weight, most_weight) if most_weight else weight
    each = _each(
        method, done, gained, wanted, weight=weight, context={name: found[name] for name in context}, rng=rng
    )
    value, error = float(each.mean()), float(each.std(ddof=1) / np.sqrt(len(each)))
    gain = each - gained
    gain_error = float(gain.std(ddof=1) / np.sqrt(len(gain)))
    n_eff = float(weight.sum() ** 2 / max((weight**2).sum(), 1e-300))
    return PolicyValue(
        value, value - z * error, value + z * error, error, float(gained.mean()), float(gain.mean()),
        float(gain.mean() - z * gain_error), float(gain.mean() + z * gain_error), len(gained), n_eff, method,
        confidence, _notes(weight, n_eff, cut),
    )  # fmt: skip


def _target(
    target: Hashable | Mapping[Hashable, str], done: Factor, found: dict[str, NDArray[Any]]
) -> FloatArray:
    """How likely the policy takes each action in each row, shape (rows, actions)."""
    wanted = np.zeros((len(done.codes), len(done.levels)))
    named = target if isinstance(target, Mapping) else {target: ""}
    for one, column in named.items():
        if one not in done.levels:
            raise MissingColumnError(one, done.levels, what="action among those taken")
        wanted[:, done.levels.index(one)] = rewards_of(found[column], column) if column else 1.0
    if (wanted < 0).any() or (np.abs(wanted.sum(axis=1) - 1) > _ADDS_UP).any():
        raise InputError(
            "the target's chances do not add up to 1 in each row; give one column for each action"
        )
    return wanted


def _each(
    method: Method, done: Factor, gained: FloatArray, wanted: FloatArray, *, weight: FloatArray,
    context: dict[str, NDArray[Any]], rng: np.random.Generator | int | None,
) -> FloatArray:  # fmt: skip
    """What each decision says of the policy's value; their mean is the estimate."""
    if method == "ips":
        return weight * gained
    if method == "snips":
        whole = weight.mean()
        if not whole:
            raise NotEnoughDataError("the policy takes no action that was ever taken in the same row")
        value = float((weight * gained).mean() / whole)
        return value + weight * (gained - value) / whole
    expected = _expected(done, gained, context, np.random.default_rng(rng))
    own = expected[np.arange(len(gained)), done.codes]
    return (wanted * expected).sum(axis=1) + weight * (gained - own)


def _expected(
    done: Factor, gained: FloatArray, context: dict[str, NDArray[Any]], rng: np.random.Generator
) -> FloatArray:
    """Expected reward of each action in each row, from the other folds: shape (rows, actions)."""
    from cocreate.traits import design, traits_of

    traits = traits_of(context)[0] if context else ()
    told = design(traits, context) if traits else np.zeros((len(gained), 0))
    full = np.column_stack([np.ones(len(gained)), told])
    fold = rng.permutation(np.arange(len(gained)) % _FOLDS)
    held = np.diag([1e-9, *[_RIDGE] * told.shape[1]])
    expected = np.empty((len(gained), len(done.levels)))
    for part in range(_FOLDS):
        away = fold == part
        for place in range(len(done.levels)):
            rows = ~away & (done.codes == place)
            inside = full[rows]
            value = np.linalg.solve(inside.T @ inside + held, inside.T @ gained[rows]) if rows.any() else None
            expected[away, place] = full[away] @ value if value is not None else gained[~away].mean()
    return expected


def _notes(weight: FloatArray, n_eff: float, cut: int) -> tuple[str, ...]:
    notes = []
    if n_eff < _FEW_EFFECTIVE:
        notes.append(
            f"the policy's decisions are worth {n_eff:.0f} of those logged: too few for a normal interval"
        )
    if cut:
        notes.append(f"{cut:,} weights were cut, which biases the value a little")
    if not weight.any():
        notes.append("the policy takes no action that was taken: the value rests on the model alone")
    return tuple(notes)
