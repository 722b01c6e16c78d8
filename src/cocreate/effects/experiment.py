"""A/B tests: what an arm does to an outcome, where who got it was drawn by lot."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.cells import Cells
from cocreate.drivers.moments import moments
from cocreate.effects.arms import TWO, Arms, arms_of, control_of, is_share
from cocreate.effects.effect import Effect, columns_of, effect_of, told
from cocreate.effects.ratios import ratio_limits
from cocreate.effects.sequential import always_valid_half_width, always_valid_p
from cocreate.effects.srm import AssignmentCheck, assignment_check
from cocreate.errors import CollinearError, NotEnoughDataError, OptionError
from cocreate.frames import Tabular
from cocreate.scores.compare import adjusted, compare
from cocreate.scores.quantiles import checked_confidence, normal_quantile
from cocreate.scores.shares import share

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from numpy.typing import NDArray

    from cocreate.effects.arms import Measure
    from cocreate.estimates import Estimate

    FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Arm:
    """What was measured in one arm.

    Attributes:
        label: the arm.
        value: its mean, share or ratio.
        std_error: of the value.
        n: how many people.
    """

    label: Hashable
    value: float
    std_error: float
    n: int


@dataclass(frozen=True, slots=True)
class Contrast:
    """One arm beside the control.

    Attributes:
        arm: the arm.
        control: the arm it is held against.
        effect: how much higher the outcome is.
        lift: the same as a share of the control's value; infinite ends where that is too near zero to tell.
        p_adjusted: p value that allows for all arms (Holm).
    """

    arm: Hashable
    control: Hashable
    effect: Effect
    lift: Effect
    p_adjusted: float


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Experiment(Tabular):
    """What an experiment shows.

    Attributes:
        outcome: what was measured.
        arms: each arm's value.
        contrasts: each arm beside the control.
        assignment: whether people were split as planned; None where no plan was given.
        variance_reduction: share of the variance that `before` or strata took away; 0 without them.
        confidence: of the intervals.
        notes: what was left out, and what to mind.
    """

    outcome: str
    arms: tuple[Arm, ...]
    contrasts: tuple[Contrast, ...]
    assignment: AssignmentCheck | None
    variance_reduction: float
    confidence: float
    notes: tuple[str, ...]

    @property
    def effect(self) -> Effect:
        """The effect, where there is one arm beside the control."""
        if len(self.contrasts) > 1:
            raise OptionError("there are several arms; read them from contrasts")
        return self.contrasts[0].effect

    @property
    def sentence(self) -> str:
        """What may and may not be concluded."""
        if self.assignment is not None and not self.assignment.as_planned:
            return self.assignment.sentence
        found = "; ".join(
            f"the effect of {contrast.arm!s} rather than {contrast.control!s} on {self.outcome}"
            f" {told(contrast.effect)}"
            for contrast in self.contrasts
        )
        return (
            f"{found[0].upper()}{found[1:]}. If who was in which arm was drawn by lot, what is beyond chance was"
            " caused by the arm. This speaks of these people over this time, on average: not of each of them, nor of"
            " what comes later."
        )

    def columns(self) -> dict[str, Any]:
        """Give a row an arm other than the control."""
        names = np.array([str(contrast.arm) for contrast in self.contrasts], dtype=object)
        control = np.array([str(contrast.control) for contrast in self.contrasts], dtype=object)
        lifts = [contrast.lift for contrast in self.contrasts]
        return {
            "arm": names,
            "control": control,
            **columns_of([contrast.effect for contrast in self.contrasts]),
            "p_adjusted": np.array([contrast.p_adjusted for contrast in self.contrasts]),
            **{
                f"lift{end}": np.array([getattr(lift, name) for lift in lifts])
                for end, name in (("", "value"), ("_low", "low"), ("_high", "high"))
            },
        }

    def __repr__(self) -> str:
        shown = ", ".join(f"{contrast.arm}: {contrast.effect}" for contrast in self.contrasts)
        return f"Experiment({self.outcome!r}, {shown}, n={sum(arm.n for arm in self.arms):,})"


@dataclass(frozen=True, slots=True)
class _Sized:
    """Values of the arms by which they are held against each other: the value, and two parts of its variance."""

    labels: tuple[Hashable, ...]
    n: NDArray[np.int64]
    value: FloatArray
    own: FloatArray
    shared: float = 0.0
    df: FloatArray | None = None


def experiment(
    table: Any,
    outcome: str,
    *,
    group: str,
    control: Hashable | None = None,
    measure: Measure | None = None,
    before: str | Sequence[str] | None = None,
    per: str | None = None,
    strata: str | None = None,
    planned: Mapping[Any, float] | None = None,
    always_valid_at: float | None = None,
    confidence: float = 0.95,
) -> Experiment:
    """Estimate what each arm of an experiment does to an outcome, beside the control.

    Args:
        table: a table, one row a person (whatever was drawn by lot).
        outcome: the column of numbers, or of zeros and ones.
        group: the column that says in which arm each person is.
        control: the arm that got nothing new; found by its name where that is plain.
        measure: "mean" or "share"; told by the values without it.
        before: columns measured before the start, which take away variance (CUPED).
        per: the column the outcome is counted per, as orders per visit: then a ratio of sums is estimated.
        strata: a column known before the start within which arms are compared.
        planned: parts by arm, to check the split, as {"a": 1, "b": 1}.
        always_valid_at: for looking as often as one likes: the number of people, all arms together, at which
            the interval is to be tightest.
        confidence: of the intervals, between 0 and 1.

    Returns:
        An `Experiment`.

    Raises:
        OptionError: if the control is not plain, or options do not go together.
        NotEnoughDataError: if an arm has fewer than two people with a value.
        CollinearError: if what was measured before is constant, or follows from the rest.

    Method:
        Means: Welch's t. Shares: Newcombe's hybrid of two Wilson intervals. Ratios: the delta method. With
        `before`, CUPED: the outcome less what the pooled regression within arms expects from it. With strata,
        the mean of the strata's differences by their sizes. The lift is the difference over the control's
        value, with Fieller's interval. Several arms: p by Holm; intervals are for one arm each. Rows are
        people: where they are visits, sum them up by person first. Not for those who chose their arm: that is
        `observed`.

    Source:
        Welch (1947), Biometrika 34; Newcombe (1998), Statistics in Medicine 17, method 10; Deng, Xu, Kohavi and
        Walker (2013), WSDM, for CUPED; Deng, Knoblich and Lu (2018), KDD, for the delta method; Fieller (1954),
        JRSS B 16; Miratrix, Sekhon and Yu (2013), JRSS B 75, for strata.
        tests/cocreate/effects/test_experiment.py.

    >>> rows = {"arm": ["control"] * 100 + ["new"] * 100, "bought": [1] * 20 + [0] * 80 + [1] * 40 + [0] * 60}
    >>> experiment(rows, "bought", group="arm").effect.to_dict()["method"]
    'newcombe'
    >>> print(experiment(rows, "bought", group="arm").effect)
    +20.0 points (+7.3 to +31.9)
    """
    checked_confidence(confidence)
    _check_options(measure, before=before, per=per, strata=strata)
    earlier = (before,) if isinstance(before, str) else tuple(before or ())
    arms, sized, reduction = _measured(table, outcome, group, earlier=earlier, per=per, strata=strata)
    base = control_of(arms.labels, control, group=group)
    kind = _kind(measure, arms, outcome) if per is None else "mean"
    plain = not earlier and strata is None and per is None and always_valid_at is None
    if kind == "share" and plain:
        contrasts = _share_contrasts(arms, base, confidence)
    else:
        contrasts = _contrasts(sized, base, kind, _method(earlier, per, strata), confidence)
    if always_valid_at is not None:
        contrasts = [_always_valid(contrast, int(arms.n.sum()), always_valid_at) for contrast in contrasts]
    error = np.sqrt(sized.own + sized.shared)
    return Experiment(
        outcome,
        tuple(Arm(*each) for each in zip(arms.labels, sized.value.tolist(), error.tolist(), arms.n.tolist(), strict=True)),
        _by_holm(contrasts),
        assignment_check(table, group, planned=planned) if planned is not None else None,
        reduction,
        confidence,
        _notes(arms, contrasts, planned),
    )  # fmt: skip


def _check_options(
    measure: str | None, *, before: str | Sequence[str] | None, per: str | None, strata: str | None
) -> None:
    if measure not in (None, "mean", "share"):
        raise OptionError(f"measure == {measure!r}, must be mean or share")
    given = [
        name for name, option in (("before", before), ("per", per), ("strata", strata)) if option is not None
    ]
    if len(given) > 1:
        raise OptionError(f"{' and '.join(given)} do not go together; choose one")
    if per is not None and measure == "share":
        raise OptionError("a ratio is no share of people; leave out measure or per")


def _measured(
    table: Any, outcome: str, group: str, *, earlier: tuple[str, ...], per: str | None, strata: str | None
) -> tuple[Arms, _Sized, float]:
    """Values of the arms with their variances, and the share of variance taken away."""
    if strata is not None:
        return _stratified(table, outcome, group, strata)
    if outcome in earlier:
        raise OptionError(f"before names {outcome!r}, the outcome; give what was measured before the start")
    arms = arms_of(table, [outcome, *earlier, *([per] if per else [])], group=group)
    if earlier:
        return _cuped(arms, earlier)
    if per is not None:
        return arms, _ratios(arms, per), 0.0
    n = arms.n.astype(np.float64)
    own = arms.covariance[:, 0, 0] / n
    return arms, _Sized(arms.labels, arms.n, arms.mean[:, 0], own, df=n - 1), 0.0


def _cuped(arms: Arms, earlier: tuple[str, ...]) -> tuple[Arms, _Sized, float]:
    """Take away what the regression within arms, pooled, expects from the columns before."""
    weight = (arms.n - 1)[:, None, None]
    within = (arms.covariance * weight).sum(axis=0) / weight.sum()
    spread = np.sqrt(np.diag(within)[1:])
    if (spread <= 0).any():
        name = earlier[int(np.argmin(spread))]
        raise CollinearError(f"{name!r} is the same for everybody and takes no variance away; leave it out")
    correlation = within[1:, 1:] / np.outer(spread, spread)
    if np.linalg.cond(correlation) > 1e10:  # noqa: PLR2004 - fewer than six digits would be left
        raise CollinearError(f"{', '.join(earlier)} follow from each other; leave one out")
    slope = np.linalg.solve(within[1:, 1:], within[1:, 0])
    taken = np.concatenate([[1.0], -slope])
    middle = (arms.n / arms.n.sum()) @ arms.mean[:, 1:]
    value = arms.mean[:, 0] - (arms.mean[:, 1:] - middle) @ slope
    own = np.einsum("i,aij,j->a", taken, arms.covariance, taken) / arms.n
    shared = float(slope @ within[1:, 1:] @ slope / arms.n.sum())
    raw = (arms.covariance[:, 0, 0] / arms.n).sum()
    reduction = float(1 - own.sum() / raw) if raw > 0 else 0.0
    df = arms.n.astype(np.float64) - 1 - len(earlier)
    return arms, _Sized(arms.labels, arms.n, value, own, shared, df), reduction


def _ratios(arms: Arms, per: str) -> _Sized:
    """Ratios of sums by the delta method."""
    above, below = arms.mean[:, 0], arms.mean[:, 1]
    if (below <= 0).any():
        raise OptionError(f"{per!r} sums to nothing or less in an arm; a ratio wants something to count per")
    ratio = above / below
    covariance = arms.covariance
    variance = covariance[:, 0, 0] - 2 * ratio * covariance[:, 0, 1] + ratio**2 * covariance[:, 1, 1]
    return _Sized(arms.labels, arms.n, ratio, np.maximum(variance, 0.0) / arms.n / below**2)


def _stratified(table: Any, outcome: str, group: str, strata: str) -> tuple[Arms, _Sized, float]:
    """Weigh the strata's means by how many people, of all arms, are in each."""
    whole = arms_of(table, [outcome], group=group)
    sums = moments(table, [outcome], by=[group, strata])
    which, where = sums.factors
    kept = [place for place, label in enumerate(which.levels) if label is not None]
    shape = (len(which.levels), len(where.levels))
    n, mean, variance = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    n[which.codes, where.codes] = sums.n
    mean[which.codes, where.codes] = np.nan_to_num(sums.mean[:, 0])
    spread = np.nan_to_num(sums.covariance[:, 0, 0]) * sums.n / np.maximum(sums.n - 1, 1)
    variance[which.codes, where.codes] = spread
    n, mean, variance = n[kept], mean[kept], variance[kept]
    if n.min() < TWO:
        arm, stratum = np.argwhere(n < TWO)[0]
        raise NotEnoughDataError(
            f"arm {which.levels[kept[arm]]!r} has fewer than two rows where {strata!r} is"
            f" {where.levels[stratum]!r}; join strata until each holds some of every arm"
        )
    part = n.sum(axis=0) / n.sum()
    value, own = mean @ part, (variance / n) @ part**2
    raw = (whole.covariance[:, 0, 0] / whole.n).sum()
    between = float(((mean - value[:, None]).mean(axis=0) ** 2) @ part / n.sum())
    reduction = float(1 - own.sum() / raw) if raw > 0 else 0.0
    sized = _Sized(whole.labels, whole.n, value, own, between)
    return whole, sized, reduction


