"""What a layout says: how many heading rows, how they name the columns, and which columns it knows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cocreate_files.columns import Column
from cocreate_files.guess import guess_column, plain, settle
from cocreate_files.mapping import ColumnMapping, Mapping
from cocreate_files.notes import Note

__all__ = ["Heading", "Known", "Layout", "Rows", "by_name", "plain_headings"]

type Rows = Sequence[Sequence[str]]
type Known = Callable[[Column], ColumnMapping | None]


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's names as the heading rows give them."""

    name: str
    label: str
    group_id: str = ""
    group_label: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout.

    Args:
        name: `qualtrics`, `surveymonkey`, …
        title: The tool's own name.
        header_rows: How many rows head the table.
        headings: From the heading rows to a heading a column.
        known: A column's meaning where the layout fixes it, else None.
    """

    name: str
    title: str
    header_rows: int
    headings: Callable[[Rows], tuple[Heading, ...]]
    known: Known = lambda _: None

    def guess(self, columns: Sequence[Column]) -> Mapping:
        """What every column means: as the layout fixes it, else guessed.

        Args:
            columns: The table's columns.

        Returns:
            The mapping.
        """
        return Mapping(settle([self.known(column) or guess_column(column) for column in columns]), self.name)


def plain_headings(rows: Rows) -> tuple[Heading, ...]:
    """One heading row: names are labels."""
    return tuple(Heading(cell.strip(), cell.strip()) for cell in rows[0])


def by_name(column: Column, roles: dict[str, str], *, title: str) -> ColumnMapping | None:
    """The meaning of a column whose name, in lower case, is in `roles`; None for others."""
    role = roles.get(column.name.strip().lower())
    if role is None:
        return None
    if role != "ignore" and column.kind == "empty":
        return plain(column)
    return plain(column).with_role(role, reason=Note("layout_column", {"layout": title}), confidence=0.95)
