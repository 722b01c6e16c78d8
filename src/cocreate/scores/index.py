"""Experience index: several components in one number."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, Unpack, overload

import numpy as np

from cocreate.cells import Cells
from cocreate.errors import InputError, MissingColumnError, MixedScalesError, NoAnswersError, OptionError
from cocreate.estimates import Estimate, Estimates
from cocreate.factors import combined, distinct_codes
from cocreate.groupings import By, Grouping, Label, groupings
from cocreate.scores.measure import Options, Scale, as_cells, checked_scale
from cocreate.scores.quantiles import checked_confidence, t_quantile
from cocreate.scores.sums import divide
from cocreate.scores.suppress import suppress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cocreate.factors import Factor

    FloatArray = NDArray[np.float64]

Form = Literal["rescaled", "net", "satisfaction"]
Scales = Scale | Mapping[str, Scale]

_ITEMS_OF_SATISFACTION, _SCALE_OF_SATISFACTION = 3, (1.0, 10.0)


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers to several components, a row for each pattern of answers in a group.

    Attributes:
        factors: the groups.
        index: the group of each row.
        items: names of the components.
        scores: rows x components, NaN where a component was not answered.
        count: how many answers each row stands for.
        weight: the sum of their weights.
        weight_sq: the sum of their squared weights.
    """

    factors: tuple[Factor, ...]
    index: NDArray[np.intp]
    items: tuple[str, ...]
    scores: FloatArray
    count: FloatArray
    weight: FloatArray
    weight_sq: FloatArray

    def add(self, values: FloatArray) -> FloatArray:
        """Add up by group."""
        groups = int(self.index.max()) + 1
        return np.stack(
            [np.bincount(self.index, weights=column, minlength=groups) for column in values.T], axis=1
        )


@overload
def experience_index(
    table: Any,
    score: str | None = None,
    *,
    component: str | None = ...,
    items: Sequence[str] | None = ...,
    form: Form = ...,
    scale: Scales | None = ...,
    weights: Mapping[str, float] | None = ...,
    top: int = ...,
    bottom: int = ...,
    by: None = None,
    **options: Unpack[Options],
) -> Estimate: ...
@overload
def experience_index(
    table: Any,
    score: str | None = None,
    *,
    component: str | None = ...,
    items: Sequence[str] | None = ...,
    form: Form = ...,
    scale: Scales | None = ...,
    weights: Mapping[str, float] | None = ...,
    top: int = ...,
    bottom: int = ...,
    by: By,
    **options: Unpack[Options],
) -> Estimates: ...
def experience_index(
    table: Any,
    score: str | None = None,
    *,
    component: str | None = None,
    items: Sequence[str] | None = None,
    form: Form = "rescaled",
    scale: Scales | None = None,
    weights: Mapping[str, float] | None = None,
    top: int = 2,
    bottom: int = 2,
    by: By | None = None,
    weight: str | None = None,
    confidence: float = 0.95,
    min_n: int = 0,
) -> Estimate | Estimates:
    """Estimate one number for several components of the experience.

    Args:
        table: long, one row an answer to one component (with `score` and `component`), or `Cells` of such;
            or wide, one row a person and one column a component (with `items`).
        score: the column of answers of a long table.
        component: the column, or grouping of the cells, that names the component; "component" by default.
        items: the columns of answers of a wide table.
        form: "rescaled", the weighted mean of the components, each rescaled to 0-100; "net", the weighted
            mean of top share less bottom share, -100 to 100 (for three parts: effective, easy, enjoyable);
            "satisfaction", three items on 1 to 10, (sum of means - 3) / 27 * 100.
        scale: least and greatest answer, one for all or one a component; (1, 5) by default.
        weights: weight of each component, >= 0; all alike by default. Components not named are left out.
        top: for "net", how many of the highest boxes are the top.
        bottom: for "net", how many of the lowest boxes are the bottom.
        by: columns or `period(...)` to group by.
        weight: the column of weights, >= 0.
        confidence: of the interval, between 0 and 1.
        min_n: groups with fewer answers are suppressed, and neighbours that would give them away.

    Returns:
        An `Estimate`; with `by` one a group, as `Estimates`. A group that lacks a component has no value. n
        counts rows with an answer: people in a wide table, answers in a long one.

    Raises:
        MixedScalesError: if a component's answers do not lie on its scale.
        MissingColumnError: if a component is not there.
        NoAnswersError: if there is no answer.

    Method:
        Each component's mean over those who answered it; the delta method, here exact because the index is
        linear in the means, gives its variance: the sum of squares of each row's share in the index, so that
        answers of one person to several components count with their covariance. t with Welch's degrees of
        freedom (long), or those of the least answered component (wide); answers all alike are taken to vary
        as in `mean_score`. In a long table a person's answers
        are taken as independent, which makes the interval a little narrow. Weighted answers count with
        Kish's n. The index says how things stand, not why: see drivers.

    Source:
        Cochran (1977), Sampling Techniques, 6; Fornell et al. (1996), Journal of Marketing 60, for the
        rescaling of the three items. tests/cocreate/scores/test_index.py.

    >>> table = {"part": ["product", "service"] * 3, "score": [5, 3, 4, 4, 5, 2]}
    >>> result = experience_index(table, "score", component="part", weights={"product": 3, "service": 1})
    >>> print(f"{result.value:.1f} ({result.low:.1f} to {result.high:.1f}), n={result.n}")
    81.2 (59.1 to 100.0), n=6
    """
    checked_confidence(confidence)
    if items is None:
        answers = _long(table, score, component or "component", by, weight)
    else:
        answers = _wide(table, score, tuple(items), by, weight)
    answers, shares = _chosen(answers, form, weights)
    scales = _scales(form, scale, answers.items)
    parts = _rescaled(answers, form, scales, top, bottom)
    steps = np.array([100.0 if form == "net" else 100 / (high - low) for low, high in scales])
    found = _estimated(parts, shares, steps, form, confidence, joint=items is not None)
    found = suppress(found, min_n=min_n)
    return found[0] if by is None else found