def _kind(measure: Measure | None, arms: Arms, outcome: str) -> Measure:
    binary = is_share(arms.n, arms.mean[:, 0], arms.covariance[:, 0, 0])
    if measure == "share" and not binary:
        raise OptionError(f"{outcome!r} holds more than zeros and ones; take measure='mean'")
    return measure or ("share" if binary else "mean")


def _method(earlier: tuple[str, ...], per: str | None, strata: str | None) -> str:
    if earlier:
        return "cuped"
    if per is not None:
        return "delta"
    return "strata" if strata is not None else "welch"


def _contrasts(sized: _Sized, base: int, kind: str, method: str, confidence: float) -> list[Contrast]:
    found = []
    for place, label in enumerate(sized.labels):
        if place == base:
            continue
        parts = sized.own[[base, place]]
        df = math.inf
        if sized.df is not None and parts.sum() > 0:
            df = float(parts.sum() ** 2 / (parts**2 / sized.df[[base, place]]).sum())
        effect = effect_of(
            f"{label} less {sized.labels[base]}",
            float(sized.value[place] - sized.value[base]),
            math.sqrt(parts.sum()),
            n=int(sized.n[[base, place]].sum()),
            method=method,
            confidence=confidence,
            unit="share" if kind == "share" else "outcome",
            df=df,
        )
        lift = _lift(effect, sized.value[base], float(sized.own[base]), sized.shared)
        found.append(Contrast(label, sized.labels[base], effect, lift, effect.p_value))
    return found


