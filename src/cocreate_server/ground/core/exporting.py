"""Exporting a person: rooms above the customers say what they hold of one beside customers, records and events."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ExportedPerson:
    """Whose export is written."""

    workspace_id: int
    customer_id: int


type Rows = Callable[[ExportedPerson], Iterable[Mapping[str, Any]]]

_holders: dict[str, Rows] = {}


def on_export[F: Rows](name: str) -> Callable[[F], F]:
    """Register a function that gives what a room holds of a person, under the name it has in the file."""

    def register(rows: F) -> F:
        _holders[name] = rows
        return rows

    return register


def held_of(person: ExportedPerson) -> Iterator[tuple[str, Iterable[Mapping[str, Any]]]]:
    """What every room holds of a person, in the order of the names."""
    for name in sorted(_holders):
        yield name, _holders[name](person)
