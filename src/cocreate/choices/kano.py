"""Kano's categories: which features delight, which are expected, and which do not matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np

from cocreate.choices.answers import KanoPatterns, kano_patterns
from cocreate.errors import InputError, MissingColumnError, NoAnswersError
from cocreate.frames import Tabular
from cocreate.scores.quantiles import normal_quantile
from cocreate.scores.shares import wilson_limits

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

Category = Literal["must-be", "one-dimensional", "attractive", "indifferent", "reverse", "questionable"]

CATEGORIES: tuple[Category, ...] = (
    "must-be",
    "one-dimensional",
    "attractive",
    "indifferent",
    "reverse",
    "questionable",
)
"""In the order in which ties are broken."""
_M, _O, _A, _I, _R, _Q = range(6)
_EVALUATION = np.array(
    [[_Q, _A, _A, _A, _O], *[[_R, _I, _I, _I, _M]] * 3, [_R, _R, _R, _R, _Q]], dtype=np.intp
)
_FUNCTIONAL = np.array([4.0, 2.0, 0.0, -1.0, -2.0])
_DYSFUNCTIONAL = np.array([-2.0, -1.0, 0.0, 2.0, 4.0])
_MIDDLE = 2.0
_FONG = 1.65


@dataclass(frozen=True, slots=True)
class KanoCategory:
    """How many answers put a feature into one category.

    Attributes:
        category: its name.
        n: answers.
        share: of all answers, from 0 to 1.
        low: lower end of Wilson's interval.
        high: upper end.
    """

    category: Category
    n: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class KanoPoint:
    """Where a feature lies when answers are numbers, from -2 to 4 both ways.

    Attributes:
        functional: mean of how it is if the feature is there; like is 4.
        functional_low: lower end of its interval.
        functional_high: upper end.
        dysfunctional: mean of how it is if the feature is not there; dislike is 4.
        dysfunctional_low: lower end.
        dysfunctional_high: upper end.
        functional_sd: spread of the answers.
        dysfunctional_sd: likewise.
        correlation: of the two answers; NaN where either is the same for all.
        category: by quadrant, parted at 2.
        decided: whether neither interval crosses the middle.
    """

    functional: float
    functional_low: float
    functional_high: float
    dysfunctional: float
    dysfunctional_low: float
    dysfunctional_high: float
    functional_sd: float
    dysfunctional_sd: float
    correlation: float
    category: Category
    decided: bool


@dataclass(frozen=True, slots=True, repr=False)
class KanoFeature:
    """One feature, in one group.

    Attributes:
        feature: its name.
        group: label of the group; None for everyone.
        n: whole pairs of answers.
        n_eff: Kish's effective number of them.
        missing: rows in which one answer of the two is missing.
        category: the most frequent; of equals, the first of must-be, one-dimensional, attractive, indifferent.
        second: the next.
        decided: whether the first two differ by Fong's test.
        gap: how far their counts lie apart.
        fong: how far apart they must lie.
        categories: all six, with shares and intervals.
        better: how much satisfaction its presence adds, from 0 to 1; NaN without any A, O, M or I.
        better_low: lower end of its interval.
        better_high: upper end.
        worse: how much its absence takes away, from -1 to 0.
        worse_low: lower end.
        worse_high: upper end.
        point: the same answers as numbers.
        confidence: of the intervals.
        notes: what should be known before reading.
        method: how intervals are made.
    """

    feature: str
    group: Hashable
    n: int
    n_eff: float
    missing: int
    category: Category
    second: Category
    decided: bool
    gap: float
    fong: float
    categories: tuple[KanoCategory, ...]
    better: float
    better_low: float
    better_high: float
    worse: float
    worse_low: float
    worse_high: float
    point: KanoPoint
    confidence: float
    notes: tuple[str, ...] = ()
    method: str = "Kano's table, Wilson intervals, Fong's test"

    def __repr__(self) -> str:
        told = self.category if self.decided else f"{self.category} or {self.second}"
        return f"KanoFeature({self.feature!r}, {told}, better={self.better:.3f}, worse={self.worse:.3f}, n={self.n})"


@dataclass(frozen=True, repr=False)
class Kano(Tabular, Sequence[KanoFeature]):
    """Features, group by group.

    Attributes:
        features: one a feature and group.
        by: the grouping's name; empty for everyone.
        patterns: the counts they rest on.
    """

    features: tuple[KanoFeature, ...]
    by: str
    patterns: KanoPatterns

    def find(self, feature: str, *, group: Hashable = None) -> KanoFeature:
        """Give one feature, of one group where there are groups."""
        for found in self.features:
            if found.feature == feature and (not self.by or found.group == group):
                return found
        known = [
            found.feature if not self.by else f"{found.feature}, {found.group}" for found in self.features
        ]
        raise MissingColumnError(feature, known, what="feature")

    def columns(self) -> dict[str, Any]:
        """Give a row a feature and group."""
        named = {self.by: [f.group for f in self.features]} if self.by else {}
        plain = ("feature", "category", "second", "decided", "n", "better", "better_low", "better_high", "worse",
                 "worse_low", "worse_high", "missing")  # fmt: skip
        shares = {
            f"{category} share": np.array([f.categories[place].share for f in self.features])
            for place, category in enumerate(CATEGORIES)
        }
        points = ("functional", "dysfunctional", "category", "decided")
        return {
            **named,
            **{name: [getattr(f, name) for f in self.features] for name in plain},
            **shares,
            **{f"continuous {name}": [getattr(f.point, name) for f in self.features] for name in points},
            "method": [f.method for f in self.features],
        }

    @overload
    def __getitem__(self, place: int) -> KanoFeature: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[KanoFeature, ...]: ...
    def __getitem__(self, place: int | slice) -> KanoFeature | tuple[KanoFeature, ...]:
        return self.features[place]

    def __len__(self) -> int:
        return len(self.features)

    def __repr__(self) -> str:
        return f"Kano({list(self.features)!r})" if len(self) < 4 else f"Kano(features={len(self)})"  # noqa: PLR2004 - what fits a line


def kano(
    table: Any,
    functional: str | Sequence[str] | None = None,
    *,
    dysfunctional: str | Sequence[str] | None = None,
    names: Sequence[str] | None = None,
    by: str | None = None,
    weight: str | None = None,
    like: int = 1,
    confidence: float = 0.95,
) -> Kano:
    """Sort features into Kano's categories, and say how sure that is.

    Args:
        table: a table of any kind, a row a person; or `KanoPatterns`, which leave the columns out.
        functional: the column, or columns, of answers to "how if it were there".
        dysfunctional: those to "how if it were not there", in the same order.
        names: what the features are called; None takes the functional columns.
        by: a column to group by.
        weight: the column of weights, >= 0.
        like: the number that says "I like it": 1 (then 5 is "I dislike it") or 5; words are read too.
        confidence: of the intervals, between 0 and 1.

    Returns:
        Kano: a feature's category, shares, better and worse, and its place when answers are numbers.

    Raises:
        MissingColumnError: if a column is not there.
        OutsideScaleError: if an answer is none of the five.
        NoAnswersError: if no pair of answers is whole.
        InputError: if columns are given beside patterns, or left out beside a table.

    Method:
        Kano's 5 x 5 table; better = (A + O) / (A + O + M + I), worse = -(O + M) / (A + O + M + I), each a share with
        Wilson's interval. Fong's test holds the two most frequent apart if |a - b| >= 1.65 sqrt((a + b)(2n - a -
        b) / 2n). Continuous: functional answers 4, 2, 0, -1, -2 and dysfunctional -2, -1, 0, 2, 4, category by quadrant.
        Weighted answers count with Kish's n. Where people of two kinds answer, take them apart by group.

    Source:
        Kano et al. (1984); Berger et al. (1993) for better and worse; Fong (1996) for the test; DuMouchel (1993)
        for the numbers; tests/cocreate/choices/test_kano.py.

    >>> found = kano({"f": [1, 1, 1, 3], "d": [5, 5, 3, 5]}, "f", dysfunctional="d")[0]
    >>> found.category, round(found.better, 2), round(found.worse, 2), found.decided
    ('one-dimensional', 0.75, -0.75, False)
    """
    z = normal_quantile(confidence)
    if isinstance(table, KanoPatterns):
        if functional is not None or dysfunctional is not None or by is not None or weight is not None:
            raise InputError("patterns are counted already; leave columns, by and weight out")
        patterns = table
    elif functional is None or dysfunctional is None:
        raise InputError("name the columns of answers: functional and dysfunctional=")
    else:
        patterns = kano_patterns(
            table, functional, dysfunctional=dysfunctional, names=names, by=by, weight=weight, like=like
        )
    found = tuple(
        _feature(patterns, group, place, z, confidence)
        for group in range(len(patterns.count))
        for place in range(len(patterns.features))
        if patterns.weight[group, place].any()
    )
    if not found:
        raise NoAnswersError("every answer has weight 0; give weights above it")
    return Kano(found, patterns.factor.name, patterns)


def _feature(patterns: KanoPatterns, group: int, place: int, z: float, confidence: float) -> KanoFeature:
    count, weight = patterns.count[group, place], patterns.weight[group, place]
    whole = float(weight.sum())
    n_eff = whole**2 / float(patterns.weight_sq[group, place].sum()) if whole else 0.0
    share = np.bincount(_EVALUATION.ravel(), weights=weight.ravel(), minlength=6) / max(whole, 1e-300)
    order = np.argsort(-share, kind="stable")
    gap, fong = _fong(share[order[0]], share[order[1]], n_eff)
    told = share[:4].sum()
    better = _proportion(share[_A] + share[_O], told, n_eff, z)
    worse = _proportion(share[_O] + share[_M], told, n_eff, z)
    missing = int(patterns.missing[group, place])
    return KanoFeature(
        patterns.features[place], patterns.factor.levels[group] if patterns.factor.name else None,
        int(count.sum()), n_eff, missing, CATEGORIES[order[0]], CATEGORIES[order[1]], gap >= fong, gap, fong,
        _categories(count, share, n_eff, z), *better, -worse[0], -worse[2], -worse[1],
        _point(weight, n_eff, z), confidence, _notes(share, missing, int(count.sum())),
    )  # fmt: skip


def _fong(first: float, second: float, n: float) -> tuple[float, float]:
    """How far the two most frequent lie apart, and how far they must, in answers."""
    a, b = first * n, second * n
    return float(a - b), float(_FONG * np.sqrt((a + b) * (2 * n - a - b) / (2 * n))) if n else np.inf


def _proportion(part: float, told: float, n_eff: float, z: float) -> tuple[float, float, float]:
    """A share of the answers that are neither reverse nor questionable, with Wilson's interval."""
    if not told:
        return np.nan, np.nan, np.nan
    value = min(part / told, 1.0)
    low, high = wilson_limits(np.array([value]), np.array([n_eff * told]), z)
    return float(value), float(low[0]), float(high[0])


