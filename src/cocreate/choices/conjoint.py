"""Conjoint by ratings: part-worths of levels, and how much each attribute matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.choices.designs import effects_of
from cocreate.errors import CollinearError, InputError, NoAnswersError, NotEnoughDataError
from cocreate.factors import Factor
from cocreate.frames import Tabular
from cocreate.scores.quantiles import checked_confidence, t_quantile

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

_DRAWS = 4000
_SINGULAR = 1e-10


@dataclass(frozen=True, eq=False, repr=False)
class AttributeImportance(Tabular):
    """How much each attribute matters: its range of part-worths as a share of all ranges.

    Attributes:
        attributes: their names.
        value: shares from 0 to 1, adding up to 1.
        low: lower ends of their intervals.
        high: upper ends.
        of_people: mean over people of each one's own shares; None where people cannot be told one by one.
        method: how the intervals are made.
    """

    attributes: tuple[str, ...]
    value: FloatArray
    low: FloatArray
    high: FloatArray
    of_people: FloatArray | None
    method: str = "range of mean part-worths, quantiles of 4,000 normal draws"

    def columns(self) -> dict[str, Any]:
        """Give a row an attribute."""
        own = {} if self.of_people is None else {"of_people": self.of_people}
        return {
            "attribute": list(self.attributes),
            "value": self.value,
            "low": self.low,
            "high": self.high,
            **own,
        }

    def __len__(self) -> int:
        return len(self.attributes)

    def __repr__(self) -> str:
        told = ", ".join(f"{n}={v:.3f}" for n, v in zip(self.attributes, self.value, strict=True))
        return f"AttributeImportance({told})"


@dataclass(frozen=True, eq=False, repr=False)
class Conjoint(Tabular):
    """Part-worths of levels, in steps of the rating.

    Attributes:
        attributes: for each part-worth its attribute.
        levels: its level.
        value: part-worths; each attribute's add up to 0.
        low: lower ends of their intervals.
        high: upper ends.
        std_error: their standard errors.
        covariance: of the part-worths.
        intercept: the mean rating, all levels equally frequent.
        intercept_error: its standard error.
        importance: how much each attribute matters.
        r_squared: share of the ratings' variance told, from 0 to 1.
        n: ratings used.
        persons: people who rated, where known.
        confidence: of the intervals.
        method: how it was estimated.
        notes: what should be known before reading.
    """

    attributes: tuple[str, ...]
    levels: tuple[Hashable, ...]
    value: FloatArray
    low: FloatArray
    high: FloatArray
    std_error: FloatArray
    covariance: FloatArray
    intercept: float
    intercept_error: float
    importance: AttributeImportance
    r_squared: float
    n: int
    persons: int | None
    confidence: float
    method: str
    notes: tuple[str, ...] = ()

    def part_worth(self, attribute: str, level: Hashable) -> float:
        """Part-worth of one level."""
        for place, named in enumerate(zip(self.attributes, self.levels, strict=True)):
            if named == (attribute, level):
                return float(self.value[place])
        raise InputError(f"no level {level!r} of {attribute!r}; give one that was rated")

    def columns(self) -> dict[str, Any]:
        """Give a row a level."""
        arrays = {name: getattr(self, name) for name in ("value", "low", "high", "std_error")}
        return {
            "attribute": list(self.attributes),
            "level": [str(level) for level in self.levels],
            **arrays,
            "method": [self.method] * len(self.levels),
        }

    def __len__(self) -> int:
        return len(self.levels)

    def __repr__(self) -> str:
        return f"Conjoint(levels={len(self)}, n={self.n}, r_squared={self.r_squared:.3f})"


@dataclass(frozen=True, eq=False, slots=True)
class _Cells:
    """Ratings summed by person and profile: all that least squares needs."""

    design: FloatArray
    blocks: dict[str, tuple[tuple[Hashable, ...], slice]]
    person: NDArray[np.intp] | None
    count: FloatArray
    total: FloatArray
    square: FloatArray
    left_out: int

    @property
    def n(self) -> float:
        return float(self.count.sum())


def conjoint(
    table: Any,
    rating: str,
    *,
    attributes: Sequence[str],
    person: str | None = None,
    confidence: float = 0.95,
    rng: np.random.Generator | int | None = 0,
) -> Conjoint:
    """Estimate what each level of each attribute adds to the rating of a product.

    Args:
        table: a table of any kind, a row a rating of a profile by a person.
        rating: the column of ratings, numbers, more is better.
        attributes: the columns that say which level of each attribute the profile had.
        person: the column of who rated; errors are then by person, and people's own importances are given.
        confidence: of the intervals, between 0 and 1.
        rng: a generator or a seed, for the intervals of importance.

    Returns:
        Conjoint: a part-worth with its interval for each level, and the importance of each attribute.

    Raises:
        MissingColumnError: if a column is not there.
        NotNumericError: if ratings are no numbers.
        CollinearError: if the profiles do not tell the attributes apart.
        NotEnoughDataError: if there are too few ratings or people, or an attribute has one level only.
        NoAnswersError: if there is no rating.

    Method:
        Least squares on effects coding, from ratings summed by person and profile where they lie. With persons,
        errors are from the sandwich by person with t on people - 1; without, all ratings count as independent.
        Importance is the range of an attribute's part-worths over the sum of ranges: noise makes ranges too wide, most
        of all where the attribute does not matter. Main effects only.

    Source:
        Green and Srinivasan (1978), Conjoint analysis in consumer research;
        tests/cocreate/choices/test_conjoint.py.

    >>> rows = {"price": [1, 1, 2, 2], "colour": ["red", "blue", "red", "blue"], "stars": [5, 4, 3, 1]}
    >>> found = conjoint(rows, "stars", attributes=["price", "colour"])
    >>> found.intercept, found.part_worth("price", 1), found.part_worth("colour", "red")
    (3.25, 1.25, 0.75)
    """
    checked_confidence(confidence)
    cells = _cells(table, rating, [attributes] if isinstance(attributes, str) else list(attributes), person)
    full = np.column_stack([np.ones(len(cells.count)), cells.design])
    inverse = _inverse(full.T @ (full * cells.count[:, None]), cells)
    value = inverse @ (full.T @ cells.total)
    mean = full @ value
    left = float(cells.square.sum() - 2 * mean @ cells.total + cells.count @ mean**2)
    covariance, df = _covariance(cells, full, inverse, mean, left)
    spread = _all_levels(cells)
    worth, worth_covariance = spread @ value, spread @ covariance @ spread.T
    error = np.sqrt(np.maximum(np.diag(worth_covariance), 0))
    half = t_quantile(confidence, np.array([df]))[0] * error[1:]
    centred = float(cells.square.sum() - cells.total.sum() ** 2 / cells.n)
    people = None if cells.person is None else int(cells.person.max()) + 1
    return Conjoint(
        tuple(name for name, (levels, _) in cells.blocks.items() for _ in levels),
        tuple(level for levels, _ in cells.blocks.values() for level in levels),
        worth[1:], worth[1:] - half, worth[1:] + half, error[1:], worth_covariance[1:, 1:], float(value[0]),
        float(error[0]), _importance(cells, worth[1:], worth_covariance[1:, 1:], confidence, np.random.default_rng(rng)),
        1 - left / centred if centred > 0 else float("nan"), round(cells.n), people, confidence,
        f"least squares on effects coding, errors {'by person' if people else 'by rating'}", _notes(cells, centred),
    )  # fmt: skip


def _cells(table: Any, rating: str, attributes: list[str], person: str | None) -> _Cells:
    import narwhals as nw

    from cocreate.engines import floats, number
    from cocreate.reading import asked_frame, fetched

    frame = asked_frame(table, [rating, *attributes, *([person] if person else [])])
    score = number(nw.col(rating), rating, frame.collect_schema()[rating]).cast(nw.Float64)
    named = {f"a{place}": nw.col(name) for place, name in enumerate(attributes)}
    who = {"who": nw.col(person)} if person else {}
    whole = frame.select(score=score, square=score * score, **named, **who)
    sums = [nw.len().alias("count"), nw.col("score").sum(), nw.col("square").sum()]
    known = whole.filter(~nw.col("score").is_null()).group_by(*named, *who).agg(*sums)
    found = fetched(known)
    total = floats(found["score"])
    if not len(total):
        raise NoAnswersError(f"{rating!r} holds no rating")
    if not np.isfinite(floats(found["square"])).all():
        raise InputError(f"{rating!r} holds NaN or endless numbers; mend or drop those rows")
    factors = [Factor.of(name, found[key]) for key, name in zip(named, attributes, strict=True)]
    keep = np.all([np.array([level is not None for level in f.levels])[f.codes] for f in factors], axis=0)
    if not keep.any():
        raise NoAnswersError("every rating lacks a level of some attribute")
    blocks, parts, at = {}, [], 0
    for factor in (f.rows(keep) for f in factors):
        if len(factor.levels) < 2:  # noqa: PLR2004 - one level tells nothing
            raise NotEnoughDataError(f"{factor.name!r} has one level only; leave it out")
        parts.append(effects_of(factor.codes, len(factor.levels)))
        blocks[factor.name] = (factor.levels, slice(at, at := at + len(factor.levels) - 1))
    count = floats(found["count"])
    people = Factor.of(person, found["who"][keep]).codes if person else None
    return _Cells(
        np.column_stack(parts), blocks, people, count[keep], total[keep], floats(found["square"])[keep],
        round(count[~keep].sum()),
    )  # fmt: skip


def _inverse(information: FloatArray, cells: _Cells) -> FloatArray:
    scale = np.sqrt(np.diag(information))
    values = np.linalg.eigvalsh(information / np.outer(scale, scale))
    if values[0] < _SINGULAR:
        raise CollinearError(
            f"the profiles rated do not tell {', '.join(map(repr, cells.blocks))} apart; leave an attribute out, or"
            " rate profiles of a better design (profile_design)"
        )
    return np.linalg.inv(information)


def _covariance(
    cells: _Cells, full: FloatArray, inverse: FloatArray, mean: FloatArray, left: float
) -> tuple[FloatArray, float]:
    """Covariance of the coefficients, and its degrees of freedom."""
    if cells.person is None:
        df = cells.n - full.shape[1]
        if df < 1:
            return np.full(inverse.shape, np.nan), 0.0
        return inverse * max(left, 0) / df, df
    people = int(cells.person.max()) + 1
    if people < 2:  # noqa: PLR2004 - a spread takes two
        raise NotEnoughDataError("there is one person only; leave person out to take ratings as independent")
    slopes = np.zeros((people, full.shape[1]))
    np.add.at(slopes, cells.person, full * (cells.total - cells.count * mean)[:, None])
    return inverse @ (slopes.T @ slopes) @ inverse * people / (people - 1), people - 1.0


def _all_levels(cells: _Cells) -> FloatArray:
    """From coefficients to the intercept and the part-worths of all levels."""
    rows = [np.eye(1, cells.design.shape[1] + 1)]
    for levels, place in cells.blocks.values():
        block = np.zeros((len(levels), cells.design.shape[1] + 1))
        block[:, 1 + place.start : 1 + place.stop] = effects_of(np.arange(len(levels)), len(levels))
        rows.append(block)
    return np.concatenate(rows)


def _importance(
    cells: _Cells, worth: FloatArray, covariance: FloatArray, confidence: float, rng: np.random.Generator
) -> AttributeImportance:
    value = _shares(worth[None, :], cells.blocks)[0]
    if np.isfinite(covariance).all():
        roots, vectors = np.linalg.eigh(covariance)
        noise = rng.normal(size=(_DRAWS, len(worth))) * np.sqrt(np.maximum(roots, 0)) @ vectors.T
        drawn = _shares(worth + noise, cells.blocks)
        low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0)
        low, high = np.minimum(low, value), np.maximum(high, value)
    else:
        low = high = np.full(len(value), np.nan)
    return AttributeImportance(tuple(cells.blocks), value, low, high, _of_people(cells))


def _shares(worth: FloatArray, blocks: Mapping[str, tuple[tuple[Hashable, ...], slice]]) -> FloatArray:
    """Range of each attribute over the sum of ranges, row by row."""
    ends = np.cumsum([len(levels) for levels, _ in blocks.values()])
    ranges = np.column_stack([np.ptp(part, axis=1) for part in np.split(worth, ends[:-1], axis=1)])
    whole = ranges.sum(axis=1, keepdims=True)
    even = np.full(ranges.shape, 1 / ranges.shape[1])
    shares: FloatArray = np.divide(ranges, whole, out=even, where=whole > 0)
    return shares


def _of_people(cells: _Cells) -> FloatArray | None:
    """Mean of people's own importances, each from a fit of their own; None where nobody rated enough."""
    if cells.person is None:
        return None
    full = np.column_stack([np.ones(len(cells.count)), cells.design])
    people, width = int(cells.person.max()) + 1, full.shape[1]
    squares, sums = np.zeros((people, width, width)), np.zeros((people, width))
    np.add.at(squares, cells.person, full[:, :, None] * full[:, None, :] * cells.count[:, None, None])
    np.add.at(sums, cells.person, full * cells.total[:, None])
    enough = np.linalg.matrix_rank(squares, hermitian=True) == width
    if not enough.all():
        return None
    own = np.linalg.solve(squares, sums[:, :, None])[:, :, 0] @ _all_levels(cells)[1:].T
    mean: FloatArray = _shares(own, cells.blocks).mean(axis=0)
    return mean


def _notes(cells: _Cells, centred: float) -> tuple[str, ...]:
    notes = []
    if cells.left_out:
        notes.append(f"{cells.left_out:,} ratings without a level of some attribute were left out")
    if not centred > 0:
        notes.append("all ratings are the same: nothing can be told")
    if cells.person is None and cells.n <= cells.design.shape[1] + 1:
        notes.append("no ratings are left to judge the error by; intervals are not known")
    return tuple(notes)
