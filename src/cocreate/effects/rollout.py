"""Something that reaches units one after another: Callaway and Sant'Anna's effects by group and time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cocreate.effects.bands import Bands, bands_of
from cocreate.effects.doubly import adjusted_change, plain_change
from cocreate.effects.effect import Effect, effect_of, told
from cocreate.effects.panel import Panel, panel_of
from cocreate.errors import NotEnoughDataError, OptionError
from cocreate.frames import Tabular
from cocreate.scores.quantiles import checked_confidence

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

Controls = Literal["never", "not yet"]
Base = Literal["universal", "varying"]

_FEW = 5
"""Groups smaller than this are told of: their standard errors are too small."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Aggregate(Tabular):
    """Effects put together by time since treatment, by group, or by period.

    Attributes:
        by: "event", "group" or "period".
        labels: periods since the first treated one (0 is that one), groups, or periods.
        value: effects.
        low: lower ends of the band.
        high: upper ends; the band holds all effects at once at its confidence.
        std_error: standard errors.
        overall: their mean: over periods since treatment, weighted over groups, over periods.
        confidence: of the band.
    """

    by: str
    labels: tuple[Hashable, ...]
    value: FloatArray
    low: FloatArray
    high: FloatArray
    std_error: FloatArray
    overall: Effect
    confidence: float

    def columns(self) -> dict[str, Any]:
        """Give a row a label."""
        figures = {name: getattr(self, name) for name in ("value", "low", "high", "std_error")}
        return {self.by: np.array(self.labels, dtype=object), **figures}

    def __repr__(self) -> str:
        return f"Aggregate(by={self.by!r}, labels={list(self.labels)}, overall={self.overall})"


@dataclass(frozen=True, slots=True)
class PreTrend:
    """Whether groups moved alike before treatment.

    Attributes:
        statistic: Wald's chi squared of all effects before treatment.
        df: its degrees of freedom.
        p_value: probability of effects as far from zero, had all moved alike.
    """

    statistic: float
    df: int
    p_value: float


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Rollout(Tabular):
    """What a staggered roll-out shows.

    Attributes:
        outcome: what was measured.
        groups: the first treated period, of each effect.
        periods: the period, of each effect.
        event: periods since treatment; below zero before it.
        value: effects on those treated, ATT(g, t).
        low: lower ends of the band over all of them.
        high: upper ends.
        std_error: standard errors.
        simple: the mean over groups and periods after treatment, by the groups' sizes.
        by_event: by periods since treatment.
        by_group: by group.
        by_period: by period.
        pre_trend: whether groups moved alike before; None where there is too little before.
        controls: "never" or "not yet" treated.
        n: number of units.
        confidence: of intervals and bands.
        notes: what was left out, and what to mind.
    """

    outcome: str
    groups: tuple[Hashable, ...]
    periods: tuple[Hashable, ...]
    event: NDArray[np.int64]
    value: FloatArray
    low: FloatArray
    high: FloatArray
    std_error: FloatArray
    simple: Effect
    by_event: Aggregate
    by_group: Aggregate
    by_period: Aggregate
    pre_trend: PreTrend | None
    controls: Controls
    n: int
    confidence: float
    notes: tuple[str, ...]

    @property
    def effect(self) -> Effect:
        """The mean effect on those treated, over groups and periods."""
        return self.simple

    @property
    def sentence(self) -> str:
        """What may and may not be concluded."""
        if self.pre_trend is None:
            before = "Whether they moved alike before could not be looked at."
        elif self.pre_trend.p_value < 1 - self.confidence:
            before = (
                f"They did not move alike before treatment (p = {self.pre_trend.p_value:.2g}), so do not take this for"
                " an effect."
            )
        else:
            before = (
                f"Nothing speaks against it before treatment (p = {self.pre_trend.p_value:.2g}), which does not prove it"
                " for after."
            )
        others = "never treated" if self.controls == "never" else "not yet treated"
        return (
            f"The mean effect on {self.outcome} of those treated {told(self.simple)}. This is an effect if, untreated,"
            f" they would have moved as those {others} did. {before} It says nothing about those who were not treated."
        )

    def columns(self) -> dict[str, Any]:
        """Give a row a group and period."""
        labels = {name: np.array(getattr(self, name), dtype=object) for name in ("groups", "periods")}
        figures = {name: getattr(self, name) for name in ("event", "value", "low", "high", "std_error")}
        return {"group": labels["groups"], "period": labels["periods"], **figures}

    def __repr__(self) -> str:
        return f"Rollout({self.outcome!r}, effect={self.simple}, units={self.n:,}, effects={len(self.value)})"


