"""What `by` may be, read into one form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cocreate.errors import OptionError
from cocreate.periods import Period

By = str | Period | Sequence[str | Period] | Mapping[str, str | Period]


@dataclass(frozen=True, slots=True)
class Label:
    """A column to group by as it stands.

    Attributes:
        column: the column.
        name: what the grouping is called in the result.
    """

    column: str
    name: str


Grouping = Label | Period


def groupings(by: By | None) -> tuple[Grouping, ...]:
    """Read `by`: a name, a period, a sequence of them, or a mapping of new names to them."""
    if by is None:
        return ()
    if isinstance(by, str | Period):
        by = [by]
    if isinstance(by, Mapping):
        found = tuple(_named(item, name) for name, item in by.items())
    elif isinstance(by, Sequence):
        found = tuple(_named(item, None) for item in by)
    else:
        raise OptionError(f"by == {by!r}, must be a column's name, a period(...), or a list of them")
    names = [grouping.name for grouping in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise OptionError(
            f"by names {twice[0]!r} twice; give one of them another name, as period(..., name=...)"
        )
    return found


def _named(item: object, name: str | None) -> Grouping:
    if isinstance(item, Period):
        return item if name is None else Period(item.column, item.every, name, item.zone)
    if isinstance(item, str):
        return Label(item, name or item)
    raise OptionError(f"by holds {item!r}, wanted are column names and period(...)")
