"""Reliability of many answers, held against pingouin's figure.

Run alone: `python bench/scales.py`. Answers are drawn once, seeded.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cocreate import scales, worlds

sys.path.insert(0, str(Path(__file__).parent))
from rows import Row, at_most
from timing import best

if TYPE_CHECKING:
    from collections.abc import Iterable

PEOPLE = 500_000


def rows() -> Iterable[Row]:
    """Give the rows of the benchmark's table."""
    import pingouin

    world = worlds.questionnaire(people=PEOPLE, steps=7, seed=1)
    items = world.factors["a"]
    table = pd.DataFrame({name: world.table[name] for name in items})
    found = {}

    def ours() -> None:
        found["ours"] = scales.reliability(table, items).alpha.value

    ours()
    if abs(found["ours"] - pingouin.cronbach_alpha(data=table)[0]) > 1e-9:
        raise AssertionError("the alphas differ")
    what = f"alpha, omega, intervals and items of {PEOPLE:,} people, beside half a second"
    yield at_most(what, ours=best(ours), peer=0.5, limit=1, unit="s")


if __name__ == "__main__":
    for row in rows():
        print(f"{row.what}: {row.ours} | {row.peer} | {row.ratio:.2f} ({row.target}) {row.ok}")