def rollout(
    table: Any,
    outcome: str,
    *,
    unit: str,
    when: str,
    treated_from: str,
    controls: Controls = "never",
    adjust: Sequence[str] = (),
    base: Base = "universal",
    anticipation: int = 0,
    draws: int = 999,
    confidence: float = 0.95,
    rng: np.random.Generator | int | None = 0,
) -> Rollout:
    """Estimate what something does that reaches units (shops, regions, customers) at different times.

    Args:
        table: a table, one row a unit and period.
        outcome: the column of numbers.
        unit: the column of units.
        when: the column of periods: numbers or dates, which sort in time.
        treated_from: the column of the first treated period of the unit, in every row of it; missing, 0 or
            infinite for never.
        controls: units "never" treated, or also those "not yet" treated.
        adjust: traits of units, taken from their first period, of which trends may depend.
        base: "universal" holds everything against the last period before treatment, "varying" each period
            before treatment against the one before it.
        anticipation: how many periods before treatment may already be changed by it.
        draws: of the multiplier bootstrap for bands.
        confidence: of intervals and bands, between 0 and 1.
        rng: where chance comes from; a number is a seed.

    Returns:
        A `Rollout`.

    Raises:
        InputError: if a unit has two rows in a period, or two first treated periods.
        NotEnoughDataError: if nobody is treated, or nobody is left to hold them against.
        OptionError: if an option is out of range.

    Method:
        For each group g and period t, the change of those first treated in g since their last period before it,
        less that of units untreated by then: ATT(g, t). With `adjust`, doubly robust: a regression of the
        change and a logistic model of being treated, of which one has to hold. Means over groups and periods
        carry the chance in the groups' sizes. Standard errors from influence functions, clustered by unit;
        bands by the multiplier bootstrap of the largest t. Regression on dummies of unit and period (two-way
        fixed effects) holds late groups against early ones, and is wrong where effects grow or differ; it is
        not offered. Not for treatments that end.

    Source:
        Callaway and Sant'Anna (2021), Journal of Econometrics 225, 200-230; Sant'Anna and Zhao (2020),
        Journal of Econometrics 219, 101-122; Roth (2024) for the universal base.
        tests/cocreate/effects/test_rollout.py.

    >>> rows = [{"shop": s, "week": w, "from": 2 if s < 20 else None, "y": s % 7 + w + 3.0 * (s < 20 and w > 1)}
    ...         for s in range(40) for w in range(4)]
    >>> found = rollout(rows, "y", unit="shop", when="week", treated_from="from")
    >>> round(found.simple.value, 6), found.by_event.labels
    (3.0, (-2, -1, 0, 1))
    """
    _check_options(controls, base, anticipation, draws, confidence)
    names = (adjust,) if isinstance(adjust, str) else tuple(adjust)
    panel = panel_of(table, outcome, unit=unit, when=when, treated_from=treated_from, adjust=names)
    asked = _cells_asked(panel, controls, base, anticipation)
    effects = [_change(panel, cell, controls, anticipation) for cell in asked]
    value = np.array([effect[0] for effect in effects])
    influence = np.column_stack([effect[1] for effect in effects])
    generator = np.random.default_rng(rng)
    cells = bands_of(value, influence, draws=draws, confidence=confidence, rng=generator)
    by = {
        name: _aggregate(name, panel, asked, cells, draws=draws, confidence=confidence, rng=generator)
        for name in ("event", "group", "period")
    }
    return Rollout(
        outcome,
        tuple(panel.periods[cell.group] for cell in asked),
        tuple(panel.periods[cell.period] for cell in asked),
        np.array([cell.event for cell in asked]),
        cells.value, cells.low, cells.high, cells.std_error,
        _overall("effect on those treated", *_weighed(panel, asked, cells, [cell.event >= 0 for cell in asked]), confidence),
        by["event"], by["group"], by["period"],
        _pre_trend(asked, cells, anticipation),
        controls, len(panel.start), confidence,
        (*panel.notes, *_warnings(panel)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Cell:
    """A group and a period, by their places, and the period they are held against."""

    group: int
    period: int
    base: int

    @property
    def event(self) -> int:
        return self.period - self.group


def _check_options(controls: str, base: str, anticipation: int, draws: int, confidence: float) -> None:
    checked_confidence(confidence)
    if controls not in ("never", "not yet"):
        raise OptionError(f"controls == {controls!r}, must be 'never' or 'not yet'")
    if base not in ("universal", "varying"):
        raise OptionError(f"base == {base!r}, must be universal or varying")
    if anticipation < 0:
        raise OptionError(f"anticipation == {anticipation}, must be >= 0")
    if draws < 100:  # noqa: PLR2004 - fewer tell no 95 % point
        raise OptionError(f"draws == {draws}, must be at least 100")


def _cells_asked(panel: Panel, controls: Controls, base: Base, anticipation: int) -> list[_Cell]:
    """Groups and periods that can be told."""
    never = len(panel.periods)
    groups = sorted(set(panel.start.tolist()) - {never})
    if not groups:
        raise NotEnoughDataError(
            "no unit is treated after its first period; check the column of first periods"
        )
    if controls == "never" and not (panel.start == never).any():
        raise NotEnoughDataError("every unit is treated at some time: take controls='not yet'")
    cells = []
    for group in groups:
        last = group - 1 - anticipation
        if last < 0:
            continue
        for period in range(never):
            against = last if period >= group - anticipation or base == "universal" else period - 1
            if against < 0 or not _others(panel, _Cell(group, period, against), controls, anticipation).any():
                continue
            cells.append(_Cell(group, period, against))
    if not any(cell.event >= 0 for cell in cells):
        raise NotEnoughDataError("nobody is left untreated to hold those treated against")
    return cells


def _others(panel: Panel, cell: _Cell, controls: Controls, anticipation: int) -> NDArray[np.bool_]:
    if controls == "never":
        return panel.start == len(panel.periods)  # type: ignore[no-any-return]
    by_then = max(cell.period, cell.base) + anticipation
    return (panel.start > by_then) & (panel.start != cell.group)  # type: ignore[no-any-return]


def _change(panel: Panel, cell: _Cell, controls: Controls, anticipation: int) -> tuple[float, FloatArray]:
    """ATT(g, t) and the influence of each unit on it."""
    treated = panel.start == cell.group
    among = treated | _others(panel, cell, controls, anticipation)
    change = (panel.outcome[:, cell.period] - panel.outcome[:, cell.base])[among]
    if panel.covariates.shape[1]:
        value, own = adjusted_change(change, treated[among], panel.covariates[among])
    else:
        value, own = plain_change(change, treated[among])
    influence = np.zeros(len(treated))
    influence[among] = own * len(treated) / among.sum()
    return value, influence


def _weighed(
    panel: Panel, asked: Sequence[_Cell], cells: Bands, kept: Sequence[bool]
) -> tuple[float, FloatArray]:
    """Mean of some effects by the sizes of their groups, which are themselves uncertain."""
    places = np.flatnonzero(kept)
    groups = np.array([asked[int(place)].group for place in places])
    member = (panel.start[:, None] == groups[None, :]).astype(np.float64)
    size = member.mean(axis=0)
    weight = size / size.sum()
    drawn = (member - size) / size.sum()
    drawn -= drawn.sum(axis=1, keepdims=True) * weight
    influence = cells.influence[:, places] @ weight + drawn @ cells.value[places]
    return float(cells.value[places] @ weight), influence


def _aggregate(
    by: str,
    panel: Panel,
    asked: Sequence[_Cell],
    cells: Bands,
    *,
    draws: int,
    confidence: float,
    rng: np.random.Generator,
) -> Aggregate:
    label_of: list[int | None] = [
        int(getattr(cell, by)) if by == "event" or cell.event >= 0 else None for cell in asked
    ]
    labels = sorted({label for label in label_of if label is not None})
    means = [_weighed(panel, asked, cells, [each == label for each in label_of]) for label in labels]
    value, influence = np.array([mean[0] for mean in means]), np.column_stack([mean[1] for mean in means])
    found = bands_of(value, influence, draws=draws, confidence=confidence, rng=rng)
    if by == "group":
        first = [cell.event >= 0 and cell.event == _first_event(asked, cell.group) for cell in asked]
        whole = _weighed(panel, asked, _of_groups(asked, labels, found), first)
    else:
        among = [place for place, label in enumerate(labels) if by == "period" or label >= 0]
        whole = float(value[among].mean()), influence[:, among].mean(axis=1)
    shown = labels if by == "event" else [panel.periods[label] for label in labels]
    overall = _overall(f"mean over {by}s", *whole, confidence)
    return Aggregate(
        by, tuple(shown), found.value, found.low, found.high, found.std_error, overall, confidence
    )


def _first_event(asked: Sequence[_Cell], group: int) -> int:
    return min(cell.event for cell in asked if cell.group == group and cell.event >= 0)


def _of_groups(asked: Sequence[_Cell], labels: Sequence[int], found: Bands) -> Bands:
    """The groups' means, set out at each of the groups' cells."""
    at = [labels.index(cell.group) if cell.group in labels else 0 for cell in asked]
    return Bands(found.value[at], found.low[at], found.high[at], found.std_error[at], found.influence[:, at])


def _overall(what: str, value: float, influence: FloatArray, confidence: float) -> Effect:
    error = float(np.sqrt((influence**2).mean() / len(influence)))
    return effect_of(what, value, error, n=len(influence), method="influence function", confidence=confidence)


def _pre_trend(asked: Sequence[_Cell], cells: Bands, anticipation: int) -> PreTrend | None:
    from scipy.special import chdtrc

    before = [
        place for place, cell in enumerate(asked)
        if cell.event < -anticipation and cells.std_error[place] > 0 and cell.period != cell.base
    ]  # fmt: skip
    if not before:
        return None
    influence = cells.influence[:, before]
    covariance = influence.T @ influence / len(influence) ** 2
    values, vectors = np.linalg.eigh(covariance)
    kept = values > values.max() * 1e-10  # combinations that do not vary tell nothing
    along = vectors[:, kept].T @ cells.value[before]
    statistic, df = float((along**2 / values[kept]).sum()), int(kept.sum())
    return PreTrend(statistic, df, float(chdtrc(df, statistic)))


def _warnings(panel: Panel) -> tuple[str, ...]:
    sizes = {
        panel.periods[group]: int((panel.start == group).sum())
        for group in set(panel.start.tolist())
        if group < len(panel.periods)
    }
    small = [
        f"{label} ({size})"
        for label, size in sorted(sizes.items(), key=lambda item: str(item[0]))
        if size < _FEW
    ]
    return (
        (f"groups of fewer than {_FEW} units, whose standard errors are too small: {', '.join(small)}",)
        if small
        else ()
    )
