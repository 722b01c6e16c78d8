"""CSV and TSV into the staging database: at the engine's speed where they are sound, else mended."""

import csv
import io
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from cocreate_files.staging import Connection, check_width, column_name, literal, store_malformed

__all__ = ["TextShape", "data_width", "stage_text"]

MAX_LINE_BYTES = 1 << 25
LONGEST_RAW = 2000
LONGEST_RECORD_LINES = 500


@dataclass(frozen=True, slots=True)
class TextShape:
    """How a text file is cut: delimiter, number of columns, and the records and lines its headings take."""

    delimiter: str
    columns: int
    heading_rows: int = 0
    heading_lines: int = 0


def data_width(headings: Sequence[Sequence[str]], records: Sequence[Sequence[str]]) -> int:
    """How many columns the table has: those of its headings, unless nearly all records have more or fewer.

    Args:
        headings: The heading rows.
        records: The first records below them.

    Returns:
        The number of columns.
    """
    width = max(len(heading) for heading in headings)
    if not records:
        return width
    usual, times = Counter(len(record) for record in records).most_common(1)[0]
    trailing_blank = all(not cell for heading in headings for cell in heading[usual:])
    if times >= 0.9 * len(records) and (usual > width or trailing_blank):
        return usual
    return width


def stage_text(
    connection: Connection, path: Path, *, shape: TextShape, scratch: Path, with_line: bool = False
) -> bool:
    """Fill `source` from a UTF-8 text file, and `malformed` with what is not a row.

    Args:
        connection: The staging database.
        path: The file.
        shape: How it is cut.
        scratch: A directory of ours.
        with_line: Whether the file is one of ours whose first column is each row's line.

    Returns:
        Whether `source` has a `line` column (it has where the file had to be mended).
    """
    check_width(shape.columns)
    with suppress(duckdb.Error):
        _read_at_speed(connection, path, shape=shape, with_line=with_line)
        return with_line
    mended = scratch / "mended.csv"
    _mend(connection, path, mended, shape=shape)
    _read_at_speed(connection, mended, shape=TextShape(",", shape.columns), with_line=True)
    return True


def _read_at_speed(connection: Connection, path: Path, *, shape: TextShape, with_line: bool) -> None:
    names = [column_name(index) for index in range(shape.columns)]
    types = [f"'{name}': 'VARCHAR'" for name in names]
    if with_line:
        types.insert(0, "'line': 'BIGINT'")
    connection.execute("DROP TABLE IF EXISTS source")
    connection.execute(
        f"CREATE TABLE source AS SELECT * FROM read_csv({literal(str(path))}, auto_detect = false,"  # noqa: S608 - literals are quoted, names are ours
        f" header = false, delim = {literal(shape.delimiter)}, quote = '\"', escape = '\"',"
        f" max_line_size = {MAX_LINE_BYTES}, columns = {{{', '.join(types)}}}) OFFSET {shape.heading_rows}"
    )


def _mend(connection: Connection, path: Path, mended: Path, *, shape: TextShape) -> None:
    """Write the sound records as a clean CSV with their line numbers; keep the others aside."""
    malformed: list[tuple[int, str, str]] = []
    with (
        path.open(encoding="utf-8-sig", newline="", errors="replace") as source,
        mended.open("w", encoding="utf-8", newline="") as out,
    ):
        writer = csv.writer(out, lineterminator="\n")
        for line, record, raw in _records(source, shape=shape):
            if len(record) == shape.columns:
                writer.writerow([line, *record])
            else:
                code = "too_few_columns" if len(record) < shape.columns else "too_many_columns"
                malformed.append((line, raw[:LONGEST_RAW], code))
    store_malformed(connection, malformed)


def _records(source: Iterator[str], *, shape: TextShape) -> Iterator[tuple[int, list[str], str]]:
    """Each record with the line it starts on and its raw text.

    A quote that never closes would swallow the rest of the file, so a record that spans lines must come out
    right; where it does not, its first line is given back alone and reading goes on with the next.
    """
    waiting: deque[tuple[int, str]] = deque()
    numbered = _put_back(waiting, enumerate(source, start=1))
    for line, text in numbered:
        if line <= shape.heading_lines or not text.strip("\r\n"):
            continue
        lines = _spanning((line, text), numbered, shape=shape)
        raw = "".join(part for _, part in lines)
        record = _split(raw, shape)
        if len(record) != shape.columns and len(lines) > 1:
            waiting.extendleft(reversed(lines[1:]))
            raw, record = text, []
        yield line, record, raw.rstrip("\r\n")


def _put_back(
    waiting: deque[tuple[int, str]], following: Iterator[tuple[int, str]]
) -> Iterator[tuple[int, str]]:
    """The lines that follow, those that were put back first."""
    while item := waiting.popleft() if waiting else next(following, None):
        yield item


def _spanning(
    first: tuple[int, str], numbered: Iterator[tuple[int, str]], *, shape: TextShape
) -> list[tuple[int, str]]:
    """The lines of one record: more than one where a quoted cell holds line ends."""
    lines, inside = [first], _open_quote(first[1], shape.delimiter, inside=False)
    while inside and len(lines) < LONGEST_RECORD_LINES and (following := next(numbered, None)):
        lines.append(following)
        inside = _open_quote(following[1], shape.delimiter, inside=True)
    return lines


def _open_quote(text: str, delimiter: str, *, inside: bool) -> bool:
    """Whether a line ends inside a quoted cell, given whether it began in one."""
    position = 0
    while (found := text.find('"', position)) >= 0:
        position = found + 1
        if not inside:
            inside = found == 0 or text[found - 1] == delimiter
        elif text[position : position + 1] == '"':
            position += 1
        else:
            inside = False
    return inside


def _split(raw: str, shape: TextShape) -> list[str]:
    """The cells of one record; none where a quote is left open."""
    text = raw.rstrip("\r\n")
    inside = False
    for part in text.splitlines(keepends=True):
        inside = _open_quote(part, shape.delimiter, inside=inside)
    return [] if inside else next(csv.reader(io.StringIO(text, newline=""), delimiter=shape.delimiter), [])
