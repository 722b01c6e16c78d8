"""Recommenders judged on what people took next: recall, NDCG and coverage, with intervals over people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.errors import NotEnoughDataError, OptionError
from cocreate.factors import Factor
from cocreate.frames import Tabular
from cocreate.recommend.ease import L2, weights_of
from cocreate.recommend.pairs import MOST_ITEMS, rare_note
from cocreate.scores.quantiles import checked_confidence, normal_quantile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

METHODS = ("ease", "item-knn", "popularity")
_NEIGHBOURS = 50
_AT_ONCE = 2000
_LEAST_EACH = 2
_FEWEST = 2


@dataclass(frozen=True, eq=False, repr=False)
class Evaluation(Tabular):
    """How well recommenders foresaw what people took.

    Attributes:
        method: for each row the recommender.
        measure: "recall@k", "ndcg@k" or "coverage@k", each from 0 to 1.
        value: its mean over people; of coverage, the share of items recommended to anybody.
        low: lower ends of the intervals; NaN for coverage.
        high: upper ends.
        gain: by how much it beats popularity on the same people.
        gain_low: lower ends of the intervals of the gain.
        gain_high: upper ends.
        users: people judged.
        items: items that could be recommended.
        best_l2: of the l2 tried, the one with the greatest NDCG.
        split: how what was held out was chosen.
        confidence: of the intervals.
        notes: what should be known before reading.
    """

    method: tuple[str, ...]
    measure: tuple[str, ...]
    value: FloatArray
    low: FloatArray
    high: FloatArray
    gain: FloatArray
    gain_low: FloatArray
    gain_high: FloatArray
    users: int
    items: int
    best_l2: float
    split: str
    confidence: float
    notes: tuple[str, ...] = ()

    def find(self, method: str, measure: str) -> tuple[float, float, float]:
        """Value and interval of one measure of one recommender."""
        for place, named in enumerate(zip(self.method, self.measure, strict=True)):
            if named == (method, measure):
                return float(self.value[place]), float(self.low[place]), float(self.high[place])
        known = sorted(set(zip(self.method, self.measure, strict=True)))
        raise OptionError(f"no {measure!r} of {method!r}; there are {known}")

    def columns(self) -> dict[str, Any]:
        """Give a row a recommender and measure."""
        arrays = ("value", "low", "high", "gain", "gain_low", "gain_high")
        told = {name: getattr(self, name) for name in arrays}
        return {
            "method": list(self.method),
            "measure": list(self.measure),
            **told,
            "n": [self.users] * len(self),
        }

    def __len__(self) -> int:
        return len(self.value)

    def __repr__(self) -> str:
        return f"Evaluation(methods={sorted(set(self.method))}, users={self.users}, items={self.items})"


@dataclass(frozen=True, eq=False, slots=True)
class _Split:
    """Who has what in the part learnt from, and what was held out: both people x items."""

    seen: Any
    held: Any
    judged: IntArray
    told: str
    notes: tuple[str, ...]


def evaluate(
    table: Any,
    *,
    user: str,
    item: str,
    when: str | None = None,
    holdout: float = 0.2,
    k: Sequence[int] = (10, 20),
    l2: float | Sequence[float] = L2,
    neighbours: int = _NEIGHBOURS,
    most_items: int = MOST_ITEMS,
    confidence: float = 0.95,
    rng: np.random.Generator | int | None = 0,
) -> Evaluation:
    """Judge EASE, item-kNN and popularity on what people took next.

    Args:
        table: a table of any kind, a row a purchase, visit or vote; the first time counts.
        user: the column of people.
        item: the column of items.
        when: the column of times; each person's last items are held out. None holds out items at random.
        holdout: the share of each person's items that is held out, at least one; between 0 and 1.
        k: lengths of the lists judged.
        l2: of EASE, one or several; several are each judged on the same people.
        neighbours: how many items item-kNN keeps for each.
        most_items: at most so many items, those most people have.
        confidence: of the intervals, between 0 and 1.
        rng: a generator or a seed, for splits at random.

    Returns:
        Evaluation: recall@k, NDCG@k and coverage@k of each recommender, with intervals over people, and what it gains
        over popularity on the same people.

    Raises:
        MissingColumnError: if a column is not there.
        NotEnoughDataError: if fewer than two people have two items.
        OptionError: if holdout, k or l2 lies outside its range.

    Method:
        Recall: held-out items found, over the lesser of k and their number. NDCG: hits discounted by 1 / log2(place + 1), over
        the best possible. Items a person has are not recommended. Means over people with normal
        intervals; gains are paired. Held-out choices were made under what people were shown then: it
        says little of what they would like if shown. Where several l2 are tried, the best one's figure is a
        little too good.

    Source:
        Järvelin and Kekäläinen (2002) for NDCG; Sarwar et al. (2001) for item-kNN (cosine); Steck (2019);
        tests/cocreate/recommend/test_evaluate.py.

    >>> from cocreate import worlds
    >>> world = worlds.shoppers(200, seed=1)
    >>> found = evaluate(world.table, user="user", item="item", when="when", k=[5], l2=20.0)
    >>> found.find("ease", "recall@5")[0] > found.find("popularity", "recall@5")[0]
    True
    """
    checked_confidence(confidence)
    lengths, strengths = _lengths(k), _strengths(l2, holdout, neighbours)
    split = _split(
        table, user, item, when, holdout=holdout, most_items=most_items, rng=np.random.default_rng(rng)
    )
    weights = dict(_recommenders(split, strengths, neighbours))
    per_person = {name: _judged(split, matrix, lengths) for name, matrix in weights.items()}
    best = max(strengths, key=lambda each: per_person[_named(each, strengths)][f"ndcg@{lengths[0]}"].mean())
    rows = list(_rows(per_person, confidence))
    names, measures, *numbers = zip(*rows, strict=True)
    value, low, high, gain, gain_low, gain_high = (np.array(column) for column in numbers)
    return Evaluation(
        names, measures, value, low, high, gain, gain_low, gain_high, len(split.judged), split.seen.shape[1],
        float(best), split.told, confidence, split.notes,
    )  # fmt: skip


def _lengths(k: Sequence[int]) -> tuple[int, ...]:
    lengths = (k,) if isinstance(k, int) else tuple(k)
    if not lengths or min(lengths) < 1:
        raise OptionError(f"k == {k!r}, must be 1 or more")
    return lengths


def _strengths(l2: float | Sequence[float], holdout: float, neighbours: int) -> tuple[float, ...]:
    strengths = tuple(l2) if not isinstance(l2, int | float) else (float(l2),)
    if not strengths or not all(each > 0 for each in strengths):
        raise OptionError(f"l2 == {l2!r}, must be above 0")
    if not 0 < holdout < 1 or neighbours < 1:
        raise OptionError(
            f"holdout == {holdout!r} must lie between 0 and 1, neighbours == {neighbours!r} be 1 or more"
        )
    return strengths


def _named(l2: float, strengths: tuple[float, ...]) -> str:
    return "ease" if len(strengths) == 1 else f"ease, l2={l2:g}"


def _split(
    table: Any, user: str, item: str, when: str | None, *, holdout: float, most_items: int, rng: np.random.Generator
) -> _Split:  # fmt: skip
    from scipy.sparse import csr_array

    who, what, at = _first_times(table, user, item, when)
    people, items = Factor.of(user, who), Factor.of(item, what)
    popular = np.argsort(-np.bincount(items.codes), kind="stable")[:most_items]
    left_out = len(items.levels) - len(popular)
    keep = np.isin(items.codes, popular)
    people, items = people.rows(keep), items.rows(keep)
    order = np.lexsort(
        (
            rng.random(len(people.codes)),
            *([] if at is None else [Factor.of("", at[keep]).codes]),
            people.codes,
        )
    )
    person, place = people.codes[order], items.codes[order]
    size = np.bincount(person)
    turn = np.arange(len(person)) - (np.cumsum(size) - size)[person]
    out = np.where(size >= _LEAST_EACH, np.maximum(1, np.floor(holdout * size)), 0)
    held = turn >= (size - out)[person]
    shape = (len(people.levels), len(items.levels))
    judged = np.flatnonzero(out > 0)
    if len(judged) < _FEWEST:
        raise NotEnoughDataError(
            f"{len(judged)} people have two items or more; two such people are wanted, and many to tell anything"
        )
    seen, later = (
        csr_array((np.ones(rows.sum()), (person[rows], place[rows])), shape=shape) for rows in (~held, held)
    )
    told = f"the {'last' if when else 'random'} {holdout:.0%} of each person's items held out"
    return _Split(seen, later, judged, told, rare_note(left_out, most_items))


def _first_times(table: Any, user: str, item: str, when: str | None) -> Any:
    """Who has what, once each, and since when."""
    import narwhals as nw

    from cocreate.reading import asked_frame, fetched

    frame = asked_frame(table, [user, item, *([when] if when else [])])
    asked: dict[str, Any] = {
        "user": nw.col(user),
        "item": nw.col(item),
        **({"at": nw.col(when)} if when else {}),
    }
    whole = frame.select(**asked).filter(~nw.col("user").is_null() & ~nw.col("item").is_null())
    first = nw.col("at").min() if when else nw.len().alias("times")
    found = fetched(whole.group_by("user", "item").agg(first))
    if not len(found["user"]):
        raise NotEnoughDataError("no row has both a person and an item")
    users, items = Factor.of("user", found["user"]), Factor.of("item", found["item"])
    order = np.lexsort((items.codes, users.codes))
    return found["user"][order], found["item"][order], found["at"][order] if when else None


def _recommenders(split: _Split, strengths: tuple[float, ...], neighbours: int) -> Iterator[tuple[str, Any]]:
    together = (split.seen.T @ split.seen).toarray()
    for each in strengths:
        yield _named(each, strengths), weights_of(together, each)
    yield "item-knn", _cosine(together, neighbours)
    yield "popularity", np.diag(together).copy()


def _cosine(together: FloatArray, neighbours: int) -> FloatArray:
    """Cosine of each pair of items, of which each item keeps its nearest."""
    length = np.sqrt(np.maximum(np.diag(together), 1))
    near: FloatArray = together / np.outer(length, length)
    np.fill_diagonal(near, 0)
    if neighbours < len(near):
        least = np.partition(near, -neighbours, axis=0)[-neighbours]
        near[near < least] = 0
    return near


def _judged(split: _Split, weights: FloatArray, lengths: tuple[int, ...]) -> dict[str, FloatArray]:
    """Recall and NDCG of each person, and the share of items ever listed."""
    most = min(max(lengths), split.seen.shape[1])
    found: dict[str, list[FloatArray]] = {}
    listed = {k: np.zeros(split.seen.shape[1], dtype=bool) for k in lengths}
    discount = 1 / np.log2(np.arange(2, most + 2))
    ideal = np.concatenate([[0], np.cumsum(discount)])
    for start in range(0, len(split.judged), _AT_ONCE):
        people = split.judged[start : start + _AT_ONCE]
        seen, held = split.seen[people], split.held[people]
        score = np.tile(weights, (len(people), 1)) if weights.ndim == 1 else seen @ weights
        score[seen.nonzero()] = -np.inf
        top = np.argsort(-score, axis=1, kind="stable")[:, :most]
        hit = np.take_along_axis(held.toarray(), top, axis=1)
        wanted = held.sum(axis=1)
        for k in lengths:
            n = np.minimum(wanted, min(k, most)).astype(np.intp)
            found.setdefault(f"recall@{k}", []).append(hit[:, :k].sum(axis=1) / n)
            found.setdefault(f"ndcg@{k}", []).append(hit[:, :k] @ discount[:k] / ideal[n])
            listed[k][top[:, :k]] = True
    return {name: np.concatenate(parts) for name, parts in found.items()} | {
        f"coverage@{k}": np.array([of.mean()]) for k, of in listed.items()
    }


def _rows(per_person: dict[str, dict[str, FloatArray]], confidence: float) -> Iterator[tuple[Any, ...]]:
    """Each recommender's measures: value, interval, gain over popularity and its interval."""
    z = normal_quantile(confidence)
    for name, measures in per_person.items():
        for measure, each in measures.items():
            gain = each - per_person["popularity"][measure]
            numbers: list[float] = []
            for values in (each, gain):
                mean, alone = float(values.mean()), len(values) == 1
                half = np.nan if alone else z * float(values.std(ddof=1)) / np.sqrt(len(values))
                numbers += [mean, mean - half, mean + half]
            yield (name, measure, *numbers)
