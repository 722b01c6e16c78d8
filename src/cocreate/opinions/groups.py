"""Opinion groups: people who vote alike, found as Polis finds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.errors import NotEnoughDataError, OptionError
from cocreate.frames import Tabular
from cocreate.opinions.clustering import Clustering, k_means, silhouette
from cocreate.opinions.landscape import Landscape, landscape_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from numpy.typing import NDArray

    from cocreate.opinions.votes import Votes

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

FEWEST_PEOPLE = 15
PEOPLE_A_GROUP = 12
FEWEST_GROUPS = 2


@dataclass(frozen=True, eq=False, repr=False)
class OpinionGroups(Tabular):
    """People in groups of like opinion, and where everybody stands.

    Attributes:
        people: everyone who voted.
        statements: the statements the layout rests on.
        position: people on the plane, shape (people, 2); nearer means voting more alike.
        group: each person's group, from 0 (the largest) up; -1 for those with too few votes to tell.
        size: people in each group, shape (groups,).
        centre: the groups' middles, shape (groups, 2).
        silhouette: mean silhouette of the grouping, -1 to 1; near 0 the groups run into each other.
        tried: silhouette for each number of groups that was tried.
        landscape: the components behind the plane.
        min_votes: votes that a person needed to be put into a group.
        notes: what should be known before reading the groups.
    """

    people: tuple[Hashable, ...]
    statements: tuple[Hashable, ...]
    position: FloatArray
    group: IntArray
    size: IntArray
    centre: FloatArray
    silhouette: float
    tried: Mapping[int, float]
    landscape: Landscape
    min_votes: int
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.size)

    def __repr__(self) -> str:
        sizes = [int(size) for size in self.size]
        return f"OpinionGroups(groups={len(self)}, sizes={sizes}, silhouette={self.silhouette:.3f})"

    def columns(self) -> dict[str, Any]:
        """Give a row a person: who, where on the plane, and in which group (-1 for none)."""
        return {
            "person": list(self.people),
            "x": self.position[:, 0],
            "y": self.position[:, 1],
            "group": self.group,
        }


def opinion_groups(
    votes: Votes,
    *,
    groups: int | None = None,
    most_groups: int = 5,
    min_votes: int = 7,
    previous: OpinionGroups | None = None,
    rng: np.random.Generator | int = 0,
) -> OpinionGroups:
    """Find groups of people who vote alike.

    Args:
        votes: the votes; leave moderated statements out with `votes.without(...)` first.
        groups: how many groups to make; None lets the silhouette choose.
        most_groups: how many it may choose at most, >= 2.
        min_votes: votes a person needs to be put into a group; no more than there are statements. Where fewer
            than 15 people reach it, the 15 who voted most are taken.
        previous: groups found before some of the votes came in: directions are kept, and a group keeps its number
            where most of its people stay together.
        rng: a generator or a seed, for the starts of the grouping.

    Returns:
        OpinionGroups: a group a person, their places on the plane, and how well the groups are apart.

    Raises:
        NotEnoughDataError: if fewer than two people, or fewer ways of voting than groups, can be told apart.
        OptionError: if `groups`, `most_groups` or `min_votes` is out of range.

    Method:
        Votes (1, 0, -1) with unseen ones at their statement's mean are centred; the first two principal components
        make the plane. A person lies where their own votes put them, stretched by
        sqrt(statements / votes cast). k-means, the best of many starts, for 2 to min(5, 2 + people // 12) groups;
        the highest mean silhouette wins. Groups say who votes alike, not who people are; two
        components hold only part of how votes differ (`landscape.explained`). With a silhouette below about
        0.25 speak of a spectrum rather than of groups.

    Source:
        Small, Bjorkegren, Erkkilae, Shaw, Megill (2021), Polis: scaling deliberation by mapping high dimensional
        opinion spaces; Rousseeuw (1987) for the silhouette; tests/cocreate/opinions/test_groups.py.

    >>> from cocreate.worlds import conversation
    >>> world = conversation(people=120, statements=30, groups=3, seed=1)
    >>> opinion_groups(world.votes)
    OpinionGroups(groups=3, sizes=[42, 41, 37], silhouette=0.580)
    """
    _check(groups, most_groups, min_votes)
    rng = np.random.default_rng(rng)
    landscape = landscape_of(votes, align=_earlier_loadings(votes, previous))
    included = _included(votes, min_votes)
    points = landscape.positions[included]
    distinct = len(np.unique(points, axis=0))
    if distinct < (groups or FEWEST_GROUPS):
        raise NotEnoughDataError(
            f"{distinct} ways of voting can be told apart, {groups or FEWEST_GROUPS} groups need as many at least;"
            " wait for more votes"
        )
    highest = min(most_groups, FEWEST_GROUPS + len(points) // PEOPLE_A_GROUP, distinct)
    sizes = [groups] if groups else list(range(FEWEST_GROUPS, max(highest, FEWEST_GROUPS) + 1))
    near = None if previous is None else previous.centre
    found = {size: k_means(points, size, rng=rng, near=near) for size in sizes}
    tried = {size: silhouette(points, clustering.group) for size, clustering in found.items()}
    best = max(tried, key=lambda size: (tried[size], -size))
    number = _numbers(found[best], np.array(votes.people, dtype=object)[included], previous)
    group = np.full(len(votes.people), -1)
    group[included] = number[found[best].group]
    order = np.argsort(number)
    return OpinionGroups(
        votes.people,
        votes.statements,
        landscape.positions,
        group,
        np.bincount(group[included], minlength=best),
        found[best].centres[order],
        tried[best],
        tried,
        landscape,
        min(min_votes, len(votes.statements)),
        _notes(votes, included, tried[best]),
    )


def _check(groups: int | None, most_groups: int, min_votes: int) -> None:
    if groups is not None and groups < FEWEST_GROUPS:
        raise OptionError(f"groups == {groups!r}, must be 2 or more, or None to let the silhouette choose")
    if most_groups < FEWEST_GROUPS:
        raise OptionError(f"most_groups == {most_groups!r}, must be 2 or more")
    if min_votes < 1:
        raise OptionError(f"min_votes == {min_votes!r}, must be 1 or more")


def _included(votes: Votes, min_votes: int) -> NDArray[np.bool_]:
    """Those who voted enough; where they are few, those who voted most."""
    cast = votes.cast
    enough = cast >= min(min_votes, len(votes.statements))
    if enough.sum() >= FEWEST_PEOPLE:
        return enough
    included = np.zeros(len(cast), dtype=bool)
    included[np.argsort(-cast, kind="stable")[:FEWEST_PEOPLE]] = True
    return included | enough


def _earlier_loadings(votes: Votes, previous: OpinionGroups | None) -> FloatArray | None:
    if previous is None:
        return None
    place = {label: index for index, label in enumerate(previous.statements)}
    loadings = np.zeros((2, len(votes.statements)))
    for index, label in enumerate(votes.statements):
        if label in place:
            loadings[:, index] = previous.landscape.loadings[:, place[label]]
    return loadings


def _numbers(found: Clustering, people: NDArray[Any], previous: OpinionGroups | None) -> IntArray:
    """Number groups: as before where most people stay together, else from the largest down."""
    size = np.bincount(found.group, minlength=len(found.centres))
    order = np.lexsort((found.centres[:, 1], found.centres[:, 0], -size))
    if previous is None:
        return np.argsort(order)
    from scipy.optimize import linear_sum_assignment

    before = dict(zip(previous.people, previous.group, strict=True))
    shared = np.zeros((len(size), max(len(size), len(previous))))
    for group, person in zip(found.group, people, strict=True):
        if before.get(person, -1) >= 0:
            shared[group, before[person]] += 1
    number = np.full(len(size), -1)
    rows, columns = linear_sum_assignment(-shared)
    kept = (shared[rows, columns] > 0) & (columns < len(size))
    number[rows[kept]] = columns[kept]
    free = iter(sorted(set(range(len(size))) - set(number[number >= 0].tolist())))
    for group in order:
        if number[group] < 0:
            number[group] = next(free)
    return number


def _notes(votes: Votes, included: NDArray[np.bool_], width: float) -> tuple[str, ...]:
    notes = []
    left_out = int((~included).sum())
    if left_out:
        notes.append(f"{left_out:,} of {len(votes.people):,} people voted too little to be put into a group")
    if width < 0.25:  # noqa: PLR2004 - below it Rousseeuw finds no substantial structure
        notes.append(f"a silhouette of {width:.2f} means a spectrum rather than groups")
    return tuple(notes)
