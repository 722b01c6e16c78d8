"""What groups think: how they voted, what sets each apart, and what everybody agrees on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cocreate.errors import MismatchError, OptionError
from cocreate.frames import Tabular
from cocreate.opinions.proportions import contrast_z, majority_z, smoothed
from cocreate.scores.quantiles import checked_confidence, normal_quantile
from cocreate.scores.shares import wilson_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    from cocreate.opinions.groups import OpinionGroups
    from cocreate.opinions.votes import Votes

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

Stance = Literal["agree", "disagree"]
STANCES: tuple[Stance, Stance] = ("agree", "disagree")

_HALF = 0.5


@dataclass(frozen=True, eq=False, repr=False)
class GroupViews(Tabular):
    """How each group voted on each statement. Arrays have the shape (groups, statements).

    Attributes:
        statements: labels of the statements.
        agrees: votes of agreement.
        disagrees: votes of disagreement.
        seen: all votes, passes too.
        confidence: of the intervals that `columns()` gives.
    """

    statements: tuple[Hashable, ...]
    agrees: IntArray
    disagrees: IntArray
    seen: IntArray
    confidence: float

    def __repr__(self) -> str:
        groups, statements = self.seen.shape
        return f"GroupViews(groups={groups}, statements={statements}, votes={int(self.seen.sum())})"

    def hits(self, stance: Stance) -> IntArray:
        """Votes of one stance."""
        return self.agrees if stance == "agree" else self.disagrees

    def columns(self) -> dict[str, Any]:
        """Give a row a group and statement: shares of agreement and disagreement with Wilson's interval."""
        groups, count = self.seen.shape
        n = self.seen.ravel()
        told: dict[str, Any] = {
            "group": np.repeat(np.arange(groups), count),
            "statement": list(self.statements) * groups,
            "n": n,
        }
        for stance in STANCES:
            share, low, high = wilson_of(self.hits(stance).ravel(), n, self.confidence)
            told |= {stance: share, f"{stance}_low": low, f"{stance}_high": high}
        return told


@dataclass(frozen=True, slots=True)
class Representative:
    """A statement that says what sets a group apart.

    Attributes:
        group: the group.
        statement: the statement.
        stance: "agree" or "disagree": what the group says to it.
        share: the share of the group's votes with that stance, 0 to 1.
        low: lower end of its Wilson interval.
        high: upper end.
        others: the share among everybody else.
        ratio: how many times as likely the group is to say so (with one vote added to each side).
        z_majority: how far the share lies above one half, in standard errors.
        z_contrast: how far it lies above the others', in standard errors.
        n: the group's votes on the statement.
        significant: whether both lie beyond chance at the confidence asked for.
        beyond_chance: whether the contrast does so among all that were looked at (Benjamini-Hochberg, 5 %).
    """

    group: int
    statement: Hashable
    stance: Stance
    share: float
    low: float
    high: float
    others: float
    ratio: float
    z_majority: float
    z_contrast: float
    n: int
    significant: bool
    beyond_chance: bool


@dataclass(frozen=True, eq=False, repr=False)
class Consensus(Tabular):
    """Statements by how far all groups agree with them, or all disagree, the most agreed on first.

    Attributes:
        statements: labels of the statements.
        stance: what everybody says to each: "agree" or "disagree".
        score: group-aware consensus: product over groups of (hits + 1) / (votes + 2), 0 to 1.
        lowest: the share with that stance in the group that shares it least, 0 to 1.
        share: the share among everybody who voted, in a group or not.
        low: lower end of its Wilson interval.
        high: upper end.
        n: votes on the statement.
        majority: whether the share lies above one half beyond chance, at the confidence asked for.
    """

    statements: tuple[Hashable, ...]
    stance: tuple[Stance, ...]
    score: FloatArray
    lowest: FloatArray
    share: FloatArray
    low: FloatArray
    high: FloatArray
    n: IntArray
    majority: NDArray[np.bool_]

    def __repr__(self) -> str:
        return f"Consensus(statements={len(self.statements)}, majority={int(self.majority.sum())})"

    def columns(self) -> dict[str, Any]:
        """Give a row a statement."""
        arrays = ("score", "lowest", "share", "low", "high", "n", "majority")
        return {
            "statement": list(self.statements),
            "stance": list(self.stance),
            **{name: getattr(self, name) for name in arrays},
        }

    def top(self, most: int = 5, *, stance: Stance = "agree") -> tuple[Hashable, ...]:
        """Name the statements of one stance with a majority beyond chance, the most agreed on first."""
        named = zip(self.statements, self.stance, self.majority, strict=True)
        return tuple(label for label, said, sure in named if said == stance and sure)[:most]


