"""Designs of experiments: sets for best-worst, profiles to rate, sets to choose from; balanced and seeded."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.errors import InputError, OptionError
from cocreate.frames import Tabular

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

_STARTS = 12
_SWEEPS = 60
_MOST_PROFILES = 100_000
_ROUNDING = 1e-9
_ENDLESS = 1e300
_LEAST_SET = 2


@dataclass(frozen=True, eq=False, repr=False)
class BestWorstDesign(Tabular):
    """Sets of items to show, and how balanced they are.

    Attributes:
        items: labels.
        versions: for each version its sets, each a tuple of items in the order to show them.
        item_counts: how often each item is shown over all versions, shape (items,).
        pair_counts: how often each pair is shown together, shape (items, items), zero on the diagonal.
        position_counts: how often each item stands at each place, shape (items, size).
        balanced: whether all items are shown equally often and all pairs too: a balanced incomplete block design.
        efficiency: how much is learnt of differences, beside a design in which all pairs are equal; 1 at best.
        notes: what should be known before use.
    """

    items: tuple[Hashable, ...]
    versions: tuple[tuple[tuple[Hashable, ...], ...], ...]
    item_counts: IntArray
    pair_counts: IntArray
    position_counts: IntArray
    balanced: bool
    efficiency: float
    notes: tuple[str, ...] = ()

    def columns(self) -> dict[str, Any]:
        """Give a row a set, with a column a place."""
        rows = [(v, s, shown) for v, sets in enumerate(self.versions) for s, shown in enumerate(sets)]
        places = {f"item_{at + 1}": [shown[at] for *_, shown in rows] for at in range(len(rows[0][2]))}
        return {"version": [v + 1 for v, *_ in rows], "set": [s + 1 for _, s, _ in rows], **places}

    def __len__(self) -> int:
        return sum(len(sets) for sets in self.versions)

    def __repr__(self) -> str:
        return (
            f"BestWorstDesign(items={len(self.items)}, versions={len(self.versions)}, sets={len(self.versions[0])},"
            f" balanced={self.balanced}, efficiency={self.efficiency:.3f})"
        )


@dataclass(frozen=True, eq=False, repr=False)
class ProfileDesign(Tabular):
    """Profiles of a product to rate, or to choose from in sets.

    Attributes:
        attributes: levels by attribute.
        rows: level of each attribute, as its place, shape (rows, attributes).
        set_size: how many profiles a set shows; 1 where they are rated one by one.
        d_error: det(covariance)^(1 / weights), for one answer a set; less is better.
        efficiency: beside an orthogonal and balanced design; 1 at best. NaN where a prior is given.
        level_counts: for each attribute how often each level is shown.
        overlap: share of pairs within a set that agree in an attribute, from 0 to 1; NaN for single profiles.
        method: how it was found.
        notes: what should be known before use.
    """

    attributes: dict[str, tuple[Hashable, ...]]
    rows: IntArray
    set_size: int
    d_error: float
    efficiency: float
    level_counts: dict[str, tuple[int, ...]]
    overlap: float
    method: str
    notes: tuple[str, ...] = ()

    def columns(self) -> dict[str, Any]:
        """Give a row a profile, with its set and its place in it."""
        at = np.arange(len(self.rows))
        told = {
            name: [levels[code] for code in self.rows[:, place]]
            for place, (name, levels) in enumerate(self.attributes.items())
        }
        if self.set_size == 1:
            return {"profile": at + 1, **told}
        return {"set": at // self.set_size + 1, "alternative": at % self.set_size + 1, **told}

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        sets = (
            f"sets={len(self) // self.set_size} of {self.set_size}"
            if self.set_size > 1
            else f"profiles={len(self)}"
        )
        return f"ProfileDesign({sets}, d_error={self.d_error:.4f}, efficiency={self.efficiency:.3f})"


def best_worst_design(
    items: Sequence[Hashable],
    *,
    size: int = 4,
    sets: int | None = None,
    versions: int = 1,
    rng: np.random.Generator | int | None = 0,
) -> BestWorstDesign:
    """Make sets of items to show, every item equally often and every pair nearly so.

    Args:
        items: labels, three or more.
        size: how many items a set shows, from 2 to one less than there are items.
        sets: how many sets a person sees; None shows each item about three times.
        versions: how many different lists of sets to make, for different people.
        rng: a generator or a seed.

    Returns:
        BestWorstDesign: the sets, with counts of items, pairs and places, and its efficiency.

    Raises:
        OptionError: if the sizes do not fit.
        InputError: if an item is there twice.

    Method:
        From a random start with equal counts of items, items are exchanged between sets while that makes pairs (over
        all versions made so far) more even; the best of 12 starts. Then the order within sets is
        turned so that items stand at each place about equally often. It finds balanced incomplete block designs
        where they are small, and says whether it did.

    Source:
        Louviere, Flynn and Marley (2015), Best-Worst Scaling, chapter 2; tests/cocreate/choices/test_designs.py.

    >>> best_worst_design(list("abcdefg"), size=4, sets=7)
    BestWorstDesign(items=7, versions=1, sets=7, balanced=True, efficiency=1.000)
    """
    labels = tuple(items)
    count = len(labels)
    if len(set(labels)) < count:
        raise InputError("an item is there twice; give each once")
    if not _LEAST_SET <= size < count:
        raise OptionError(
            f"size == {size}, must lie between 2 and {count - 1}, one less than there are items"
        )
    wanted = -(-3 * count // size) if sets is None else sets
    if wanted < 1 or versions < 1:
        raise OptionError(f"sets == {wanted} and versions == {versions}; one or more of each are wanted")
    random = np.random.default_rng(rng)
    so_far = np.zeros((count, count))
    made = []
    for _ in range(versions):
        blocks = _blocks(count, size, wanted, so_far, random)
        so_far += _pairs(blocks, count)
        made.append(blocks)
    ordered = _turned(np.array(made).reshape(-1, size), count)
    return _judged(labels, ordered.reshape(versions, wanted, size), so_far)


def profile_design(
    attributes: Mapping[str, Sequence[Hashable]],
    *,
    profiles: int | None = None,
    rng: np.random.Generator | int | None = 0,
) -> ProfileDesign:
    """Make profiles to rate: all of them, or the fraction from which most is learnt.

    Args:
        attributes: levels by attribute, two or more each.
        profiles: how many to make; None makes all (the full factorial).
        rng: a generator or a seed.

    Returns:
        ProfileDesign: the profiles, with their D-error, efficiency and balance.

    Raises:
        OptionError: if levels are too few, or profiles fewer than weights.

    Method:
        Effects coding; det(X'X) is made as great as can be by exchange of one level at a time, the best of 12 seeded
        starts. Efficiency is beside an orthogonal balanced design, which need not exist. Main effects only.

    Source:
        Meyer and Nachtsheim (1995), coordinate exchange; tests/cocreate/choices/test_designs.py.

    >>> profile_design({"price": [1, 2, 3], "colour": ["red", "blue"], "size": ["s", "m", "l"]}, profiles=9).level_counts["price"]
    (3, 3, 3)
    """
    levels = _checked(attributes)
    counts = [len(of) for of in levels.values()]
    weights = 1 + sum(counts) - len(counts)
    total = int(np.prod(counts))
    if profiles is None:
        if total > _MOST_PROFILES:
            raise OptionError(f"all profiles would be {total:,}; ask for fewer with profiles=")
        rows = np.indices(counts).reshape(len(counts), -1).T
        return _profiles(levels, rows, "full factorial")
    if profiles < weights:
        raise OptionError(f"profiles == {profiles}, but {weights} weights need at least as many")
    rows = _exchanged(counts, profiles, 1, None, np.random.default_rng(rng))
    return _profiles(levels, rows, "coordinate exchange, D-optimal main effects")


def choice_design(
    attributes: Mapping[str, Sequence[Hashable]],
    *,
    sets: int,
    alternatives: int = 2,
    prior: Mapping[str, Sequence[float]] | None = None,
    rng: np.random.Generator | int | None = 0,
) -> ProfileDesign:
    """Make sets of profiles to choose from, from which most is learnt.

    Args:
        attributes: levels by attribute, two or more each.
        sets: how many sets.
        alternatives: how many profiles a set shows.
        prior: what is thought of each level's part-worth beforehand, by attribute; None for nothing.
        rng: a generator or a seed.

    Returns:
        ProfileDesign: the profiles set by set, with their D-error, balance and overlap.

    Raises:
        OptionError: if sizes or priors do not fit.

    Method:
        Effects coding; the D-error of the multinomial logit at the prior is made as small as can be by exchange of one
        level at a time, the best of 12 seeded starts. A prior avoids sets whose winner is plain.

    Source:
        Zwerina, Huber and Kuhfeld (1996); Kessels et al. (2009); tests/cocreate/choices/test_designs.py.

    >>> choice_design({"price": [1, 2], "colour": ["red", "blue"]}, sets=4).level_counts
    {'price': (4, 4), 'colour': (4, 4)}
    """
    levels = _checked(attributes)
    counts = [len(of) for of in levels.values()]
    weights = sum(counts) - len(counts)
    if alternatives < 2 or sets * (alternatives - 1) < weights:  # noqa: PLR2004 - a choice takes two
        raise OptionError(
            f"{sets} sets of {alternatives} are too few for {weights} weights; two alternatives or more, and"
            " sets x (alternatives - 1) >= weights, are wanted"
        )
    known = _prior(levels, prior)
    rows = _exchanged(counts, sets * alternatives, alternatives, known, np.random.default_rng(rng))
    coded = _coded(rows, counts)
    information = _information(coded, alternatives, known) / sets
    error = float(np.linalg.det(information) ** (-1 / weights))
    best = _least_error(counts, alternatives)
    return ProfileDesign(
        levels, rows, alternatives, error, float(best / error) if prior is None else float("nan"),
        _level_counts(rows, levels), _overlap(rows, alternatives), "coordinate exchange, D-efficient for logit",
        _uneven(rows, levels),
    )  # fmt: skip


def _blocks(count: int, size: int, sets: int, so_far: FloatArray, rng: np.random.Generator) -> IntArray:
    """The most even of some starts; sets of one version."""
    best, least = None, np.inf
    for _ in range(_STARTS):
        member = _even_start(count, size, sets, rng)
        cost = _evened(member, so_far)
        if cost < least - _ROUNDING:
            best, least = member, cost
    if best is None:
        raise OptionError("no design was found; ask for other sizes")
    return np.array([np.flatnonzero(row) for row in best.T])


def _even_start(count: int, size: int, sets: int, rng: np.random.Generator) -> FloatArray:
    """Which item is in which set, each item about equally often: shape (items, sets)."""
    member = np.zeros((count, sets))
    for place in range(sets):
        times = member.sum(axis=1) + rng.random(count) / 2
        member[np.argsort(times)[:size], place] = 1
    return member


def _evened(member: FloatArray, so_far: FloatArray) -> float:
    """Exchange items between sets while pairs become more even; the sum of their squares that remains."""
    together = member @ member.T + so_far
    np.fill_diagonal(together, 0)
    for _ in range(_SWEEPS):
        better = False
        for one, other in combinations(range(member.shape[1]), 2):
            better |= _exchange(member, together, one, other)
        if not better:
            break
    return float((together**2).sum())


def _exchange(member: FloatArray, together: FloatArray, one: int, other: int) -> bool:
    """Exchange the two items of two sets that helps most; together are the squares of pairs made smaller."""
    side = member[:, other] - member[:, one]
    here, there = np.flatnonzero(side < 0), np.flatnonzero(side > 0)
    if not len(here):
        return False
    gain = together @ side
    change = gain[here][:, None] - gain[there] - 2 * together[np.ix_(here, there)] + side @ side - 2
    at = np.unravel_index(np.argmin(change), change.shape)
    if change[at] >= -_ROUNDING:
        return False
    leaving, coming = here[at[0]], there[at[1]]
    side[[leaving, coming]] = 0
    for item, sign in ((leaving, 1), (coming, -1)):
        together[item] += sign * side
        together[:, item] += sign * side
    member[[leaving, coming], one] = 0, 1
    member[[leaving, coming], other] = 1, 0
    return True


def _pairs(blocks: IntArray, count: int) -> FloatArray:
    """How often each pair of items is shown together."""
    member = np.zeros((count, len(blocks)))
    member[blocks.T, np.arange(len(blocks))] = 1
    together: FloatArray = member @ member.T
    np.fill_diagonal(together, 0)
    return together


def _turned(blocks: IntArray, count: int) -> IntArray:
    """Order each set so that items stand at each place about equally often."""
    size = blocks.shape[1]
    seen = np.zeros((count, size))
    found = np.empty_like(blocks)
    for row, block in enumerate(blocks):
        free = list(block)
        for place in range(blocks.shape[1]):
            first = min(free, key=lambda item: (seen[item, place] - seen[item].mean(), item))
            free.remove(first)
            found[row, place] = first
            seen[first, place] += 1
    return found


def _judged(labels: tuple[Hashable, ...], blocks: IntArray, together: FloatArray) -> BestWorstDesign:
    size = blocks.shape[2]
    flat = blocks.reshape(-1, size)
    positions = np.zeros((len(labels), size), dtype=np.intp)
    for place in range(size):
        np.add.at(positions[:, place], flat[:, place], 1)
    counts, pairs = positions.sum(axis=1), together.astype(np.intp)
    off = pairs[np.triu_indices(len(labels), 1)]
    balanced = bool(np.ptp(counts) == 0 and np.ptp(off) == 0)
    laplacian = np.diag(together.sum(axis=1)) - together
    roots = np.linalg.eigvalsh(laplacian)[1:]
    even = roots.sum() / len(roots)
    connected = roots.min() > _ROUNDING
    notes = (
        []
        if connected
        else ["some items are never compared with the rest, even by way of others; show more sets"]
    )
    if np.ptp(counts):
        notes.append(f"items are shown {counts.min()} to {counts.max()} times")
    if off.min() == 0:
        notes.append(f"{(off == 0).sum()} pairs are never shown together")
    named = tuple(tuple(tuple(labels[item] for item in block) for block in version) for version in blocks)
    efficiency = float(len(roots) / (1 / roots).sum() / even) if connected else 0.0
    return BestWorstDesign(labels, named, counts, pairs, positions, balanced, efficiency, tuple(notes))


def _checked(attributes: Mapping[str, Sequence[Hashable]]) -> dict[str, tuple[Hashable, ...]]:
    levels = {name: tuple(of) for name, of in attributes.items()}
    if not levels:
        raise OptionError("no attribute is named; give levels by attribute")
    for name, of in levels.items():
        if len(of) < 2 or len(set(of)) < len(of):  # noqa: PLR2004 - one level tells nothing
            raise OptionError(f"{name!r} has levels {list(of)!r}; two different ones or more are wanted")
    return levels


def _prior(
    levels: dict[str, tuple[Hashable, ...]], prior: Mapping[str, Sequence[float]] | None
) -> FloatArray:
    """Coefficients in effects coding, from part-worths of all levels."""
    told = []
    for name, of in levels.items():
        worth = np.asarray((prior or {}).get(name, np.zeros(len(of))), dtype=np.float64)
        if worth.shape != (len(of),) or not np.isfinite(worth).all():
            raise OptionError(
                f"prior of {name!r} holds {worth.size} numbers; one for each of its {len(of)} levels"
            )
        told.append((worth - worth.mean())[:-1])
    unknown = set(prior or {}) - set(levels)
    if unknown:
        raise OptionError(f"prior names {min(unknown)!r}, which is no attribute")
    return np.concatenate(told)


def effects_of(codes: IntArray, count: int) -> FloatArray:
    """Effects coding of one attribute: a column a level but the last, which is -1 in all."""
    basis = np.vstack([np.eye(count - 1), -np.ones(count - 1)])
    found: FloatArray = basis[codes]
    return found


def _coded(rows: IntArray, counts: Sequence[int]) -> FloatArray:
    return np.column_stack([effects_of(rows[:, place], count) for place, count in enumerate(counts)])


def _information(coded: FloatArray, size: int, prior: FloatArray | None) -> FloatArray:
    """Information on the weights: of ratings with a constant (size 1), or of choices among `size`."""
    if size == 1:
        full = np.column_stack([np.ones(len(coded)), coded])
        return full.T @ full
    sets = coded.reshape(-1, size, coded.shape[1])
    utility = sets @ prior if prior is not None else np.zeros(sets.shape[:2])
    share = np.exp(utility - utility.max(axis=1, keepdims=True))
    share /= share.sum(axis=1, keepdims=True)
    away = sets - np.einsum("sa,sak->sk", share, sets)[:, None, :]
    found: FloatArray = np.einsum("sa,sak,sal->kl", share, away, away)
    return found


def _exchanged(
    counts: Sequence[int], rows: int, size: int, prior: FloatArray | None, rng: np.random.Generator
) -> IntArray:
    """The best of some starts, each bettered one level at a time."""
    best, most = None, -np.inf
    for _ in range(_STARTS):
        design = np.column_stack([rng.permutation(np.arange(rows) % count) for count in counts])
        value = _bettered(design, counts, size, prior)
        if value > most + _ROUNDING:
            best, most = design, value
    if best is None:
        raise OptionError("no design tells all weights apart; ask for more profiles or sets")
    return best


def _bettered(design: IntArray, counts: Sequence[int], size: int, prior: FloatArray | None) -> float:
    """Change levels in place while the determinant grows; its logarithm."""
    value = _log_det(design, counts, size, prior)
    for _ in range(_SWEEPS):
        before = value
        for row in range(len(design)):
            for place in range(len(counts)):
                value = _best_level(design, row, place, value, counts=counts, size=size, prior=prior)
        if value <= before + _ROUNDING:
            break
    return value


def _best_level(
    design: IntArray, row: int, place: int, value: float, *, counts: Sequence[int], size: int, prior: FloatArray | None
) -> float:  # fmt: skip
    kept = design[row, place]
    for level in range(counts[place]):
        design[row, place] = level
        found = _log_det(design, counts, size, prior)
        if found > value + _ROUNDING:
            kept, value = level, found
    design[row, place] = kept
    return value


def _log_det(design: IntArray, counts: Sequence[int], size: int, prior: FloatArray | None) -> float:
    sign, value = np.linalg.slogdet(_information(_coded(design, counts), size, prior))
    return float(value) if sign > 0 else -_ENDLESS


def _least_error(counts: Sequence[int], size: int) -> float:
    """D-error of choices without prior, were all levels balanced, unrelated, and overlapping as little as they must."""
    logs = 0.0
    for count in counts:
        whole, more = divmod(size, count)
        alike = (count - more) * whole**2 + more * (whole + 1) ** 2
        differ = (size**2 - alike) / (size**2 - size**2 / count) if size else 0.0
        moment = np.linalg.slogdet(
            effects_of(np.arange(count), count).T @ effects_of(np.arange(count), count) / count
        )[1]
        logs += moment + (count - 1) * np.log(differ)
    return float(np.exp(-logs / (sum(counts) - len(counts))))


def _profiles(levels: dict[str, tuple[Hashable, ...]], rows: IntArray, method: str) -> ProfileDesign:
    counts = [len(of) for of in levels.values()]
    information = _information(_coded(rows, counts), 1, None) / len(rows)
    best = sum(
        np.linalg.slogdet(effects_of(np.arange(c), c).T @ effects_of(np.arange(c), c) / c)[1] for c in counts
    )
    weights = len(information)
    found = np.linalg.slogdet(information)[1]
    return ProfileDesign(
        levels, rows, 1, float(np.exp(-found / weights)), float(np.exp((found - best) / weights)),
        _level_counts(rows, levels), float("nan"), method, _uneven(rows, levels),
    )  # fmt: skip


def _level_counts(rows: IntArray, levels: dict[str, tuple[Hashable, ...]]) -> dict[str, tuple[int, ...]]:
    return {
        name: tuple(np.bincount(rows[:, place], minlength=len(of)).tolist())
        for place, (name, of) in enumerate(levels.items())
    }


def _uneven(rows: IntArray, levels: dict[str, tuple[Hashable, ...]]) -> tuple[str, ...]:
    counts = _level_counts(rows, levels)
    uneven = [name for name, times in counts.items() if max(times) > min(times) + 1]
    return (f"levels of {', '.join(map(repr, uneven))} are not shown equally often",) if uneven else ()


def _overlap(rows: IntArray, size: int) -> float:
    sets = rows.reshape(-1, size, rows.shape[1])
    one, other = np.triu_indices(size, 1)
    return float((sets[:, one] == sets[:, other]).mean())
