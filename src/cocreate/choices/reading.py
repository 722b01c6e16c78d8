"""Choices in wide or long tables, brought into situations with their alternatives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.choices.logit import ChoiceSets
from cocreate.errors import InputError, MissingColumnError, NoAnswersError, NotNumericError, OptionError
from cocreate.factors import Factor

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]
    Columns = dict[str, NDArray[Any]]

Wide = Mapping[str, Mapping[Any, str]]
"""For each attribute, the column that holds it for each alternative."""


@dataclass(frozen=True, eq=False, slots=True)
class Situations:
    """Choices as they were read.

    Attributes:
        alternatives: all that can be chosen, in order.
        attributes: names of the columns of `values`.
        values: an alternative's attributes, shape (rows, attributes), situations one after another.
        alternative: for each row the place of its alternative, shape (rows,).
        situation: for each row its situation, from 0.
        chosen: for each situation the row that was chosen.
        weight: how often each situation was met.
        person: for each situation whose it was, or None.
        traits: for each situation what is known of the person, shape (situations, traits).
        notes: what was left out.
    """

    alternatives: tuple[Hashable, ...]
    attributes: tuple[str, ...]
    values: FloatArray
    alternative: IntArray
    situation: IntArray
    chosen: IntArray
    weight: FloatArray
    person: IntArray | None
    traits: FloatArray
    notes: tuple[str, ...]

    def sets(self, base: int, *, constants: bool) -> ChoiceSets:
        """Put constants and traits, both by alternative, before the attributes."""
        others = [place for place in range(len(self.alternatives)) if place != base]
        is_one = (self.alternative[:, None] == others).astype(np.float64)
        by_trait = [
            is_one * self.traits[self.situation, place, None] for place in range(self.traits.shape[1])
        ]
        parts = [*([is_one] if constants else []), self.values, *by_trait]
        start = np.flatnonzero(np.diff(self.situation, prepend=-1))
        return ChoiceSets(np.concatenate(parts, axis=1), start, self.chosen, self.weight)


def read_wide(
    table: Any, choice: str, *, attributes: Wide, available: Mapping[Any, str] | None,
    person: str | None, traits: Sequence[str],
) -> Situations:  # fmt: skip
    """Read a table with a row a situation and a column an alternative and attribute."""
    alternatives = _alternatives(attributes, available)
    found, counts = _counted(table, _asked(choice, attributes, available, person, traits))
    rows = len(counts)
    values = np.zeros((rows, len(alternatives), len(attributes)))
    for place, (name, by_alternative) in enumerate(attributes.items()):
        for alternative, column in by_alternative.items():
            values[:, alternatives.index(alternative), place] = _numbers(found[column], f"{name}: {column}")
    there = np.ones((rows, len(alternatives)), dtype=bool)
    for alternative, column in (available or {}).items():
        there[:, alternatives.index(alternative)] = _numbers(found[column], column) > 0
    known_of = np.column_stack([np.zeros((rows, 0)), *(_numbers(found[t], t) for t in traits)])
    picked = _places(found[choice], alternatives, choice)
    left_out = {
        "no choice": picked < 0,
        "missing attributes": (there & ~np.isfinite(values).all(axis=2)).any(axis=1) | ~np.isfinite(known_of).all(axis=1),
        "a choice that was not available": (picked >= 0) & ~there[np.arange(rows), picked],
        "fewer than two alternatives": there.sum(axis=1) < 2,  # noqa: PLR2004 - a choice takes two
    }  # fmt: skip
    keep, notes = _kept(left_out, counts)
    who = None if person is None else Factor.of(person, found[person][keep]).codes
    there, picked = there[keep], picked[keep]
    situation, alternative = np.nonzero(there)
    place_of = np.cumsum(there.ravel()).reshape(there.shape) - 1
    chosen = place_of[np.arange(len(picked)), picked]
    return Situations(
        alternatives, tuple(attributes), values[keep][there], alternative, situation, chosen, counts[keep],
        who, known_of[keep], notes,
    )  # fmt: skip


def read_long(
    table: Any, choice: str, *, attributes: Sequence[str], situation: str, alternative: str,
    person: str | None, traits: Sequence[str],
) -> Situations:  # fmt: skip
    """Read a table with a row an alternative of a situation, and a column that marks the chosen one."""
    from cocreate.reading import asked_frame, fetched

    names = list(
        dict.fromkeys([situation, alternative, choice, *attributes, *([person] if person else []), *traits])
    )
    found = fetched(asked_frame(table, names).select(*names))
    if not len(found[choice]):
        raise NoAnswersError("the table is empty; give a row an alternative")
    order = np.argsort(Factor.of(situation, found[situation]).codes, kind="stable")
    found = {name: column[order] for name, column in found.items()}
    of = Factor.of(situation, found[situation]).codes
    kinds = Factor.of(alternative, found[alternative])
    _check_once(of, kinds, situation)
    marked = _marks(found[choice], choice)
    values = np.column_stack([np.zeros((len(of), 0)), *(_numbers(found[name], name) for name in attributes)])
    first = np.flatnonzero(np.diff(of, prepend=-1))
    known_of = np.column_stack([np.zeros((len(of), 0)), *(_numbers(found[name], name) for name in traits)])
    picks, size = np.add.reduceat(marked.astype(np.intp), first), np.diff(first, append=len(of))
    whole = np.isfinite(values).all(axis=1) & np.isfinite(known_of).all(axis=1)
    left_out = {
        "no choice": picks == 0,
        "more than one choice": picks > 1,
        "missing attributes": ~np.logical_and.reduceat(whole, first),
        "fewer than two alternatives": size < 2,  # noqa: PLR2004 - a choice takes two
    }
    keep, notes = _kept(left_out, np.ones(len(first)))
    rows = keep[of]
    moved = np.cumsum(keep) - 1
    who = None if person is None else Factor.of(person, found[person][first][keep]).codes
    return Situations(
        kinds.levels, tuple(attributes), values[rows], kinds.codes[rows], moved[of[rows]],
        np.flatnonzero(marked[rows]), np.ones(int(keep.sum())), who, known_of[first][keep], notes,
    )  # fmt: skip


def _alternatives(attributes: Wide, available: Mapping[Any, str] | None) -> tuple[Hashable, ...]:
    found = dict.fromkeys([*(available or {}), *(one for by in attributes.values() for one in by)])
    if len(found) < 2:  # noqa: PLR2004 - a choice takes two
        raise OptionError(
            f"attributes name {len(found)} alternatives, two are wanted: attributes={{'time': {{'bus': 'bus_time', …}}}}"
        )
    return tuple(found)


def _asked(
    choice: str, attributes: Wide, available: Mapping[Any, str] | None, person: str | None, traits: Sequence[str]
) -> list[str]:  # fmt: skip
    columns = [column for by in attributes.values() for column in by.values()]
    asked = [choice, *columns, *(available or {}).values(), *([person] if person else []), *traits]
    return list(dict.fromkeys(asked))


def _counted(table: Any, names: list[str]) -> tuple[Columns, FloatArray]:
    """Rows that are alike as one, with how many they are: one GROUP BY where the table lies."""
    import narwhals as nw

    from cocreate.engines import floats
    from cocreate.reading import asked_frame, fetched

    asked = {f"c{place}": nw.col(name) for place, name in enumerate(names)}
    counted = asked_frame(table, names).select(**asked).group_by(*asked).agg(nw.len().alias("times"))
    found = fetched(counted)
    if not len(found["times"]):
        raise NoAnswersError("the table is empty; give a row a choice")
    order = np.lexsort([Factor.of(name, found[name]).codes for name in asked])
    columns = {name: found[f"c{place}"][order] for place, name in enumerate(names)}
    return columns, floats(found["times"])[order]


def _kept(
    left_out: dict[str, NDArray[np.bool_]], counts: FloatArray
) -> tuple[NDArray[np.bool_], tuple[str, ...]]:
    """Situations that can be used, and a note on each reason why some cannot."""
    keep, notes = np.ones(len(counts), dtype=bool), []
    for reason, rows in left_out.items():
        fresh = rows & keep
        if fresh.any():
            notes.append(f"{counts[fresh].sum():,.0f} situations left out: {reason}")
        keep &= ~rows
    if not keep.any():
        raise NoAnswersError(f"no choice can be used; {'; '.join(notes)}")
    return keep, tuple(notes)


def _check_once(of: IntArray, kinds: Factor, situation: str) -> None:
    pairs = of * len(kinds.levels) + kinds.codes
    if len(np.unique(pairs)) < len(pairs):
        raise InputError(
            f"an alternative stands twice in one {situation!r}; give each situation a label of its own"
        )


def _places(values: NDArray[Any], alternatives: tuple[Hashable, ...], name: str) -> IntArray:
    """Place of each choice among the alternatives, -1 where it is missing."""
    factor = Factor.of(name, values)
    index = {alternative: place for place, alternative in enumerate(alternatives)}
    places = []
    for level in factor.levels:
        if level is not None and level not in index:
            raise MissingColumnError(level, alternatives, what="alternative")
        places.append(-1 if level is None else index[level])
    return np.array(places, dtype=np.intp)[factor.codes]


def _marks(values: NDArray[Any], name: str) -> NDArray[np.bool_]:
    marks = np.nan_to_num(_numbers(values, name))
    if not np.isin(marks, (0, 1)).all():
        raise InputError(f"{name!r} must mark the chosen alternative with 1 (or true) and others with 0")
    chosen: NDArray[np.bool_] = marks == 1
    return chosen


def _numbers(values: NDArray[Any], name: str) -> FloatArray:
    """Give a column as numbers, NaN where one is missing or not finite."""
    try:
        numbers = (
            np.array([np.nan if v is None else float(v) for v in values])
            if values.dtype.kind == "O"
            else values.astype(np.float64)
        )
    except (TypeError, ValueError) as error:
        raise NotNumericError(
            f"{name!r} holds something that is no number; turn it into numbers first"
        ) from error
    return np.where(np.isfinite(numbers), numbers, np.nan)