def group_views(votes: Votes, groups: OpinionGroups, *, confidence: float = 0.95) -> GroupViews:
    """Count how each group voted on each statement.

    Args:
        votes: the votes: those the groups were found in, or later ones of the same people.
        groups: the groups.
        confidence: of the intervals, between 0 and 1.

    Returns:
        GroupViews: agrees, disagrees and votes by group and statement; shares with intervals as a table.

    Raises:
        MismatchError: if none of the voters is in a group.
        ConfidenceError: if the confidence lies outside (0, 1).

    Method:
        Counts, and Wilson's interval for each share. People choose what they vote on, so that shares are of those
        who did. Groups were found from the same votes: that they differ is no finding, where they differ is.

    Source:
        Wilson (1927); tests/cocreate/opinions/test_statements.py.

    >>> from cocreate.opinions import opinion_groups
    >>> from cocreate.worlds import conversation
    >>> world = conversation(people=120, statements=30, groups=3, seed=1)
    >>> group_views(world.votes, opinion_groups(world.votes))
    GroupViews(groups=3, statements=30, votes=1800)
    """
    of = dict(zip(groups.people, groups.group, strict=True))
    group = np.array([of.get(person, -1) for person in votes.people], dtype=np.intp)
    if (group < 0).all():
        raise MismatchError("nobody who voted here is in one of those groups; find the groups in these votes")
    return GroupViews(votes.statements, *votes.counts(group, len(groups)), checked_confidence(confidence))


def representative_statements(
    views: GroupViews, *, most: int = 5, confidence: float = 0.9
) -> tuple[Representative, ...]:
    """Choose for each group the statements that set it apart.

    Args:
        views: how the groups voted.
        most: how many a group at most, >= 1.
        confidence: one-sided, between 0 and 1, of both tests.

    Returns:
        Representatives, group by group: those it agrees with first. A group for which nothing is beyond chance has
        one all the same, with `significant` False.

    Raises:
        OptionError: if `most` is below 1.
        ConfidenceError: if the confidence lies outside (0, 1).

    Method:
        A statement and stance stand for a group if more than half of it say so and more than of the others, both
        beyond chance one-sided; ranked by ratio x z_contrast x share x z_majority. The group's best agreed
        statement is always in. Many statements are looked at, so some of these are chance:
        `beyond_chance` allows for that.

    Source:
        Small et al. (2021), Polis; Benjamini and Hochberg (1995); tests/cocreate/opinions/test_statements.py.

    >>> from cocreate.opinions import opinion_groups
    >>> from cocreate.worlds import conversation
    >>> world = conversation(people=120, statements=30, groups=3, seed=1)
    >>> chosen = representative_statements(group_views(world.votes, opinion_groups(world.votes)))
    >>> {item.group for item in chosen if item.beyond_chance}
    {0, 1, 2}
    """
    if most < 1:
        raise OptionError(f"most == {most!r}, must be 1 or more")
    standings = [_Standing.of(views, stance, one_sided_z(confidence)) for stance in STANCES]
    beyond = _beyond_chance(standings)
    chosen = []
    for group in range(len(views.seen)):
        picked = _picked(standings, group, most)
        chosen += [
            _told(views, standings[s], group, place, bool(beyond[s, group, place])) for s, place in picked
        ]
    return tuple(chosen)


def consensus(
    votes: Votes, groups: OpinionGroups | None = None, *, confidence: float = 0.9, interval: float = 0.95
) -> Consensus:
    """Rank statements by how far everybody agrees with them, across groups.

    Args:
        votes: the votes.
        groups: opinion groups; None takes everybody as one.
        confidence: one-sided, between 0 and 1, with which a majority has to lie above one half.
        interval: confidence of the intervals of the shares.

    Returns:
        Consensus: a row a statement, the most agreed on first.

    Raises:
        MismatchError: if none of the voters is in one of the groups.
        ConfidenceError: if a confidence lies outside (0, 1).

    Method:
        Group-aware consensus multiplies over groups the smoothed share (hits + 1) / (votes + 2), so that one group
        against it is enough to bring a statement down; the stance is that with the higher product. A majority is
        tested over all votes: 2 sqrt(n + 1) ((hits + 1) / (n + 1) - 1/2). Not a decision: it says what is
        agreed on among those who voted.

    Source:
        Small et al. (2021), Polis; tests/cocreate/opinions/test_statements.py.

    >>> from cocreate.opinions import opinion_groups
    >>> from cocreate.worlds import conversation
    >>> world = conversation(people=120, statements=30, groups=3, seed=1)
    >>> set(consensus(world.votes, opinion_groups(world.votes)).top(3)) <= set(world.shared)
    True
    """
    everybody = votes.counts(np.zeros(len(votes.people), dtype=np.intp), 1)
    agrees, disagrees, n = (counts[0] for counts in everybody)
    views = (
        GroupViews(votes.statements, *everybody, interval) if groups is None else group_views(votes, groups)
    )
    products = np.array([smoothed(views.hits(stance), views.seen).prod(axis=0) for stance in STANCES])
    lowest = np.array([smoothed(views.hits(stance), views.seen).min(axis=0) for stance in STANCES])
    said = products.argmax(axis=0)
    every = np.arange(len(said))
    hits = np.where(said == 0, agrees, disagrees)
    share, low, high = wilson_of(hits, n, interval)
    majority = (smoothed(hits, n) > _HALF) & (majority_z(hits, n) > one_sided_z(confidence))
    order = np.lexsort((every, -share, -products[said, every]))
    return Consensus(
        tuple(votes.statements[place] for place in order),
        tuple(STANCES[said[place]] for place in order),
        products[said, every][order],
        lowest[said, every][order],
        share[order],
        low[order],
        high[order],
        n[order],
        majority[order],
    )


