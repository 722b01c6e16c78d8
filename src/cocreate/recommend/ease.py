"""EASE: what goes with what, from counts of pairs and one inverse; and why it is recommended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.errors import InputError, MissingColumnError, OptionError
from cocreate.frames import Tabular
from cocreate.recommend.pairs import MOST_ITEMS, PairCounts, pair_counts

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

L2 = 200.0
_REASONS = 3


@dataclass(frozen=True, eq=False, repr=False)
class Ease:
    """Which items speak for which.

    Attributes:
        items: labels, sorted.
        weights: how much having the row's item speaks for the column's, shape (items, items); zero on the diagonal.
        count: how many people have each item.
        users: people it was learnt from.
        l2: how strongly weights were drawn to zero.
        method: how it was estimated.
        notes: what should be known before use.
    """

    items: tuple[Hashable, ...]
    weights: FloatArray
    count: FloatArray
    users: int
    l2: float
    method: str = "EASE, closed form"
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        return f"Ease(items={len(self)}, users={self.users}, l2={self.l2:g})"


@dataclass(frozen=True, slots=True)
class Reason:
    """One item of a person's history that speaks for a recommendation.

    Attributes:
        item: what they have.
        contribution: what it adds to the score.
        share: its part of all that speaks for it, from 0 to 1.
    """

    item: Hashable
    contribution: float
    share: float


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One item for one person.

    Attributes:
        item: what is recommended.
        score: how much speaks for it; it orders items, and is no probability.
        because: what of the history speaks for it most.
        people: how many people have it.
        people_share: as a share of all.
    """

    item: Hashable
    score: float
    because: tuple[Reason, ...]
    people: int
    people_share: float

    def sentence(self) -> str:
        """Say why, in a sentence."""
        if not self.because:
            return f"{self.item}: because {self.people_share:.0%} of all have it"
        return f"{self.item}: because they have {', '.join(str(reason.item) for reason in self.because)}"


@dataclass(frozen=True, repr=False)
class Recommendations(Tabular):
    """Items for one person, the best first.

    Attributes:
        items: one a recommendation.
        unknown: items of the history that the model does not know.
        method: how they were ordered.
        notes: what should be known before use.
    """

    items: tuple[Recommendation, ...]
    unknown: tuple[Hashable, ...] = ()
    method: str = "EASE"
    notes: tuple[str, ...] = ()

    def columns(self) -> dict[str, Any]:
        """Give a row an item, the best first."""
        return {
            "item": [found.item for found in self.items],
            "score": [found.score for found in self.items],
            "because": [", ".join(str(reason.item) for reason in found.because) for found in self.items],
            "people": [found.people for found in self.items],
        }

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, place: int) -> Recommendation:
        return self.items[place]

    def __repr__(self) -> str:
        return f"Recommendations({[found.item for found in self.items]!r})"


def ease(
    table: Any,
    *,
    user: str | None = None,
    item: str | None = None,
    weight: str | None = None,
    l2: float = L2,
    most_items: int = MOST_ITEMS,
) -> Ease:
    """Learn what goes with what.

    Args:
        table: a table of any kind, a row a purchase, visit or vote; or `PairCounts`, which leave the columns out.
        user: the column of people.
        item: the column of items.
        weight: the column of how much each row counts, >= 0.
        l2: how strongly weights are drawn to zero, above 0, in people; choose it by `evaluate`.
        most_items: at most so many items, those most people have.

    Returns:
        Ease: what `recommend` recommends from.

    Raises:
        MissingColumnError: if a column is not there.
        OptionError: if l2 is not above 0.
        InputError: if columns are left out beside a table, or given beside counts.

    Method:
        P = inverse(G + l2 I) with G the counts of pairs; weights -P_ij / P_jj off the diagonal: the ridge regression of each
        item on all others, which may not predict itself. One inverse, no draws. Not for items nobody has yet, nor
        for people without a history: they get what most people have.

    Source:
        Steck (2019), Embarrassingly shallow autoencoders for sparse data, equation 8;
        tests/cocreate/recommend/test_ease.py.

    >>> bought = {"who": [1, 1, 2, 2, 3, 3], "what": ["tea", "milk", "tea", "milk", "rice", "fish"]}
    >>> recommend(ease(bought, user="who", item="what", l2=1.0), ["tea"], k=1)
    Recommendations(['milk'])
    """
    if not l2 > 0 or not np.isfinite(l2):
        raise OptionError(f"l2 == {l2!r}, must be above 0")
    if isinstance(table, PairCounts):
        if (user, item, weight) != (None, None, None):
            raise InputError("pairs are counted already; leave user, item and weight out")
        counts = table
    elif user is None or item is None:
        raise InputError("name the columns: user= and item=")
    else:
        counts = pair_counts(table, user=user, item=item, weight=weight, most_items=most_items)
    weights = weights_of(counts.together, l2)
    return Ease(counts.items, weights, counts.count, counts.users, float(l2), notes=counts.notes)