def _long(table: Any, score: str | None, component: str, by: By | None, weight: str | None) -> Answers:
    """Rows that answer one component each."""
    wanted: dict[str, Any] = {part.name: _asked(part) for part in groupings(by)}
    if component in wanted:
        raise OptionError(f"by names {component!r}, which holds the components; group by something else")
    cells = as_cells(table, score, by={**wanted, component: component}, weight=weight)
    parts = cells.factor(component)
    names = [str(level) for level in parts.levels]
    answered = ~np.isnan(cells.scores)
    scores = np.full((len(cells.scores), len(names)), np.nan)
    scores[np.arange(len(scores)), parts.codes] = cells.scores
    others = tuple(factor for factor in cells.factors if factor.name != component)
    return _answers(cells, others, tuple(names), scores, answered)


def _wide(
    table: Any, score: str | None, items: tuple[str, ...], by: By | None, weight: str | None
) -> Answers:
    """Rows that answer several components each, counted by their pattern of answers."""
    if isinstance(table, Cells) or score is not None:
        raise InputError(
            "items are columns of a wide table; with cells, or with score, name the component instead"
        )
    if len(set(items)) != len(items) or not items:
        raise OptionError(f"items == {list(items)}, must name at least one column, each once")
    wanted: dict[str, Any] = {part.name: _asked(part) for part in groupings(by)}
    hidden = {f"item {place}": name for place, name in enumerate(items[1:], start=1)}
    cells = as_cells(table, items[0], by={**wanted, **hidden}, weight=weight)
    columns = [cells.scores, *(_numbers(cells.factor(name)) for name in hidden)]
    scores = np.stack(columns, axis=1)
    others = tuple(factor for factor in cells.factors if factor.name not in hidden)
    return _answers(cells, others, items, scores, ~np.isnan(scores).all(axis=1))


def _answers(
    cells: Cells,
    factors: tuple[Factor, ...],
    items: tuple[str, ...],
    scores: FloatArray,
    answered: NDArray[np.bool_],
) -> Answers:
    if not answered.any():
        raise NoAnswersError("no answers to work out the experience index from")
    rows = np.flatnonzero(answered)
    factors = tuple(factor.rows(rows) for factor in factors)
    found, index = distinct_codes(*combined([(f.codes, len(f.levels)) for f in factors], len(rows)))
    first = np.empty(len(found), dtype=np.intp)
    first[index] = np.arange(len(index))
    count = cells.counts[rows].astype(np.float64)
    weight = count if cells.weights is None else cells.weights[rows]
    weight_sq = count if cells.weights_sq is None else cells.weights_sq[rows]
    return Answers(
        tuple(f.rows(first) for f in factors), index, items, scores[rows], count, weight, weight_sq
    )


def _chosen(answers: Answers, form: Form, weights: Mapping[str, float] | None) -> tuple[Answers, FloatArray]:
    """Keep the components that have a weight, and make the weights sum to one."""
    if form == "satisfaction" and (len(answers.items) != _ITEMS_OF_SATISFACTION or weights is not None):
        raise OptionError(
            f"form 'satisfaction' is made of three items weighted alike, {len(answers.items)} given;"
            " take 'rescaled'"
        )
    given = (
        dict.fromkeys(answers.items, 1.0)
        if weights is None
        else {str(k): float(v) for k, v in weights.items()}
    )
    for name, value in given.items():
        if name not in answers.items:
            raise MissingColumnError(name, answers.items, what="component")
        if not (np.isfinite(value) and value >= 0):
            raise OptionError(f"weight of {name!r} == {value:g}, must be >= 0")
    kept = [place for place, name in enumerate(answers.items) if given.get(name, 0.0) > 0]
    if not kept:
        raise OptionError("all weights are zero; give at least one component a weight above zero")
    shares = np.array([given[answers.items[place]] for place in kept])
    items = tuple(answers.items[place] for place in kept)
    return replace(answers, items=items, scores=answers.scores[:, kept]), shares / shares.sum()


