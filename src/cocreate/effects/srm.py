"""Sample ratio mismatch: whether arms are as large as the plan says."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.errors import NotEnoughDataError, OptionError
from cocreate.frames import Tabular

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from numpy.typing import NDArray

ALARM = 0.001
"""Below this p value the split is not the one planned; a usual level would cry wolf too often."""


@dataclass(frozen=True, slots=True)
class AssignmentCheck(Tabular):
    """Whether people were split as planned.

    Attributes:
        arms: the arms.
        observed: how many people each has.
        expected: how many the plan would have given each.
        statistic: chi squared.
        df: its degrees of freedom.
        p_value: probability of a split as far from the plan by chance.
    """

    arms: tuple[Hashable, ...]
    observed: tuple[int, ...]
    expected: tuple[float, ...]
    statistic: float
    df: int
    p_value: float

    @property
    def as_planned(self) -> bool:
        """Whether the split is one that the plan would give."""
        return self.p_value >= ALARM

    @property
    def sentence(self) -> str:
        """What may be concluded."""
        sizes = ", ".join(f"{arm}: {count:,}" for arm, count in zip(self.arms, self.observed, strict=True))
        if self.as_planned:
            return f"The arms are as large as planned, up to chance ({sizes}; p = {self.p_value:.2g})."
        return (
            f"The arms are not as large as planned ({sizes}; p = {self.p_value:.1g}): some people were lost or"
            " put elsewhere on the way, so do not believe any effect before the reason is found."
        )

    def columns(self) -> dict[str, Any]:
        """Give a row an arm."""
        arms = np.array([str(arm) for arm in self.arms], dtype=object)
        return {"arm": arms, "observed": np.array(self.observed), "expected": np.array(self.expected)}


def assignment_check(
    table: Any, group: str, *, planned: Mapping[Any, float] | None = None
) -> AssignmentCheck:
    """Test whether people were split between the arms as planned.

    Args:
        table: a table, one row a person.
        group: the column that says in which arm each person is.
        planned: parts by arm, of any sum, as {"a": 1, "b": 1}; equal parts without it.

    Returns:
        An `AssignmentCheck`.

    Raises:
        OptionError: if the plan leaves an arm out, or a part is not positive.
        NotEnoughDataError: if there are not two arms.

    Method:
        Pearson's chi squared over all people assigned, whether or not they have an outcome. The alarm is at
        p < 0.001. A split as planned is no proof that assignment was by lot; one that is not is proof that
        something went wrong.

    Source:
        Fabijan et al. (2019), Diagnosing sample ratio mismatch in online controlled experiments, KDD.
        tests/cocreate/effects/test_srm.py.

    >>> found = assignment_check({"arm": ["a"] * 821 + ["b"] * 700}, "arm")
    >>> f"{found.statistic:.2f}", found.as_planned
    ('9.63', True)
    """
    return check_split(_counts(table, group), planned)


def check_split(counts: Mapping[Hashable, int], planned: Mapping[Any, float] | None) -> AssignmentCheck:
    """Hold the sizes of arms against the plan."""
    from scipy.special import chdtrc

    if len(counts) < 2:  # noqa: PLR2004 - a split has two sides
        raise NotEnoughDataError(f"one arm or none ({', '.join(map(str, counts))}); a split has at least two")
    parts = _parts(counts, planned)
    observed = np.array(list(counts.values()), dtype=np.float64)
    expected = observed.sum() * parts / parts.sum()
    statistic = float(((observed - expected) ** 2 / expected).sum())
    df = len(counts) - 1
    return AssignmentCheck(
        tuple(counts),
        tuple(int(count) for count in observed),
        tuple(float(count) for count in expected),
        statistic,
        df,
        float(chdtrc(df, statistic)),
    )


def _parts(counts: Mapping[Hashable, int], planned: Mapping[Any, float] | None) -> NDArray[np.float64]:
    if planned is None:
        return np.ones(len(counts))
    by_text = {str(arm): part for arm, part in planned.items()}
    missing = [str(arm) for arm in counts if str(arm) not in by_text]
    unseen = sorted(set(by_text) - {str(arm) for arm in counts})
    if missing or unseen:
        raise OptionError(
            f"planned names {', '.join(by_text)}, the table holds {', '.join(map(str, counts))};"
            " give one part for each arm"
        )
    parts = np.array([by_text[str(arm)] for arm in counts], dtype=np.float64)
    if not all(math.isfinite(part) and part > 0 for part in parts):
        raise OptionError(f"planned == {dict(planned)!r}, parts must be > 0")
    return parts


def _counts(table: Any, group: str) -> dict[Hashable, int]:
    import narwhals as nw

    from cocreate.engines import check_columns, collected, floats, frame_of
    from cocreate.factors import Factor

    frame = frame_of(table)
    check_columns(frame, [group])
    found = collected(frame.select(nw.col(group)).group_by(group).agg(nw.len().alias("number of rows")))
    factor = Factor.of(group, found[group])
    rows = floats(found["number of rows"])
    counts = {factor.levels[code]: int(count) for code, count in zip(factor.codes, rows, strict=True)}
    return {label: counts[label] for label in factor.levels if label is not None}