def _share_contrasts(arms: Arms, base: int, confidence: float) -> list[Contrast]:
    hits = np.rint(arms.mean[:, 0] * arms.n).astype(np.int64)
    estimates = [_share_of(int(hit), int(n), confidence) for hit, n in zip(hits, arms.n, strict=True)]
    found = []
    for place, label in enumerate(arms.labels):
        if place == base:
            continue
        between = compare(estimates[base], estimates[place], confidence=confidence, adjust="none")
        error = math.hypot(*(math.sqrt(arms.covariance[at, 0, 0] / arms.n[at]) for at in (base, place)))
        n = int(arms.n[base] + arms.n[place])
        effect = Effect(
            f"{label} less {arms.labels[base]}", between.value, between.low, between.high, error,
            between.p_value, n, "share", "newcombe", confidence,
        )  # fmt: skip
        lift = _lift(effect, arms.mean[base, 0], arms.covariance[base, 0, 0] / arms.n[base], 0.0)
        found.append(Contrast(label, arms.labels[base], effect, lift, effect.p_value))
    return found


def _share_of(hits: int, n: int, confidence: float) -> Estimate:
    counted = Cells.from_columns(keys={}, score=np.array([0.0, 1.0]), count=np.array([n - hits, hits]))
    return share(counted, of=1, confidence=confidence)


