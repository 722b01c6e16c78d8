"""Texts with their scores, ready to be learnt from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.errors import (
    MismatchError,
    NotEnoughDataError,
    NotNumericError,
    OptionError,
    OutsideScaleError,
    ScaleError,
)
from cocreate.text.batches import columns_of, texts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEAST_TEXTS = 20
_USUAL = ((0.0, 1.0), (-1.0, 1.0), (1.0, 5.0), (1.0, 7.0), (0.0, 10.0), (0.0, 100.0))


@dataclass(frozen=True, eq=False, slots=True)
class Scored:
    """Texts and where each stands on its scale.

    Attributes:
        texts: the texts that carry a score.
        target: from 0 (the lowest score) to 1.
        notes: what was guessed and left out.
    """

    texts: tuple[str, ...]
    target: Floats
    notes: tuple[str, ...]


def scored_texts(texts: Any, scores: Any, *, text: str | None, scale: tuple[float, float] | None) -> Scored:
    """Read texts and scores, from sequences or from a table, and leave out what lacks either."""
    if scale is not None and not scale[0] < scale[1]:
        raise ScaleError(f"scale == {scale}, must be the lowest score and then a higher one")
    read, numbers = _read(texts, scores, text)
    both = np.isfinite(numbers) & np.array([bool(one.strip()) for one in read], dtype=bool)
    kept = numbers[both]
    if len(kept) < LEAST_TEXTS:
        raise NotEnoughDataError(
            f"{len(kept)} texts with a score, at least {LEAST_TEXTS} are wanted; use Sentiment() as it is"
        )
    if kept.min() == kept.max():
        raise NotEnoughDataError(
            f"all {len(kept)} scores are {kept[0]:g}; texts of low and of high scores are wanted"
        )
    low, high = scale or _usual(kept)
    if kept.min() < low or kept.max() > high:
        outside = kept[(kept < low) | (kept > high)][0]
        raise OutsideScaleError(
            f"score {outside:g} lies outside the scale {low:g} to {high:g}; give the right scale"
        )
    notes = [] if scale else [f"scale {low:g} to {high:g} guessed from the scores"]
    notes += [f"{(~both).sum()} rows without text or score left out"] if not both.all() else []
    return Scored(
        tuple(one for one, keep in zip(read, both, strict=True) if keep),
        (kept - low) / (high - low),
        tuple(notes),
    )


def _usual(scores: Floats) -> tuple[float, float]:
    for low, high in _USUAL:
        if low <= scores.min() and scores.max() <= high:
            return low, high
    return float(scores.min()), float(scores.max())


def _read(texts: Any, scores: Any, text: str | None) -> tuple[list[str], Floats]:
    if isinstance(scores, str) != (text is not None):
        raise OptionError(
            "give texts and scores as sequences, or a table with the names of both columns: scores= and text="
        )
    if text is not None:
        columns = columns_of(texts, [text, scores])
        return texts_of(columns[text]), numbers_of(columns[scores])
    read, numbers = texts_of(texts), numbers_of(scores)
    if len(read) != len(numbers):
        raise MismatchError(f"{len(read)} texts and {len(numbers)} scores; give one score a text")
    return read, numbers


def numbers_of(values: Sequence[Any]) -> Floats:
    """Read numbers, with NaN where one is missing."""
    try:
        missing = [value is None or type(value).__name__ == "NAType" for value in values]
        return np.array(
            [np.nan if gone else float(value) for value, gone in zip(values, missing, strict=True)],
            dtype=np.float64,
        )
    except (TypeError, ValueError) as error:
        raise NotNumericError(f"scores must be numbers or missing: {error}") from error
