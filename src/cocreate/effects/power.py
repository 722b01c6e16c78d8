"""How many people each design takes, and what it can find."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cocreate.errors import OptionError
from cocreate.scores.quantiles import checked_confidence, normal_quantile

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST = 10**12
_HALVINGS = 100
_ENDLESS = 1e6
"""Degrees of freedom from which t is normal."""
_FAR = 10.0
"""So far beyond the threshold the noncentral t leaves nothing, and is not to be worked out."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a design takes.

    Attributes:
        design: which.
        effect: the effect to be found.
        n: how many people (or units, or periods) in all.
        counted: what n counts.
        power: chance to find the effect if it is there.
        detectable: the smallest effect found with the power asked for.
        std_error: standard error to expect.
        confidence: of the interval that has to leave out zero.
    """

    design: str
    effect: float
    n: int
    counted: str
    power: float
    detectable: float
    std_error: float
    confidence: float

    @property
    def sentence(self) -> str:
        """What the plan promises."""
        return (
            f"With {self.n:,} {self.counted}, an effect of {self.effect:g} is found {self.power:.0%} of the time at"
            f" {self.confidence:.0%} confidence. If none is found, a smaller one may still be there."
        )


def plan_experiment(
    effect: float,
    *,
    sd: float | None = None,
    share: float | None = None,
    n: int | None = None,
    treated_share: float = 0.5,
    comparisons: int = 1,
    variance_reduction: float = 0.0,
    power: float = 0.8,
    confidence: float = 0.95,
) -> Plan:
    """Work out how many people an experiment takes, or with what power n people find an effect.

    Args:
        effect: the difference to be found, in the outcome's unit, or in shares (0.02 for two points).
        sd: standard deviation of the outcome, for means.
        share: the control's share, for shares.
        n: people in the two arms together; worked out without it.
        treated_share: part of them treated, between 0 and 1.
        comparisons: how many arms are held against the control (confidence is raised as Bonferroni has it).
        variance_reduction: share of the variance that columns measured before take away.
        power: wanted, between 0 and 1.
        confidence: between 0 and 1.

    Returns:
        A `Plan`.

    Raises:
        OptionError: if an option is out of range, or neither or both of sd and share are given.

    Method:
        Means: the noncentral t distribution. Shares: normal, with each arm's own variance.

    Source:
        Cohen (1988), Statistical Power Analysis, chapter 2; Fleiss, Levin and Paik (2003), chapter 4. Against
        statsmodels: tests/cocreate/effects/test_power.py.

    >>> plan_experiment(0.5, sd=1.0).n, plan_experiment(0.02, share=0.10).n
    (128, 7677)
    """
    if (sd is None) == (share is None):
        raise OptionError("give either sd, for means, or share, for shares")
    _inside(treated_share=treated_share)
    if comparisons < 1 or not 0 <= variance_reduction < 1:
        raise OptionError(
            f"comparisons == {comparisons}, variance_reduction == {variance_reduction}: must be >= 1, and in [0, 1)"
        )
    level = 1 - (1 - checked_confidence(confidence)) / comparisons
    p = treated_share
    if share is not None:
        _inside(share=share)
        _inside(share_with_the_effect=share + effect)
        variance = (share + effect) * (1 - share - effect) / p + share * (1 - share) / (1 - p)
    else:
        variance = _positive(sd=sd) ** 2 / (p * (1 - p))
    each = math.sqrt(variance * (1 - variance_reduction))
    return _plan(
        "experiment", effect, each, n=n, counted="people", power=power, confidence=level, exact=sd is not None
    )


def plan_encouragement(
    effect: float,
    *,
    sd: float,
    uptake: float,
    n: int | None = None,
    invited_share: float = 0.5,
    power: float = 0.8,
    confidence: float = 0.95,
) -> Plan:
    """Work out how many people an invitation drawn by lot takes to show what taking part does.

    Args:
        effect: of taking part, in the outcome's unit.
        sd: standard deviation of the outcome.
        uptake: by how much the invitation raises the share who take part, between 0 and 1.
        n: people in all; worked out without it.
        invited_share: part of them invited.
        power: wanted, between 0 and 1.
        confidence: between 0 and 1.

    Returns:
        A `Plan`.

    Raises:
        OptionError: if an option is out of range.

    Method:
        The invitation's effect is the effect times the uptake; its power is that of Anderson and Rubin's test.
        Half the uptake takes four times the people.

    Source:
        Duflo, Glennerster and Kremer (2007), Handbook of Development Economics 4, section 4.
        tests/cocreate/effects/test_power.py.

    >>> plan_encouragement(0.5, sd=1.0, uptake=0.5).n
    505
    """
    _inside(uptake=uptake, invited_share=invited_share)
    each = _positive(sd=sd) / math.sqrt(invited_share * (1 - invited_share)) / uptake
    return _plan(
        "encouragement", effect, each, n=n, counted="people", power=power, confidence=confidence, exact=True
    )


def plan_rollout(
    effect: float,
    *,
    sd: float,
    periods_before: int,
    periods_after: int,
    correlation: float = 0.5,
    treated_share: float = 0.5,
    n: int | None = None,
    power: float = 0.8,
    confidence: float = 0.95,
) -> Plan:
    """Work out how many units a roll-out takes, of which some stay untreated.

    Args:
        effect: the mean effect, in the outcome's unit.
        sd: standard deviation of the outcome between units and periods.
        periods_before: periods before treatment; one is what `rollout` holds against.
        periods_after: periods after, whose mean is taken.
        correlation: between two periods of a unit, from 0 to below 1.
        treated_share: part of the units treated.
        n: units in all; worked out without it.
        power: wanted, between 0 and 1.
        confidence: between 0 and 1.

    Returns:
        A `Plan`, counted in units.

    Raises:
        OptionError: if an option is out of range.

    Method:
        The mean of the periods after less that of those before, treated less others, periods alike correlated.
        `rollout` holds against the last period before: plan it with periods_before=1.

    Source:
        Frison and Pocock (1992), Statistics in Medicine 11, 1685-1704, equation 4.
        tests/cocreate/effects/test_power.py.

    >>> plan_rollout(0.5, sd=1.0, periods_before=1, periods_after=4, correlation=0.5).n
    81
    """
    if periods_before < 1 or periods_after < 1 or not 0 <= correlation < 1:
        raise OptionError("periods_before and periods_after must be >= 1, correlation in [0, 1)")
    _inside(treated_share=treated_share)
    change = (1 - correlation) * (1 / periods_before + 1 / periods_after)
    each = _positive(sd=sd) * math.sqrt(change / (treated_share * (1 - treated_share)))
    return _plan(
        "rollout", effect, each, n=n, counted="units", power=power, confidence=confidence, exact=True
    )


def plan_observed(
    effect: float,
    *,
    sd: float,
    treated_share: float,
    explained: float = 0.0,
    explained_treatment: float = 0.0,
    n: int | None = None,
    power: float = 0.8,
    confidence: float = 0.95,
) -> Plan:
    """Work out how many people it takes to compare those who chose with others alike.

    Args:
        effect: in the outcome's unit.
        sd: standard deviation of the outcome.
        treated_share: part of people who took part.
        explained: share of the outcome's variance that traits explain, from 0 to below 1.
        explained_treatment: share of the variance of taking part that they explain, from 0 to below 1.
        n: people in all; worked out without it.
        power: wanted, between 0 and 1.
        confidence: between 0 and 1.

    Returns:
        A `Plan`.

    Raises:
        OptionError: if an option is out of range.

    Method:
        The standard error of a regression's effect: what traits explain of the outcome helps, what they
        explain of taking part costs. No number of people makes up for what was not measured.

    Source:
        Hsieh, Bloch and Larsen (1998), Statistics in Medicine 17, 1623-1634, equation 6.
        tests/cocreate/effects/test_power.py.

    >>> plan_observed(0.5, sd=1.0, treated_share=0.5, explained_treatment=0.5).n
    254
    """
    _inside(treated_share=treated_share)
    if not (0 <= explained < 1 and 0 <= explained_treatment < 1):
        raise OptionError(
            f"explained == {explained}, explained_treatment == {explained_treatment}: must lie in [0, 1)"
        )
    p = treated_share
    each = _positive(sd=sd) * math.sqrt((1 - explained) / (p * (1 - p) * (1 - explained_treatment)))
    return _plan(
        "observed", effect, each, n=n, counted="people", power=power, confidence=confidence, exact=True
    )


def plan_series(
    effect: float,
    *,
    sd: float,
    before: int,
    after: int | None = None,
    autocorrelation: float = 0.0,
    power: float = 0.8,
    confidence: float = 0.95,
) -> Plan:
    """Work out how long to go on after a change to see it in a series, if that is possible at all.

    Args:
        effect: the step at the change, in the outcome's unit.
        sd: standard deviation of a period about its line.
        before: periods before the change.
        after: periods after; worked out without it.
        autocorrelation: from one period to the next, from 0 to below 1.
        power: wanted, between 0 and 1.
        confidence: between 0 and 1.

    Returns:
        A `Plan`, counted in periods in all.

    Raises:
        OptionError: if an option is out of range, or no number of periods after would do.

    Method:
        Standard error of the mean difference from the line continued, with a slope that may change. The line's
        own uncertainty grows with the distance, so that going on for long does not help: the best number
        after is about as many as it takes, and there may be none.

    Source:
        Zhang, Wagner and Ross-Degnan (2011), Journal of Clinical Epidemiology 64, 1252-1261.
        tests/cocreate/effects/test_power.py.

    >>> plan_series(1.0, sd=1.0, before=60, after=60).power > 0.5
    True
    """
    if before < 4 or not 0 <= autocorrelation < 1:  # noqa: PLR2004 - a line and its noise
        raise OptionError(
            f"before == {before}, autocorrelation == {autocorrelation}: must be >= 4, and in [0, 1)"
        )
    spread = _positive(sd=sd) * math.sqrt((1 + autocorrelation) / (1 - autocorrelation))
    _check(effect, power, confidence)
    wide = normal_quantile(confidence)
    lengths = [after] if after is not None else list(range(4, 10 * before))
    if lengths[0] < 4:  # noqa: PLR2004 - likewise
        raise OptionError(f"after == {after}, must be at least 4 periods")
    for length in lengths:
        error = spread * _step_error(before, length)
        found = _normal_power(effect / error, wide)
        if after is not None or found >= power:
            detectable = error * _needed(lambda shift: _normal_power(shift, wide), power)
            return Plan("series", effect, before + length, "periods", found, detectable, error, confidence)
    raise OptionError(
        f"no number of periods after would show a step of {effect:g} with {before} before; gather more before"
    )


def plan_uplift(
    effect: float,
    *,
    sd: float,
    tenth: float = 0.1,
    n: int | None = None,
    treated_share: float = 0.5,
    power: float = 0.8,
    confidence: float = 0.95,
) -> Plan:
    """Work out how many people it takes to see that those chosen are moved more than others.

    Args:
        effect: by how much the effect on those chosen lies above that on the rest.
        sd: standard deviation of the outcome.
        tenth: part of people chosen, between 0 and 1.
        n: people in all; worked out without it.
        treated_share: part of them treated.
        power: wanted, between 0 and 1.
        confidence: between 0 and 1.

    Returns:
        A `Plan`.

    Raises:
        OptionError: if an option is out of range.

    Method:
        The difference of two differences: an interaction, which takes many times the people of an effect.

    Source:
        Gelman, Hill and Vehtari (2020), Regression and Other Stories, section 16.4.
        tests/cocreate/effects/test_power.py.

    >>> plan_uplift(0.5, sd=1.0, tenth=0.5).n
    505
    """
    _inside(tenth=tenth, treated_share=treated_share)
    p, q = treated_share, tenth
    each = _positive(sd=sd) / math.sqrt(p * (1 - p) * q * (1 - q))
    return _plan(
        "uplift", effect, each, n=n, counted="people", power=power, confidence=confidence, exact=True
    )


def _plan(
    design: str,
    effect: float,
    each: float,
    *,
    n: int | None,
    counted: str,
    power: float,
    confidence: float,
    exact: bool,
) -> Plan:
    """Find n, or take it; the standard error is `each` over its root."""
    _check(effect, power, confidence)
    wide = normal_quantile(confidence)

    def found(shift: float, size: float) -> float:
        return _t_power(shift, size - 2, confidence) if exact else _normal_power(shift, wide)

    if n is None:
        n = _least(lambda size: found(abs(effect) * math.sqrt(size) / each, size), power)
    elif n < 4:  # noqa: PLR2004 - two a side
        raise OptionError(f"n == {n}, must be at least 4")
    error = each / math.sqrt(n)
    detectable = error * _needed(lambda shift: found(shift, n), power)
    return Plan(design, effect, n, counted, found(abs(effect) / error, n), detectable, error, confidence)


def _least(power_at: Callable[[float], float], power: float) -> int:
    """The smallest whole number with the power wanted."""
    low, high = 3, 8
    while power_at(high) < power:
        low, high = high, 2 * high
        if high > _MOST:
            raise OptionError("the effect is too small to be found with any number of people worth naming")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power_at(middle) >= power else (middle, high)
    return high


def _needed(power_at: Callable[[float], float], power: float) -> float:
    """How many standard errors an effect has to be."""
    low, high = 0.0, 100.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if power_at(middle) >= power else (middle, high)
    return high


def _normal_power(shift: float, wide: float) -> float:
    from scipy.special import ndtr

    return float(ndtr(abs(shift) - wide) + ndtr(-abs(shift) - wide))


def _t_power(shift: float, df: float, confidence: float) -> float:
    from scipy.special import nctdtr, stdtrit

    if df > _ENDLESS:
        return _normal_power(shift, normal_quantile(confidence))
    wide = float(stdtrit(df, (1 + confidence) / 2))
    if shift > 3 * wide + _FAR:
        return 1.0
    return float(1 - nctdtr(df, shift, wide) + nctdtr(df, shift, -wide))


def _step_error(before: int, after: int) -> float:
    """Standard error of the step, in deviations of a period."""
    t = np.arange(-before, after)
    late = (t >= 0).astype(np.float64)
    design = np.column_stack([np.ones(len(t)), t / len(t), late, late * t / len(t)])
    return float(np.sqrt(np.linalg.inv(design.T @ design)[2, 2]))


def _check(effect: float, power: float, confidence: float) -> None:
    checked_confidence(confidence)
    if not math.isfinite(effect) or effect == 0:
        raise OptionError(f"effect == {effect!r}, must be a number other than 0")
    _inside(power=power)


def _inside(**options: float) -> None:
    for name, value in options.items():
        if not 0 < value < 1:
            raise OptionError(f"{name.replace('_', ' ')} == {value!r}, must lie between 0 and 1")


def _positive(**options: float | None) -> float:
    ((name, value),) = options.items()
    if value is None or not 0 < value < math.inf:
        raise OptionError(f"{name} == {value!r}, must be > 0")
    return value
