"""Opinion groups beside red-dwarf, and strengths from pairs beside choix.

Run alone: `python bench/opinions.py`. Conversations and comparisons are drawn once, seeded.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cocreate import opinions, worlds

sys.path.insert(0, str(Path(__file__).parent))
from rows import Row, at_least, at_most
from timing import best

if TYPE_CHECKING:
    from collections.abc import Iterable

PEOPLE, STATEMENTS, VOTES_EACH = 2000, 900, 100
ITEMS, COMPARISONS = 200, 100_000


def rows() -> Iterable[Row]:
    """Give the rows of the benchmark's table."""
    yield from beside_red_dwarf()
    yield beside_choix()


def beside_red_dwarf() -> Iterable[Row]:
    """From votes to groups, representative statements and consensus."""
    from reddwarf.implementations.polis import run_pipeline

    votes = worlds.conversation(
        people=PEOPLE, statements=STATEMENTS, groups=3, votes_each=VOTES_EACH, seed=1
    ).votes
    cast = list(zip(votes.person.tolist(), votes.statement.tolist(), votes.value.tolist(), strict=True))
    told = [{"participant_id": p, "statement_id": s, "vote": v} for p, s, v in cast]
    table = {name: [row[place] for row in cast] for place, name in enumerate(("p", "s", "v"))}

    def ours() -> None:
        read = opinions.votes(table, person="p", statement="s", vote="v")
        groups = opinions.opinion_groups(read)
        opinions.representative_statements(opinions.group_views(read, groups))
        opinions.consensus(read, groups)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = best(lambda: run_pipeline(votes=told, random_state=0), times=1)
    quickest = best(ours, times=3)
    what = f"opinion groups of {PEOPLE:,} people x {STATEMENTS} statements"
    yield at_most(f"{what}, beside one second", ours=quickest, peer=1.0, limit=1, unit="s")
    yield at_least(f"{what}, beside red-dwarf", ours=quickest, peer=peer, limit=1, unit="s")


def beside_choix() -> Row:
    """Strengths of many items by maximum likelihood; ours gives their covariance and ranks too."""
    import choix

    table = worlds.contests(items=ITEMS, comparisons=COMPARISONS, seed=1).table
    pairs = list(zip(table["winner"].tolist(), table["loser"].tolist(), strict=True))
    strengths = {}

    def ours() -> None:
        found = opinions.bradley_terry(table, winner="winner", loser="loser")
        strengths["ours"] = found.value[np.argsort(found.items)]

    def theirs() -> None:
        strengths["peer"] = choix.ilsr_pairwise(ITEMS, pairs)

    quickest, peer = best(ours, times=3), best(theirs, times=2)
    if np.abs(strengths["ours"] - strengths["peer"]).max() > 1e-4:
        raise AssertionError("the strengths differ")
    what = f"strengths of {ITEMS} items from {COMPARISONS:,} comparisons, beside choix"
    return at_least(what, ours=quickest, peer=peer, limit=1, unit="s")


if __name__ == "__main__":
    for row in rows():
        print(f"{row.what}: {row.ours} | {row.peer} | {row.ratio:.2f} ({row.target}) {row.ok}")