def _lift(effect: Effect, base: float, own: float, shared: float) -> Effect:
    """The difference as a share of the control's value, which it covaries with by the control's own chance."""
    if base == 0:
        low, high, value = -math.inf, math.inf, math.nan
    else:
        wide = normal_quantile(effect.confidence)
        low, high = ratio_limits(
            effect.value,
            base,
            var_above=effect.std_error**2,
            var_below=own + shared,
            covariance=-own,
            wide=wide,
        )
        value = effect.value / base
    return Effect(
        f"lift of {effect.what}",
        value,
        low,
        high,
        math.nan,
        effect.p_value,
        effect.n,
        "share",
        "fieller",
        effect.confidence,
    )


def _always_valid(contrast: Contrast, people: int, tightest_at: float) -> Contrast:
    effect = contrast.effect
    half = float(
        always_valid_half_width(
            effect.std_error, people, confidence=effect.confidence, tightest_at=tightest_at
        )
    )
    z = effect.value / effect.std_error if effect.std_error > 0 else 0.0
    p_value = float(always_valid_p(z, people, confidence=effect.confidence, tightest_at=tightest_at))
    widened = replace(
        effect, low=effect.value - half, high=effect.value + half, p_value=p_value,
        method=f"{effect.method}, always valid",
    )  # fmt: skip
    return replace(contrast, effect=widened, p_adjusted=p_value)


def _by_holm(contrasts: Sequence[Contrast]) -> tuple[Contrast, ...]:
    p_values = adjusted(np.array([contrast.effect.p_value for contrast in contrasts]), "holm")
    return tuple(
        replace(contrast, p_adjusted=float(p)) for contrast, p in zip(contrasts, p_values, strict=True)
    )


def _notes(arms: Arms, contrasts: Sequence[Contrast], planned: Mapping[Any, float] | None) -> tuple[str, ...]:
    notes = list(arms.notes)
    if planned is None:
        notes.append("the split was not checked: say with planned which part each arm was to get")
    if len(contrasts) > 1:
        notes.append(
            f"{len(contrasts)} arms: p_adjusted allows for them (Holm), the intervals are for one each"
        )
    if any(contrast.effect.std_error == contrast.effect.value == 0 for contrast in contrasts):
        notes.append(
            "the outcome is the same for everybody in both arms of a comparison: there is nothing to tell"
        )
    if any(math.isinf(contrast.lift.high) for contrast in contrasts):
        notes.append("the control's value is too near zero for a lift to be told")
    return tuple(notes)