def weights_of(together: FloatArray, l2: float) -> FloatArray:
    """Weights from counts of pairs, by one inverse of a positive definite matrix."""
    if not np.isfinite(together).all():
        raise InputError("counts of pairs are not finite; mend the weights they were made from")
    inverse = np.linalg.inv(together + l2 * np.eye(len(together)))
    weights: FloatArray = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    return weights


def recommend(
    model: Ease,
    history: Iterable[Hashable] | Mapping[Hashable, float],
    *,
    k: int = 10,
    allowed: Iterable[Hashable] | None = None,
    exclude: Iterable[Hashable] = (),
    again: bool = False,
    reasons: int = _REASONS,
) -> Recommendations:
    """Recommend items to somebody, and say why.

    Args:
        model: what `ease` gives.
        history: the items the person has; with weights, as a mapping.
        k: how many to recommend.
        allowed: only these; None for all.
        exclude: none of these.
        again: whether items they have may be recommended.
        reasons: most items of the history to name for each.

    Returns:
        Recommendations: items with their score and what speaks for each, the best first.

    Raises:
        OptionError: if k or reasons is too small.
        MissingColumnError: if an allowed item is not known.

    Method:
        The score of an item is the sum of the weights of what the person has; what each adds is the reason. Items that
        nothing speaks for are ordered by how many have them, and only fill up. Scores have no interval: how
        good such lists are is what `evaluate` measures, with one.

    Source:
        Steck (2019); tests/cocreate/recommend/test_ease.py.

    >>> bought = {"who": [1, 1, 2, 2, 3, 3], "what": ["tea", "milk", "tea", "milk", "rice", "fish"]}
    >>> recommend(ease(bought, user="who", item="what", l2=1.0), ["tea"], k=1)[0].sentence()
    'milk: because they have tea'
    """
    if k < 1 or reasons < 0:
        raise OptionError(f"k == {k!r} and reasons == {reasons!r}; k must be 1 or more, reasons 0 or more")
    index = {label: place for place, label in enumerate(model.items)}
    told = dict(history) if isinstance(history, Mapping) else dict.fromkeys(history, 1.0)
    known = {index[label]: float(amount) for label, amount in told.items() if label in index}
    if not all(np.isfinite(amount) for amount in known.values()):
        raise InputError("a weight of the history is no finite number")
    rows, amounts = np.array(list(known), dtype=np.intp), np.array(list(known.values()))
    parts = amounts[:, None] * model.weights[rows]
    score = parts.sum(axis=0)
    open_to = _open(model, index, allowed, exclude)
    if not again:
        open_to[rows] = False
    order = np.lexsort((-model.count, -np.where(score > 0, score, np.minimum(score, 0))))
    best = [place for place in order if open_to[place]][:k]
    found = tuple(
        _recommendation(model, place, score, rows=rows, parts=parts, reasons=reasons) for place in best
    )
    unknown = tuple(label for label in told if label not in index)
    return Recommendations(found, unknown, notes=_notes(known, unknown, len(found), k))


def _open(
    model: Ease, index: dict[Hashable, int], allowed: Iterable[Hashable] | None, exclude: Iterable[Hashable]
) -> NDArray[np.bool_]:
    open_to = np.ones(len(model.items), dtype=bool)
    if allowed is not None:
        open_to[:] = False
        for label in allowed:
            if label not in index:
                raise MissingColumnError(label, model.items, what="item")
            open_to[index[label]] = True
    open_to[[index[label] for label in exclude if label in index]] = False
    return open_to


def _recommendation(
    model: Ease, place: int, score: FloatArray, *, rows: NDArray[np.intp], parts: FloatArray, reasons: int
) -> Recommendation:
    adds = parts[:, place] if len(rows) else np.zeros(0)
    for_it = adds[adds > 0].sum()
    first = [at for at in np.argsort(-adds, kind="stable")[:reasons] if adds[at] > 0]
    because = tuple(Reason(model.items[rows[at]], float(adds[at]), float(adds[at] / for_it)) for at in first)
    return Recommendation(
        model.items[place], float(score[place]), because, round(float(model.count[place])),
        float(model.count[place] / model.users),
    )  # fmt: skip


def _notes(known: dict[int, float], unknown: Sequence[Hashable], found: int, k: int) -> tuple[str, ...]:
    notes = []
    if not known:
        notes.append("nothing of the history is known: these are the items most people have")
    elif unknown:
        notes.append(f"{len(unknown)} items of the history are not known to the model")
    if found < k:
        notes.append(f"only {found} items were open to be recommended")
    return tuple(notes)