def _scales(form: Form, scale: Scales | None, items: tuple[str, ...]) -> list[Scale]:
    if form == "satisfaction" and scale is None:
        scale = _SCALE_OF_SATISFACTION
    if form == "satisfaction" and scale != _SCALE_OF_SATISFACTION:
        raise OptionError(f"form 'satisfaction' wants the scale 1 to 10, {scale} given; take 'rescaled'")
    if isinstance(scale, Mapping):
        for name in items:
            if name not in scale:
                raise MissingColumnError(name, scale, what="component in scale")
        return [checked_scale(scale[name]) for name in items]
    return [checked_scale(scale or (1, 5))] * len(items)


def _rescaled(answers: Answers, form: Form, scales: list[Scale], top: int, bottom: int) -> Answers:
    """Turn each answer into what it adds to the index."""
    columns = []
    for place, (name, (low, high)) in enumerate(zip(answers.items, scales, strict=True)):
        scores = answers.scores[:, place]
        outside = (scores < low) | (scores > high)
        if outside.any():
            raise MixedScalesError(
                f"component {name!r} has answers such as {scores[outside][0]:g} outside its scale"
                f" {low:g} to {high:g}; give each component its own: scale={{...}}"
            )
        columns.append(_recode(form, low, high, top, bottom)(scores))
    return replace(answers, scores=np.stack(columns, axis=1))


def _recode(form: Form, low: float, high: float, top: int, bottom: int) -> Callable[[FloatArray], FloatArray]:
    if form not in ("rescaled", "net", "satisfaction"):
        raise OptionError(f"form == {form!r}, must be 'rescaled', 'net' or 'satisfaction'")
    if form != "net":
        return lambda scores: 100 * (scores - low) / (high - low)
    if top < 1 or bottom < 1 or top + bottom > high - low + 1:
        raise OptionError(f"top == {top} and bottom == {bottom} overlap on the scale {low:g} to {high:g}")

    def net(scores: FloatArray) -> FloatArray:
        sides = (scores >= high - top + 1).astype(np.float64) - (scores <= low + bottom - 1)
        return np.where(np.isnan(scores), np.nan, 100 * sides)

    return net


def _estimated(
    parts: Answers, shares: FloatArray, steps: FloatArray, form: Form, confidence: float, *, joint: bool
) -> Estimates:
    """Put the components together, with the interval of the whole."""
    value, error, df = _spread(parts, shares, steps, joint=joint)
    bounds = (-100.0, 100.0) if form == "net" else (0.0, 100.0)
    half = t_quantile(confidence, df) * error
    unknown = np.isnan(value)
    low, high = np.fmax(value - half, bounds[0]), np.fmin(value + half, bounds[1])
    rows = parts.add(np.stack([parts.count, parts.weight, parts.weight_sq], axis=1))
    return Estimates(
        measure="experience index",
        method="t, delta method",
        unit="index",
        confidence=confidence,
        bounds=bounds,
        factors=parts.factors,
        value=value,
        low=np.where(unknown, np.nan, low),
        high=np.where(unknown, np.nan, high),
        n=rows[:, 0].astype(np.int64),
        n_eff=divide(rows[:, 1] ** 2, rows[:, 2]),
        std_error=error,
        centre=value,
        df=df,
        suppressed=np.zeros(len(value), dtype=bool),
    )


def _spread(
    parts: Answers, shares: FloatArray, steps: FloatArray, *, joint: bool
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Value, standard error and degrees of freedom of each group's index."""
    known = ~np.isnan(parts.scores)
    y, w = np.nan_to_num(parts.scores), parts.weight[:, None] * known
    total = parts.add(w)
    n = divide(total * total, parts.add(parts.weight_sq[:, None] * known))
    n = np.where(n > 1, n, np.nan)
    means = divide(parts.add(w * y), total)
    scale = shares / np.sqrt(total * (n - 1))
    offset = np.where(known, (y - means[parts.index]) * scale[parts.index], 0.0)
    each = parts.add(parts.weight[:, None] * offset**2)
    variance = parts.add((parts.weight * offset.sum(axis=1) ** 2)[:, None])[:, 0]
    alike = variance <= 0  # then as if one more answer lay one step away
    each = np.where(alike[:, None], (shares * steps) ** 2 * n / (n + 1) ** 2 / (n - 1), each)
    variance = np.where(alike, each.sum(axis=1), variance)
    df = n.min(axis=1) - 1 if joint else divide(variance**2, (each**2 / (n - 1)).sum(axis=1))
    return means @ shares, np.sqrt(variance), df


def _asked(part: Grouping) -> Any:
    return part.column if isinstance(part, Label) else part


def _numbers(factor: Factor) -> FloatArray:
    levels: list[Hashable] = list(factor.levels)
    if any(isinstance(level, str) for level in levels):
        raise InputError(f"an item holds text such as {next(lv for lv in levels if isinstance(lv, str))!r}")
    values = [np.nan if level is None else float(level) for level in levels]  # type: ignore[arg-type]
    return np.array(values, dtype=np.float64)[factor.codes]
