"""Whether a scale measures the same in several groups, and so which comparisons are allowed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cocreate.errors import NotEnoughDataError, OptionError
from cocreate.frames import Tabular
from cocreate.scales.confirm import FAIR_CFI, named_factors, structure_of
from cocreate.scales.fitting import Fit, Solution, fitted, freed
from cocreate.scales.items import Items, items_of
from cocreate.scores.quantiles import checked_confidence, normal_quantile

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from numpy.typing import NDArray

    from cocreate.scales.factors import Parts

    FloatArray = NDArray[np.float64]

Level = Literal["configural", "metric", "scalar"]
LEVELS: tuple[Level, Level, Level] = ("configural", "metric", "scalar")

_TOLERATED_CFI = 0.01
_CHANCE = 0.05
_FEWEST_GROUPS = 2
_MOST_SUSPECTS = 4


@dataclass(frozen=True, slots=True)
class Step:
    """One level of invariance.

    Attributes:
        level: "configural" (the same structure), "metric" (the same loadings), "scalar" (the same intercepts).
        fit: how well the model fits.
        chi_square: by how much chi-square grew over the level before; 0 at the first.
        df: by how many degrees of freedom.
        p_value: chance of growing as much if the level held.
        cfi: by how much CFI fell.
        holds: whether the level holds, and all before it.
    """

    level: Level
    fit: Fit
    chi_square: float
    df: int
    p_value: float
    cfi: float
    holds: bool


@dataclass(frozen=True, slots=True)
class Suspect:
    """An item that groups may not share.

    Attributes:
        item: the item.
        level: whether its loading ("metric") or its intercept ("scalar") differs.
        chi_square: by how much chi-square falls once it is freed.
        df: by how many degrees of freedom.
        p_value: chance of as much if it did not differ, allowing for all items after Holm.
    """

    item: str
    level: Level
    chi_square: float
    df: int
    p_value: float


@dataclass(frozen=True, slots=True)
class MeanGap:
    """How far a group's mean of a factor lies from the first group's.

    Attributes:
        factor: the factor.
        group: the group.
        against: the first group.
        value: the difference in standard deviations of the first group.
        low: lower end of the interval.
        high: upper end.
    """

    factor: str
    group: Hashable
    against: Hashable
    value: float
    low: float
    high: float


@dataclass(frozen=True, eq=False, repr=False)
class Invariance(Tabular):
    """What holds across groups, and what may be compared.

    Attributes:
        steps: the three levels in order.
        groups: the groups' labels.
        n: rows of each.
        suspects: items that differ beyond chance at the first level that fails, the worst first.
        gaps: differences between means of the factors; empty unless the scalar level holds.
        confidence: of the intervals.
        notes: what was left out, or is amiss.
    """

    steps: tuple[Step, ...]
    groups: tuple[Hashable, ...]
    n: tuple[int, ...]
    suspects: tuple[Suspect, ...]
    gaps: tuple[MeanGap, ...]
    confidence: float
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Invariance(level={self.level!r}, groups={list(self.groups)}, n={sum(self.n)})"

    @property
    def level(self) -> Level | None:
        """The highest level that holds; None if not even the structure is shared."""
        held = [step.level for step in self.steps if step.holds]
        return held[-1] if held else None

    @property
    def verdict(self) -> str:
        """What may be compared, in two sentences."""
        named = f": {', '.join(item.item for item in self.suspects[:4])}" if self.suspects else ""
        if self.level is None:
            return "The items do not have the same structure in all groups. Compare nothing on this scale."
        if self.level == "configural":
            said = "The structure is shared, but loadings differ"
            return f"{said}{named}. Neither means nor relations may be compared across groups."
        if self.level == "metric":
            said = "Loadings are shared, but intercepts differ"
            return f"{said}{named}. Relations may be compared across groups; means may not."
        return "Loadings and intercepts are shared. Means may be compared across groups."

    def columns(self) -> dict[str, Any]:
        """Give a row a level."""
        fits = ("chi_square", "df", "cfi", "tli", "rmsea")
        return {
            "level": [step.level for step in self.steps],
            **{name: [getattr(step.fit, name) for step in self.steps] for name in fits},
            "chi_square_more": [step.chi_square for step in self.steps],
            "df_more": [step.df for step in self.steps],
            "p_value": [step.p_value for step in self.steps],
            "cfi_less": [step.cfi for step in self.steps],
            "holds": [step.holds for step in self.steps],
        }


def invariance(
    table: Any,
    factors: Mapping[str, Sequence[str]] | Sequence[str],
    *,
    group: str,
    reverse: Sequence[str] = (),
    scale: tuple[float, float] | None = None,
    confidence: float = 0.95,
) -> Invariance:
    """Ask whether a scale measures the same in several groups (markets, languages, years).

    Args:
        table: a table of any kind with a row a person.
        factors: items of each factor by its name, or the items of a single factor.
        group: the column of groups, two or more; rows without one are left out.
        reverse: items that run backwards.
        scale: the least and greatest answer to an item, from which reversed items are counted.
        confidence: of the intervals, between 0 and 1.

    Returns:
        Invariance: each level's fit and whether it holds, the verdict, the items that differ, and, where they may be
        compared, the groups' differences.

    Raises:
        MissingColumnError: if a column is not there.
        OptionError: if there are fewer than two groups, or factors have too few items.
        NotEnoughDataError: if an item never varies in a group, or a model cannot be fitted.

    Method:
        Factor analysis in all groups at once by maximum likelihood: configural (all free), metric (loadings shared),
        scalar (intercepts shared too). The first holds with a CFI of .90 or more. A further one fails if
        chi-square grows beyond chance (5 %) and CFI falls by more than .01: in large samples alone the one
        would refuse trifles, in small ones the other sees ghosts. Items that differ are then freed, the worst
        first, four at most.

    Source:
        Meredith (1993); Cheung and Rensvold (2002) for .01; Holzinger and Swineford's tests by school
        (115.851/48, 124.044/54, 164.103/60): tests/cocreate/scales/test_invariance.py.

    >>> from cocreate.worlds import questionnaire
    >>> world = questionnaire(people=900, groups=2, shift=0.8, seed=1)
    >>> invariance(world.table, world.factors, group="market").level
    'metric'
    """
    checked_confidence(confidence)
    named = named_factors(factors)
    names = [item for own in named.values() for item in own]
    items = items_of(table, names, reverse=reverse, scale=scale, group=group, missing="listwise")
    if len(items.groups) < _FEWEST_GROUPS:
        raise OptionError(
            f"{group!r} has {len(items.groups)} groups; two or more can be held against each other"
        )
    shared = structure_of(items, named)
    structures = (
        shared,
        replace(shared, same_loadings=True),
        replace(shared, same_loadings=True, same_intercepts=True),
    )
    solutions = [fitted(items, structure) for structure in structures]
    steps = _steps([solution.fit for solution in solutions])
    failed = next((place for place, step in enumerate(steps) if not step.holds), None)
    suspects = _suspects(items, solutions[failed], LEVELS[failed]) if failed else ()
    gaps = _gaps(items, solutions[2], list(named), confidence) if steps[2].holds else ()
    notes = tuple(dict.fromkeys(note for solution in solutions for note in solution.notes))
    return Invariance(steps, items.groups, tuple(int(n) for n in items.n), suspects, gaps, confidence, notes)


def _steps(fits: Sequence[Fit]) -> tuple[Step, ...]:
    from scipy.special import chdtrc

    steps = [Step("configural", fits[0], 0.0, 0, 1.0, 0.0, fits[0].cfi >= FAIR_CFI)]
    for level, before, fit in zip(LEVELS[1:], fits, fits[1:], strict=False):
        more, df = max(fit.chi_square - before.chi_square, 0.0), fit.df - before.df
        p = float(chdtrc(df, more)) if df else 1.0
        fell = before.cfi - fit.cfi
        holds = steps[-1].holds and not (p < _CHANCE and fell > _TOLERATED_CFI)
        steps.append(Step(level, fit, more, df, p, fell, holds))
    return tuple(steps)


def _suspects(items: Items, solution: Solution, level: Level) -> tuple[Suspect, ...]:
    """Free the item with which the model gains most, then the next, as long as the gain is beyond chance."""
    found: list[Suspect] = []
    while len(found) < _MOST_SUSPECTS:
        gains = _gains(items, solution, level)
        if not gains or gains[0][0].p_value >= _CHANCE:
            break
        suspect, solution = gains[0]
        found.append(suspect)
    return tuple(found)


def _gains(items: Items, solution: Solution, level: Level) -> list[tuple[Suspect, Solution]]:
    """What freeing each further item would gain, the most first; chances allow for all items after Holm."""
    from scipy.special import chdtrc

    from cocreate.scores.compare import adjusted

    tried: list[tuple[str, float, int, Solution]] = []
    for place, name in enumerate(items.names):
        if place in solution.structure.freed:
            continue
        own, near = freed(solution.structure, solution.vector, place)
        try:
            freer = fitted(items, own, near=near)
        except NotEnoughDataError:
            continue
        df = own.parameters - solution.structure.parameters
        tried.append((name, max(solution.fit.chi_square - freer.fit.chi_square, 0.0), df, freer))
    p = adjusted(np.array([float(chdtrc(df, less)) for _, less, df, _ in tried]), "holm")
    found = [
        (Suspect(name, level, less, df, float(chance)), freer)
        for (name, less, df, freer), chance in zip(tried, p, strict=True)
    ]
    return sorted(found, key=lambda gain: -gain[0].chi_square)


def _gaps(items: Items, solution: Solution, factors: Sequence[str], confidence: float) -> tuple[MeanGap, ...]:
    def standard(parts: Parts) -> FloatArray:
        gap: FloatArray = parts.centre[1:] / np.sqrt(parts.spread[0].diagonal())
        return gap

    value, error = solution.delta(standard)
    z = normal_quantile(confidence)
    return tuple(
        MeanGap(
            factor,
            label,
            items.groups[0],
            float(value[g, f]),
            float(value[g, f] - z * error[g, f]),
            float(value[g, f] + z * error[g, f]),
        )
        for g, label in enumerate(items.groups[1:])
        for f, factor in enumerate(factors)
    )
