"""Writing the texts: a pick of random numbers for each, turned into sentences."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cocreate.worlds.learning_centres.days import Integers
from cocreate.worlds.learning_centres.journey import TOUCHPOINTS
from cocreate.worlds.learning_centres.people import Flags
from cocreate.worlds.learning_centres.verbatims.chinese import CHINESE
from cocreate.worlds.learning_centres.verbatims.english import ENGLISH
from cocreate.worlds.learning_centres.verbatims.grammar import (
    ANY_TOPIC,
    ASPECT_OF_TOPIC,
    ASPECTS_AT,
    CARD,
    HAPPY,
    Grammar,
)

_CARD_PER_CENT = 65  # of texts after a class with the card speak of it
_PICKS = 48
_HELP = {"hotline", "chat"}
_CODES: tuple[str | None, ...] = (*(point.code for point in TOUCHPOINTS), None)


@dataclass(frozen=True, slots=True, eq=False)
class Occasion:
    """What each text is written on, one entry a text; ``topic`` is that of a help request, or ``None``."""

    english: Flags
    pupil: Flags
    touchpoint: Integers
    band: Integers
    fault: Flags
    card: Flags
    topic: NDArray[np.object_]


def write_verbatims(rng: np.random.Generator, occasion: Occasion) -> NDArray[np.object_]:
    """Write a text for each entry.

    Args:
        rng: Where chance comes from.
        occasion: Language, writer, touchpoint and mood of each text.

    Returns:
        The texts, in order, as an object array.
    """
    picks = rng.integers(0, 1 << 30, (len(occasion.band), _PICKS))
    texts: NDArray[np.object_] = np.empty(len(occasion.band), dtype=object)
    texts[:] = list(_written(occasion, picks))
    return texts


def _written(occasion: Occasion, picks: Integers) -> Iterator[str]:
    columns = zip(
        occasion.english.tolist(),
        occasion.pupil.tolist(),
        occasion.touchpoint.tolist(),
        occasion.band.tolist(),
        occasion.fault.tolist(),
        occasion.card.tolist(),
        occasion.topic.tolist(),
        picks,
        strict=True,
    )
    for english, pupil, touchpoint, band, fault, card, topic, numbers in columns:
        pick = iter(numbers.tolist())
        grammar = ENGLISH if english else CHINESE
        aspects = _aspects(_CODES[touchpoint], topic, pick, card=card)
        clauses = _clauses(grammar, aspects, pick, fault=fault and band < HAPPY)
        yield _sentences(grammar, band, clauses, pick, pupil=pupil, at_help=not _HELP.isdisjoint(aspects))


def _aspects(
    touchpoint: str | None, topic: str | None, pick: Iterator[int], *, card: bool
) -> tuple[str, str]:
    """Choose two different aspects to speak of."""
    choices = ASPECTS_AT[touchpoint]
    if len(choices) == 1:
        other = ASPECT_OF_TOPIC[topic] if topic else ANY_TOPIC[next(pick) % len(ANY_TOPIC)]
        return (choices[0], other) if next(pick) % 4 else (other, choices[0])
    first = next(pick) % len(choices)
    second = (first + 1 + next(pick) % (len(choices) - 1)) % len(choices)
    if card and next(pick) % 100 < _CARD_PER_CENT:
        return CARD, choices[second]
    return choices[first], choices[second]


def _clauses(
    grammar: Grammar, aspects: tuple[str, str], pick: Iterator[int], *, fault: bool
) -> dict[str, str]:
    """Choose what is said: P and Q praise, C and D complain, never twice of the same aspect."""
    first, second = (grammar.aspects[aspect] for aspect in aspects)
    chosen = {
        "P": first.praise[next(pick) % len(first.praise)],
        "Q": second.praise[next(pick) % len(second.praise)],
        "C": first.complaint[next(pick) % len(first.complaint)],
        "D": second.complaint[next(pick) % len(second.complaint)],
    }
    if fault:
        chosen["C"] = grammar.fault[next(pick) % len(grammar.fault)]
        chosen["P"] = chosen["Q"] if aspects[0] == "hotline" else chosen["P"]
    return chosen


def _sentences(
    grammar: Grammar, band: int, clauses: dict[str, str], pick: Iterator[int], *, pupil: bool, at_help: bool
) -> str:
    """Put clauses into a shape, then choices into slots; sentences begin with a capital."""
    for name, choices in grammar.parts.items():
        clauses[name] = choices[next(pick) % len(choices)]
    voices = grammar.pupils if pupil else grammar.parents
    slots = {**voices[next(pick) % len(voices)], **grammar.courses[next(pick) % len(grammar.courses)]}
    for name, choices in grammar.slots.items():
        slots[name] = choices[next(pick) % len(choices)]
    clauses["S"] = clauses["H"] if at_help else clauses["S"]
    shapes = grammar.shapes[band]
    shape = shapes[next(pick) % len(shapes)]
    written = (sentence.format_map(clauses).format_map(slots) for sentence in shape)
    return grammar.gap.join(sentence[0].upper() + sentence[1:] for sentence in written)
