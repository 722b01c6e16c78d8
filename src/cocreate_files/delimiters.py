"""What separates the columns of a text file, told from its first records."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from cocreate_files.errors import UnreadableFile

__all__ = ["DELIMITERS", "FirstRecords", "detect_delimiter", "first_records"]

DELIMITERS: tuple[str, ...] = (",", ";", "\t", "|")
SAMPLE_RECORDS = 200
csv.field_size_limit(1 << 30)


@dataclass(frozen=True, slots=True)
class FirstRecords:
    """The first records of a text file and the physical line each one ends on."""

    records: tuple[tuple[str, ...], ...]
    ends: tuple[int, ...]


def first_records(path: Path, *, delimiter: str, limit: int = SAMPLE_RECORDS) -> FirstRecords:
    """The first records that are not blank.

    Args:
        path: A UTF-8 text file.
        delimiter: What separates its columns.
        limit: How many records at most.

    Returns:
        The records and the line numbers (from 1) they end on.
    """
    records: list[tuple[str, ...]] = []
    ends: list[int] = []
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as source:
        reader = csv.reader(source, delimiter=delimiter)
        for record in islice(reader, limit * 4):
            if record and len(records) < limit:
                records.append(tuple(record))
                ends.append(reader.line_num)
    return FirstRecords(tuple(records), tuple(ends))


def detect_delimiter(path: Path) -> str:
    """The delimiter that cuts the first records most evenly into columns; a comma where nothing does.

    Args:
        path: A UTF-8 text file.

    Returns:
        One of `DELIMITERS`.
    """
    best = max(DELIMITERS, key=lambda delimiter: _evenness(first_records(path, delimiter=delimiter).records))
    return best if _evenness(first_records(path, delimiter=best).records) > 0 else ","


def checked_delimiter(delimiter: str) -> str:
    """The delimiter as one character; `tab` is understood.

    Args:
        delimiter: What a person typed.

    Returns:
        One character.

    Raises:
        UnreadableFile: If it is not one character, or is a quote or a line end.
    """
    one = {"tab": "\t", "\\t": "\t"}.get(delimiter.lower(), delimiter)
    if len(one) != 1 or one in '"\r\n':
        raise UnreadableFile(
            f"delimiter {delimiter!r}, wanted one character such as , ; | or tab",
            code="delimiter_unusable",
            delimiter=delimiter,
        )
    return one


def _evenness(records: Sequence[Sequence[str]]) -> float:
    """Share of records with the usual number of columns, squared, times the columns beyond the first."""
    if not records:
        return 0.0
    columns, count = Counter(len(record) for record in records).most_common(1)[0]
    heading = len(records[0]) > 1
    return (count / len(records)) ** 2 * (columns - 1) * (1.0 if heading else 0.1)
