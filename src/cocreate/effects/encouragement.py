"""An invitation drawn by lot, which some follow: what inviting does, and what taking part does."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.effects.arms import Arms, is_share, two_groups
from cocreate.effects.effect import Effect, columns_of, effect_of, figure, told
from cocreate.effects.ratios import ratio_limits
from cocreate.errors import NotEnoughDataError, OptionError
from cocreate.frames import Tabular
from cocreate.scores.quantiles import checked_confidence, normal_quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

WEAK = 10.0
"""An invitation whose F lies below moves too few people (Staiger and Stock)."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Encouragement(Tabular):
    """What an invitation drawn by lot shows.

    Attributes:
        outcome: what was measured.
        invitation: what being invited does, whether or not one follows (ITT).
        uptake: by how much it raises the share of those who take part.
        taking_part: what taking part does to those who do because they were invited (LATE).
        strength: F of the first stage; below 10 the invitation is weak.
        compliers: share of people who take part if invited and not otherwise.
        always_takers: share who take part in any case.
        never_takers: share who do not, even if invited.
        n: number of people.
        confidence: of the intervals.
        notes: what was left out, and what to mind.
    """

    outcome: str
    invitation: Effect
    uptake: Effect
    taking_part: Effect
    strength: float
    compliers: float
    always_takers: float
    never_takers: float
    n: int
    confidence: float
    notes: tuple[str, ...]

    @property
    def effect(self) -> Effect:
        """What taking part does to those who follow an invitation."""
        return self.taking_part

    @property
    def sentence(self) -> str:
        """What may and may not be concluded."""
        return (
            f"The effect of being invited on {self.outcome} {told(self.invitation)}; because who was invited was drawn"
            f" by lot, the invitation caused what is beyond chance. It raised taking part by {self.uptake}. If it"
            f" works through taking part alone and puts nobody off, then for the {figure(self.compliers, 'share')} % who"
            f" take part because they are invited, the effect of taking part {told(self.taking_part)}. It says nothing"
            " about those who would take part anyway or never, and those who take part must not be compared"
            " with those who do not."
        )

    def columns(self) -> dict[str, Any]:
        """Give the invitation, the uptake and taking part, a row each."""
        effects = (self.invitation, self.uptake, self.taking_part)
        names = np.array([effect.what for effect in effects], dtype=object)
        return {"what": names, **columns_of(effects)}

    def __repr__(self) -> str:
        return (
            f"Encouragement({self.outcome!r}, invitation={self.invitation}, taking part={self.taking_part},"
            f" F={self.strength:.1f}, n={self.n:,})"
        )


def encouragement(
    table: Any, outcome: str, *, invited: str, took_part: str, confidence: float = 0.95
) -> Encouragement:
    """Estimate what an invitation does, and what taking part does to those who follow it.

    Args:
        table: a table, one row a person.
        outcome: the column of numbers, or of zeros and ones.
        invited: the column that says who was invited (1) and who was not (0), drawn by lot.
        took_part: the column that says who took part (1) and who did not (0).
        confidence: of the intervals, between 0 and 1.

    Returns:
        An `Encouragement`.

    Raises:
        OptionError: if a column says more than yes and no.
        NotEnoughDataError: if the invitation changes nobody's taking part.

    Method:
        Invited less not invited, Welch's standard errors: of the outcome (ITT) and of taking part (uptake).
        Taking part: their ratio (Wald, which is two-stage least squares), with the interval of Anderson and
        Rubin, which holds for weak invitations too and then may have no end. Rests on: the draw; nobody is put
        off taking part by being invited (monotonicity); the invitation works through taking part alone
        (exclusion). Those who take part are never compared with those who do not: they chose.

    Source:
        Imbens and Angrist (1994), Econometrica 62; Anderson and Rubin (1949), Annals of Mathematical
        Statistics 20; Staiger and Stock (1997), Econometrica 65. tests/cocreate/effects/test_encouragement.py.

    >>> rows = {"invited": [0] * 50 + [1] * 50, "joined": [0] * 75 + [1] * 25, "spent": [2, 4] * 25 + [3, 5] * 25}
    >>> found = encouragement(rows, "spent", invited="invited", took_part="joined")
    >>> found.invitation.value, found.taking_part.value, found.compliers
    (1.0, 2.0, 0.5)
    """
    checked_confidence(confidence)
    if took_part in {outcome, invited}:
        raise OptionError(f"took_part names {took_part!r} too; give the column that says who took part")
    arms, control, asked = two_groups(table, [outcome, took_part], group=invited)
    if not is_share(arms.n, arms.mean[:, 1], arms.covariance[:, 1, 1]):
        raise OptionError(f"{took_part!r} holds more than zeros and ones; give 1 to those who took part")
    unit = "share" if is_share(arms.n, arms.mean[:, 0], arms.covariance[:, 0, 0]) else "outcome"
    order = [control, asked]
    difference = arms.mean[asked] - arms.mean[control]
    covariance = (arms.covariance[order] / arms.n[order][:, None, None]).sum(axis=0)
    if difference[1] == 0:
        raise NotEnoughDataError(
            "those invited took part no more than others: nothing is to be learned of it"
        )
    n = int(arms.n.sum())
    df = _welch_df(arms, order)
    strength = float(difference[1] ** 2 / covariance[1, 1]) if covariance[1, 1] > 0 else math.inf
    return Encouragement(
        outcome,
        effect_of(
            "being invited", difference[0], math.sqrt(covariance[0, 0]), n=n, method="welch", unit=unit, df=df,
            confidence=confidence,
        ),
        effect_of("uptake", difference[1], math.sqrt(covariance[1, 1]), n=n, method="wald", unit="share", confidence=confidence),
        _taking_part(difference, covariance, n=n, unit=unit, confidence=confidence),
        strength,
        float(difference[1]),
        float(arms.mean[control, 1]),
        float(1 - arms.mean[asked, 1]),
        n,
        confidence,
        (*arms.notes, *_warnings(float(difference[1]), strength)),
    )  # fmt: skip


def _welch_df(arms: Arms, order: list[int]) -> float:
    parts = arms.covariance[order, 0, 0] / arms.n[order]
    below = (parts**2 / (arms.n[order] - 1)).sum()
    return float(parts.sum() ** 2 / below) if below > 0 else math.inf


def _taking_part(
    difference: FloatArray, covariance: FloatArray, *, n: int, unit: str, confidence: float
) -> Effect:
    """The ratio of both differences: standard error by the delta method, interval by Anderson and Rubin."""
    value = float(difference[0] / difference[1])
    slope = np.array([1.0, -value])
    error = math.sqrt(max(slope @ covariance @ slope, 0.0)) / abs(difference[1])
    low, high = ratio_limits(
        float(difference[0]), float(difference[1]), var_above=float(covariance[0, 0]),
        var_below=float(covariance[1, 1]), covariance=float(covariance[0, 1]), wide=normal_quantile(confidence),
    )  # fmt: skip
    p_value = effect_of("", difference[0], math.sqrt(covariance[0, 0]), n=n, method="", confidence=confidence)
    return Effect(
        "taking part", value, low, high, float(error), p_value.p_value, n, unit, "anderson-rubin", confidence
    )


def _warnings(uptake: float, strength: float) -> tuple[str, ...]:
    notes = []
    if strength < WEAK:
        notes.append(
            f"the invitation is weak (F = {strength:.1f}, 10 is wanted): trust the interval of taking part, not its value"
        )
    if uptake < 0:
        notes.append(
            "those invited took part less than others: the invitation puts people off, check its coding"
        )
    return tuple(notes)
