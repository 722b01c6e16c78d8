"""Worlds whose truth is known: a seed in, tables and what they were drawn from out."""

from cocreate.worlds.learning_centres import Truth, World, learning_centres
from cocreate.worlds.tables import Table

__all__ = ["Table", "Truth", "World", "learning_centres"]
