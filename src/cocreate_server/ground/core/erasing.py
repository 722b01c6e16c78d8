"""Erasing a person: rooms above the customers say what they hold of one outside the tables of the ground.

A room registers a function that finds what it holds: the stored file of an import, a rendered letter. The erasure
calls it once the database has forgotten the person, and again after a crash; what is gone already is not found.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErasedPerson:
    """Somebody who is being erased, as rooms may still know them.

    Attributes:
        workspace_id: Whose customer.
        customer_id: The number the customer had; it is never given again.
        batch_ids: The loads that brought anything of the person.
    """

    workspace_id: int
    customer_id: int
    batch_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing that holds data of a person.

    Attributes:
        name: What it is, such as `import 12`; it stays on the receipt, so it must name nobody.
        erase: Erases it; harmless when called again.
    """

    name: str
    erase: Callable[[], None]


type Find = Callable[[ErasedPerson], Iterable[Holding]]

_finders: list[Find] = []


def on_erasure[F: Find](find: F) -> F:
    """Register a function that finds what a room holds of a person."""
    _finders.append(find)
    return find


def holdings_of(person: ErasedPerson) -> list[Holding]:
    """Everything that rooms hold of a person."""
    return [holding for find in _finders for holding in find(person)]