def _categories(
    count: NDArray[np.int64], share: FloatArray, n_eff: float, z: float
) -> tuple[KanoCategory, ...]:
    of = np.bincount(_EVALUATION.ravel(), weights=count.ravel(), minlength=6)
    low, high = wilson_limits(np.clip(share, 0, 1), np.full(6, n_eff), z)
    rows = zip(CATEGORIES, of, share, low, high, strict=True)
    return tuple(KanoCategory(name, int(n), *map(float, rest)) for name, n, *rest in rows)


def _point(weight: FloatArray, n_eff: float, z: float) -> KanoPoint:
    """Means of both answers as numbers, their spread, and the quadrant."""
    part = weight / weight.sum()
    yes, no = part.sum(axis=1) @ _FUNCTIONAL, part.sum(axis=0) @ _DYSFUNCTIONAL
    away, apart = _FUNCTIONAL - yes, _DYSFUNCTIONAL - no
    ahead = n_eff / (n_eff - 1) if n_eff > 1 else np.nan
    spread = np.sqrt(ahead * np.array([part.sum(axis=1) @ away**2, part.sum(axis=0) @ apart**2]))
    cross = ahead * float(away @ part @ apart)
    correlation = cross / (spread[0] * spread[1]) if spread.all() else np.nan
    half = z * spread / np.sqrt(n_eff)
    category: Category = (
        ("one-dimensional" if no >= _MIDDLE else "attractive")
        if yes >= _MIDDLE
        else ("must-be" if no >= _MIDDLE else "indifferent")
    )
    decided = bool(abs(yes - _MIDDLE) > half[0] and abs(no - _MIDDLE) > half[1])
    return KanoPoint(
        float(yes), float(yes - half[0]), float(yes + half[0]), float(no), float(no - half[1]), float(no + half[1]),
        float(spread[0]), float(spread[1]), float(correlation), category, decided,
    )  # fmt: skip


def _notes(share: FloatArray, missing: int, n: int) -> tuple[str, ...]:
    notes = []
    if missing:
        notes.append(f"{missing:,} rows lack one answer of the two and were left out")
    if share[_Q] > 0.05:  # noqa: PLR2004 - a sentence below, and the share that Berger et al. see in a sound question
        notes.append(f"{share[_Q]:.0%} of the answers contradict themselves: was the question understood?")
    if n < 20:  # noqa: PLR2004 - below it Fong's test is far from its level
        notes.append(f"{n} answers are few: the category may well change with the next ones")
    return tuple(notes)
