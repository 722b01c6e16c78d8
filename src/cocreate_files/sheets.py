"""XLSX into the staging database, by way of a CSV of our own."""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from cocreate_files.errors import UnreadableFile
from cocreate_files.notes import Note

__all__ = ["sheet_to_csv"]


def sheet_to_csv(path: Path, *, sheet: str | None, target: Path) -> tuple[Note, ...]:
    """Write one sheet as CSV, every cell as a person would write it; blank rows stay, so that lines agree.

    Args:
        path: The workbook.
        sheet: The sheet's name; None takes the first that holds anything.
        target: The CSV to write.

    Returns:
        Which sheet was read, where there are several.

    Raises:
        UnreadableFile: If the workbook cannot be read, or has no such sheet.
    """
    try:
        workbook = CalamineWorkbook.from_path(path)
        name = _chosen(workbook, sheet)
        rows = workbook.get_sheet_by_name(name)
    except CalamineError as error:
        raise UnreadableFile(
            f"{path.name} cannot be read as a workbook ({error}): open it and save it as .xlsx again",
            code="workbook_damaged",
            path=path.name,
        ) from error
    skipped = rows.start[0] if rows.start else 0
    with target.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows(_numbered(rows.iter_rows(), skipped))
    several = len(workbook.sheet_names) > 1
    return (Note("sheet", {"sheet": name, "count": len(workbook.sheet_names)}),) if several else ()


def _chosen(workbook: CalamineWorkbook, sheet: str | None) -> str:
    names = workbook.sheet_names
    if sheet is not None:
        if sheet not in names:
            raise UnreadableFile(
                f"no sheet {sheet!r}; there are {', '.join(map(repr, names))}",
                code="no_such_sheet",
                sheet=sheet,
                sheets=list(names),
            )
        return sheet
    filled = [name for name in names if workbook.get_sheet_by_name(name).height]
    return (filled or names)[0]


def _numbered(rows: Iterable[Sequence[object]], skipped: int) -> Iterator[list[str]]:
    """Each row's cells behind its sheet row number; rows without anything in them are left out."""
    for number, row in enumerate(rows, start=skipped + 1):
        cells = [_written(cell) for cell in row]
        if any(cells):
            yield [str(number), *cells]


def _written(cell: object) -> str:
    match cell:
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer():
            return str(int(cell))
        case dt.datetime():
            return str(cell.date() if cell.time() == dt.time() else cell)
        case _:
            return str(cell).replace("\0", "")
