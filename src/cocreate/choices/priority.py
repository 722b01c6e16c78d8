"""What to do first: opportunities from importance and satisfaction, and RICE under uncertainty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cocreate.errors import InputError, NoAnswersError, OptionError, OutsideScaleError
from cocreate.frames import Tabular
from cocreate.scores.quantiles import checked_confidence, normal_quantile

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

Of = Literal["mean", "top box"]
Column = str | tuple[str, str]

_DRAWS = 10_000
_TEN = 10.0
_TOP_BOX = 0.7
"""Where on the scale the answers "very" begin: 4 of 1 to 5, 7 of 0 to 10."""
_NINETY = 0.9


@dataclass(frozen=True, eq=False, repr=False)
class Opportunities(Tabular):
    """Outcomes by opportunity, the greatest first.

    Attributes:
        names: what was asked about.
        value: I + max(I - S, 0), from 0 to 20.
        low: lower ends of the intervals.
        high: upper ends.
        importance: I, from 0 to 10.
        satisfaction: S, from 0 to 10.
        first_share: how likely each is the greatest, from 0 to 1.
        n: people who answered both.
        confidence: of the intervals.
        method: how it was worked out.
        notes: what should be known before reading.
    """

    names: tuple[str, ...]
    value: FloatArray
    low: FloatArray
    high: FloatArray
    importance: FloatArray
    satisfaction: FloatArray
    first_share: FloatArray
    n: IntArray
    confidence: float
    method: str
    notes: tuple[str, ...] = ()

    def columns(self) -> dict[str, Any]:
        """Give a row an outcome, the greatest opportunity first."""
        arrays = ("value", "low", "high", "importance", "satisfaction", "first_share", "n")
        told = {name: getattr(self, name) for name in arrays}
        return {"outcome": list(self.names), **told, "method": [self.method] * len(self.names)}

    def __len__(self) -> int:
        return len(self.names)

    def __repr__(self) -> str:
        return f"Opportunities(outcomes={len(self)}, greatest={self.names[0]!r}, value={self.value[0]:.2f})"


@dataclass(frozen=True, eq=False, repr=False)
class Rice(Tabular):
    """Items by reach x impact x confidence / effort, the best first.

    Attributes:
        items: labels.
        value: the score of the likely figures.
        low: lower ends of the intervals.
        high: upper ends.
        first_share: how likely each is the best, from 0 to 1.
        rank: its place by `value`, from 1.
        rank_from: the best rank within the interval.
        rank_to: the worst.
        confidence: of the intervals.
        method: how it was worked out.
    """

    items: tuple[Hashable, ...]
    value: FloatArray
    low: FloatArray
    high: FloatArray
    first_share: FloatArray
    rank: IntArray
    rank_from: IntArray
    rank_to: IntArray
    confidence: float
    method: str = "10,000 draws of the ranges given"

    def columns(self) -> dict[str, Any]:
        """Give a row an item, the best first."""
        arrays = ("value", "low", "high", "first_share", "rank", "rank_from", "rank_to")
        return {"item": list(self.items), **{name: getattr(self, name) for name in arrays}}

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        return f"Rice(items={len(self)}, best={self.items[0]!r}, first_share={self.first_share[0]:.2f})"


def opportunity(
    table: Any,
    importance: str | Sequence[str],
    *,
    satisfaction: str | Sequence[str],
    names: Sequence[str] | None = None,
    scale: tuple[float, float] = (0, 10),
    of: Of = "mean",
    confidence: float = 0.95,
    rng: np.random.Generator | int | None = 0,
) -> Opportunities:
    """Score how much better an outcome could be served: important, and not yet satisfied.

    Args:
        table: a table of any kind, a row a person.
        importance: the column, or columns, of how important each outcome is.
        satisfaction: those of how satisfied people are with it, in the same order.
        names: what the outcomes are called; None takes the columns of importance.
        scale: lowest and highest answer, brought to 0 to 10.
        of: "mean" answers, or ten times the share in the "top box": 4 and 5 of 1 to 5, from 7 of 0 to 10.
        confidence: of the intervals, between 0 and 1.
        rng: a generator or a seed, for the draws behind the intervals.

    Returns:
        Opportunities: an outcome's score with its interval, the greatest first.

    Raises:
        MissingColumnError: if a column is not there.
        OutsideScaleError: if an answer lies outside the scale.
        OptionError: if columns do not pair up, or the scale is upside down.
        NoAnswersError: if nobody answered both questions of an outcome.

    Method:
        I + max(I - S, 0). Intervals are quantiles of 10,000 draws of both means, normal with the answers' covariance;
        outcomes are drawn as if apart. The sum counts importance twice where it is unmet: a rule for choosing, not a
        measure. With one answer an outcome there is no interval.

    Source:
        Ulwick (2002), Turn customer input into innovation, Harvard Business Review;
        tests/cocreate/choices/test_priority.py.

    >>> found = opportunity({"i": [9, 9, 9], "s": [3, 3, 3]}, "i", satisfaction="s")
    >>> float(found.value[0])
    15.0
    """
    pairs = _pairs(importance, satisfaction, names)
    checked_confidence(confidence)
    if not scale[0] < scale[1]:
        raise OptionError(f"scale == {scale!r}, the lowest answer must come first")
    if of not in {"mean", "top box"}:
        raise OptionError(f"of == {of!r}, must be 'mean' or 'top box'")
    means, spreads, n = _moments(table, list(pairs.values()), scale, of)
    value = means[:, 0] + np.maximum(means[:, 0] - means[:, 1], 0)
    drawn = _drawn_scores(means, spreads, np.random.default_rng(rng))
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0)
    low, high = np.where(n > 1, low, np.nan), np.where(n > 1, high, np.nan)
    first = np.bincount(drawn.argmax(axis=1), minlength=len(n)) / len(drawn)
    order = np.argsort(-value, kind="stable")
    alone = [name for name, count in zip(pairs, n, strict=True) if count == 1]
    notes = (f"{', '.join(map(repr, alone))} rest on one answer: no interval",) if alone else ()
    return Opportunities(
        tuple(list(pairs)[place] for place in order), value[order], low[order], high[order], means[order, 0],
        means[order, 1], first[order], n[order], confidence, f"I + max(I - S, 0), {of}, 10,000 normal draws", notes,
    )  # fmt: skip


def rice(
    table: Any,
    item: str,
    *,
    reach: Column,
    impact: Column,
    sureness: Column,
    effort: Column,
    confidence: float = 0.95,
    rng: np.random.Generator | int | None = 0,
) -> Rice:
    """Rank items by reach x impact x sureness / effort, and say how sure the ranks are.

    Args:
        table: a table of any kind, a row an item.
        item: the column of items.
        reach: people reached in a period: a column, or two columns (low, high) between which it lies with 90 %.
        impact: on each of them; likewise.
        sureness: RICE's "confidence", a share from 0 to 1 or in per cent where one is above 1; likewise.
        effort: in person-months or alike, above 0; likewise.
        confidence: of the intervals, between 0 and 1.
        rng: a generator or a seed.

    Returns:
        Rice: an item's score with its interval, how likely it is the best, and the ranks it may have.

    Raises:
        MissingColumnError: if a column is not there.
        InputError: if a figure is missing or not above 0, an item stands twice, or a range is upside down.
        OutsideScaleError: if a sureness is above 1, or 100 %.
        NoAnswersError: if there is no item.

    Method:
        Ranges are lognormal with 5 % on either side, sureness is cut at 1; the value is that of the geometric middles.
        10,000 draws give intervals and ranks. Columns without a range are taken as known, which estimates never
        are: give ranges.

    Source:
        McBride (2018), RICE: simple prioritization for product managers, for the score;
        tests/cocreate/choices/test_priority.py.

    >>> table = {"idea": ["a", "b"], "r": [100, 80], "i": [1, 2], "c": [0.5, 1.0], "e": [1, 4]}
    >>> found = rice(table, "idea", reach="r", impact="i", sureness="c", effort="e")
    >>> found.items, [float(v) for v in found.value]
    (('a', 'b'), [50.0, 40.0])
    """
    checked_confidence(confidence)
    items, figures = _figures(
        table, item, {"reach": reach, "impact": impact, "sureness": sureness, "effort": effort}
    )
    if figures["sureness"].max() > 1:
        figures["sureness"] = figures["sureness"] / 100
    if figures["sureness"].max() > 1:
        raise OutsideScaleError(
            f"sureness holds {100 * figures['sureness'].max():g}; it is a share, at most 1 or 100 %"
        )
    random = np.random.default_rng(rng)
    drawn = {name: _drawn(ends, random) for name, ends in figures.items()}
    drawn["sureness"] = np.minimum(drawn["sureness"], 1)
    score = drawn["reach"] * drawn["impact"] * drawn["sureness"] / drawn["effort"]
    middle = {name: np.sqrt(ends[0] * ends[1]) for name, ends in figures.items()}
    value = middle["reach"] * middle["impact"] * middle["sureness"] / middle["effort"]
    tail = [(1 - confidence) / 2, (1 + confidence) / 2]
    low, high = np.quantile(score, tail, axis=0)
    ranks = 1 + (-score).argsort(axis=1, kind="stable").argsort(axis=1)
    rank_low, rank_high = np.quantile(ranks, tail, axis=0, method="inverted_cdf")
    order = np.argsort(-value, kind="stable")
    return Rice(
        tuple(items[place] for place in order), value[order], low[order], high[order],
        (ranks == 1).mean(axis=0)[order], np.arange(1, len(items) + 1), rank_low[order].astype(np.intp),
        rank_high[order].astype(np.intp), confidence,
    )  # fmt: skip


def _pairs(
    importance: str | Sequence[str], satisfaction: str | Sequence[str], names: Sequence[str] | None
) -> dict[str, tuple[str, str]]:
    first = [importance] if isinstance(importance, str) else list(importance)
    second = [satisfaction] if isinstance(satisfaction, str) else list(satisfaction)
    called = [names] if isinstance(names, str) else list(names or first)
    if not len(first) == len(second) == len(set(called)) or not first:
        raise OptionError(
            f"{len(first)} columns of importance, {len(second)} of satisfaction and {len(set(called))} names; give one"
            " of each an outcome"
        )
    return dict(zip(called, zip(first, second, strict=True), strict=True))


def _moments(
    table: Any, pairs: list[tuple[str, str]], scale: tuple[float, float], of: Of
) -> tuple[FloatArray, FloatArray, IntArray]:
    """Means (outcomes, 2) of 0 to 10, their covariances (outcomes, 2, 2), and n; by one GROUP BY a pair."""
    means, spreads, counts = [], [], []
    for pair in pairs:
        answers, count = _answers(table, pair)
        outside = answers[(answers < scale[0]) | (answers > scale[1])]
        if len(outside):
            raise OutsideScaleError(
                f"{pair[0]!r} or {pair[1]!r} holds {outside[0]:g}, outside {scale[0]:g} to {scale[1]:g}; give the scale"
                " the questions were asked on"
            )
        part = (answers - scale[0]) / (scale[1] - scale[0])
        told = (part >= _TOP_BOX).astype(np.float64) if of == "top box" else part
        n = count.sum()
        mean = count @ told / n
        away = told - mean
        spread = (away * count[:, None]).T @ away / max(n - 1, 1) / n
        means.append(_TEN * mean)
        spreads.append(_TEN**2 * spread)
        counts.append(round(n))
    return np.array(means), np.array(spreads), np.array(counts, dtype=np.intp)


def _answers(table: Any, pair: tuple[str, str]) -> tuple[FloatArray, FloatArray]:
    import narwhals as nw

    from cocreate.engines import collected, floats, number
    from cocreate.reading import asked_frame

    frame = asked_frame(table, list(pair))
    schema = frame.collect_schema()
    asked = {
        f"c{at}": number(nw.col(name), name, schema[name]).cast(nw.Float64) for at, name in enumerate(pair)
    }
    found = collected(frame.select(**asked).group_by("c0", "c1").agg(nw.len().alias("count")))
    answers = np.column_stack([floats(found["c0"]), floats(found["c1"])])
    whole = np.isfinite(answers).all(axis=1)
    if not whole.any():
        raise NoAnswersError(f"nobody answered both {pair[0]!r} and {pair[1]!r}")
    order = np.lexsort(answers[whole].T)
    return answers[whole][order], floats(found["count"])[whole][order]


def _drawn_scores(means: FloatArray, spreads: FloatArray, rng: np.random.Generator) -> FloatArray:
    roots, vectors = np.linalg.eigh(spreads)
    noise = rng.normal(size=(_DRAWS, len(means), 2)) * np.sqrt(np.maximum(roots, 0))
    drawn = np.clip(means + np.einsum("doi,oji->doj", noise, vectors), 0, _TEN)
    found: FloatArray = drawn[:, :, 0] + np.maximum(drawn[:, :, 0] - drawn[:, :, 1], 0)
    return found


def _figures(table: Any, item: str, asked: dict[str, Column]) -> tuple[list[Hashable], dict[str, FloatArray]]:
    """Items, and the low and high end of each figure, shape (2, items)."""
    from cocreate.engines import floats
    from cocreate.factors import Factor
    from cocreate.reading import asked_frame, fetched

    ends = {
        name: (column, column) if isinstance(column, str) else tuple(column) for name, column in asked.items()
    }
    for name, pair in ends.items():
        if len(pair) != 2:  # noqa: PLR2004 - a low and a high end
            raise OptionError(f"{name} == {pair!r}, must be a column or two: (low, high)")
    names = list(dict.fromkeys([item, *(column for pair in ends.values() for column in pair)]))
    found = fetched(asked_frame(table, names).select(*names))
    factor = Factor.of(item, found[item])
    if not len(factor.codes):
        raise NoAnswersError("there is no item")
    if len(factor.levels) < len(factor.codes) or None in factor.levels:
        raise InputError(f"{item!r} holds an item twice, or none; give each a label of its own")
    figures = {}
    for name, pair in ends.items():
        try:
            both = np.array([floats(found[column]) for column in pair])
        except (TypeError, ValueError) as error:
            raise InputError(f"{name} holds something that is no number; give numbers above 0") from error
        if not (np.isfinite(both) & (both > 0)).all():
            raise InputError(f"{name} is missing or not above 0 for some item; give numbers above 0")
        if (both[0] > both[1]).any():
            raise InputError(f"{name} has a low end above its high end; give (low, high)")
        figures[name] = both
    return [factor.levels[code] for code in factor.codes], figures


def _drawn(ends: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Draws between two ends that hold 90 %, lognormal: shape (draws, items)."""
    middle, half = np.log(ends).mean(axis=0), np.diff(np.log(ends), axis=0)[0] / 2
    found: FloatArray = np.exp(
        middle + rng.normal(size=(_DRAWS, ends.shape[1])) * half / normal_quantile(_NINETY)
    )
    return found
