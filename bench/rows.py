"""One line of the benchmark's table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured, beside what.

    Attributes:
        what: the task.
        ours: our figure, with its unit.
        peer: the figure it is held against, with its unit.
        ratio: the one over the other, in the direction the target speaks of.
        target: the target in words, as "<= 1.25 x".
        ok: whether it is met.
    """

    what: str
    ours: str
    peer: str
    ratio: float
    target: str
    ok: bool


def at_most(what: str, *, ours: float, peer: float, limit: float, unit: str) -> Row:
    """Hold ours against the peer's where less is better and ours / peer may be no more than a limit."""
    ratio = ours / peer
    shown = (f"{ours:.3g} {unit}", f"{peer:.3g} {unit}")
    return Row(what, *shown, ratio, f"<= {limit:g} x", ratio <= limit)


def at_least(what: str, *, ours: float, peer: float, limit: float, unit: str) -> Row:
    """Hold ours against the peer's where the peer's is to be some times as large."""
    ratio = peer / ours
    shown = (f"{ours:.3g} {unit}", f"{peer:.3g} {unit}")
    return Row(what, *shown, ratio, f">= {limit:g} x", ratio >= limit)


def as_much(what: str, *, ours: float, peer: float, limit: float, unit: str) -> Row:
    """Hold ours against the peer's where more is better and ours is to be some times the peer's."""
    ratio = ours / peer
    shown = (f"{ours:.3g} {unit}".strip(), f"{peer:.3g} {unit}".strip())
    return Row(what, *shown, ratio, f">= {limit:g} x", ratio >= limit)
