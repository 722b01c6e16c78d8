"""How often items go together: counts of pairs, which add up and from which recommendations are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cocreate.errors import InputError, MismatchError, NoAnswersError, NotEnoughDataError, OptionError
from cocreate.factors import Factor

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray

    from cocreate.engines import Frame

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

MOST_ITEMS = 3000
Where = Literal["engine", "memory"]


@dataclass(frozen=True, eq=False, repr=False)
class PairCounts:
    """How many people have both items of each pair; counts of different people add up.

    Attributes:
        items: labels, sorted.
        together: people who have both (with weights, the sum of products), shape (items, items); on the diagonal people
            who have the item.
        users: people counted.
        left_out: items left out as rarer than the cap allows.
        notes: what should be known before reading.
    """

    items: tuple[Hashable, ...]
    together: FloatArray
    users: int
    left_out: int = 0
    notes: tuple[str, ...] = ()

    @property
    def count(self) -> FloatArray:
        """How many people have each item, shape (items,)."""
        found: FloatArray = np.diag(self.together).copy()
        return found

    def __add__(self, other: PairCounts) -> PairCounts:
        if self.left_out or other.left_out:
            raise MismatchError(
                "counts from which rare items were left out do not add up; raise most_items until none is"
            )
        items = Factor.of("item", [*self.items, *other.items])
        together = np.zeros((len(items.levels), len(items.levels)))
        for place, part in ((items.codes[: len(self.items)], self), (items.codes[len(self.items) :], other)):
            together[np.ix_(place, place)] += part.together
        return PairCounts(items.levels, together, self.users + other.users)

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        return f"PairCounts(items={len(self)}, users={self.users})"


def pair_counts(
    table: Any,
    *,
    user: str,
    item: str,
    weight: str | None = None,
    most_items: int = MOST_ITEMS,
    where: Where | None = None,
) -> PairCounts:
    """Count how many people have both items of each pair.

    Args:
        table: a table of any kind, a row a purchase, visit or vote; the same again counts once.
        user: the column of people.
        item: the column of items.
        weight: the column of how much each row counts, >= 0; a person's rows of an item are summed.
        most_items: at most so many items, those most people have; the rest are left out and told.
        where: "engine" joins the table with itself where it lies, "memory" fetches who has what; None
            takes the engine for tables that are not in memory (DuckDB, Spark), else memory.

    Returns:
        PairCounts: symmetric counts; those of different people add up.

    Raises:
        MissingColumnError: if a column is not there.
        NoAnswersError: if no row has both a person and an item.
        NotEnoughDataError: if there is one item only.
        OptionError: if most_items is below two, or where is not known.

    Method:
        No estimate: X'X, with X people x items of zeros and ones (or weights).

    Source:
        Steck (2019), Embarrassingly shallow autoencoders, for what it is used for;
        tests/cocreate/recommend/test_pairs.py.

    >>> bought = {"who": [1, 1, 2, 2, 3], "what": ["tea", "milk", "tea", "milk", "tea"]}
    >>> pair_counts(bought, user="who", item="what").together.tolist()
    [[2.0, 2.0], [2.0, 3.0]]
    """
    if most_items < 2:  # noqa: PLR2004 - a pair takes two
        raise OptionError(f"most_items == {most_items!r}, must be 2 or more")
    if where not in {None, "engine", "memory"}:
        raise OptionError(f"where == {where!r}, must be engine or memory")
    held = _held(table, user, item, weight)
    kept, users, left_out = _kept(held, most_items)
    items = tuple(kept)
    lies_elsewhere = where == "engine" or (where is None and _elsewhere(table))
    together = _joined(held, items) if lies_elsewhere else _multiplied(held, items)
    return PairCounts(items, together, users, left_out, rare_note(left_out, most_items))


def rare_note(left_out: int, most_items: int) -> tuple[str, ...]:
    """Say how many items were too rare."""
    if not left_out:
        return ()
    return (f"{left_out:,} rare items were left out: the {most_items:,} that most people have are kept",)


def _elsewhere(table: Any) -> bool:
    from cocreate.engines import frame_of, is_plain

    if is_plain(table):
        return False
    kind = frame_of(table).implementation
    return bool(kind.is_duckdb() or kind.is_spark_like())


def _held(table: Any, user: str, item: str, weight: str | None) -> Frame:
    """Who has what, once each: columns user, item and weight."""
    import narwhals as nw

    from cocreate.engines import number
    from cocreate.reading import asked_frame

    frame = asked_frame(table, [user, item, *([weight] if weight else [])])
    asked: dict[str, Any] = {"user": nw.col(user), "item": nw.col(item)}
    if weight:
        asked["weight"] = number(nw.col(weight), weight, frame.collect_schema()[weight]).cast(nw.Float64)
    whole = frame.select(**asked).filter(~nw.col("user").is_null() & ~nw.col("item").is_null())
    if weight:
        return whole.group_by("user", "item").agg(nw.col("weight").sum())
    return whole.group_by("user", "item").agg(nw.len().alias("weight")).with_columns(weight=nw.lit(1.0))


def _kept(held: Frame, most_items: int) -> tuple[list[Hashable], int, int]:
    """Items to count, sorted; how many people there are; how many items are too rare."""
    import narwhals as nw

    from cocreate.engines import collected, floats

    found = collected(
        held.group_by("item").agg(nw.len().alias("people"), nw.col("weight").min().alias("least"))
    )
    people = floats(found["people"])
    if not len(people):
        raise NoAnswersError("no row has both a person and an item")
    if not (floats(found["least"]) >= 0).all():
        raise InputError("some weights are missing or negative; they must be >= 0")
    factor = Factor.of("item", found["item"])
    if len(factor.levels) < 2:  # noqa: PLR2004 - a pair takes two
        raise NotEnoughDataError(f"there is one item only, {factor.levels[0]!r}; two are wanted")
    by_level = np.zeros(len(factor.levels))
    by_level[factor.codes] = people
    order = np.lexsort((np.arange(len(by_level)), -by_level))[:most_items]
    users = collected(held.select(nw.col("user").n_unique().alias("users")))["users"]
    kept = [factor.levels[place] for place in np.sort(order)]
    return kept, int(floats(users)[0]), len(by_level) - len(kept)


def _joined(held: Frame, items: tuple[Hashable, ...]) -> FloatArray:
    """Join who has what with itself, and count pairs of items: only pairs come back."""
    import narwhals as nw

    from cocreate.engines import collected, floats

    mine = held.filter(nw.col("item").is_in(list(items)))
    theirs = mine.select(user=nw.col("user"), other=nw.col("item"), times=nw.col("weight"))
    both: Any = mine.join(theirs, on="user", how="inner")  # type: ignore[arg-type]  # both are of one kind
    counted = (
        both.with_columns(product=nw.col("weight") * nw.col("times"))
        .group_by("item", "other")
        .agg(nw.col("product").sum())
    )
    found = collected(counted)
    index = {label: place for place, label in enumerate(items)}
    together = np.zeros((len(items), len(items)))
    together[places(found["item"], index), places(found["other"], index)] = floats(found["product"])
    return together


def _multiplied(held: Frame, items: tuple[Hashable, ...]) -> FloatArray:
    """Fetch who has what, and multiply the sparse matrix with itself."""
    from scipy.sparse import csr_array

    from cocreate.engines import fetched_whole, floats

    found = fetched_whole(held)
    index = {label: place for place, label in enumerate(items)}
    column = places(found["item"], index)
    known = column >= 0
    people = Factor.of("user", found["user"]).codes
    matrix = csr_array(
        (floats(found["weight"])[known], (people[known], column[known])), shape=(people.max() + 1, len(items))
    )
    together: FloatArray = (matrix.T @ matrix).toarray()
    return together


def places(values: Any, index: dict[Hashable, int]) -> IntArray:
    """Place of each label, -1 where it is not known."""
    factor = Factor.of("item", values)
    at = np.array([index.get(level, -1) for level in factor.levels], dtype=np.intp)
    return at[factor.codes] if len(at) else np.zeros(0, dtype=np.intp)