def one_sided_z(confidence: float) -> float:
    """Standard errors that a one-sided test asks for; 1.2816 at 0.9."""
    return normal_quantile(2 * checked_confidence(confidence) - 1) if confidence > _HALF else 0.0


@dataclass(frozen=True, eq=False, slots=True)
class _Standing:
    """One stance's shares and tests, shape (groups, statements)."""

    stance: Stance
    hits: IntArray
    other_hits: IntArray
    other_seen: IntArray
    share: FloatArray
    ratio: FloatArray
    z_majority: FloatArray
    z_contrast: FloatArray
    significant: NDArray[np.bool_]
    rank: FloatArray

    @classmethod
    def of(cls, views: GroupViews, stance: Stance, z: float) -> _Standing:
        hits, seen = views.hits(stance), views.seen
        other_hits, other_seen = hits.sum(axis=0) - hits, seen.sum(axis=0) - seen
        share, others = smoothed(hits, seen), smoothed(other_hits, other_seen)
        majority, contrast = majority_z(hits, seen), contrast_z(hits, seen, other_hits, other_seen)
        significant = (majority > z) & (contrast > z)
        ratio = share / others
        rank = ratio * contrast * share * majority
        return cls(stance, hits, other_hits, other_seen, share, ratio, majority, contrast, significant, rank)


def _picked(standings: Sequence[_Standing], group: int, most: int) -> list[tuple[int, int]]:
    """Stance and statement of those that stand for a group, agreed ones first."""
    agree = standings[0]
    both = [
        (float(standing.rank[group, place]), s, int(place))
        for s, standing in enumerate(standings)
        for place in np.flatnonzero(standing.significant[group])
    ]
    ranked = [(s, place) for _, s, place in sorted(both, key=lambda item: (-item[0], item[1], item[2]))]
    head = _best_agreed(agree, group)
    if head is None and not ranked:
        contrast = np.array([standing.z_contrast[group] for standing in standings])
        s, place = np.unravel_index(contrast.argmax(), contrast.shape)
        return [(int(s), int(place))]
    first = [] if head is None else [(0, head)]
    picked = (first + [item for item in ranked if item[1] != head])[:most]
    return sorted(picked, key=lambda item: item[0])


def _best_agreed(agree: _Standing, group: int) -> int | None:
    """The statement that speaks best for what a group agrees with, if anything does."""
    fits = agree.significant[group]
    if not fits.any():
        fits = (agree.ratio[group] > 1) & (agree.share[group] > _HALF) & (agree.hits[group] > 0)
    if not fits.any():
        return None
    return int(np.where(fits, agree.rank[group], -np.inf).argmax())


def _beyond_chance(standings: Sequence[_Standing]) -> NDArray[np.bool_]:
    from scipy.special import ndtr

    from cocreate.scores.compare import adjusted

    p = np.array([ndtr(-standing.z_contrast) for standing in standings])
    found: NDArray[np.bool_] = adjusted(p.ravel(), "bh").reshape(p.shape) < 0.05  # noqa: PLR2004 - the share of false findings
    return found


def _told(views: GroupViews, standing: _Standing, group: int, place: int, beyond: bool) -> Representative:  # noqa: FBT001 - a step of ours
    hits, n = int(standing.hits[group, place]), int(views.seen[group, place])
    other_n = int(standing.other_seen[group, place])
    share, low, high = wilson_of(np.array([hits]), np.array([n]), views.confidence)
    return Representative(
        group,
        views.statements[place],
        standing.stance,
        float(share[0]),
        float(low[0]),
        float(high[0]),
        float(standing.other_hits[group, place] / other_n) if other_n else float("nan"),
        float(standing.ratio[group, place]),
        float(standing.z_majority[group, place]),
        float(standing.z_contrast[group, place]),
        n,
        bool(standing.significant[group, place]),
        beyond,
    )
