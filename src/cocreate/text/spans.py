"""The words of a text that a result rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_SPANS = 12


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text, and what it adds to the result.

    Attributes:
        start: where it begins, in characters of the text as it was given.
        end: where it ends; `text[start:end]` are its words.
        text: its words.
        weight: what it adds: the sign is the side it speaks for, the size how much it counts.
    """

    start: int
    end: int
    text: str
    weight: float = 1.0


def strongest(spans: Iterable[Span], *, most: int = MOST_SPANS) -> tuple[Span, ...]:
    """Keep the spans that count most, in the order of the text."""
    kept = sorted(spans, key=lambda span: (-abs(span.weight), span.start))[:most]
    return tuple(sorted(kept, key=lambda span: (span.start, span.end)))
