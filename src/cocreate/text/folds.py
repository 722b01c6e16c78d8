"""Folds made from what texts say, so that neither their order nor their repetition matters."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def digest(text: str) -> int:
    """Give a number that only depends on the text."""
    return int.from_bytes(
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big"
    )


def folds_of(texts: Sequence[str], folds: int) -> NDArray[np.int64]:
    """Put texts into folds of nearly one size: equal texts into the same."""
    distinct = sorted(set(texts), key=digest)
    place = {text: number % folds for number, text in enumerate(distinct)}
    return np.array([place[text] for text in texts], dtype=np.int64)


def order_of(texts: Sequence[str]) -> NDArray[np.int64]:
    """Give an order of texts that only depends on what they say."""
    return np.array(sorted(range(len(texts)), key=lambda at: (digest(texts[at]), texts[at])), dtype=np.int64)
