"""Lighthouse Learning: a chain of learning centres for children, with a known fault and a known change."""

from cocreate.worlds.learning_centres.structure import Structure
from cocreate.worlds.learning_centres.truth import (
    Card,
    CardAtCentre,
    Change,
    Expectation,
    Fault,
    Renewal,
    Truth,
    expectation,
)
from cocreate.worlds.learning_centres.world import World, learning_centres, structure

__all__ = [
    "Card",
    "CardAtCentre",
    "Change",
    "Expectation",
    "Fault",
    "Renewal",
    "Structure",
    "Truth",
    "World",
    "expectation",
    "learning_centres",
    "structure",
]
