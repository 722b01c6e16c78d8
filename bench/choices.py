"""Choices among alternatives beside statsmodels' conditional logit.

Run alone: `python bench/choices.py`. Choices are drawn once, seeded; both give weights, errors and the same top.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cocreate import choices, worlds

sys.path.insert(0, str(Path(__file__).parent))
from rows import Row, at_least, at_most
from timing import best

if TYPE_CHECKING:
    from collections.abc import Iterable

WEIGHTS = {"quality": 0.8, "speed": 0.3, "price": -0.5}
FEW, MANY = 1000, 50_000


def rows() -> Iterable[Row]:
    """Give the rows of the benchmark's table."""
    yield beside_statsmodels()
    table = pd.DataFrame(worlds.choice_survey(MANY, weights=WEIGHTS, seed=1).table)
    quickest = best(lambda: ours(table), times=3)
    yield at_most(
        f"weights from {MANY:,} choices, beside one second", ours=quickest, peer=1.0, limit=1, unit="s"
    )


def ours(table: pd.DataFrame) -> choices.ChoiceModel:
    return choices.mnl(
        table,
        "chosen",
        attributes=list(WEIGHTS),
        situation="situation",
        alternative="option",
        constants=False,
    )


def beside_statsmodels() -> Row:
    """Weights and classical errors by maximum likelihood."""
    from statsmodels.discrete.conditional_models import ConditionalLogit

    table = pd.DataFrame(worlds.choice_survey(FEW, weights=WEIGHTS, seed=1).table)

    def theirs() -> np.ndarray:
        found = ConditionalLogit(table["chosen"], table[list(WEIGHTS)], groups=table["situation"]).fit(
            disp=False
        )
        return np.concatenate([found.params.to_numpy(), found.bse.to_numpy()])

    mine = ours(table)
    if np.abs(np.concatenate([mine.value, mine.std_error]) - theirs()).max() > 1e-3:
        raise AssertionError("the weights differ")
    quickest, peer = best(lambda: ours(table), times=3), best(theirs, times=2)
    return at_least(
        f"weights from {FEW:,} choices, beside statsmodels", ours=quickest, peer=peer, limit=1, unit="s"
    )


if __name__ == "__main__":
    for row in rows():
        print(f"{row.what}: {row.ours} | {row.peer} | {row.ratio:.2f} ({row.target}) {row.ok}")
