"""EASE beside the same formula in plain NumPy and SciPy, from a table to weights.

Run alone: `python bench/recommend.py`. Purchases are drawn once, seeded.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from cocreate import recommend, worlds

sys.path.insert(0, str(Path(__file__).parent))
from rows import Row, as_much, at_most
from timing import best

if TYPE_CHECKING:
    from collections.abc import Iterable

USERS, ITEMS, STRENGTH = 10_000, 800, 100.0


def rows() -> Iterable[Row]:
    """Give the rows of the benchmark's table."""
    table = pd.DataFrame(worlds.shoppers(USERS, items=ITEMS, purchases=20, seed=1).table)

    def ours() -> np.ndarray:
        return recommend.ease(table, user="user", item="item", l2=STRENGTH).weights

    def plain() -> np.ndarray:
        users, items = (pd.factorize(table[name], sort=True)[0] for name in ("user", "item"))
        matrix = csr_array((np.ones(len(table)), (users, items)))
        inverse = np.linalg.inv((matrix.T @ matrix).toarray() + STRENGTH * np.eye(ITEMS))
        weights = -inverse / np.diag(inverse)
        np.fill_diagonal(weights, 0)
        return weights

    if np.abs(ours() - plain()).max() > 1e-8:
        raise AssertionError("the weights differ")
    quickest, peer = best(ours, times=3), best(plain, times=3)
    what = f"EASE of {USERS:,} users x {ITEMS} items"
    yield at_most(
        f"{what}, beside plain NumPy (names kept, duplicates joined)",
        ours=quickest,
        peer=peer,
        limit=2,
        unit="s",
    )
    ease, popularity = measured(table)
    yield as_much(f"{what}: NDCG@10 beside popularity", ours=ease, peer=popularity, limit=1.2, unit="")


def measured(table: pd.DataFrame) -> tuple[float, float]:
    """NDCG@10 of EASE and of popularity."""
    found = recommend.evaluate(table, user="user", item="item", when="when", k=[10], l2=STRENGTH)
    return found.find("ease", "ndcg@10")[0], found.find("popularity", "ndcg@10")[0]


if __name__ == "__main__":
    for row in rows():
        print(f"{row.what}: {row.ours} | {row.peer} | {row.ratio:.2f} ({row.target}) {row.ok}")
