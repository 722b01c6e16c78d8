"""Best-worst choices as they were made: what was shown, and what was picked as best and as worst."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.errors import InputError, MissingColumnError, NoAnswersError, OptionError
from cocreate.factors import Factor, as_array

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Picks:
    """Sets of items shown, and the best and the worst of each.

    Attributes:
        items: labels, sorted.
        people: labels of those who picked; one of None where it is not known.
        person: for each pick the place of the person, shape (picks,).
        shown: places of the items shown, -1 where a set has fewer than the largest, shape (picks, size).
        best: column of `shown` that was picked as best, shape (picks,).
        worst: column that was picked as worst.
        weight: how often just this was picked.
        notes: what was left out.
    """

    items: tuple[Hashable, ...]
    people: tuple[Hashable, ...]
    person: IntArray
    shown: IntArray
    best: IntArray
    worst: IntArray
    weight: FloatArray
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Picks(items={len(self.items)}, people={len(self.people)}, picks={self.weight.sum():g})"

    def by_person(self, which: IntArray | None) -> FloatArray:
        """How often each item was shown (None), or picked by a column of `shown`: shape (people, items)."""
        found = np.zeros((len(self.people), len(self.items)))
        if which is not None:
            item = self.shown[np.arange(len(which)), which]
            np.add.at(found, (self.person, item), self.weight)
            return found
        for column in self.shown.T:
            there = column >= 0
            np.add.at(found, (self.person[there], column[there]), self.weight[there])
        return found

    def apart(self) -> tuple[tuple[Hashable, ...], ...]:
        """Sets of items that always won or lost against the rest; one set if utilities exist."""
        from scipy.sparse.csgraph import connected_components

        over = np.zeros((len(self.items), len(self.items)), dtype=bool)
        rows = np.arange(len(self.best))
        best, worst = self.shown[rows, self.best], self.shown[rows, self.worst]
        for column in self.shown.T:
            there = column >= 0
            over[best[there], column[there]] = True
            over[column[there], worst[there]] = True
        count, label = connected_components(over, directed=True, connection="strong")
        return tuple(
            tuple(item for item, found in zip(self.items, label, strict=True) if found == part)
            for part in range(count)
        )


def picks_by_row(
    table: Any, best: str, worst: str, shown: Sequence[str], *, person: str | None, weight: str | None
) -> Picks:
    """Read a table with a row a question: one GROUP BY of all its columns."""
    import narwhals as nw

    from cocreate.engines import floats, number
    from cocreate.reading import asked_frame, fetched

    names = [best, worst, *shown, *([person] if person else [])]
    frame = asked_frame(table, [*names, *([weight] if weight else [])])
    asked: dict[str, Any] = {f"c{place}": nw.col(name) for place, name in enumerate(names)}
    times = nw.len().alias("times")
    keys = list(asked)
    if weight:
        asked["heavy"] = number(nw.col(weight), weight, frame.collect_schema()[weight]).cast(nw.Float64)
        times = nw.col("heavy").sum().alias("times")
    found = fetched(frame.select(**asked).group_by(keys).agg(times))
    count = floats(found["times"])
    if not (count >= 0).all():
        raise InputError(f"{weight!r} holds missing or negative weights; they must be >= 0")
    columns = [found[f"c{place}"] for place in range(len(names))]
    sets = columns[2 : 2 + len(shown)]
    return _picks(sets, columns[0], columns[1], columns[-1] if person else None, count)


def picks_by_design(
    table: Any, best: Sequence[str], worst: Sequence[str], design: Sequence[Sequence[Hashable]], person: str | None
) -> Picks:  # fmt: skip
    """Read a table with a row a person and two columns a question, whose sets are known."""
    from cocreate.reading import asked_frame, fetched

    if not len(best) == len(worst) == len(design):
        raise OptionError(
            f"{len(best)} columns of best, {len(worst)} of worst and {len(design)} sets; give one of each a question"
        )
    names = [*best, *worst, *([person] if person else [])]
    found = fetched(asked_frame(table, names).select(*dict.fromkeys(names)))
    rows = len(found[best[0]])
    size = max(len(shown) for shown in design)
    sets = [
        np.concatenate([np.full(rows, _at(shown, place), dtype=object) for shown in design]) for place in range(size)
    ]  # fmt: skip
    picked = [
        np.concatenate(
            [_labels(found[name], shown, name) for name, shown in zip(columns, design, strict=True)]
        )
        for columns in (best, worst)
    ]
    who = found[person] if person else np.arange(rows)
    return _picks(
        sets, picked[0], picked[1], np.tile(as_array(who), len(design)), np.ones(rows * len(design))
    )


def _at(shown: Sequence[Hashable], place: int) -> Hashable:
    return shown[place] if place < len(shown) else None


def _labels(values: NDArray[Any], shown: Sequence[Hashable], name: str) -> NDArray[Any]:
    """Answers as items: labels as they are; else, where items are no numbers, places from 1."""
    factor = Factor.of(name, values)
    told: list[Hashable] = []
    for level in factor.levels:
        if level is None or level in shown:
            told.append(level)
            continue
        if any(isinstance(item, int | float) for item in shown):
            raise MissingColumnError(level, shown, what=f"item for {name!r}")
        text = str(level).strip()
        place = float(text) if text.replace(".", "", 1).isdigit() else 0.0
        if not place.is_integer() or not 1 <= place <= len(shown):
            raise MissingColumnError(level, shown, what=f"item or place (1 to {len(shown)}) for {name!r}")
        told.append(shown[int(place) - 1])
    return as_array(told)[factor.codes] if told else values.astype(object)


def _picks(
    sets: list[NDArray[Any]], best: NDArray[Any], worst: NDArray[Any], who: NDArray[Any] | None, count: FloatArray
) -> Picks:  # fmt: skip
    rows = len(count)
    if not rows:
        raise NoAnswersError("the table is empty; give a row a question")
    every = Factor.of(
        "item", np.concatenate([as_array(part).astype(object) for part in (*sets, best, worst)])
    )
    codes = every.codes.reshape(-1, rows)
    gap = every.levels.index(None) if None in every.levels else -1
    shown = np.where(codes[:-2] == gap, -1, codes[:-2]).T
    picked = [shown == codes[place][:, None] for place in (-2, -1)]
    answered = (codes[-2] != gap) & (codes[-1] != gap)
    _check(every, shown, codes, picked, answered)
    if not answered.any():
        raise NoAnswersError("no question has both a best and a worst")
    lost = count[~answered].sum()
    people = Factor.of("person", as_array(who) if who is not None else np.zeros(rows, dtype=np.int64)).rows(
        answered
    )
    used = Factor("item", every.levels, shown.ravel()[shown.ravel() >= 0])
    items = used.rows(np.ones(len(used.codes), dtype=bool)).levels
    place = {level: at for at, level in enumerate(items)}
    moved = np.array([place.get(level, -1) for level in every.levels] + [-1], dtype=np.intp)
    notes = (f"{lost:,.0f} questions without a best or a worst were left out",) if lost else ()
    return Picks(
        items, people.levels if who is not None else (None,), people.codes, moved[shown][answered],
        picked[0].argmax(axis=1)[answered], picked[1].argmax(axis=1)[answered], count[answered], notes,
    )  # fmt: skip


def _check(
    every: Factor, shown: IntArray, codes: IntArray, picked: list[NDArray[np.bool_]], answered: NDArray[np.bool_]
) -> None:  # fmt: skip
    for place, kind in ((-2, "best"), (-1, "worst")):
        stray = answered & ~picked[place + 2].any(axis=1)
        if stray.any():
            raise InputError(f"{every.levels[codes[place][stray][0]]!r} was picked as {kind} but not shown")
    if (answered & (codes[-2] == codes[-1])).any():
        raise InputError(
            "the same item was picked as best and as worst; each question needs two different ones"
        )
    ordered = np.sort(shown, axis=1)
    if ((ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] >= 0)).any():
        raise InputError("an item stands twice in one set; show each once")
