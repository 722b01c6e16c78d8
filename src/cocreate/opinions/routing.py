"""Which statement to show somebody next: those that are new, telling, and not yet passed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.errors import MissingColumnError
from cocreate.frames import Tabular
from cocreate.opinions.landscape import landscape_of
from cocreate.opinions.proportions import smoothed

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import ArrayLike, NDArray

    from cocreate.opinions.votes import Votes

    FloatArray = NDArray[np.float64]

_BOOST, _FADING = 8.0, 5.0
"""A new statement weighs up to nine times as much; the lead halves with every fifth vote."""


@dataclass(frozen=True, eq=False, repr=False)
class Priorities(Tabular):
    """How much each statement deserves the next vote.

    Attributes:
        statements: labels of the statements.
        weight: their weights, > 0.
        seen: votes on each so far.
    """

    statements: tuple[Hashable, ...]
    weight: FloatArray
    seen: NDArray[np.intp]

    def __repr__(self) -> str:
        return f"Priorities(statements={len(self.statements)})"

    def columns(self) -> dict[str, Any]:
        """Give a row a statement: its weight, the chance that goes with it, and its votes."""
        return {
            "statement": list(self.statements),
            "weight": self.weight,
            "chance": self.weight / self.weight.sum(),
            "seen": self.seen,
        }


def statement_priorities(votes: Votes, *, fresh: Sequence[Hashable] = ()) -> Priorities:
    """Weigh statements by how much one more vote on them would tell.

    Args:
        votes: the votes so far.
        fresh: labels of statements nobody has voted on yet.

    Returns:
        Priorities: a weight a statement.

    Raises:
        Nothing of its own.

    Method:
        [(1 - p)(E + 1) a (1 + 8 * 2^(-S/5))]^2, with p the smoothed share of passes, a of agreement, S the votes and
        E how far the statement reaches out on the plane of opinions: seldom passed, agreed with, telling,
        and new ones first.

    Source:
        Small et al. (2021), Polis; tests/cocreate/opinions/test_routing.py.

    >>> from cocreate.worlds import conversation
    >>> world = conversation(people=120, statements=30, groups=3, seed=1)
    >>> statement_priorities(world.votes, fresh=["new"]).statements[-1]
    'new'
    """
    landscape = landscape_of(votes)
    agrees, disagrees, seen = (
        found[0] for found in votes.counts(np.zeros(len(votes.people), dtype=np.intp), 1)
    )
    new = [label for label in fresh if label not in votes.statements]
    none = np.zeros(len(new), dtype=np.intp)
    agrees, seen = np.concatenate([agrees, none]), np.concatenate([seen, none])
    passes = seen - agrees - np.concatenate([disagrees, none])
    extremity = np.concatenate([landscape.extremity, np.zeros(len(new))])
    return Priorities((*votes.statements, *new), priority(agrees, passes, seen, extremity), seen)


def next_statement(
    votes: Votes, person: Hashable, *, fresh: Sequence[Hashable] = (), rng: np.random.Generator | int = 0
) -> Hashable | None:
    """Draw the statement that a person should see next.

    Args:
        votes: the votes so far.
        person: who it is for; may be somebody who has not voted yet.
        fresh: labels of statements nobody has voted on yet.
        rng: a generator or a seed.

    Returns:
        A statement's label, or None where the person has voted on all of them.

    Raises:
        MissingColumnError: if there is no statement at all.

    Method:
        One draw among the statements the person has not voted on, with the weights of `statement_priorities`.

    Source:
        Small et al. (2021), Polis; tests/cocreate/opinions/test_routing.py.

    >>> from cocreate.worlds import conversation
    >>> world = conversation(people=120, statements=30, groups=3, seed=1)
    >>> next_statement(world.votes, "somebody new", rng=3) in world.votes.statements
    True
    """
    priorities = statement_priorities(votes, fresh=fresh)
    if not priorities.statements:
        raise MissingColumnError(person, (), what="statement for")
    done: set[Hashable] = set()
    if person in votes.people:
        own = votes.person == votes.people.index(person)
        done = {votes.statements[place] for place in votes.statement[own]}
    left = np.array([label not in done for label in priorities.statements])
    if not left.any():
        return None
    weight = np.where(left, priorities.weight, 0)
    return priorities.statements[np.random.default_rng(rng).choice(len(weight), p=weight / weight.sum())]


def priority(agrees: ArrayLike, passes: ArrayLike, seen: ArrayLike, extremity: ArrayLike) -> FloatArray:
    """Weight of a statement from its votes and how far it reaches out.

    >>> [round(float(priority(*counts)), 6) for counts in ((0, 0, 0, 0), (1, 0, 1, 0), (18, 3, 20, 1))]
    [5.0625, 12.529726, 4.493699]
    """
    lead = 1 + _BOOST * 2.0 ** (-np.asarray(seen) / _FADING)
    told = (1 - smoothed(passes, seen)) * (np.asarray(extremity) + 1) * smoothed(agrees, seen)
    weight: FloatArray = np.square(told * lead)
    return weight
