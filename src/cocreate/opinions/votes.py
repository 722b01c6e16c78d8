"""Votes of people on statements: agree, disagree or pass, kept as the cells that were filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.errors import InputError, NoAnswersError, OptionError, OutsideScaleError
from cocreate.factors import Factor, as_array

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

AGREE, PASS, DISAGREE = 1, 0, -1


@dataclass(frozen=True, eq=False, repr=False)
class Votes:
    """Who voted what on which statement; one vote a person and statement.

    Votes add up: `votes + newer` puts newer votes in the place of older ones of the same person and statement.

    Attributes:
        people: labels of those who voted, sorted.
        statements: labels of the statements that were voted on, sorted.
        person: for each vote the position in `people`, shape (votes,).
        statement: for each vote the position in `statements`, shape (votes,).
        value: 1 for agree, -1 for disagree, 0 for pass, shape (votes,).
    """

    people: tuple[Hashable, ...]
    statements: tuple[Hashable, ...]
    person: IntArray
    statement: IntArray
    value: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.value)

    def __repr__(self) -> str:
        return f"Votes(people={len(self.people)}, statements={len(self.statements)}, votes={len(self)})"

    def __add__(self, newer: Votes) -> Votes:
        person = Factor.of("person", _labels(self.people, self.person) + _labels(newer.people, newer.person))
        statement = Factor.of(
            "statement",
            _labels(self.statements, self.statement) + _labels(newer.statements, newer.statement),
        )
        return _newest(person, statement, np.concatenate([self.value, newer.value]))

    @property
    def cast(self) -> IntArray:
        """How many votes each person cast, shape (people,)."""
        return np.bincount(self.person, minlength=len(self.people))

    def matrix(self) -> FloatArray:
        """Give people x statements, NaN where nobody voted."""
        filled = np.full((len(self.people), len(self.statements)), np.nan)
        filled[self.person, self.statement] = self.value
        return filled

    def without(self, statements: Sequence[Hashable]) -> Votes:
        """Leave some statements out, as moderation does."""
        unknown = [label for label in statements if label not in self.statements]
        if unknown:
            raise OptionError(f"no statement {unknown[0]!r} was voted on; name statements as the votes do")
        out = np.isin(np.arange(len(self.statements)), [self.statements.index(s) for s in statements])
        keep = ~out[self.statement]
        if not keep.any():
            raise NoAnswersError("no votes remain once those statements are left out")
        person = Factor("person", self.people, self.person).rows(keep)
        statement = Factor("statement", self.statements, self.statement).rows(keep)
        return Votes(person.levels, statement.levels, person.codes, statement.codes, self.value[keep])

    def counts(self, group: IntArray, groups: int) -> tuple[IntArray, IntArray, IntArray]:
        """Count by group and statement: agrees, disagrees and all votes, each of shape (groups, statements).

        Args:
            group: for each person the group, from 0; -1 for nobody's.
            groups: how many groups there are.
        """
        of = group[self.person]
        shape = (groups, len(self.statements))
        place = of * shape[1] + self.statement

        def counted(which: NDArray[np.bool_]) -> IntArray:
            return np.bincount(place[which & (of >= 0)], minlength=shape[0] * shape[1]).reshape(shape)

        everyone = np.ones(len(self), dtype=bool)
        return counted(self.value == AGREE), counted(self.value == DISAGREE), counted(everyone)


def votes(table: Any, *, person: str, statement: str, vote: str, when: str | None = None) -> Votes:
    """Read votes from a table with a row a vote.

    Args:
        table: pandas, Polars, Arrow, a DuckDB relation, a list of dicts, or a dict of columns.
        person: the column that says who voted.
        statement: the column that says on what.
        vote: the column of votes: 1 agree, -1 disagree, 0 pass. Rows without one are left out.
        when: the column of times, by which a person's later vote on a statement replaces the earlier. Without
            it nobody may have voted twice on a statement, unless the same.

    Returns:
        Votes: one a person and statement.

    Raises:
        MissingColumnError: if a column is not there.
        OutsideScaleError: if a vote is none of 1, 0 and -1.
        NoAnswersError: if there is no vote.
        InputError: if somebody changed a vote and no `when` says which is the later.

    Method:
        No estimate: the votes are brought into one form, which every other function here takes.

    Source:
        The layout of Polis' exports; tests/cocreate/opinions/test_votes.py.

    >>> votes({"who": ["a", "a", "b"], "on": [1, 2, 1], "vote": [1, -1, 0]}, person="who", statement="on", vote="vote")
    Votes(people=2, statements=2, votes=3)
    """
    from cocreate.engines import check_columns, collected, floats, frame_of

    frame = frame_of(table)
    names = [person, statement, vote, *([when] if when else [])]
    check_columns(frame, names)
    columns = collected(frame.select(**{f"c{place}": name for place, name in enumerate(names)}))
    value = floats(as_array(columns["c2"]))
    _check(value, vote)
    known = ~np.isnan(value)
    people, statements = (
        Factor.of(name, columns[c]).rows(known) for name, c in ((person, "c0"), (statement, "c1"))
    )
    for factor in (people, statements):
        if None in factor.levels:
            raise InputError(
                f"{factor.name!r} is missing in some rows that hold a vote; fill it in or drop them"
            )
    order = None if when is None else np.argsort(as_array(columns["c3"])[known], kind="stable")
    return _ordered(people, statements, value[known].astype(np.int8), order)


def votes_matrix(table: Any, *, statements: Sequence[str], person: str | None = None) -> Votes:
    """Read votes from a table with a row a person and a column a statement.

    Args:
        table: pandas, Polars, Arrow, a DuckDB relation, a list of dicts, or a dict of columns.
        statements: the columns of votes: 1 agree, -1 disagree, 0 pass, missing where somebody did not vote.
        person: the column that says who it is; without it people are numbered from 0 in the table's order.

    Returns:
        Votes: one a person and statement.

    Raises:
        MissingColumnError: if a column is not there.
        OutsideScaleError: if a vote is none of 1, 0 and -1.
        NoAnswersError: if there is no vote.

    Method:
        No estimate: the votes are brought into one form, which every other function here takes.

    Source:
        The layout of Polis' participant exports; tests/cocreate/opinions/test_votes.py.

    >>> votes_matrix({"s1": [1, -1, None], "s2": [1, None, 0]}, statements=["s1", "s2"])
    Votes(people=3, statements=2, votes=4)
    """
    from cocreate.engines import check_columns, collected, floats, frame_of

    if not statements:
        raise OptionError("statements is empty; name the columns that hold votes")
    frame = frame_of(table)
    names = [*statements, *([person] if person else [])]
    check_columns(frame, names)
    columns = collected(frame.select(**{f"c{place}": name for place, name in enumerate(names)}))
    filled = np.column_stack([floats(as_array(columns[f"c{place}"])) for place in range(len(statements))])
    for place, name in enumerate(statements):
        _check(filled[:, place], name)
    who, on = np.nonzero(~np.isnan(filled))
    labels = as_array(columns[f"c{len(statements)}"]) if person else np.arange(len(filled))
    people = Factor.of(person or "person", labels[who])
    return _ordered(
        people, Factor.of("statement", as_array(statements)[on]), filled[who, on].astype(np.int8), None
    )


def _check(value: FloatArray, name: str) -> None:
    strange = value[~np.isnan(value) & ~np.isin(value, (AGREE, PASS, DISAGREE))]
    if len(strange):
        raise OutsideScaleError(
            f"{name!r} holds {strange[0]:g}; votes are 1 (agree), -1 (disagree) and 0 (pass)"
        )


def _ordered(person: Factor, statement: Factor, value: NDArray[np.int8], order: IntArray | None) -> Votes:
    if not len(value):
        raise NoAnswersError("there are no votes")
    if order is None:
        _refuse_changes(person, statement, value)
        return _newest(person, statement, value)
    return _newest(person.rows(order), statement.rows(order), value[order])


def _refuse_changes(person: Factor, statement: Factor, value: NDArray[np.int8]) -> None:
    cell = person.codes * len(statement.levels) + statement.codes
    order = np.argsort(cell, kind="stable")
    again = np.diff(cell[order]) == 0
    changed = again & (np.diff(value[order].astype(np.int64)) != 0)
    if changed.any():
        row = order[1:][changed][0]
        raise InputError(
            f"{person.levels[person.codes[row]]!r} voted twice on {statement.levels[statement.codes[row]]!r} and not alike;"
            " name a column of times with when=, so that the later vote counts"
        )


def _newest(person: Factor, statement: Factor, value: NDArray[np.int8]) -> Votes:
    """Keep the last vote of each person on each statement."""
    cell = person.codes.astype(np.int64) * len(statement.levels) + statement.codes
    _, last = np.unique(cell[::-1], return_index=True)
    keep = len(cell) - 1 - last
    return Votes(person.levels, statement.levels, person.codes[keep], statement.codes[keep], value[keep])


def _labels(levels: tuple[Hashable, ...], codes: IntArray) -> list[Hashable]:
    return [levels[code] for code in codes]
